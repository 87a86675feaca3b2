/* From the questions at the door (`cards.js`) to those of the lesson: when the one that the student is at, else the first,
   can be answered there, the door goes. The student stays at the same place of the screen, and in the same field. */

/** @import { Drawn } from "../../../quizzes/script/protocol.js" */
/** @import { Early, Shown } from "./cards.js" */

const FIELDS = "textarea, input, select, button";
const LAB = "#main"; // JupyterLab, which takes the focus as it opens a notebook; what it asks stands outside, and keeps it
const MOVES = ["wheel", "touchmove", "pointerdown", "keydown"];
const HOLDS = ["pointerdown", "compositionstart"]; // in the middle of a press, of a drag, of a word
const FREES = ["pointerup", "pointercancel", "compositionend"];
const FRAMES = 60; // until a quiz that is drawn must stand in the page

/** Return what lets the door go when the lesson waits for it no more.
 * @param {HTMLElement} door @param {Early} shown @returns {() => void} */
export function handOver(door, shown) {
  const there = /** @type {Map<string, Drawn>} */ (new Map());
  const [first] = shown.keys();
  const student = watch(door, look);
  let isDue = false;

  function look() {
    if (!door.isConnected || student.isHeld()) return;
    const part = student.part();
    const [at = first] = [...shown].find(([, { place }]) => part && place.contains(part)) ?? [];
    const found = there.get(at);
    if (found?.root.isConnected || isDue) {
      go(found?.root ?? null, part && placeOf(part, part === document.activeElement));
    }
  }

  /** @param {HTMLElement | null} quiz @param {Place | null} place */
  function go(quiz, place) {
    for (const [id, { root }] of there) openHints(/** @type {Shown} */ (shown.get(id)).place, root);
    for (const { stop } of shown.values()) stop();
    door.remove();
    for (const { take } of there.values()) take();
    if (quiz && place) goTo(quiz, place);
  }

  document.addEventListener("tj-quiz", async (event) => {
    const drawn = /** @type {CustomEvent<Drawn>} */ (event).detail;
    const { id } = drawn.traits.view;
    const early = shown.get(id);
    if (!early || door.contains(drawn.root)) return;
    adopt(early.key, drawn);
    if (!door.isConnected) return;
    event.preventDefault(); // it is answered here
    there.set(id, drawn);
    for (let frame = 0; frame < FRAMES && !drawn.root.isConnected; frame++) await new Promise(requestAnimationFrame);
    look();
  });
  return () => {
    isDue = true;
    look();
  };
}

/** Follow where the student is at the door. `part` is what has the focus, else the question that is nearest, null before
 * the student does anything; `isHeld` says whether something is begun there that would be lost: `look` is told when it ends.
 * @param {HTMLElement} door @param {() => void} look */
function watch(door, look) {
  let hasMoved = false;
  let isPressed = false;
  let isHeld = false;
  let last = /** @type {HTMLElement | null} */ (null); // what had the focus
  const hold = () => (isHeld = true);
  const free = () => setTimeout(() => (isHeld = false, look())); // after the click that a press becomes
  const note = (/** @type {Element | null} */ field) => {
    if (!(field instanceof HTMLElement) || !door.contains(field)) return;
    last = field;
    hasMoved = true;
  };
  for (const kind of MOVES) door.addEventListener(kind, () => (hasMoved = true), { passive: true, capture: true });
  for (const kind of HOLDS) door.addEventListener(kind, hold, { passive: true, capture: true });
  for (const kind of FREES) document.addEventListener(kind, free, { passive: true, capture: true });
  addEventListener("blur", free);
  door.addEventListener("mousedown", () => {
    isPressed = true;
    setTimeout(() => (isPressed = false));
  }, { passive: true, capture: true });
  door.addEventListener("focusout", ({ relatedTarget }) => {
    if (isPressed && !relatedTarget) last = null; // the student has left the field
  });
  document.addEventListener("focusin", ({ target }) => {
    const field = /** @type {HTMLElement} */ (target);
    if (door.contains(field)) {
      note(field);
      look();
    } else if (last?.isConnected && field.closest(LAB)) last.focus({ preventScroll: true });
  });
  note(document.activeElement);
  return { isHeld: () => isHeld, part: () => last ?? (hasMoved ? nearest(door) : null) };
}

/** Hints that were opened at the door are open in the lesson, and counted. @param {HTMLElement} from @param {HTMLElement} to */
function openHints(from, to) {
  for (const hint of /** @type {NodeListOf<HTMLElement>} */ (from.querySelectorAll(".tj-hint[open]"))) {
    const item = /** @type {HTMLElement} */ (hint.closest("[data-item]"));
    const index = [...item.querySelectorAll(".tj-hint")].indexOf(hint);
    itemIn(to, item.dataset.item)?.querySelectorAll(".tj-hint")[index]?.setAttribute("open", "");
  }
}

/** @param {HTMLElement} quiz @param {string} [item] @returns {HTMLElement | null} */
const itemIn = (quiz, item = "") => quiz.querySelector(`[data-item="${CSS.escape(item)}"]`);

/** Where other work was brought here since the last visit, what was given at this door is this work's.
 * @param {string} key @param {Drawn} shown */
function adopt(key, { traits: { view } }) {
  if (view.key === key) return;
  const tab = sessionStorage.getItem("tj-tab");
  const [from, to] = [`${key} ${tab}`, `${view.key} ${tab}`];
  const given = localStorage.getItem(from);
  if (given === null) return;
  const both = { ...JSON.parse(localStorage.getItem(to) ?? "{}"), ...JSON.parse(given) };
  localStorage.removeItem(from); // first: there may be no room for both
  localStorage.setItem(to, JSON.stringify(both));
}

/** Return the question at the door that is nearest to the top of the screen, null where there is none.
 * @param {HTMLElement} door @returns {HTMLElement | null} */
function nearest(door) {
  const far = (/** @type {Element} */ each) => Math.abs(each.getBoundingClientRect().top);
  const items = /** @type {HTMLElement[]} */ ([...door.querySelectorAll("[data-item]")]);
  return items.sort((one, other) => far(one) - far(other))[0] ?? null;
}

/** @typedef {{item: string, top: number, index: number, from: number | null}} Place      on the screen; the field, the caret */

/** @param {Element} part @param {boolean} isFocused @returns {Place | null} */
function placeOf(part, isFocused) {
  const item = /** @type {HTMLElement | null} */ (part.closest("[data-item]"));
  if (!item) return null;
  const { selectionStart: from = null } = /** @type {HTMLInputElement} */ (part);
  const index = isFocused ? [...item.querySelectorAll(FIELDS)].indexOf(part) : -1;
  return { item: item.dataset.item ?? "", top: item.getBoundingClientRect().top, index, from };
}

/** @param {HTMLElement} quiz @param {Place} place */
function goTo(quiz, { item, top, index, from }) {
  const found = itemIn(quiz, item);
  if (!found) return;
  found.dispatchEvent(new CustomEvent("tj-moved", { bubbles: true }));
  let scroller = found.parentElement;
  while (scroller && !/auto|scroll/.test(getComputedStyle(scroller).overflowY)) scroller = scroller.parentElement;
  scroller?.scrollBy({ top: found.getBoundingClientRect().top - top, behavior: "instant" });
  const field = /** @type {HTMLInputElement | undefined} */ (found.querySelectorAll(FIELDS)[index]);
  field?.focus({ preventScroll: true });
  if (from !== null) field?.setSelectionRange(from, from);
}
