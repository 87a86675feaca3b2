/* Whether this browser keeps what is written here: asked, and said before work is lost.

   A browser that promises to keep it ("persisted") needs no warning. One that gives no place, or shows the signs of a
   private window, forgets it when it is closed; Safari after seven days; any other when the computer runs out of room. */

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

const LITTLE = 20 * 1024 * 1024; // bytes: a term of work with its notebooks is a third of that
const PROBE = "tj-probe";
const PATIENCE = 2000; // ms that a browser has to promise: one that asks the student first may never answer

/** Ask the browser to keep it, and look how things stand. @returns {Promise<Facts>} */
export async function look() {
  const isSafari = /^Apple/.test(navigator.vendor);
  const { quota = Infinity, usage = 0 } = await tried(() => navigator.storage.estimate()) ?? {};
  const [stores, promised, isPrivate] = await Promise.all([keeps(), promises(), looksPrivate(isSafari)]);
  return { stores, promised, isPrivate, isSafari, room: quota - usage };
}

/** @template Value @param {() => Promise<Value>} ask what a browser may not have, or forbid
 * @returns {Promise<Value | null>} */
async function tried(ask) {
  try {
    return await ask();
  } catch {
    return null;
  }
}

async function promises() {
  if (await tried(() => navigator.storage.persisted())) return true;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  return Boolean(await Promise.race([tried(() => navigator.storage.persist()), late]));
}

/** Firefox has no service workers in private windows, Safari no private file system. @param {boolean} isSafari */
async function looksPrivate(isSafari) {
  if (!isSecureContext) return false;
  if (!("serviceWorker" in navigator)) return true;
  return isSafari && !(await tried(() => navigator.storage.getDirectory()));
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
