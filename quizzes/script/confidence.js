/* How sure one is of an answer: three buttons below it, of which one press is saved at once, before the answer or after
   it. It is no part of the answer: neither waits for the other, and what is being given stays as it is. A second press
   on the same button takes it back. What the kernel has not acknowledged is kept and sent by the next widget. */

import { across, h, unique } from "./dom.js";
import { say } from "./words.js";
/** @import { Card } from "./card.js" */
/** @import { Answer, Later, Level, Saved, Refused } from "./protocol.js" */

/** @typedef {ReturnType<typeof confidence>} Confidence */

/** @type {[Level, "page.sure" | "page.fairly" | "page.guess"][]} */
const LEVELS = [["sure", "page.sure"], ["fairly", "page.fairly"], ["guess", "page.guess"]];
/** @type {Record<string, number>} */
const MOVES = { ArrowUp: -1, ArrowDown: 1 };

/** @param {Card} card */
export function confidence(card) {
  const key = `${card.item.id}?`; // of what is kept
  const id = unique();
  let value = /** @type {Level | null} */ (null);
  let token = ""; // of the message whose acknowledgement counts
  let isLost = false;
  const buttons = LEVELS.map(([level, word], index) => {
    const onclick = () => press(level);
    const onkeydown = (/** @type {KeyboardEvent} */ event) => move(event, index);
    return h("button", { type: "button", role: "radio", "data-level": level, onclick, onkeydown }, say(word));
  });
  const status = h("span", { class: "tj-lost", hidden: true });
  const named = { role: "radiogroup", "aria-labelledby": id };
  const node = h("div", { class: "tj-sure", ...named }, h("span", { id }, say("page.how_sure")), buttons, status);

  /** @param {Level | null} level */
  function draw(level) {
    value = level;
    const at = LEVELS.findIndex(([name]) => name === level);
    buttons.forEach((each, index) => {
      each.setAttribute("aria-checked", String(index === at));
      each.tabIndex = index === Math.max(at, 0) ? 0 : -1;
    });
  }

  function press(/** @type {Level} */ level) {
    save(level === value && !isLost ? null : level);
  }

  function move(/** @type {KeyboardEvent} */ event, /** @type {number} */ index) {
    const step = MOVES[event.key] ?? across(event);
    if (!step) return;
    event.preventDefault();
    const next = (index + step + LEVELS.length) % LEVELS.length;
    buttons[next].focus();
    save(LEVELS[next][0]);
  }

  function save(/** @type {Level | null} */ level) {
    const { attempt, confidence: over } = card.answer;
    draw(level);
    tell("");
    card.quiz.drafts.set(key, { level, attempt, over, time: Date.now() });
    /** @type {string} */
    const sent = card.quiz.send(
      { kind: "confidence", item: card.item.id, confidence: level },
      (reply) => sent === token && answered(reply),
      () => sent === token && tell(say("page.lost")),
    );
    token = sent;
  }

  function answered(/** @type {Saved | Refused | Later} */ reply) {
    token = "";
    if (reply.kind === "later") return;
    card.quiz.drafts.drop(key);
    if (reply.kind === "saved") return card.note(reply.answer);
    draw(card.answer.confidence);
    tell(say("page.refused", { error: reply.error }));
  }

  /** Say what went wrong; "" takes it back. */
  function tell(/** @type {string} */ words) {
    isLost = Boolean(words) && token !== "";
    status.textContent = words;
    status.hidden = !words;
    if (words) card.quiz.announce(say("page.told", { number: card.number, text: words }));
  }

  return {
    node,
    /** Show what is saved; a press that is not acknowledged stays. @param {Answer} answer */
    show(answer) {
      node.hidden = card.item.type === "vote" && answer.response !== null; // a vote that is cast is not asked about
      if (!token) draw(answer.confidence);
      buttons.forEach((each) => (each.disabled = Boolean(answer.mark)));
    },
    /** Send what an earlier widget could not save, unless something else was saved since. */
    start() {
      const draft = card.quiz.drafts.get(key);
      if (!draft || token) return; // what is under way from here is not sent twice
      const { attempt, confidence: saved, mark } = card.answer;
      if (draft.attempt === attempt && draft.over === saved && !mark) save(draft.level);
      else card.quiz.drafts.drop(key);
    },
  };
}
