// The worker in which Python runs. It reads nothing but the files of its folder, and each wheel must have the hash that
// lock.json gives. Messages: {folder} starts Python, {raw, want, options} asks it; each is answered by its number.

const IN_NODE = typeof process === "object" && Boolean(process.versions?.node);
let answer;

async function start(folder, report) {
  const lock = JSON.parse(new TextDecoder().decode(await read(new URL("lock.json", folder))));
  if (!IN_NODE) countDownloads(lock.files, report);
  const [python, ...wheels] = await Promise.all([
    startPyodide(new URL("pyodide/", folder), lock.info),
    ...lock.wheels.map((name) => read(new URL(name, folder), lock.files[name].sha256)),
  ]);
  report({ stage: "starting" });
  for (const wheel of wheels) python.unpackArchive(wheel, "wheel");
  for (const name of lock.tables) {
    const table = await read(new URL(name, folder), lock.files[name].sha256);
    python.FS.writeFile(name.replace(/.*\//, ""), table);
  }
  answer = python.runPython(`
from parzo_validate.browser.answer import answer
lambda raw, want, options: answer(raw.to_bytes(), want, options)
`);
  return { version: lock.parzo_validate, producers: lock.producers, from: lock.from, pdfjs: lock.pdfjs };
}

async function startPyodide(folder, info) {
  const { loadPyodide } = await import(new URL("pyodide.mjs", folder).href);
  const indexURL = IN_NODE ? (await import("node:url")).fileURLToPath(folder) : folder.href;
  const python = loadPyodide({ indexURL, packageBaseUrl: indexURL, lockFileContents: { info, packages: {} } });
  return Promise.race([python, whatPyodideKeepsToItself]);
}

/** Where its machine code cannot be compiled, Pyodide warns on the console and leaves its promise open for ever. */
const whatPyodideKeepsToItself = new Promise((_, reject) => {
  const compile = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = (...code) => {
    const compiled = compile(...code);
    compiled.catch((error) => reject(new Error(`pyodide.asm.wasm cannot be used: ${error.message}`)));
    return compiled;
  };
});

async function read(address, sha256) {
  if (IN_NODE) {
    const { readFile } = await import("node:fs/promises");
    const { createHash } = await import("node:crypto");
    const bytes = new Uint8Array(await readFile(address));
    if (sha256 && createHash("sha256").update(bytes).digest("hex") !== sha256) throw new Error(changed(address));
    return bytes;
  }
  const integrity = sha256 && `sha256-${btoa(String.fromCharCode(...sha256.match(/../g).map((hex) => parseInt(hex, 16))))}`;
  const response = await fetch(address, { integrity }).catch((error) => {
    throw new Error(`${address} could not be read${sha256 ? ", or is not the file that lock.json names" : ""}: ${error.message}`);
  });
  if (!response.ok) throw new Error(`${address} could not be read: the server says ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

const changed = (address) => `${address} is not the file that lock.json names: its hash is another`;

/** Let every download of this worker report how far it is, Pyodide's own among them. */
function countDownloads(files, report) {
  const fetched = Object.entries(files).filter(([name]) => /^(pyodide|wheels)\/.*\.(wasm|zip|whl)$/.test(name));
  const total = fetched.reduce((sum, [, { size }]) => sum + size, 0);
  const plain = globalThis.fetch;
  let loaded = 0;
  globalThis.fetch = async (...request) => {
    const response = await plain(...request);
    if (!response.ok || !response.body) return response;
    const counting = new TransformStream({
      transform(chunk, controller) {
        loaded += chunk.length;
        report({ stage: "loading", loaded, total });
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(counting), response);
  };
}

async function heard(message, send) {
  const { number, folder, raw, want, options } = message;
  try {
    send({ number, said: folder ? await start(folder, (progress) => send({ progress })) : answer(raw, want, options) });
  } catch (error) {
    send({ number, failure: error.message });
  }
}

if (IN_NODE) {
  const { parentPort } = await import("node:worker_threads");
  parentPort.on("message", (message) => heard(message, (reply) => parentPort.postMessage(reply)));
} else {
  self.onmessage = ({ data }) => heard(data, (reply) => self.postMessage(reply));
}
