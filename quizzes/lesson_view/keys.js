/* Keys and pointer on a page of the course: reading and answering, never JupyterLab's commands.

   In JupyterLab two presses of "d" delete a cell and a double-click opens a text for writing. Here neither happens: keys
   are stopped before JupyterLab sees them, unless they are for a field, a button or the editor of a cell. */

import { spoken } from "../script/words.js";

const OWN = "[data-lm-suppress-shortcuts], .cm-editor, input, textarea, select, summary, a, button";

/** @param {HTMLElement} node @param {() => boolean} isOn @param {() => void} onSave @returns {() => void} */
export function keepKeys(node, isOn, onSave) {
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {Element | null} */ (event.target);
    if (!isOn() || !target || !node.contains(target)) return;
    if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return onSave();
    }
    if (!target.closest(OWN)) event.stopImmediatePropagation();
  };
  const pointer = (/** @type {Event} */ event) => {
    const target = /** @type {Element} */ (event.target);
    if (isOn() && !target.closest(OWN)) event.stopPropagation();
  };
  globalThis.addEventListener("keydown", keys, true);
  for (const kind of ["dblclick", "contextmenu"]) node.addEventListener(kind, pointer, true);
  return () => globalThis.removeEventListener("keydown", keys, true);
}

/** Keep the notebook from what happens beside its cells: it would take the focus back to one of them.
 * @template {HTMLElement} Node @param {Node} node @returns {Node} */
export function beside(node) {
  for (const kind of ["focusin", "focusout", "keydown", "mousedown", "mouseup"]) {
    node.addEventListener(kind, (event) => event.stopPropagation());
  }
  return Object.assign(node, spoken());
}

/** Let no cell be a stop of the Tab key, nor be read out as "Code Cell Content": both are for editing.
 * @param {HTMLElement} node of the notebook */
export function quietCells(node) {
  /** @param {string} which @returns {NodeListOf<HTMLElement>} */
  const cells = (which) => node.querySelectorAll(`.jp-Cell${which}`);
  const quiet = () =>
    cells(":is([tabindex='0'], [aria-label])").forEach((cell) => {
      cell.tabIndex = -1;
      cell.dataset.name = cell.ariaLabel ?? cell.dataset.name ?? "";
      cell.removeAttribute("aria-label");
    });
  const watcher = new MutationObserver(quiet);
  return {
    on() {
      quiet();
      watcher.observe(node, { subtree: true, attributeFilter: ["tabindex", "aria-label"] });
    },
    off() {
      watcher.disconnect();
      cells("[data-name]").forEach((cell) => (cell.ariaLabel = cell.dataset.name ?? null));
    },
  };
}
