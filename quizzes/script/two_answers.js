/* Which of two answers counts: the saved one, or one that is kept here. Both are shown, in the kernel's words. */

import { button, h } from "./dom.js";
import { clock, say } from "./words.js";
/** @import { Card } from "./card.js" */
/** @import { Answer, Given, Refused } from "./protocol.js" */
/** @import { Draft } from "./storage.js" */

/** What tells one saved answer from another. @param {Answer} answer */
export const seen = ({ stamp, response }) => ({ stamp, response });

/** Return what the student chooses between. @param {Card} card @param {Draft} draft */
export function twoAnswers(card, draft) {
  const use = () => {
    card.resume(draft);
    card.focus();
  };
  const keep = () => {
    card.quiz.drafts.drop(card.item.id);
    card.show(card.answer);
    card.focus();
  };
  const unsaved = side(say("page.unsaved_answer", { time: clock(draft.time) }));
  const saved = side(say("page.saved_answer", { time: clock(card.answer.time) }));
  const fill = (/** @type {Given | Refused} */ reply) => {
    if (reply.kind === "given") [saved, unsaved].forEach(({ words }, index) => (words.innerHTML = reply.words[index]));
  };
  card.quiz.send({ kind: "given", item: card.item.id, message: draft.message }, fill, () => {});
  const actions = h(
    "div",
    { class: "tj-actions" },
    button(say("page.use_draft", { time: clock(draft.time) }), use),
    button(say("page.keep_saved"), keep),
  );
  return [saved.node, unsaved.node, actions];
}

/** @param {string} name */
function side(name) {
  const words = h("div", {});
  return { words, node: h("div", { class: "tj-side" }, h("b", {}, name), words) };
}
