/* How far a student is: what the quizzes on a page say of themselves, and what the journals beside a notebook say. */

import { same } from "../script/dom.js";
import { textOf } from "./models.js";
/** @import { App, Cell } from "./jupyter.js" */
/** @import { Section } from "./sections.js" */

const RECEIPT = "receipt.json";

/** @typedef {{answered: number, items: number}} Count */

/**
 * @typedef {object} Asked       a quiz on the page
 * @property {HTMLElement} node
 * @property {string} title
 * @property {boolean} counts    it is graded or a written task: handing in without it loses points
 * @property {Count} count
 */

/**
 * @typedef {object} HandedIn    by the receipt beside the answers
 * @property {string} time       ISO 8601
 * @property {"file" | "exchange"} way
 * @property {number} changed    answers that count, since then
 */

/** @typedef {Count & {handedIn: HandedIn | null}} Far */

/** @typedef {{id: string, type: string}} Item */

/** @typedef {{id: string, graded?: boolean, items?: Item[], repeats?: string}} Written   a quiz in `quiz.json` */

/** @param {Cell[]} cells @returns {Asked[]} */
export function askedIn(cells) {
  return cells.flatMap(({ node }) => [...node.querySelectorAll(".tj-quiz")].map((quiz) => asked(quiz)));
}

/** @param {Element} quiz @returns {Asked} */
function asked(quiz) {
  const node = /** @type {HTMLElement} */ (quiz);
  const { graded, kind, items, answered } = node.dataset;
  return {
    node,
    title: node.querySelector("h3")?.textContent ?? "",
    counts: graded === "true" || kind === "written",
    count: { answered: Number(answered ?? 0), items: Number(items ?? 0) },
  };
}

/** @param {Asked[]} quizzes @returns {Count} */
export function sum(quizzes) {
  const total = { answered: 0, items: 0 };
  for (const { count } of quizzes) {
    total.answered += count.answered;
    total.items += count.items;
  }
  return total;
}

/** @param {Count} count */
export const isDone = ({ answered, items }) => answered >= items;

/** Return the minutes from a section to the end, without those in which everything is answered.
 * @param {Section[]} sections @param {number} at */
export function minutesFrom(sections, at) {
  const open = sections.slice(at).filter(({ cells }) => {
    const count = sum(askedIn(cells));
    return !count.items || !isDone(count);
  });
  return open.reduce((minutes, section) => minutes + section.minutes, 0);
}

/**
 * Return how many questions of a lesson have an answer, by its journals, and how it was handed in, by its receipt.
 *
 * @param {App} app @param {string} folder @param {string} name
 * @returns {Promise<Far>}
 */
export async function fromJournals(app, folder, name) {
  const { contents } = app.serviceManager;
  const get = (/** @type {string} */ path, content = true) => contents.get(path, { content }).catch(() => null);
  const listing = await get(folder);
  const files = new Map((listing?.content ?? []).map((/** @type {any} */ file) => [file.name, file]));
  if (!files.has("quiz.json")) return { handedIn: null, answered: 0, items: 0 };
  const text = async (/** @type {string} */ file) => textOf(await get(`${folder}/${file}`));
  const receipt = files.has(RECEIPT) ? parsed(await text(RECEIPT)) : null;
  const bank = parsed(await text("quiz.json"));
  const quizzes = /** @type {Written[]} */ (bank?.quizzes ?? []);
  const journals = files.has("responses") ? (await get(`${folder}/responses`))?.content ?? [] : [];
  const written = new Set(journals.map((/** @type {any} */ file) => file.name));
  const counts = quizzes.map(async ({ id, graded, ...quiz }) => {
    const items = quiz.items ?? askedAgain(quizzes.find((first) => first.id === quiz.repeats));
    const lines = written.has(`${id}.jsonl`) ? (await text(`responses/${id}.jsonl`)).split("\n") : [];
    const now = latest(lines, new Set(items.map((item) => item.id)));
    const counts = graded || items.some(({ type }) => type === "written");
    const changed = counts && receipt ? changedIn(now, lines.slice(0, Number(receipt.lines?.[id] ?? 0))) : 0;
    return { answered: [...now.values()].filter(isGiven).length, items: items.length, changed };
  });
  const total = { answered: 0, items: 0, changed: 0 };
  for (const { answered, items, changed } of await Promise.all(counts)) {
    total.answered += answered;
    total.items += items;
    total.changed += changed;
  }
  const { changed, ...far } = total;
  const isReceipt = receipt?.assignment === name && Date.parse(receipt.time) > 0;
  return { ...far, handedIn: isReceipt ? { time: receipt.time, way: receipt.way, changed } : null };
}

/** Return the items of a quiz that repeats another: `quiz.json` holds each once (`quizzes.repeats`).
 * @param {Written | undefined} first @returns {Item[]} */
export const askedAgain = (first) => (first?.items ?? []).map(({ id, type }) => ({ id: `${id}-again`, type }));

/** @param {string[]} lines of a journal @param {Set<string>} items @returns {Map<string, unknown>} */
function latest(lines, items) {
  const last = new Map();
  for (const line of lines) {
    const entry = parsed(line);
    if (entry && items.has(entry.item)) last.set(entry.item, entry.response);
  }
  return last;
}

/** @param {unknown} response */
const isGiven = (response) => response !== null && response !== "";

/** @param {Map<string, unknown>} now @param {string[]} lines as they were handed in */
function changedIn(now, lines) {
  const before = latest(lines, new Set(now.keys()));
  return [...now].filter(([item, response]) => !same(before.get(item) ?? null, response)).length;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
