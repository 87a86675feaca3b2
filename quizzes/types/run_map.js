/* Parameters that join steps, as a map: one presses or drags from a step to the step that it bears on, and chooses what
   it does. The selects stay, as lists below it, and hold the values; the map sets them and follows them.

   run_map.js          the steps, and how one is joined to another
   run_map_tree.js     where each step stands
   run_map_ask.js      what does it do? a few buttons beside a step
   run_map_drag.js     dragging from step to step, and the arrow keys */

import { arrange, button, h, plain, putHtml } from "../script/dom.js";
import { say } from "../script/words.js";
import { asking } from "./run_map_ask.js";
import { arrowKeys, threaded } from "./run_map_drag.js";
import { treeOf } from "./run_map_tree.js";
/** @import { Card } from "../script/card.js" */
/** @import { Knob } from "./run_knobs.js" */
/** @import { Run } from "./run.js" */

/**
 * @typedef {object} Step
 * @property {string} id
 * @property {string} name      HTML, short
 * @property {string} says      HTML; like the rest, "" of a step where chains end
 * @property {string} place     where it stands
 * @property {string} link      the name of the parameter that says what it does
 * @property {string} to        and of the one that says to which step
 */

/**
 * @typedef {object} Place      of a step on the map
 * @property {Step} step
 * @property {string} name      as text
 * @property {HTMLElement} node
 * @property {HTMLButtonElement} box
 * @property {HTMLButtonElement} sign      what it does, where it is joined
 * @property {Knob} [link]
 * @property {Knob} [to]
 */

/** @typedef {{relation: string, target: Place}} Join */

const NARROW = 30; // rem: with less room the lists come first, as a phone has it

