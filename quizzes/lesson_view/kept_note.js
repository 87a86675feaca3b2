/* What a student should know of where the work lies: on the page of a lesson before it is lost, and on the home page, with
   the buttons that take it along and bring it back. */

import { button, h } from "../script/dom.js";
import { say } from "../script/words.js";
import { understood, wasCorrected } from "./corrected.js";
import { look, warningOf } from "./keeping.js";
import { beside } from "./keys.js";
import { whenNewer } from "./newer.js";
import { here, keepOpen } from "./place.js";
import { FULL } from "./storing.js";
import { bring, deliver, plan, work } from "./work.js";
import { ZipError } from "./zip.js";
/** @import { Host } from "./jupyter.js" */
/** @import { Key } from "../script/protocol.js" */
/** @import { Lesson } from "./lesson.js" */
/** @import { Planned } from "./work.js" */

/** @param {Key} key */
const toldOf = (key) => here(`tj-told ${key}`);
const AGAIN = 7 * 24 * 60 * 60 * 1000; // ms: what was understood is said again after a week
const BACK = here("tj-brought");
const URGENT = new Set(["view.full", "view.nearly_full"]);

/** @param {Host} host @param {HTMLElement} note @param {boolean} [isUrgent] */
function downloadButton(host, note, isUrgent = false) {
  const press = async () => {
    try {
      const file = deliver(await work(host), host.course.course);
      note.textContent = say("view.downloaded", { file });
    } catch {
      note.textContent = say("view.download_failed");
      return;
    }
    keep("view.kept_unsure");
    keep("view.kept_week");
  };
  return button(say("view.download"), press, { class: isUrgent && "tj-primary" });
}

/** Say in a lesson what threatens the work, until it is understood. @param {Host} host @param {Lesson} lesson */
export async function noteIn(host, lesson) {
  const place = beside(h("div", { class: "tj-keeping" }));
  lesson.banner.after(place);
  /** @param {Key} key @param {() => void} done @param {boolean} [takes] */
  const warn = (key, done, takes = true) => {
    const note = banner(key, done, (text) => takes && downloadButton(host, text, URGENT.has(key)));
    place.querySelector(`[data-key="${key}"]`)?.remove();
    place.append(note);
  };
  const full = () => warn("view.full", () => {});
  document.addEventListener(FULL, full);
  lesson.panel.disposed.connect(() => document.removeEventListener(FULL, full));
  if (wasCorrected(lesson.name)) warn("view.corrected", () => understood(lesson.name), false);
  whenNewer(() => lesson.panel.isDisposed || place.append(newerNote())).catch(() => {}); // storage may be forbidden
  const key = warningOf(await look());
  if (key && !isTold(key)) warn(key, () => keep(key));
}

/** That there is a newer version of the course, until it is understood. */
function newerNote() {
  const load = button(say("view.reload"), () => location.reload(), { class: "tj-primary" });
  return banner("view.newer", () => {}, () => load);
}

/** Say something until it is understood. @param {Key} key @param {() => void} done
 * @param {(text: HTMLElement) => HTMLElement | false} cure the button that helps */
function banner(key, done, cure) {
  const text = h("p", { role: "status" }, say(key));
  const close = button(say("view.understood"), () => {
    done();
    note.remove();
  });
  const note = h("div", { class: "tj-banner tj-offer", "data-key": key }, text);
  note.append(h("div", {}, cure(text), close));
  return note;
}

/** The home page's part. @param {Host} host */
export function workCard(host) {
  const note = h("p", { role: "status" }, cameBack() ? say("view.bring_done") : say("view.kept_here"));
  const asked = h("div", {});
  const input = /** @type {HTMLInputElement} */ (h("input", { type: "file", accept: ".zip", hidden: true }));
  const back = button(say("view.bring"), () => input.click());
  input.addEventListener("change", async () => {
    const [file] = input.files ?? [];
    input.value = "";
    asked.replaceChildren();
    try {
      if (file) await ask(host, new Blob([await file.arrayBuffer()]), asked, note);
    } catch (error) {
      note.textContent = say(error instanceof ZipError ? error.key : "view.file_unreadable", { file: file.name });
    }
  });
  document.addEventListener(FULL, () => (note.textContent = say("view.full")));
  const card = h("section", { class: "tj-work", "aria-label": say("view.your_work") }, note, asked, [
    downloadButton(host, note),
    back,
    input,
  ]);
  whenNewer(() => card.append(newerNote())).catch(() => {}); // as above
  return card;
}

/** @param {Host} host @param {Blob} zip @param {HTMLElement} asked @param {HTMLElement} note */
async function ask(host, zip, asked, note) {
  const news = (await plan(host, zip)).filter(({ fresh, older, cells }) => fresh || older || cells);
  note.textContent = say(news.length ? "view.bring_what" : "view.bring_same");
  if (!news.length) return;
  const go = button(say("view.bring_go"), async () => {
    const planned = await plan(host, zip); // anew: another page may have saved answers since
    if (!(await bring(host, planned))) return (note.textContent = say("view.bring_full"));
    sessionStorage.setItem(BACK, "yes");
    keepOpen(""); // here again, whatever lesson was restored behind it
    location.assign(location.pathname); // anew, what is open was read before; not the lesson that the address asks for
  }, { class: "tj-primary" });
  const leave = button(say("view.bring_cancel"), () => {
    asked.replaceChildren();
    note.textContent = say("view.kept_here");
  });
  const lines = news.map((each) => h("li", {}, say("view.bring_lesson", { title: each.title, found: inWords(each) })));
  asked.replaceChildren(h("ul", {}, lines), go, leave);
  go.focus();
}

/** @param {Planned} planned */
function inWords({ fresh, older, cells }) {
  const parts = [
    fresh && say("view.bring_new", { count: fresh }),
    older && say("view.bring_older", { count: older }),
    cells && say("view.bring_cells"),
  ];
  return parts.filter(Boolean).join("; ");
}

function cameBack() {
  try {
    const came = sessionStorage.getItem(BACK);
    sessionStorage.removeItem(BACK);
    return came;
  } catch {
    return null;
  }
}

/** @param {Key} key */
function keep(key) {
  try {
    localStorage.setItem(toldOf(key), String(Date.now()));
  } catch {
    // Storage may be forbidden: then it is said again.
  }
}

/** @param {Key} key */
function isTold(key) {
  try {
    return Math.abs(Date.now() - Number(localStorage.getItem(toldOf(key)))) < AGAIN; // a clock may have been set back
  } catch {
    return false;
  }
}
