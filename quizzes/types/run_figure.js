/* The figure of a run, drawn in Python for what the knobs say: one frame under way at a time, and the last wish wins. */

import { h } from "../script/dom.js";
import { say } from "../script/words.js";
import { moveTo } from "./run_motion.js";
/** @import { Card } from "../script/card.js" */
/** @import { Frame, Refused, Running } from "../script/protocol.js" */
/** @import { Run } from "./run.js" */
/** @import { Knob } from "./run_knobs.js" */

const REST = 800; // ms without a frame: the slider rests, and the figure is told

/**
 * @param {Run} item @param {Card} card @param {Knob[]} knobs
 * @param {HTMLButtonElement} record there is something to record once a frame is there
 */
export function figureOf(item, card, knobs, record) {
  const problem = h("p", { class: "tj-problem" });
  const paper = h("div", { class: "tj-paper" });
  const values = h("div");
  const table = h("details", { hidden: true }, h("summary", {}, say("page.table")), values);
  let started = false; // from the first run on, the figure follows the knobs
  let flying = false; // a frame is under way
  let waiting = false; // and another one is wanted after it
  let isBlind = false; // drawn without a width to draw for: in a section that is not shown
  let halt = () => {}; // the motion of the last frame
  let round = 0; // a frame of an earlier attempt is not shown
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let spoken;

  function start() {
    started = true;
    draw();
  }

  function follow() {
    if (started) draw();
    else tellProblem();
  }

  /** Say which number cannot be used, and return whether there is one. */
  function tellProblem() {
    const words = knobs.map((each) => each.problem()).find(Boolean) ?? "";
    if (words && words !== problem.textContent) complain(words);
    problem.textContent = words;
    return Boolean(words);
  }

  /** Ask for a frame; while one is under way, only the last wish is kept. */
  function draw() {
    waiting = flying;
    if (tellProblem() || flying) return;
    flying = true;
    const mine = round;
    card.quiz.send(request(), landed, () => {
      flying = waiting = false;
      complain(say("page.no_frame"));
    });
    function landed(/** @type {Frame | Refused} */ reply) {
      flying = false;
      if (mine === round) show(reply);
      if (waiting) draw();
    }
  }

  /** @returns {Running} */
  function request() {
    const parameters = Object.fromEntries(knobs.map(({ name, value }) => [name, value()]));
    isBlind = !paper.clientWidth;
    return { kind: "run", item: item.id, parameters, ...(isBlind ? {} : { width: paper.clientWidth }) };
  }

  function show(/** @type {Frame | Refused} */ reply) {
    if (reply.kind === "refused") return complain(reply.error);
    problem.textContent = "";
    record.disabled = table.hidden = false;
    halt();
    const former = paper.firstElementChild;
    paper.innerHTML = reply.svg;
    halt = moveTo(former, paper.firstElementChild);
    values.replaceChildren(valueTable(reply.rows));
    clearTimeout(spoken);
    spoken = setTimeout(() => card.quiz.announce(paper.firstElementChild?.getAttribute("aria-label") ?? ""), REST);
  }

  function complain(/** @type {string} */ text) {
    problem.textContent = text;
    card.quiz.announce(text);
  }

  function reset() {
    round += 1;
    started = waiting = false;
    record.disabled = table.hidden = true;
    halt();
    paper.replaceChildren();
    clearTimeout(spoken);
  }

  new ResizeObserver(() => started && isBlind && paper.clientWidth && draw()).observe(paper);
  return { view: h("div", { class: "tj-view" }, paper, table), problem, paper, start, follow, reset };
}

function valueTable(/** @type {string[][]} */ [header, ...rows]) {
  const head = h("tr", {}, header.map((cell) => h("th", { scope: "col" }, cell)));
  const line = (/** @type {string[]} */ row) => h("tr", {}, row.map((cell) => h("td", {}, cell)));
  return h("table", {}, h("thead", {}, head), h("tbody", {}, rows.map(line)));
}
