/* From step to step: by the mouse or a pen along a thread, by the arrow keys from button to button. A finger scrolls the
   page, and presses one step and then the other. */

import { h } from "../script/dom.js";

const SLACK = 6; // px: until then it is a press
const BOX = ".tj-map-box";

/** @type {Record<string, number>} */
const WAYS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

/**
 * Let a pointer draw a thread from one step to another.
 *
 * @param {HTMLElement} canvas
 * @param {(box: Element) => boolean} begins      whether a thread can begin at a step
 * @param {(from: Element, to: Element) => void} dropped
 */
export function threaded(canvas, begins, dropped) {
  canvas.addEventListener("pointerdown", (event) => {
    const from = /** @type {Element} */ (event.target).closest(BOX);
    if (!from || event.button || event.pointerType === "touch" || from.matches(":disabled") || !begins(from)) return;
    spin(canvas, from, event, (to) => dropped(from, to));
  });
}

/** @param {HTMLElement} canvas @param {Element} from @param {PointerEvent} start @param {(to: Element) => void} dropped */
function spin(canvas, from, { clientX, clientY }, dropped) {
  const thread = h("div", { class: "tj-map-thread", "aria-hidden": "true" });
  const listening = new AbortController();
  const { signal } = listening;

  /** @param {PointerEvent} event */
  function over({ clientX: x, clientY: y }) {
    const box = document.elementFromPoint(x, y)?.closest(BOX);
    return box && box !== from && canvas.contains(box) ? box : null;
  }

  function move(/** @type {PointerEvent} */ event) {
    const away = Math.hypot(event.clientX - clientX, event.clientY - clientY);
    if (!thread.isConnected && away < SLACK) return;
    canvas.append(thread);
    stretch(canvas, thread, from, event);
    mark(over(event));
  }

  function mark(/** @type {Element | null} */ box) {
    canvas.querySelectorAll(".tj-map-over").forEach((each) => each.classList.remove("tj-map-over"));
    box?.classList.add("tj-map-over");
  }

  /** @param {PointerEvent} event */
  function end(event) {
    const box = thread.isConnected && event.type === "pointerup" ? over(event) : null;
    listening.abort();
    thread.remove();
    mark(null);
    if (box) dropped(box);
  }

  document.addEventListener("pointermove", move, { signal });
  document.addEventListener("pointerup", end, { signal });
  document.addEventListener("pointercancel", end, { signal });
}

/** Lay the thread from the middle of a step to the pointer.
 * @param {HTMLElement} canvas @param {HTMLElement} thread @param {Element} from @param {PointerEvent} event */
function stretch(canvas, thread, from, { clientX, clientY }) {
  const [frame, box] = [canvas.getBoundingClientRect(), from.getBoundingClientRect()];
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const [across, down] = [clientX - x, clientY - y];
  thread.style.left = `${x - frame.left}px`;
  thread.style.top = `${y - frame.top}px`;
  thread.style.width = `${Math.hypot(across, down)}px`;
  thread.style.rotate = `${Math.atan2(down, across)}rad`;
}

/** One stop for the Tab key: from there the arrow keys lead from button to button. Returns what to call after a change.
 * @param {HTMLElement} frame */
export function arrowKeys(frame) {
  const stops = () => [...frame.querySelectorAll("button")].filter((each) => !each.hidden);
  let last = /** @type {EventTarget | null} */ (null);

  function settle() {
    const all = stops();
    const here = all.find((each) => each === last) ?? all[0];
    all.forEach((each) => (each.tabIndex = each === here ? 0 : -1));
  }

  frame.addEventListener("focusin", ({ target }) => {
    last = target;
    settle();
  });
  frame.addEventListener("keydown", (event) => {
    const all = stops();
    const here = all.findIndex((each) => each === event.target);
    const ends = /** @type {Record<string, number>} */ ({ Home: 0, End: all.length - 1 });
    const next = all[ends[event.key] ?? here + (WAYS[event.key] ?? NaN)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  return settle;
}
