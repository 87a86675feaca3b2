/* What was foretold and what came, on one line of numbers below the figure: the prediction above the line, what the run
   as it is set brings below it, the run recorded last as a ring. It grows where a number lies beyond it and never
   shrinks, so that marks move and not the line. Only for a prediction of what a run finds; what a student is to work out
   is not told. The words at the marks are text, and say all that the marks do. */

import { h, plain } from "../script/dom.js";
import { digits, say } from "../script/words.js";
/** @import { Run, Values } from "./run.js" */

const ROUND = [1, 2, 5, 10]; // of a power of ten: what the ends of the line are multiples of
const PARTS = 5; // of the line, about

/** @typedef {{foretold: number, now: Values, past?: Values, isMet: boolean}} Told      `isMet`: the run that is set is recorded */

/** @param {Run} item */
export function lineOf({ prediction, result }) {
  const quantity = result.find(({ name }) => name === prediction?.name);
  const ends = [0, 1].map(() => h("span", { class: "tj-line-end", "aria-hidden": "true" }));
  const track = h("div", { class: "tj-line-track", "aria-hidden": "true" });
  const gap = h("div", { class: "tj-line-gap" });
  const [said, came, past] = ["said", "now", "past"].map((name) => h("div", { class: `tj-line-mark tj-line-${name}` }));
  const words = [h("p", { class: "tj-line-words" }), h("p", { class: "tj-line-words tj-line-came" })];
  const ticks = h("div", {});
  track.append(ticks, gap, past, said, came);
  const unit = quantity?.unit && h("span", {}, say("page.line_unit", { unit: quantity.unit }));
  const title = h("p", { class: "tj-line-title" }, h("span", { html: quantity?.label ?? "" }), unit);
  const named = { class: "tj-line", role: "group", "aria-label": plain(quantity?.label ?? ""), hidden: true };
  const node = h("div", named, title, words[0], ends[0], track, ends[1], words[1]);
  let [low, high] = [0, 0];

  /** @param {Told} told */
  function show({ foretold, now, past: before, isMet }) {
    if (!quantity || !Number.isFinite(foretold)) return;
    const { name } = quantity;
    const [is, was] = [Number(now[name]), before && Number(before[name])];
    stretch(foretold, is, was ?? is);
    put(said, foretold);
    put(came, is);
    put(past, was ?? is);
    past.hidden = was === undefined || isMet;
    gap.style.insetInlineStart = `${100 * share(Math.min(foretold, is))}%`;
    gap.style.inlineSize = `${100 * Math.abs(share(is) - share(foretold))}%`;
    tell(words[0], say("page.line_said", { value: readable(foretold) }), foretold);
    tell(words[1], say(isMet ? "page.line_met" : "page.line_now", { value: readable(is) }), is);
    node.hidden = false;
  }

  /** Let the line hold some numbers, and 0. @param {...number} values */
  function stretch(...values) {
    const [least, most] = [Math.min(low, ...values), Math.max(high, ...values)];
    if (least >= low && most <= high && high > low) return;
    const step = stepOf((most - least || 1) / PARTS);
    [low, high] = [step * Math.floor(least / step), step * Math.max(Math.ceil(most / step), 1)];
    ends.forEach((end, n) => end.textContent = digits(readable([low, high][n])));
    const count = Math.round((high - low) / step);
    ticks.replaceChildren(...Array.from({ length: count + 1 }, (_, n) => put(h("i"), low + n * step)));
  }

  const share = (/** @type {number} */ value) => (value - low) / (high - low);

  /** @param {HTMLElement} mark @param {number} value */
  function put(mark, value) {
    mark.style.insetInlineStart = `${100 * share(value)}%`;
    return mark;
  }

  /** Write words where a number stands: begun, centred or ended there, so that they stay within the line.
   * @param {HTMLElement} place @param {string} text @param {number} value */
  function tell(place, text, value) {
    if (place.textContent !== text) place.replaceChildren(h("span", {}, text));
    const { style } = /** @type {HTMLElement} */ (place.firstElementChild);
    style.insetInlineStart = `${100 * share(value)}%`;
    style.translate = `${-100 * share(value)}% 0`;
  }

  function reset() {
    [low, high] = [0, 0];
    node.hidden = true;
  }

  return { node, show, reset };
}

/** The smallest round number that is no smaller. @param {number} least */
function stepOf(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * (ROUND.find((times) => power * times >= least * (1 - 1e-9)) ?? 10);
}

/** Return a number with two decimals, three below 1. */
export const readable = (/** @type {number} */ value) => Number(value.toFixed(Math.abs(value) < 1 ? 3 : 2));
