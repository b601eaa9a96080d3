// The page: takes documents, has them judged in the worker, and shows what Python says. Foreign text is only ever set as
// text; the two pieces of HTML come from Python, which escapes everything.

import { chosen, offer } from "./choices.mjs";
import { documentsOf } from "./documents.mjs";
import { download } from "./download.mjs";
import { listen } from "./intake.mjs";
import { leadToField, linkPaper } from "./links.mjs";
import { showList } from "./list.mjs";
import { openPaper } from "./paper.mjs";
import { markPaper, showPaper } from "./paper-view.mjs";
import { isPdf, paperOf, strayPapers } from "./papers.mjs";
import { load } from "./parzo-validate.mjs";
import { workerUnderPolicy } from "./policy.mjs";
import { TEXTS, write } from "./texts.mjs";
import { complain, forgetRefusals, refuse } from "./trouble.mjs";

const AFTER_A_PAUSE = 250; // milliseconds without a key
const TOO_LARGE_TO_EDIT = 1_000_000; // bytes
const at = (id) => document.getElementById(id);
const state = { lang: navigator.language?.startsWith("it") ? "it" : "en", documents: [], papers: [], selected: null };
let pause; // of who writes
const words = () => TEXTS[state.lang];
const options = () => ({ lang: state.lang, ...chosen() });
const optionsFor = (one) => ({ ...options(), text: paperOf(one, state)?.texts });
const identity = (one) => JSON.stringify([options(), paperOf(one, state)?.number]);
const say = (text) => (at("status").textContent = text);
const show = () => showList(state, select);

write(state.lang);
at("trouble").hidden = true;
at("loading").hidden = document.querySelector("main").hidden = false;
const library = load({ onProgress: showProgress, startWorker: workerUnderPolicy });
library.then(ready, cannot);

function ready(pv) {
  state.parts = pv;
  offer(pv, state.lang, pv.from);
  at("version").textContent = pv.version;
  at("loading").hidden = true;
  say(words().ready);
}

function cannot(error) {
  complain(`${words().cannot} ${error.message}. ${words().again}`);
  at("loading").hidden = document.querySelector("main").hidden = true;
}

addEventListener("unhandledrejection", ({ reason }) => {
  if (!document.querySelector("main").hidden) complain(`${words().fault} ${reason.message}`);
});

function showProgress({ stage, loaded, total }) {
  const label = document.querySelector("#loading label");
  label.dataset.text = stage;
  label.textContent = words()[stage];
  if (stage === "loading") at("loaded").value = loaded / total;
  else at("loaded").removeAttribute("value");
}

/** Take papers first, so that their documents are judged once. */
async function takeFiles(files) {
  forgetRefusals();
  const before = state.selected;
  const papers = [...files].filter(isPdf);
  for (const file of papers) await taking(file, takePaper);
  for (const file of files) if (!papers.includes(file)) await taking(file, take);
  if (papers.length && before && state.selected === before) await judgeAgain();
  for (const paper of state.documents.length ? strayPapers(state) : []) refuse(words().stray(paper.name));
}

async function taking(file, take) {
  try {
    await take(file.name, new Uint8Array(await file.arrayBuffer()));
  } catch (error) {
    refuse(words().unreadable(file.name, words()[error.why] ?? error.message));
  }
}

/** Read a paper in the place of an older one of its name. */
async function takePaper(name, bytes) {
  const { pdfjs } = await library;
  if (!pdfjs) return refuse(words().noPdfjs(name));
  const paper = await openPaper(name, bytes);
  const older = state.papers.filter((one) => one.name === name);
  state.papers = [...state.papers.filter((one) => one.name !== name), paper];
  if (older.length || !state.documents.length) showPaper(paper, state.lang);
  for (const one of older) one.close();
  if (!state.documents.length) say(words().paperAlone(name));
}

const takeText = (name, text) => take(name, new TextEncoder().encode(text));

async function take(name, bytes, { keepText = false } = {}) {
  const documents = documentsOf(name, bytes);
  if (!documents.length) return refuse(words().unreadable(name, words().empty));
  state.documents.push(...documents);
  await select(documents[0], { keepText: keepText && documents.length === 1 });
  await judge(state.documents);
}

