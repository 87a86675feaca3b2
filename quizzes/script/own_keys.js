/* Keys on what a cell shows: JupyterLab's commands would act on the cell. */

/** Keep keys from the notebook, and the browser from saving the page: Ctrl+S saves the notebook, as it does elsewhere.
 * @param {KeyboardEvent} event */
export function ownKeys(event) {
  event.stopPropagation();
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  const panel = /** @type {HTMLElement} */ (event.currentTarget).closest(".jp-NotebookPanel");
  const typing = /** @type {HTMLElement | null} */ (document.activeElement);
  /** @type {HTMLElement | null | undefined} */ (panel?.querySelector("[data-command='docmanager:save']"))?.click();
  typing?.focus({ preventScroll: true }); // a press in the toolbar gives the focus to a cell, and its keys are commands
}
