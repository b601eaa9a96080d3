// The page: takes documents, has them judged in the worker, and shows what Python says. Foreign text is only ever set as
// text; the two pieces of HTML come from Python, which escapes everything.

import { documentsOf } from "./documents.mjs";
import { showList } from "./list.mjs";
import { load } from "./parzo-validate.mjs";
import { TEXTS, write } from "./texts.mjs";

const AFTER_A_PAUSE = 250; // milliseconds without a key
const TOO_LARGE_TO_EDIT = 1_000_000; // bytes
const at = (id) => document.getElementById(id);
const state = { lang: navigator.language?.startsWith("it") ? "it" : "en", documents: [], selected: null };
const words = () => TEXTS[state.lang];
const options = () => ({ lang: state.lang, rules: at("extended").checked ? "extended" : "default" });
const say = (text) => (at("status").textContent = text);
const show = () => showList(state, select);

write(state.lang);
at("trouble").hidden = true;
at("loading").hidden = document.querySelector("main").hidden = false;
const library = load({ onProgress: showProgress, startWorker: withThisPolicy });
library.then(ready, cannot);

function ready({ version }) {
  at("version").textContent = version;
  at("loading").hidden = true;
  say(words().ready);
}

function cannot(error) {
  complain(`${words().cannot} ${error.message}. ${words().again}`);
  at("loading").hidden = document.querySelector("main").hidden = true;
}

function complain(text) {
  at("trouble").textContent = text;
  at("trouble").hidden = false;
}

addEventListener("unhandledrejection", ({ reason }) => {
  if (!document.querySelector("main").hidden) complain(`${words().fault} ${reason.message}`);
});

/** A worker from its own address would have no policy; one from a blob inherits that of this page. */
function withThisPolicy(address) {
  const script = new Blob([`import ${JSON.stringify(address.href)};`], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(script), { type: "module" });
}

function showProgress({ stage, loaded, total }) {
  const label = document.querySelector("#loading label");
  label.dataset.text = stage;
  label.textContent = words()[stage];
  if (stage === "loading") at("loaded").value = loaded / total;
  else at("loaded").removeAttribute("value");
}

async function takeFiles(files) {
  for (const file of [...files]) {
    try {
      await take(file.name, new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      say(words().unreadable(file.name, error.message));
    }
  }
}

const takeText = (name, text) => take(name, new TextEncoder().encode(text));

async function take(name, bytes, { keepText = false } = {}) {
  const documents = documentsOf(name, bytes);
  if (!documents.length) return say(words().unreadable(name, words().empty));
  state.documents.push(...documents);
  await select(documents[0], { keepText: keepText && documents.length === 1 });
  await judge(documents);
}

/** Judge what was not yet judged with these options, one after the other so that the page stays awake. */
async function judge(documents) {
  const pv = await library;
  const waiting = documents.filter((one) => one.judgedWith !== JSON.stringify(options()));
  const many = waiting.length >= 100;
  if (many) Object.assign(at("checked"), { value: 0, max: waiting.length });
  if (many) at("checking").hidden = false;
  for (const [index, one] of waiting.entries()) {
    const asked = options();
    one.judgement = await pv.judge(one.bytes, asked);
    one.judgedWith = JSON.stringify(asked);
    if (many && index % 50 === 0) at("checked").value = index;
  }
  if (many) at("checking").hidden = true;
  show();
}

async function select(one, { keepText = false } = {}) {
  state.selected = one;
  if (!keepText) showText(one.bytes);
  await judge([one]);
  const sheet = await (await library).sheet(one.bytes, options());
  if (one !== state.selected) return;
  at("report").innerHTML = sheet.report;
  const heading = document.createElement("h2");
  heading.textContent = one.name;
  at("report").firstChild.prepend(heading);
  at("invoice").innerHTML = sheet.invoice ?? "";
  at("report").hidden = false;
  at("invoice").hidden = !sheet.invoice;
  say(`${one.name}: ${words()[sheet.verdict]}`);
}

function showText(bytes) {
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
  await judgeAgain();
}

/** With other options: what is seen at once, then the rest. */
async function judgeAgain() {
  show();
  if (state.selected) await select(state.selected, { keepText: true });
  await judge(state.documents);
}

async function download() {
  await judge(state.documents);
  const said = state.documents.map(({ source, line, judgement }) => ({ source, line, ...judgement }));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(said, null, 2)], { type: "application/json" }));
  link.download = "flags.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

function clear() {
  Object.assign(state, { documents: [], selected: null });
  showText(new Uint8Array());
  at("report").hidden = at("invoice").hidden = true;
  show();
  at("files").focus();
}

let pause;
at("text").addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(followText, AFTER_A_PAUSE);
});
at("files").addEventListener("change", async ({ target }) => {
  await takeFiles(target.files);
  target.value = "";
});
at("sample").addEventListener("click", async () => takeText("sample.json", await (await fetch("sample.json")).text()));
at("extended").addEventListener("change", judgeAgain);
at("filter").addEventListener("change", show);
at("more").addEventListener("click", () => showList(state, select, { more: true }));
at("download").addEventListener("click", download);
at("clear").addEventListener("click", clear);
for (const button of document.querySelectorAll("[data-lang]")) {
  button.addEventListener("click", () => changeLanguage(button.dataset.lang));
}

/** Take what is dropped or pasted anywhere: files, or else text. */
const takeAll = (given) =>
  given.files.length ? takeFiles(given.files) : given.getData("text") && takeText(words().pasted, given.getData("text"));

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  at("drop").classList.add("over");
});
document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget || at("drop").classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  at("drop").classList.remove("over");
  takeAll(event.dataTransfer);
});
document.addEventListener("paste", (event) => {
  if (event.target.matches?.("textarea, input, select")) return;
  event.preventDefault();
  takeAll(event.clipboardData);
});
