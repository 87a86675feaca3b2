/* A verdict on a step of the argument: one of a few, and a sentence that is saved while one writes it. */

import { register } from "../script/controls.js";
import { h, unique } from "../script/dom.js";
import { pick, picks } from "../script/picks.js";
import { say, spoken } from "../script/words.js";
import { whileWriting } from "./written.js";
/** @import { Card } from "../script/card.js" */
/** @import { Answer, Item } from "../script/protocol.js" */

/** @typedef {Item & {options: Record<string, string>, most: number}} Judging      options are HTML, by id */
/** @typedef {{verdict?: string | null, because?: string | null}} Judged */

register("verdict", verdict);

/** @param {Judging} item @param {Card} card */
function verdict(item, card) {
  const inputs = Object.keys(item.options).map((name) => pick(name, false, card));
  const { read: chosen, check } = picks(inputs);
  const rows = inputs.map((input) =>
    h("label", { class: "tj-option" }, input, h("span", { ...spoken(), html: item.options[input.value] }))
  );
  const [id, countId, flagId] = [unique(), unique(), unique()];
  const writing = whileWriting(card, count);
  const described = { "aria-describedby": `${countId} ${flagId}` };
  const sentence = h("textarea", { id, rows: 2, ...described, ...writing.listeners });
  const counted = h("p", { class: "tj-count", id: countId });
  const unread = h("p", { class: "tj-unread", id: flagId });
  const because = h(
    "div",
    { class: "tj-field" },
    h("label", { for: id }, say("page.because")),
    sentence,
    counted,
    unread,
  );

  function count() {
    counted.textContent = say("page.characters", { count: [...sentence.value].length, most: item.most });
  }

  return {
    body: h("div", { class: "tj-verdict" }, h("div", { class: "tj-options" }, rows), because),
    legend: say("page.your_verdict"),
    /** @param {Answer<Judged>} answer */
    show({ response }) {
      check(response?.verdict ?? null);
      const text = response?.because ?? "";
      if (sentence.value !== text) sentence.value = text;
      count();
    },
    /** @returns {Judged | null} */
    read() {
      const [name] = chosen() ?? [null];
      const text = sentence.value.trim() ? (sentence.value.toWellFormed?.() ?? sentence.value) : null;
      return name || text ? { verdict: name, because: text } : null;
    },
    flag(/** @type {string} */ words) {
      unread.textContent = words;
      sentence.setAttribute("aria-invalid", String(Boolean(words)));
    },
    isBusy: () => document.activeElement === sentence,
    leave: writing.leave,
  };
}
