/* The essay's own words: hard ones and terms of the course, explained where they stand first in a paragraph. */

import { across } from "../script/dom.js";
import { leaves, literally, termButton, wordButton, wrap } from "./tip.js";
import { patternOf } from "./terms.js";
/** @import { Lesson } from "./lesson.js" */
/** @import { Sources } from "./jupyter.js" */

/** Paragraphs that are done; one that is drawn anew is another. @type {WeakSet<Element>} */
const explained = new WeakSet();
const NUMBER = /^p(\d{1,3})$/; // as `reading` names them

/** Explain the words of a paragraph. @param {Element} root @param {number} number @param {Sources} sources */
export function explainParagraph(root, number, { hardWords, terms }) {
  if (explained.has(root)) return;
  explained.add(root);
  const here = hardWords.filter(({ paragraphs }) => paragraphs.includes(number));
  for (const word of longestFirst(here, ({ words }) => words)) {
    once(root, new RegExp(`(?<![\\p{L}\\d])${literally(word.words)}(?![\\p{L}\\d])`, "u"), () => wordButton(word));
  }
  for (const term of longestFirst(terms, ({ name }) => name)) {
    once(root, patternOf(term.name), (words) => termButton(term, words));
  }
  oneStop(root);
}

/** Let the words of a paragraph be one stop of the Tab key; arrows lead from word to word. @param {Element} root */
function oneStop(root) {
  const words = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".tj-term")]);
  words.forEach((word, index) => {
    word.tabIndex = index ? -1 : 0;
    word.addEventListener("keydown", (event) => {
      const step = across(event);
      const next = words[index + step];
      if (!step || !next) return;
      word.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
  });
}

/** A short one may be a part of a longer one. @template Entry @param {Entry[]} entries @param {(entry: Entry) => string} of */
const longestFirst = (entries, of) => [...entries].sort((one, other) => of(other).length - of(one).length);

/** @param {Element} root @param {RegExp} pattern @param {(words: string) => Node} make */
const once = (root, pattern, make) => leaves(root).some((leaf) => wrap(leaf, pattern, make));

/** Explain the paragraphs that cells show. @param {Lesson} lesson */
export function explainReadings(lesson) {
  const { sources } = lesson.host;
  for (const { node } of lesson.cells()) {
    for (const row of node.querySelectorAll(".jp-OutputArea p[id]")) {
      const number = Number(NUMBER.exec(row.id)?.[1]);
      const text = row.querySelector("span");
      const paragraph = sources.paragraphs.find((each) => each.number === number);
      if (text && paragraph?.text === text.textContent) explainParagraph(text, number, sources);
    }
  }
}
