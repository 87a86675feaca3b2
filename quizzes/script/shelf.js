/* A second place for drafts that shall outlive the browser: a browser that is killed, as by an empty battery, forgets
   what it wrote into its local storage during the last minute, and not what is in its database (IndexedDB). */

const SHELF = "tj-drafts";

/** @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} */
async function onShelf(mode, ask) {
  const opening = indexedDB.open(SHELF, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(SHELF);
  const database = await done(opening);
  try {
    return await done(ask(database.transaction(SHELF, mode).objectStore(SHELF)));
  } finally {
    database.close();
  }
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Keep a text under a name, or forget it: null. Where there is no database nothing is kept. @param {string} name
 * @param {string | null} text */
export function shelve(name, text) {
  const keep = (/** @type {IDBObjectStore} */ store) => (text === null ? store.delete(name) : store.put(text, name));
  return Promise.resolve().then(() => onShelf("readwrite", /** @type {any} */ (keep))).catch(() => {});
}

/** Return what is kept under names that begin so, by name. @param {string} beginning @returns {Promise<[string, string][]>} */
export async function shelved(beginning) {
  const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`);
  const names = await onShelf("readonly", (store) => store.getAllKeys(range));
  const texts = await onShelf("readonly", (store) => store.getAll(range));
  return names.map((name, at) => [String(name), texts[at]]);
}
