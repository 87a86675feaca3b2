/* When a question can be answered: before that it shows when it opens, and no control; afterwards a word, and the answer
   is still kept. The browser's clock says which it is, looked at every second and whenever the page is shown again: a
   timer that is set for long fails where a computer sleeps. What counts, the times in the journal decide. */

import { h } from "./dom.js";
import { clock, dateTime, say, since } from "./words.js";
/** @import { Card } from "./card.js" */

/** @typedef {"waiting" | "open" | "closed"} Stage */

const TICK = 1000; // ms
const NEAR = 24 * 60 * 60 * 1000; // ms before the end from which it is told
const AWAKE = ["focus", "pageshow", "visibilitychange"];

/** Look at the clock as long as the cards are there; return what ends it. @param {Card[]} cards @returns {() => void} */
export function watch(cards) {
  const looks = cards.filter(({ item }) => item.window).map(hours);
  if (!looks.length) return () => {};
  const look = () => looks.forEach((each) => each());
  const timer = setInterval(look, TICK);
  AWAKE.forEach((event) => addEventListener(event, look, true));
  look();
  return () => {
    clearInterval(timer);
    AWAKE.forEach((event) => removeEventListener(event, look, true));
  };
}

/** Give a card its line; return what looks at the clock. @param {Card} card @returns {() => void} */
function hours(card) {
  const { opens = "", closes = "" } = card.item.window ?? {};
  const [from, until] = [opens, closes].map(Date.parse); // NaN is neither before nor after
  const node = h("p", { class: "tj-window", hidden: true });
  card.node.querySelector(".tj-stem")?.before(node);
  let last = /** @type {Stage | ""} */ ("");
  return () => {
    const now = Date.now();
    const stage = now < from ? "waiting" : now > until ? "closed" : "open";
    const text = inStage(card, stage, { from, until, now });
    if (node.textContent !== text) node.textContent = text;
    node.hidden = !text;
    card.node.dataset.window = stage;
    const news = stage === "open" ? say("page.open_now") : text;
    if (last && stage !== last) card.quiz.announce(say("page.told", { number: card.number, text: news }));
    last = stage;
  };
}

/** @param {Card} card @param {Stage} stage @param {{from: number, until: number, now: number}} times in ms */
function inStage({ quiz }, stage, { from, until, now }) {
  const told = (/** @type {number} */ time) => ({ date: dateTime(time), relative: since(time, now, true) });
  if (stage === "waiting") return say("page.opens", { ...told(from), now: clock(now) });
  if (stage === "open") return until - now < NEAR ? say("page.open_until", told(until)) : "";
  return say(quiz.view.kind === "graded" ? "page.closed" : "page.closed_kept", { date: dateTime(until) });
}
