/* What is recorded of a run, in words. */

import { h, plain } from "../script/dom.js";
import { say, withUnit } from "../script/words.js";
import { grouped } from "./run_knobs.js";
/** @import { Parameter, Quantity, Recorded, Run, Values } from "./run.js" */

const FEW = 12; // settings; a longer list is folded

/** What was predicted beside what came, where the run has found it or the student has worked it out; "" else.
 * @param {Run} item @param {Recorded | null} run */
export function met({ prediction, result, comparison }, run) {
  const found = result.find(({ name }) => name === prediction?.name);
  if (prediction && prediction.name === comparison?.name && run?.prediction && run.comparison) {
    return say("page.foretold_by_hand", { said: run.prediction, found: run.comparison });
  }
  if (!found || !run?.prediction || !run.result) return "";
  return say("page.foretold", {
    said: run.prediction,
    found: shown(run.result[found.name], { ...found, unit: "" }),
  });
}

/** Return the result, and each group of settings under its name. @param {Run} item @param {Recorded} recorded */
export function summary(item, recorded) {
  const { parameters = {}, result = {} } = recorded;
  const groups = [...grouped(item.parameters, (index) => item.parameters[index].group)];
  const several = groups.filter(([group, each]) => group && each.length > 1);
  const rest = groups.filter(([group, each]) => !group || each.length === 1);
  const alone = rest.flatMap(([group, each]) => each.map(named(group)));
  const lists = several.flatMap(([group, each]) => [h("p", { class: "tj-name", html: group }), list(each, parameters)]);
  const foretold = met(item, recorded);
  const folded = { open: item.parameters.length <= FEW };
  const nodes = [
    h("p", {}, h("b", {}, say("page.recorded_run"))),
    foretold && h("p", { class: "tj-met" }, foretold),
    list(item.result, result),
    h("details", folded, h("summary", {}, say("page.was_set")), list(alone, parameters), lists),
  ];
  return nodes.filter((each) => each !== "");
}

/** @param {string} group */
function named(group) {
  return (/** @type {Parameter} */ single) => {
    const label = group ? say("page.in_group", { group, label: single.label }) : single.label;
    return { ...single, label };
  };
}

/** @param {(Parameter | Quantity)[]} quantities @param {Values} values */
function list(quantities, values) {
  const line = (/** @type {Parameter | Quantity} */ quantity) =>
    h("div", {}, h("dt", { html: quantity.label }), h("dd", {}, shown(values[quantity.name], quantity)));
  return h("dl", {}, quantities.map(line));
}

/** @param {number | string} value @param {Parameter | Quantity} quantity */
function shown(value, quantity) {
  const choices = "choices" in quantity && quantity.choices;
  if (choices) return plain(choices[value] ?? value);
  return withUnit(Number(Number(value).toFixed(4)), quantity.unit);
}
