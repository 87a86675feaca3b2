/* Opens a lesson in pages of some releases, whose browser keeps one copy of it; prints that copy after each, as JSON.

   The page's own module asks a server; the browser's storage stands in, and the worker's files by which a page is of its
   release (`files/` below the page's own address). */

import { correct } from "../../quizzes/lesson_view/corrected.js";

const { copy, visits, path } = JSON.parse(await new Response(Deno.stdin.readable).text());
let content = copy;
const file = {
  get: () => Promise.resolve({ content: structuredClone(content) }),
  save: (_, options) => Promise.resolve(content = structuredClone(options.content)),
};
const ask = fetch;

/** A page asks its worker for what that keeps, and the server for what it does not. */
function worker(kept, server) {
  globalThis.fetch = (
    address,
  ) => (address.startsWith("/files/") ? ask(kept + address.slice(1)) : ask(server + address));
}

const found = [];
for (const { kept, server, release } of visits) {
  worker(kept, server);
  const host = {
    course: { lessons: [{ name: "02", release }] },
    app: { serviceManager: { contents: file } },
    address: (name) => `/${name}`,
  };
  const context = { path, model: { getMetadata: (key) => content.metadata[key] }, revert: () => Promise.resolve() };
  await correct(host, { context }, "02");
  const { id, former = [] } = content.metadata.two_januaries.release;
  found.push({ id, former, texts: content.cells.map(({ source }) => source) });
}
console.log(JSON.stringify({ found }));
