/* The door of the page: the worker that keeps its files first, then JupyterLab. Meanwhile it says how far Python is, and
   shows the text of the lesson that is asked for, from the section where the student was, with its questions as they
   were on the last visit (`cards.js`).

   Without that worker Python can read no file: where a browser has none (an address without https, a private window of
   some browsers) the page says so, and what to do, before anybody has written a word. */

const ROOT = new URL("./", import.meta.url);
const HERE = decodeURIComponent(ROOT.pathname); // names what the browser keeps; /~a/ and /%7Ea/ are one place
const PATIENCE = 5000; // ms until a worker that is installed takes the page
const KERNEL = "/comlink.worker."; // in the address of a kernel's worker
const EARLY = "early.js";
const ALIVE = "tj-alive"; // an event: Python's start goes on (`stuck.js`)
const HALTED = "tj-halted"; // an event: it has failed
const RELOADED = `tj-reloaded ${HERE}`;
const DARK = `tj-dark ${HERE}`;
const OPEN = `tj-open ${HERE}`; // the path of the lesson that is open in this tab
const BROUGHT = `tj-brought ${HERE}`; // this load of the page is the first after work was brought here
const door = /** @type {HTMLElement} */ (document.getElementById("tj-door"));
const told = /** @type {HTMLElement} */ (door.querySelector("[role=status]"));
const bar = /** @type {HTMLProgressElement} */ (document.getElementById("tj-loading"));
const { version = "" } = door.dataset;
const CARDS = "course-cards"; // of the browser's storage, where cards.js keeps them
/** @type {import("./cards.js").Early} */
let cards = new Map(); // the questions that the door shows
let leave = () => door.remove();
/** Python's worker, until a kernel is made with it. @type {Worker | null} */
let early = null;

if (!navigator.serviceWorker) refuse();
else enter();

function refuse() {
  told.textContent = (globalThis.isSecureContext ? door.dataset.noWorker : door.dataset.noHttps) ?? "";
  bar.remove();
}

async function enter() {
  const [folder] = new URLSearchParams(location.search).get("path")?.split("/") ?? [];
  if (folder) history.replaceState(null, "", `?lesson=${encodeURIComponent(folder)}`); // as JupyterLite's links name it
  const address = new URL("service-worker.js?enableCache=false", ROOT).href;
  try {
    localStorage.setItem(`${address}-version`, version); // else JupyterLite unregisters the worker that it finds
    if (await renewed(await navigator.serviceWorker.register(address))) return location.reload();
  } catch (error) {
    console.error(error);
    return refuse();
  }
  if (!(await controlled()) && again()) return;
  if (!navigator.serviceWorker.controller) return refuse();
  const lesson = asked();
  if (lesson) early = python();
  watchPython();
  const script = cardsScript();
  script.catch(console.error);
  const text = lesson ? showText(lesson, script).catch(console.error) : undefined;
  const isReturn = await caches.has(CARDS).catch(() => false);
  if (isReturn) await text; // its questions, before JupyterLab keeps the page busy
  follow();
  await import(new URL("config-utils.js", ROOT).href);
  keepApart();
}

/** Name what the browser keeps by the path of the page too: several courses may lie on one host. JupyterLite's part has
 * just written what JupyterLab will read, and its script runs only after this. */
function keepApart() {
  const settings = /** @type {HTMLElement} */ (document.getElementById("jupyter-config-data"));
  const known = JSON.parse(settings.textContent ?? "{}");
  known.contentsStorageName += ` ${HERE}`;
  settings.textContent = JSON.stringify(known);
}

/** Let a newer release, loaded on the last visit, take over before anything is at work; not while another page is open.
 * @param {ServiceWorkerRegistration} registration */
