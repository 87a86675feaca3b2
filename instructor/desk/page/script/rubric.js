/* The rubric: a row a criterion, a cell a level. A level is chosen by a click or its number; the next criterion follows.
   Where a criterion has no levels, its points are typed. */

import { h } from "../../../../quizzes/script/dom.js";
import { digits, say } from "./words.js";
/** @import { Criterion, Task } from "./protocol.js" */

/**
 * @typedef {object} Listener
 * @property {(criterion: string, points: number | null) => void} give
 * @property {(criterion: string) => void} turn       another criterion is in focus; "" is the whole
 */

export class Rubric {
  /** @type {Row[]} */
  #rows;
  #place = 0;

  /** @param {Task} task @param {Listener} listener @param {boolean} hasWhole whether there is a row for the whole */
  constructor(task, listener, hasWhole) {
    this.listener = listener;
    const turn = (/** @type {number} */ place) => this.turn(place);
    const give = listener.give;
    this.#rows = task.criteria.map((criterion, place) => new Row(criterion, give, () => turn(place)));
    if (hasWhole) {
      const last = this.#rows.length;
      this.#rows.push(new Row({ id: "", name: say("whole"), maximum: 0, levels: [] }, give, () => turn(last)));
    }
    this.node = h("div", { class: "rubric" }, ...this.#rows.map((row) => row.node));
  }

  get current() {
    return this.#rows[this.#place].criterion.id;
  }

  /** Show points and notes. @param {Record<string, number>} points @param {Record<string, string>} notes */
  show(points, notes = {}) {
    for (const row of this.#rows) row.show(points[row.criterion.id] ?? null, notes[row.criterion.id] ?? "");
  }

  /** Show a sample's own marks beside one's own. @param {Record<string, number>} marks */
  compare(marks) {
    for (const row of this.#rows) row.compare(marks[row.criterion.id] ?? null);
  }

  /** Put a criterion in focus. @param {number} place @param {boolean} focus */
  turn(place, focus = false) {
    this.#place = Math.min(Math.max(place, 0), this.#rows.length - 1);
    for (const [index, row] of this.#rows.entries()) row.node.classList.toggle("current", index === this.#place);
    const { node } = this.#rows[this.#place];
    node.scrollIntoView({ block: "nearest" });
    if (focus) this.#rows[this.#place].focus();
    this.listener.turn(this.current);
  }

  /** Go to the first criterion without points, or stay at the last. @param {Record<string, number>} points */
  toOpen(points) {
    const open = this.#rows.findIndex(({ criterion: { id } }) => id && !(id in points));
    this.turn(open < 0 ? 0 : open, true);
  }

  /** Take a key, and say whether it was the rubric's. @param {KeyboardEvent} event */
  key(event) {
    const row = this.#rows[this.#place];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.turn(this.#place + (event.key === "ArrowDown" ? 1 : -1), true);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      row.step(event.key === "ArrowRight" ? 1 : -1);
    } else if (/^[1-9]$/.test(event.key)) {
      if (row.choose(Number(event.key) - 1)) this.turn(this.#next(), true);
    } else if (event.key === "0" || event.key === "Delete") {
      row.give(null);
    } else return false;
    return true;
  }

  /** Return the place after this one; after the last criterion comes none. */
  #next() {
    const last = this.#rows.filter(({ criterion }) => criterion.id).length - 1;
    return Math.min(this.#place + 1, last);
  }
}

class Row {
  /** @type {number | null} */
  points = null;

  /** @param {Criterion} criterion @param {Listener["give"]} give @param {() => void} turn */
  constructor(criterion, give, turn) {
    this.criterion = criterion;
    this.tell = give;
    this.mark = h("span", { class: "given" });
    this.note = h("span", { class: "noted", hidden: true, title: say("has_comment") }, "✎");
    const name = h("span", { class: "name" }, criterion.name);
    const head = h("button", { type: "button", class: "head", onclick: turn }, name, this.note, this.mark);
    this.cells = criterion.levels.map((_, place) => this.#cell(place, turn));
    this.field = criterion.id && !criterion.levels.length ? this.#field(turn) : null;
    const levels = { class: "levels", role: this.cells.length ? "radiogroup" : "group", "aria-label": this.#label() };
    const body = h("div", levels, ...this.cells, this.field);
    this.node = h("div", { class: "criterion", "data-criterion": criterion.id }, head, criterion.id ? body : null);
    this.head = head;
  }

  #label() {
    return say("criterion", { name: this.criterion.name, maximum: this.criterion.maximum });
  }

  /** @param {number} place @param {() => void} turn */
  #cell(place, turn) {
    const { points, words } = this.criterion.levels[place];
    const toggle = () => {
      turn();
      this.give(this.points === points ? null : points);
    };
    const number = place < 9 ? h("kbd", { "aria-hidden": "true" }, String(place + 1)) : null;
    const parts = [number, h("b", {}, digits(points)), h("span", { class: "words" }, words), h("i", { hidden: true })];
    const attributes = { type: "button", role: "radio", class: "level", "aria-checked": "false", onclick: toggle };
    return h("button", attributes, ...parts);
  }

  /** @param {() => void} turn */
  #field(turn) {
    const typed = () => this.give(read(field.value, this.criterion.maximum));
    const label = this.#label();
    const field = h("input", {
      class: "typed",
      inputmode: "decimal",
      "aria-label": label,
      onfocus: turn,
      onchange: typed,
    });
    return field;
  }

  /** @param {number | null} points */
  give(points) {
    if (!this.criterion.id) return;
    this.show(points, null);
    this.tell(this.criterion.id, points);
  }

  /** Choose a level; false where there is none. @param {number} place */
  choose(place) {
    if (this.field) this.field.focus();
    const level = this.criterion.levels[place];
    if (level) this.give(level.points);
    return Boolean(level);
  }

  /** Choose the level beside the one that is chosen. @param {number} by */
  step(by) {
    const { levels } = this.criterion;
    const now = levels.findIndex(({ points }) => points === this.points);
    const place = now < 0 ? (by > 0 ? 0 : levels.length - 1) : Math.min(Math.max(now + by, 0), levels.length - 1);
    if (this.choose(place)) this.focus();
  }

  /** @param {number | null} points @param {string | null} note */
  show(points, note) {
    this.points = points;
    const chosen = this.criterion.levels.findIndex((level) => level.points === points);
    for (const [place, cell] of this.cells.entries()) {
      cell.setAttribute("aria-checked", String(place === chosen));
      cell.tabIndex = place === Math.max(chosen, 0) ? 0 : -1;
    }
    if (this.field && document.activeElement !== this.field) this.field.value = points === null ? "" : digits(points);
    const given = { points: points ?? say("open_points"), maximum: this.criterion.maximum };
    this.mark.textContent = this.criterion.id ? say("points_of", given) : "";
    this.node.classList.toggle("open", Boolean(this.criterion.id) && points === null);
    if (note !== null) this.note.hidden = !note;
  }

  /** @param {number | null} theirs */
  compare(theirs) {
    for (const [place, cell] of this.cells.entries()) {
      const tag = /** @type {HTMLElement} */ (cell.querySelector("i"));
      tag.hidden = this.criterion.levels[place].points !== theirs;
      tag.textContent = say("samples_mark");
    }
    const given = { mine: this.points ?? say("open_points"), theirs: theirs ?? "", maximum: this.criterion.maximum };
    if (theirs !== null) this.mark.textContent = say("mine_and_theirs", given);
  }

  focus() {
    const chosen = this.cells.find((cell) => cell.tabIndex === 0);
    (chosen ?? this.field ?? this.head).focus({ preventScroll: true });
  }
}

/** Read typed points, with a comma or a point; null where they are none of this criterion's.
 * @param {string} text @param {number} maximum */
function read(text, maximum) {
  const points = Number(text.replace(",", ".").trim() || NaN);
  return points >= 0 && points <= maximum ? points : null;
}
