/* The keys of the desk, shown by `?`; they can be turned off, for a keyboard or a voice that presses them unasked. */

import { button, h } from "../../../../quizzes/script/dom.js";
import { say } from "./words.js";
/** @import { Key } from "./protocol.js" */

const KEYS = /** @type {Key[]} */ ([
  "key_level",
  "key_clear",
  "key_criterion",
  "key_beside",
  "key_next",
  "key_same",
  "key_undo",
  "key_skip",
  "key_comment",
  "key_leave",
  "key_letter",
  "key_adjust",
  "key_task",
  "key_scroll",
  "key_help",
]);
const PLACE = "tj-desk keys";

export function keysAreOn() {
  try {
    return localStorage.getItem(PLACE) !== "off";
  } catch {
    return true;
  }
}

/** @param {boolean} on */
function turn(on) {
  try {
    localStorage.setItem(PLACE, on ? "on" : "off");
  } catch {
    // The browser keeps nothing: the keys stay on.
  }
}

/** Show the keys. */
export function help() {
  const rows = KEYS.map((each) => {
    const [key, ...words] = say(each).split(": ");
    return h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, words.join(": ")));
  });
  const box = h("input", { type: "checkbox", checked: keysAreOn(), onchange: () => turn(box.checked) });
  const close = button(say("close"), () => dialog.close(), { autofocus: true });
  const head = h("header", {}, h("h2", {}, say("keys")), close);
  const dialog = h("dialog", { class: "help", "aria-label": say("keys") }, head, h("dl", {}, ...rows));
  dialog.append(h("label", {}, box, say("keys_on")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
