/* One notebook as a page: its sections, its bar, its essay; ready when it opens, and plain Jupyter at a press. */
import { quizIn, reveal } from "../script/around.js";
import { button, h } from "../script/dom.js";
import { marked, say } from "../script/words.js";
import { bar } from "./bar.js";
import { hideCases } from "./cases.js";
import { changedCells } from "./changed_cells.js";
import { handWork, isCopy } from "./hand_work.js";
import { explainReadings } from "./hard_words.js";
import { beside, keepKeys, quietCells } from "./keys.js";
import { keepOpen, keepPlace, placeIn, stayIn } from "./place.js";
import { isNew, makeReady } from "./run.js";
import { saveQuietly } from "./save.js";
import { headingOf, label, sectionsOf } from "./sections.js";
import { sheet } from "./sheet.js";
import { explain } from "./terms.js";
import { bothKept, followFile } from "./two_pages.js";
/** @import { Cell, Host, Panel } from "./jupyter.js" */
/** @import { Section } from "./sections.js" */
/** @import { shellOf } from "./shell.js" */

const LIGHT = "JupyterLab Light";
const DARK = "JupyterLab Dark";
const SETTLED = [500, 3000, 7000]; // ms after the kernel, or the line to it, has changed: one that goes takes its time

export class Lesson {
  /** @param {Host} host @param {ReturnType<typeof shellOf>} shell @param {Panel} panel @param {string} name */
  constructor(host, shell, panel, name) {
    this.host = host;
    this.shell = shell;
    this.panel = panel;
    this.name = name;
    this.title = host.course.lessons.find((lesson) => lesson.name === name)?.title ?? headingOf(panel) ?? name;
    const { at = 0, whole = false, top = 0 } = placeIn(name);
    this.at = Number(at);
    this.whole = Boolean(whole);
    this.top = Number(top);
    this.on = false;
    this.running = false;
    this.moved = false; // the student has moved in the page since it opened
    this.doubts = /** @type {ReturnType<typeof setTimeout>[]} */ ([]);
    this.sections = /** @type {Section[]} */ ([]);
    this.quiet = quietCells(panel.content.node);
    this.live = h("p", { class: "tj-hidden", role: "status" });
    this.banner = beside(h("div", { class: "tj-banner", hidden: true, role: "alert" }));
    this.sheet = sheet(host, (isOpen) => this.bar.essay.setAttribute("aria-expanded", String(isOpen)));
    this.bar = bar(this);
    beside(this.bar.node);
    this.foot = beside(h("nav", { class: "tj-foot", "aria-label": say("view.foot_label") }));
    this.back = beside(h("div", { class: "tj-return" }, button(say("view.show_lesson"), () => this.show())));
    this.prepare();
  }

  get scroller() {
    const { node } = this.panel.content;
    return /** @type {HTMLElement} */ (node.querySelector(".jp-WindowedPanel-outer") ?? node);
  }

  get cellList() {
    return this.panel.content.node.querySelector(".jp-WindowedPanel-viewport");
  }

  /** What is done once. */
  prepare() {
    const { panel } = this;
    const release = keepKeys(panel.node, () => this.on, () => this.keep());
    panel.disposed.connect(() => {
      release();
      this.shell.remove(panel);
    });
    handWork(this);
    followFile(panel, bothKept(this.banner));
    panel.node.addEventListener("tj-progress", () => this.noteProgress());
    panel.node.addEventListener("tj-go", (event) => this.goToQuiz(/** @type {CustomEvent} */ (event)));
    stayIn(this);
    const look = () => this.doubt(); // who comes back may have restarted it elsewhere
    addEventListener("focus", look);
    panel.disposed.connect(() => removeEventListener("focus", look));
    const { statusChanged, connectionStatusChanged } = panel.sessionContext;
    for (const signal of [statusChanged, connectionStatusChanged]) signal.connect((_, status) => this.follow(status));
    this.divide();
    this.cells().forEach(label);
  }

