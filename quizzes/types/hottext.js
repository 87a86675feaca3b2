/* Paragraphs of the essay, or words in them: the text itself is the answer sheet. */

import { register } from "../script/controls.js";
import { h, unique } from "../script/dom.js";
import { pick, picks } from "../script/picks.js";
import { asWritten, say } from "../script/words.js";
/** @import { Card } from "../script/card.js" */
/** @import { Attribute } from "../script/dom.js" */
/** @import { Answer, Item } from "../script/protocol.js" */

/** @typedef {{id: string, text: string}} Fragment */
/** @typedef {{paragraph: number, parts: (string | Fragment)[]}} Passage      plain text */
/** @typedef {Item & {pick: "one" | "several", passages: Passage[]}} Hottext */

register("hottext", hottext);

/** @param {Hottext} item @param {Card} card */
function hottext(item, card) {
  /** @type {HTMLInputElement[]} */
  const inputs = [];

  /** @param {string} value @param {Record<string, Attribute>} [attributes] */
  function input(value, attributes) {
    const made = pick(value, item.pick === "several", card, attributes);
    inputs.push(made);
    return made;
  }

  const fragment = (/** @type {Fragment} */ { id, text }) => {
    const [first] = text.split(/(?<=\s)/, 1); // a line does not break between the box and its words
    const start = h("span", { class: "tj-start" }, input(id), first);
    return h("label", { class: "tj-fragment" }, start, text.slice(first.length));
  };

  function passage(/** @type {Passage} */ { paragraph, parts }) {
    const content = parts.map((part) => (typeof part === "string" ? part : fragment(part)));
    const text = h("p", { id: unique(), ...asWritten() }, content);
    const place = say("page.paragraph", { number: paragraph });
    if (content.some((part) => typeof part !== "string")) {
      return h("div", { class: "tj-passage" }, h("span", { class: "tj-place" }, place), text);
    }
    const label = h("label", { class: "tj-place" }, input(`p${paragraph}`, { "aria-describedby": text.id }), place);
    text.addEventListener("click", () => getSelection()?.isCollapsed && label.click());
    return h("div", { class: "tj-passage tj-whole" }, label, text);
  }

  const long = item.passages.length > 3;
  const body = h("div", { class: long ? "tj-text tj-long" : "tj-text" }, item.passages.map(passage));
  const { read, check } = picks(inputs);

  function part(/** @type {string} */ name) {
    const made = inputs.find(({ value }) => value === name);
    const label = made?.closest("label");
    const place = /** @type {HTMLElement | null} */ (label?.closest(".tj-passage"));
    if (!label || !place) return undefined;
    const isFragment = label.matches(".tj-fragment");
    return { node: isFragment ? label : place, place, words: isFragment ? label.textContent.trim() : "" };
  }

  return { body, show: (/** @type {Answer<string[]>} */ { response }) => check(response), read, part };
}
