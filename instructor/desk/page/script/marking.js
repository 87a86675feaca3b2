/* Marking: an answer, its rubric, comments and score on one screen. What a marker does shows at once and is sent at once;
   the page's status says when it is saved. */

import { button, h } from "../../../../quizzes/script/dom.js";
import { Comments } from "./comments.js";
import { compare, written } from "./compare.js";
import { Lost, Refusal } from "./courier.js";
import { Rubric } from "./rubric.js";
import { Score } from "./score.js";
import { say } from "./words.js";
/** @import { Desk } from "./main.js" */
/** @import { Answer, Question, Saved, Screen, Task } from "./protocol.js" */

/** Words of an answer's state. */
const STATES = /** @type {const} */ ({ again: "state_again", formgrader: "state_formgrader", blank: "state_blank" });

export class Marking {
  /** @type {Answer | null} */
  answer = null;
  /** @type {Record<string, number>} */
  points = {};
  #isGoing = false;

  /** @param {Desk} desk @param {Task} task @param {{chosen?: string, back?: () => void}} [from] an answer from a list */
  constructor(desk, task, from = {}) {
    this.desk = desk;
    this.task = task;
    this.from = from;
    const give = (/** @type {string} */ criterion, /** @type {number | null} */ points) =>
      this.#give(criterion, points);
    const turn = (/** @type {string} */ criterion) => this.comments.turn(criterion);
    this.comments = new Comments(task.criteria, {
      write: (criterion, text) => this.#step({ do: "comment", criterion, text }),
      forget: (comment) => this.#forget(comment),
      back: () => this.rubric.toOpen(this.points),
    });
    this.rubric = new Rubric(task, { give, turn }, task.criteria.length > 1);
    this.score = new Score(task, {
      adjust: (points, reason) => this.#step({ do: "adjust", points, reason }),
      finish: () => this.finish(),
      skip: () => this.#go({ do: "skip", task: task.id, answer: this.answer?.id }),
      undo: () => this.undo(),
    });
    const scheme = task.scheme_html ? [h("h3", {}, say("scheme")), h("div", { html: task.scheme_html })] : [];
    const asked = h("div", {}, h("div", { html: task.prompt_html }), ...scheme);
    this.asked = h("details", { class: "asked" }, h("summary", {}, say("task_and_scheme")), asked);
    this.facts = h("div", { class: "facts" });
    this.text = h("div", { class: "text", tabindex: "0", role: "region", "aria-label": say("answer") });
    const reading = h("section", { class: "reading", "aria-label": say("answer_and_task") });
    reading.append(this.facts, this.asked, this.text);
    this.marks = h("section", { class: "marks", "aria-label": say("marks") });
    this.marks.append(this.rubric.node, this.comments.node, this.score.node);
    this.node = h("main", { class: "marking" }, reading, this.marks);
  }

  /** Open the answer that was chosen, or the next one. */
  open() {
    this.desk.courier.names = Boolean(this.from.back) && this.desk.told.names; // of an answer from the list of names
    const { chosen } = this.from;
    return this.#go(chosen ? { do: "claim", answer: chosen } : { do: "next", task: this.task.id });
  }

  flush() {
    this.comments.flush();
    this.score.flush();
  }

  /** Send what was typed, and let go of the answer. */
  leave() {
    this.flush();
    const { answer } = this;
    if (!answer) return Promise.resolve();
    return this.desk.courier.ask({ do: "release", answer: answer.id }).catch(() => {});
  }

