/* From the questions at the door (`cards.js`) to those of the lesson: when the one that the student is at, else the first,
   can be answered there, the door goes. The student stays at the same place of the screen, and in the same field. */

/** @import { Drawn } from "../../../quizzes/script/protocol.js" */
/** @import { Early } from "./cards.js" */

const FIELDS = "textarea, input, select, button";
const MOVES = ["wheel", "touchmove", "pointerdown", "keydown"];
const FRAMES = 60; // until a quiz that is drawn must stand in the page

/** @param {HTMLElement} door @param {Early} shown @param {() => void} leave removes the door */
export function handOver(door, shown, leave) {
  /** @type {Map<string, Drawn>} */
  const there = new Map();
  let [at] = shown.keys();
  let hasMoved = false;
  let last = /** @type {HTMLElement | null} */ (null); // what had the focus
  let isLeaving = false;

  async function look() {
    const found = there.get(at);
    if (!found || isLeaving) return;
    isLeaving = true;
    const place = hasMoved ? placeOf(last ?? nearest(door)) : null;
    door.inert = true; // what is typed now would be lost
    for (let frame = 0; frame < FRAMES && !found.root.isConnected; frame++) await new Promise(requestAnimationFrame);
    leave();
    for (const { take } of there.values()) take(); // what was answered at the door after they were drawn
    if (place) goTo(found.root, place);
  }

  for (const kind of MOVES) door.addEventListener(kind, () => (hasMoved = true), { passive: true, capture: true });
  const note = (/** @type {Element | null} */ field) => {
    if (!(field instanceof HTMLElement) || !door.contains(field)) return;
    last = field;
    hasMoved = true;
    for (const [id, { place }] of shown) if (place.contains(field)) at = id;
    look();
  };
  note(document.activeElement);
  document.addEventListener("focusin", ({ target }) => {
    const field = /** @type {HTMLElement} */ (target);
    if (isLeaving) return;
    if (door.contains(field)) note(field);
    else if (last?.isConnected) last.focus(); // JupyterLab takes it as it opens a notebook
  });
  document.addEventListener("tj-quiz", (event) => {
    const detail = /** @type {CustomEvent<Drawn>} */ (event).detail;
    const { id } = detail.traits.view;
    const early = shown.get(id);
    if (!early || there.has(id) || door.contains(detail.root)) return;
    adopt(early.key, detail);
    there.set(id, detail);
    look();
  });
}

/** Where other work was brought here since the last visit, the drafts of today are this work's.
 * @param {string} key @param {Drawn} shown */
function adopt(key, { traits: { view }, take }) {
  if (view.key === key) return;
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith(`${key} `))) {
    localStorage.setItem(view.key + name.slice(key.length), localStorage.getItem(name) ?? "");
    localStorage.removeItem(name);
  }
  take();
}

/** Return the question at the door that is nearest to the top of the screen. @param {HTMLElement} door */
function nearest(door) {
  const far = (/** @type {Element} */ each) => Math.abs(each.getBoundingClientRect().top);
  return [...door.querySelectorAll("[data-item]")].sort((one, other) => far(one) - far(other))[0];
}

/** @typedef {{item: string, top: number, index: number, from: number | null}} Place      on the screen; the field, the caret */

/** @param {Element} part @returns {Place | null} */
function placeOf(part) {
  const item = /** @type {HTMLElement | null} */ (part.closest("[data-item]"));
  if (!item) return null;
  const { selectionStart: from = null } = /** @type {HTMLInputElement} */ (part);
  const index = [...item.querySelectorAll(FIELDS)].indexOf(part);
  return { item: item.dataset.item ?? "", top: item.getBoundingClientRect().top, index, from };
}

/** @param {HTMLElement} quiz @param {Place} place */
function goTo(quiz, { item, top, index, from }) {
  const found = /** @type {HTMLElement | null} */ (quiz.querySelector(`[data-item="${CSS.escape(item)}"]`));
  if (!found) return;
  found.dispatchEvent(new CustomEvent("tj-moved", { bubbles: true }));
  let scroller = found.parentElement;
  while (scroller && !/auto|scroll/.test(getComputedStyle(scroller).overflowY)) scroller = scroller.parentElement;
  scroller?.scrollBy({ top: found.getBoundingClientRect().top - top, behavior: "instant" });
  const field = /** @type {HTMLInputElement | undefined} */ (found.querySelectorAll(FIELDS)[index]);
  field?.focus({ preventScroll: true });
  if (from !== null) field?.setSelectionRange(from, from);
}
