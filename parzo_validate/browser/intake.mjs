// How documents and papers arrive: chosen, dropped or pasted anywhere, as files or else as text.

const at = (id) => document.getElementById(id);

export function listen(takeFiles, takeText) {
  const takeAll = (given) =>
    given.files.length ? takeFiles(given.files) : given.getData("text") && takeText(given.getData("text"));

  at("files").addEventListener("change", async ({ target }) => {
    await takeFiles(target.files);
    target.value = "";
  });
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
}
