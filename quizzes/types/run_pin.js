/* Where the controls stand below their figure, it stays in sight while they are moved: once it is scrolled away so far
   that a part of the height of the window is left of it, it is shown whole in that height. A space above it takes up what
   it has lost, so nothing moves. Beside its controls, or in a window too low for both, it is left alone: that is CSS. */

import { h } from "../script/dom.js";

const PART = 0.4; // of the window's height
const LEAST = 160; // px: what is smaller shows nothing

/** @param {HTMLElement} view the figure, which the controls follow in their parent */
export function pin(view) {
  const space = h("div", { "aria-hidden": "true" });
  const mark = h("div", { class: "tj-mark-out", "aria-hidden": "true" }); // as high as what may be scrolled away
  let whole = 0; // the height of the figure as it is drawn
  let isSmall = false;

  function measure() {
    if (isSmall) space.style.blockSize = `${Math.max(0, whole - view.offsetHeight)}px`;
    else {
      whole = view.offsetHeight;
      const part = PART * innerHeight;
      mark.style.blockSize = part < LEAST ? "0" : `${Math.max(1, whole - part)}px`;
    }
  }

  function shrink(/** @type {boolean} */ small) {
    if (small === isSmall) return;
    isSmall = small;
    view.classList.toggle("tj-small", small);
    if (!small) space.style.blockSize = "0";
    measure();
  }

  const sight = new IntersectionObserver(([{ isIntersecting, boundingClientRect: { top, height } }]) =>
    shrink(!isIntersecting && height > 0 && top < innerHeight / 2)
  );
  new ResizeObserver(() => {
    measure();
    sight.unobserve(mark);
    sight.observe(mark); // asks anew: the page may have been laid out otherwise
  }).observe(view);
  return { nodes: [mark, space] };
}
