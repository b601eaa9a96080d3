// What leads from a flag, or from a value of the invoice, to its place on the paper, and back.

import { leadTo } from "./paper-view.mjs";
import { TEXTS } from "./texts.mjs";

const at = (id) => document.getElementById(id);
const fieldOf = (path) => document.querySelector(`#invoice [data-path="${CSS.escape(path)}"]`);

/** Make every flag and every value that stands on the paper lead there; `say` tells where that is. */
export function linkPaper({ marks, flags }, lang, say) {
  const words = TEXTS[lang];
  const show = (numbers, from) => {
    leadTo(numbers, from);
    const { names, printed, page } = marks[numbers[0]];
    say(`${names.join(", ")}: ${printed}, ${words.onPage(page)}`);
  };
  const byPath = Map.groupBy(
    marks.flatMap(({ paths }, number) => paths.map((path) => ({ path, number }))),
    ({ path }) => path,
  );
  for (const [path, places] of byPath) {
    const value = fieldOf(path)?.firstChild;
    const standing = places.map(({ number }) => number);
    if (!value) continue;
    const button = element("button", "on-paper");
    value.replaceWith(button);
    button.append(value, element("span", "unseen", `, ${words.onPage(marks[standing[0]].page)}`));
    button.addEventListener("click", () => show(standing, button));
  }
  for (const [index, numbers] of flags.entries()) {
    const flag = at(`flag-${index}`);
    if (!flag || !numbers.length) continue;
    const button = element("button", "parzo-label show-on-paper", words.showOnPaper(marks[numbers[0]].page));
    button.addEventListener("click", () => show(numbers, button));
    flag.append(button);
    flag.classList.add("leads");
    flag.addEventListener("click", ({ target }) => {
      if (!target.closest("a, button") && getSelection().isCollapsed) show(numbers, button);
    });
  }
}

/** Lead from a mark to its value in the invoice. */
export function leadToField({ paths, instead_of }) {
  for (const old of document.querySelectorAll("#invoice .chosen")) old.classList.remove("chosen");
  const fields = [...paths, ...instead_of].map(fieldOf).filter(Boolean);
  for (const field of fields) field.classList.add("chosen");
  const [first] = fields;
  if (!first) return;
  const target = first.querySelector("button") ?? first;
  if (target === first && !first.hasAttribute("tabindex")) first.tabIndex = -1;
  target.focus({ preventScroll: true });
  first.scrollIntoView({ block: "center", inline: "center" });
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (tag === "button") made.type = "button";
  made.className = className;
  made.textContent = text;
  return made;
}
