/* Runs the page's service worker over requests; prints how it answers, as JSON: type and text of each, or that it fails;
   what it tells a page that has it keep all (`keeps`), and whether it takes over where the first of some pages (`open`,
   their addresses) asks it to.

   What a browser gives a worker stands in for itself: the events, a storage that may be broken, and a clock by which each
   piece of a file comes after a second. What it asks for comes from a server. */

const { script, address, names, isBroken, open = [], keeps = false } = JSON.parse(
  await new Response(Deno.stdin.readable).text(),
);
let told = "";
const pages = open.map((url, id) => ({ id, url, postMessage: ({ kind }) => (told = kind) }));
const self = Object.assign(new EventTarget(), {
  location: new URL("service-worker.js", address),
  registration: { active: null },
  skipWaiting: () => (told = "takes over"),
  clients: { matchAll: () => Promise.resolve(pages) },
});
let now = 0;
Date.now = () => (now += 1000);
const kept = new Map();
const cache = {
  match: (key) => Promise.resolve(kept.get(key)?.clone()),
  put: (key, answer) => Promise.resolve(kept.set(key, answer)),
};
const caches = { open: () => (isBroken ? Promise.reject(new Error("broken")) : Promise.resolve(cache)) };
/** Deno's `clone` forgets headers that were given as a plain object. */
class Answer extends Response {
  constructor(content, { headers }) {
    super(content, { headers: new Headers(headers) });
  }
}
new Function("self", "caches", "importScripts", "Response", script)(self, caches, () => {}, Answer);

async function asked(name) {
  const event = new Event("fetch");
  let answer = null;
  const url = new URL(name.split("/").map(encodeURIComponent).join("/"), address).href;
  Object.assign(event, { request: { method: "GET", url }, respondWith: (given) => (answer = given) });
  self.dispatchEvent(event);
  const found = await answer.catch(() => null);
  return found && [found.headers.get("Content-Type"), await found.text()];
}

async function asks(kind, source) {
  let done = null;
  const event = Object.assign(new Event("message"), { data: { kind }, source });
  self.dispatchEvent(Object.assign(event, { waitUntil: (given) => (done = given) }));
  await done;
}

const messages = [];
if (open.length) await asks("renew", pages[0]);
if (keeps) await asks("keep", { postMessage: (message) => messages.push(message) });
const answers = [];
for (const name of names) answers.push(await asked(name));
console.log(JSON.stringify({ answers, kept: kept.size, told, messages }));
