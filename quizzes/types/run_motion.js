/* A new picture begins as the former one was and moves to what it shows: marks of the same `data-key` slide, no other.

   Where less motion is asked for, and on a page that nobody sees, it is there at once. */

const TIME = 200; // ms
const PLACES = ["x", "y", "width", "height", "cx", "cy", "x1", "y1", "x2", "y2", "points"];

/** @typedef {{node: Element, name: string, from: number[], to: number[]}} Move */

/**
 * @param {Element | null} before the former picture, as it stands: on its way, where it has not arrived
 * @param {Element | null} after the new one, in the page
 * @returns {() => void} stops it where it is
 */
export function moveTo(before, after) {
  const still = document.hidden || matchMedia("(prefers-reduced-motion: reduce)").matches;
  const moves = before && after && !still ? movesOf(before, after) : [];
  if (!moves.length) return () => {};
  const start = performance.now();
  place(moves, 0);
  let turn = requestAnimationFrame(step);
  function step(/** @type {number} */ now) {
    const share = Math.min(Math.max((now - start) / TIME, 0), 1);
    place(moves, 1 - (1 - share) ** 3); // fast, then slower
    if (share < 1) turn = requestAnimationFrame(step);
  }
  return () => cancelAnimationFrame(turn);
}

/** @param {Element} before @param {Element} after */
function movesOf(before, after) {
  const known = new Map([...before.querySelectorAll("[data-key]")].map((node) => [nameOf(node), node]));
  return [...after.querySelectorAll("[data-key]")].flatMap((node) => {
    const old = known.get(nameOf(node));
    return old ? PLACES.flatMap((name) => move(old, node, name)) : [];
  });
}

function nameOf(/** @type {Element} */ node) {
  return `${node.tagName} ${node.getAttribute("data-key")}`;
}

/** @param {Element} old @param {Element} node @param {string} name @returns {Move[]} */
function move(old, node, name) {
  const [from, to] = [old, node].map((each) => each.getAttribute(name));
  if (!from || !to || from === to) return [];
  const ends = [from, to].map((text) => text.split(/[ ,]+/).map(Number));
  return ends[0].length === ends[1].length ? [{ node, name, from: ends[0], to: ends[1] }] : [];
}

/** @param {Move[]} moves @param {number} share */
function place(moves, share) {
  for (const { node, name, from, to } of moves) {
    const now = to.map((end, n) => (share === 1 ? end : Number((from[n] + share * (end - from[n])).toFixed(1))));
    node.setAttribute(name, now.join(" "));
  }
}
