/* What helps on the way to an answer: each hint opens when it is asked for, and the next one shows behind it. How many
   were opened is saved beside the answer; it costs nothing, so what is not acknowledged is not sent again. */

import { h } from "./dom.js";
import { say } from "./words.js";
/** @import { Card } from "./card.js" */
/** @import { Answer } from "./protocol.js" */

/** @typedef {ReturnType<typeof hints>} Hints */

/** @param {Card} card */
export function hints(card) {
  const texts = card.item.hints ?? [];
  const total = texts.length;
  const nodes = texts.map((html, index) => {
    const summary = h("summary", {}, say("page.hint", { number: index + 1, total }));
    const node = h("details", { class: "tj-hint" }, summary, h("div", { html }));
    node.addEventListener("toggle", () => node.open && opened(index + 1));
    return node;
  });
  const node = h("div", { class: "tj-hints", hidden: total === 0 }, nodes);
  let seen = 0;

  function reveal(/** @type {number} */ count) {
    seen = Math.max(seen, count);
    nodes.forEach((each, index) => (each.hidden = index > seen));
  }

  function opened(/** @type {number} */ number) {
    reveal(number);
    if (number <= (card.answer.hints ?? 0)) return;
    const answered = (/** @type {import("./protocol.js").Saved | import("./protocol.js").Refused} */ reply) =>
      reply.kind === "saved" && card.note(reply.answer);
    card.quiz.send({ kind: "hint", item: card.item.id, hints: number }, answered, () => {});
  }

  return {
    node,
    /** Show what was opened before, in this attempt or another. @param {Answer} answer */
    show: (answer) => reveal(answer.hints ?? 0),
  };
}
