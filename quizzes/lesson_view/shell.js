/* JupyterLab's own panels, hidden while a page of the course is shown: menus, side bars, tabs, status bar.

   Only where the server was started for the course. Whatever else is opened there gets JupyterLab as it is. */

/** @import { App, Course, Widget } from "./jupyter.js" */

/** @typedef {"left" | "right"} Side */

/** @type {Side[]} */
const SIDES = ["left", "right"];

/** @param {App} app @param {Course} course */
export function shellOf(app, course) {
  /** @type {Set<Widget>} */
  const pages = new Set();
  /** @type {Widget[]} */
  let hidden = [];
  /** Side bars, which JupyterLab shows again whenever it lays out its page, unless it is told so. @type {Side[]} */
  let folded = [];
  const fold = (/** @type {Side} */ side) => app.shell.toggleSideTabBarVisibility?.(side);
  const restore = () => {
    folded.forEach(fold);
    folded = [];
    hidden.forEach((each) => each.isDisposed || each.show());
    hidden = [];
  };
  /** The page that is shown: in Notebook 7, which has no tabs, the only one there is. */
  const shown = () => {
    const { currentWidget } = app.shell;
    if (currentWidget && pages.has(currentWidget)) return currentWidget;
    return app.shell.mode ? null : [...pages].find((page) => !page.isDisposed) ?? null;
  };
  const follow = () => {
    restore();
    const currentWidget = shown();
    if (!currentWidget || !course.home) return;
    if (app.shell.mode) app.shell.mode = "single-document";
    app.shell.collapseLeft?.();
    app.shell.collapseRight?.();
    folded = SIDES.filter((side) => app.shell.isSideTabBarVisible?.(side));
    folded.forEach(fold);
    hidden = around(currentWidget);
    hidden.forEach((each) => each.hide());
  };
  app.shell.currentChanged?.connect(follow);
  app.shell.restored?.then(follow); // JupyterLab puts its side bars up again when it has read its layout
  return {
    /** Give a widget the whole page. @param {Widget} widget */
    add(widget) {
      pages.add(widget);
      follow();
    },
    /** Take it back. @param {Widget} widget */
    remove(widget) {
      pages.delete(widget);
      follow();
    },
  };
}

/** Return what stands beside a widget and beside all that it stands in. @param {Widget} widget */
function around(widget) {
  /** @type {Widget[]} */
  const found = [];
  for (let inner = widget; inner.parent; inner = inner.parent) {
    if (inner.parent.node.classList.contains("lm-DockPanel")) continue;
    for (const other of inner.parent.children()) if (other !== inner && !other.isHidden) found.push(other);
  }
  return found;
}
