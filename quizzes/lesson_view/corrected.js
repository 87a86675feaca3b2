/* A corrected lesson, where the browser keeps an older copy: that copy would hide the new one. Taken is the new one, with
   what the student wrote in the old one's cells; the answers lie in their journals, and are not touched. */

import { carried } from "./own_cells.js";
import { here } from "./place.js";
import { alone } from "./save.js";
/** @import { Host, Panel } from "./jupyter.js" */

const OWN = "two_januaries";
const METHOD = "SHA-256";
/** @param {string} name */
const toldOf = (name) => here(`tj-corrected ${name}`);

/** Take the corrected lesson, where there is one. @param {Host} host @param {Panel} panel @param {string} name */
export async function correct(host, panel, name) {
  const { context } = panel;
  const release = host.course.lessons.find((lesson) => lesson.name === name)?.release;
  if (!release || context.model.getMetadata(OWN)?.release?.id === release) return;
  try {
    if (!(await alone(context.path, () => take(host, context.path, release)))) return;
    await context.revert();
    localStorage.setItem(toldOf(name), release);
  } catch {
    // no network, or no room, which is said elsewhere: the copy is whole, and next time is soon enough
  }
}

/** Write the release that this page is of, with what is the student's own; return whether the copy is of it now.
 * @param {Host} host @param {string} path @param {string} release */
async function take(host, path, release) {
  const { contents } = host.app.serviceManager;
  const answer = await fetch(host.address(`files/${path}`), { cache: "no-cache" });
  const data = await answer.arrayBuffer();
  const released = JSON.parse(new TextDecoder().decode(data));
  if (released.metadata[OWN].release.id !== release) return false; // the site is being renewed: next time
  const { content } = await contents.get(path, { content: true, format: "json" });
  const { id, former = [] } = content.metadata[OWN]?.release ?? {};
  if (id === release) return true; // by another page, just now
  if (!(await isNewer(host, path, data, former.includes(release)))) return false;
  released.metadata[OWN].release.former = [...former, id].filter((each) => each && each !== release);
  await contents.save(path, { type: "notebook", format: "json", content: carried(released, content) });
  return true;
}

/** Whether what this page has of a lesson is newer than the copy, and not this page older than the one that made it: it
 * is what the server has now. Without a network, a release that the copy has left behind is older.
 * @param {Host} host @param {string} path @param {ArrayBuffer} data @param {boolean} isLeft */
async function isNewer(host, path, data, isLeft) {
  const answer = await fetch(host.address("files.json"), { cache: "no-store" }).catch(() => null); // the worker has it not
  if (!answer?.ok) return !isLeft;
  const [wanted] = (await answer.json())[`files/${path}`] ?? [];
  const digest = new Uint8Array(await crypto.subtle.digest(METHOD, data));
  return wanted === Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether a lesson was corrected and the student has not said "Understood" to it. @param {string} name */
export function wasCorrected(name) {
  try {
    return localStorage.getItem(toldOf(name)) !== null;
  } catch {
    return false;
  }
}

/** @param {string} name */
export const understood = (name) => localStorage.removeItem(toldOf(name));
