/* Saves the notebook without a word: outputs, and what was written into cells. The answers are in their journals before.

   Where another page of the same notebook has saved it since, JupyterLab would ask which one to keep. There is nothing to
   ask a student: then this page keeps its hands off. */

/** @import { Host, Panel } from "./jupyter.js" */

/** @param {Host} host @param {Panel} panel */
export async function saveQuietly(host, panel) {
  const { context } = panel;
  const { contents } = host.app.serviceManager;
  const disk = await contents.get(context.path, { content: false }).catch(() => null);
  if (!disk || panel.isDisposed) return;
  if (disk.last_modified === context.contentsModel?.last_modified) await context.save();
  else context.model.dirty = false;
}
