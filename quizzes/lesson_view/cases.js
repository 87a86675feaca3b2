/* Cells whose paragraphs are all cards of cases: where a sheet shows these one at a time, the page shows them there alone. */

/** @import { Cell, Panel } from "./jupyter.js" */

const NAMED = /^\*\*([^*]+?)[.:]?\*\* /;

/** Hide the cells that sheets of the page show as cards. @param {Panel} panel @param {Cell[]} cells */
export function hideCases(panel, cells) {
  const sheets = /** @type {HTMLElement[]} */ ([...panel.content.node.querySelectorAll("[data-cases]")]);
  const shown = new Set(sheets.flatMap(({ dataset }) => JSON.parse(dataset.cases ?? "[]")));
  for (const { node, model } of cells) {
    const parts = model.type === "markdown" ? model.sharedModel.getSource().trim().split("\n\n") : [""];
    node.classList.toggle("tj-in-cards", parts.every((part) => shown.has(NAMED.exec(part)?.[1])));
  }
}
