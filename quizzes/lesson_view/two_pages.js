/* Two pages of one notebook, each with cells that the student writes in: what the second saves goes into what the first has
   saved (`joined_cells.js`), and where both changed one cell, the page says so. */

import { button, h, unique } from "../script/dom.js";
import { say } from "../script/words.js";
import { joinedCells, textsOf } from "./joined_cells.js";
import { beside } from "./keys.js";
/** @import { Context, Host, Panel } from "./jupyter.js" */
/** @import { Texts } from "./joined_cells.js" */

/** Names this page among others, in the ids of cells. */
const PAGE = unique().slice(-20);

/** @type {WeakMap<Context, {texts: Texts, tell: () => void}>} what the file held when this page last read it or wrote to it */
const agreed = new WeakMap();

/** Know what of a notebook is in its file. @param {Panel} panel @param {() => void} tell that two pages changed one cell */
export function followFile({ context }, tell) {
  const texts = () => textsOf(context.model.toJSON());
  const known = { texts: texts(), tell };
  let written = known.texts;
  agreed.set(context, known);
  context.saveState.connect((_, state) => {
    if (state === "started") written = texts();
    if (state === "completed") known.texts = written;
  });
}

/** Return what tells a student, below the banner of a lesson, that two texts are kept. @param {HTMLElement} banner */
export function bothKept(banner) {
  const close = button(say("view.understood"), () => note.remove());
  const note = beside(
    h("div", { class: "tj-banner tj-offer" }, h("p", { role: "status" }, say("view.both_kept")), close),
  );
  return () => banner.after(note);
}

/** Save what this page has changed in a notebook that another page has saved since. @param {Host} host @param {Panel} panel */
export async function saveBeside(host, panel) {
  const { context } = panel;
  const { contents } = host.app.serviceManager;
  const mine = context.model.toJSON();
  const known = agreed.get(context) ?? { texts: new Map(), tell: () => {} };
  context.model.dirty = false; // what is written from here on makes it so again
  try {
    const { content } = await contents.get(context.path, { type: "notebook", content: true, format: "json" });
    const { made, taken, both } = joinedCells(content, mine, known.texts, PAGE);
    if (taken) await contents.save(context.path, { type: "notebook", format: "json", content: made });
    known.texts = textsOf(mine);
    if (both) known.tell();
  } catch (error) {
    context.model.dirty = true;
    throw error;
  }
}
