/* What is not saved yet, by item, in the tab's session storage: a Draft of a Card, or what a control keeps for itself. */

/** @typedef {ReturnType<typeof storage>} Storage */

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
