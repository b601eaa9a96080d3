// Asks the worker of a page every question of a file, one JSON object in a line, and prints the answers as they came.
// node answers.mjs FOLDER QUESTIONS

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

const [folder, questions] = process.argv.slice(2);
const base = pathToFileURL(`${folder}/`);
const worker = new Worker(new URL("worker.mjs", base));
const ask = async (message) => {
  worker.postMessage(message);
  for (;;) {
    const [{ number, said, failure }] = await once(worker, "message");
    if (failure) throw new Error(failure);
    if (number === message.number) return said;
  }
};

await ask({ number: 0, folder: base.href });
for (const line of readFileSync(questions, "utf8").trimEnd().split("\n")) {
  const { raw, want, options } = JSON.parse(line);
  const said = await ask({ number: 1, raw: new Uint8Array(Buffer.from(raw, "base64")), want, options });
  process.stdout.write(`${Buffer.from(said).toString("base64")}\n`);
}
await worker.terminate();