  divide() {
    this.sections = sectionsOf(this.panel.content.widgets, say("view.start_section"));
    this.at = Math.max(0, Math.min(this.at, this.sections.length - 1));
  }

  /** Turn the notebook into a page, and make it ready where that is allowed. */
  show() {
    const { panel } = this;
    this.on = true;
    this.back.remove();
    this.quiet.on();
    panel.addClass("tj-lesson");
    Object.assign(this.panel.content.node, marked(this.host.course.written));
    this.cellList?.setAttribute("role", "group"); // JupyterLab calls it a feed, which has articles
    this.scroller.prepend(this.bar.node, this.banner);
    this.scroller.append(this.foot, this.live);
    panel.node.append(this.sheet.node);
    this.shell.add(panel);
    keepOpen(panel.context.path);
    this.arrange();
    if (this.host.course.run) this.start();
    else this.offer();
  }

  /** Give plain Jupyter back. */
  hide() {
    this.on = false;
    this.quiet.off();
    this.panel.removeClass("tj-lesson");
    this.cellList?.setAttribute("role", "feed");
    this.sheet.close();
    for (const node of [this.bar.node, this.banner, this.foot, this.live, this.sheet.node]) node.remove();
    this.cells().forEach(({ node }) => node.classList.remove("tj-away"));
    this.shell.remove(this.panel);
    this.scroller.prepend(this.back);
    const { toolbar } = this.panel; // it was not shown, and took itself for too narrow to show its buttons
    toolbar.processMessage({ type: "resize", width: toolbar.node.offsetWidth, height: toolbar.node.offsetHeight });
  }

  cells = () => this.sections.flatMap((section) => section.cells);

  /** Show the section that one is at, or all. */
  arrange() {
    this.divide();
    this.sections.forEach((section, index) => {
      const away = !this.whole && index !== this.at;
      section.cells.forEach(({ node }) => node.classList.toggle("tj-away", away));
    });
    this.hideCopies();
    this.sheet.light(this.whole ? [] : this.sections[this.at].paragraphs);
    this.foot.replaceChildren(...this.footLinks());
    this.bar.update();
    this.titlePage();
    explain(this);
    explainReadings(this);
  }

  hideCopies() {
    this.cells().forEach((cell) => cell.node.classList.toggle("tj-copy", this.isCopy(cell)));
    hideCases(this.panel, this.cells());
  }

  /** Whether a cell is the one that a field of the page fills. @param {Cell} cell */
  isCopy(cell) {
    const claim = cell.model.getMetadata("nbgrader");
    const field = claim?.solution ? quizIn(this.panel.node, String(claim.grade_id)) : null;
    return field?.dataset.kind === "written" && isCopy(cell);
  }

  footLinks() {
    if (this.whole) return [];
    const step = (
      /** @type {number} */ index,
      /** @type {"view.back" | "view.next"} */ key,
      /** @type {string} */ name,
    ) => button(say(key, { title: this.sections[index].title }), () => this.go(index), { class: name });
    const before = this.at > 0 && step(this.at - 1, "view.back", "tj-back");
    const after = this.at < this.sections.length - 1 && step(this.at + 1, "view.next", "tj-next tj-primary");
    return [before, after].filter((link) => link !== false);
  }

  /** @param {number} index */
  go(index) {
    this.at = index;
    this.moved = true;
    this.arrange();
    const { cells: [{ node }], title } = this.sections[index];
    if (this.whole) node.scrollIntoView();
    else this.scroller.scrollTop = 0;
    this.remember();
    const heading = /** @type {HTMLElement} */ (node.querySelector("h1, h2") ?? node);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    this.live.textContent = say("view.where", { number: index + 1, total: this.sections.length, title });
  }

  /** Show a quiz, in whichever section it stands. @param {HTMLElement} part */
  goTo(part) {
    const index = this.sections.findIndex(({ cells }) => cells.some(({ node }) => node.contains(part)));
    if (index < 0) return;
    this.go(index);
    reveal(part);
  }

