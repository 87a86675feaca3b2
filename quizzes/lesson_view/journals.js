/* Join two journals of one quiz: as `joined` in `quizzes/bring.py`, which says how; tests hold both to the same cases. */

import { same } from "../script/dom.js";

const LONGEST = 64 * 1024; // signs; a longer line is none of ours

/**
 * @param {string} here      the journal that is there: no line of it is lost
 * @param {string} there     the one that is brought
 * @param {Set<string>} items      the ids that an answer may have
 * @returns {{text: string, fresh: number, older: number}}      questions whose answer changes, and that have a newer one here
 */
export function joined(here, there, items) {
  const kept = here.split("\n").filter((line) => line.trim());
  const known = new Set(kept);
  const lines = there.split("\n").filter((line) => !known.has(line) && items.has(facts(line).item));
  if (!lines.length) return { text: here, fresh: 0, older: 0 };
  const all = [...timed(lines), ...timed(kept)].sort((one, other) => one.time - other.time || 0).map(({ line }) =>
    line
  );
  const before = latest(kept);
  const after = latest(all);
  const touched = [...new Set(lines.map((line) => facts(line).item))];
  const fresh = touched.filter((item) => !same(before.get(item) ?? null, after.get(item) ?? null)).length;
  return { text: `${all.join("\n")}\n`, fresh, older: touched.length - fresh };
}

/** What a journal holds after another page wrote to it since this one read it: `given`, and no line of `stored` is lost.
 * @param {string} stored @param {string} given @returns {string} */
export function kept(stored, given) {
  const before = new Set(stored.split("\n").filter(Boolean));
  const lines = new Set(given.split("\n").filter(Boolean));
  if ([...before].every((line) => lines.has(line))) return given;
  return `${[...before, ...[...lines].filter((line) => !before.has(line))].join("\n")}\n`;
}

/** @param {string[]} lines */
function latest(lines) {
  const found = lines.map(facts).filter(({ item }) => item);
  return new Map(found.map(({ item, response }) => [item, response ?? null]));
}

/** Give each line a time, none before the line that it followed: so each journal keeps its order. @param {string[]} lines */
function timed(lines) {
  let last = -Infinity;
  return lines.map((line) => {
    const { time } = facts(line);
    if (time > last) last = time;
    return { line, time: last };
  });
}

/** @param {string} line @returns {{item: string, time: number, response?: unknown}} */
function facts(line) {
  const nothing = { item: "", time: NaN };
  if (line.length >= LONGEST) return nothing;
  try {
    const { item, time, response } = JSON.parse(line);
    const moment = typeof time === "string" ? Date.parse(time) : NaN;
    return typeof item === "string" && !Number.isNaN(moment) ? { item, time: moment, response } : nothing;
  } catch {
    return nothing;
  }
}