/** @param {Run} item @param {Knob[]} knobs @param {HTMLElement} lists the same knobs @param {Card} card */
export function mapOf({ steps = [], parameters }, knobs, lists, card) {
  const knobOf = (/** @type {string} */ name) => knobs.find((each) => each.name === name);
  const places = steps.map(placed);
  const { choices, default: nothing } = parameters.find(({ name }) => name === steps.find(({ link }) => link)?.link) ??
    {};
  const relations = Object.entries(choices ?? {}).filter(([value]) => value !== nothing).map(([value]) => value);
  const state = h("p", { class: "tj-map-state" }, say("page.map_hint"));
  const told = h("p", { class: "tj-map-told" });
  const tree = treeOf(places, joinOf, label);
  const ask = asking(released);
  const named = { class: "tj-map-canvas", role: "group", "aria-label": say("page.map") };
  const canvas = h("div", named, tree.node, told, ask.node);
  /** @type {Place | null} */
  let held = null; // pressed, and waiting for the step that it is joined to
  let isDue = false;

  /** @param {Step} step @returns {Place} */
  function placed(step) {
    const text = h("span", { html: step.name });
    const where = step.place && h("small", {}, step.place);
    const box = h("button", { type: "button", class: "tj-map-box", onclick: () => press(here) }, text, " ", where);
    const sign = button("", () => change(here), { class: "tj-map-sign" });
    const tell = () => read(here);
    const node = h("div", { class: "tj-map-node", onpointerenter: tell, onfocusin: tell }, sign, box);
    const here = { step, name: text.textContent, node, box, sign, link: knobOf(step.link), to: knobOf(step.to) };
    return here;
  }

  /** What a step does to which step, if it is joined. @param {Place} place @returns {Join | null} */
  function joinOf({ step, link, to }) {
    const target = places.find((each) => each.step.id === to?.value());
    return step.link && link && link.value() !== nothing && target ? { relation: String(link.value()), target } : null;
  }

  const words = (/** @type {string} */ relation) => plain(choices?.[relation] ?? "");

  /** Show in full what the step at the pointer or the focus says. @param {Place} place */
  function read({ step, name }) {
    putHtml(told, step.says || h("span", {}, name).innerHTML);
  }

  function press(/** @type {Place} */ place) {
    if (held && held !== place) return wonder(held, place);
    if (!held && !place.step.link) return tell(say("page.map_end", { step: place.name }));
    hold(held ? null : place);
    card.quiz.announce(state.textContent);
  }

  /** Take a step up, or let go of the one that is held. @param {Place | null} place */
  function hold(place) {
    held = place;
    places.forEach((each) => each.box.setAttribute("aria-pressed", String(each === place)));
    state.textContent = place ? say("page.map_held", { step: place.name }) : say("page.map_hint");
  }

  function tell(/** @type {string} */ text) {
    state.textContent = text;
    card.quiz.announce(text);
  }

  function change(/** @type {Place} */ place) {
    const join = joinOf(place);
    if (join) wonder(place, join.target, place.sign);
  }

  /** Ask what one step does to another. @param {Place} from @param {Place} target @param {HTMLElement} [near] */
  function wonder(from, target, near = target.box) {
    hold(from);
    const join = joinOf(from);
    const isJoined = join?.target === target;
    const answer = (/** @type {string} */ relation) => ({
      words: words(relation),
      isChosen: isJoined && join.relation === relation,
      act: () => joined(from, relation, target),
    });
    const remove = { words: say("page.map_remove"), isChosen: false, act: () => removed(from) };
    const answers = [...relations.map(answer), ...(isJoined ? [remove] : [])];
    ask.open(say("page.map_ask", { step: from.name, target: target.name }), answers, near);
  }

  /** The question is answered or dropped. @param {boolean} hadFocus */
  function released(hadFocus) {
    const from = held;
    hold(null);
    if (hadFocus) from?.box.focus();
  }

  /** @param {Place} from @param {string} relation @param {Place} target */
  function joined(from, relation, target) {
    put(from, relation, target.step.id);
    tell(say("page.map_joins", { step: from.name, relation: words(relation), target: target.name }));
  }

  function removed(/** @type {Place} */ from) {
    const empty = parameters.find(({ name }) => name === from.step.to)?.default;
    put(from, nothing, empty);
    tell(say("page.map_removed", { step: from.name }));
  }

  /** Set both parameters of a step as one change. @param {Place} from @param {string} relation @param {string} target */
  function put({ link, to }, relation, target) {
    link?.set(relation);
    to?.set(target);
    to?.select?.dispatchEvent(new Event("change"));
  }

  /** Draw once after whatever was set just now. */
  function follow() {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      tree.draw();
      settleTab();
    });
  }

  /** Write at a step what it does. @param {Place} place @param {boolean} isCircle */
  function label(place, isCircle) {
    const join = joinOf(place);
    place.sign.hidden = !join;
    if (!join) return;
    const values = { step: place.name, relation: words(join.relation), target: join.target.name };
    place.sign.dataset.relation = String(1 + relations.indexOf(join.relation));
    place.sign.textContent = isCircle ? say("page.map_circle", values) : values.relation;
    place.sign.setAttribute("aria-label", say("page.map_sign", values));
  }

  function undo(/** @type {KeyboardEvent} */ { key, target }) {
    const place = places.find(({ node }) => node.contains(/** @type {Node} */ (target)));
    if (key === "Escape" && held) hold(null);
    if (key !== "Delete" || !place || !joinOf(place)) return;
    removed(place);
    place.box.focus();
  }

  const find = (/** @type {Element} */ box) => places.find((each) => each.box === box);
  threaded(canvas, (box) => Boolean(find(box)?.step.link), (one, other) => {
    const [from, target] = [find(one), find(other)];
    if (from && target) wonder(from, target);
  });
  const settleTab = arrowKeys(tree.node);
  canvas.addEventListener("keydown", undo);
  lists.addEventListener("tj-chosen", follow);
  follow();
  return twice(h("div", {}, state, canvas), lists);
}

/** Map and lists, each to unfold: with little room the lists come first. @param {HTMLElement} map @param {HTMLElement} lists */
function twice(map, lists) {
  const drawn = h("details", { open: true }, h("summary", {}, say("page.map")), map);
  const listed = h("details", { class: "tj-map-lists" }, h("summary", {}, say("page.map_lists")), lists);
  const node = h("div", { class: "tj-map" }, drawn, listed);
  /** @type {boolean | undefined} */
  let wasNarrow;
  new ResizeObserver(() => {
    const isNarrow = node.clientWidth < NARROW * parseFloat(getComputedStyle(document.documentElement).fontSize);
    if (!node.clientWidth || isNarrow === wasNarrow) return;
    wasNarrow = isNarrow;
    arrange(node, isNarrow ? [listed, drawn] : [drawn, listed]);
    drawn.open = !isNarrow;
    listed.open = isNarrow;
  }).observe(node);
  return node;
}
