/* Runs the page's modules over the cases of `tests/kept_work.json` and a zip; prints what they make of them, as JSON. */

import { joined, kept } from "../../quizzes/lesson_view/journals.js";
import { warningOf } from "../../quizzes/lesson_view/keeping.js";
import { carried } from "../../quizzes/lesson_view/own_cells.js";
import { fromJournals } from "../../quizzes/lesson_view/progress.js";
import { work } from "../../quizzes/lesson_view/work.js";
import { unzipped, ZipError, zipped } from "../../quizzes/lesson_view/zip.js";

const { journals, notebooks, warnings, zips, files, pages, stores } = JSON.parse(
  await new Response(Deno.stdin.readable).text(),
);
const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const base64 = (data) => btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));

async function opened(text) {
  try {
    const found = await unzipped(bytes(text), (name) => (name in files ? 4_000_000 : 0));
    return Object.fromEntries([...found].map(([name, data]) => [name, base64(data)]));
  } catch (error) {
    return error instanceof ZipError ? error.key : String(error);
  }
}

/** How far a lesson is by what a browser or a server keeps of it: a model for each path. */
function far(models) {
  const get = (path) => (path in models ? Promise.resolve(models[path]) : Promise.reject(new Error(path)));
  return fromJournals({ serviceManager: { contents: { get } } }, "02", "02");
}

/** The files of the zip that a student takes along, or why there is none; without the model at `lost`. */
async function taken(models, lost) {
  const get = (
    path,
  ) => (path in models && path !== lost ? Promise.resolve(models[path]) : Promise.reject(new Error(path)));
  const host = {
    course: { lessons: [{ name: "02", path: "02/02.ipynb" }] },
    app: { serviceManager: { contents: { get } } },
  };
  try {
    const zip = await work(host);
    return [...(await unzipped(new Uint8Array(await zip.arrayBuffer()), () => 4_000_000)).keys()];
  } catch (error) {
    return error instanceof ZipError ? error.key : String(error);
  }
}

const own = new Map(Object.entries(files).map(([name, text]) => [name, bytes(text)]));
console.log(JSON.stringify({
  journals: journals.map(({ here, there, items }) => joined(here, there, new Set(items))),
  pages: pages.map(({ stored, given }) => kept(stored, given)),
  notebooks: notebooks.map(({ base, donor }) => carried(base, donor)),
  warnings: warnings.map((facts) => warningOf(facts)),
  stores: await Promise.all(stores.map(far)),
  taken: await Promise.all(["", "02/receipt.json", "02/responses/quiz-02.jsonl"].map((lost) => taken(stores[1], lost))),
  zips: await Promise.all(zips.map(opened)),
  zip: base64(new Uint8Array(await (await zipped(own)).arrayBuffer())),
}));
