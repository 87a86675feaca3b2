/* One item: its control, what is saved, the practice mark. It is changed in place, so that the focus stays.

   Graded: each change is sent. Practice: "Check" sends. "Saved" is shown for the last message of an item, and only when
   the kernel has answered it. What is not acknowledged stays here and in the drafts, and is sent again by the next
   widget of the same quiz; where another answer was saved in between, the student is asked which one counts. What the
   kernel cannot read stays likewise: nothing was saved, and the field says so until it is mended. */

import { confidence } from "./confidence.js";
import { controlOf } from "./controls.js";
import { button, h, hide, same, unique } from "./dom.js";
import { frame } from "./frame.js";
import { hints } from "./hints.js";
import { outcomeWord, showResult } from "./mark.js";
import { waits } from "./parts.js";
import { seen, twoAnswers } from "./two_answers.js";
import { clock, savedAt, say } from "./words.js";
/** @import { Answer, Answering, Item, Kept, Quiz, Saving } from "./protocol.js" */
/** @import { Draft } from "./storage.js" */

export class Card {
  /** @param {Quiz} quiz @param {Item} item @param {number} number @param {Answer} answer */
  constructor(quiz, item, number, answer) {
    this.quiz = quiz;
    this.item = item;
    this.number = number;
    this.answer = answer;
    this.name = unique();
    this.editing = false; // changed, and not acknowledged since
    this.token = ""; // of the message whose acknowledgement counts
    this.lost = /** @type {Saving | null} */ (null); // the message that was not acknowledged
    this.unread = false; // what stands in a field cannot be read, and is not saved
    this.typing = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
    this.control = controlOf(item.type)(item, this);
    this.body = this.control.body;
    this.practice = (Boolean(this.control.press) || quiz.view.kind === "practice") && !item.kept;
    this.hints = hints(this);
    this.sure = item.asks_confidence ? confidence(this) : null;
    this.status = h("p", { class: "tj-status", tabindex: -1 });
    const label = say("page.try_again_label", { number });
    this.retry = button(say("page.try_again"), () => quiz.retry(), { hidden: true, "aria-label": label });
    const { press, again } = this.control;
    this.check = button(press ?? say("page.check"), () => this.submit(), { class: "tj-primary", hidden: true });
    this.again = button(again ?? say("page.try_again"), () => this.anew(), { class: "tj-again", hidden: true });
    this.result = h("div", { class: "tj-result", role: "group", tabindex: -1, hidden: true });
    this.choice = h("div", { class: "tj-choice", hidden: true });
    this.node = frame(this);
  }

  /** Show the stored answer, then whatever an earlier widget of this quiz could not save. */
  start() {
    this.show(this.answer);
    this.take();
  }

  take() {
    this.sure?.start();
    const draft = this.draft();
    if (!draft) return;
    if (this.isNewerThan(draft)) this.ask(draft);
    else this.resume(draft);
  }

  /** Return the draft that still counts, if there is one, and drop those that do not. @returns {Draft | undefined} */
  draft() {
    /** @type {Draft | undefined} */
    const draft = this.quiz.drafts.get(this.item.id);
    if (!draft) return;
    const { message, attempt } = draft;
    const arrived = "response" in message && same(message.response, this.answer.response);
    if (!arrived && attempt === this.answer.attempt) return draft;
    this.quiz.drafts.drop(this.item.id);
    return this.draft();
  }

  /** Whether another answer was saved since a draft was begun. @param {Draft} draft */
  isNewerThan({ over }) {
    return over ? !same(over, this.over) : this.answer.response !== null;
  }

  /** Take a draft up again. @param {Draft} draft */
  resume({ message, sent }) {
    this.choice.hidden = true;
    if ("response" in message) this.control.show({ ...this.answer, response: message.response });
    else this.control.steps?.restore(message);
    if (sent) this.save(message);
    else this.edit();
  }

  /** Let the student choose between a draft and what was saved after it. @param {Draft} draft */
  ask(draft) {
    this.choice.replaceChildren(...twoAnswers(this, draft));
    this.choice.hidden = false;
    this.tell(say("page.two_answers", { time: clock(this.answer.time) }));
  }

  /** Follow what another page of this quiz has saved; what is not saved here does not replace it unasked.
   * @param {Answer} answer */
  refresh(answer) {
    if (same(answer, this.answer)) return;
    if (!this.editing || same(seen(answer), this.over)) this.note(answer);
    else if (this.lost || this.unread) this.meet(answer);
  }

  /** Something was saved that leaves an answer which is being given as it is: how sure one is, for one.
   * @param {Answer} answer */
  note(answer) {
    if (!this.editing) return this.show(answer);
    this.answer = { ...this.answer, confidence: answer.confidence, hints: answer.hints };
    this.sure?.show(this.answer);
  }

  /** Another answer was saved while one of this page was not. @param {Answer} answer */
  meet(answer) {
    this.answer = answer;
    this.editing = false;
    this.lost = null;
    this.token = "";
    hide(this.retry, this.status);
    this.start();
  }

  /** @param {Answer} answer */
  show(answer) {
    this.answer = answer;
    this.choice.hidden = true;
    this.flag("");
    this.control.show({ ...answer, response: answer.response ?? answer.start?.response ?? null });
    this.write(answer.response !== null || !this.practice ? savedAt(answer.time) : "", answer.note);
    this.sure?.show(answer);
    this.hints.show(answer);
    showResult(this);
    waits(this);
    this.quiz.count();
  }

  /** @returns {HTMLInputElement[]} */
  inputs() {
    return [...this.body.querySelectorAll(/** @type {"input"} */ ("textarea, input, select, button"))];
  }

