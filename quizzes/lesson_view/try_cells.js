/* Cells with numbers that a student may change: the line of code is folded away behind a button, and runs by another. */

import { button, h } from "../script/dom.js";
import { say } from "../script/words.js";
/** @import { Cell } from "./jupyter.js" */
/** @import { Lesson } from "./lesson.js" */

const CALL = /^(?:%|from |import |(?:quiz|reading|chart|glossary|hand_in)\()/;

/** @param {Lesson} lesson @param {Cell[]} others cells that are not the release's, and did not run */
export function tryCells(lesson, others) {
  for (const cell of lesson.cells()) {
    const isCode = cell.model.type === "code" && cell.model.getMetadata("editable") !== false;
    if (isCode && !CALL.test(cell.model.sharedModel.getSource().trim())) equip(lesson, cell, others.includes(cell));
  }
}

/** @param {Lesson} lesson @param {Cell} cell @param {boolean} isChanged */
function equip(lesson, cell, isChanged) {
  cell.node.querySelector(":scope > .tj-try")?.remove();
  if (!cell.model.sharedModel.getSource().trim()) return;
  const run = button(say("view.run_line"), () => lesson.runOne(cell), { hidden: !isChanged });
  const toggle = button(say("view.change_line"), () => open(!cell.node.classList.contains("tj-open")), {
    "aria-expanded": "false",
  });
  const open = (/** @type {boolean} */ isOpen) => {
    cell.node.classList.toggle("tj-open", isOpen);
    toggle.setAttribute("aria-expanded", String(isOpen));
    run.hidden = !isOpen && !isChanged;
  };
  const note = isChanged && h("span", {}, say("view.changed_line"));
  cell.node.prepend(h("div", { class: "tj-try" }, note, toggle, run));
}
