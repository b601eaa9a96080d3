// A PDF file that is the paper of a document: its text, where parts of it stand, and its pages as pictures; by pdf.js.

import { boxesOf, textOf } from "./boxes.mjs";
import { glyphsOf, signsOf } from "./glyphs.mjs";
import { stemOf } from "./papers.mjs";
import { workerUnderPolicy } from "./policy.mjs";

const PDFJS = new URL("pdfjs/", import.meta.url);
const MOST_PIXELS = 16_000_000; // of one picture; some browsers show none that is larger

const REASONS = { PasswordException: "locked", InvalidPDFException: "broken" };

let opened = 0;
let started;
const start = () =>
  (started ??= import(new URL("pdf.min.mjs", PDFJS).href).then((pdfjs) => {
    const port = workerUnderPolicy(new URL("pdf.worker.min.mjs", PDFJS));
    return { pdfjs, worker: new pdfjs.PDFWorker({ port, verbosity: 0 }) };
  }));

/** Return a paper; what it rejects with has "locked" or "broken" in `why` where that is the file's fault. */
export async function openPaper(name, data) {
  const { pdfjs, worker } = await start();
  const folder = (part) => new URL(`${part}/`, PDFJS).href;
  const asked = pdfjs.getDocument({
    ...{ data, worker, verbosity: 0, useSystemFonts: false, cMapUrl: folder("cmaps"), cMapPacked: true },
    ...{ standardFontDataUrl: folder("standard_fonts"), wasmUrl: folder("wasm"), iccUrl: folder("iccs") },
  });
  const file = await asked.promise.catch((error) => {
    throw Object.assign(error, { why: REASONS[error.name] });
  });
  const pages = [];
  const work = []; // what still asks pdf.js when the paper is closed
  for (let number = 1; number <= file.numPages; number += 1) pages.push(await readPage(await file.getPage(number), pdfjs, work));
  opened += 1;
  const close = () => Promise.allSettled(work).then(() => asked.destroy());
  return { name, stem: stemOf(name), number: opened, pages, texts: pages.map(({ text }) => text), close };
}

async function readPage(page, pdfjs, work) {
  const { items, styles } = await page.getTextContent();
  const { text, origins } = textOf(items);
  const viewport = page.getViewport({ scale: 1 });
  const unitOf = (font) => (page.commonObjs.has(font) && page.commonObjs.get(font).fontMatrix?.[0]) || 0.001;
  const pieces = items.filter(({ str }) => str?.trim());
  let signs;
  return {
    text,
    ratio: viewport.width / viewport.height,
    /** Draw the page on a canvas, as wide as that many pixels. */
    draw(canvas, pixels) {
      const widest = Math.sqrt((MOST_PIXELS * viewport.width) / viewport.height);
      const scaled = page.getViewport({ scale: Math.min(pixels, widest) / viewport.width });
      Object.assign(canvas, { width: Math.round(scaled.width), height: Math.round(scaled.height) });
      const task = page.render({ canvas, viewport: scaled });
      work.push(task.promise);
      return task;
    },
    /** Return the boxes of a part of the text, in parts of the page's width and height. */
    async boxes(start, end) {
      signs ??= page.getOperatorList().then((drawn) => signsOf(pieces, glyphsOf(drawn, pdfjs.OPS, unitOf)));
      work.push(signs);
      return boxesOf({ origins, start, end, signs: await signs, styles, viewport });
    },
  };
}
