/* The run recorded last, in this attempt or the one before, beside what is set now: its drawing as a ghost on the new one
   where both can be drawn on the same axes, else as a small picture; and in a sentence what was changed and what became of it. Words say all that the ghost shows, so a
   screen reader is not told of it. */

import { h, plain, same } from "../script/dom.js";
import { digits, say, withUnit } from "../script/words.js";
import { readable } from "./run_line.js";
/** @import { Settings } from "../script/protocol.js" */
/** @import { Parameter, Quantity, Recorded, Run, Values } from "./run.js" */

/** @typedef {{parameters: Settings, width: number, svg: string, result: Values}} Drawn */
/** @typedef {{parameters: Values, result: Values}} Settled */

const NAMED = 2; // changed settings; of more only the number is told
const LONGEST = 140; // letters that two of them may take

/** @param {Run} item @param {HTMLElement} paper where the picture of what is set stands */
export function pastOf(item, paper) {
  const ghost = h("div", { class: "tj-ghost", "aria-hidden": "true", hidden: true });
  const small = h("div", { class: "tj-before", "aria-hidden": "true", hidden: true });
  const legend = h("p", { class: "tj-legend", hidden: true });
  const change = h("p", { class: "tj-change" });
  const news = h("div", { class: "tj-news" }, small, h("div", {}, change, legend));
  let recorded = /** @type {Settled | null} */ (null);
  let isOld = false; // it is of the attempt before
  let drawn = /** @type {Drawn | null} */ (null); // its picture
  let fitted = ""; // and the one on the axes of what is set
  let place = /** @type {HTMLElement | null} */ (null); // where one of them has been put
  let shown = ""; // which

  /** Take what is recorded; `now` is what the page shows. @param {Recorded | null} response in this attempt
   * @param {Recorded | null | undefined} before in the one before @param {Drawn | null} now */
  function take(response, before, now) {
    isOld = !response?.result;
    recorded = settled(item, isOld ? before : response);
    if (!same(recorded?.parameters, drawn?.parameters)) keep(null);
    news.dataset.recorded = String(Boolean(recorded));
    if (now) {
      compare(now);
      return;
    }
    change.textContent = "";
    hideGhost();
  }

  /** The settings of the recorded run, where their picture is missing beside one of `width` pixels. @param {number} width */
  function missing(width) {
    return recorded && (drawn?.width !== width) ? recorded.parameters : null;
  }

  /** What is to be drawn on the same axes as the settings `now`, once there is a picture. @param {Settings} now */
  function behind(now) {
    return recorded && drawn && !same(now, recorded.parameters) ? recorded.parameters : undefined;
  }

  /** Return whether nothing is left to be done: not where common axes have not been asked for. @param {Drawn} now */
  function compare(now) {
    const isRecorded = same(now.parameters, recorded?.parameters);
    if (isRecorded) keep(now);
    change.textContent = recorded && !isRecorded ? changed(item, recorded, now) : "";
    if (!recorded || isRecorded || !drawn) {
      hideGhost();
      return true;
    }
    const picture = [fitted, drawn.svg].find((svg) => isAlike(paper.firstElementChild, svg));
    put(picture ? ghost : small, picture ?? drawn.svg);
    news.dataset.as = picture ? "ghost" : "small";
    legend.textContent = say(picture ? "page.ghost" : "page.small_picture");
    ghost.hidden = !picture;
    small.hidden = Boolean(picture);
    legend.hidden = false;
    return Boolean(picture);
  }

  /** @param {Drawn | null} picture */
  function keep(picture) {
    drawn = picture;
    fitted = "";
  }

  /** @param {string | undefined} svg the run `parameters`, on the axes of what is set @param {Settings | undefined} parameters */
  function fit(svg, parameters) {
    fitted = svg && same(parameters, recorded?.parameters) ? svg : "";
  }

  /** What is recorded, and whether it is what is set in this attempt. @param {Settings} parameters */
  function found(parameters) {
    return { past: recorded?.result, isMet: !isOld && same(parameters, recorded?.parameters) };
  }

  /** @param {HTMLElement} here @param {string} svg */
  function put(here, svg) {
    if (place === here && shown === svg) return;
    [place, shown] = [here, svg];
    for (const each of [ghost, small]) each.innerHTML = each === here ? svg : "";
    const picture = here.firstElementChild;
    for (const name of ["role", "aria-label"]) picture?.removeAttribute(name);
  }

  function hideGhost() {
    ghost.hidden = small.hidden = legend.hidden = true;
  }

  return { ghost, news, take, missing, behind, keep, fit, found, compare, words: () => change.textContent };
}

/** @param {Run} item @param {Recorded | null | undefined} response @returns {Settled | null} */
function settled(item, response) {
  const { parameters, result } = response ?? {};
  return parameters && result ? { parameters: chosen(item, parameters) ?? {}, result } : null;
}

/** What of the recorded settings a student can choose. @param {Run} item @param {Values | undefined} parameters */
export function chosen(item, parameters) {
  return parameters && Object.fromEntries(item.parameters.map(({ name }) => [name, parameters[name]]));
}

/** Whether two drawings have the same size and the same axes. @param {Element | null} svg @param {string} other */
function isAlike(svg, other) {
  const [head] = other.split(">", 1);
  const has = (/** @type {string} */ name) => {
    const value = svg?.getAttribute(name);
    return Boolean(value) && head.includes(` ${name}="${value}"`);
  };
  return has("viewBox") && has("data-scale");
}

/**
 * Say in a sentence what was changed since the recorded run, and what became of the quantity that was predicted; of the
 * first other one where that stayed as it was.
 *
 * @param {Run} item @param {Settled} before @param {{parameters: Settings, result: Values}} now
 */
function changed(item, before, now) {
  const set = item.parameters.filter(({ name }) => !same(before.parameters[name], now.parameters[name]));
  const named = set.map((each) => setting(each, before.parameters[each.name], now.parameters[each.name]));
  const isMuch = set.length > NAMED || (set.length > 1 && named.join().length > LONGEST);
  const what = isMuch ? say("page.settings_changed", { count: set.length }) : named.join(", ");
  const foretold = (/** @type {Quantity} */ { name }) => name === item.prediction?.name;
  const quantities = [...item.result.filter(foretold), ...item.result];
  const moved = quantities.find(({ name }) => rounded(before.result[name]) !== rounded(now.result[name]));
  const { name, label, unit } = moved ?? quantities[0];
  const [old, is] = [Number(before.result[name]), Number(now.result[name])];
  if (!moved) return say("page.stayed", { what, label: plain(label), now: withUnit(short(is, is), unit) });
  return say("page.went", { what, label: plain(label), before: short(old, is), now: withUnit(short(is, old), unit) });
}

/** @param {Parameter} parameter @param {number | string} before @param {number | string} now */
function setting({ group, label, choices, unit }, before, now) {
  const words = (/** @type {number | string} */ value) =>
    choices ? say("page.choice", { choice: plain(choices[value] ?? value) }) : digits(value);
  const name = group ? say("page.in_group", { group, label }) : label;
  return say("page.setting_changed", { label: plain(name), before: words(before), now: withUnit(words(now), unit) });
}

/** What of a number is told: four decimals. @param {number | string} value */
const rounded = (value) => Number(Number(value).toFixed(4));

/** As on the line of numbers; with four decimals where two do not tell it from another. @param {number} value @param {number} other */
function short(value, other) {
  const tells = value.toFixed(2) !== other.toFixed(2) || rounded(value) === rounded(other);
  return tells ? readable(value) : rounded(value);
}
