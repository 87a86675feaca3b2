/* Makes a lesson ready: runs its cells in place, one after the other.

   Only what was released runs: a cell's source must be among those that the course's server knows of the lesson; where no
   server of the course was started, the installed course says which. Before the first one the kernel is told to import
   nothing that merely lies in the notebook's folder (`lessons.ready`). */

import { say } from "../script/words.js";
/** @import { Cell, Host, Kernel, Panel } from "./jupyter.js" */

/**
 * @typedef {object} Outcome
 * @property {string} error      what the kernel said of the first cell that failed; "" where none did
 * @property {Cell[]} others     code cells that are not the release's, and did not run
 */

const GUARD = `
import json, os, sys
here = os.path.realpath(os.getcwd())
sys.path[:] = [place for place in sys.path if place and os.path.realpath(place) != here]
from quizzes import lessons
lessons.ready(this_lesson)
print(json.dumps(next(each["cells"] for each in lessons.manifest()["lessons"] if each["name"] == this_lesson)))
del here, json, lessons, os, sys
`;

const PATIENCE = 2000; // ms
const MOST_TRIES = 15;
/** Fails in a kernel that has not been made ready. */
const PRESENT = `__import__("sys").modules["quizzes.widget"]`;

/** @param {Host} host @param {Panel} panel @param {string} name @returns {Promise<Outcome>} */
export async function makeReady(host, panel, name) {
  const cells = panel.content.widgets.filter((cell) => cell.model.type === "code" && filled(cell));
  const kernel = panel.sessionContext.session?.kernel;
  if (!kernel) return { error: say("view.dead"), others: [] };
  const lesson = host.course.lessons.find((each) => each.name === name);
  const packages = lesson?.packages ?? [];
  if (!(await brought(kernel, packages))) {
    return { error: say("view.needs_network", { names: packages.join(", ") }), others: [] };
  }
  const { error, known } = await guarded(host, kernel, name);
  if (error) return { error, others: [] };
  const released = new Set((lesson?.cells ?? known).map(trimmed));
  const others = cells.filter((cell) => !released.has(trimmed(sourceOf(cell))));
  for (const cell of cells) {
    if (panel.isDisposed) break;
    if (others.includes(cell)) continue;
    const reply = await host.execute(cell, panel.sessionContext);
    if (reply?.content?.status === "error") return { error: said(host, reply.content), others };
  }
  return { error: "", others };
}

/**
 * Whether the kernel has packages, which it loads from elsewhere as it sees their imports.
 *
 * @param {Kernel} kernel @param {string[]} packages
 */
async function brought(kernel, packages) {
  if (!packages.length) return true;
  const code = packages.map((each) => ["import", each].join(" ")).join("\n");
  const { content } = await kernel.requestExecute({ code, store_history: false, allow_stdin: false }).done;
  return content.status === "ok";
}

/**
 * Guard the kernel; return what went wrong, or the sources that the installed course knows of the lesson.
 *
 * @param {Host} host @param {Kernel} kernel @param {string} name
 * @returns {Promise<{error: string, known: string[]}>}
 */
async function guarded(host, kernel, name) {
  const code = GUARD.replaceAll("this_lesson", JSON.stringify(name));
  const future = kernel.requestExecute({ code, store_history: false, allow_stdin: false });
  let printed = "";
  future.onIOPub = ({ content }) => {
    if (content.name === "stdout") printed += content.text;
  };
  const { content } = await future.done;
  if (content.status !== "ok") return { error: said(host, content), known: [] };
  try {
    return { error: "", known: JSON.parse(printed) };
  } catch {
    return { error: printed.trim(), known: [] }; // what `ready` said in a sentence
  }
}

/** Whether nothing of the course runs in the kernel: it is another one than before. @param {Panel} panel */
export async function isNew({ sessionContext }) {
  const kernel = sessionContext.session?.kernel;
  if (!kernel) return false;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { done } = kernel.requestExecute({ code: PRESENT, silent: true, store_history: false });
    const wait = new Promise((resolve) => setTimeout(resolve, PATIENCE));
    const reply = await Promise.race([done.catch(() => null), wait]); // a kernel that is about to go never answers
    if (reply) return reply.content.status === "error";
  }
  return false;
}

/** Return the name of an error's type, which Python in a browser gives as <class 'ImportError'>. @param {string} [ename] */
export const kindOf = (ename = "") => ename.replace(/^<class '(.*)'>$/, "$1");

/** @param {Host} host @param {{ename?: string, evalue?: string}} content */
function said({ course }, { ename = "", evalue = "" }) {
  const kind = kindOf(ename);
  if (kind !== "ModuleNotFoundError" && kind !== "ImportError") return evalue || ename;
  return course.kept ? say("view.not_loaded", { error: evalue }) : say("view.not_installed");
}

/** @param {Cell} cell */
const sourceOf = (cell) => cell.model.sharedModel.getSource();

/** @param {Cell} cell */
const filled = (cell) => Boolean(sourceOf(cell).trim());

/** @param {string} source */
const trimmed = (source) => source.trim();
