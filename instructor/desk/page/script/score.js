/* The score, always in sight: what the criteria come to, what a marker adds or takes off and why, and the way on. */

import { button, h, unique } from "../../../../quizzes/script/dom.js";
import { difference, digits, say } from "./words.js";
/** @import { Mark, Task } from "./protocol.js" */

/**
 * @typedef {object} Listener
 * @property {(points: number, reason: string) => void} adjust
 * @property {() => void} finish
 * @property {() => void} skip
 * @property {() => void} undo
 */

export class Score {
  #adjust = 0;
  #told = "";

  /** @param {Task} task @param {Listener} listener */
  constructor(task, listener) {
    this.task = task;
    this.listener = listener;
    this.step = task.points > 2 ? 0.5 : 0.25;
    this.total = h("output", { class: "total", "aria-live": "off" });
    this.by = h("span", { class: "by" });
    const name = unique();
    const tell = () => this.#tell();
    this.reason = h("input", {
      id: name,
      class: "reason",
      placeholder: say("why"),
      onchange: tell,
      "aria-label": say("why"),
    });
    this.less = button("−", () => this.move(-1), { "aria-label": say("less", { step: this.step }) });
    this.more = button("+", () => this.move(1), { "aria-label": say("more", { step: this.step }) });
    const adjusting = h("div", { class: "adjust", role: "group", "aria-label": say("adjust") });
    adjusting.append(this.less, this.by, this.more, this.reason);
    this.undo = button(say("undo"), listener.undo);
    this.skip = button(say("skip"), listener.skip);
    this.next = button(say("next"), listener.finish, { class: "next" });
    const ways = h("div", { class: "ways" }, this.undo, this.skip, this.next);
    this.node = h("div", { class: "score" }, this.total, adjusting, ways);
  }

  /** Show another mark. @param {Mark} mark */
  open(mark) {
    this.#adjust = mark.adjust;
    this.reason.value = this.#told = mark.reason;
    this.show(mark.points);
  }

  /** Show what points come to. @param {Record<string, number>} points */
  show(points) {
    const open = this.task.criteria.filter(({ id }) => !(id in points)).length;
    const sum = Object.values(points).reduce((all, each) => all + each, this.#adjust);
    const score = Math.round(Math.min(Math.max(sum, 0), this.task.points) * 1e4) / 1e4;
    const of = h("small", {}, say("of_points", { points: this.task.points }));
    const left = open ? h("small", {}, say("open", { count: open })) : null;
    this.total.replaceChildren(h("b", {}, digits(score)), of, ...(left ? [left] : []));
    this.total.classList.toggle("whole", !open);
    this.by.textContent = difference(this.#adjust);
    this.reason.hidden = !this.#adjust;
    this.points = points;
  }

  /** Add a step to the adjustment, or take one off. @param {number} by */
  move(by) {
    const most = this.task.points;
    this.#adjust = Math.min(Math.max(this.#adjust + by * this.step, -most), most);
    if (!this.#adjust) this.reason.value = "";
    this.show(this.points ?? {});
    this.#send();
  }

  /** Hand over a reason that was typed; false where one is missing. */
  flush() {
    this.#tell();
    return !this.#adjust || Boolean(this.reason.value.trim());
  }

  #tell() {
    if (this.reason.value.trim() !== this.#told) this.#send();
  }

  #send() {
    this.#told = this.reason.value.trim();
    this.listener.adjust(this.#adjust, this.#told);
  }
}
