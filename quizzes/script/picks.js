/* Inputs to pick with, one or several, for the types where that is the answer. */

import { h } from "./dom.js";
/** @import { Card } from "./card.js" */
/** @import { Attribute } from "./dom.js" */

/** @param {string} value @param {boolean} several @param {Card} card @param {Record<string, Attribute>} [attributes] */
export function pick(value, several, card, attributes = {}) {
  const type = several ? "checkbox" : "radio";
  return h("input", { type, name: card.name, value, onchange: () => card.changed(), ...attributes });
}

/** Return read() -> the values that are checked, or null, and check(values). @param {HTMLInputElement[]} inputs */
export function picks(inputs) {
  const check = (/** @type {string | string[] | null} */ response) =>
    inputs.forEach((each) => (each.checked = [response].flat().includes(each.value)));
  const read = () => {
    const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
    return chosen.length ? chosen : null;
  };
  return { read, check };
}
