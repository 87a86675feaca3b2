/* The desk's words, which come with the page from `words.json`, and numbers as a reader writes them. */

/** @import { Key, Words } from "./protocol.js" */

/** @type {Words} */
let catalogue = {};
const numerals = new Intl.NumberFormat("en", { maximumFractionDigits: 2, useGrouping: false });
const signed = new Intl.NumberFormat("en", { maximumFractionDigits: 2, signDisplay: "exceptZero" });
const plurals = new Intl.PluralRules("en");

/** @param {Words} words */
export function learn(words) {
  catalogue = words;
}

/**
 * Return the words of a key; `count` chooses among their forms where there are several.
 *
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const entry = catalogue[key];
  const form = typeof entry === "object" ? entry[plurals.select(Number(values.count))] ?? entry.other : entry;
  return form.replace(/\{(\w+)\}/g, (_, part) => digits(values[part]));
}

/** @param {string | number} value */
export function digits(value) {
  return typeof value === "string" ? value : numerals.format(value);
}

/** Return a difference with its sign. @param {number} value */
export const difference = (value) => signed.format(value).replace("-", "−");

/** Return how long something takes, roughly. @param {number} seconds */
export function duration(seconds) {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes < 90 ? say("minutes", { count: minutes }) : say("hours", { count: Math.round(minutes / 30) / 2 });
}

/** Return the time of day. @param {number} time in ms */
export function clock(time) {
  return new Date(time).toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
