/* The desk: its header, which of its views is shown, and what it says. */

import { button, h } from "../../../../quizzes/script/dom.js";
import { Courier } from "./courier.js";
import { help, keysAreOn } from "./help.js";
import { AgreementList, Roll } from "./lists.js";
import { Marking } from "./marking.js";
import { Samples } from "./samples.js";
import { hold } from "./tabs.js";
import { clock, duration, learn, say } from "./words.js";
/** @import { News } from "./courier.js" */
/** @import { Key, Progress, TaskView, Told, Trained, View } from "./protocol.js" */

/** @typedef {"" | "samples" | "agreement" | "names"} Place */
/** @typedef {{text: string, act: () => unknown}} Way */

export class Desk {
  /** @type {TaskView[]} */
  tasks = [];
  /** @type {(View & {open(): Promise<unknown>}) | null} */
  view = null;
  /** @type {Place} */
  place = "";
  task = "";
  /** How often a view was asked for: of several at once the last counts. */
  turns = 0;

  /** @param {Told} told */
  constructor(told) {
    this.told = told;
    this.marker = new URLSearchParams(location.search).get("marker") || told.marker;
    this.courier = new Courier(told, this.marker, (news) => this.#news(news));
    this.saved = h("span", { class: "state", "aria-live": "off" });
    this.live = h("div", { class: "tj-hidden", role: "status" });
    this.trouble = h("div", { class: "trouble", role: "alert", hidden: true });
    this.said = h("p", { class: "said", hidden: true });
    this.main = h("div", { class: "view" });
    this.chosen = h("select", { "aria-label": say("task"), onchange: () => this.turn(this.chosen.value) });
    this.bar = h("progress", { max: "1", value: "0", "aria-label": say("progress") });
    this.where = h("span", { class: "where" });
    this.views = h("nav", { "aria-label": say("views") });
  }

  async open() {
    document.body.replaceChildren(this.#header(), this.trouble, this.said, this.main, this.live);
    document.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("pagehide", () => this.view?.flush?.());
    const name = `tj-desk ${this.told.base} ${this.told.lesson} ${this.marker}`;
    if (await hold(name, () => this.#elsewhere(name))) await this.#begin();
    else this.#elsewhere(name);
  }

  /** Say that another tab has the desk. @param {string} name */
  #elsewhere(name) {
    const here = button(say("mark_here"), async () => {
      if (await hold(name, () => this.#elsewhere(name), true)) location.reload();
    });
    this.view = null;
    this.main.replaceChildren(h("main", { class: "lists" }, h("p", {}, say("other_tab", { name: this.marker })), here));
  }

  async #begin() {
    await this.courier.resume();
    this.tasks = await this.courier.ask({ do: "tasks" });
    const options = this.tasks.map(({ task }) => h("option", { value: task.id }, task.title));
    this.chosen.replaceChildren(...options);
    const named = decodeURIComponent(location.hash.slice(1));
    const first = this.tasks.find(({ progress }) => progress.left) ?? this.tasks[0];
    this.task = this.tasks.some(({ task }) => task.id === named) ? named : first.task.id;
    this.chosen.value = this.task;
    const place = /** @type {Place} */ (this.told.view);
    await (place ? this.show(place) : this.#firstView());
  }

  /** Show the samples to whoever has marked nothing yet, else the answers. */
  async #firstView() {
    const { samples, progress } = this.#known();
    if (!samples || progress.mine) return this.show("");
    const trained = await this.#trained();
    return this.show(trained.samples.some(({ marks }) => Object.keys(marks).length) ? "" : "samples");
  }

  /** @returns {Promise<Trained>} */
  #trained() {
    this.courier.names = false;
    return this.courier.ask({ do: "samples", task: this.task });
  }

  #known() {
    return /** @type {TaskView} */ (this.tasks.find(({ task }) => task.id === this.task));
  }

  #header() {
    const markers = [...new Set([this.marker, ...this.told.markers])].map((name) => h("option", {}, name));
    const turn = () => {
      this.view?.flush?.();
      location.assign(`?${new URLSearchParams({ marker: who.value })}${location.hash}`);
    };
    const who = h("select", { "aria-label": say("marker"), onchange: turn }, ...markers);
    const title = h("h1", {}, say("desk"));
    const keys = button(say("keys_button"), help, { "aria-label": say("keys") });
    const standing = h("div", { class: "standing" }, this.bar, this.where);
    return h("header", { class: "top" }, title, this.chosen, standing, this.saved, this.views, who, keys);
  }

  #links() {
    const places = /** @type {[Place, Key][]} */ ([["", "view_answers"], ["agreement", "view_agreement"]]);
    if (this.#known().samples) places.splice(1, 0, ["samples", "view_samples"]);
    if (this.told.names) places.push(["names", "view_names"]);
    const links = places.map(([place, key]) => {
      const attributes = { "aria-current": place === this.place ? "page" : null };
      return button(say(key), () => this.show(place), attributes);
    });
    this.views.replaceChildren(...links);
  }

  /** Show a view of the task. @param {Place} place @param {{chosen?: string, back?: () => void}} [from] */
  async show(place, from = {}) {
    const turn = ++this.turns;
    await this.view?.leave?.();
    if (turn !== this.turns) return; // somebody has pressed on
    this.place = place;
    this.trouble.hidden = true;
    const { base, lesson, marker } = this.told;
    const who = this.marker === marker ? "" : `?${new URLSearchParams({ marker: this.marker })}`; // and no token
    history.replaceState(null, "", `${base}desk/${lesson}${place && `/${place}`}${who}#${this.task}`);
    this.progress(this.#known().progress);
    this.#links();
    const view = await this.#made(place, from);
    if (turn !== this.turns) return;
    this.view = view;
    this.main.replaceChildren(this.view.node);
    await this.view.open();
  }

  /** @param {Place} place @param {{chosen?: string, back?: () => void}} from */
  async #made(place, from) {
    const { task } = this.#known();
    if (place === "agreement") return new AgreementList(this, task);
    if (place === "names") return new Roll(this, task);
    const trained = place === "samples" ? await this.#trained() : null;
    return trained?.samples.length ? new Samples(this, task, trained) : new Marking(this, task, from);
  }

  /** Go to a task, to a certain answer of it, and afterwards back to the list. @param {string} task
   * @param {string} [answer] @param {boolean} [isListed] */
  turn(task, answer, isListed = false) {
    this.task = task;
    this.chosen.value = task;
    if (!answer) return this.show(this.place === "samples" ? "" : this.place);
    return this.show("", { chosen: answer, back: isListed ? () => this.show("names") : undefined });
  }

  toAnswers() {
    return this.show("");
  }

  /** Tell where the task stands. @param {Progress} found */
  progress(found) {
    const view = this.tasks.find(({ task }) => task.id === found.task);
    if (view) view.progress = found;
    const done = found.answers - found.unmarked - found.again;
    this.bar.max = Math.max(found.answers, 1);
    this.bar.value = done;
    const left = found.seconds_left && found.left ? say("time_left", { time: duration(found.seconds_left) }) : "";
    this.where.textContent = `${say("done_of", { done, count: found.answers })}${left}`;
  }

  /** Say that nothing waits. @param {Progress} found */
  nothing(found) {
    const parts = /** @type {HTMLElement[]} */ ([
      h("p", {}, say(found.open ? "others_have" : "nothing_waits", { count: found.open })),
    ]);
    const others = this.tasks.filter(({ task, progress }) => task.id !== this.task && progress.left);
    parts.push(...others.map(({ task }) => button(say("go_to", { title: task.title }), () => this.turn(task.id))));
    parts.push(button(say("look_again"), () => this.show("")));
    this.main.replaceChildren(h("main", { class: "lists" }, ...parts));
    const undo = button(say("undo"), () => this.view?.undo?.());
    this.main.firstElementChild?.append(undo);
  }

  /** Say something, to see and to hear. @param {string} text */
  announce(text) {
    this.tell(text);
    this.said.textContent = text;
    this.said.hidden = false;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.hush(), 6000);
  }

