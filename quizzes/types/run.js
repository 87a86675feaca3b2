/* A simulation, in the steps of the lesson: predict, run and record, compare. Model and drawing are Python's.

   run.js          the steps, and what of them is saved
   run_knobs.js    what a student sets, alone, in groups or as a sheet
   run_presets.js  settings that a press makes
   run_cards.js    a sheet of which one case is shown at a time, beside its text
   run_map.js      parameters that join steps, as a map
   run_figure.js   the figure, which follows the knobs
   run_motion.js   how it moves from one state to the next
   run_line.js     what was foretold and what came, on a line of numbers
   run_past.js     what was recorded last, as a ghost and in a sentence
   run_pin.js      keeps the figure in sight
   run_summary.js  what is recorded, in words */

import { register } from "../script/controls.js";
import { button, h, same } from "../script/dom.js";
import { field, onEnter } from "../script/field.js";
import { say } from "../script/words.js";
import { figureOf } from "./run_figure.js";
import { arranged, chooser, knob } from "./run_knobs.js";
import { mapOf } from "./run_map.js";
import { chosen } from "./run_past.js";
import { presetsOf } from "./run_presets.js";
import { met, summary } from "./run_summary.js";
/** @import { Card } from "../script/card.js" */
/** @import { CaseSheet } from "./run_cards.js" */
/** @import { Preset } from "./run_presets.js" */
/** @import { Answer, Item, Read, Refused, RunPart, Settings } from "../script/protocol.js" */
/** @import { Step } from "./run_map.js" */

/** @typedef {{name: string, label: string, unit: string}} Quantity      `label` is HTML */

/**
 * @typedef {object} Parameter   a number from `minimum` to `maximum`, or one of `choices`
 * @property {string} name
 * @property {string} label      HTML
 * @property {string} group      HTML, or ""
 * @property {any} default
 * @property {number} minimum
 * @property {number} maximum
 * @property {number} step
 * @property {string} unit
 * @property {Record<string, string> | null} choices      HTML, by id
 */

/** @typedef {{parameters: Parameter[], result: Quantity[], cases?: CaseSheet}} Experiment */
/** @typedef {{prediction: Quantity | null, comparison: Quantity | null, presets: Preset[], steps?: Step[]}} Asked */
/** @typedef {Item & Experiment & Asked} Run */
/** @typedef {Record<string, number | string>} Values */
/** @typedef {{prediction?: string, parameters?: Values, result?: Values, comparison?: string}} Recorded */

register("run", run);

