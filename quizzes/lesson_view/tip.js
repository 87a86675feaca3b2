/* Words of a text with their meaning: on hover, on focus, on a press; closed by Escape and by a press elsewhere. */

import { h, unique } from "../script/dom.js";
import { say } from "../script/words.js";
/** @import { HardWord, Term } from "./jupyter.js" */

const SKIP = "a, button, code, pre, h1, h2, h3, h4, .tj-term-place, .tj-quiz, mjx-container, math";
const PAGE = ".tj-essay-body, .jp-WindowedPanel-outer";
const EDGE = 16; // pixels that stay free at the edge of the page

/** A term of the course. @param {Term} term @param {string} words */
export function termButton({ name, definition, source }, words) {
  return explained(words, "tj-term", [h("b", {}, name), h("span", {}, definition), sourceOf(source)]);
}

/** A hard word of the essay. @param {HardWord} hardWord */
export function wordButton({ words, gloss, source }) {
  return explained(words, "tj-term tj-word", [h("span", {}, gloss), sourceOf(source)]);
}

/** @param {string} [source] */
const sourceOf = (source) => source && h("small", {}, say("glossary.source", { source }));

/** @param {string} words @param {string} name @param {(Node | string | undefined)[]} meaning */
function explained(words, name, meaning) {
  const tip = h("span", { class: "tj-tip", role: "tooltip", id: unique(), hidden: true }, meaning);
  const word = h("button", { type: "button", class: name, "aria-describedby": tip.id }, words);
  const holder = h("span", { class: "tj-term-place" }, word, tip);
  const set = (/** @type {boolean} */ isOpen) => {
    tip.hidden = !isOpen;
    if (isOpen) place(word, tip);
    const listen = isOpen ? document.addEventListener : document.removeEventListener;
    listen.call(document, "pointerdown", elsewhere, true);
    listen.call(document, "keydown", escape, true);
  };
  const elsewhere = (/** @type {Event} */ event) => {
    if (!holder.contains(/** @type {Node} */ (event.target))) set(false); // a press gives no focus everywhere
  };
  const escape = (/** @type {Event} */ event) => {
    if (/** @type {KeyboardEvent} */ (event).key !== "Escape") return;
    event.stopPropagation(); // what the word stands in stays open
    set(false);
  };
  // A pointer that moves onto the word, not a word that comes to lie under a pointer at rest.
  word.addEventListener("pointermove", (event) => event.pointerType === "mouse" && tip.hidden && set(true));
  holder.addEventListener("pointerleave", () => word !== document.activeElement && set(false));
  word.addEventListener("focus", () => set(true));
  word.addEventListener("blur", () => set(false));
  word.addEventListener("click", () => set(true));
  return holder;
}

/** Keep the meaning within the page, above the word where there is no room below. @param {HTMLElement} word
 * @param {HTMLElement} tip */
function place(word, tip) {
  tip.style.insetInlineStart = "0";
  tip.classList.remove("tj-above");
  const page = word.closest(PAGE)?.getBoundingClientRect();
  if (!page) return;
  const { left, right, bottom, height } = tip.getBoundingClientRect();
  const isLeftwards = getComputedStyle(tip).direction === "rtl";
  const over = (isLeftwards ? page.left - left : right - page.right) + EDGE;
  if (over > 0) tip.style.insetInlineStart = `${-over}px`;
  const hasRoomAbove = word.getBoundingClientRect().top - page.top > height;
  tip.classList.toggle("tj-above", bottom > page.bottom && hasRoomAbove);
}

/** Return the pieces of text in which a word may be explained. @param {Element} root @returns {Text[]} */
export function leaves(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const leaf = /** @type {Text} */ (walker.currentNode);
    if (leaf.data.trim() && !leaf.parentElement?.closest(SKIP)) found.push(leaf);
  }
  return found;
}

/** Put something in the place of the first words that fit; return the text behind it, null where none fit.
 * @param {Text} leaf @param {RegExp} pattern @param {(words: string) => Node} make */
export function wrap(leaf, pattern, make) {
  const match = pattern.exec(leaf.data);
  if (!match) return null;
  const middle = leaf.splitText(match.index);
  const rest = middle.splitText(match[0].length);
  const made = make(match[0]);
  middle.replaceWith(made);
  return made instanceof Text ? rest : glued(made, rest);
}

/** Keep the marks behind a word at it: a line may break after a button. @param {Node} made @param {Text} rest */
function glued(made, rest) {
  const marks = /^[^\s\p{L}\d]*/u.exec(rest.data)?.[0] ?? "";
  if (!marks) return rest;
  const behind = rest.splitText(marks.length);
  const holder = h("span", { class: "tj-glued" });
  made.parentNode?.insertBefore(holder, made);
  holder.append(made, rest);
  return behind;
}

/** @param {string} words @returns {string} */
export const literally = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
