// The documents of a file or of pasted text, and what is counted of their judgements. Nothing here touches the page.

const NEWLINE = 10;
const decode = (bytes) => new TextDecoder().decode(bytes);

/** Return the documents that bytes hold: each line of JSON Lines, by suffix or by its looks, or else the whole. */
export function documentsOf(name, bytes) {
  if (!/\.(jsonl|ndjson)$/i.test(name) && !looksLikeLines(bytes)) return [{ name, source: name, line: null, bytes }];
  return linesOf(bytes)
    .map((line, index) => ({ name: `${name}:${index + 1}`, source: name, line: index + 1, bytes: line }))
    .filter(({ bytes: line }) => line.some((byte) => byte > 32));
}

function looksLikeLines(bytes) {
  const end = bytes.indexOf(NEWLINE);
  if (end < 0 || !bytes.subarray(end).some((byte) => byte > 32)) return false;
  const first = decode(bytes.subarray(0, end)).trim();
  return first.startsWith("{") && first.endsWith("}") && isJson(first) && !isJson(decode(bytes));
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function linesOf(bytes) {
  const lines = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start);
    lines.push(bytes.subarray(start, end < 0 ? bytes.length : end));
    start = end < 0 ? bytes.length : end + 1;
  }
  return lines;
}

/** Return the word for a judgement: a verdict, or why there is none. */
export const verdictOf = ({ verdict, job }) => verdict ?? (job ? "no_result" : "unusable");

/** Return how many flags of a severity a judgement has. */
export const flagsOf = ({ flags = [] }, severity) => flags.filter((flag) => flag.severity === severity).length;

/** Return how often each verdict came, the gravest first. */
export function countVerdicts(documents) {
  const order = ["unusable", "no_result", "review", "incomplete", "clean"];
  const verdicts = documents.filter(({ judgement }) => judgement).map(({ judgement }) => verdictOf(judgement));
  return order.map((verdict) => [verdict, verdicts.filter((one) => one === verdict).length]).filter(([, count]) => count);
}
