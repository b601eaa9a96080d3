// The list of documents, where there are several: how each was judged, how many of each verdict, and a choice among them.

import { countVerdicts, flagsOf, verdictOf } from "./documents.mjs";
import { TEXTS } from "./texts.mjs";

const AT_ONCE = 200;
const at = (id) => document.getElementById(id);
let limit = AT_ONCE;

export function showList(state, select, { more = false } = {}) {
  const { documents, lang } = state;
  const words = TEXTS[lang];
  const counts = countVerdicts(documents);
  at("tools").hidden = documents.length === 0;
  at("many").hidden = documents.length < 2;
  at("many-title").textContent = words.documents(documents.length);
  at("counts").textContent = counts.map(([verdict, count]) => `${count.toLocaleString(lang)} ${words[verdict]}`).join(", ");
  const wanted = showFilter(counts.map(([verdict]) => verdict), words);
  const chosen = documents.filter(({ judgement }) => !wanted || (judgement && verdictOf(judgement) === wanted));
  limit = more ? limit + AT_ONCE : Math.max(AT_ONCE, Math.min(limit, documents.length));
  at("more").hidden = chosen.length <= limit;
  const focused = document.activeElement?.closest("#list button")?.value;
  at("list").replaceChildren(
    ...chosen.slice(0, limit).map((one) => row(one, documents.indexOf(one), state, () => select(one))),
  );
  if (focused) document.querySelector(`#list button[value="${focused}"]`)?.focus();
}

function showFilter(verdicts, words) {
  const filter = at("filter");
  const wanted = verdicts.includes(filter.value) ? filter.value : "";
  filter.replaceChildren(...["", ...verdicts].map((verdict) => new Option(words[verdict || "all"], verdict)));
  filter.value = wanted;
  return wanted;
}

function row(one, index, { selected, lang }, choose) {
  const words = TEXTS[lang];
  const button = element("button", "", one.name);
  Object.assign(button, { type: "button", value: index, onclick: choose });
  if (one === selected) button.setAttribute("aria-current", "true");
  if (one.judgement) {
    const verdict = verdictOf(one.judgement);
    const counted = ["error", "warning"].map((severity) => [severity, flagsOf(one.judgement, severity)]);
    const said = counted.filter(([, count]) => count).map(([severity, count]) => words[severity](count));
    button.append(" ", element("span", `parzo-badge parzo-${verdict}`, words[verdict]), ` ${said.join(", ")}`);
  }
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
