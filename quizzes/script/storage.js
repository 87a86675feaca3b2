/* What is not saved yet, by item: a Draft of a Card, or what a control keeps for itself. It is kept twice: for the tab,
   where no other tab replaces it, and for the browser, where it outlives the tab and, as a rule, a crash. */

import { same } from "./dom.js";
/** @import { Saving } from "./protocol.js" */
/** @typedef {ReturnType<typeof storage>} Storage */
/** @typedef {"sessionStorage" | "localStorage"} Shelf */

/** @type {Shelf[]} */
const SHELVES = ["sessionStorage", "localStorage"];

/**
 * @typedef {object} Draft       what is not acknowledged yet
 * @property {Saving} message
 * @property {boolean} sent
 * @property {number} attempt
 * @property {number} time       when it was given, in ms
 * @property {{stamp: string, response: unknown} | undefined} over      the saved answer that it was to replace
 */

/** @param {string} key */
export function storage(key) {
  /** @param {Shelf} shelf @returns {Record<string, any>} */
  const read = (shelf) => {
    try {
      return JSON.parse(globalThis[shelf].getItem(key) ?? "null") ?? {};
    } catch {
      return {};
    }
  };
  /** @param {Shelf} shelf @param {string} item @param {object | undefined} draft */
  const write = (shelf, item, draft) => {
    try {
      globalThis[shelf].setItem(key, JSON.stringify({ ...read(shelf), [item]: draft }));
    } catch {
      // Storage may be full or forbidden; the answers are still on the page.
    }
  };
  return {
    get: (/** @type {string} */ item) => SHELVES.map((shelf) => read(shelf)[item]).find(Boolean),
    set: (/** @type {string} */ item, /** @type {object} */ draft) =>
      SHELVES.forEach((shelf) => write(shelf, item, draft)),
    /** Forget a draft: with `message` only that one, not what another tab keeps.
     * @param {string} item @param {object} [message] */
    drop(item, message) {
      const dropped = SHELVES.filter((shelf) => !message || same(read(shelf)[item]?.message, message));
      dropped.forEach((shelf) => write(shelf, item, undefined));
    },
  };
}
