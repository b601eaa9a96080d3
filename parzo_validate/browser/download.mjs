// The judgements as a file.

export function download(documents) {
  const said = documents.map(({ source, line, judgement }) => ({ source, line, ...judgement }));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(said, null, 2)], { type: "application/json" }));
  link.download = "flags.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
