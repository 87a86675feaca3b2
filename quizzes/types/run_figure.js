/* The figure of a run, drawn in Python for what the knobs say: one frame under way at a time, and the last wish wins. It
   is there as soon as it may be, and follows every move. What was recorded last is drawn too, once nothing else is, and
   from then on with each frame, on the same axes. */

import { h } from "../script/dom.js";
import { say } from "../script/words.js";
import { lineOf } from "./run_line.js";
import { moveTo } from "./run_motion.js";
import { pastOf } from "./run_past.js";
import { pin } from "./run_pin.js";
/** @import { Card } from "../script/card.js" */
/** @import { Answer, Frame, Refused, Running, Settings } from "../script/protocol.js" */
/** @import { Recorded, Run } from "./run.js" */
/** @import { Knob } from "./run_knobs.js" */
/** @import { Drawn } from "./run_past.js" */

/** @typedef {{parameters: Settings, width: number, behind?: Settings}} Wish      width in pixels; 0: any */

const REST = 800; // ms without a frame: the slider rests, and the figure is told

/**
 * @param {Run} item @param {Card} card @param {Knob[]} knobs
 * @param {HTMLButtonElement} record there is something to record once a frame is there
 */
export function figureOf(item, card, knobs, record) {
  const problem = h("p", { class: "tj-problem" });
  const paper = h("div", { class: "tj-paper" });
  const values = h("div");
  const table = h("details", { class: "tj-values", hidden: true }, h("summary", {}, say("page.table")), values);
  const past = pastOf(item, paper);
  const line = lineOf(item);
  const stage = h("div", { class: "tj-stage" }, past.ghost, paper);
  const view = h("div", { class: "tj-view" }, stage, line.node, past.news);
  const { nodes } = item.steps ? { nodes: [] } : pin(view); // a map needs the room
  let isOpen = false; // from when on the figure follows the knobs
  let flying = false; // a frame is under way
  let waiting = false; // and another one is wanted after it
  let isBlind = false; // drawn without a width to draw for: in a section that is not shown
  let halt = () => {}; // the motion of the last frame
  let round = 0; // a frame of an earlier attempt is not shown
  let now = /** @type {Drawn | null} */ (null);
  let foretold = NaN;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let spoken;

  /** Draw without being asked to, and complain of nothing: what cannot be drawn yet may be once something is set. */
  function open() {
    if (isOpen) return;
    isOpen = true;
    draw(true);
  }

  function start() {
    isOpen = true;
    draw();
  }

  function follow() {
    if (isOpen) draw();
    else tellProblem();
  }

  /** Say which number cannot be used, and return whether there is one. */
  function tellProblem() {
    const words = knobs.map((each) => each.problem()).find(Boolean) ?? "";
    if (words && words !== problem.textContent) complain(words);
    problem.textContent = words;
    return Boolean(words);
  }

  /** Ask for a frame; while one is under way, only the last wish is kept. @param {boolean} [unasked] */
  function draw(unasked = false) {
    waiting = flying;
    if (tellProblem() || flying) return;
    const parameters = Object.fromEntries(knobs.map(({ name, value }) => [name, value()]));
    const width = paper.clientWidth;
    isBlind = !width;
    const mine = round;
    const behind = past.behind(parameters);
    ask({ parameters, width, behind }, (reply) => {
      if (mine !== round) return;
      if (reply.kind !== "refused") {
        past.fit(reply.behind, behind);
        foretold = reply.foretold ?? NaN;
        show({ ...reply, parameters, width });
      } else if (unasked) paper.dataset.empty = reply.error;
      else complain(reply.error);
    }, () => (unasked && !waiting) || complain(say("page.no_frame")));
  }

  /** @param {Wish} wish
   * @param {(reply: Frame | Refused) => void} answered @param {() => void} silent */
  function ask(wish, answered, silent) {
    flying = true;
    paper.dataset.empty = say("page.figure_coming"); // shown until there is a picture
    card.quiz.send(request(wish), landed, () => {
      silent();
      paper.dataset.empty = say("page.figure_after_run");
      flying = waiting = false;
    });
    function landed(/** @type {Frame | Refused} */ reply) {
      flying = false;
      answered(reply);
      if (waiting) draw();
      else if (!flying) drawPast();
    }
  }

  /** @param {Wish} wish @returns {Running} */
  function request({ parameters, width, behind }) {
    return { kind: "run", item: item.id, parameters, ...(width && { width }), ...(behind && { behind }) };
  }

  /** Draw what is recorded, where its picture is missing. */
  function drawPast() {
    if (!now) return;
    const { width } = now; // the two are to have the same axes
    const parameters = past.missing(width);
    if (!parameters) return;
    const mine = round;
    ask({ parameters, width }, (reply) => {
      if (mine !== round || reply.kind === "refused" || !now) return;
      past.keep({ ...reply, parameters, width });
      if (!past.compare(now)) draw(true);
    }, () => {});
  }

  /** @param {Drawn & {rows: string[][]}} drawn */
  function show({ rows, ...drawn }) {
    now = drawn;
    problem.textContent = "";
    record.disabled = table.hidden = false;
    halt();
    const former = paper.firstElementChild;
    paper.innerHTML = drawn.svg;
    halt = moveTo(former, paper.firstElementChild);
    values.replaceChildren(valueTable(rows));
    past.compare(drawn);
    meet();
    tell(() => past.words() || (paper.firstElementChild?.getAttribute("aria-label") ?? ""));
  }

  function meet() {
    if (now) line.show({ foretold, now: now.result, ...past.found(now.parameters) });
  }

  /** Say it to a screen reader, once the student rests. @param {() => string} words */
  function tell(words) {
    clearTimeout(spoken);
    spoken = setTimeout(() => card.quiz.announce(words()), REST);
  }

  function complain(/** @type {string} */ text) {
    problem.textContent = text;
    card.quiz.announce(text);
  }

  /** Take what is recorded, and say so where it has just been. @param {Answer<Recorded>} answer @param {string} words */
  function take({ response, before }, words) {
    past.take(response, before, now);
    meet();
    if (words) tell(() => words);
    if (!flying) drawPast();
  }

  function reset() {
    round += 1;
    isOpen = waiting = false;
    now = null;
    record.disabled = table.hidden = true;
    halt();
    paper.replaceChildren();
    line.reset();
    clearTimeout(spoken);
  }

  new ResizeObserver(() => isOpen && isBlind && paper.clientWidth && draw()).observe(paper);
  return { nodes: [...nodes, view], table, problem, paper, open, start, follow, take, reset };
}

function valueTable(/** @type {string[][]} */ [header, ...rows]) {
  const head = h("tr", {}, header.map((cell) => h("th", { scope: "col" }, cell)));
  const line = (/** @type {string[]} */ row) => h("tr", {}, row.map((cell) => h("td", {}, cell)));
  return h("table", {}, h("thead", {}, head), h("tbody", {}, rows.map(line)));
}
