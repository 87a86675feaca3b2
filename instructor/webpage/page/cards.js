/* The questions of a lesson as the student saw them on the last visit, to be answered while Python is on its way.

   What a quiz shows (its traits) is kept whenever it changes, in the browser's storage, by lesson and release. On the
   next visit the door shows it by the quiz's own script, whose drafts outlive the page anyway: an answer lies there until
   the quiz itself is drawn, which takes it up and sends it (`hand_over.js`). */

/** @import { Later, Model, Drawn } from "../../../quizzes/script/protocol.js" */

const KEPT = "course-cards";
const HERE = new URL("./", import.meta.url).href;
const PROBE = "tj-room";
const ROOM = 100_000; // signs: a long text, as a draft
const NOT_YET = new Set(["run"]); // types of items that are nothing without Python
const DRAFTED = new Set(["answer", "confidence"]); // messages that a draft stands for

/** @typedef {Drawn["traits"]} Traits */
/** @typedef {Map<string, Shown>} Early      by the ids of quizzes */
/** @typedef {{key: string, place: HTMLElement, stop: () => void}} Shown      `key` of its drafts; `stop`: it is used no more */

/** Keep what the quizzes of every lesson show, when the page has time for it: a card that is older than the work would
 * take answers for another attempt. @param {Node} door */
export function keepCards(door) {
  /** @type {Map<string, Traits>} */
  const changed = new Map();
  const keep = async () => {
    const cache = await caches.open(KEPT);
    for (const [name, traits] of changed) {
      changed.delete(name);
      await put(cache, traits).catch(() => {}); // the browser's storage may be full, the lesson none of this page
    }
  };
  const later = globalThis.requestIdleCallback ?? setTimeout;
  document.addEventListener("tj-quiz", (event) => {
    const { traits, root } = /** @type {CustomEvent<Drawn>} */ (event).detail;
    if (door.contains(root)) return;
    if (!changed.size) later(() => keep().catch(() => {})); // the browser's storage may be broken
    changed.set(nameOf(traits.view.lesson, traits.view.id), traits);
  });
}

/** Put a card in the place of the one before, which goes in any case. @param {Cache} cache @param {Traits} traits */
async function put(cache, traits) {
  const { lesson, id } = traits.view;
  const { release } = await (await fetch(new URL(`text/${encodeURIComponent(lesson)}.json`, HERE))).json();
  const name = nameOf(lesson, release, id);
  await cache.put(name, new Response(JSON.stringify(traits))).catch(() => cache.delete(name));
}

/** Forget all cards of the course: they show other work than lies here now. */
export async function forgetCards() {
  const cache = await caches.open(KEPT);
  for (const { url } of await cache.keys()) if (url.startsWith(`${HERE}cards/`)) await cache.delete(url);
}

/** Whether there is room for drafts: without them what is answered at the door would be lost. */
function hasRoom() {
  try {
    localStorage.setItem(PROBE, "x".repeat(ROOM));
    localStorage.removeItem(PROBE);
    return true;
  } catch {
    return false;
  }
}

const nameOf = (/** @type {string[]} */ ...parts) => `${HERE}cards/${parts.map(encodeURIComponent).join("/")}`;

/** Show the quizzes in their places, and return those that are shown.
 * @param {HTMLElement} text @param {string} lesson @param {string} release */
export async function showCards(text, lesson, release) {
  /** @type {Early} */
  const shown = new Map();
  if (!hasRoom()) return shown;
  const cache = await caches.open(KEPT);
  await forget(cache, lesson, release);
  const places = /** @type {HTMLElement[]} */ ([...text.querySelectorAll("[data-quiz]")]);
  const kept = await Promise.all(
    places.map(({ dataset: { quiz = "" } }) => cache.match(nameOf(lesson, release, quiz))),
  );
  if (!kept.some(Boolean)) return shown;
  text.prepend(...["text/quiz.css", "cards.css"].map(styleSheet));
  const { default: quiz } = await import(new URL("text/quiz.js", HERE).href);
  for (const [at, place] of places.entries()) {
    /** @type {Traits | undefined} */
    const traits = await kept[at]?.json();
    if (!traits || traits.view.items.some(({ type }) => NOT_YET.has(type))) continue;
    try {
      const stop = quiz.render({ model: waiting(traits), el: place });
      shown.set(traits.view.id, { key: traits.view.key, place, stop });
    } catch (error) {
      console.error(error); // it was kept by a script that is not today's
      place.replaceChildren();
    }
  }
  return shown;
}

/** @param {string} name */
function styleSheet(name) {
  return Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(name, HERE).href });
}

/** Forget what another release of a lesson showed. @param {Cache} cache @param {string} lesson @param {string} release */
async function forget(cache, lesson, release) {
  for (const { url } of await cache.keys()) {
    if (url.startsWith(`${nameOf(lesson)}/`) && !url.startsWith(`${nameOf(lesson, release)}/`)) await cache.delete(url);
  }
}

/** Stand in for a kernel that is not there yet. @param {Record<string, any>} traits @returns {Model} */
function waiting(traits) {
  /** @type {((reply: Later) => void)[]} */
  let listeners = [];
  return {
    get: (name) => traits[name],
    send(message) {
      const { kind, token } = /** @type {{kind: string, token: string}} */ (message);
      if (!DRAFTED.has(kind)) return;
      setTimeout(() => listeners.forEach((each) => each({ kind: "later", token })));
    },
    on: (event, listener) => event === "msg:custom" && listeners.push(listener),
    off: (_, listener) => (listeners = listeners.filter((each) => each !== listener)),
  };
}
