/* What is not saved yet, by item, in the browser's local storage, which outlives a browser that crashed: a Draft of a
   Card, or what a control keeps for itself. All tabs of a browser share it: the last draft of an item is kept. */

import { same } from "./dom.js";

/** @typedef {ReturnType<typeof storage>} Storage */

/** @param {string} key */
export function storage(key) {
  /** @returns {Record<string, any>} */
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null") ?? {};
    } catch {
      return {};
    }
  };
  const write = (/** @type {Record<string, any>} */ drafts) => {
    try {
      localStorage.setItem(key, JSON.stringify(drafts));
    } catch {
      // Storage may be full or forbidden; the answers are still on the page.
    }
  };
  return {
    get: (/** @type {string} */ item) => read()[item],
    set: (/** @type {string} */ item, /** @type {object} */ draft) => write({ ...read(), [item]: draft }),
    /** Forget a draft: with `message` only that one, not what another tab keeps.
     * @param {string} item @param {object} [message] */
    drop(item, message) {
      const drafts = read();
      if (!message || same(drafts[item]?.message, message)) write({ ...drafts, [item]: undefined });
    },
  };
}
