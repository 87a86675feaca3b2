/* Cells that a student changed in the notebook: they did not run by themselves, and the page says so, runs them at a press
   or puts them back as they were handed out. What went wrong is said in a sentence; the traceback is plain Jupyter's. */

import { button, h } from "../script/dom.js";
import { say } from "../script/words.js";
import { kindOf } from "./run.js";
/** @import { Cell } from "./jupyter.js" */
/** @import { Lesson } from "./lesson.js" */

/** @param {Lesson} lesson @param {Cell[]} others cells that are not the release's, and did not run */
export function changedCells(lesson, others) {
  const cells = lesson.cells().filter(({ model }) => model.type === "code" && model.sharedModel.getSource().trim());
  const released = lesson.host.course.lessons.find(({ name }) => name === lesson.name)?.cells ?? [];
  cells.forEach((cell, at) => {
    cell.node.querySelector(":scope > .tj-try")?.remove();
    const isOwn = cell.model.getMetadata("editable") !== false;
    if (isOwn && others.includes(cell)) equip(lesson, cell, released.length === cells.length ? released[at] : null);
  });
}

/** @param {Lesson} lesson @param {Cell} cell @param {string | null} first its line as it was handed out, where that is known */
function equip(lesson, cell, first) {
  const run = button(say("view.run_line"), start);
  const back = button(say("view.put_back"), putBack, { hidden: first === null });
  const note = h("span", { role: "status" }, say("view.changed_line"));

  async function start() {
    note.textContent = "";
    const { status, ename, evalue } = await lesson.runOne(cell);
    if (status !== "error") return;
    note.textContent = kindOf(ename) === "ValueError" && evalue ? evalue : say("view.line_unreadable");
  }

  async function putBack() {
    if (first !== null) cell.model.sharedModel.setSource(first);
    await start();
  }

  cell.node.prepend(h("div", { class: "tj-try" }, note, run, back));
}
