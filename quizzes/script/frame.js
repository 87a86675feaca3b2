/* The frame of an item: its number, its stem, its points, and where control, mark and status stand. */

import { h, unique } from "./dom.js";
import { say } from "./words.js";
/** @import { Card } from "./card.js" */

/** @param {Card} card */
export function frame({ quiz, item, number, control, body, hints, sure, result, choice, check, again, status, retry }) {
  const { items, kind } = quiz.view;
  const total = h("span", { class: "tj-hidden" }, ` ${say("page.of_total", { total: items.length })}`);
  const numbered = [say("page.question", { number }), total];
  const legend = h("legend", { id: unique() }, control.legend ?? numbered);
  const stem = h("div", { class: "tj-stem", id: unique(), html: item.stem });
  const said = h("div", { class: "tj-said", hidden: true }); // filled in by quiz.js
  const points = say("page.points", { count: item.points });
  const worth = kind === "graded" && items.length > 1 && h("span", { class: "tj-points" }, points);
  const actions = h("div", { class: "tj-actions" }, check, again, status, retry);
  const named = { "aria-labelledby": `${legend.id} ${stem.id}`, "data-item": item.id };
  return h(
    "fieldset",
    { class: "tj-item", ...named },
    legend,
    worth,
    stem,
    said,
    body,
    hints.node,
    sure?.node,
    result,
    choice,
    actions,
  );
}
