/* A student's work in this browser as one zip, and what such a zip, or one that was handed in, would bring back.

   `quizzes/bring.py` does the second for a folder of lessons, by the same rules. Nothing is written before it is asked
   for, and no answer that is here is lost: journals are joined. */

import { h } from "../script/dom.js";
import { joined } from "./journals.js";
import { bytesOf, textOf } from "./models.js";
import { carried } from "./own_cells.js";
import { askedAgain } from "./progress.js";
import { unzipped, ZipError, zipped } from "./zip.js";
/** @import { Host, Lesson } from "./jupyter.js" */
/** @import { Bytes } from "./zip.js" */

/** @typedef {{path: string, model: object}} Write */
/** @typedef {{title: string, fresh: number, older: number, cells: boolean, writes: Write[]}} Planned */
/** @typedef {{name: string}} Listed */
/** @typedef {(path: string, options?: object) => Promise<any>} Get */

const STUDENT = "responses/student.txt";
const RECEIPT = "receipt.json";
const LARGEST = 32 * 1024 * 1024; // bytes
const JOURNAL = 8 * 1024 * 1024;
const SMALL = 64 * 1024;

/** @param {Host} host @returns {Get} */
const getter = ({ app }) => (/** @type {string} */ path, options = {}) =>
  app.serviceManager.contents.get(path, { content: true, ...options }).catch(() => null);

/** @param {string} path */
const folderOf = (path) => path.slice(0, path.lastIndexOf("/"));

/** @param {string} file below a lesson's folder */
const isJournal = (file) => /^responses\/[\w-]+\.jsonl$/.test(file);

/** @param {Host} host @returns {Promise<Blob>} rejected where answers that are there cannot be read: a student would take
 * what is left for all */
export async function work(host) {
  const get = getter(host);
  const files = /** @type {Map<string, Bytes>} */ (new Map());
  for (const { name, path } of host.course.lessons) {
    const folder = folderOf(path ?? "");
    const listed = /** @type {Listed[]} */ ((path && (await get(`${folder}/responses`))?.content) || []);
    const kept = listed.map((file) => `responses/${file.name}`).filter((file) => isJournal(file) || file === STUDENT);
    if (!kept.length) continue; // never opened
    for (const file of [`${name}.ipynb`, RECEIPT, ...kept]) {
      const found = await get(`${folder}/${file}`, file.endsWith(".ipynb") ? { format: "json" } : {});
      if (found) files.set(`${name}/${file}`, bytesOf(found));
      else if (kept.includes(file)) throw new ZipError("view.download_failed");
    }
  }
  return zipped(files);
}

/** Give the student a zip as a download; return its name. @param {Blob} zip @param {string} course */
export function deliver(zip, course) {
  const file = `${course} ${new Date().toISOString().slice(0, 10)}.zip`.replaceAll(" ", "-").toLowerCase();
  const address = URL.createObjectURL(zip);
  const link = h("a", { href: address, download: file });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return file;
}

/** Say what a zip would bring. @param {Host} host @param {Blob} blob @returns {Promise<Planned[]>} */
export async function plan(host, blob) {
  const lessons = new Map(host.course.lessons.filter(({ path }) => path).map((lesson) => [lesson.name, lesson]));
  const most = (/** @type {string} */ name) => {
    const lesson = name.split("/", 1)[0];
    const file = name.slice(lesson.length + 1);
    if (!lessons.has(lesson)) return 0;
    if (file === `${lesson}.ipynb`) return LARGEST;
    if (isJournal(file)) return JOURNAL;
    return [STUDENT, RECEIPT].includes(file) ? SMALL : 0;
  };
  const files = await unzipped(new Uint8Array(await blob.arrayBuffer()), most);
  const given = new Set([...files.keys()].map((name) => name.split("/", 1)[0]));
  if (!given.size) throw new ZipError("view.file_nothing");
  return Promise.all(
    [...lessons.values()].filter(({ name }) => given.has(name)).map((lesson) =>
      lessonFrom(getter(host), files, lesson)
    ),
  );
}

/** Write what was planned; return whether there was room for all. @param {Host} host @param {Planned[]} planned */
export async function bring({ app }, planned) {
  const { contents } = app.serviceManager;
  const writes = planned.flatMap((each) => each.writes);
  for (const folder of new Set(writes.map(({ path }) => folderOf(path)))) { // no lesson was opened that made it
    const isThere = await contents.get(folder, { content: false }).catch(() => null);
    if (!isThere) await contents.save(folder, { type: "directory", format: "json" }).catch(() => null);
  }
  for (const { path, model } of writes) {
    const saved = await contents.save(path, model).catch(() => null);
    if (!saved?.content) return false; // as `storing.js` answers Python
  }
  return true;
}

/** @param {Get} get @param {Map<string, Bytes>} files @param {Lesson} lesson @returns {Promise<Planned>} */
async function lessonFrom(get, files, { name, title, path }) {
  const folder = folderOf(String(path));
  const text = (/** @type {string} */ file) => new TextDecoder().decode(files.get(`${name}/${file}`));
  const has = (/** @type {string} */ file) => files.has(`${name}/${file}`);
  const planned = /** @type {Planned} */ ({ title, fresh: 0, older: 0, cells: false, writes: [] });
  const put = (/** @type {string} */ file, /** @type {string} */ content) =>
    planned.writes.push({ path: `${folder}/${file}`, model: { type: "file", format: "text", content } });
  const here = await get(`${folder}/responses`);
  const hadAnswers = (here?.content ?? []).some((/** @type {Listed} */ { name: file }) => file.endsWith(".jsonl"));
  for (const { id, items } of await quizzesOf(get, folder)) {
    const file = `responses/${id}.jsonl`;
    if (!has(file)) continue;
    const old = textOf(await get(`${folder}/${file}`));
    const result = joined(old, text(file), items);
    planned.fresh += result.fresh;
    planned.older += result.older;
    if (result.text !== old) put(file, result.text);
  }
  for (const file of [STUDENT, RECEIPT]) if (has(file) && !hadAnswers) put(file, text(file));
  if (has(`${name}.ipynb`)) await takeNotebook(get, `${folder}/${name}.ipynb`, text(`${name}.ipynb`), planned);
  return planned;
}

/** @param {Get} get @param {string} folder @returns {Promise<{id: string, items: Set<string>}[]>} */
async function quizzesOf(get, folder) {
  const bank = JSON.parse(textOf(await get(`${folder}/quiz.json`)) || "{}");
  const quizzes = /** @type {any[]} */ (bank.quizzes ?? []);
  return quizzes.map(({ id, repeats, items }) => {
    const asked = items ?? askedAgain(quizzes.find((first) => first.id === repeats));
    return { id, items: new Set(asked.map((/** @type {{id: string}} */ item) => item.id)) };
  });
}

/** @param {Get} get @param {string} path @param {string} text @param {Planned} planned */
async function takeNotebook(get, path, text, planned) {
  const here = (await get(path, { format: "json" }))?.content;
  try {
    const made = carried(here, JSON.parse(text));
    if (JSON.stringify(made) === JSON.stringify(here)) return;
    planned.writes.push({ path, model: { type: "notebook", format: "json", content: made } });
    planned.cells = true;
  } catch {
    // No notebook: the journals come all the same.
  }
}
