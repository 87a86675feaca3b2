/* A button with something that opens below it: closed by Escape, by a press or the focus elsewhere, and by a
   choice. */

import { button, unique } from "../script/dom.js";

/** @param {string} label @param {HTMLElement} panel @param {Record<string, any>} [attributes] @param {() => void} [fill] */
export function popup(label, panel, attributes = {}, fill = () => {}) {
  panel.id = unique();
  panel.hidden = true;
  const opener = button(label, () => set(Boolean(panel.hidden)), {
    "aria-expanded": "false",
    "aria-controls": panel.id,
    ...attributes,
  });
  const set = (/** @type {boolean} */ isOpen) => {
    if (isOpen) fill();
    panel.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
    const listen = isOpen ? document.addEventListener : document.removeEventListener;
    listen.call(document, "pointerdown", outside, true);
  };
  const outside = (/** @type {Event} */ event) => {
    const target = /** @type {Node} */ (event.target);
    if (!panel.contains(target) && !opener.contains(target)) set(false);
  };
  const escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    set(false);
    opener.focus();
  };
  // Where the focus goes on to must not lie below the panel.
  const left = (/** @type {FocusEvent} */ { relatedTarget }) => {
    const to = /** @type {Node | null} */ (relatedTarget);
    if (to && !panel.contains(to) && to !== opener) set(false);
  };
  panel.addEventListener("focusout", left);
  opener.addEventListener("focusout", left);
  panel.addEventListener("keydown", escape);
  opener.addEventListener("keydown", escape);
  return { opener, panel, close: () => set(false) };
}
