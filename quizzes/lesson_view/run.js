/* Makes a lesson ready: runs its cells in place, one after the other.

   Only what was released runs: a cell's source must be among those that the server knows of the lesson. Before the first
   one, the kernel is told to import nothing that merely lies in the notebook's folder (`lessons.ready`). */

import { say } from "../script/words.js";
/** @import { Cell, Host, Panel } from "./jupyter.js" */

/**
 * @typedef {object} Outcome
 * @property {string} error      what the kernel said of the first cell that failed; "" where none did
 * @property {Cell[]} others     code cells that are not the release's, and did not run
 */

const GUARD = `
import sys, os
sys.path[:] = [place for place in sys.path if place and os.path.realpath(place) != os.path.realpath(os.getcwd())]
from quizzes import lessons
lessons.ready(this_lesson)
del lessons, os, sys
`;

/** @param {Host} host @param {Panel} panel @param {string} name @returns {Promise<Outcome>} */
export async function makeReady(host, panel, name) {
  const released = new Set(host.course.lessons.find((lesson) => lesson.name === name)?.cells.map(trimmed));
  const cells = panel.content.widgets.filter((cell) => cell.model.type === "code");
  const others = cells.filter((cell) => filled(cell) && !released.has(trimmed(sourceOf(cell))));
  const error = await guarded(panel, name);
  if (error) return { error, others };
  for (const cell of cells) {
    if (panel.isDisposed) break;
    if (!filled(cell) || others.includes(cell)) continue;
    const reply = await host.execute(cell, panel.sessionContext);
    if (reply?.content?.status === "error") return { error: said(reply.content), others };
  }
  return { error: "", others };
}

/** @param {Panel} panel @param {string} name */
async function guarded(panel, name) {
  const kernel = panel.sessionContext.session?.kernel;
  if (!kernel) return say("view.dead");
  const { content } = await kernel.requestExecute({
    code: GUARD.replace("this_lesson", JSON.stringify(name)),
    silent: true,
    store_history: false,
  }).done;
  return content.status === "ok" ? "" : said(content);
}

/** @param {{ename?: string, evalue?: string}} content */
const said = ({ ename = "", evalue = "" }) => evalue || ename;

/** @param {Cell} cell */
const sourceOf = (cell) => cell.model.sharedModel.getSource();

/** @param {Cell} cell */
const filled = (cell) => Boolean(sourceOf(cell).trim());

/** @param {string} source */
const trimmed = (source) => source.trim();