  /** Go where the card that hands in points to. @param {CustomEvent} event */
  goToQuiz(event) {
    if (!this.on) return;
    const quiz = quizIn(this.panel.node, event.detail.quiz);
    if (!quiz) return;
    event.preventDefault();
    this.goTo(quiz);
  }

  /** @param {boolean} whole */
  setWhole(whole) {
    this.whole = whole;
    this.go(this.at);
  }

  /** Run what was released. */
  async start() {
    if (this.running) return;
    this.running = true;
    this.say(say("view.starting"));
    await this.panel.sessionContext.ready;
    const { error, others } = await makeReady(this.host, this.panel, this.name);
    this.running = false;
    if (this.panel.isDisposed) return;
    changedCells(this, others);
    this.arrange();
    if (error) this.fail(others.length ? say("view.other_release") : error);
    else this.say("");
    this.keep();
  }

  /** Save what ran, in a student's own place only: elsewhere somebody's work lies open. */
  async keep() {
    if (this.host.course.home) await saveQuietly(this.host, this.panel);
  }

  /** Run one line that the student asks for; return what the kernel said of it.
   * @param {Cell} cell @returns {Promise<{status?: string, ename?: string, evalue?: string}>} */
  async runOne(cell) {
    const reply = await this.host.execute(cell, this.panel.sessionContext);
    const said = reply?.content ?? {};
    if (said.status !== "error") this.live.textContent = say("view.line_ran");
    this.keep();
    return said;
  }

  /** Offer what may not happen by itself here. */
  offer() {
    this.banner.hidden = false;
    this.banner.className = "tj-banner tj-offer";
    const press = button(say("view.start"), () => this.start(), { class: "tj-primary" });
    this.banner.replaceChildren(h("p", {}, say("view.start_why")), press);
  }

  /** @param {string} text */
  say(text) {
    this.banner.hidden = true;
    this.live.textContent = text;
    this.panel.node.classList.toggle("tj-busy", Boolean(text));
  }

  /** @param {string} error */
  fail(error) {
    this.panel.node.classList.remove("tj-busy");
    this.banner.hidden = false;
    this.banner.className = "tj-banner tj-failed";
    const again = button(say("view.again"), () => this.start(), { class: "tj-primary" });
    this.banner.replaceChildren(h("p", {}, h("b", {}, say("view.failed")), " ", error), again);
  }

  /** @param {string} status of the kernel, or of the line to it */
  follow(status) {
    const runs = this.on && this.host.course.run;
    if (runs && status === "autorestarting") this.host.dismiss(); // the page starts again by itself
    if (status === "dead") this.fail(say("view.dead"));
    else if (status !== "busy" && status !== "idle") this.doubt();
  }

  noteProgress() {
    this.bar.update();
    this.hideCopies(); // a field may be drawn after the page
    if (this.panel.node.querySelector(".tj-lost")) this.doubt(); // nothing answers: nobody may have told that it went
  }

  /** The kernel may be another one than before: then the page is made ready again. */
  doubt() {
    const look = async () => {
      if (this.on && !this.running && !this.panel.isDisposed && (await isNew(this.panel))) this.start();
    };
    this.doubts.forEach(clearTimeout);
    this.doubts = this.host.course.run ? SETTLED.map((wait) => setTimeout(look, wait)) : [];
  }

  remember() {
    const { at, whole } = this;
    keepPlace(this.name, { at, whole, top: Math.round(this.scroller.scrollTop) });
  }

  titlePage() {
    const { course } = this.host.course;
    if (course && this.host.course.home) setTimeout(() => (document.title = `${this.title} · ${course}`));
  }

  changeTheme() {
    const isLight = document.body.dataset.jpThemeLight !== "false";
    const theme = isLight ? DARK : LIGHT;
    this.host.app.commands.execute("apputils:change-theme", { theme });
  }
}
