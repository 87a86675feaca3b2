/* A sheet whose cases come one at a time: the text of a case stands beside its boxes, and the whole sheet is a press away.

   The boxes are the sheet's own, in their table: a card hides what belongs to other cases. Before the prediction the
   boxes rest, and the cards can be read all the same: so one goes from card to card by links. */

import { button, h, plain, putHtml, unique } from "../script/dom.js";
import { say } from "../script/words.js";
/** @import { Group, Knob } from "./run_knobs.js" */

/** @typedef {{by: "group" | "label", blank: string}} CaseSheet      `blank` is the choice of a box without a code */
/** @typedef {{name: string, boxes: Knob[], cells: Element[], head: Element}} Case      `cells` are its own alone */

/**
 * @param {HTMLElement} sheet @param {Group[]} groups @param {CaseSheet} layout
 * @param {Record<string, string>} texts HTML, by the case's name
 */
export function caseCards(sheet, groups, { by, blank }, texts) {
  const cases = casesIn(sheet, groups, by);
  const isCoded = (/** @type {Case} */ { boxes }) => boxes.every(({ value }) => value() !== blank);
  const examples = new Set(cases.filter(isCoded)); // they come filled in
  const asked = cases.filter((each) => !examples.has(each));
  const where = h("p", { id: unique() });
  const title = h("h4", { tabindex: -1, "aria-describedby": where.id });
  const coded = h("p", { role: "status" });
  const text = h("div", { class: "tj-case-text" });
  const toggle = button(say("page.sheet_whole"), () => lay(!node.classList.contains("tj-all")));
  const back = h("a", { href: `#${where.id}`, onclick: turner(-1) });
  const next = h("a", { href: `#${where.id}`, onclick: turner(1) });
  const turn = h("nav", { class: "tj-turn", "aria-label": say("page.cases") }, back, toggle, next);
  const head = h("div", { class: "tj-case-head" }, h("div", {}, title, where), coded);
  const pair = h("div", { class: "tj-case-pair" }, text, sheet);
  const node = h("div", { class: "tj-cases", "data-by": by }, head, pair, turn);
  let at = 0;
  let isMoved = false; // by the student, who stays at a case from then on

  /** @param {number} step */
  function turner(step) {
    return (/** @type {Event} */ event) => {
      event.preventDefault();
      go(at + step);
    };
  }

  /** @param {number} index */
  function go(index) {
    at = index;
    lay(false);
    title.focus();
  }

  /** Show the whole sheet, or one case of it. @param {boolean} whole */
  function lay(whole) {
    node.classList.toggle("tj-all", whole);
    toggle.textContent = say(whole ? "page.sheet_cards" : "page.sheet_whole");
    show();
  }

  function show() {
    const { name } = cases[at];
    title.textContent = name;
    const words = { number: at + 1, total: cases.length };
    where.textContent = say(examples.has(cases[at]) ? "page.case_example" : "page.case_where", words);
    if (texts[name]) putHtml(text, texts[name]);
    else text.textContent = say("page.case_elsewhere");
    cases.forEach(({ cells }, index) => cells.forEach((cell) => cell.classList.toggle("tj-off", index !== at)));
    link(back, "page.case_back", cases[at - 1]);
    link(next, "page.case_next", cases[at + 1]);
  }

  function count() {
    const words = say("page.cases_coded", { done: asked.filter(isCoded).length, total: asked.length });
    if (words !== coded.textContent) coded.textContent = words;
  }

  /** Until the student moves, the first case is shown that waits for a code; and the first of all before any has one. */
  function follow() {
    count();
    if (isMoved) return;
    const isBegun = asked.some(({ boxes }) => boxes.some(({ value }) => value() !== blank));
    const open = cases.findIndex((each) => !isCoded(each));
    at = isBegun ? Math.max(0, open) : 0;
    show();
  }

  cases.forEach(({ head, name }, index) => head.replaceChildren(button(name, () => go(index))));
  node.dataset.cases = JSON.stringify(cases.map(({ name }) => name).filter((name) => name in texts));
  node.addEventListener("focusin", () => (isMoved = true));
  node.addEventListener("tj-chosen", follow);
  follow();
  return node;
}

/** @param {HTMLElement} place @param {"page.case_back" | "page.case_next"} words @param {Case | undefined} to */
function link(place, words, to) {
  place.hidden = !to;
  place.textContent = to ? say(words, { name: to.name }) : "";
}

/** @param {HTMLElement} sheet @param {Group[]} groups @param {"group" | "label"} by @returns {Case[]} */
function casesIn(sheet, groups, by) {
  const rows = [...sheet.querySelectorAll("tbody tr")];
  if (by === "group") {
    return groups.map(([name, boxes], at) => ({
      name: plain(name),
      boxes,
      cells: [rows[at]],
      head: rows[at].children[0],
    }));
  }
  const columns = [...sheet.querySelectorAll("thead th")];
  return columns.map((head, at) => ({
    name: head.textContent,
    boxes: groups.map(([, knobs]) => knobs[at]),
    cells: rows.map(({ children }) => children[at + 1]),
    head,
  }));
}
