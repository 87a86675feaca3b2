/* What comes back with an answer: a mark in words, with sign and word (never colour alone), feedback and explanation; or,
   where no key marks it, what its type says after it. No point is computed here. */

import { h, hide } from "./dom.js";
import { isSettled, showParts } from "./parts.js";
import { say } from "./words.js";
/** @import { Card } from "./card.js" */
/** @import { Key, Mark, Outcome } from "./protocol.js" */

/** @type {Record<Outcome, [sign: string, word: Key]>} */
const OUTCOMES = {
  right: ["✓", "page.right"],
  "partly right": ["◐", "page.partly_right"],
  wrong: ["✗", "page.wrong"],
};

/** What a mark is in words, and what of it was right. @param {Mark} mark */
export function outcomeWord({ outcome, tally }) {
  const word = say(OUTCOMES[outcome][1]);
  return tally && outcome !== "right" ? say("page.share", { outcome: word, tally }) : word;
}

/** @param {Mark} mark */
export function markParts(mark) {
  const { outcome, feedback, rationale } = mark;
  const sign = h("span", { "aria-hidden": "true" }, OUTCOMES[outcome][0]);
  return [
    h("p", { class: `tj-mark tj-${outcome.replace(" ", "-")}` }, sign, ` ${outcomeWord(mark)}`),
    ...feedback.map((html) => h("div", { html })),
    h(
      "details",
      { open: outcome === "right" },
      h("summary", {}, say("page.explanation")),
      h("div", { html: rationale }),
    ),
  ];
}

/** Show what came back with a card's answer; the answer stays as it is until another attempt. @param {Card} card */
export function showResult(card) {
  const { number, answer, control: { steps }, result, again, check } = card;
  const { mark, after } = answer;
  const isDone = Boolean(mark || after);
  const isNew = result.hidden && card.node.contains(document.activeElement);
  showParts(card);
  if (mark) result.replaceChildren(...markParts(mark));
  else if (after) result.replaceChildren(h("div", { html: after }));
  const label = after ? say("page.after_answer", { number }) : say("page.result_of", { number });
  result.setAttribute("aria-label", label);
  result.hidden = !isDone;
  if (isDone && isNew && !steps) result.focus();
  if (!steps) card.inputs().forEach((each) => (each.disabled = isDone || isSettled(each)));
  if (isDone || steps?.repeatable(answer)) again.hidden = false;
  else hide(again, card);
  check.hidden = Boolean(steps || !card.practice || isDone);
}
