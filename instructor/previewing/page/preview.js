/* The preview's page: asks the server for what is shown, lets the quizzes work, and asks twice a second whether a file
   was saved. A quiz has anywidget's model, whose messages go to the server in place of a kernel. */

/** @typedef {{view: object, answers: object, said: object}} Traits */
/** @typedef {{html: string, stamp: string, quizzes: Record<string, Traits>}} Body */

const OFTEN = 400; // ms
const METHOD = "POST";
const { base = "", name = "" } = document.body.dataset;
const address = name ? `${base}/api/${name}` : `${base}/api`;
/** @type {{default: {render: (widget: {model: Model, el: HTMLElement}) => (() => void) | undefined}}} */
const widget = await import(`${base}/files/quiz.js`);

/** @type {(() => void)[]} */
let leaving = [];
let stamp = "";

class Model {
  /** @type {[event: string, listener: (message?: unknown) => void][]} */
  #listeners = [];

  /** @param {string} quiz @param {Record<string, any>} traits */
  constructor(quiz, traits) {
    this.quiz = quiz;
    this.traits = traits;
  }

  /** @param {string} trait */
  get(trait) {
    return this.traits[trait];
  }

  /** @param {object} message */
  async send(message) {
    const { replies, ...traits } = await post({ quiz: this.quiz, message });
    for (const trait of Object.keys(traits)) {
      const isOther = JSON.stringify(this.traits[trait]) !== JSON.stringify(traits[trait]);
      this.traits[trait] = traits[trait];
      if (isOther) this.#emit(`change:${trait}`);
    }
    for (const reply of replies) this.#emit("msg:custom", reply);
  }

  /** @param {string} event @param {(message?: unknown) => void} listener */
  on(event, listener) {
    this.#listeners.push([event, listener]);
  }

  /** @param {string} event @param {(message?: unknown) => void} listener */
  off(event, listener) {
    this.#listeners = this.#listeners.filter(([each, other]) => each !== event || other !== listener);
  }

  /** @param {string} event @param {unknown} [message] */
  #emit(event, message) {
    for (const [each, listener] of this.#listeners) if (each === event) listener(message);
  }
}

/** @param {object} sent @returns {Promise<any>} */
async function post(sent) {
  const found = document.cookie.split("; ").find((each) => each.startsWith("_xsrf="));
  const headers = { "Content-Type": "application/json", "X-XSRFToken": found ? found.slice(6) : "" };
  return (await fetch(address, { method: METHOD, headers, body: JSON.stringify(sent) })).json();
}

/** @param {string} id @returns {any} */
const by = (id) => document.querySelector(`#${id}`);

async function show() {
  /** @type {Body & {error?: string}} */
  const body = await (await fetch(address)).json();
  if (body.error) {
    by("state").textContent = body.error;
    return;
  }
  const { scrollY } = globalThis;
  for (const leave of leaving) leave();
  leaving = [];
  stamp = body.stamp;
  by("body").innerHTML = body.html;
  for (const [quiz, traits] of Object.entries(body.quizzes)) {
    const el = document.querySelector(`[data-quiz="${quiz}"]`);
    if (!(el instanceof HTMLElement)) continue;
    const leave = widget.default.render({ model: new Model(quiz, traits), el });
    if (leave) leaving.push(leave);
  }
  globalThis.scrollTo(0, scrollY);
  by("state").textContent = new Date().toLocaleTimeString();
}

async function watch() {
  try {
    const told = await (await fetch(`${address}?stamp=1`)).json();
    if (told.stamp !== undefined && told.stamp !== stamp) await show();
  } catch {
    by("state").textContent = by("state").dataset.gone;
  }
  setTimeout(watch, OFTEN);
}

const root = document.documentElement;
by("width").addEventListener("change", () => root.style.setProperty("--width", by("width").value || "100%"));
by("theme").addEventListener("change", () => root.dataset.theme = by("theme").value);
by("beside").addEventListener("change", () => root.dataset.beside = by("beside").checked ? "yes" : "no");
by("clear").addEventListener("click", async () => {
  await post({ clear: true });
  await show();
});
await show();
watch();
