/* Starts Python as soon as this file is loaded, not when JupyterLab asks for it: it starts while JupyterLab loads.

   JupyterLite's kernel imports this file in the place of Pyodide's own. Python's own start takes longer than all that
   comes after it: what its memory holds then is kept in the browser, and the next visit begins with that. What Python
   writes before the kernel listens goes to the console. The page is told of each step, and of a start that fails: the
   kernel itself answers nothing then. */

import { loadPyodide as load } from "./pyodide.mjs";

const PACKAGES = /* PACKAGES */ [];
const CORE = "/* CORE */"; // tells this Python from others
/* What each lesson imports, and what makes a kernel of Python; nothing of it looks at the lesson's folder. What the memory
   of a former start holds of chance is drawn anew. */
const BEGIN = "import random; random.seed()\nimport piplite.piplite, pyodide_kernel, quizzes.widget";
const ROOM = 300e6; // bytes: where fewer are left, they are the student's work's
const HERE = new URL("./", import.meta.url).href;
const KEY = `${HERE}memory?${CORE}`;

/** @type {{ stdout: (line: string) => void, stderr: (line: string) => void }} */
let told = { stdout: (line) => console.log(line), stderr: (line) => console.error(line) };

const started = start();
started.catch((error) => postMessage({ kind: "failed", why: String(error) }));

async function start() {
  const python = await core();
  step();
  await python.loadPackage(PACKAGES, { messageCallback: step });
  await python.runPythonAsync(BEGIN);
  step();
  return python;
}

function step() {
  postMessage({ kind: "step" });
}

async function core() {
  const options = {
    indexURL: HERE,
    convertNullToNone: true, // as a server's kernel reads a message: an answer that is taken back is null
    stdout: (/** @type {string} */ line) => told.stdout(line),
    stderr: (/** @type {string} */ line) => told.stderr(line),
  };
  const memory = await kept().catch(() => null); // the browser's storage may be broken
  if (memory) {
    try {
      return await load({ ...options, _loadSnapshot: memory });
    } catch (error) {
      console.error(error);
    }
  }
  const python = await load({ ...options, _makeSnapshot: true });
  keep(python.makeMemorySnapshot()).catch(() => {}); // the browser's storage may be full
  return python;
}

async function kept() {
  const found = await (await caches.open("course-memory")).match(KEY);
  return found ? new Uint8Array(await found.arrayBuffer()) : null;
}

/** @param {Uint8Array<ArrayBuffer>} memory */
async function keep(memory) {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  if (quota - usage < ROOM) return;
  const cache = await caches.open("course-memory");
  for (const { url } of await cache.keys()) if (url.startsWith(HERE)) await cache.delete(url);
  await cache.put(KEY, new Response(memory));
}

/** @param {typeof told} options */
export function loadPyodide(options) {
  told = options;
  return started;
}
