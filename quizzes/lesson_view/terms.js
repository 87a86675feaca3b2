/* Terms of the glossary and paragraphs of the essay, where a text names them: the first time in a section. */

import { h, unique } from "../script/dom.js";
import { say } from "../script/words.js";
/** @import { Lesson } from "./lesson.js" */
/** @import { Term } from "./jupyter.js" */

/** First elements of the texts that are done; a text that is drawn anew has another. @type {WeakSet<Element>} */
const explained = new WeakSet();
const SKIP = "a, button, code, pre, h1, h2, h3, h4, .tj-term, .tj-quiz, mjx-container, math";
const PARAGRAPH = /\bP(\d{1,2})\b/;

/** @param {Lesson} lesson */
export function explain(lesson) {
  const { terms } = lesson.host.sources;
  const matchers = terms.map((term) => ({ term, pattern: patternOf(term.name) }));
  for (const section of lesson.sections) {
    const seen = new Set();
    for (const { node, model } of section.cells) {
      const text = node.querySelector(".jp-RenderedMarkdown");
      const first = text?.firstElementChild;
      if (model.type !== "markdown" || !text || !first || explained.has(first)) continue;
      explained.add(first);
      for (const leaf of leaves(text)) {
        for (const { term, pattern } of matchers) {
          if (!seen.has(term.name) && wrap(leaf, pattern, (words) => termButton(term, words))) seen.add(term.name);
        }
      }
      leaves(text).forEach((leaf) => linkParagraphs(lesson, leaf));
    }
  }
}

/** @param {Lesson} lesson @param {Text} leaf */
function linkParagraphs(lesson, leaf) {
  const last = lesson.host.sources.paragraphs.length;
  for (let rest = /** @type {Text | null} */ (leaf); rest;) {
    rest = wrap(rest, PARAGRAPH, (name) => {
      const number = Number(name.slice(1));
      if (number < 1 || number > last) return new Text(name);
      const label = say("view.open_paragraph", { number });
      const open = () => lesson.sheet.openAt(number);
      return h("button", { type: "button", class: "tj-para", onclick: open, "aria-label": label }, name);
    });
  }
}

/** @param {Element} root @returns {Text[]} */
function leaves(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const leaf = /** @type {Text} */ (walker.currentNode);
    if (leaf.data.trim() && !leaf.parentElement?.closest(SKIP)) found.push(leaf);
  }
  return found;
}

/** Replace the first match by what `make` returns; return the text behind it, null where there is no match.
 * @param {Text} leaf @param {RegExp} pattern @param {(words: string) => Node} make */
function wrap(leaf, pattern, make) {
  const match = pattern.exec(leaf.data);
  if (!match) return null;
  const middle = leaf.splitText(match.index);
  const rest = middle.splitText(match[0].length);
  middle.replaceWith(make(match[0]));
  return rest;
}

/** @param {string} name */
function patternOf(name) {
  const words = name.replace(/\s*\(.*\)$/, "").replace(/ theory$/i, "");
  return new RegExp(`\\b${words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:s| theory)?\\b`, "i");
}

/** A word with its meaning: on hover, on focus, on a press. @param {Term} term @param {string} words */
function termButton({ name, definition, source }, words) {
  const tip = h("span", { class: "tj-tip", role: "tooltip", id: unique(), hidden: true });
  tip.append(h("b", {}, name), h("span", {}, definition), h("small", {}, say("glossary.source", { source })));
  const word = h("button", { type: "button", class: "tj-term", "aria-describedby": tip.id }, words);
  const holder = h("span", { class: "tj-term-place" }, word, tip);
  const set = (/** @type {boolean} */ isOpen) => {
    tip.hidden = !isOpen;
    if (isOpen) place(word, tip);
  };
  holder.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && set(true));
  holder.addEventListener("pointerleave", () => word !== document.activeElement && set(false));
  word.addEventListener("focus", () => set(true));
  word.addEventListener("blur", () => set(false));
  word.addEventListener("click", () => set(true));
  word.addEventListener("keydown", (event) => event.key === "Escape" && set(false));
  return holder;
}

/** Keep the meaning within the page. @param {HTMLElement} word @param {HTMLElement} tip */
function place(word, tip) {
  tip.style.insetInlineStart = "0";
  const page = word.closest(".jp-WindowedPanel-outer")?.getBoundingClientRect();
  const over = page ? tip.getBoundingClientRect().right - page.right + 16 : 0;
  if (over > 0) tip.style.insetInlineStart = `${-over}px`;
}
