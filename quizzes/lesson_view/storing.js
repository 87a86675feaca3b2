/* What Python writes goes into the browser's storage, and there a file is written as a whole. Two things may go wrong.

   Two pages write at once: each read the file before the other's line was in it. So a journal is written by one page at a
   time, and no line that is stored is lost. And the storage may be full: nothing would tell the kernel, which would wait
   for ever. So the file is taken for written, and the kernel looks whether it is (`quizzes/browser.py`). */

import { kept } from "./journals.js";
import { textOf } from "./models.js";
/** @import { Contents, Host } from "./jupyter.js" */

export const FULL = "tj-full"; // an event: something could not be kept

/** @param {Host} host */
export function watchStorage({ app: { serviceManager: { contents } }, dismiss }) {
  const save = contents.save.bind(contents);
  const rename = contents.rename.bind(contents);
  contents.save = async (path, options) => {
    try {
      return await (path.endsWith(".jsonl") ? saveJournal(contents, save, path, options) : save(path, options));
    } catch (error) {
      document.dispatchEvent(new CustomEvent(FULL, { detail: String(error) }));
      if (path.endsWith(".ipynb")) {
        dismiss(); // JupyterLab would ask to close what the page says better
        throw error;
      }
      return contents.get(path, { content: false }).catch(() => ({ content: null, last_modified: "" }));
    }
  };
  contents.rename = async (path, to) => {
    try {
      return await (to.endsWith(".jsonl") ? nameJournal(contents, rename, path, to) : rename(path, to));
    } catch (error) { // what is not there because it was not kept
      if (path.endsWith(".ipynb")) throw error;
      return { content: null, last_modified: "" };
    }
  };
}

/** A new journal gets its name; one that another page has just made, and written to, is not replaced.
 * @param {Contents} contents @param {Contents["rename"]} rename @param {string} path @param {string} to */
function nameJournal(contents, rename, path, to) {
  return navigator.locks.request(to, async () => {
    const isThere = await contents.get(to, { content: false }).catch(() => null);
    if (!isThere) return rename(path, to);
    await contents.delete(path);
    return isThere;
  });
}

/** @param {Contents} contents @param {Contents["save"]} save @param {string} path
 * @param {{content?: any, format?: string}} options */
function saveJournal(contents, save, path, options = {}) {
  return navigator.locks.request(path, async () => {
    const stored = textOf(await contents.get(path, { content: true }).catch(() => null));
    const given = textOf({ format: "text", ...options });
    const content = kept(stored, given);
    return save(path, content === given ? options : { ...options, format: "text", content });
  });
}
