/* Which control an item has. `types/<type>.js` registers it under the type's name, and `script.py` takes in every file
   there; a Card asks for it here. A control is made by a function (item, card) -> {body, show(answer), read()}; it calls
   `card.changed()` when the student has changed something. */

/** @import { Card } from "./card.js" */
/** @import { Control } from "./protocol.js" */
/** @typedef {(item: any, card: Card) => Control} Maker */

export const PAUSE = 400; // ms without a key: an answer is taken to be typed

/** @type {Map<string, Maker>} */
const makers = new Map();

/** @param {string} type @param {Maker} maker */
export function register(type, maker) {
  makers.set(type, maker);
}

/** @param {string} type */
export function controlOf(type) {
  const maker = makers.get(type);
  if (!maker) throw new Error(`quizzes/types/${type}.js is missing, or registers no "${type}"`);
  return maker;
}
