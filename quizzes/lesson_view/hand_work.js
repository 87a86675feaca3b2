/* What a student wrote in a field goes into the notebook's cell as well, so that plain nbgrader finds it there.

   The text is safe in its journal before. A cell that the student filled by hand is left alone: it is kept beside. In a
   student's place the notebook is saved after any answer: the server of the course puts it into the cell's output then,
   for whoever reads the file without our page (`export.py`). */

import { sign } from "./own_cells.js";
import { saveQuietly } from "./save.js";
/** @import { Lesson } from "./lesson.js" */
/** @import { Cell } from "./jupyter.js" */

const PAUSE = 5000; // ms of quiet before the notebook is saved
const MARK = "two_januaries";

/** @param {Lesson} lesson */
export function handWork({ host, panel }) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => panel.isDisposed || saveQuietly(host, panel), PAUSE);
  };
  const fill = () => texts.forEach((text, id) => into(panel.content.widgets, id, text));
  panel.node.addEventListener("tj-written", (event) => {
    const { id, text } = /** @type {CustomEvent} */ (event).detail;
    const isNew = texts.has(id) && texts.get(id) !== text;
    texts.set(id, text);
    if (isNew) soon();
  });
  panel.node.addEventListener("tj-saved", () => host.course.home && soon());
  panel.node.addEventListener("tj-save", async (event) => {
    const { done } = /** @type {CustomEvent} */ (event).detail;
    event.preventDefault();
    clearTimeout(timer);
    try {
      await saveQuietly(host, panel);
      done(true, "");
    } catch (error) {
      done(false, String(error));
    }
  });
  panel.context.saveState.connect((_, state) => state === "started" && fill());
}

/** @param {Cell[]} cells @param {string} id @param {string} text */
function into(cells, id, text) {
  const cell = cells.find(({ model }) => {
    const claim = model.getMetadata("nbgrader");
    return claim?.grade_id === id && claim.solution && model.type === "markdown";
  });
  if (!cell || !text.trim()) return;
  const shared = cell.model.sharedModel;
  const source = shared.getSource();
  if (!isCopy(cell) || source === text) return;
  shared.setSource(text);
  cell.model.setMetadata(MARK, { filled: sign(text) });
}

/** Whether a cell only repeats what stands in its field, or waits for it: a page shows the field alone. @param {Cell} cell */
export function isCopy({ model }) {
  const source = model.sharedModel.getSource();
  return isStub(source) || model.getMetadata(MARK)?.filled === sign(source);
}

/** @param {string} source */
const isStub = (source) => !source.trim() || source.trim() === "YOUR ANSWER HERE";
