// Which paper belongs to which document. Nothing here touches the page.

export const isPdf = ({ name, type }) => /\.pdf$/i.test(name) || type === "application/pdf";

const ENDING = /\.(pdf|json|jsonl|ndjson|txt|xml)$/;

/** Return a file's name without what says of which kind it is: invoice of invoice.pdf and of invoice.pdf.json. */
export function stemOf(name) {
  let stem = name.toLowerCase();
  while (ENDING.test(stem)) stem = stem.replace(ENDING, "");
  return stem;
}

/** Return the paper of a document: the one of its name, or the only one where the document is the only one, too. */
export function paperOf(one, { documents, papers }) {
  const named = one.line === null && papers.findLast(({ stem }) => stem === stemOf(one.source));
  return named || (documents.length === 1 && papers.length === 1 ? papers[0] : null);
}

/** Return the papers that belong to no document. */
export function strayPapers(state) {
  const taken = new Set(state.documents.map((one) => paperOf(one, state)));
  return state.papers.filter((paper) => !taken.has(paper));
}
