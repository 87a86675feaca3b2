/* Put what a student wrote into a notebook's cells into another copy of the lesson: as `quizzes/own_cells.py`, which says
   how; tests hold both to the same cases. */

/** @typedef {{id?: string, cell_type: string, metadata: Record<string, any>, source: string | string[]}} Cell */
/** @typedef {{cells: Cell[], metadata: Record<string, any>}} Notebook */

const OWN = "two_januaries";

/** @param {Notebook} base @param {Notebook} donor @returns {Notebook} `base` with what stands in `donor` */
export function carried(base, donor) {
  const made = /** @type {Notebook} */ (structuredClone(base));
  const { cells } = made;
  const former = stamped(donor);
  const current = stamped(base);
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
    const id = `${cell.id ?? "answer"}-brought`.slice(0, 64);
    cells.push({ cell_type: "markdown", id, metadata: {}, source: cell.source });
  }
}

/** @param {Notebook} notebook @returns {Record<string, string>} */
const stamped = ({ metadata }) => metadata?.[OWN]?.release?.cells ?? {};

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
