// parzo_validate in a web page or in Node: starts Python in a worker, asks it, and returns what it says.
// Types and words of explanation are in parzo-validate.d.mts.

const HERE = new URL(".", import.meta.url).href;

/** What the library refuses, in its own words; `name` is the name of its error, such as "InvalidInput". */
export class ParzoValidateError extends Error {
  constructor({ name, message }) {
    super(message);
    this.name = name;
  }
}

export async function load({ base = HERE, onProgress = () => {}, startWorker = start } = {}) {
  const folder = new URL(`${base}`.replace(/\/?$/, "/"), HERE).href;
  const worker = await startWorker(new URL("worker.mjs", folder));
  const asked = new Map();
  let number = 0;

  const send = (message) =>
    new Promise((resolve, reject) => {
      number += 1;
      asked.set(number, { resolve, reject });
      worker.postMessage({ ...message, number });
    });
  const failed = (text) => {
    for (const { reject } of asked.values()) reject(new Error(text));
    asked.clear();
  };
  const heard = ({ number, progress, said, failure }) => {
    if (progress) return onProgress(progress);
    const { resolve, reject } = asked.get(number) ?? {};
    asked.delete(number);
    return failure === undefined ? resolve?.(said) : reject?.(new Error(failure));
  };
  if (worker.on) {
    worker.on("message", heard);
    worker.on("error", (error) => failed(error.message));
  } else {
    worker.onmessage = ({ data }) => heard(data);
    worker.onerror = (event) => failed(event.message || "the worker could not be started");
  }

  const ask = async (document, want, options = {}) => {
    const said = JSON.parse(await send({ raw: bytes(document), want, options: JSON.stringify(options) }));
    if (said.error) throw new ParzoValidateError(said.error);
    return said.answer;
  };
  const close = () => {
    worker.terminate();
    failed("closed");
  };
  try {
    const about = await send({ folder });
    return {
      ...about,
      validate: (result, options) => ask(result, "report", options),
      revalidate: (job, options) => ask(job, "revalidation", options),
      judge: (document, options) => ask(document, "judgement", options),
      sheet: (document, options) => ask(document, "sheet", options),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function start(address) {
  if (globalThis.Worker) return new Worker(address, { type: "module" });
  const { Worker: Thread } = await import("node:worker_threads");
  return new Thread(address);
}

/** JSON text goes to Python as it is, so that every digit arrives; anything else is written as JSON first. */
function bytes(document) {
  if (document instanceof Uint8Array) return document;
  if (document instanceof ArrayBuffer) return new Uint8Array(document);
  const text = typeof document === "string" ? document : JSON.stringify(document, lossless);
  if (text === undefined) {
    throw new ParzoValidateError({
      name: "InvalidInput",
      message: `expected an object, JSON text or bytes, got ${typeof document}`,
    });
  }
  return new TextEncoder().encode(text);
}

/** JSON knows neither NaN nor big integers; as text they are judged, where null would hide them. */
function lossless(_, value) {
  const unknown = typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value));
  return unknown ? String(value) : value;
}
