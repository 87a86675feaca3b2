/* The page of a quiz. `widget.py` has the mechanism, `protocol.js` the messages; the modules here draw and listen.

   quiz.js        the quiz: title, how many are answered, one Card an item, one live region for all of them
   card.js        one item: its control, what is saved, the practice mark
   confidence.js  how sure one is of it             hints.js    what helps, when it is asked for
   ../types/      one control an item type, registered in controls.js; field.js and picks.js are what several types use
   two_answers.js the choice, where another page has saved one in between
   window.js      when it can be answered           storage.js   what is not saved yet
   courier.js     messages and their answers
   words.js       every word and number             dom.js, mark.js   elements, a mark

   `script.py` joins them for anywidget, which takes one module. No point is computed here. */

import { Card } from "./card.js";
import { courier } from "./courier.js";
import { h, unique } from "./dom.js";
import { ownKeys } from "./own_keys.js";
import { storage } from "./storage.js";
import { watch } from "./window.js";
import { learn, say, spoken } from "./words.js";
/** @import { Model, Drawn, View } from "./protocol.js" */

export default { render };

/** @param {{model: Model, el: HTMLElement}} place */
function render({ model, el }) {
  /** @type {View} */
  const view = model.get("view");
  learn(view);
  const send = courier(model);
  const { progress, bar, head, title } = header(view);
  const live = h("p", { class: "tj-hidden", role: "status" });
  const quiz = {
    view,
    send,
    drafts: storage(view.key),
    announce(/** @type {string} */ text) {
      live.textContent = "";
      setTimeout(() => (live.textContent = text), 50); // a change is what is spoken
    },
    count() {
      const isDone = (/** @type {Card} */ card) => card.answer.complete && !card.unread;
      for (const card of cards) card.node.dataset.done = String(isDone(card));
      const done = cards.filter(isDone).length;
      const lost = cards.filter((card) => card.lost || card.unread).length;
      const total = cards.length;
      const text = say("page.answered", { done, total });
      progress.textContent = lost ? say("page.answered_and_lost", { done, total, lost }) : text;
      bar.style.inlineSize = `${(100 * done) / total}%`;
      Object.assign(root.dataset, { answered: done, items: total });
      root.dispatchEvent(new CustomEvent("tj-progress", { bubbles: true }));
      return text;
    },
    retry: () => cards.forEach((card) => card.lost && card.save(card.lost)),
  };
  /** @type {Card[]} */
  const cards = view.items.map((item, index) => new Card(quiz, item, index + 1, model.get("answers")[item.id]));
  const notes = view.notes.length > 0 && journalNotes(view.notes);
  const place = view.place && h("p", { class: "tj-notes", role: "note" }, view.place);
  const nodes = cards.map((card) => card.node);
  const facts = { "data-quiz": view.id, "data-kind": view.kind, "data-graded": String(view.kind === "graded") };
  const named = { class: "tj-quiz", "aria-labelledby": title.id, ...spoken(), ...facts };
  const root = h("section", named, head, place, notes, nodes, live);
  const take = () => cards.filter(({ editing }) => !editing).forEach((card) => card.take());
  const tell = () => {
    const traits = { view, answers: model.get("answers"), said: model.get("said") };
    /** @type {Drawn} */
    const detail = { traits, root, take };
    return document.dispatchEvent(new CustomEvent("tj-quiz", { detail, cancelable: true }));
  };
  const refresh = () => {
    cards.forEach((card) => card.refresh(model.get("answers")[card.item.id]));
    tell();
  };
  const look = () => send({ kind: "look" }, () => {}, () => {}); // another page may have saved something
  const recall = () => cards.forEach((card) => said(card, model.get("said")?.[card.item.id] ?? ""));
  const follow = (/** @type {Event} */ { target }) =>
    target instanceof HTMLElement && target.dataset.quiz === view.repeats && look();
  addEventListener("focus", look);
  if (view.repeats) document.addEventListener("tj-progress", follow);
  root.addEventListener("keydown", /** @type {(event: any) => void} */ (ownKeys));
  model.on("change:answers", refresh);
  model.on("change:said", recall);
  el.append(root);
  cards.forEach((card) => card.show(card.answer));
  recall();
  const stop = watch(cards);
  quiz.drafts.recall().then((found) => {
    if (!tell()) return; // something stands before it, and says when
    if (found) cards.filter(({ editing }) => !editing).forEach((card) => card.start());
    else take();
  });
  return () => {
    removeEventListener("focus", look);
    document.removeEventListener("tj-progress", follow);
    model.off("change:answers", refresh);
    model.off("change:said", recall);
    stop();
    cards.forEach((card) => card.leave());
    send.stop();
  };
}

/** @param {View} view */
function header(view) {
  const title = h("h3", { id: unique(), html: view.title });
  const progress = h("p", { class: "tj-progress" });
  const bar = h("span");
  const track = h("div", { class: "tj-bar", "aria-hidden": "true" }, bar);
  const points = say("page.points", { count: view.points });
  const kinds = {
    graded: say("page.graded", { points }),
    practice: say("page.practice"),
    written: say("page.write", { points }),
    kept: say("page.your_own"),
    before: say("page.before"),
    open: say("page.open"),
  };
  const kind = kinds[view.kind];
  return { title, progress, bar, head: h("header", {}, h("p", { class: "tj-kind" }, kind), title, progress, track) };
}

/** Show what was said to an item the first time. @param {Card} card @param {string} html */
function said(card, html) {
  const line = /** @type {HTMLElement} */ (card.node.querySelector(".tj-said"));
  line.innerHTML = html;
  line.hidden = !html;
}

/** @param {string[]} notes */
function journalNotes(notes) {
  const text = h("p", {}, h("b", {}, say("page.skipped")), " ", say("page.skipped_cure"));
  return h("div", { class: "tj-notes", role: "note" }, text, h("ul", {}, notes.map((note) => h("li", {}, note))));
}
