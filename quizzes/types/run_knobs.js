/* What a student sets before a run: numbers and choices, alone, in groups, or as a sheet to fill in. A number that is
   typed is read by the kernel, as every other one; until then, and where it cannot be, its value is the text. */

import { h, plain, same, unique } from "../script/dom.js";
import { onEnter } from "../script/field.js";
import { digits, say, withUnit } from "../script/words.js";
import { caseCards } from "./run_cards.js";
/** @import { Read, Refused } from "../script/protocol.js" */
/** @import { Parameter, Values } from "./run.js" */
/** @import { CaseSheet } from "./run_cards.js" */

/**
 * @typedef {object} Knob
 * @property {string} name
 * @property {(value: any) => void} set
 * @property {() => number | string} value
 * @property {() => string} problem                    what to say where the field holds no number in range, or ""
 * @property {HTMLElement} node
 * @property {HTMLElement} text                        its label
 * @property {HTMLSelectElement} [select]              of a choice
 * @property {HTMLElement} [box]                       the select and the words it has no room for
 */

/** @typedef {[name: string, knobs: Knob[]]} Group */

const ROOM = 25; // letters that a select in a column has room for

/**
 * A parameter that is a number: slider and number field follow each other.
 *
 * @param {Parameter} parameter @param {() => void} moved
 * @param {(typed: Values, answered: (reply: Read | Refused) => void) => void} read
 * @returns {Knob}
 */
export function knob({ name, label, minimum, maximum, step, default: initial, unit }, moved, read) {
  const range = say("page.range", { minimum, maximum: withUnit(maximum, unit) });
  const id = unique();
  const text = h("span", { id, html: label });
  const words = { label: text.textContent, range };
  const limits = { min: minimum, max: maximum, step, "aria-labelledby": id };
  const slider = h("input", { type: "range", ...limits, oninput: slid });
  const typing = { inputmode: "decimal", autocomplete: "off", onchange: typed, onkeydown: onEnter(typed) };
  const entry = h("input", { type: "text", "aria-label": say("page.knob_name", words), ...typing });
  /** @type {number | string} */
  let current = initial;
  let problem = "";

  function set(/** @type {number | string} */ value) {
    if (typeof value === "string") return put(value);
    current = value;
    problem = "";
    slider.value = String(value);
    entry.value = digits(value);
    entry.removeAttribute("aria-invalid");
    slider.setAttribute("aria-valuetext", withUnit(value, unit));
  }

  function slid() {
    set(slider.valueAsNumber);
    moved();
  }

  function typed() {
    put(entry.value);
  }

  /** Have a text read, and show the number it is. */
  function put(/** @type {string} */ text) {
    current = entry.value = text;
    read({ [name]: text }, (reply) => {
      if (current !== text) return; // the slider was moved since
      if (reply.kind === "refused") refuse(reply.error);
      else if (reply.value !== null && reply.value >= minimum && reply.value <= maximum) set(reply.value);
      else refuse(`${reply.words} ${say("page.knob_problem", words)}`.trim());
      moved();
    });
  }

  function refuse(/** @type {string} */ why) {
    problem = why;
    entry.setAttribute("aria-invalid", "true");
  }

  set(initial);
  const node = h("div", { class: "tj-knob" }, text, entry, slider, h("small", {}, range));
  return { name, set, node, text, value: () => current, problem: () => problem };
}

/**
 * A parameter that is one of a few words.
 *
 * @param {Parameter} parameter @param {() => void} moved
 * @returns {Knob}
 */
export function chooser({ name, label, choices, default: initial }, moved) {
  const text = h("span", { id: unique(), html: label });
  const options = Object.entries(choices ?? {}).map(([value, words]) => h("option", { value }, plain(words)));
  const select = h("select", { "aria-labelledby": text.id, onchange: chosen }, options);
  const box = h("div", { class: "tj-chosen" }, select);
  const node = h("div", { class: "tj-knob tj-chooser" }, text, box);

  function chosen() {
    showChosen();
    moved();
  }

  /** Repeat below the control what it has no room for; a screen reader hears it from the control. */
  function showChosen() {
    const words = select.selectedOptions[0]?.text ?? "";
    box.dataset.words = words.length > ROOM ? words : "";
    box.dispatchEvent(new Event("tj-chosen", { bubbles: true })); // a map of the same choices follows
  }

  function set(/** @type {string} */ value) {
    select.value = value;
    showChosen();
  }

  set(initial);
  return { name, set, node, select, box, text, problem: () => "", value: () => select.value };
}

/**
 * Return a Map from name(index) to the values of that name, in order.
 *
 * @template Value
 * @param {Value[]} values @param {(index: number) => string} name
 * @returns {Map<string, Value[]>}
 */
export function grouped(values, name) {
  const groups = new Map();
  values.forEach((value, index) => groups.set(name(index), [...(groups.get(name(index)) ?? []), value]));
  return groups;
}

/**
 * Return the controls, each group under its name: as one sheet where all groups ask for the same words.
 *
 * @param {Parameter[]} parameters @param {Knob[]} knobs
 * @param {CaseSheet} [cases] where they come one at a time @param {Record<string, string>} [texts]
 */
export function arranged(parameters, knobs, cases = undefined, texts = {}) {
  const groups = grouped(knobs, (index) => parameters[index].group);
  const single = groups.get("") ?? [];
  groups.delete("");
  const nodes = (/** @type {Knob[]} */ each) => each.map(({ node }) => node);
  const under = (/** @type {Group} */ [group, each]) =>
    h("fieldset", { class: "tj-group" }, h("legend", { html: group }), nodes(each));
  const sheet = isSheet([...groups.values()]) && sheetOf([...groups]);
  const laid = sheet && cases ? caseCards(sheet, [...groups], cases, texts) : sheet;
  const together = laid ? [laid] : [...groups].map(under);
  return h("div", { class: "tj-knobs" }, together, nodes(single));
}

/** @param {Knob[][]} groups */
function isSheet(groups) {
  const labels = (/** @type {Knob[]} */ knobs) => knobs.map(({ text }) => text.innerHTML);
  const alike = groups.every((group) => same(labels(group), labels(groups[0])));
  return groups.length > 1 && alike && groups.flat().every(({ select }) => select);
}

/** A table to fill in: a row a group, a column a label, a word in each cell. @param {Group[]} rows */
function sheetOf(rows) {
  const [[, first]] = rows;
  const heads = first.map(({ text }) => h("th", { scope: "col", id: unique(), html: text.innerHTML }));
  const line = (/** @type {Group} */ [group, knobs]) => {
    const head = h("th", { scope: "row", id: unique(), html: group });
    knobs.forEach(({ select }, index) => select?.setAttribute("aria-labelledby", `${head.id} ${heads[index].id}`));
    return h("tr", {}, head, knobs.map(({ box, text }) => h("td", { "data-label": text.textContent }, box)));
  };
  const table = h("table", {}, h("thead", {}, h("tr", {}, h("td"), heads)), h("tbody", {}, rows.map(line)));
  const words = first.flatMap(({ select }) => [...(select?.options ?? [])].map(({ text }) => text.length));
  return h("div", { class: Math.max(...words) > ROOM ? "tj-sheet tj-wordy" : "tj-sheet" }, table);
}
