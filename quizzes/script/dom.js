/* Elements, and the focus that must not be lost. */

import { asWritten } from "./words.js";

/** @typedef {string | number | boolean | null | undefined | ((event: any) => void)} Attribute */
/** @typedef {Node | string | false | null | undefined} Child      what is empty is left out */

const FOCUSABLE = "a, button, input, select, summary, textarea, [tabindex]";

let count = 0;
export const unique = () => `tj-${Date.now().toString(36)}-${++count}`;

/** @param {unknown} one @param {unknown} other */
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Return the text of HTML, for what holds text only. @param {string} html */
export const plain = (html) => h("span", { html }).textContent;

/** Put HTML into an element: what authors wrote, in their language. @param {HTMLElement} node @param {string} html */
export function putHtml(node, html) {
  node.innerHTML = html;
  if (!node.lang) Object.assign(node, asWritten());
}

/**
 * Make an element: `html` is its content, in the authors' language unless `lang` says another; a function listens. What can have the focus is marked, else its keys are
 * JupyterLab's: `d d` deletes the cell.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute>} [attributes]
 * @param {...(Child | Child[])} children
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "html") putHtml(node, String(value));
    else if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(.../** @type {(Node | string)[]} */ (children.flat().filter(Boolean)));
  for (const each of [node, ...node.querySelectorAll(FOCUSABLE)]) {
    if (each.matches(FOCUSABLE)) each.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  return node;
}

/** @param {string} text @param {(event: Event) => void} onclick @param {Record<string, Attribute>} [attributes] */
export function button(text, onclick, attributes = {}) {
  return h("button", { type: "button", onclick, ...attributes }, text);
}

/** Hide a button, and hand on the focus if it has it. @param {HTMLElement} node @param {{focus(): void}} heir */
export function hide(node, heir) {
  const focused = node === document.activeElement;
  node.hidden = true;
  if (focused) heir.focus();
}

/** @type {Record<string, number>} */
const ACROSS = { ArrowLeft: -1, ArrowRight: 1 };

/** Return how far an arrow key goes along a line, which may run from the right: 1 on, -1 back, 0 for other keys.
 * @param {KeyboardEvent} event */
export function across({ key, currentTarget }) {
  const { direction } = getComputedStyle(/** @type {Element} */ (currentTarget));
  return (ACROSS[key] ?? 0) * (direction === "rtl" ? -1 : 1);
}

/** Put nodes in order, and leave them alone where they are: a node that is moved loses the focus.
 * @param {Element} parent @param {Element[]} nodes */
export function arrange(parent, nodes) {
  if (nodes.some((node, index) => parent.children[index] !== node)) parent.append(...nodes);
}
