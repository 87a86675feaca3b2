/* Cells with numbers that a student may change: the line of code is folded away behind a button, runs by another, and can
   be put back as it was handed out. What went wrong is said in a sentence; the traceback is plain Jupyter's. */

import { button, h } from "../script/dom.js";
import { say } from "../script/words.js";
/** @import { Cell } from "./jupyter.js" */
/** @import { Lesson } from "./lesson.js" */

/** What has no numbers to change: the calls of the course, and a line without a digit. */
const CALL = /^(?:%|from |import |(?:quiz|reading|chart|glossary|hand_in|step|verdicts)\(|[^\d]*$)/;

/** @param {Lesson} lesson @param {Cell[]} others cells that are not the release's, and did not run */
export function tryCells(lesson, others) {
  const cells = lesson.cells().filter(({ model }) => model.type === "code" && model.sharedModel.getSource().trim());
  const released = lesson.host.course.lessons.find(({ name }) => name === lesson.name)?.cells ?? [];
  cells.forEach((cell, at) => {
    const isOwn = cell.model.getMetadata("editable") !== false;
    const first = released.length === cells.length ? released[at] : null;
    if (isOwn && !CALL.test((first ?? sourceOf(cell)).trim())) equip(lesson, cell, first, others.includes(cell));
  });
}

/** @param {Cell} cell */
const sourceOf = (cell) => cell.model.sharedModel.getSource();

/** @param {Lesson} lesson @param {Cell} cell @param {string | null} first its line as it was handed out, where that is known
 * @param {boolean} isChanged */
function equip(lesson, cell, first, isChanged) {
  cell.node.querySelector(":scope > .tj-try")?.remove();
  const run = button(say("view.run_line"), start, { hidden: !isChanged });
  const back = button(say("view.put_back"), putBack, { hidden: !isChanged || first === null });
  const toggle = button(say("view.change_line"), () => open(!cell.node.classList.contains("tj-open")), {
    "aria-expanded": "false",
  });
  const note = h("span", { role: "status" }, isChanged ? say("view.changed_line") : "");

  function open(/** @type {boolean} */ isOpen) {
    cell.node.classList.toggle("tj-open", isOpen);
    toggle.setAttribute("aria-expanded", String(isOpen));
    run.hidden = !isOpen && !isChanged;
    back.hidden = run.hidden || first === null;
  }

  async function start() {
    note.textContent = "";
    const { status, ename, evalue } = await lesson.runOne(cell);
    if (status !== "error") return;
    note.textContent = ename === "ValueError" && evalue ? evalue : say("view.line_unreadable");
  }

  async function putBack() {
    cell.model.sharedModel.setSource(first ?? sourceOf(cell));
    await start();
    toggle.focus();
  }

  cell.node.prepend(h("div", { class: "tj-try" }, note, toggle, run, back));
}
