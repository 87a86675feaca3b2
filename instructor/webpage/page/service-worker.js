/* Keeps the files of the course, so that nothing is loaded twice and a lesson opens without a network.

   Each file of the page is known by its SHA-256 (FILES: address below the page -> [digest, bytes], which the build writes
   here; of a file from elsewhere the whole address, and no bytes). What arrives is checked against it and kept under it:
   a corrected release loads what has changed, no more. All else, the files that Python reads and writes, is JupyterLite's
   own worker's, which is loaded below. */

const FILES = new Map(Object.entries(/* FILES */ {}));
const KEPT = "course-files";
const AT_ONCE = 4;
const HEAVY = 150_000; // bytes: of JupyterLab's own parts, those that are larger are kept once something asks for them
const HERE = new URL("./", self.location.href);
/** By the ends of names: many a server does not know them, and a browser runs no script of another type. */
const TYPES = { js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" };
/** @type {Map<string, Promise<Response>>} */
const underway = new Map();

self.addEventListener("install", (event) => {
  event.stopImmediatePropagation(); // JupyterLite's part would take over from a worker that is at work: pages hang
  if (!self.registration.active) event.waitUntil(self.skipWaiting());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), forget()]));
});

self.addEventListener("fetch", (event) => {
  const name = nameOf(event.request);
  if (name === null) return;
  event.stopImmediatePropagation();
  event.respondWith(file(name));
});

self.addEventListener("message", (event) => {
  if (event.data?.kind === "renew") event.waitUntil(renew(event.source));
  if (event.data?.kind === "keep") event.waitUntil(keepAll(event.source));
});

/** Take over from the worker of a former release, unless another page of the course is open: what is at work there loads
 * that release's files, and would find this one's. The browser lets this worker take over once all are closed. */
async function renew(page) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const isOther = ({ id, url }) => id !== page.id && pathOf(url).startsWith(pathOf(HERE));
  if (pages.some(isOther)) page.postMessage({ kind: "later" });
  else await self.skipWaiting();
}

const pathOf = (url) => decodeURIComponent(new URL(url).pathname); // /~a/ and /%7Ea/ are one place

/** The name of a file of the page that is asked for; null where it is none. */
function nameOf({ method, url }) {
  if (method === "GET" && FILES.has(url)) return url; // from elsewhere
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== HERE.origin || !pathname.startsWith(HERE.pathname)) return null;
  const name = decodeURIComponent(pathname.slice(HERE.pathname.length));
  const whole = name === "" || name.endsWith("/") ? `${name}index.html` : name;
  return FILES.has(whole) ? whole : null;
}

const isElsewhere = (name) => /^https?:/.test(name);
const addressOf = (name) => new URL(isElsewhere(name) ? name : name.replace(/[%?#]/g, encodeURIComponent), HERE);
const keyOf = (name) => new URL(`.kept/${FILES.get(name)[0]}/${encodeURIComponent(name)}`, HERE).href;

/** A file: kept, else loaded once, however many ask; a browser whose storage is broken loads it each time. */
async function file(name) {
  const kept = await caches.open(KEPT).then((cache) => cache.match(keyOf(name))).catch(() => undefined);
  if (kept) return kept;
  const load = underway.get(name) ?? loaded(name);
  underway.set(name, load);
  try {
    return (await load).clone();
  } finally {
    underway.delete(name);
  }
}

async function loaded(name) {
  const answer = await fetch(addressOf(name), { cache: "no-cache" });
  if (!answer.ok) return answer;
  const content = await answer.arrayBuffer();
  const type = TYPES[name.split(".").at(-1)] ?? answer.headers.get("Content-Type") ?? "";
  const whole = new Response(content, { headers: { "Content-Type": type } }); // nothing that isolates: see the door
  if ((await digest(content)) !== FILES.get(name)[0]) return whole; // another release is on its way
  const put = caches.open(KEPT).then((cache) => cache.put(keyOf(name), whole.clone()));
  await put.catch(() => {}); // the browser's storage may be full
  return whole;
}

async function digest(content) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keep what any lesson needs, Python's files first, and tell the page how far these are. */
async function keepAll(page) {
  const isNeeded = (name) => !isElsewhere(name) && (!name.startsWith("build/") || FILES.get(name)[1] <= HEAVY);
  const names = [...FILES.keys()].filter(isNeeded).sort((a, b) => Number(isPythons(b)) - Number(isPythons(a)));
  const total = names.filter(isPythons).reduce((sum, name) => sum + FILES.get(name)[1], 0);
  let done = 0;
  const work = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      await file(name).catch(() => {}); // no network: the next visit goes on
      if (!isPythons(name)) continue;
      done += FILES.get(name)[1];
      page?.postMessage({ kind: "kept", done, total });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

const isPythons = (name) => name.startsWith("pyodide/");

/** Forget what no file of this release is. */
async function forget() {
  const kept = await caches.open(KEPT);
  const known = new Set([...FILES.keys()].map(keyOf));
  const ours = new URL(".kept/", HERE).href; // another course on this host keeps its own
  for (const { url } of await kept.keys()) if (url.startsWith(ours) && !known.has(url)) await kept.delete(url);
}

importScripts("lite-worker.js");
