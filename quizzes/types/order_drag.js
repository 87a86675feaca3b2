/* Rows of a list that a pointer drags: the row follows it, and the others make room. A finger takes it by its grip, so
   that elsewhere the page can be scrolled; the mouse takes it anywhere. */

/** @param {HTMLElement} list @param {() => void} dropped */
export function draggable(list, dropped) {
  list.addEventListener("pointerdown", (event) => {
    const target = /** @type {Element} */ (event.target);
    const row = /** @type {HTMLElement | null} */ (target.closest("li"));
    const byGrip = Boolean(target.closest(".tj-grip"));
    if (!row || event.button || target.closest("button") || !(byGrip || event.pointerType === "mouse")) return;
    if (row.querySelector("button:disabled")) return;
    event.preventDefault();
    drag(list, row, event, dropped);
  });
}

/** @param {HTMLElement} list @param {HTMLElement} row @param {PointerEvent} start @param {() => void} dropped */
function drag(list, row, { pointerId, clientY }, dropped) {
  const before = [...list.children];
  let from = clientY;
  list.setPointerCapture(pointerId);
  row.classList.add("tj-dragged");

  const middle = (/** @type {Element | null} */ other) => {
    const box = other?.getBoundingClientRect();
    return box ? box.top + box.height / 2 : NaN;
  };

  function move(/** @type {PointerEvent} */ { clientY: y }) {
    row.style.translate = "";
    const top = row.getBoundingClientRect().top;
    const { previousElementSibling: above, nextElementSibling: below } = row;
    if (y < middle(above)) above?.before(row);
    else if (y > middle(below)) below?.after(row);
    from += row.getBoundingClientRect().top - top;
    row.style.translate = `0 ${y - from}px`;
  }

  function end() {
    list.removeEventListener("pointermove", move);
    list.removeEventListener("pointerup", end);
    list.removeEventListener("pointercancel", end);
    row.classList.remove("tj-dragged");
    row.style.translate = "";
    if (before.some((each, place) => list.children[place] !== each)) dropped();
  }

  list.addEventListener("pointermove", move);
  list.addEventListener("pointerup", end);
  list.addEventListener("pointercancel", end);
}
