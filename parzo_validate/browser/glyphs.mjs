// Where each sign of a page is drawn: pdf.js's list of operations, followed as its canvas follows it.

const NEAR = 0.02; // of the size: two accounts of one place may differ so much by rounding
const BLANK = { matrix: [1, 0, 0, 1, 0, 0], unit: 0, size: 1, spacing: 0, wordSpacing: 0, stretch: 1, rise: 0, leading: 0 };

const times = ([a, b, c, d, e, f], [g, h, i, j, k, l]) => [
  ...[a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j],
  ...[a * k + c * l + e, b * k + d * l + f],
];
const placed = ([a, b, c, d, e, f], x, y) => [a * x + c * y + e, b * x + d * y + f];

/** Return every sign that is drawn, in order: its text, and where it begins and ends in units of the page. */
export function glyphsOf({ fnArray, argsArray }, OPS, unitOf) {
  const glyphs = [];
  const saved = [];
  let state = BLANK;
  let [line, text] = [BLANK.matrix, BLANK.matrix];
  const change = (changes) => (state = { ...state, ...changes });
  const save = () => saved.push(state);
  const restore = () => (state = saved.pop() ?? BLANK);
  const transform = (matrix) => change({ matrix: times(state.matrix, matrix) });
  const begin = (matrix) => ([line, text] = [matrix, matrix]);
  const move = (x, y) => begin(times(line, [1, 0, 0, 1, x, y]));
  const advance = (by) => (text = times(text, [1, 0, 0, 1, by * state.stretch, 0]));

  const show = (drawn) => {
    for (const one of drawn) {
      if (typeof one === "number") advance((-one * state.size) / 1000);
      if (!one?.unicode) continue;
      const width = one.width * state.unit * state.size;
      const matrix = times(state.matrix, text);
      const [start, end] = [0, width * state.stretch].map((x) => placed(matrix, x, state.rise));
      glyphs.push({ text: one.unicode, start, end });
      advance(width + state.spacing + (one.isSpace ? state.wordSpacing : 0));
    }
  };
  const follow = {
    [OPS.save]: save,
    [OPS.restore]: restore,
    [OPS.transform]: (...matrix) => transform(matrix),
    [OPS.paintFormXObjectBegin]: (matrix) => save() && matrix && transform(matrix),
    [OPS.paintFormXObjectEnd]: restore,
    [OPS.setFont]: (name, size) => change({ unit: unitOf(name), size }),
    [OPS.setCharSpacing]: (spacing) => change({ spacing }),
    [OPS.setWordSpacing]: (wordSpacing) => change({ wordSpacing }),
    [OPS.setHScale]: (percent) => change({ stretch: percent / 100 }),
    [OPS.setTextRise]: (rise) => change({ rise }),
    [OPS.setLeading]: (leading) => change({ leading }),
    [OPS.setLeadingMoveText]: (x, y) => change({ leading: -y }) && move(x, y),
    [OPS.beginText]: () => begin(BLANK.matrix),
    [OPS.setTextMatrix]: (matrix) => begin(Array.from({ length: 6 }, (_, index) => matrix[index])),
    [OPS.moveText]: move,
    [OPS.nextLine]: () => move(0, -state.leading),
    [OPS.showText]: show,
  };
  for (const [index, operation] of fnArray.entries()) follow[operation]?.(...(argsArray[index] ?? []));
  return glyphs;
}

/** Return for each piece of text where its signs begin and end, from its beginning along its line. */
export function signsOf(pieces, glyphs) {
  const signs = new Map();
  const drawn = glyphs.filter(({ text }) => text.trim());
  let next = 0;
  for (const piece of pieces) {
    const [a, b, , , x, y] = piece.transform;
    const near = NEAR * Math.hypot(a, b);
    const first = drawn.findIndex(({ start }, index) => index >= next && Math.hypot(start[0] - x, start[1] - y) < near);
    const found = first < 0 ? null : followed(piece, drawn, first);
    signs.set(piece, found?.signs ?? evenly(piece));
    next = found?.next ?? next;
  }
  return signs;
}

function followed({ str, transform: [a, b, , , x, y] }, drawn, first) {
  const length = Math.hypot(a, b);
  const along = ([px, py]) => ((px - x) * a + (py - y) * b) / length;
  const signs = [];
  let [rest, next] = [str, first];
  while (rest) {
    if (rest.startsWith(" ")) {
      const end = signs.at(-1)?.end ?? 0;
      signs.push({ start: end, end });
      rest = rest.slice(1);
      continue;
    }
    const glyph = drawn[next];
    const text = [glyph?.text, glyph?.text.normalize("NFKC")].find((one) => one && rest.startsWith(one));
    if (!text) return null;
    const [start, end, count] = [along(glyph.start), along(glyph.end), [...text].length];
    for (let part = 0; part < count; part += 1) {
      signs.push({ start: start + ((end - start) * part) / count, end: start + ((end - start) * (part + 1)) / count });
    }
    [rest, next] = [rest.slice(text.length), next + 1];
  }
  return { signs, next };
}

/** Where the two accounts do not meet, as in a script that runs leftwards, signs count as equally wide. */
function evenly({ str, width, dir }) {
  const all = [...str];
  const edges = all.map((_, index) => ({ start: (width * index) / all.length, end: (width * (index + 1)) / all.length }));
  return dir === "rtl" ? edges.reverse() : edges;
}
