/* Near copies side by side, for a person to judge: words that the other has not are marked. */

import { button, h } from "../../../../quizzes/script/dom.js";
import { say } from "./words.js";
/** @import { Answer } from "./protocol.js" */

const WORD = /[\p{L}\p{N}_]+/gu;

/** Return the parts of an answer. @param {Answer} answer */
export function written(answer) {
  const pictures = answer.pictures.map(({ name, address }) => {
    return h("figure", {}, h("img", { src: address, alt: "" }), h("figcaption", {}, name));
  });
  const nothing = answer.words || pictures.length ? null : h("p", { class: "quiet" }, say("nothing_written"));
  return [h("div", { html: answer.answer_html }), ...pictures, ...(nothing ? [nothing] : [])];
}

/** Show two answers or more in a dialog. @param {Answer[]} answers @param {string[]} titles */
export function compare(answers, titles) {
  const columns = answers.map((answer, place) => {
    const text = h(
      "div",
      { class: "text", tabindex: "0", role: "region", "aria-label": titles[place] },
      ...written(answer),
    );
    return h("article", {}, h("h3", {}, titles[place]), text);
  });
  const close = button(say("close"), () => dialog.close(), { autofocus: true });
  const head = h("header", {}, h("h2", {}, say("side_by_side")), close);
  const told = answers.length > 1 ? h("p", { class: "quiet" }, say("near_means")) : null;
  const dialog = h(
    "dialog",
    { class: "compare", "aria-label": say("side_by_side") },
    head,
    told,
    h("div", { class: "sides" }),
  );
  dialog.lastElementChild?.append(...columns);
  dialog.addEventListener("close", () => {
    dialog.remove();
    CSS.highlights?.delete("tj-only-here");
  });
  document.body.append(dialog);
  dialog.showModal();
  if (answers.length > 1) tell(columns);
}

/** Mark the words that stand in one text alone. @param {HTMLElement[]} columns */
function tell(columns) {
  if (!CSS.highlights) return;
  const bags = columns.map((column) => new Set(words(column).map(({ word }) => word)));
  const only = columns.flatMap((column, place) => {
    const others = bags.filter((_, other) => other !== place);
    return words(column).filter(({ word }) => !others.some((bag) => bag.has(word)));
  });
  CSS.highlights.set("tj-only-here", new Highlight(...only.map(({ range }) => range)));
}

/** @param {HTMLElement} column */
function words(column) {
  const text = /** @type {Element} */ (column.querySelector(".text"));
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const match of (node.nodeValue ?? "").matchAll(WORD)) {
      const range = new Range();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      found.push({ word: match[0].toLowerCase(), range });
    }
  }
  return found;
}
