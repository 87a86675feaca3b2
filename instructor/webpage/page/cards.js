/* The questions of a lesson as the student saw them on the last visit, to be answered while Python is on its way.

   What a quiz shows (its traits) is kept whenever it changes, in the browser's storage, by lesson and release. On the
   next visit the door shows it by the quiz's own script, whose drafts outlive the page anyway: an answer lies there until
   the quiz itself is drawn, which takes it up and sends it (`hand_over.js`). */

/** @import { Later, Model, Drawn } from "../../../quizzes/script/protocol.js" */

const KEPT = "course-cards";
const HERE = new URL("./", import.meta.url).href;
const NOT_YET = new Set(["run"]); // types of items that are nothing without Python
const DRAFTED = new Set(["answer", "confidence"]); // messages that a draft stands for

/** @typedef {Drawn["traits"]} Traits */
/** @typedef {Map<string, {key: string, place: HTMLElement}>} Early      by the ids of quizzes: of their drafts, and where each stands */

/** Keep what the quizzes of a lesson show, when the page has time for it.
 * @param {string} lesson @param {string} release @param {Node} door */
export function keepCards(lesson, release, door) {
  /** @type {Map<string, Traits>} */
  const changed = new Map();
  const keep = async () => {
    const cache = await caches.open(KEPT);
    for (const [id, traits] of changed) {
      changed.delete(id);
      await cache.put(nameOf(lesson, release, id), new Response(JSON.stringify(traits)));
    }
  };
  const later = globalThis.requestIdleCallback ?? setTimeout;
  document.addEventListener("tj-quiz", (event) => {
    const { traits, root } = /** @type {CustomEvent<Drawn>} */ (event).detail;
    if (traits.view.lesson !== lesson || door.contains(root)) return;
    if (!changed.size) later(() => keep().catch(() => {})); // the browser's storage may be full
    changed.set(traits.view.id, traits);
  });
}

const nameOf = (/** @type {string[]} */ ...parts) => `${HERE}cards/${parts.map(encodeURIComponent).join("/")}`;

/** Show the quizzes in their places, and return those that are shown.
 * @param {HTMLElement} text @param {string} lesson @param {string} release */
export async function showCards(text, lesson, release) {
  /** @type {Early} */
  const shown = new Map();
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
    quiz.render({ model: waiting(traits), el: place });
    shown.set(traits.view.id, { key: traits.view.key, place });
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