  /** @param {string} criterion @param {number | null} points */
  #give(criterion, points) {
    const others = Object.entries(this.points).filter(([id]) => id !== criterion);
    this.points = Object.fromEntries(points === null ? others : [...others, [criterion, points]]);
    this.score.show(this.points);
    this.#step({ do: "mark", criterion, points });
  }

  /** Send a step of the answer that is open. @param {Question} question */
  #step(question) {
    const { answer } = this;
    if (!answer) return;
    this.desk.courier.ask({ ...question, answer: answer.id }).catch((error) => {
      if (this.answer === answer) this.#refused(error, false);
    });
  }

  /** @param {Saved} comment */
  async #forget(comment) {
    const question = { do: "forget", comment: comment.id, task: this.task.id };
    this.comments.know(await this.desk.courier.ask(question));
  }

  /** Finish the mark, and go on. @param {boolean} everywhere @param {boolean} over */
  finish(everywhere = false, over = false) {
    if (!this.answer || this.#isGoing) return;
    this.comments.flush();
    const open = this.task.criteria.filter(({ id }) => !(id in this.points));
    if (open.length) {
      this.desk.announce(say("still_open", { names: open.map(({ name }) => name).join(", ") }));
      this.rubric.toOpen(this.points);
    } else if (!this.score.flush()) {
      this.desk.announce(say("say_why"));
      this.score.reason.focus();
    } else {
      const { id, task } = this.answer;
      const replaces = over || Boolean(this.from.back);
      this.#go({ do: "finish", task, answer: id, everywhere, over: replaces }, this.from.back);
    }
  }

  /** Take back the last step. */
  undo() {
    this.comments.flush();
    return this.#go({ do: "undo", task: this.task.id });
  }

  /** Ask for another screen, and show it. @param {Question} question @param {() => void} [instead] */
  async #go(question, instead) {
    if (this.#isGoing) return;
    this.#wait(true);
    try {
      const screen = /** @type {Screen | null} */ (await this.desk.courier.ask(question));
      this.#wait(false);
      if (instead) {
        this.answer = null;
        instead();
      } else if (screen === null) this.desk.announce(say("nothing_to_undo"));
      else this.#show(screen);
    } catch (error) {
      this.#wait(false);
      this.rubric.toOpen(this.points);
      await this.#refused(/** @type {Error} */ (error), question.do === "finish");
    }
  }

  /** While an answer is on its way nothing can be marked: it would be the last one's. @param {boolean} isGoing */
  #wait(isGoing) {
    this.#isGoing = isGoing;
    this.marks.inert = isGoing;
    if (isGoing) this.node.setAttribute("aria-busy", "true");
    else this.node.removeAttribute("aria-busy");
  }

  /** @param {Screen} screen */
  #show({ answer, progress, comments, finished }) {
    this.desk.progress(progress);
    if (answer && answer.task !== this.task.id) return this.desk.turn(answer.task, answer.id);
    this.answer = answer;
    const others = (finished?.answers.length ?? 1) - 1;
    if (others) this.desk.announce(say("given_to", { count: others }));
    else if (finished) this.desk.hush();
    if (!answer) return this.desk.nothing(progress);
    if (!this.node.isConnected) this.desk.main.replaceChildren(this.node); // nothing was left, until a step was undone
    this.points = { ...answer.mine.points };
    this.text.replaceChildren(...written(answer));
    this.text.scrollTop = 0;
    this.facts.replaceChildren(...this.#facts(answer));
    this.rubric.show(this.points, answer.mine.notes);
    this.score.open(answer.mine);
    this.comments.show(answer.mine.notes, comments);
    this.rubric.toOpen(this.points);
  }

  /** @param {Answer} answer */
  #facts(answer) {
    const told = /** @type {(HTMLElement | null)[]} */ ([
      answer.name ? h("b", {}, answer.name) : null,
      h("span", {}, say("words", { count: answer.words })),
      answer.second ? h("span", { class: "tag" }, say("second")) : null,
    ]);
    const state = STATES[/** @type {keyof typeof STATES} */ (answer.state)];
    if (state) told.push(h("span", { class: "tag" }, say(state, { points: answer.elsewhere_score ?? 0 })));
    if (answer.elsewhere_comment) {
      told.push(h("span", { class: "tag" }, say("also_said", { text: answer.elsewhere_comment })));
    }
    if (answer.same.length) {
      told.push(button(say("next_and_same", { count: answer.same.length }), () => this.finish(true)));
    }
    if (answer.near.length) {
      told.push(button(say("near", { count: answer.near.length }), () => this.compare(), { class: "near" }));
    }
    return told.filter((each) => each !== null);
  }

  /** Show the answer beside its near copies. */
  async compare() {
    const { answer } = this;
    if (!answer) return;
    const others = await Promise.all(answer.near.map((id) => this.desk.courier.ask({ do: "show", answer: id })));
    const titles = others.map((other) => other.name || say("the_other"));
    compare([answer, ...others], [answer.name || say("this_one"), ...titles]);
  }

  /** Say why something was not done, and what may be done. @param {Error} error @param {boolean} finishing */
  async #refused(error, finishing) {
    if (error instanceof Lost) {
      this.desk.announce(say("undo_lost"));
      if (this.answer) await this.#go({ do: "claim", answer: this.answer.id });
      return;
    }
    if (!(error instanceof Refusal)) throw error;
    if (error.holder) {
      this.desk.announce(say("held", { name: error.holder }));
      this.answer = null;
      return this.#go({ do: "next", task: this.task.id });
    }
    const next = { text: say("take_next"), act: () => this.#go({ do: "next", task: this.task.id }) };
    const mine = { text: say("put_mine"), act: () => this.finish(false, true) };
    this.desk.complain(error.message, finishing ? [mine, next] : [next]);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (this.#isGoing) return true;
    if (event.key === "Enter") this.finish(event.shiftKey);
    else if (event.key === "u") this.undo();
    else if (event.key === "s") this.score.skip.click();
    else if (event.key === "c") this.comments.field.focus();
    else if (event.key === "t") this.asked.open = !this.asked.open;
    else if (event.key === "+" || event.key === "=") this.score.move(1);
    else if (event.key === "-") this.score.move(-1);
    else if (event.key === "PageDown" || event.key === "PageUp" || event.key === " ") this.#scroll(event);
    else if (/^[a-z]$/.test(event.key)) return this.#insert(event.key);
    else return this.rubric.key(event);
    return true;
  }

  /** @param {KeyboardEvent} event */
  #scroll({ key, shiftKey }) {
    const up = key === "PageUp" || shiftKey;
    this.text.scrollBy({ top: (up ? -0.85 : 0.85) * this.text.clientHeight });
  }

  /** @param {string} letter */
  #insert(letter) {
    const comment = this.comments.insert(letter);
    if (!comment) return false;
    const name = this.comments.names.get(comment.criterion) ?? say("whole");
    this.desk.announce(say("inserted", { name, text: comment.text }));
    this.rubric.show(this.points, this.comments.notes);
    return true;
  }
}
