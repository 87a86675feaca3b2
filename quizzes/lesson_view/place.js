/* Where a student is in a lesson: kept in the browser, so that the page opens there. */

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
