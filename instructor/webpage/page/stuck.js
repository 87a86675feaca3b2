/* What the page says when the course does not come, or Python: something failed, or for a while nothing has arrived. It then
   tells what went wrong and what to do, and gives the work that this browser keeps, which JupyterLab does not have to be
   there for.

   It watches as long as the door is there (`door.js`) and whenever a lesson is made ready, however late that is. Stands in
   the page itself: nothing has to be loaded for it. */

const ROOT = new URL("../", document.baseURI);
const HERE = decodeURIComponent(ROOT.pathname);
const LONGEST = 60; // seconds in which nothing arrives
const AFTER_ERROR = 10; // the same, once a script has failed
const FAILED = "tj-failed"; // an event: the course itself cannot begin
const HALTED = "tj-halted"; // an event: Python cannot
const ALIVE = "tj-alive"; // an event: Python's start goes on
const BUSY = ".tj-lesson.tj-busy";
const door = /** @type {HTMLElement} */ (document.getElementById("tj-door"));
const bar = document.getElementById("tj-loading") ?? document.createElement("progress"); // the door may have removed it
const part = /** @type {HTMLElement} */ (document.getElementById("tj-stuck"));
const text = /** @type {HTMLElement} */ (part.querySelector("[role=alert]"));
const [again, take] = /** @type {HTMLButtonElement[]} */ ([...part.querySelectorAll("button")]);
const said = /** @type {HTMLElement} */ (part.querySelector("code"));
let quiet = 0; // seconds
let isHalted = false; // Python's start has failed, if nobody waits for it yet
let isRenewed = false; // the server has another release than the worker that is at work

const arrived = () => (quiet = 0);
const hasText = () => door.querySelector("article") !== null;
const isAwaited = () => door.isConnected || document.querySelector(BUSY) !== null;
new MutationObserver(arrived).observe(bar, { attributes: true });
const isFile = (/** @type {PerformanceEntry} */ { name }) => !name.includes("/api/"); // JupyterLite asks there for ever
new PerformanceObserver((list) => list.getEntries().some(isFile) && arrived()).observe({ type: "resource" });
navigator.serviceWorker?.addEventListener("message", ({ data }) => {
  arrived();
  isRenewed ||= data?.kind === "renewed";
});
document.addEventListener(ALIVE, () => {
  arrived();
  isHalted = false;
});
addEventListener("error", failed, true); // those of a script that does not load stay with its element
addEventListener("unhandledrejection", failed);
document.addEventListener(FAILED, (event) => {
  failed(event);
  show(false);
});
document.addEventListener(HALTED, (event) => {
  isHalted = true;
  failed(event);
  look();
});
again.addEventListener("click", () => location.reload());
take.addEventListener("click", takeAlong);
const watch = setInterval(look, 1000);
if (location.protocol === "file:") refuse();

/** A page that lies in a folder: a browser runs none of its other scripts. */
function refuse() {
  const status = /** @type {HTMLElement} */ (door.querySelector("[role=status]"));
  status.textContent = String(door.dataset.noServer);
  bar.remove();
}

function look() {
  if (!bar.isConnected) return clearInterval(watch); // the door says why not
  if (!isAwaited()) {
    arrived();
    part.hidden = true;
    return;
  }
  quiet++;
  if (isHalted) return void show(true);
  const hasFailed = door.isConnected && Boolean(said.textContent);
  if (quiet >= (hasFailed ? AFTER_ERROR : LONGEST)) show(!hasFailed && (!door.isConnected || hasText()));
}

/** @param {any} event */
function failed({ target, reason, detail, message }) {
  if (!isHalted && !isAwaited()) return;
  said.textContent ||= String(reason ?? (detail || message) ?? target?.src ?? target?.href ?? "");
  const line = /** @type {HTMLElement} */ (said.parentElement);
  line.hidden = !said.textContent;
}

/** @param {boolean} isPythons it is Python alone that is missing */
async function show(isPythons) {
  if (!part.hidden || !isAwaited()) return;
  const { newer, halted } = part.dataset;
  if (isRenewed || isPythons) text.textContent = String(isRenewed ? newer : halted);
  part.hidden = false;
  const work = /** @type {HTMLElement} */ (part.querySelector("div"));
  work.hidden = !(await kept().catch(() => new Map())).size;
}

/** Return what this browser keeps of the lessons: Jupyter's models, by path. @returns {Promise<Map<string, any>>} */
function kept() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(`${door.dataset.storage} ${HERE}`);
    opening.onupgradeneeded = () => opening.transaction?.abort(); // there is none, and none is made
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const { result: base } = opening;
      base.onversionchange = () => base.close();
      const files = base.transaction("files").objectStore("files");
      const [names, models] = [files.getAllKeys(), files.getAll()];
      models.onerror = () => reject(models.error);
      models.onsuccess = () => {
        base.close();
        resolve(new Map(names.result.map((name, at) => [String(name), models.result[at]])));
      };
    };
  });
}

async function takeAlong() {
  const status = /** @type {HTMLElement} */ (part.querySelector("[role=status]"));
  try {
    const { deliver, work } = await import(new URL(String(door.dataset.work), ROOT).href);
    const file = deliver(await work(hostOf(await kept())), document.title);
    status.textContent = String(door.dataset.downloaded).replace("{file}", file);
  } catch (error) {
    failed({ reason: error });
  }
}

/** What the lesson view's `work` asks of JupyterLab, without it. @param {Map<string, any>} files */
function hostOf(files) {
  const inside = (/** @type {string} */ folder) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`));
  const listed = (/** @type {string} */ folder) => ({
    content: inside(folder).map((path) => ({ name: path.slice(folder.length + 1) })),
  });
  const get = (/** @type {string} */ path) =>
    Promise.resolve(path.endsWith("/responses") ? listed(path) : files.get(path));
  const names = new Set([...files.keys()].map((path) => path.split("/")[0]));
  const lessons = [...names].map((name) => ({ name, path: `${name}/${name}.ipynb` }));
  return { course: { lessons }, app: { serviceManager: { contents: { get } } } };
}
