/* Saves the notebook without a word: outputs, and what was written into cells. The answers are in their journals before.

   Where another page of the same notebook has saved it since, JupyterLab would ask which one to keep. There is nothing to
   ask a student: then only the cells that were changed in this page go into the file. */

import { saveBeside } from "./two_pages.js";
/** @import { Host, Panel } from "./jupyter.js" */

const PAUSE = 5000; // ms of quiet before what is written beside another page is saved
const shared = new WeakSet(); // models whose file another page writes to, too

/** @param {Host} host @param {Panel} panel @returns {Promise<void>} */
export function saveQuietly(host, panel) {
  const { context } = panel;
  return alone(context.path, async () => {
    const disk = await host.app.serviceManager.contents.get(context.path, { content: false }).catch(() => null);
    if (!disk || panel.isDisposed) return;
    if (disk.last_modified === context.contentsModel?.last_modified) await context.save();
    else {
      saveSoon(host, panel);
      await saveBeside(host, panel);
    }
  });
}

/** From now on, save what is written before JupyterLab does: it would ask which page's notebook to throw away.
 * @param {Host} host @param {Panel} panel */
function saveSoon(host, panel) {
  const { context: { model } } = panel;
  if (shared.has(model)) return;
  shared.add(model);
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  model.contentChanged.connect(() => {
    clearTimeout(timer);
    timer = setTimeout(() => panel.isDisposed || !model.dirty || saveQuietly(host, panel), PAUSE);
  });
}

/** Read and write a notebook while no other page does; where pages cannot be told so (no https), at once.
 * @template Value @param {string} path @param {() => Promise<Value>} work @returns {Promise<Value>} */
export function alone(path, work) {
  return globalThis.navigator?.locks ? navigator.locks.request(path, work) : work();
}
