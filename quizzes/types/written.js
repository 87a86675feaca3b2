/* A text field that is saved while one writes. Its words are counted; what is asked for stands beside it; sentences of
   the essay, evidence cards and recorded runs are inserted at the cursor by one press (written_inserts.js).

   Whatever shows the same text elsewhere, as a notebook's cell, hears of it by the event "tj-written": when it is saved,
   and once when it is drawn and there is some. */

import { register } from "../script/controls.js";
import { h, unique } from "../script/dom.js";
import { savedAt, say } from "../script/words.js";
import { offered, quotations } from "./written_inserts.js";
/** @import { Card } from "../script/card.js" */
/** @import { Answer, Control, Item } from "../script/protocol.js" */

/** @typedef {{about: number} | {least: number, most: number} | null} Length      in words */
/** @typedef {Item & {length: Length, criteria: string[], sentences: string[][]}} Writing      criteria are HTML */

const STILL = 700; // ms without a key
const LONGEST_WRITING = 4000; // ms of writing without one: then what there is is saved
const TELLING = 100; // and ms between them: a page is drawn before it is put in its place

register("written", written);

/** @param {Writing} item @param {Card} card @returns {Control} */
export function written(item, card) {
  const counted = h("p", { class: "tj-count", id: unique() });
  const writing = whileWriting(card, grow);
  const input = h("textarea", {
    "aria-label": say("page.your_text"),
    "aria-describedby": counted.id,
    rows: 6,
    onselect: count,
    ...writing.listeners,
    onblur: left,
  });
  const sheet = h("div", { class: "tj-writing-sheet" }, input);
  const tools = h(
    "div",
    { class: "tj-tools" },
    quotations(item.sentences, insert),
    offered("cards", card, insert),
    offered("runs", card, insert),
  );
  const body = h("div", { class: "tj-writing" }, h("div", {}, sheet, counted, tools), criteria(item.criteria));
  let isDrawn = false;

  const read = () => (input.value.trim() ? (input.value.toWellFormed?.() ?? input.value) : null);

  /** A screen reader is told of the words when the field is left, and not while one writes. */
  function left() {
    if (card.unsent) card.flush();
    else if (card.answer.time) {
      card.quiz.announce(`${savedAt(card.answer.time)}. ${words()}`);
    }
  }

  /** The field is as high as its text: the sheet behind it holds the same. */
  function grow() {
    sheet.dataset.text = `${input.value}\n`;
    count();
  }

  function words() {
    const { length } = item;
    const values = { count: wordsIn(input.value), ...length };
    if (!length) return say("page.words", values);
    return say("about" in length ? "page.words_about" : "page.words_between", values);
  }

  function count() {
    const selected = wordsIn(input.value.slice(input.selectionStart, input.selectionEnd));
    counted.textContent = selected ? say("page.words_selected", { words: words(), selected }) : words();
  }

  /** Put a line at the cursor, apart from what stands before and after it; Ctrl+Z takes it back. */
  function insert(/** @type {string} */ text) {
    const before = input.value.slice(0, input.selectionStart);
    const after = input.value.slice(input.selectionEnd);
    const line = `${/\S$/.test(before) ? " " : ""}${text}${/^\S/.test(after) ? " " : ""}`;
    input.focus();
    // Nothing else leaves a trace for undoing.
    if (!document.execCommand("insertText", false, line)) {
      input.setRangeText(line, input.selectionStart, input.selectionEnd, "end");
      writing.listeners.oninput();
    }
    card.quiz.announce(say("page.inserted"));
  }

  function tell(/** @type {string} */ text, tries = TELLING) {
    if (item.kept) return; // it is in no cell
    if (body.isConnected) {
      body.dispatchEvent(new CustomEvent("tj-written", { bubbles: true, detail: { id: item.id, text } }));
    } else if (tries) setTimeout(() => tell(text, tries - 1), TELLING);
  }

  return {
    body,
    legend: say("page.your_text"),
    show(/** @type {Answer<string>} */ { response, time }) {
      if (read() !== response) input.value = response ?? "";
      grow();
      if (time && (isDrawn || response !== null)) tell(response ?? "");
      isDrawn = true;
    },
    read,
    isBusy: () => document.activeElement === input,
    leave: writing.leave,
  };
}

/**
 * Save what is written in a field: when the hand rests or has written for long, at Ctrl+S, when the field is left, and
 * when the page is hidden. `grow` hears of each change.
 *
 * @param {Card} card @param {() => void} grow
 */
export function whileWriting(card, grow) {
  let since = 0; // when what is not sent yet was begun
  const hidden = () => document.visibilityState === "hidden" && card.flush();
  document.addEventListener("visibilitychange", hidden);

  function oninput() {
    grow();
    if (!card.unsent) since = Date.now();
    card.changed(Math.max(1, Math.min(STILL, since + LONGEST_WRITING - Date.now())));
  }

  function onkeydown(/** @type {KeyboardEvent} */ event) {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) card.flush();
  }

  const listeners = { oninput, onkeydown, onblur: () => card.flush() };
  return { listeners, leave: () => document.removeEventListener("visibilitychange", hidden) };
}

/** @param {string} text */
function wordsIn(text) {
  return text.split(/\s+/).filter(Boolean).length;
}

/** @param {string[]} texts */
function criteria(texts) {
  const id = unique();
  if (!texts.length) return null;
  const list = h("ul", {}, texts.map((html) => h("li", { html })));
  return h("aside", { class: "tj-criteria", "aria-labelledby": id }, h("h4", { id }, say("page.criteria")), list);
}
