/* What is not saved yet, by item: a Draft of a Card, or what a control keeps for itself.

   It lies in the browser's local storage and in shelf.js, where it outlives a tab that is closed and a browser that was
   killed, until it is saved. Each tab keeps its own there, and a new one finds what another has left behind; what was
   typed a moment ago is still being typed in that one. */

import { same, unique } from "./dom.js";
import { shelve, shelved } from "./shelf.js";
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

const FRESH = 3000; // ms
const PATIENCE = 1000; // ms for the shelf: the page does not wait longer for what it may have kept

/** @param {string} key */
export function storage(key) {
  const own = `${key} ${tab()}`;
  const found = /** @type {Record<string, {name: string, draft: string}>} */ ({});

  /** @param {string} name @returns {Record<string, any>} */
  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "null") ?? {};
    } catch {
      return {};
    }
  };
  const put = (/** @type {string} */ name, /** @type {string | null} */ text) => {
    try {
      if (text === null) localStorage.removeItem(name);
      else localStorage.setItem(name, text);
    } catch {
      // Storage may be full or forbidden; the answers are still on the page.
    }
  };
  let recalled = /** @type {Promise<unknown>} */ (Promise.resolve());
  const write = (/** @type {string} */ name, /** @type {Record<string, any>} */ drafts) => {
    const kept = JSON.stringify(drafts);
    const text = kept === "{}" ? null : kept;
    put(name, text);
    recalled.then(() => shelve(name, text)); // what lies there is read before anything replaces it
  };
  const others = () => {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(`${key} `) && name !== own);
    } catch {
      return [];
    }
  };

  const age = (/** @type {any} */ draft) => draft?.time ?? 0;

  /** Put beside what the local storage has whatever the shelf has kept longer: a killed browser may have lost the one, or
   * have forgotten there that a draft was saved. */
  async function takeUp() {
    const shelf = await shelved(`${key} `).catch(() => []);
    let found = false;
    for (const [name, text] of shelf) {
      if (!text) continue; // it has just been dropped
      const here = read(name);
      const newer = Object.entries(JSON.parse(text)).filter(([item, draft]) =>
        !here[item] || age(draft) > age(here[item])
      );
      put(name, JSON.stringify({ ...here, ...Object.fromEntries(newer) }));
      found ||= newer.length > 0;
    }
    return found;
  }

  return {
    /** Take up what only the shelf has kept, and say whether there was any; before that nothing may be dropped. */
    recall() {
      const late = /** @type {Promise<boolean>} */ (new Promise((resolve) => setTimeout(resolve, PATIENCE, false)));
      const taking = Promise.race([takeUp(), late]);
      recalled = taking;
      return taking;
    },
    get(/** @type {string} */ item) {
      const old = others().map((name) => ({ name, draft: read(name)[item] }));
      const left = old.filter(({ draft }) => draft && Math.abs(Date.now() - draft.time) > FRESH); // clocks are set back
      const all = [{ name: own, draft: read(own)[item] }, ...left].filter(({ draft }) => draft);
      const { name, draft } = all.sort((one, other) => other.draft.time - one.draft.time)[0] ?? {};
      if (name) found[item] = { name, draft: JSON.stringify(draft) };
      return draft;
    },
    set: (/** @type {string} */ item, /** @type {object} */ draft) => write(own, { ...read(own), [item]: draft }),
    /** Forget a draft: with `message` only that one, not what was given since.
     * @param {string} item @param {object} [message] */
    drop(item, message) {
      const mine = read(own);
      if (!message || same(mine[item]?.message, message)) write(own, { ...mine, [item]: undefined });
      const { name = own, draft } = found[item] ?? {};
      if (JSON.stringify(read(name)[item]) === draft) write(name, { ...read(name), [item]: undefined });
    },
  };
}

/** Return the tab's name, which a reload leaves as it is. */
function tab() {
  const key = "tj-tab";
  try {
    const name = sessionStorage.getItem(key) ?? unique();
    sessionStorage.setItem(key, name);
    return name;
  } catch {
    return unique();
  }
}
