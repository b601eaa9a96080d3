// What a reviewer chooses for all documents: the rules, and whose answers they are.

import { TEXTS } from "./texts.mjs";

const at = (id) => document.getElementById(id);

export const chosen = () => ({ rules: at("extended").checked ? "extended" : "default", from: at("from").value || null });

/** Offer what the folder of the page has parts for; the rest is not spoken of. */
export function offer({ producers = {}, pdfjs = null } = {}, lang, from = at("from").value) {
  const words = TEXTS[lang];
  const choices = [["", words.documented], ["auto", words.auto], ...Object.entries(producers)];
  at("from").replaceChildren(...choices.map(([name, title]) => new Option(title, name)));
  at("from").value = from ?? "";
  at("whose").hidden = Object.keys(producers).length === 0;
  if (pdfjs) at("drop-title").textContent = words.dropPdf;
}
