/* A number, sent as it is typed: Python reads it. */

import { PAUSE, register } from "../script/controls.js";
import { field, onEnter } from "../script/field.js";
import { say } from "../script/words.js";
/** @import { Card } from "../script/card.js" */
/** @import { Answer, Item } from "../script/protocol.js" */

register("number", number);

/** @param {Item & {unit: string}} item @param {Card} card */
function number(item, card) {
  const { node, input, flag } = field(say("page.your_answer"), item.unit, {
    oninput: () => card.changed(PAUSE),
    onchange: () => card.flush(),
    onkeydown: onEnter(() => (card.practice ? card.submit() : card.flush())),
  });
  const read = () => input.value.trim() || null;
  const show = (/** @type {Answer<string>} */ { response }) => {
    if (read() !== response) input.value = response ?? "";
  };
  return { body: node, show, read, flag };
}
