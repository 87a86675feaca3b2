/* The lesson's bar: course and lesson, where one is, how far, the essay, and what else there is. */

import { button, h } from "../script/dom.js";
import { fill } from "../script/dates.js";
import { asWritten, say } from "../script/words.js";
import { popup } from "./popup.js";
import { askedIn, isDone, minutesFrom, sum } from "./progress.js";
/** @import { Asked } from "./progress.js" */
/** @import { Section } from "./sections.js" */
/** @import { Lesson } from "./lesson.js" */

const FREE = 12; // pixels below the bar

/** @param {Lesson} lesson */
export function bar(lesson) {
  const { host } = lesson;
  const list = h("ol", { class: "tj-section-list" });
  const missing = h("div", { class: "tj-missing" });
  const due = h("p", { class: "tj-due" });
  const steps = popup("", h("div", { class: "tj-drop" }, list, due, missing), { class: "tj-where" });
  const more = popup(say("view.more"), h("div", { class: "tj-drop tj-more" }), { class: "tj-plain" }, () => fillMore());
  const essay = button(say("view.essay"), () => lesson.sheet.toggle(), { class: "tj-plain", "aria-expanded": "false" });
  const state = h("p", { class: "tj-far" });
  const track = h("div", { class: "tj-track", "aria-hidden": "true" });
  const crumb = host.course.home
    ? button(host.course.course, () => host.goHome(), { class: "tj-crumb" })
    : h("span", { class: "tj-crumb" }, host.course.course);
  const title = h("span", { class: "tj-lesson-title", ...asWritten() }, lesson.title);
  const node = h(
    "nav",
    { class: "tj-top", "aria-label": say("view.bar_label") },
    h("div", { class: "tj-names" }, crumb, title),
    h("div", { class: "tj-drop-place" }, steps.opener, steps.panel),
    state,
    h("div", { class: "tj-top-tools" }, essay, h("div", { class: "tj-drop-place" }, more.opener, more.panel)),
    track,
  );

  // What is scrolled to, or gets the focus, stands below the bar, however high that is.
  const below = () => {
    const covered = getComputedStyle(node).position === "sticky" ? node.offsetHeight : 0;
    node.parentElement?.style.setProperty("scroll-padding-block-start", `${covered + FREE}px`);
  };
  new ResizeObserver(below).observe(node);

  function fillMore() {
    const whole = lesson.whole ? say("view.by_section") : say("view.one_page");
    const choices = [
      button(whole, () => chosen(() => lesson.setWhole(!lesson.whole))),
      button(say("view.theme"), () => chosen(() => lesson.changeTheme())),
      button(say("view.print"), () => chosen(() => globalThis.print())),
      button(say("view.run_again"), () => chosen(() => lesson.start())),
      button(say("view.show_notebook"), () => chosen(() => lesson.hide())),
    ];
    more.panel.replaceChildren(...choices);
  }

  /** @param {() => void} action */
  function chosen(action) {
    more.close();
    action();
  }

  /** @param {Section} section @param {number} index */
  function step(section, index) {
    const { answered, items } = sum(askedIn(section.cells));
    const done = items > 0 && answered >= items;
    const facts = [
      section.minutes ? say("view.minutes", { count: section.minutes }) : "",
      items ? say("page.answered", { done: answered, total: items }) : "",
    ];
    const current = index === lesson.at ? "step" : null;
    const go = () => {
      steps.close();
      lesson.go(index);
    };
    const name = h("span", { class: "tj-step-name", ...asWritten() }, section.title);
    const fact = h("span", { class: "tj-step-facts" }, facts.filter(Boolean).join(" · "));
    const mark = h("span", { class: "tj-done-sign", "aria-hidden": "true" }, done ? "✓" : "");
    const press = h("button", { type: "button", onclick: go, "aria-current": current }, mark, name, fact);
    return h("li", {}, press);
  }

  /** @param {Asked[]} left */
  function links(left) {
    if (!left.length) return [];
    const link = (/** @type {Asked} */ { title, node, count }) => {
      const text = say("view.left_in", { title, count: count.items - count.answered });
      const go = () => {
        steps.close();
        lesson.goTo(node);
      };
      return h("li", {}, button(text, go, { class: "tj-link" }));
    };
    return [h("p", {}, say("view.missing")), h("ul", {}, left.map(link))];
  }

  return {
    node,
    essay,
    /** Draw what has changed. */
    update() {
      const { sections, at, whole } = lesson;
      const here = sections[at];
      const title = whole ? say("view.sections", { count: sections.length }) : here?.title ?? "";
      steps.opener.textContent = title;
      const where = whole ? title : say("view.where", { number: at + 1, total: sections.length, title });
      steps.opener.setAttribute("aria-label", where);
      list.replaceChildren(...sections.map(step));
      const all = askedIn(sections.flatMap((section) => section.cells));
      missing.replaceChildren(...links(all.filter((quiz) => quiz.counts && !isDone(quiz.count))));
      const { answered, items } = sum(all);
      fill(due, host.course.lessons.find(({ name }) => name === lesson.name)?.dates);
      const minutes = minutesFrom(sections, whole ? 0 : at);
      state.textContent = [
        items ? say("page.answered", { done: answered, total: items }) : "",
        minutes ? say("view.minutes_left", { count: minutes }) : "",
      ]
        .filter(Boolean)
        .join(" · ");
      track.replaceChildren(
        ...sections.map((_, index) => h("span", { class: index < at ? "tj-past" : index === at ? "tj-now" : "" })),
      );
    },
  };
}
