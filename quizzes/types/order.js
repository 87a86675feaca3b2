/* Options in order: a row is dragged by the pointer, or moved by its two buttons or by the arrow keys. Until one is
   moved, or the order kept as it is by a press, there is no answer. */

import { PAUSE, register } from "../script/controls.js";
import { arrange, button, h, hide, plain } from "../script/dom.js";
import { say } from "../script/words.js";
import { draggable } from "./order_drag.js";
/** @import { Card } from "../script/card.js" */
/** @import { Answer, Item } from "../script/protocol.js" */

/** @type {Record<string, number>} */
const STEPS = { ArrowUp: -1, ArrowDown: 1 };

register("order", order);

/** @param {Item & {options: Record<string, string>}} item @param {Card} card */
function order(item, card) {
  const list = h("ol", { class: "tj-ranking" });
  const rows = Object.fromEntries(Object.keys(item.options).map((name) => [name, row(name)]));
  const keep = button(say("page.keep_order"), settle, { class: "tj-keep" });
  let isAnswered = false;
  draggable(list, () => settle(PAUSE));

  function row(/** @type {string} */ name) {
    const text = h("span", { html: item.options[name] });
    const mover = (/** @type {string} */ sign, /** @type {string} */ words, /** @type {number} */ step) => {
      const label = say("page.move_option", { move: words, option: text.textContent });
      return button(sign, () => move(name, step), { "aria-label": label, title: words });
    };
    const up = mover("↑", say("page.move_up"), -1);
    const down = mover("↓", say("page.move_down"), 1);
    const onkeydown = (/** @type {KeyboardEvent} */ event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      move(name, step);
    };
    const grip = h("span", { class: "tj-grip", "aria-hidden": "true", title: say("page.drag") }, "⠿");
    return h("li", { "data-option": name, onkeydown }, grip, text, h("span", { class: "tj-movers" }, up, down));
  }

  /** Move the neighbour round the row, never the row: it would lose the focus.
   * @param {string} name @param {number} step */
  function move(name, step) {
    const here = rows[name];
    const neighbour = step < 0 ? here.previousElementSibling : here.nextElementSibling;
    if (neighbour) here[step < 0 ? "after" : "before"](neighbour);
    const place = shown().indexOf(name) + 1;
    const option = plain(item.options[name]);
    card.quiz.announce(say("page.place", { option, place, total: list.children.length }));
    if (neighbour) settle(PAUSE);
  }

  function settle(/** @type {unknown} */ pause) {
    isAnswered = true;
    hide(keep, card);
    card.changed(typeof pause === "number" ? pause : 0);
  }

  const shown = () => [...list.children].map((each) => /** @type {HTMLElement} */ (each).dataset.option ?? "");

  return {
    body: h("div", {}, list, keep),
    /** @param {Answer<string[]>} answer */
    show({ response, order: names }) {
      arrange(list, (response ?? names).map((name) => rows[name]));
      isAnswered = response !== null;
      if (isAnswered) hide(keep, card);
      else keep.hidden = false;
    },
    part: (/** @type {string} */ name) => rows[name] && { node: rows[name] },
    left: () => (isAnswered ? null : { words: say("page.order_first", { keep: say("page.keep_order") }), node: keep }),
    read: () => (isAnswered ? shown() : null),
  };
}
