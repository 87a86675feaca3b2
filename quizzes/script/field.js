/* A text field for a number, for the types that ask for one, and where it says what it cannot read. */

import { h, unique } from "./dom.js";
/** @import { Attribute, Child } from "./dom.js" */

/**
 * Make a field with its unit behind it and, where there is one, the button that saves it. `flag` says below it why a
 * text is not saved; "" takes that back.
 *
 * @param {string} label HTML
 * @param {string} unit
 * @param {Record<string, Attribute>} attributes
 * @param {Child} [press]
 */
export function field(label, unit, attributes, press) {
  const [id, unitId, flagId] = [unique(), unique(), unique()];
  const typed = { type: "text", inputmode: "decimal", autocomplete: "off", maxlength: 40 };
  const input = h("input", { id, ...typed, "aria-describedby": unit ? `${unitId} ${flagId}` : flagId, ...attributes });
  const entry = h("div", { class: "tj-entry" }, input, unit && h("span", { id: unitId }, unit), press);
  const unread = h("p", { class: "tj-unread", id: flagId });
  const flag = (/** @type {string} */ words) => {
    unread.textContent = words;
    input.setAttribute("aria-invalid", String(Boolean(words)));
  };
  return { input, flag, node: h("div", { class: "tj-field" }, h("label", { for: id, html: label }), entry, unread) };
}

/** @param {() => void} action */
export function onEnter(action) {
  return (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    action();
  };
}
