/* The control of an item type from outside: two buttons to choose between. */

import { register } from "quizzes/script/controls.js";
import { h } from "quizzes/script/dom.js";
import { pick, picks } from "quizzes/script/picks.js";

register("yesno", (item, card) => {
  const inputs = Object.keys(item.options).map((name) => pick(name, false, card));
  const row = (input) => h("label", { class: "tj-option" }, input, h("span", { html: item.options[input.value] }));
  const { read, check } = picks(inputs);
  const body = h("div", { class: "tj-options" }, inputs.map(row));
  return { body, show: ({ response }) => check(response), read: () => read()?.[0] ?? null };
});
