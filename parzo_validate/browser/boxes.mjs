// The text of a page, made of the pieces that pdf.js finds, and the boxes of a part of it. Nothing here touches the page.

const SPACE = 0.1; // of the height of the signs: nearer pieces are one word
const COLUMN = 1; // farther ones are columns, which two spaces tell from the thousands of 1 220,00
const BACKWARDS = -0.2;
const HEIGHT_OF_SIGNS = [-0.22, 0.95]; // below and above the line, where a font says nothing

/** Return the text of a page, and for each of its signs the piece that it comes from and its place in that piece. */
export function textOf(pieces) {
  const signs = [];
  const origins = [];
  const add = (text, piece = null) => {
    for (const [place, sign] of [...text].entries()) {
      signs.push(sign);
      origins.push(piece && { piece, place });
    }
  };
  let before = null;
  let divided = false;
  for (const piece of pieces) {
    if (piece.str?.trim()) {
      if (before) add(between(before, piece, divided));
      add(piece.str.toWellFormed(), piece);
      [before, divided] = [piece, false];
    } else if (piece.str) {
      divided = true;
    }
    if (piece.hasEOL) {
      add("\n");
      before = null;
    }
  }
  return { text: signs.join(""), origins };
}

function between(before, piece, divided) {
  const { along, across, size } = distance(before, piece);
  if (Math.abs(across) > size / 2) return "\n";
  if (along > COLUMN * size || along < BACKWARDS * size) return "  ";
  return divided || along > SPACE * size ? " " : "";
}

/** Return how far a piece stands from the end of another, along and across its line. */
function distance(before, { transform: [, , , , x, y] }) {
  const [ux, uy] = direction(before);
  const [dx, dy] = [x - before.transform[4], y - before.transform[5]];
  return { along: dx * ux + dy * uy - before.width, across: dy * ux - dx * uy, size: sizeOf(before) };
}

const sizeOf = ({ height, transform: [, , c, d] }) => height || Math.hypot(c, d);

function direction({ transform: [a, b] }) {
  const length = Math.hypot(a, b) || 1;
  return [a / length, b / length];
}

/**
 * Return where a part of a text stands: boxes of one line each, in parts of the page's width and height.
 *
 * `origins` are those of `textOf`; `fonts` has the widths of signs by font, of 1 for a sign as wide as it is high;
 * `viewport` is the page as it is shown.
 */
export function boxesOf({ origins, start, end, fonts, styles, viewport }) {
  const strips = [];
  let last = null;
  for (const origin of origins.slice(start, end)) {
    if (!origin) continue;
    if (last?.piece !== origin.piece) strips.push((last = { piece: origin.piece, from: origin.place }));
    last.to = origin.place + 1;
  }
  const lines = [];
  for (const { piece, from, to } of strips) {
    const edges = edgesOf(piece, fonts.get(piece.fontName));
    const [left, right] = piece.dir === "rtl" ? [piece.width - edges[to], piece.width - edges[from]] : [edges[from], edges[to]];
    const previous = lines.at(-1);
    const reached = previous && joined(previous, piece, left);
    if (reached === undefined || reached === null) lines.push({ piece, left, right });
    else previous.right = reached + right - left;
  }
  return lines.map((line) => boxOf(line, styles[line.piece.fontName], viewport));
}

/** Return where a strip begins on the line before it, if it goes on there. */
function joined(line, piece, left) {
  const { along, across, size } = distance(line.piece, piece);
  const begins = line.piece.width + along + left;
  const gap = begins - line.right;
  return Math.abs(across) < size / 2 && gap > BACKWARDS * size && gap < COLUMN * size ? begins : null;
}

/** Return the places of the edges of the signs of a piece, in units of the page, from its beginning. */
function edgesOf({ str, width, transform: [a, b] }, font) {
  const signs = [...str];
  const spaces = signs.filter((sign) => sign === " ").length;
  const known = signs.map((sign) => font?.widths.get(sign));
  const usual = average(known.filter((one) => one !== undefined)) ?? 1;
  const own = known.map((one, index) => (signs[index] === " " && spaces ? 0 : (one ?? usual) * Math.hypot(a, b)));
  const tracking = (font?.tracking ?? 0) * Math.hypot(a, b);
  // What is left of the width was put between the signs: into the spaces, or else evenly.
  const left = width - own.reduce((sum, one) => sum + one, 0) - tracking * (signs.length - 1);
  const more = spaces ? left / spaces : left / Math.max(signs.length - 1, 1);
  const edges = [0];
  for (const [index, sign] of signs.entries()) {
    edges.push(edges.at(-1) + own[index] + tracking + (!spaces || sign === " " ? more : 0));
  }
  return edges;
}

const average = (numbers) => (numbers.length ? numbers.reduce((sum, one) => sum + one, 0) / numbers.length : undefined);

function boxOf({ piece, left, right }, style, viewport) {
  const [ux, uy] = direction(piece);
  const [x, y] = piece.transform.slice(4);
  const [below, above] = [style?.descent || HEIGHT_OF_SIGNS[0], style?.ascent || HEIGHT_OF_SIGNS[1]];
  const corners = [left, right].flatMap((along) =>
    [below, above].map((part) => {
      const across = part * sizeOf(piece);
      return viewport.convertToViewportPoint(x + along * ux - across * uy, y + along * uy + across * ux);
    }),
  );
  const [xs, ys] = [corners.map(([px]) => px / viewport.width), corners.map(([, py]) => py / viewport.height)];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}
