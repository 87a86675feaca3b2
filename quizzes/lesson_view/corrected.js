/* A corrected lesson, where the browser keeps an older copy: that copy would hide the new one. Taken is the new one, with
   what the student wrote in the old one's cells; the answers lie in their journals, and are not touched. */

import { carried } from "./own_cells.js";
/** @import { Host, Panel } from "./jupyter.js" */

const OWN = "two_januaries";

/** @param {Host} host @param {Panel} panel @param {string} name @returns {Promise<boolean>} whether it was replaced */
export async function correct(host, panel, name) {
  const { context } = panel;
  const release = host.course.lessons.find((lesson) => lesson.name === name)?.release;
  if (!release || context.model.getMetadata(OWN)?.release?.id === release) return false;
  const { contents } = host.app.serviceManager;
  try {
    const answer = await fetch(host.address(`files/${context.path}`), { cache: "no-cache" });
    const released = await answer.json();
    if (released.metadata[OWN].release.id !== release) return false; // the site is being renewed: next time
    const { content } = await contents.get(context.path, { content: true, format: "json" });
    await contents.save(context.path, { type: "notebook", format: "json", content: carried(released, content) });
    await context.revert();
    return true;
  } catch {
    return false; // no network, or no room, which is said elsewhere: the copy is whole, and next time is soon enough
  }
}
