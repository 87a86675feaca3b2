/* What the card that hands in asks of whoever shows the notebook: to show a quiz, to save. Where nobody listens, this is
   plain Jupyter. */

import { say } from "./words.js";

const SAVING = 15000; // ms until a save is taken to have failed

/** Show a quiz. @param {HTMLElement} root @param {string} quiz */
export function goTo(root, quiz) {
  const go = new CustomEvent("tj-go", { bubbles: true, cancelable: true, detail: { quiz } });
  if (!root.dispatchEvent(go)) return;
  const node = quizIn(document, quiz);
  if (node) reveal(node);
}

/** Return a quiz of a page. @param {ParentNode} page @param {string} quiz @returns {HTMLElement | null} */
export function quizIn(page, quiz) {
  return page.querySelector(`.tj-quiz[data-quiz="${CSS.escape(quiz)}"]`);
}

/** Bring a quiz into view, and the focus to the first question that has no answer. @param {HTMLElement} node */
export function reveal(node) {
  const items = [.../** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll(".tj-item"))];
  const item = items.find(({ dataset }) => dataset.done === "false") ?? items[0];
  (item && item !== items[0] ? item : node).scrollIntoView({ block: "start" });
  const open = /** @type {HTMLElement | null} */ (item?.querySelector("[data-lm-suppress-shortcuts]"));
  open?.focus({ preventScroll: true });
}

/** Let whoever shows the notebook save it; false where nobody does. @param {HTMLElement} root @returns {Promise<boolean>} */
export function save(root) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(say("page.save_failed"))), SAVING);
    const done = (/** @type {boolean} */ ok, /** @type {string} */ why) => {
      clearTimeout(timer);
      if (ok) resolve(true);
      else reject(new Error(`${say("page.save_failed")} ${why}`));
    };
    if (!root.dispatchEvent(new CustomEvent("tj-save", { bubbles: true, cancelable: true, detail: { done } }))) return;
    clearTimeout(timer);
    resolve(false);
  });
}
