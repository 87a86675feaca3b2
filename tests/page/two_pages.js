/* Lets two pages of one notebook write in its cells and save, in turns; prints what the file holds then, as JSON.

   The page's own modules save; the file, and the two pages' JupyterLab, stand in: what a file tells and what a page holds. */

import { saveQuietly } from "../../quizzes/lesson_view/save.js";
import { followFile } from "../../quizzes/lesson_view/two_pages.js";

const { cases } = JSON.parse(await new Response(Deno.stdin.readable).text());
const signal = () => {
  const slots = [];
  return { connect: (slot) => slots.push(slot), emit: (value) => slots.forEach((slot) => slot(null, value)) };
};

function fileOf(cells) {
  let content = { cells, metadata: {} };
  let time = 0;
  return {
    isFull: false,
    get: (_, options) =>
      Promise.resolve({ last_modified: String(time), content: options.content ? structuredClone(content) : null }),
    save(_, options) {
      if (this.isFull) return Promise.reject(new Error("full"));
      content = structuredClone(options.content);
      return Promise.resolve({ last_modified: String(++time) });
    },
    texts: () => content.cells.map(({ id, source }) => [id, source]),
  };
}

async function pageOf(file) {
  const { content, last_modified } = await file.get("", { content: true });
  const saveState = signal();
  const context = {
    path: "02/02.ipynb",
    contentsModel: { last_modified },
    saveState,
    model: { dirty: false, toJSON: () => structuredClone(content), contentChanged: signal() },
    async save() {
      saveState.emit("started");
      this.contentsModel = await file.save("", { content });
      this.model.dirty = false;
      saveState.emit("completed");
    },
  };
  const panel = { context, isDisposed: false };
  const found = { told: 0 };
  followFile(panel, () => found.told++);
  const host = { app: { serviceManager: { contents: file } } };
  const write = ([id, source, kind = "markdown"]) => {
    context.model.dirty = true;
    const there = content.cells.find((cell) => cell.id === id);
    if (there) there.source = source;
    else content.cells.push({ id, source, cell_type: kind, metadata: { trusted: true } });
  };
  return { write, save: () => saveQuietly(host, panel), isDirty: () => context.model.dirty, found };
}

async function played({ cells, steps }) {
  const file = fileOf(cells);
  const pages = [await pageOf(file), await pageOf(file)];
  const failed = [];
  for (const [page, ...written] of steps) {
    written.forEach(pages[page].write);
    await pages[page].save().catch((error) => failed.push(error.message));
  }
  file.isFull = true;
  pages[1].write(["last", "no room for this"]);
  await pages[1].save().catch(({ message }) => failed.push(message));
  return { texts: file.texts(), told: pages.map(({ found }) => found.told), failed, isDirty: pages[1].isDirty() };
}

console.log(JSON.stringify({ played: await Promise.all(cases.map(played)) }));
