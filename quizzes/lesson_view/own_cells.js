/* Put what a student wrote into a notebook's cells into another copy of the lesson: as `quizzes/own_cells.py`, which says
   how; tests hold both to the same cases. */

/** @typedef {{id?: string, cell_type: string, metadata: Record<string, any>, source: string | string[]}} Cell */
/** @typedef {{cells: Cell[], metadata: Record<string, any>}} Notebook */

const OWN = "two_januaries";

/** @param {Notebook} base @param {Notebook} donor @returns {Notebook} `base` with what stands in `donor` */
export function carried(base, donor) {
  const made = /** @type {Notebook} */ (structuredClone(base));
  const { cells } = made;
  const former = stamped(donor, "cells");
  const current = stamped(base, "cells");
  const texts = stamped(donor, "texts");
  const placed = new Map(cells.filter(({ id }) => id).map((cell) => [cell.id, cell]));
  let before = /** @type {Cell | undefined} */ (undefined);
  for (const cell of donor.cells) {
    const name = cell.id ?? "";
    let here = isAnswer(cell) ? answerCell(cells, cell) : placed.get(name);
    if (isAnswer(cell)) takeAnswer(cells, here, cell);
    else if (!here && isAdded(cell) && !(name in former)) {
      here = structuredClone(cell);
      delete here.metadata.trusted; // else a page that no server signs runs the scripts of its outputs
      cells.splice(before ? cells.indexOf(before) + 1 : 0, 0, here);
    } else if (here && isTry(here) && (former[name] ?? "") === current[name]) here.source = cell.source;
    else if (isText(cell) && name in texts && texts[name] !== sign(sourceOf(cell))) {
      here = takeText(cells, here, before, cell, texts[name]);
    }
    before = here ?? before;
  }
  return made;
}

/** @param {Cell[]} cells @param {Cell | undefined} here @param {Cell} cell */
function takeAnswer(cells, here, cell) {
  const text = sourceOf(cell);
  if (isCopy(cell) || (here && sourceOf(here) === text)) return;
  if (here && isCopy(here)) {
    here.source = cell.source;
    delete here.metadata[OWN];
  } else if (cells.every((each) => sourceOf(each) !== text)) {
    cells.push(brought(cells, cell));
  }
}

/** @param {Cell[]} cells @param {Cell | undefined} here @param {Cell | undefined} before @param {Cell} cell
 * @param {string} released @returns {Cell | undefined} */
function takeText(cells, here, before, cell, released) {
  if (here && sign(sourceOf(here)) === released) here.source = cell.source;
  else if (cells.every((each) => sourceOf(each) !== sourceOf(cell))) {
    const after = here ?? before;
    const below = brought(cells, cell);
    cells.splice(after ? cells.indexOf(after) + 1 : 0, 0, below);
    return below;
  }
  return here;
}

/** @param {Cell[]} cells @param {Cell} cell @returns {Cell} */
function brought(cells, { id = "answer", source }) {
  const stem = `${id.slice(0, 48)}-brought`;
  let free = stem;
  for (let number = 2; cells.some((each) => each.id === free); number++) free = `${stem}-${number}`;
  return { cell_type: "markdown", id: free, metadata: {}, source };
}

/** @param {Notebook} notebook @param {"cells" | "texts"} part @returns {Record<string, string>} */
const stamped = ({ metadata }, part) => metadata?.[OWN]?.release?.[part] ?? {};

/** @param {Cell} cell */
const isAnswer = ({ metadata }) => Boolean(metadata.nbgrader?.solution);

/** @param {Cell[]} cells @param {Cell} cell */
const answerCell = (cells, { metadata }) =>
  cells.find((each) => isAnswer(each) && each.metadata.nbgrader.grade_id === metadata.nbgrader.grade_id);

/** @param {Cell} cell */
const isAdded = (cell) => !cell.metadata.nbgrader && cell.metadata.editable !== false && Boolean(sourceOf(cell).trim());

/** @param {Cell} cell */
const isTry = ({ cell_type: kind, metadata }) => kind === "code" && !metadata.nbgrader && metadata.editable !== false;

/** @param {Cell} cell */
const isText = (cell) => cell.cell_type === "markdown" && !cell.metadata.nbgrader && Boolean(sourceOf(cell).trim());

/** @param {Cell} cell */
export function isCopy(cell) {
  const text = sourceOf(cell);
  return !text.trim() || text.trim() === "YOUR ANSWER HERE" || cell.metadata[OWN]?.filled === sign(text);
}

/** @param {Cell} cell */
export const sourceOf = ({ source }) => (Array.isArray(source) ? source.join("") : source);

/** Return what tells one text from another that a student might type instead. @param {string} text */
export function sign(text) {
  let sum = 5381;
  for (let index = 0; index < text.length; index++) sum = ((sum * 33) ^ text.charCodeAt(index)) >>> 0;
  return `${text.length} ${sum}`;
}
