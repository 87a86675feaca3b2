/* What does this step do to that one? A few buttons beside a step, until one is pressed, Escape, or a press elsewhere. */

import { button, h, unique } from "../script/dom.js";
import { say } from "../script/words.js";

/** @typedef {{words: string, isChosen: boolean, act: () => void}} Offer */

const GAP = 4; // px to the step

/** @param {(hadFocus: boolean) => void} closed */
export function asking(closed) {
  const words = h("p", { id: unique() });
  const choices = h("div", { class: "tj-map-choices" });
  const node = h(
    "div",
    { class: "tj-map-ask", role: "group", "aria-labelledby": words.id, hidden: true },
    words,
    choices,
  );

  /** @param {string} question @param {Offer[]} offers @param {HTMLElement} near */
  function open(question, offers, near) {
    words.textContent = question;
    const buttons = offers.map(({ words, isChosen, act }) => {
      const press = () => {
        close();
        act();
      };
      return button(words, press, { "aria-pressed": String(isChosen) });
    });
    choices.replaceChildren(...buttons, button(say("page.map_cancel"), close));
    node.hidden = false;
    beside(near);
    document.addEventListener("pointerdown", outside, true);
    (buttons.find((_, index) => offers[index].isChosen) ?? buttons[0]).focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Below a step where there is room for it on the canvas, else above it. @param {HTMLElement} near */
  function beside(near) {
    const canvas = /** @type {HTMLElement} */ (node.parentElement);
    const [frame, box] = [canvas.getBoundingClientRect(), near.getBoundingClientRect()];
    const below = box.bottom - frame.top + GAP;
    const above = box.top - frame.top - GAP - node.offsetHeight;
    const left = Math.max(0, Math.min(box.left - frame.left, frame.width - node.offsetWidth));
    node.style.left = `${left}px`;
    node.style.top = `${Math.max(0, below + node.offsetHeight > frame.height ? above : below)}px`;
  }

  function close() {
    if (node.hidden) return;
    const hadFocus = node.contains(document.activeElement);
    node.hidden = true;
    document.removeEventListener("pointerdown", outside, true);
    closed(hadFocus);
  }

  function outside(/** @type {Event} */ { target }) {
    if (!node.contains(/** @type {Node} */ (target))) close();
  }

  node.addEventListener("focusout", ({ relatedTarget: to }) => {
    if (to && !node.contains(/** @type {Node} */ (to))) close();
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  return { node, open };
}
