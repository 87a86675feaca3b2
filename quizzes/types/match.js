/* Each row takes one option: one select a row. */

import { register } from "../script/controls.js";
import { h, plain, same, unique } from "../script/dom.js";
import { asWritten, say } from "../script/words.js";
/** @import { Card } from "../script/card.js" */
/** @import { Answer, Item } from "../script/protocol.js" */

/** @typedef {Item & {rows: Record<string, string>, options: Record<string, string>}} Match      HTML, by id */

register("match", match);

/** @param {Match} item @param {Card} card */
function match(item, card) {
  const rows = Object.entries(item.rows).map(([row, html]) => {
    const blank = h("option", { value: "" }, say("page.choose"));
    const select = h("select", { id: unique(), "data-row": row, onchange: chosen }, blank);
    const node = h("div", { class: "tj-pair" }, h("label", { for: select.id, html }), select);
    /** Paper shows the words: a select would cut them. */
    const tell = () => node.dataset.words = select.value ? (select.selectedOptions[0]?.text ?? "") : "";
    function chosen() {
      tell();
      card.changed();
    }
    return { row, select, blank, node, tell };
  });
  const option = (/** @type {string} */ value) => h("option", { value, ...asWritten() }, plain(item.options[value]));

  return {
    body: h("div", { class: "tj-pairs" }, rows.map(({ node }) => node)),
    /** @param {Answer<Record<string, string>>} answer */
    show({ response, order: names }) {
      for (const { row, select, blank, tell } of rows) {
        const shown = [...select.options].slice(1).map(({ value }) => value);
        if (!same(shown, names)) select.replaceChildren(blank, ...names.map(option));
        select.value = response?.[row] ?? "";
        tell();
      }
    },
    part: (/** @type {string} */ name) => rows.find(({ row }) => row === name),
    left() {
      const empty = rows.filter(({ select }) => !select.value);
      return empty.length ? { words: say("page.rows_left", { count: empty.length }), node: empty[0].select } : null;
    },
    read() {
      const chosen = rows.filter(({ select }) => select.value).map(({ row, select }) => [row, select.value]);
      return chosen.length ? Object.fromEntries(chosen) : null;
    },
  };
}
