/* A text field for a number, for the types that ask for one. */

import { h, unique } from "./dom.js";
/** @import { Attribute, Child } from "./dom.js" */

/**
 * Make a field with its unit behind it and, where there is one, the button that saves it.
 *
 * @param {string} label HTML
 * @param {string} unit
 * @param {Record<string, Attribute>} attributes
 * @param {Child} [press]
 */
export function field(label, unit, attributes, press) {
  const [id, unitId] = [unique(), unique()];
  const typed = { type: "text", inputmode: "decimal", autocomplete: "off", maxlength: 40 };
  const input = h("input", { id, ...typed, "aria-describedby": unit ? unitId : null, ...attributes });
  const entry = h("div", { class: "tj-entry" }, input, unit && h("span", { id: unitId }, unit), press);
  return { input, node: h("div", { class: "tj-field" }, h("label", { for: id, html: label }), entry) };
}

/** @param {() => void} action */
export function onEnter(action) {
  return (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    action();
  };
}
