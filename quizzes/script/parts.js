/* What is said at the parts of an item, an option or a row: whether it is right, in a sign and a word, and why. What was
   right stays in the next attempt; until nothing is missing, "Check" waits and says what is. */

import { h, unique } from "./dom.js";
import { say } from "./words.js";
/** @import { Card } from "./card.js" */
/** @import { Key } from "./protocol.js" */

/** @param {Card} card */
export function showParts({ answer, control, body }) {
  const { mark, start } = answer;
  body.querySelectorAll("[data-said]").forEach((each) => each.remove());
  body.querySelectorAll("[data-verdict]").forEach((each) => each.removeAttribute("data-verdict"));
  for (const [name, { right, html }] of Object.entries(mark?.parts ?? start?.parts ?? {})) {
    const found = control.part?.(name);
    if (!found) continue;
    const { node, place = node, words = "" } = found;
    /** @type {Key} */
    const word = mark ? (right ? "page.at_right" : "page.at_wrong") : "page.stays_right";
    const sign = h("span", { class: "tj-sign", "aria-hidden": "true" }, right ? "✓" : "✗");
    const head = h("span", { class: "tj-hidden" }, say(word));
    const text = h("div", {}, words && h("q", {}, words), words && " ", head, h("div", { html }));
    const id = unique();
    // Without a text the sign says it all: at words in a text it stands there already, elsewhere at the part's end.
    const look = html ? "tj-at" : words ? "tj-hidden" : "tj-at tj-bare";
    node.dataset.verdict = right ? "right" : "wrong";
    node.querySelectorAll("input, select").forEach((each) => each.setAttribute("aria-describedby", id));
    place.append(h("div", { class: look, id, "data-right": String(right), "data-said": "" }, sign, text));
  }
}

/** Whether an input belongs to a part that was right in the attempt before. @param {Element} input */
export const isSettled = (input) => Boolean(input.closest("[data-verdict=right]"));

/** Say beside "Check" what it waits for. @param {Card} card */
export function waits(card) {
  const left = card.practice ? card.control.left?.() : null;
  card.check.setAttribute("aria-disabled", String(Boolean(left)));
  return left;
}