/** @param {Run} item @param {Card} card */
function run(item, card) {
  const { prediction: guess, comparison: check } = item;
  const predict = guess && step(say("page.predict"), guess, say("page.save_prediction"), saver("prediction"));
  const compare = check && step(say("page.compare"), check, say("page.save_comparison"), saver("comparison"));
  if (predict) predict.warning.textContent = say("page.locks", { again: say("page.new_run") });
  const draft = `${item.id}:settings`; // what is set and not recorded yet, for a reload or a new kernel
  const knobs = item.parameters.map((parameter) => (parameter.choices ? chooser : knob)(parameter, moved, read));
  const record = button(say("page.record_run"), () => save({ parameters: settings() }), {
    class: "tj-primary",
    disabled: true,
  });
  const figure = figureOf(item, card, knobs, record);
  const presets = presetsOf(item.presets, knobs, moved);
  const state = h("p", { class: "tj-state" });
  const panel = bench();
  const kept = h("div", { class: "tj-kept", hidden: true });
  /** @type {number | null} */
  let attempt = null;
  /** @type {Values | undefined} */
  let recorded; // what was set in the recorded run

  /** @param {RunPart} part */
  function save(part) {
    card.save({ kind: "record", item: item.id, ...part });
  }

  /** @param {"prediction" | "comparison"} part */
  function saver(part) {
    return (/** @type {string} */ value) => save({ [part]: value });
  }

  /** @param {string} title @param {Quantity} quantity @param {string} action @param {(value: string) => void} keep */
  function step(title, { label, unit }, action, keep) {
    const press = button(action, commit);
    const { input, node, flag } = field(label, unit, { onkeydown: onEnter(commit), oninput: typed }, press);
    function typed() {
      card.flag("");
      card.write(say("page.not_saved_yet"));
    }
    function commit() {
      if (input.readOnly) return;
      if (input.value.trim()) keep(input.value.trim());
      else card.tell(say("page.number_first"));
    }
    const warning = h("p", { class: "tj-warning" });
    const place = h("fieldset", { class: "tj-step" }, h("legend", {}, title), node, warning);
    return { input, press, flag, warning, node: place };
  }

  function bench() {
    const lists = arranged(item.parameters, knobs, item.cases, card.quiz.view.cases);
    const controls = item.steps ? mapOf(item, knobs, lists, card) : lists;
    const start = button(say("page.run"), figure.start); // draws again what did not come, and tells it
    const actions = h("div", { class: "tj-actions" }, record, start, state);
    const desk = h("div", { class: "tj-desk" }, presets.node, controls, actions, figure.problem);
    const isWide = item.steps || controls.querySelectorAll(".tj-sheet thead th").length > 1;
    const parts = h("div", { class: isWide ? "tj-bench" : "tj-bench tj-beside" }, figure.nodes, desk);
    return h("fieldset", { class: "tj-step" }, h("legend", {}, say("page.run_and_record")), parts, figure.table);
  }

  /** @param {Values} typed @param {(reply: Read | Refused) => void} answered */
  function read(typed, answered) {
    const silence = { kind: /** @type {const} */ ("refused"), token: "", item: item.id, error: say("page.no_frame") };
    card.quiz.send({ kind: "read", item: item.id, typed }, answered, () => answered(silence));
  }

  function moved() {
    card.quiz.drafts.set(draft, { settings: settings(), attempt });
    compareWithRecord();
    figure.follow();
  }

  /** @returns {Settings} */
  function settings() {
    return Object.fromEntries(knobs.map(({ name, value }) => [name, value()]));
  }

  /** Say beside the button whether what is set is what is recorded. */
  function compareWithRecord() {
    presets.mark();
    if (!recorded) state.textContent = "";
    else state.textContent = say(same(settings(), recorded) ? "page.recorded" : "page.not_recorded");
  }

  /** @param {Answer<Recorded>} answer */
  function show(answer) {
    const { response, attempt: number } = answer;
    const { prediction, result, comparison } = response ?? {};
    const first = attempt !== number;
    const isNew = !first && !same(recorded, chosen(item, response?.parameters));
    attempt = number;
    if (first) figure.reset();
    if (predict) lock(predict, prediction, panel);
    figure.paper.dataset.empty = say(panel.disabled ? "page.figure_after_prediction" : "page.figure_after_run");
    kept.hidden = !result;
    if (response && result) kept.replaceChildren(...summary(item, response));
    if (compare) compare.node.hidden = !result;
    if (compare && (comparison || compare.input !== document.activeElement)) compare.input.value = comparison ?? "";
    recorded = chosen(item, response?.parameters);
    presets.offer(recorded);
    set(recorded, first);
    figure.take(answer, isNew ? met(item, response) : "");
    compareWithRecord();
    if (panel.disabled) return;
    if (first) requestAnimationFrame(figure.open); // the page has its width then
    else figure.open();
  }

  /** Set the knobs as the draft has them, else as they are recorded; at the `first` show of an attempt alone.
   * @param {Values | undefined} parameters @param {boolean} first */
  function set(parameters, first) {
    const open = card.quiz.drafts.get(draft);
    if (same(open?.settings, parameters)) card.quiz.drafts.drop(draft);
    const settled = open?.attempt === attempt ? open.settings : parameters;
    if (first && settled) knobs.forEach((each) => each.name in settled && each.set(settled[each.name] ?? each.value()));
  }

  /** @param {string} words @param {RunPart} [part] */
  function flag(words, { prediction, comparison } = {}) {
    predict?.flag(prediction === undefined ? "" : words);
    compare?.flag(comparison === undefined ? "" : words);
  }

  /** @param {RunPart} part */
  function restore({ prediction, comparison }) {
    if (predict && !predict.input.readOnly) predict.input.value = prediction ?? "";
    if (compare && comparison !== undefined) compare.input.value = comparison;
  }

  const repeatable = (/** @type {Answer<Recorded>} */ { response }) => Boolean(guess && response?.result);
  const steps = { repeatable, restore };
  /** @type {Record<string, HTMLElement | null | undefined>} */
  const places = { prediction: predict?.node, parameters: panel, result: kept, comparison: compare?.node };
  return {
    body: h("div", { class: "tj-steps" }, predict?.node, panel, kept, compare?.node),
    show,
    read: () => null,
    flag,
    steps,
    part: (/** @type {string} */ name) => (places[name] ? { node: places[name] } : undefined),
    again: say("page.new_run"),
  };
}

/**
 * A saved prediction stays as it is until the next attempt, and opens the panel.
 *
 * @param {{node: HTMLElement, input: HTMLInputElement, press: HTMLButtonElement, warning: HTMLElement}} step
 * @param {string | undefined} prediction
 * @param {HTMLFieldSetElement} panel
 */
function lock({ node, input, press, warning }, prediction, panel) {
  const saved = prediction !== undefined;
  const inside = node.contains(document.activeElement);
  if (saved || input !== document.activeElement) input.value = prediction ?? "";
  panel.disabled = !saved;
  if (saved && !input.readOnly && inside) {
    panel.querySelector(/** @type {"input"} */ ("input, select, .tj-map-box"))?.focus();
  }
  input.readOnly = press.hidden = warning.hidden = saved;
}
