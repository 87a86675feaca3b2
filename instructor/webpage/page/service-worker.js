/* Keeps the files of the course, so that nothing is loaded twice and a lesson opens without a network.

   Each file of the page is known by its SHA-256 (FILES: address below the page -> [digest, bytes], which the build writes
   here; of a file from elsewhere the whole address, and no bytes). What arrives is checked against it and kept under it:
   a corrected release loads what has changed, no more, and no page gets files of two releases. All else, the files that
   Python reads and writes, is JupyterLite's own worker's, which is loaded below. */

const FILES = new Map(Object.entries(/* FILES */ {}));
const KEPT = "course-files";
const AT_ONCE = 4;
const HEAVY = 150_000; // bytes: of JupyterLab's own parts, those that are larger are kept once something asks for them
const HERE = new URL("./", self.location.href);
/** By the ends of names: many a server does not know them, and a browser runs no script of another type. */
const TYPES = { js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" };
const OFTEN = 250; // ms between two messages to a page that something has arrived
const SILENCE = 10_000; // ms without a byte: who loads the page again then has waited long enough
/** What is loaded. @typedef {{answer: Promise<Response>, at: number, breaker: AbortController}} Load */
/** @type {Map<string, Load>} */
const underway = new Map();
const isPythons = (name) => name.startsWith("pyodide/");
const TOTAL = [...FILES].reduce((sum, [name, [, size]]) => sum + (isPythons(name) ? size : 0), 0);
/** The bytes of Python's files that are here, by name. @type {Map<string, number>} */
const here = new Map();
const pages = new Set(); // that are told how far it is
let told = 0;

self.addEventListener("install", (event) => {
  event.stopImmediatePropagation(); // JupyterLite's part would take over from a worker that is at work: pages hang
  if (!self.registration.active) event.waitUntil(self.skipWaiting());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), forget()]));
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") breakOff();
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
  return (await (underway.get(name) ?? begun(name)).answer).clone();
}

/** @returns {Load} */
function begun(name) {
  const load = { at: Date.now(), breaker: new AbortController() };
  load.answer = loaded(name, load).finally(() => underway.get(name) === load && underway.delete(name));
  underway.set(name, load);
  return load;
}

/** Give up what has stopped arriving: a line that was lost holds it for minutes, and whoever asks again with it. */
function breakOff() {
  for (const [name, { at, breaker }] of underway) {
    if (Date.now() - at < SILENCE) continue;
    underway.delete(name);
    breaker.abort();
  }
}

async function loaded(name, load) {
  const answer = await fetch(addressOf(name), { cache: "no-cache", signal: load.breaker.signal });
  if (!answer.ok) return answer;
  const content = await read(answer, name, load).catch((error) => {
    here.delete(name);
    throw error;
  });
  const type = TYPES[name.split(".").at(-1)] ?? answer.headers.get("Content-Type") ?? "";
  const whole = new Response(content, { headers: { "Content-Type": type } }); // nothing that isolates: see the door
  if ((await digest(content)) !== FILES.get(name)[0]) {
    here.delete(name);
    if (!(await isRenewed(name))) return whole; // its server changes what it gives
    for (const page of pages) page.postMessage({ kind: "renewed" });
    throw new Error(`${name} is of another release`);
  }
  const put = caches.open(KEPT).then((cache) => cache.put(keyOf(name), whole.clone()));
  await put.catch(() => {}); // the browser's storage may be full
  return whole;
}

/** Return the content of an answer, and tell the pages as it comes: a slow line is not silent. */
async function read(answer, name, load) {
  const parts = [];
  const reader = answer.body.getReader();
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    size += next.value.length;
    load.at = Date.now();
    note(name, size);
  }
  const content = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    content.set(part, at);
    at += part.length;
  }
  return content;
}

/** Note how much of a file is here, and tell the pages. @param {string} name @param {number} size */
function note(name, size, isWhole = false) {
  if (isPythons(name)) here.set(name, size);
  if (!isWhole && Date.now() - told < OFTEN) return;
  told = Date.now();
  const done = [...here.values()].reduce((sum, each) => sum + each, 0);
  for (const page of pages) page.postMessage({ kind: "kept", done, total: TOTAL });
}

/** Whether the server has another release of a file by now. */
async function isRenewed(name) {
  const listed = await fetch(new URL("files.json", HERE), { cache: "no-store" });
  const [now] = (listed.ok && (await listed.json())[name]) || [];
  return now !== undefined && now !== FILES.get(name)[0];
}

async function digest(content) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keep what any lesson needs, Python's files first, and tell the page how far these are. */
async function keepAll(page) {
  const isNeeded = (name) => !isElsewhere(name) && (!name.startsWith("build/") || FILES.get(name)[1] <= HEAVY);
  const names = [...FILES.keys()].filter(isNeeded).sort((a, b) => Number(isPythons(b)) - Number(isPythons(a)));
  const work = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const answer = await file(name).catch(() => null); // no network: the next visit goes on
      if (answer?.ok) note(name, FILES.get(name)[1], isPythons(name));
    }
  };
  pages.add(page);
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Forget what no file of this release is. */
async function forget() {
  const kept = await caches.open(KEPT);
  const known = new Set([...FILES.keys()].map(keyOf));
  const ours = new URL(".kept/", HERE).href; // another course on this host keeps its own
  for (const { url } of await kept.keys()) if (url.startsWith(ours) && !known.has(url)) await kept.delete(url);
}

importScripts("lite-worker.js");
