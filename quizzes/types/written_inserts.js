/* What a text can take over by one press: sentences of the essay, evidence cards, recorded runs. */

import { button, h, unique } from "../script/dom.js";
import { say } from "../script/words.js";
/** @import { Card } from "../script/card.js" */
/** @import { Offered, Recorded, Refused } from "../script/protocol.js" */

/** The essay by its sentences, one paragraph at a time. @param {string[][]} essay @param {(text: string) => void} insert */
export function quotations(essay, insert) {
  const id = unique();
  const options = essay.map((_, at) => h("option", { value: at }, say("page.paragraph", { number: at + 1 })));
  const paragraph = h("select", { id, onchange: fill }, options);
  const list = h("ul", { class: "tj-sentences" });

  function fill() {
    const at = Number(paragraph.value);
    const place = say("page.paragraph", { number: at + 1 });
    const press = (/** @type {string} */ words) => () => insert(say("page.quoted", { paragraph: place, words }));
    list.replaceChildren(...essay[at].map((words) => h("li", {}, button(words, press(words)))));
  }

  fill();
  const choice = h("div", { class: "tj-field" }, h("label", { for: id }, say("page.quote_paragraph")), paragraph);
  const hint = h("p", {}, say("page.quote_hint"));
  return h("details", {}, h("summary", {}, say("page.quote_essay")), choice, hint, list);
}

/** The cards and runs of the student's lessons, as they are when the list is opened.
 * @param {"cards" | "runs"} kind @param {Card} card @param {(text: string) => void} insert */
export function offered(kind, card, insert) {
  const words = {
    cards: { title: say("page.insert_card"), none: say("page.no_cards") },
    runs: { title: say("page.insert_run"), none: say("page.no_runs") },
  }[kind];
  const place = h("div", {});
  const node = h("details", { ontoggle: ask }, h("summary", {}, words.title), place);
  const only = (/** @type {string} */ text) => place.replaceChildren(h("p", {}, text));

  function ask() {
    if (!node.open) return;
    only(say("page.looking"));
    card.quiz.send({ kind: "recorded", item: card.item.id }, fill, () => only(say("page.no_frame")));
  }

  function fill(/** @type {Recorded | Refused} */ reply) {
    if (reply.kind === "refused") return only(reply.error);
    const lessons = reply[kind];
    if (!lessons.length) return only(words.none);
    place.replaceChildren(...lessons.flatMap((each) => ofLesson(each, lessons.length > 1)));
  }

  /** @param {Offered} lesson @param {boolean} titled */
  function ofLesson({ title, lines }, titled) {
    const list = h("ul", { class: "tj-sentences" }, lines.map((text) => h("li", {}, button(text, () => insert(text)))));
    return titled ? [h("h4", {}, title), list] : [list];
  }

  return node;
}
