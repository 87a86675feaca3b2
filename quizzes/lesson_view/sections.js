/* The sections of a lesson: each begins with a heading of the second level, as in "## 3. Read (10 min)". */

import { h } from "../script/dom.js";
import { say } from "../script/words.js";
/** @import { Cell, Panel } from "./jupyter.js" */

/**
 * @typedef {object} Section
 * @property {string} title
 * @property {number} minutes      0 where the heading names none
 * @property {Cell[]} cells
 * @property {number[]} paragraphs   of the essay that it names or shows
 */

const HEADING = /^##\s+(.+)$/m;
const MINUTES = /\s*\((\d+) min\)\s*$/;
const NAMED = /\bP(\d+)(?:\s*(?:to|al?|até|–|-)\s*P?(\d+))?|\breading\((\d+)(?:,\s*(\d+))?\)/g;

/** @param {Cell[]} cells @param {string} start the title of what stands before the first heading @returns {Section[]} */
export function sectionsOf(cells, start) {
  /** @type {Section[]} */
  const sections = [];
  for (const cell of cells) {
    const source = cell.model.sharedModel.getSource();
    const heading = cell.model.type === "markdown" && source.trimStart().startsWith("## ") && HEADING.exec(source);
    if (heading) sections.push(section(heading[1]));
    else if (!sections.length) sections.push(section(start));
    const last = sections[sections.length - 1];
    last.cells.push(cell);
    last.paragraphs.push(...paragraphsIn(source));
  }
  return sections;
}

/** @param {string} title @returns {Section} */
function section(title) {
  const minutes = Number(MINUTES.exec(title)?.[1] ?? 0);
  return { title: title.replace(MINUTES, ""), minutes, cells: [], paragraphs: [] };
}

/** @param {string} source */
export function paragraphsIn(source) {
  const found = new Set();
  for (const [, from, to, first, last] of source.matchAll(NAMED)) {
    const begin = Number(from ?? first);
    const end = Math.min(Number(to ?? last ?? begin), begin + 20);
    for (let number = begin; number <= end; number++) found.add(number);
  }
  return /** @type {number[]} */ ([...found]);
}

/** Say by word and sign that a text is there to be discussed. @param {Cell} cell */
export function label({ node, model }) {
  if (model.getMetadata("two_januaries")?.kind !== "discuss") return;
  node.prepend(h("p", { class: "tj-cell-kind" }, say("view.discuss")));
}

/** Return the title that a notebook gives itself. @param {Panel} panel */
export function headingOf(panel) {
  const source = panel.content.widgets[0]?.model.sharedModel.getSource() ?? "";
  return /^# (.+)$/m.exec(source)?.[1];
}
