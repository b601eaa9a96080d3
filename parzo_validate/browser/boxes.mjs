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
 * `origins` are those of `textOf`, and `signs` has for each piece where its signs begin and end; `viewport` is the page
 * as it is shown.
 */
export function boxesOf({ origins, start, end, signs, styles, viewport }) {
  const strips = [];
  for (const origin of origins.slice(start, end).filter(Boolean)) {
    const { piece, place } = origin;
    const sign = signs.get(piece)[place];
    const last = strips.at(-1);
    if (last?.piece !== piece) strips.push({ piece, left: sign.start, right: sign.end });
    else Object.assign(last, { left: Math.min(last.left, sign.start), right: Math.max(last.right, sign.end) });
  }
  const lines = [];
  for (const strip of strips) {
    const begins = lines.length ? onTheLineOf(lines.at(-1), strip) : null;
    if (begins === null) lines.push(strip);
    else lines.at(-1).right = begins + strip.right - strip.left;
  }
  return lines.map((line) => boxOf(line, styles[line.piece.fontName], viewport));
}

/** Return where a strip begins on a line, if it goes on there. */
function onTheLineOf(line, { piece, left }) {
  const { along, across, size } = distance(line.piece, piece);
  const begins = line.piece.width + along + left;
  const gap = begins - line.right;
  return Math.abs(across) < size / 2 && gap > BACKWARDS * size && gap < COLUMN * size ? begins : null;
}

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
