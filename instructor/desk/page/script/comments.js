/* The comment on what is in focus, and those that were used before: a letter puts one in, and takes it out again. */

import { button, h } from "../../../../quizzes/script/dom.js";
import { say } from "./words.js";
/** @import { Criterion, Saved } from "./protocol.js" */

const REST = 700; // ms after the last key

/**
 * @typedef {object} Listener
 * @property {(criterion: string, text: string) => void} write
 * @property {(comment: Saved) => void} forget
 * @property {() => void} back          the marker is done with the field
 */

export class Comments {
  /** @type {Record<string, string>} */
  notes = {};
  /** @type {Saved[]} */
  #saved = [];
  #criterion = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Criterion[]} criteria @param {Listener} listener */
  constructor(criteria, listener) {
    this.listener = listener;
    this.names = new Map(criteria.map(({ id, name }) => [id, name]));
    this.label = h("label", { for: "note" });
    const typed = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.flush(), REST);
    };
    this.field = h("textarea", { id: "note", rows: "3", oninput: typed, onblur: () => this.flush() });
    this.list = h("ul", { class: "saved", "aria-label": say("saved_comments") });
    const writing = h("div", { class: "writing" }, this.label, this.field);
    this.node = h("div", { class: "dock" }, writing, this.list);
  }

  /** Show the notes of another mark. @param {Record<string, string>} notes @param {Saved[]} saved */
  show(notes, saved) {
    clearTimeout(this.#timer);
    this.notes = { ...notes };
    this.field.value = this.notes[this.#criterion] ?? ""; // what stands there is of another answer
    this.know(saved);
  }

  /** @param {Saved[]} saved */
  know(saved) {
    this.#saved = saved;
    this.#list();
  }

  /** Show the note on another criterion; "" is the whole. @param {string} criterion */
  turn(criterion) {
    this.flush();
    this.#criterion = criterion;
    this.label.textContent = say("comment_on", { name: this.names.get(criterion) ?? say("whole") });
    this.field.value = this.notes[criterion] ?? "";
    this.#list();
  }

  /** Hand over what was typed. */
  flush() {
    clearTimeout(this.#timer);
    const text = this.field.value.trim();
    if (text === (this.notes[this.#criterion] ?? "")) return;
    this.#write(this.#criterion, text);
  }

  /** Put a saved comment in, or take it out; return it, or undefined where no comment has the letter.
   * @param {string} letter */
  insert(letter) {
    const comment = this.#saved.find((each) => each.letter === letter);
    if (comment) this.#toggle(comment);
    return comment;
  }

  /** @param {Saved} comment */
  #toggle({ criterion, text }) {
    this.flush();
    const parts = (this.notes[criterion] ?? "").split("\n\n").filter(Boolean);
    const rest = parts.filter((part) => part !== text);
    const now = (rest.length < parts.length ? rest : [...parts, text]).join("\n\n");
    if (criterion === this.#criterion) this.field.value = now;
    this.#write(criterion, now);
    this.#list();
  }

  /** @param {string} criterion @param {string} text */
  #write(criterion, text) {
    this.notes[criterion] = text;
    this.listener.write(criterion, text);
  }

  #list() {
    const here = this.#saved.filter(({ criterion }) => criterion === this.#criterion || !criterion);
    this.list.replaceChildren(...here.map((comment) => this.#entry(comment)));
    this.list.hidden = !here.length;
  }

  /** @param {Saved} comment */
  #entry(comment) {
    const isIn = (this.notes[comment.criterion] ?? "").split("\n\n").includes(comment.text);
    const key = comment.letter ? h("kbd", {}, comment.letter) : null;
    const attributes = { type: "button", "aria-pressed": String(isIn), onclick: () => this.#toggle(comment) };
    const forget = button("×", () => this.listener.forget(comment), {
      "aria-label": say("forget"),
      title: say("forget"),
    });
    return h("li", {}, h("button", attributes, key, h("span", {}, comment.text)), forget);
  }
}
