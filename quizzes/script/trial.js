/* A result whose numbers a student may change: labelled fields, a button that asks for it anew, and a way back. */

import { courier } from "./courier.js";
import { button, h, unique } from "./dom.js";
import { onEnter } from "./field.js";
import { ownKeys } from "./own_keys.js";
import { learn, say, spoken } from "./words.js";
/** @import { Model, Refused, Result, View } from "./protocol.js" */

/**
 * @typedef {object} Changeable      a number, a list of them, or one of the choices
 * @property {string} label
 * @property {string[]} texts        what it begins with
 * @property {boolean} list
 * @property {string[]} names        of a list's numbers; without them they are counted
 * @property {string[]} choices
 * @property {number} most           how long a list may become
 */
/** @typedef {Pick<View, "words" | "lang" | "written"> & {fields: Record<string, Changeable>, html: string}} TrialView */
/** @typedef {{node: HTMLElement, texts: () => string | string[], reset: () => void}} Changed */

export default { render };

/** @param {{model: Model, el: HTMLElement}} widget */
function render({ model, el }) {
  const view = /** @type {TrialView} */ (model.get("view"));
  learn(view);
  const send = courier(model);
  const fields = Object.entries(view.fields).map(([name, each]) => ({ name, ...changeable(each, ask) }));
  const result = h("div", { class: "tj-trial-result", html: view.html });
  result.classList.add("jp-RenderedHTMLCommon"); // tables look as they do in the lesson
  const said = h("p", { role: "status", class: "tj-trial-said" });
  const isFixed = !fields.length; // it is of what was recorded: there is nothing to change, and no way back
  const back = !isFixed && button(say("page.trial_back"), reset);
  const go = button(say(isFixed ? "page.trial_update" : "page.trial_show"), ask);
  const root = h(
    "div",
    {
      class: "tj-trial",
      role: "group",
      ...spoken(),
      "aria-label": say(isFixed ? "page.trial_as_it_is" : "page.trial"),
    },
    !isFixed && h("div", { class: "tj-trial-fields" }, fields.map(({ node }) => node)),
    h("div", { class: "tj-trial-acts" }, go, back, said),
    result,
  );

  function ask() {
    said.textContent = "";
    const values = Object.fromEntries(fields.map(({ name, texts }) => [name, texts()]));
    send({ kind: "try", values }, show, () => (said.textContent = say("page.no_frame")));
  }

  function show(/** @type {Result | Refused} */ reply) {
    if (reply.kind === "shown") result.innerHTML = reply.html;
    said.textContent = reply.kind === "refused" ? reply.error : say("page.trial_shown");
  }

  function reset() {
    fields.forEach((each) => each.reset());
    ask();
  }

  root.addEventListener("keydown", ownKeys);
  el.append(root);
  return () => send.stop();
}

/** @param {Changeable} each @param {() => void} ask @returns {Changed} */
function changeable(each, ask) {
  if (each.choices.length) return choice(each);
  return each.list ? several(each, ask) : single(each, ask);
}

/** @param {Changeable} each @returns {Changed} */
function choice({ label, choices, texts: [start] }) {
  const id = unique();
  const select = h("select", { id }, choices.map((value) => h("option", { value }, value)));
  const reset = () => (select.value = start);
  reset();
  return { node: h("div", {}, h("label", { for: id }, label), select), texts: () => select.value, reset };
}

/** @param {string} value @param {() => void} ask @param {Record<string, string>} more */
function typing(value, ask, more) {
  const input = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", maxlength: 40, ...more });
  input.addEventListener("keydown", onEnter(ask));
  input.value = value;
  return input;
}

/** @param {Changeable} each @param {() => void} ask @returns {Changed} */
function single({ label, texts: [start] }, ask) {
  const id = unique();
  const input = typing(start, ask, { id });
  const node = h("div", {}, h("label", { for: id }, label), input);
  return { node, texts: () => input.value, reset: () => (input.value = start) };
}

/** @param {Changeable} each @param {() => void} ask @returns {Changed} */
function several({ label, texts: start, names, most }, ask) {
  const row = h("div", { class: "tj-trial-row" });
  const inputs = () => [...row.querySelectorAll("input")];
  const more = button("+", () => lengthen().focus(), { "aria-label": say("page.trial_more", { label }) });
  const less = button("−", shorten, { "aria-label": say("page.trial_less", { label }) });
  const isFixed = most === start.length && !names.length;
  const node = h("fieldset", {}, h("legend", {}, label), row, !isFixed && h("div", {}, less, more));

  /** @param {string} [text] */
  function lengthen(text = inputs().at(-1)?.value ?? "") {
    const name = names[inputs().length] ?? String(inputs().length + 1);
    const input = typing(text, ask, { "aria-label": say("page.trial_number", { label, name }) });
    row.append(h("label", {}, h("span", { "aria-hidden": "true" }, name), input));
    follow();
    return input;
  }

  function shorten() {
    row.lastElementChild?.remove();
    follow();
  }

  /** A button that can do nothing more stays where it is: it may have the focus. */
  function follow() {
    const { length } = inputs();
    more.setAttribute("aria-disabled", String(length >= most));
    less.setAttribute("aria-disabled", String(length <= 1));
  }

  function reset() {
    row.replaceChildren();
    start.forEach((text) => lengthen(text));
  }

  for (const press of [more, less]) {
    press.addEventListener("click", (event) => {
      if (press.getAttribute("aria-disabled") === "true") event.stopImmediatePropagation();
    }, true);
  }
  reset();
  return { node, texts: () => inputs().map(({ value }) => value), reset };
}
