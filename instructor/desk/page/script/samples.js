/* Calibration: marked samples first, each marked by the marker before its own marks are shown, and how far apart they are. */

import { button, h } from "../../../../quizzes/script/dom.js";
import { Refusal } from "./courier.js";
import { Rubric } from "./rubric.js";
import { difference, digits, say } from "./words.js";
/** @import { Desk } from "./main.js" */
/** @import { Calibration, Sample, Task, Trained } from "./protocol.js" */

export class Samples {
  /** @type {Sample[]} */
  #samples = [];
  #place = 0;
  /** @type {Record<string, number>} */
  points = {};

  /** @param {Desk} desk @param {Task} task @param {Trained} trained */
  constructor(desk, task, trained) {
    this.desk = desk;
    this.task = task;
    const give = (/** @type {string} */ criterion, /** @type {number | null} */ points) =>
      this.#give(criterion, points);
    this.rubric = new Rubric(task, { give, turn: () => {} }, false);
    this.title = h("h2", {});
    this.text = h("div", { class: "text", tabindex: "0", role: "region", "aria-label": say("sample") });
    this.why = h("div", { class: "why", hidden: true, tabindex: "0", role: "region", "aria-label": say("why_so") });
    const asked = h(
      "details",
      { class: "asked" },
      h("summary", {}, say("task_and_scheme")),
      h("div", { html: task.prompt_html }),
    );
    const reading = h(
      "section",
      { class: "reading", "aria-label": say("sample") },
      h("div", { class: "facts" }, this.title),
    );
    reading.append(asked, this.text, this.why);
    this.total = h("output", { class: "total", "aria-live": "off" });
    this.next = button("", () => this.finish(), { class: "next" });
    const past = button(say("to_answers"), () => desk.toAnswers());
    const foot = h("div", { class: "score" }, this.total, h("div", { class: "ways" }, past, this.next));
    this.distances = h("div", { class: "distances" });
    const marks = h(
      "section",
      { class: "marks", "aria-label": say("marks") },
      this.rubric.node,
      this.distances,
      foot,
    );
    this.node = h("main", { class: "marking" }, reading, marks);
    this.#know(trained);
    const open = this.#samples.findIndex(({ marks }) => !Object.keys(marks).length);
    this.#place = Math.max(open, 0);
  }

  open() {
    this.#show();
    return Promise.resolve();
  }

  /** @param {Trained} trained */
  #know({ samples, calibration }) {
    this.#samples = samples;
    const shown = calibration.tried ? distances(calibration, this.task) : [];
    this.distances.replaceChildren(...shown);
  }

  get #sample() {
    return this.#samples[this.#place];
  }

  get #isTold() {
    return Object.keys(this.#sample.marks).length > 0;
  }

  #show() {
    const sample = this.#sample;
    this.points = { ...sample.mine };
    const values = { name: sample.name, number: this.#place + 1, count: this.#samples.length };
    this.title.textContent = say("sample_of", values);
    this.text.innerHTML = sample.sample_html;
    this.text.scrollTop = 0;
    this.rubric.show(this.points);
    this.#tell();
    this.rubric.toOpen(this.points);
  }

  #tell() {
    const { marks, total, why_html } = this.#sample;
    const isLast = this.#place === this.#samples.length - 1;
    const mine = Object.values(this.points).reduce((all, each) => all + each, 0);
    const theirs = total === null ? "" : say("their_total", { points: total });
    const of = h("small", {}, say("of_points", { points: this.task.points }));
    this.total.replaceChildren(h("b", {}, digits(mine)), of, h("small", {}, theirs));
    if (this.#isTold) this.rubric.compare(marks);
    this.why.hidden = !this.#isTold || !why_html;
    this.why.innerHTML = why_html;
    this.distances.hidden = !this.#isTold;
    this.next.textContent = say(!this.#isTold ? "compare" : isLast ? "begin" : "next_sample");
  }

  /** @param {string} criterion @param {number | null} points */
  #give(criterion, points) {
    if (this.#isTold) return this.rubric.show(this.points); // what was seen is not marked any more
    const others = Object.entries(this.points).filter(([id]) => id !== criterion);
    this.points = Object.fromEntries(points === null ? others : [...others, [criterion, points]]);
    this.#tell();
  }

  /** Show the sample's marks, or go on. */
  async finish() {
    if (this.#isTold && this.#place === this.#samples.length - 1) return this.desk.toAnswers();
    if (this.#isTold) {
      this.#place++;
      return this.#show();
    }
    const question = { do: "calibrate", task: this.task.id, sample: this.#sample.id, points: this.points };
    try {
      this.#know(await this.desk.courier.ask(question));
      this.#show();
      this.desk.tell(say("compared", { points: this.#sample.total ?? 0 }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.desk.announce(error.message);
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== "Enter") return this.rubric.key(event);
    this.finish();
    return true;
  }
}

/** Return how far a marker is from the samples. @param {Calibration} found @param {Task} task */
function distances({ tried, of, criteria }, task) {
  const names = new Map(task.criteria.map(({ id, name }) => [id, name]));
  const rows = criteria.filter(({ samples }) => samples).map((each) => {
    const name = names.get(each.criterion) ?? say("total");
    const cells = [difference(each.mean_difference), digits(each.mean_distance)].map((text) => h("td", {}, text));
    return h("tr", {}, h("th", { scope: "row" }, name), ...cells);
  });
  const heads = [say("criterion_head"), say("mean_difference"), say("mean_distance")];
  const head = h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)));
  const caption = h("caption", {}, say("calibration", { count: tried, of }));
  return [h("table", {}, caption, h("thead", {}, head), h("tbody", {}, ...rows))];
}
