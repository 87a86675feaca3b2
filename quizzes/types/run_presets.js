/* Settings that a press makes: those that the item names, and the recorded ones once there are any. */

import { button, h, putHtml, same, unique } from "../script/dom.js";
import { say } from "../script/words.js";
/** @import { Knob } from "./run_knobs.js" */
/** @import { Values } from "./run.js" */

/** @typedef {{label: string, values: Values}} Preset      `label` is HTML */

/** @param {Preset[]} presets @param {Knob[]} knobs @param {() => void} moved */
export function presetsOf(presets, knobs, moved) {
  const name = h("span", { id: unique() }, say("page.presets"));
  const presses = presets.map(({ label, values }) => press(label, () => values));
  /** @type {Values} */
  let recorded = {};
  const back = press(say("page.as_recorded"), () => recorded);
  const all = [...presses, back];
  const node = h(
    "div",
    { class: "tj-presets", role: "group", "aria-labelledby": name.id },
    name,
    all.map((each) => each.node),
  );

  /** @param {string} label @param {() => Values} values */
  function press(label, values) {
    const node = button("", apply);
    putHtml(node, label);
    function apply() {
      knobs.forEach((each) => each.name in values() && each.set(values()[each.name]));
      moved();
    }
    return { node, values };
  }

  /** Say which of them is what is set. */
  function mark() {
    for (const { node, values } of all) {
      const named = knobs.filter((each) => each.name in values());
      node.setAttribute("aria-pressed", String(named.every((each) => same(each.value(), values()[each.name]))));
    }
  }

  /** @param {Values | undefined} parameters what is recorded */
  function offer(parameters) {
    recorded = parameters ?? {};
    back.node.hidden = !parameters;
    node.hidden = !presses.length && !parameters;
    mark();
  }

  return { node, mark, offer };
}
