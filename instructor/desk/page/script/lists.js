/* What is looked at beside the answers: how far markers agree, near copies, and the instructor's list with names. */

import { button, h } from "../../../../quizzes/script/dom.js";
import { compare } from "./compare.js";
import { Refusal } from "./courier.js";
import { difference, digits, say } from "./words.js";
/** @import { Desk } from "./main.js" */
/** @import { Child } from "../../../../quizzes/script/dom.js" */
/** @import { Compared, Difference, Entry, Key, Mark, Question, Task } from "./protocol.js" */

/** Return a table; a caption that stands above as a heading is for screen readers alone.
 * @param {string} caption @param {string[]} heads @param {Child[][]} rows @param {boolean} isHeaded */
function table(caption, heads, rows, isHeaded = false) {
  const head = h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)));
  const body = rows.map(([name, ...cells]) => {
    return h("tr", {}, h("th", { scope: "row" }, name), ...cells.map((cell) => h("td", {}, cell)));
  });
  const whole = h(
    "table",
    {},
    h("caption", {}, isHeaded ? h("span", { class: "tj-hidden" }, caption) : caption),
    h("thead", {}, head),
    h("tbody", {}, ...body),
  );
  return h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption }, whole);
}

/** @param {number | null} value */
const coefficient = (value) => value === null ? say("undefined") : value.toFixed(2).replace("-", "−");

class List {
  node = h("main", { class: "lists" });

  /** @param {Desk} desk @param {Task} task */
  constructor(desk, task) {
    this.desk = desk;
    this.task = task;
    this.names = new Map(task.criteria.map(({ id, name }) => [id, name]));
  }

  /** @param {Question} question */
  async ask(question) {
    this.desk.courier.names = this.desk.told.names;
    try {
      return await this.desk.courier.ask({ task: this.task.id, ...question });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.desk.complain(error.message, []);
    }
  }

  key() {
    return false;
  }

  /** @param {string[]} ids @param {string[]} titles */
  async compare(ids, titles) {
    this.desk.courier.names = this.desk.told.names;
    const answers = await Promise.all(ids.map((answer) => this.desk.courier.ask({ do: "show", answer })));
    compare(answers, answers.map((answer, place) => answer.name || titles[place]));
  }
}

export class AgreementList extends List {
  async open() {
    this.#show(await this.ask({ do: "agreement" }));
  }

  /** @param {Compared | undefined} found */
  #show(found) {
    if (!found) return;
    const { agreement, differences, copies } = found;
    const parts = [h("h2", {}, say("agreement"))];
    if (!agreement.answers) parts.push(h("p", {}, say("none_twice")));
    else parts.push(...this.#measures(agreement));
    if (differences.length) parts.push(h("h2", {}, say("differ_most")), this.#differences(differences));
    parts.push(h("h2", {}, say("near_copies")), h("p", { class: "quiet" }, say("near_means")));
    const pairs = copies.map(({ first, second, shared }, place) => {
      const titles = [say("this_one"), say("the_other")];
      const look = button(say("side_by_side"), () => this.compare([first, second], titles));
      return [say("pair", { number: place + 1 }), say("share", { percent: Math.round(100 * shared) }), look];
    });
    const heads = [say("pair_head"), say("words_shared"), say("look")];
    parts.push(pairs.length ? table(say("near_copies"), heads, pairs, true) : h("p", {}, say("no_copies")));
    this.node.replaceChildren(...parts);
  }

  /** @param {Compared["agreement"]} found */
  #measures({ answers, criteria, pairs }) {
    const rows = criteria.map(({ criterion, alpha, same }) => {
      const percent = say("share", { percent: Math.round(100 * same) });
      return [this.names.get(criterion) ?? say("total"), coefficient(alpha), percent];
    });
    const told = h("p", { class: "quiet" }, say("alpha_means"));
    const first = table(
      say("by_criterion", { count: answers }),
      [say("criterion_head"), say("alpha"), say("same")],
      rows,
    );
    const between = pairs.map((pair) => {
      const both = say("two_markers", { first: pair.first, second: pair.second });
      return [both, digits(pair.answers), coefficient(pair.kappa), difference(pair.mean_difference)];
    });
    const heads = [say("markers"), say("answers"), say("kappa"), say("first_less_second")];
    return [first, table(say("by_pair"), heads, between), told];
  }

  /** @param {Difference[]} found */
  #differences(found) {
    const rows = found.map((each) => {
      const look = button(say("show"), () => this.compare([each.answer], [say("answer")]));
      const marks = each.marks.map((mark, place) => this.#mark(each, mark, place === 0));
      return [each.name || say("answer"), digits(each.difference), h("div", { class: "settling" }, ...marks), look];
    });
    return table(say("differ_most"), [say("student"), say("apart"), say("marks"), say("look")], rows, true);
  }

  /** @param {Difference} of @param {Mark} mark @param {boolean} counts */
  #mark({ answer, settled }, mark, counts) {
    const points = this.task.criteria.map(({ id }) => digits(mark.points[id] ?? "")).join(" · ");
    const told = h("span", {}, say("marked_by", { name: mark.marker, points, score: mark.score ?? "" }));
    const settle = async () => this.#show(await this.ask({ do: "settle", answer, marker: mark.marker }));
    const state = counts ? h("span", { class: "tag" }, say(settled ? "settled" : "counts")) : null;
    const act = settled && counts ? null : button(say("let_count"), settle);
    return h("div", {}, told, state, act);
  }
}

/** @type {Record<string, Key>} */
const STATES = {
  unmarked: "list_unmarked",
  again: "list_again",
  marked: "list_marked",
  formgrader: "list_formgrader",
  blank: "list_blank",
};

export class Roll extends List {
  async open() {
    const entries = /** @type {Entry[] | undefined} */ (await this.ask({ do: "roll" }));
    if (!entries) return;
    const rows = entries.map((each) => {
      const open = button(say("mark_it"), () => this.desk.turn(this.task.id, each.answer, true));
      const held = each.holder ? say("before", { name: each.holder }) : "";
      const state = `${say(STATES[each.state])}${held}`;
      const who = [each.name, each.name === each.student ? null : h("small", {}, each.student)];
      const score = each.score === null ? "" : digits(each.score);
      return [h("span", {}, ...who), state, score, each.markers.join(", "), digits(each.words), open];
    });
    const heads = [say("student"), say("state"), say("score"), say("markers"), say("words_head"), say("look")];
    const told = h("p", { class: "quiet" }, say("names_shown"));
    this.node.replaceChildren(h("h2", {}, say("roll")), told, table(say("roll"), heads, rows, true));
  }
}
