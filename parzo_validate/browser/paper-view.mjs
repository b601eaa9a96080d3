// The paper as a reviewer sees it: its pages, and on them a button for each value that stands there.

import { TEXTS } from "./texts.mjs";

const STEPS = [1, 1.5, 2, 3];
const LEGIBLE = 9; // pixels that a line is high
const at = (id) => document.getElementById(id);
const view = { paper: null, buttons: [], zoom: 0, shown: 0, cameFrom: null };
const widths = new ResizeObserver((entries) => entries.forEach(({ target }) => target.drawn && draw(target)));
const seen = new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => isIntersecting && draw(target)), {
  rootMargin: "100% 0px",
});

/** Show a paper without marks, or none; one that was shown before is let go of. */
export function showPaper(paper, lang) {
  at("paper").hidden = !paper;
  document.body.classList.toggle("with-paper", Boolean(paper));
  if (view.paper !== paper) {
    widths.disconnect();
    seen.disconnect();
    Object.assign(view, { paper, buttons: [] });
    at("pages").replaceChildren(...(paper?.pages ?? []).map(pageElement));
    at("pages").scrollTo(0, 0);
  }
  if (paper) speak(lang);
}

function pageElement(page) {
  const element = document.createElement("div");
  element.className = "paper-page";
  element.style.aspectRatio = page.ratio;
  const canvas = document.createElement("canvas");
  canvas.role = "img";
  element.append(canvas);
  Object.assign(element, { page, canvas });
  seen.observe(element);
  widths.observe(element);
  return element;
}

function speak(lang) {
  const { paper } = view;
  const words = TEXTS[lang];
  at("paper-title").textContent = paper.name;
  at("paper-note").textContent = paper.texts.some((text) => text.trim()) ? words.paperHint : words.scan;
  at("pages").ariaLabel = words.paperOf(paper.name);
  for (const [index, { canvas }] of [...at("pages").children].entries()) {
    canvas.ariaLabel = words.pageOf(index + 1, paper.pages.length);
  }
}

/** Draw a page as sharp as the screen is, unless it is drawn so. */
async function draw(element) {
  const pixels = Math.round(element.clientWidth * devicePixelRatio);
  if (!pixels || element.drawn === pixels) return;
  element.drawn = pixels;
  element.task?.cancel();
  const canvas = element.canvas.cloneNode();
  element.task = element.page.draw(canvas, pixels);
  try {
    await element.task.promise;
    element.canvas.replaceWith(canvas);
    element.canvas = canvas;
  } catch (error) {
    if (error.name !== "RenderingCancelledException") throw error;
  }
}

/** Mark what stands on the paper; `choose` is told which value a reviewer asks for. */
export async function markPaper(marks, choose) {
  const { paper } = view;
  const drawn = (view.shown += 1);
  const boxes = await Promise.all(marks.map(({ page, start, end }) => paper.pages[page - 1].boxes(start, end)));
  if (drawn !== view.shown || paper !== view.paper) return;
  for (const old of at("pages").querySelectorAll(".mark")) old.remove();
  view.buttons = marks.map((mark, index) => boxes[index].map((box, part) => markElement(mark, box, part, choose)));
  for (const [index, parts] of view.buttons.entries()) at("pages").children[marks[index].page - 1].append(...parts);
  const first = reachable()[0];
  if (first) first.tabIndex = 0;
}

function markElement(mark, { x, y, width, height }, part, choose) {
  const first = part === 0; // a value in two lines has a second box, which is no button of its own
  const made = document.createElement(first ? "button" : "span");
  Object.assign(made, { hidden: !mark.shown, mark, title: `${mark.names.join(", ")}: ${mark.printed.replace(/\s+/g, " ")}` });
  made.className = `mark ${mark.severity ?? ""} ${mark.paths.length ? "" : "instead"}`;
  if (first) Object.assign(made, { type: "button", tabIndex: -1, ariaLabel: made.title });
  made.dataset.paths = mark.paths.join(" ");
  const places = { left: x, top: y, width, height };
  for (const [name, value] of Object.entries(places)) made.style[name] = `${100 * value}%`;
  made.addEventListener("click", () => choose(mark));
  return made;
}

const reachable = () => [...at("pages").querySelectorAll("button.mark:not([hidden])")];

/** Lead to these marks: they are told from the others, and the first one is what the keyboard is at. */
export function leadTo(numbers, cameFrom) {
  for (const button of view.buttons.flat()) {
    button.removeAttribute("aria-current");
    if (!button.mark.shown) button.hidden = true;
  }
  for (const button of numbers.flatMap((number) => view.buttons[number] ?? [])) {
    button.hidden = false;
    button.setAttribute("aria-current", "true");
  }
  const first = view.buttons[numbers[0]]?.[0];
  if (!first) return;
  view.cameFrom = cameFrom;
  while (first.clientHeight < LEGIBLE && view.zoom < STEPS.length - 1) zoom(1);
  goTo(first);
}

function goTo(button) {
  for (const other of reachable()) other.tabIndex = other === button ? 0 : -1;
  button.focus({ preventScroll: true });
  button.scrollIntoView({ block: "center", inline: "center" });
}

/** Arrows go from mark to mark, so that the whole paper is one stop of the Tab key; Escape goes back. */
at("pages").addEventListener("keydown", (event) => {
  if (!event.target.matches(".mark")) return;
  const all = reachable();
  const index = all.indexOf(event.target);
  const next = { ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1, Home: 0, End: all.length - 1 };
  if (event.key === "Escape" && view.cameFrom?.isConnected) {
    event.preventDefault();
    view.cameFrom.focus();
    view.cameFrom.scrollIntoView({ block: "nearest" });
  } else if (event.key in next) {
    event.preventDefault();
    goTo(all[(next[event.key] + all.length) % all.length]);
  }
});

function zoom(step) {
  view.zoom = Math.min(Math.max(view.zoom + step, 0), STEPS.length - 1);
  at("pages").style.setProperty("--zoom", STEPS[view.zoom]);
  at("smaller").disabled = view.zoom === 0;
  at("larger").disabled = view.zoom === STEPS.length - 1;
}
at("smaller").addEventListener("click", () => zoom(-1));
at("larger").addEventListener("click", () => zoom(1));