  /** Say something to whoever hears the page. @param {string} text */
  tell(text) {
    this.live.textContent = text;
  }

  hush() {
    this.said.hidden = true;
  }

  /** Say what was refused, and offer ways on. @param {string} text @param {Way[]} ways */
  complain(text, ways) {
    const close = () => (this.trouble.hidden = true);
    const buttons = ways.map((way) =>
      button(way.text, () => {
        close();
        way.act();
      })
    );
    this.trouble.replaceChildren(h("p", {}, text), ...buttons, button(say("close"), close));
    this.trouble.hidden = false;
  }

  /** @param {News} news */
  #news({ state, waiting }) {
    const isLost = state === "lost" || state === "out";
    document.body.classList.toggle("lost", isLost);
    if (state === "saving" && document.body.dataset.state === "lost") return;
    document.body.dataset.state = isLost ? "lost" : state;
    const times = { time: clock(Date.now()), count: waiting };
    const words = /** @type {const} */ ({ saving: "saving", saved: "saved", lost: "not_saved", out: "not_saved" });
    this.saved.textContent = say(words[state], times);
    if (!isLost) {
      if (this.isLost) this.trouble.hidden = true;
      this.isLost = false;
      return;
    }
    if (this.isLost) return;
    this.isLost = true;
    this.complain(say(state === "out" ? "login" : "lost"), [{ text: say("try_now"), act: () => this.courier.retry() }]);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const isTyping = target.matches("textarea, input:not([type=checkbox]), select");
    if (isTyping) return this.#typing(event, target);
    if (event.ctrlKey) return;
    const isOwn = target.matches("button:not([role=radio]), summary, a") && /^( |Enter)$/.test(event.key);
    const scrolls = target.closest(".text, .wide, .why") && /^(Arrow|Page|Home|End| )/.test(event.key);
    if (isOwn || scrolls || (target.matches("[role=radio]") && event.key === " ")) return;
    if (!keysAreOn() && event.key !== "?" && !/^(Arrow|Enter)/.test(event.key)) return;
    if (event.key === "?") help();
    else if (!this.view?.key(event)) return;
    event.preventDefault();
  }

  /** In a field only these leave it. @param {KeyboardEvent} event @param {HTMLElement} target */
  #typing(event, target) {
    const leaves = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || target.matches("input")));
    if (!leaves || target.matches("select")) return;
    target.blur();
    /** @type {HTMLElement | null} */ (document.querySelector(".criterion.current [tabindex='0']"))?.focus();
    if (event.key === "Enter") this.view?.key(event);
    event.preventDefault();
  }
}

const told = /** @type {Told} */ (JSON.parse(document.getElementById("told")?.textContent ?? "{}"));
learn(told.words);
new Desk(told).open();
