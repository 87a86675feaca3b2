/* Questions to the server, one after another. A step counts as saved only once the server has said so. While the server
   does not answer, steps wait here and in the browser's storage, and are sent again with the token they had: what the
   server had done already it does not do twice. */

import { unique } from "../../../../quizzes/script/dom.js";
/** @import { Question, Told } from "./protocol.js" */

/** @typedef {{question: Question, names: boolean, token: string}} Letter */
/** @typedef {Letter & {resolve: (reply: any) => void, reject: (error: Error) => void}} Call */
/** @typedef {{state: "saving" | "saved" | "lost" | "out", waiting: number}} News     "out": the server wants a login */

const STEPS = new Set(["mark", "comment", "adjust", "finish", "skip"]);
const METHOD = "POST";
const PATIENCE = 20_000; // ms
const PAUSES = [500, 1000, 2000, 4000]; // ms between attempts; the last one for all that follow

/** What the desk does not do, and why; `holder` has the answer. */
export class Refusal extends Error {
  /** @param {string} words @param {string} holder */
  constructor(words, holder = "") {
    super(words);
    this.holder = holder;
  }
}

/** A question whose answer was lost, and that must not be asked again blindly. */
export class Lost extends Error {}

export class Courier {
  /** @type {Call[]} */
  #waiting = [];
  #busy = false;
  /** @type {() => void} */
  #wake = () => {};
  /** Whether the instructor's view is asked for. */
  names = false;

  /** @param {Told} told @param {string} marker @param {(news: News) => void} tell */
  constructor(told, marker, tell) {
    this.told = told;
    this.marker = marker;
    this.tell = tell;
    this.place = `tj-desk ${told.base} ${told.lesson} ${marker}`;
  }

  get isQuiet() {
    return this.#waiting.length === 0;
  }

  /** Ask a question after those that wait. @param {Question} question @returns {Promise<any>} */
  ask(question) {
    return this.#enter({ question, names: this.names, token: unique() });
  }

  /** Send what an earlier page could not. @returns {Promise<unknown>} */
  resume() {
    /** @type {Letter[]} */
    let kept = [];
    try {
      kept = JSON.parse(localStorage.getItem(this.place) ?? "[]");
    } catch {
      // Nothing is kept, or nobody may keep anything here.
    }
    return Promise.allSettled(kept.map((letter) => this.#enter(letter)));
  }

  /** Try at once. */
  retry() {
    this.#wake();
  }

  /** @param {Letter} letter @returns {Promise<any>} */
  #enter(letter) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...letter, resolve, reject });
      this.#keep();
      this.#run();
    });
  }

  #keep() {
    const steps = this.#waiting.filter(({ question }) => STEPS.has(question.do));
    const letters = steps.map(({ question, names, token }) => ({ question, names, token }));
    try {
      if (!letters.length) localStorage.removeItem(this.place);
      else localStorage.setItem(this.place, JSON.stringify(letters));
    } catch {
      // The browser keeps nothing; what waits is still in this page.
    }
  }

  async #run() {
    if (this.#busy) return;
    this.#busy = true;
    for (let call = this.#waiting[0]; call; call = this.#waiting[0]) {
      const isStep = STEPS.has(call.question.do);
      if (isStep) this.tell({ state: "saving", waiting: this.#waiting.length });
      const settle = await this.#delivered(call);
      this.#waiting.shift();
      this.#keep();
      if (isStep && this.isQuiet) this.tell({ state: "saved", waiting: 0 });
      settle();
      await Promise.resolve(); // what follows from it may be asked first
    }
    this.#busy = false;
  }

  /** Return what is to be done with the answer, once there is one. @param {Call} call @returns {Promise<() => void>} */
  async #delivered(call) {
    for (let attempt = 0;; attempt++) {
      const { status, body } = await this.#post(call);
      if (status === 200) return () => call.resolve(body);
      if (status === 400 || status === 409) return () => call.reject(new Refusal(body.error, body.holder));
      const isOut = status === 401 || status === 403 || status === 302;
      this.tell({ state: isOut ? "out" : "lost", waiting: this.#waiting.length });
      await this.#pause(attempt);
      if (call.question.do === "undo") return () => call.reject(new Lost());
    }
  }

  /** Post a letter; the status is 0 where no server answered. @param {Letter} letter */
  async #post({ question, names, token }) {
    const { lesson, base } = this.told;
    const letter = { lesson, marker: this.marker, names, token, question };
    const headers = { "Content-Type": "application/json", "X-XSRFToken": cookie("_xsrf") };
    const signal = AbortSignal.timeout(PATIENCE);
    try {
      const options = /** @type {const} */ ({ method: METHOD, redirect: "manual", credentials: "same-origin" });
      const reply = await fetch(`${base}desk/api`, { ...options, headers, signal, body: JSON.stringify(letter) });
      if (reply.type === "opaqueredirect") return { status: 302, body: null };
      return { status: reply.status, body: await reply.json().catch(() => null) };
    } catch {
      return { status: 0, body: null };
    }
  }

  /** @param {number} attempt @returns {Promise<void>} */
  #pause(attempt) {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, PAUSES[Math.min(attempt, PAUSES.length - 1)]);
    });
  }
}

/** @param {string} name */
function cookie(name) {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
