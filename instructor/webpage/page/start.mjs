/* Starts Python as soon as this file is loaded, not when JupyterLab asks for it: it is started while JupyterLab loads.

   JupyterLite's kernel imports this file in the place of Pyodide's own. What Python writes before the kernel listens goes
   to the console. */

import { loadPyodide as load } from "./pyodide.mjs";

const PACKAGES = /* PACKAGES */ [];
/* What each lesson imports, and what makes a kernel of Python; nothing of it looks at the lesson's folder. */
const IMPORTS = "import piplite.piplite, pyodide_kernel, quizzes.widget";

/** @type {{ stdout: (line: string) => void, stderr: (line: string) => void }} */
let told = { stdout: (line) => console.log(line), stderr: (line) => console.error(line) };

const started = start();
started.catch(() => {}); // whoever asks is told

async function start() {
  const python = await load({
    indexURL: new URL("./", import.meta.url).href,
    packages: PACKAGES,
    stdout: (line) => told.stdout(line),
    stderr: (line) => told.stderr(line),
  });
  await python.runPythonAsync(IMPORTS);
  return python;
}

/** @param {typeof told} options */
export function loadPyodide(options) {
  told = options;
  return started;
}
