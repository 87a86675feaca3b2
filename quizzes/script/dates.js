/* A lesson's deadline in words: in the zone of the browser, which is named, and from now; and what late work loses. */

import { h } from "./dom.js";
import { dateTime, percent, say, since } from "./words.js";

/**
 * @typedef {object} Dates     as `dates.json` has them
 * @property {string} due      ISO 8601
 * @property {number} per_day  share of the points for each day that has begun
 * @property {number} grace    s
 * @property {number} cap      share of the points
 * @property {boolean} own     whether it is an extension of this student's
 */

const SECOND = 1000; // ms
const DAY = 24 * 60 * 60; // s

/** Write into a node what there is to say of a deadline. @param {HTMLElement} node @param {Dates | null} [dates] */
export function fill(node, dates) {
  node.hidden = !dates;
  if (dates) node.replaceChildren(h("strong", {}, deadline(dates)), " ", lateRule(dates));
}

/** Say when it is due, and how far that is. @param {Dates} dates @param {number} [now] in ms */
export function deadline({ due, own }, now = Date.now()) {
  const time = Date.parse(due);
  const values = { date: dateTime(time), relative: since(time, now) };
  if (now > time) return say("page.due_past", values);
  return own ? say("page.due_own", values) : say("page.due", values);
}

/** Say what late work loses, and what handing in now would. @param {Dates} dates @param {number} [now] in ms */
function lateRule(dates, now = Date.now()) {
  const late = (now - Date.parse(dates.due)) / SECOND;
  if (!dates.per_day) return late > 0 ? say("page.late_free") : "";
  const rule = say("page.late_rule", { rule: inWords(dates) });
  return late > 0 ? `${loss(dates, late)} ${rule}` : rule;
}

/** Say the rule as `quizzes/dates.py` does. @param {Dates} dates */
function inWords({ per_day: perDay, grace, cap }) {
  let rule = say("page.late_day", { share: percent(perDay) });
  if (grace) rule = say("page.late_after", { rule, grace: span(grace) });
  return cap < 1 ? say("page.late_most", { rule, cap: cap === 0.5 ? say("page.late_half") : percent(cap) }) : rule;
}

/** @param {number} seconds */
function span(seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes % 60) return say("page.late_minutes", { count: minutes });
  const hours = minutes / 60;
  const isDays = hours > 24 && hours % 24 === 0;
  return isDays ? say("page.late_days", { count: hours / 24 }) : say("page.late_hours", { count: hours });
}

/** @param {Dates} dates @param {number} late in s */
function loss({ per_day: perDay, grace, cap }, late) {
  const share = late > grace ? Math.min(perDay * Math.ceil((late - grace) / DAY), cap) : 0;
  return share ? say("page.late_now", { share: percent(share) }) : say("page.late_not_yet");
}
