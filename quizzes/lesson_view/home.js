/* The course's home page: its lessons as stations, each with what is done, and where one stopped. */

import { button, h } from "../script/dom.js";
import { deadline } from "../script/dates.js";
import { asWritten, clock, say, spoken } from "../script/words.js";
import { Exchange } from "./exchange.js";
import { workCard } from "./kept_note.js";
import { here, keepOpen, openPath } from "./place.js";
import { fromJournals } from "./progress.js";
/** @import { Host, Lesson as Station, Widget } from "./jupyter.js" */
/** @import { Far } from "./progress.js" */
/** @import { shellOf } from "./shell.js" */

const FACTORY = "Notebook";
const LAST = here("tj-last");
const ASKED = "lesson"; // an address may name a lesson to open: ?lesson=NAME

/** @param {Host} host @param {ReturnType<typeof shellOf>} shell */
export function home(host, shell) {
  const { app, course } = host;
  const asked = new URLSearchParams(location.search).get(ASKED); // read now: JupyterLab rewrites the address
  const list = h("ol", { class: "tj-stations" });
  const resume = h("p", { class: "tj-resume" });
  const below = h(
    "div",
    { hidden: true }, // until what stands above has its height: who presses a button hits it
    course.kept && workCard(host),
    h("p", { class: "tj-note" }, say("view.home_note")),
  );
  const exchange = course.exchange ? new Exchange(host) : null;
  const { title, author, publisher, date } = host.sources.facts;
  const node = h(
    "section",
    { class: "tj-home tj-busy", tabindex: -1, "aria-label": course.course, ...spoken() },
    h(
      "div",
      { class: "tj-home-page" },
      h("h1", {}, course.course),
      h("p", { class: "tj-lead" }, say("view.home_lead", { title, author, publisher, date })),
      resume,
      list,
      below,
    ),
  );
  const widget = host.widget(node);
  widget.id = "two-januaries-home";
  widget.title.label = course.course;

  const open = async (/** @type {Station} */ station) => {
    keep(station.name);
    if (exchange?.isOut(station)) await exchange.bring(station);
    const { path } = station;
    if (host.page) return location.assign(host.address(`notebooks/${path}`));
    await openNotebook(path);
  };
  const openNotebook = (/** @type {string | null} */ path) =>
    app.commands.execute("docmanager:open", { path, factory: FACTORY });

  /** @param {Station} station @param {number} index */
  const row = async (station, index) => {
    const { name, path } = station;
    const nothing = { handedIn: null, answered: 0, items: 0 };
    const far = path ? await fromJournals(app, path.slice(0, path.lastIndexOf("/")), name) : nothing;
    const { handedIn, answered, items } = far;
    const meter = items > 0 && h("span", { class: "tj-meter", "aria-hidden": "true" }, h("span"));
    if (meter) /** @type {HTMLElement} */ (meter.firstElementChild).style.inlineSize = `${(100 * answered) / items}%`;
    const isOut = exchange?.isOut(station) ?? false;
    const state = h("span", { role: "status" }, isOut ? say("view.out") : stateOf(path, far));
    const parts = [
      h("span", { class: "tj-number", "aria-hidden": "true" }, String(numberOf(station.name) ?? index + 1)),
      h("span", { class: "tj-station-title", ...asWritten() }, station.title),
      h("span", { class: "tj-station-question", ...asWritten() }, station.question),
      h(
        "span",
        { class: "tj-station-state" },
        say("view.minutes", { count: station.minutes }),
        " · ",
        state,
      ),
      station.dates && h("span", { class: "tj-station-due" }, deadline(station.dates)),
      meter,
    ];
    const pressed = () => {
      if (isOut) state.textContent = say("view.bringing");
      open(station).catch(() => (state.textContent = say("view.not_brought")));
    };
    const press = h("button", { type: "button", disabled: !path && !isOut, onclick: pressed }, ...parts);
    const inRow = exchange?.hasFeedback(station) ? [press, returned(exchange, station)] : [press];
    return h("li", { class: handedIn ? "tj-ended" : answered ? "tj-begun" : "" }, ...inRow);
  };

  async function fill() {
    const rows = async () => {
      const found = await Promise.all(course.lessons.map(row));
      if (document.activeElement === document.body) node.focus(); // else JupyterLab's bars stay until the first press
      list.replaceChildren(...found);
    };
    const last = course.lessons.find(({ name }) => name === lastOpened());
    resume.replaceChildren(
      ...(last ? [button(say("view.continue", { title: last.title }), () => open(last), { class: "tj-primary" })] : []),
    );
    await rows().finally(() => {
      below.hidden = false;
      node.classList.remove("tj-busy");
    });
    exchange?.look().then(rows); // the page does not wait for it
  }

  const show = () => {
    keepOpen("");
    if (!widget.parent) put(host, widget);
    shell.add(widget);
    app.shell.activateById(widget.id);
    node.focus(); // what has the focus is current for JupyterLab
    setTimeout(() => (document.title = course.course));
    return fill();
  };
  if (host.page && host.page !== "tree") return () => location.assign(host.address("tree"));
  app.restored.then(() => {
    const isAsked = !host.page && location.pathname.includes("/tree/"); // a document: reloaded, or by its address
    const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
    const named = course.lessons.find(({ name }) => name === asked)?.path;
    const path = !host.page && ((visit?.type === "reload" && openPath()) || named); // what is open, or asked for
    if (isAsked) return;
    if (path) openNotebook(path);
    else show();
  });
  return show;
}

/** Return the number that a lesson's name begins with. @param {string} name */
function numberOf(name) {
  const found = /^\d+/.exec(name);
  return found && Number(found[0]);
}

/** Put the page where documents are; in Notebook 7 beside the list of files, which it covers.
 * @param {Host} host @param {Widget} widget */
function put({ app, page }, widget) {
  if (page) app.shell.currentWidget?.parent?.addWidget?.(widget);
  else app.shell.add(widget, "main");
}

/** Return the button that opens the feedback on a lesson in a tab of its own.
 * @param {Exchange} exchange @param {Station} station */
function returned(exchange, station) {
  const press = button(say("view.feedback", { title: station.title }), async () => {
    const tab = globalThis.open("", "_blank"); // at once: later a browser would take it for an advertisement
    try {
      const address = await exchange.feedback(station);
      if (tab) tab.location.assign(address);
      else location.assign(address);
    } catch {
      tab?.close();
      press.textContent = say("view.not_brought");
    }
  }, { class: "tj-returned" });
  return press;
}

/** @param {string | null} path @param {Far} far */
function stateOf(path, { handedIn, answered, items }) {
  if (!path) return say("view.not_yet");
  if (handedIn) {
    const date = clock(handedIn.time);
    const state = handedIn.way === "exchange" ? say("view.submitted", { date }) : say("view.handed_in", { date });
    return handedIn.changed ? say("view.changed_since", { state, count: handedIn.changed }) : state;
  }
  return answered ? say("page.answered", { done: answered, total: items }) : say("view.not_started");
}

function lastOpened() {
  try {
    return localStorage.getItem(LAST);
  } catch {
    return null;
  }
}

/** @param {string} name */
function keep(name) {
  try {
    localStorage.setItem(LAST, name);
  } catch {
    // Storage may be forbidden: then nothing is offered to continue.
  }
}
