/* Terms of the glossary and paragraphs of the essay, where a text names them: the first time in a section. */

import { h } from "../script/dom.js";
import { say } from "../script/words.js";
import { leaves, literally, termButton, wrap } from "./tip.js";
/** @import { Lesson } from "./lesson.js" */

/** First elements of the texts that are done; a text that is drawn anew has another. @type {WeakSet<Element>} */
const explained = new WeakSet();
const PARAGRAPH = /\bP(\d{1,3})\b/;

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

/** Return what finds a term in a text. @param {string} name */
export function patternOf(name) {
  const words = name.replace(/\s*\(.*\)$/, "").replace(/ theory$/i, "");
  return new RegExp(`(?<![\\p{L}\\d])${literally(words)}(?:s| theory)?(?![\\p{L}\\d])`, "iu");
}
