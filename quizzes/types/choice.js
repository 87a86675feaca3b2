/* One option is picked, or, as `multiple`, several. */

import { register } from "../script/controls.js";
import { arrange, h } from "../script/dom.js";
import { pick, picks } from "../script/picks.js";
/** @import { Card } from "../script/card.js" */
/** @import { Answer, Item } from "../script/protocol.js" */

/** @typedef {Item & {options: Record<string, string>}} Options      HTML, by id */

register("choice", (item, card) => options(item, card, false));

/** @param {Options} item @param {Card} card @param {boolean} several */
export function options(item, card, several) {
  const inputs = Object.keys(item.options).map((name) => pick(name, several, card));
  const rows = Object.fromEntries(inputs.map((input) => [input.value, row(input)]));
  const body = h("div", { class: "tj-options" }, Object.values(rows));
  const { read, check } = picks(inputs);

  function row(/** @type {HTMLInputElement} */ input) {
    const label = h("label", { class: "tj-option" }, input, h("span", { html: item.options[input.value] }));
    return h("div", {}, label);
  }

  return {
    body,
    /** @param {Answer<string | string[]>} answer */
    show({ response, order: names }) {
      arrange(body, names.map((name) => rows[name]));
      check(response);
    },
    part: (/** @type {string} */ name) => rows[name] && { node: rows[name] },
    read: () => (several ? read() : (read()?.[0] ?? null)),
  };
}