  focus() {
    const inputs = this.inputs().filter((each) => !each.disabled);
    (inputs.find((each) => each.checked) ?? inputs[0])?.focus();
  }

  /** The student has changed something; `pause` (ms) waits for the rest of it to be typed. */
  changed(pause = 0) {
    clearTimeout(this.typing);
    this.edit();
    if (this.practice) return this.write(waits(this)?.words ?? "");
    this.write(say("page.not_saved_yet"));
    if (pause) this.typing = setTimeout(() => this.flush(), pause);
    else this.flush();
  }

  edit() {
    this.editing = true;
    this.choice.hidden = true;
    this.token = ""; // an acknowledgement under way is of an older answer
    this.lost = null;
    this.flag("");
    hide(this.retry, this.status);
    this.write("");
    this.keep(this.message(), !this.practice);
  }

  /**
   * Keep a message until it is acknowledged; `sent` tells an answer from a choice that is not checked yet.
   *
   * @param {Saving} message @param {boolean} sent
   */
  keep(message, sent) {
    const draft = { message, sent, attempt: this.answer.attempt, time: Date.now(), over: this.over };
    this.quiz.drafts.set(this.item.id, draft);
  }

  /** The saved answer that the student sees: an answer given now replaces it. */
  get over() {
    return seen(this.answer);
  }

  get unsent() {
    return this.editing && !this.practice && !this.token;
  }

  /** Send what was typed and not sent yet. */
  flush() {
    clearTimeout(this.typing);
    if (this.unsent) this.save(this.message());
  }

  /** The page goes: send the last keystrokes. Whether they arrived, the next widget finds out from the draft. */
  leave() {
    clearTimeout(this.typing);
    this.control.leave?.();
    if (this.unsent) this.token = this.quiz.send({ ...this.message(), over: this.over }, () => {}, () => {});
  }

  /** @returns {Answering} */
  message() {
    return { kind: "answer", item: this.item.id, response: this.control.read() };
  }

  submit() {
    const message = this.message();
    const left = waits(this);
    if (left || message.response === null) this.tell(left?.words ?? say("page.choose_first"));
    else this.save(message);
    left?.node.focus();
  }

  anew() {
    this.quiz.drafts.drop(this.item.id);
    this.save({ kind: "again", item: this.item.id });
  }

  /** Send; the last message wins, and a late answer to an older one changes nothing. @param {Saving} message */
  save(message) {
    clearTimeout(this.typing);
    this.editing = true;
    this.choice.hidden = true;
    this.lost = null;
    this.flag("");
    if (message.kind !== "again") this.keep(message, true);
    hide(this.retry, this.status);
    this.write(say("page.saving"));
    const advice = this.node.closest(".tj-lesson") ? "page.kept_in_lesson" : "page.kept"; // there no menus are shown
    /** @type {string} */
    const token = this.quiz.send(
      { ...message, over: this.over },
      (reply) => (token === this.token ? this.answered(reply, message) : this.passed(reply)),
      () => token === this.token && this.fail(message, say("page.lost"), say(advice)),
    );
    this.token = token;
  }

  /** An older answer was saved while a newer one is given: that one replaces it. @param {Kept} reply */
  passed(reply) {
    if (reply.kind !== "saved" || !this.editing || this.lost) return;
    this.answer = reply.answer;
    this.keep(this.message(), !this.practice);
  }

  /** @param {Kept} reply @param {Saving} message */
  answered(reply, message) {
    if (reply.kind === "later") return this.tell(say("page.later"));
    if (reply.kind === "newer") return this.meet(reply.answer);
    if (reply.kind === "refused") return this.fail(message, say("page.refused", { error: reply.error }));
    if (reply.kind === "unreadable") return this.reject(message, reply.words);
    this.editing = false;
    this.lost = null;
    hide(this.retry, this.status);
    this.quiz.drafts.drop(this.item.id, message);
    this.show(reply.answer);
    this.node.dispatchEvent(new CustomEvent("tj-saved", { bubbles: true }));
    if (this.control.isBusy?.()) return;
    const { mark, note, time } = reply.answer;
    const done = mark ? outcomeWord(mark) : savedAt(time);
    const news = message.kind === "again" ? say("page.new_attempt") : done;
    const parts = [say("page.news", { number: this.number, news }), note, this.quiz.count()];
    this.quiz.announce(parts.filter(Boolean).join(" "));
  }

  /** @param {Saving} message @param {string} text @param {string} [more] */
  fail(message, text, more) {
    this.lost = message;
    this.retry.hidden = false;
    this.tell(text, more);
    this.status.classList.add("tj-lost");
    this.quiz.count();
  }

  /** Nothing was saved, and to send the same again would not help. @param {Saving} message @param {string} words */
  reject(message, words) {
    this.lost = null;
    hide(this.retry, this.status);
    this.tell(words);
    this.flag(words, message);
    if (this.control.flag) this.write("");
    this.quiz.count();
  }

  /** Say at the field what could not be read; "" takes it back. @param {string} words @param {Saving} [message] */
  flag(words, message) {
    this.unread = Boolean(words);
    this.control.flag?.(words, message);
  }

  /** Write beside the buttons. @param {string} text @param {string} [more] */
  write(text, more = "") {
    this.status.classList.remove("tj-lost");
    this.status.replaceChildren(...[text, more].filter(Boolean).map((words) => h("span", {}, words)));
  }

  /** Write, and announce it. @param {string} text @param {string} [more] */
  tell(text, more = "") {
    this.write(text, more);
    this.quiz.announce(say("page.told", { number: this.number, text: `${text} ${more}` }));
  }
}
