/* What is not saved yet, by item, in the tab's session storage: a Draft of a Card, or what a control keeps for itself. */

/** @import { Saving } from "./protocol.js" */
/** @typedef {ReturnType<typeof storage>} Storage */

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
  /** @returns {Record<string, any>} */
  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(key) ?? "null") ?? {};
    } catch {
      return {};
    }
  };
  const write = (/** @type {Record<string, any>} */ drafts) => {
    try {
      sessionStorage.setItem(key, JSON.stringify(drafts));
    } catch {
      // Storage may be full or forbidden; the answers are still on the page.
    }
  };
  return {
    get: (/** @type {string} */ item) => read()[item],
    set: (/** @type {string} */ item, /** @type {object} */ draft) => write({ ...read(), [item]: draft }),
    drop: (/** @type {string} */ item) => write({ ...read(), [item]: undefined }),
  };
}
