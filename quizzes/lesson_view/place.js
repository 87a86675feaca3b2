/* Where a student is: in which lesson, kept by the tab, so that a reload comes back to it, and where in a lesson, kept by
   the browser, so that the page opens there. All such notes are named by the path of the course, too: several courses, or
   on a hub several people, may share an address. */

/** @import { Lesson } from "./lesson.js" */

const HERE = decodeURIComponent(new URL("../../../", import.meta.url).pathname); // /~a/ and /%7Ea/ are one place

/** Name a note in the browser's storage. @param {string} name */
export const here = (name) => `${name} ${HERE}`;

const OPEN = here("tj-open");
const SAVE_AFTER = 300; // ms after the last scrolling

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
const keyOf = (lesson) => here(`tj-lesson ${lesson}`);

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

/** Keep a page where one was while it fills, until the student moves in it; from then on, note where that is.
 * @param {Lesson} lesson */
export function stayIn(lesson) {
  const { scroller, panel } = lesson;
  const stay = () => !lesson.moved && lesson.on && (scroller.scrollTop = lesson.top);
  const filling = new ResizeObserver(stay);
  for (const part of [scroller, ...scroller.children, ...(scroller.firstElementChild?.children ?? [])]) {
    filling.observe(part);
  }
  const move = () => {
    lesson.moved = true;
    filling.disconnect();
    scroller.style.overflowAnchor = "";
  };
  scroller.style.overflowAnchor = "none"; // the browser would hold on to what stands at the edge
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown", "tj-moved"]) {
    scroller.addEventListener(kind, move, { passive: true, capture: true });
  }
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  scroller.addEventListener("scroll", () => {
    if (!lesson.on || !lesson.moved) return; // what moved is the page
    clearTimeout(timer);
    timer = setTimeout(() => lesson.remember(), SAVE_AFTER);
  }, { passive: true });
  panel.disposed.connect(() => filling.disconnect());
}
