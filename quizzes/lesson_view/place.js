/* Where a student is: in which lesson, kept by the tab, so that a reload comes back to it, and where in a lesson, kept by
   the browser, so that the page opens there. */

const OPEN = "tj-open";

/** Remember the lesson that is shown, by the path of its notebook; "" is the home page. @param {string} path */
export function keepOpen(path) {
  try {
    sessionStorage.setItem(OPEN, path);
  } catch {
    // Storage may be forbidden: then a reload shows the home page.
  }
}

/** @returns {string} */
export function openPath() {
  try {
    return sessionStorage.getItem(OPEN) ?? "";
  } catch {
    return "";
  }
}

/** @typedef {{at?: number, whole?: boolean, top?: number}} Place      section, whether all are shown, pixels scrolled */

/** @param {string} lesson */
const keyOf = (lesson) => `tj-lesson ${lesson}`;

/** @param {string} lesson @returns {Place} */
export function placeIn(lesson) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(lesson)) ?? "null") ?? {};
  } catch {
    return {};
  }
}

/** @param {string} lesson @param {Place} place */
export function keepPlace(lesson, place) {
  try {
    localStorage.setItem(keyOf(lesson), JSON.stringify(place));
  } catch {
    // Storage may be full or forbidden: then the page opens at the top.
  }
}