/** Judge what was not yet judged with these options, one after the other so that the page stays awake. */
async function judge(documents) {
  const pv = await library;
  const waiting = documents.filter((one) => one.judgedWith !== identity(one));
  const many = waiting.length >= 100;
  if (many) Object.assign(at("checked"), { value: 0, max: waiting.length });
  if (many) at("checking").hidden = false;
  for (const [index, one] of waiting.entries()) {
    const asked = { bytes: one.bytes, judgedWith: identity(one) };
    const judgement = await pv.judge(asked.bytes, optionsFor(one));
    if (one.bytes === asked.bytes) Object.assign(one, asked, { judgement }); // else it was corrected meanwhile
    if (many && index % 50 === 0) at("checked").value = index;
  }
  if (many) at("checking").hidden = true;
  show();
}

async function select(one, { keepText = false } = {}) {
  state.selected = one;
  const { bytes } = one;
  if (!keepText) showText(bytes);
  await judge([one]);
  const paper = paperOf(one, state);
  const sheet = await (await library).sheet(bytes, optionsFor(one));
  if (one !== state.selected || bytes !== one.bytes || paper !== paperOf(one, state)) return;
  at("report").innerHTML = sheet.report;
  at("report").firstChild.prepend(Object.assign(document.createElement("h2"), { textContent: one.name }));
  at("invoice").innerHTML = sheet.invoice ?? "";
  at("report").hidden = false;
  at("invoice").hidden = !sheet.invoice;
  showPaper(paper, state.lang);
  if (sheet.paper) linkPaper(sheet.paper, state.lang, say);
  if (paper) await markPaper(sheet.paper?.marks ?? [], leadToField);
  say(`${one.name}: ${words()[sheet.verdict]}`);
}

function showText(bytes) {
  clearTimeout(pause); // what was written before is not a correction of this
  const large = bytes.length > TOO_LARGE_TO_EDIT;
  at("text").value = large ? "" : new TextDecoder().decode(bytes);
  at("text").placeholder = large ? words().large : "";
  at("text").disabled = large;
}

/** What is written corrects the document that is shown; JSON Lines, or a first text, are documents of their own. */
async function followText() {
  const bytes = new TextEncoder().encode(at("text").value);
  const one = state.selected;
  if (one && documentsOf("", bytes).length < 2) {
    Object.assign(one, { bytes, judgedWith: null });
    await select(one, { keepText: true });
  } else if (at("text").value.trim()) {
    await take(words().pasted, bytes, { keepText: true });
  }
}

async function changeLanguage(lang) {
  state.lang = lang;
  write(lang);
  offer(state.parts, lang);
  await judgeAgain();
}

/** With other options: what is seen at once, then the rest. */
async function judgeAgain() {
  show();
  if (state.selected) await select(state.selected, { keepText: true });
  await judge(state.documents);
}

function clear() {
  showPaper(null, state.lang);
  for (const paper of state.papers) paper.close();
  Object.assign(state, { documents: [], papers: [], selected: null });
  showText(new Uint8Array());
  for (const id of ["report", "invoice"]) Object.assign(at(id), { textContent: "", hidden: true });
  forgetRefusals();
  show();
  at("files").focus();
}

at("text").addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(followText, AFTER_A_PAUSE);
});
at("sample").addEventListener("click", async () => takeText("sample.json", await (await fetch("sample.json")).text()));
for (const id of ["extended", "from"]) at(id).addEventListener("change", judgeAgain);
at("filter").addEventListener("change", show);
at("more").addEventListener("click", () => showList(state, select, { more: true }));
at("download").addEventListener("click", async () => {
  await judge(state.documents);
  download(state.documents);
});
at("clear").addEventListener("click", clear);
for (const button of document.querySelectorAll("[data-lang]")) {
  button.addEventListener("click", () => changeLanguage(button.dataset.lang));
}

listen(takeFiles, (text) => takeText(words().pasted, text));
