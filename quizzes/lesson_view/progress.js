/* How far a student is: what the quizzes on a page say of themselves, and what the journals beside a notebook say. */

/** @import { App, Cell } from "./jupyter.js" */
/** @import { Section } from "./sections.js" */

/** @typedef {{answered: number, items: number}} Count */

/**
 * @typedef {object} Asked       a quiz on the page
 * @property {HTMLElement} node
 * @property {string} title
 * @property {boolean} counts    it is graded or a written task: handing in without it loses points
 * @property {Count} count
 */

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

/** Return the minutes from a section to the end. @param {Section[]} sections @param {number} at */
export const minutesFrom = (sections, at) =>
  sections.slice(at).reduce((minutes, section) => minutes + section.minutes, 0);

/**
 * Return how many questions of a lesson have an answer, by its journals; `handedIn` is when the file was made.
 *
 * @param {App} app @param {string} folder @param {string} name
 * @returns {Promise<Count & {handedIn: string}>}
 */
export async function fromJournals(app, folder, name) {
  const { contents } = app.serviceManager;
  const get = (/** @type {string} */ path, content = true) => contents.get(path, { content }).catch(() => null);
  const listing = await get(folder);
  const files = new Map((listing?.content ?? []).map((/** @type {any} */ file) => [file.name, file]));
  const handedIn = files.get(`${name}.zip`)?.last_modified ?? "";
  if (!files.has("quiz.json")) return { handedIn, answered: 0, items: 0 };
  const bank = parsed((await get(`${folder}/quiz.json`))?.content);
  const quizzes = /** @type {{id: string, items: {id: string}[]}[]} */ (bank?.quizzes ?? []);
  const journals = files.has("responses") ? (await get(`${folder}/responses`))?.content ?? [] : [];
  const written = new Set(journals.map((/** @type {any} */ file) => file.name));
  const counts = quizzes.map(async ({ id, items }) => {
    const text = written.has(`${id}.jsonl`) ? (await get(`${folder}/responses/${id}.jsonl`))?.content : "";
    return { answered: answeredIn(String(text ?? ""), new Set(items.map((item) => item.id))), items: items.length };
  });
  const total = { answered: 0, items: 0 };
  for (const { answered, items } of await Promise.all(counts)) {
    total.answered += answered;
    total.items += items;
  }
  return { handedIn, ...total };
}

/** @param {string} journal @param {Set<string>} items */
function answeredIn(journal, items) {
  /** @type {Map<string, unknown>} */
  const last = new Map();
  for (const line of journal.split("\n")) {
    const entry = parsed(line);
    if (entry && items.has(entry.item)) last.set(entry.item, entry.response);
  }
  return [...last.values()].filter((response) => response !== null && response !== "").length;
}

/** @param {any} text */
function parsed(text) {
  if (typeof text !== "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
