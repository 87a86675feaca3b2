/* A mark in words: sign and word (never colour alone), feedback, explanation. No point is computed here. */

import { h } from "./dom.js";
import { say } from "./words.js";
/** @import { Key, Mark, Outcome } from "./protocol.js" */

/** @type {Record<Outcome, [sign: string, word: Key]>} */
const OUTCOMES = {
  right: ["✓", "page.right"],
  "partly right": ["◐", "page.partly_right"],
  wrong: ["✗", "page.wrong"],
};

/** @param {Mark} mark */
export const outcomeWord = ({ outcome }) => say(OUTCOMES[outcome][1]);

/** @param {Mark} mark */
export function markParts(mark) {
  const { outcome, points: earned, maximum, feedback, rationale } = mark;
  const word = outcomeWord(mark);
  const text = outcome === "partly right" ? say("page.share", { outcome: word, earned, maximum }) : word;
  const sign = h("span", { "aria-hidden": "true" }, OUTCOMES[outcome][0]);
  return [
    h("p", { class: `tj-mark tj-${outcome.replace(" ", "-")}` }, sign, ` ${text}`),
    ...feedback.map((html) => h("div", { html })),
    h(
      "details",
      { open: outcome === "right" },
      h("summary", {}, say("page.explanation")),
      h("div", { html: rationale }),
    ),
  ];
}
