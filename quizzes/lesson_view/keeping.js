/* Whether this browser keeps what is written here: asked, and said before work is lost.

   A browser that promises to keep it ("persisted") needs no warning. One that gives no place, or shows the signs of a
   private window, forgets it when it is closed; Safari after seven days; any other when the computer runs out of room. */

/** @import { Host } from "./jupyter.js" */
/** @import { Key } from "../script/protocol.js" */

/**
 * @typedef {object} Facts
 * @property {boolean} stores      a trial was kept
 * @property {boolean} promised    the browser will not delete it by itself
 * @property {boolean} isPrivate   signs of a private window
 * @property {boolean} isSafari
 * @property {number} room         bytes that are left; Infinity where that is not said
 */

/** What the page tells once, by its key: what is worse comes first. @param {Facts} facts @returns {Key | ""} */
export function warningOf({ stores, promised, isPrivate, isSafari, room }) {
  if (!stores) return "view.kept_nowhere";
  if (isPrivate) return "view.kept_private";
  if (room < LITTLE) return "view.nearly_full";
  if (promised) return "";
  return isSafari ? "view.kept_week" : "view.kept_unsure";
}

export const FULL = "tj-full"; // an event: something could not be kept
const LITTLE = 20 * 1024 * 1024; // bytes: a term of work with its notebooks is a third of that
const PROBE = "tj-probe";

/** Ask the browser to keep it, and look how things stand. @returns {Promise<Facts>} */
export async function look() {
  const { storage } = navigator;
  const promised = await (storage?.persisted?.() ?? Promise.resolve(false)).catch(() => false) ||
    (await (storage?.persist?.() ?? Promise.resolve(false)).catch(() => false));
  const { quota = Infinity, usage = 0 } = (await storage?.estimate?.().catch(() => null)) ?? {};
  const isSafari = /^Apple/.test(navigator.vendor);
  return { stores: await keeps(), promised, isPrivate: await isPrivate(isSafari), isSafari, room: quota - usage };
}

/** Firefox has no service workers in private windows, Safari no private file system. @param {boolean} isSafari */
function isPrivate(isSafari) {
  if (!isSecureContext) return false;
  if (!("serviceWorker" in navigator)) return true;
  if (!isSafari) return false;
  return navigator.storage.getDirectory().then(() => false, () => true);
}

/** @returns {Promise<boolean>} */
function keeps() {
  return new Promise((resolve) => {
    try {
      const opening = indexedDB.open(PROBE);
      opening.onerror = () => resolve(false);
      opening.onsuccess = () => {
        opening.result.close();
        indexedDB.deleteDatabase(PROBE);
        resolve(true);
      };
    } catch {
      resolve(false);
    }
  });
}

/** Tell the page when something cannot be kept. The kernel's files are taken for written all the same, because nothing
 * would tell it otherwise and it would wait for ever; it looks whether they are (`quizzes/browser.py`).
 * @param {Host["app"]} app */
export function watchStorage({ serviceManager: { contents } }) {
  const { save, rename } = contents;
  contents.save = async (path, options) => {
    try {
      return await save.call(contents, path, options);
    } catch (error) {
      document.dispatchEvent(new CustomEvent(FULL, { detail: String(error) }));
      if (path.endsWith(".ipynb")) throw error;
      return contents.get(path, { content: false }).catch(() => ({ content: null, last_modified: "" }));
    }
  };
  contents.rename = async (path, to) => {
    try {
      return await rename.call(contents, path, to);
    } catch (error) { // what is not there because it was not kept
      if (path.endsWith(".ipynb")) throw error;
      return { content: null, last_modified: "" };
    }
  };
}