function renewed({ waiting }) {
  const { serviceWorker } = navigator;
  if (!waiting || !serviceWorker.controller) return false;
  const taken = new Promise((resolve) =>
    serviceWorker.addEventListener("controllerchange", () => resolve(true), { once: true })
  );
  const later = new Promise((resolve) =>
    serviceWorker.addEventListener("message", ({ data }) => data?.kind === "later" && resolve(false))
  );
  waiting.postMessage({ kind: "renew" });
  return Promise.race([taken, later, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

/** Whether the worker has the page in hand; after a forced reload it has only from the next one on. It also frees a page
 * that its server isolates from others: Python's door to such a page loses answers now and then, and stops for good. */
async function controlled() {
  const { serviceWorker } = navigator;
  if (!serviceWorker.controller) {
    const taken = new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
    await Promise.race([taken, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  }
  return Boolean(serviceWorker.controller) && !globalThis.crossOriginIsolated;
}

/** Load the page anew, from the worker, but not twice in a row. */
function again() {
  const isSoon = Date.now() - Number(sessionStorage.getItem(RELOADED)) < 2 * PATIENCE;
  if (isSoon) return false;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
  return true;
}

/** Give each kernel that JupyterLab makes a worker that is listened to; to the first one that in which Python starts already,
 * while JupyterLab loads or the home page is read. */
function watchPython() {
  globalThis.Worker = new Proxy(Worker, {
    construct(made, given) {
      if (!String(given[0]).includes(KERNEL)) return Reflect.construct(made, given);
      const worker = early ?? python();
      early = null;
      return worker;
    },
  });
}

/** Start Python, and tell the page how it goes: a kernel whose Python does not start never answers. */
function python() {
  const worker = new Worker(new URL(EARLY, ROOT), { type: "module" });
  const tell = (/** @type {string} */ event, detail = "") => document.dispatchEvent(new CustomEvent(event, { detail }));
  worker.addEventListener("message", ({ data }) => {
    if (data?.kind === "failed") tell(HALTED, data.why);
    else tell(ALIVE);
  });
  worker.addEventListener("error", ({ message }) => message || tell(HALTED, EARLY)); // it, or what it imports, does not load
  return worker;
}

/** The lesson that opens: the one that was open where the page is loaded anew, else the one that is asked for. */
function asked() {
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const [open] = (visit?.type === "reload" && sessionStorage.getItem(OPEN) || "").split("/");
  return open || new URLSearchParams(location.search).get("lesson");
}

/** What keeps the questions of each lesson for the next visit, and shows them. */
async function cardsScript() {
  const script = await import("./cards.js"); // from the worker, which now keeps it
  script.keepCards(door);
  if (sessionStorage.getItem(BROUGHT)) await script.forgetCards();
  return script;
}

/** Show the text, and the questions as they were. @param {string} lesson @param {ReturnType<typeof cardsScript>} script */
async function showText(lesson, script) {
  const answer = await fetch(new URL(`text/${encodeURIComponent(lesson)}.json`, ROOT));
  if (!answer.ok) return; // no lesson of this page: JupyterLab says so
  /** @type {{release: string, sections: string[]}} */
  const { release, sections } = await answer.json();
  const { at = 0, whole = false } = JSON.parse(localStorage.getItem(`tj-lesson ${lesson} ${HERE}`) ?? "null") ?? {};
  if (localStorage.getItem(DARK)) door.dataset.theme = "dark";
  const text = document.createElement("article");
  text.innerHTML = whole ? sections.join("") : (sections[at] ?? sections[0]);
  door.append(text);
  const { showCards } = await script;
  cards = await showCards(text, lesson, release);
  if (cards.size) leave = (await import("./hand_over.js")).handOver(door, cards);
}

/** Show how far it is: the door until the course is there, with its lessons listed, or what is answered at the door can be
 * answered in it; then a bar until its lesson can be answered. */
function follow() {
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.kind === "kept") bar.value = data.done / data.total;
  });
  navigator.serviceWorker.controller?.postMessage({ kind: "keep" });
  const look = () => {
    if (!document.querySelector(".tj-home:not(.tj-busy), .tj-lesson")) return;
    const lesson = document.querySelector(".tj-lesson");
    const isBusy = lesson?.classList.contains("tj-busy");
    const isWhole = lesson && !isBusy && lesson.querySelector(".tj-quiz");
    const isAwaited = cards.size && lesson && !isWhole && !lesson.querySelector("[role=alert]:not([hidden])");
    if (!isAwaited && door.isConnected) {
      leave();
      if (!lesson) early ??= python();
    }
    bar.hidden = !isBusy;
    if (isWhole) watch.disconnect();
  };
  const watch = new MutationObserver(look);
  watch.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
  new MutationObserver(noteTheme).observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
}

/** The next visit begins as this one looked. */
function noteTheme() {
  if (document.body.dataset.jpThemeLight === "false") localStorage.setItem(DARK, "yes");
  else localStorage.removeItem(DARK);
}
