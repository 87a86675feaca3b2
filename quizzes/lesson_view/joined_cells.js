/* What one page changed in a notebook's cells, in the notebook as another page has saved it since: both are kept.

   A page knows what its cells held when it last read the file or wrote to it (`before`). A cell that only this page has
   changed is taken from it; where both have, the file's stays, and this page's text stands below it in a cell of its own,
   where this page goes on writing. Nothing is taken away. A cell that the release locks is nobody's, nor is one that only
   repeats what stands in its field: the field's journal has it. Nor can one be told from others that has no id. */

import { isCopy, sourceOf } from "./own_cells.js";
/** @import { Cell, Notebook } from "./own_cells.js" */

/** @typedef {Map<string, string>} Texts      of a notebook's cells, by their ids */

const LONGEST = 64; // signs of a cell's id

/** @param {Notebook} notebook @returns {Texts} */
export const textsOf = ({ cells }) => new Map(cells.map((cell) => [cell.id ?? "", sourceOf(cell)]));

/**
 * @param {Notebook} stored      as the file has it
 * @param {Notebook} mine        as this page has it
 * @param {Texts} before
 * @param {string} page          names this page among others
 * @returns {{made: Notebook, taken: number, both: number}}      cells that were taken from this page, and of these the
 * ones whose other text stays
 */
export function joinedCells(stored, mine, before, page) {
  const made = /** @type {Notebook} */ (structuredClone(stored));
  const { cells } = made;
  let last = -1;
  let taken = 0;
  let both = 0;
  for (const cell of mine.cells) {
    const at = cells.findIndex(({ id }) => id === cell.id);
    if (at >= 0) last = at;
    const text = sourceOf(cell);
    const isMine = cell.id && text !== before.get(cell.id) && cell.metadata.editable !== false && !isCopy(cell);
    if (!isMine || (at >= 0 && sourceOf(cells[at]) === text)) continue;
    taken++;
    if (at < 0) cells.splice(++last, 0, untrusted(cell));
    else if (sourceOf(cells[at]) === before.get(String(cell.id))) cells[at].source = cell.source;
    else {
      both++;
      last = putBelow(cells, at, cell, page);
    }
  }
  return { made, taken, both };
}

/** @param {Cell[]} cells @param {number} at @param {Cell} cell @param {string} page @returns {number} where it stands */
function putBelow(cells, at, cell, page) {
  const id = `${(cell.id ?? "").slice(0, LONGEST - page.length - 1)}-${page}`;
  const there = cells.findIndex((each) => each.id === id);
  if (there < 0) cells.splice(at + 1, 0, { ...untrusted(cell), id, metadata: {} });
  else cells[there].source = cell.source;
  return there < 0 ? at + 1 : there;
}

/** A page that no server signs would run the scripts of a trusted cell's outputs. @param {Cell} cell @returns {Cell} */
function untrusted(cell) {
  const made = structuredClone(cell);
  delete made.metadata.trusted;
  return made;
}
