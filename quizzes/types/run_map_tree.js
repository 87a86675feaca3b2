/* Where the steps of a map stand: those that are joined to nothing wait above; the others make trees, each step to the
   right of the one it is joined to, so that no two lines cross. A step that moves is seen to move. */

import { h } from "../script/dom.js";
import { say } from "../script/words.js";
/** @import { Join, Place } from "./run_map.js" */

const GLIDE = { duration: 250, easing: "ease-out" };

/**
 * @param {Place[]} places
 * @param {(place: Place) => Join | null} joinOf
 * @param {(place: Place, isCircle: boolean) => void} label      writes at a step what it does
 */
export function treeOf(places, joinOf, label) {
  const count = h("p", { class: "tj-map-count" });
  const loose = h("ul", { class: "tj-map-loose" });
  const trees = h("ul", { class: "tj-map-trees" });
  const node = h("div", { class: "tj-map-steps" }, count, loose, h("div", { class: "tj-map-frame" }, trees));
  const below = (/** @type {Place} */ place) => places.filter((each) => joinOf(each)?.target === place);

  function draw() {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    const before = places.map(spot);
    const isLoose = (/** @type {Place} */ place) => place.step.link && !joinOf(place) && !below(place).length;
    const placed = new Set(places.filter(isLoose));
    const free = (/** @type {Place} */ place) => !placed.has(place);
    loose.replaceChildren(...[...placed].map((place) => h("li", {}, place.node)));
    loose.hidden = !placed.size;
    places.forEach((place) => label(place, false));
    const roots = places.filter((place) => free(place) && !joinOf(place)).map((place) => grown(place, placed));
    trees.replaceChildren(...roots);
    for (const place of places.filter(isCircling)) {
      if (!free(place)) continue;
      label(place, true);
      trees.append(grown(place, placed));
    }
    const total = places.filter(({ step }) => step.link).length;
    count.textContent = say("page.map_count", { count: places.filter(joinOf).length, total });
    if (focused && node.contains(focused)) focused.focus({ preventScroll: true });
    places.forEach((place, index) => glide(place, before[index]));
  }

  /** A step and what is joined to it, each once. @param {Place} place @param {Set<Place>} placed @returns {HTMLElement} */
  function grown(place, placed) {
    placed.add(place);
    const next = below(place).filter((each) => !placed.has(each)).map((each) => grown(each, placed));
    return h("li", {}, place.node, next.length > 0 && h("ul", {}, next));
  }

  /** Whether the chain from a step comes back to it. @param {Place} place */
  function isCircling(place) {
    const seen = new Set();
    let at = joinOf(place)?.target;
    while (at && at !== place && !seen.has(at)) {
      seen.add(at);
      at = joinOf(at)?.target;
    }
    return at === place;
  }

  return { node, draw };
}

const spot = (/** @type {Place} */ { node }) => (node.isConnected ? node.getBoundingClientRect() : null);

/** Show the way from where a step stood. @param {Place} place @param {DOMRect | null} from */
function glide(place, from) {
  const to = spot(place);
  if (!from?.width || !to?.width || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const [x, y] = [from.left - to.left, from.top - to.top];
  if (x || y) {
    place.node.animate([{ transform: new DOMMatrix().translate(x, y).toString() }, { transform: "none" }], GLIDE);
  }
}
