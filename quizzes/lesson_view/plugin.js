/* The plugin: turns notebooks that are lessons into pages, and shows the course's home page.

   plugin.js      waits for notebooks            lesson.js      one notebook as a page
   run.js         makes a lesson ready           sections.js    its sections       progress.js   answered and left
   bar.js         the bar, the list of sections  sheet.js       the essay          terms.js      terms where they occur
   hard_words.js  the essay's hard words         tip.js         a word with its meaning
   storing.js     two pages, and no room         keeping.js     what a browser forgets    kept_note.js   says it
   work.js        to take along and bring back   zip.js, models.js                        its files
   corrected.js   a newer release                two_pages.js   cells changed in two pages
   newer.js       a newer release that waits
   own_cells.js, joined_cells.js, journals.js    what of two copies counts
   home.js        the stations of the course     exchange.js    lessons and feedback from a hub's exchange
   shell.js       JupyterLab's own panels        keys.js, save.js

   What the page may do comes from how the server was started (`twoJanuaries` in its configuration), never from a
   notebook. Essay, glossary and words lie beside the script; no kernel is needed for them. */

import { h } from "../script/dom.js";
import { learn } from "../script/words.js";
import { correct } from "./corrected.js";
import { home } from "./home.js";
import { noteIn } from "./kept_note.js";
import { Lesson } from "./lesson.js";
import { shellOf } from "./shell.js";
import { sources } from "./sources.js";
import { watchStorage } from "./storing.js";
/** @import { App, Cell, Course, Host, Panel, SessionContext, Widget } from "./jupyter.js" */

const STYLES = ["../script/base.css", "lesson.css", "home.css"];
const OPTION = "twoJanuaries";
const OPENING = 100; // ms until a dialog that is on its way is there
const NOTHING = { run: false, home: false, course: "", language: "en", written: "en", exchange: "", lessons: [] };

/** @param {(name: string) => Promise<any>} load */
export async function plugin(load) {
  const { INotebookTracker } = await load("@jupyterlab/notebook");
  const { PageConfig } = await load("@jupyterlab/coreutils");
  const { CodeCell } = await load("@jupyterlab/cells");
  const { Dialog } = await load("@jupyterlab/apputils");
  const { ServerConnection } = await load("@jupyterlab/services");
  const lumino = await load("@lumino/widgets");
  return {
    id: "two-januaries-lesson:plugin",
    autoStart: true,
    requires: [INotebookTracker],
    async activate(/** @type {App} */ app, /** @type {any} */ tracker) {
      for (const name of STYLES) {
        document.head.append(h("link", { rel: "stylesheet", href: new URL(name, import.meta.url).href }));
      }
      const course = /** @type {Course} */ ({ ...NOTHING, ...parsed(PageConfig.getOption(OPTION)) });
      const { words, ...found } = await sources(course);
      learn({ words: { ...words, ...course.words }, lang: course.language, written: course.written });
      const shell = shellOf(app, course);
      /** @type {Host} */
      const host = {
        app,
        course,
        sources: found,
        execute: (cell, session) => CodeCell.execute(cell, session),
        dismiss: () => setTimeout(() => Dialog.tracker.currentWidget?.reject(), OPENING),
        widget: (node) => new lumino.Widget({ node }),
        goHome: () => {},
        page: PageConfig.getOption("notebookPage"),
        address: (path) => PageConfig.getBaseUrl() + path,
        ask: async (path, sends = false) => {
          const settings = ServerConnection.makeSettings();
          const init = { method: sends ? "post" : "get" };
          const answer = await ServerConnection.makeRequest(PageConfig.getBaseUrl() + path, init, settings);
          if (!answer.ok) throw new Error(String(answer.status));
          return answer.json();
        },
      };
      if (course.kept) watchStorage(host);
      if (course.home) host.goHome = home(host, shell);
      const take = (/** @type {Panel} */ panel) => open(host, shell, panel);
      tracker.widgetAdded.connect((/** @type {any} */ _, /** @type {Panel} */ panel) => take(panel));
      tracker.forEach(take);
    },
  };
}

/** @param {Host} host @param {ReturnType<typeof shellOf>} shell @param {Panel} panel */
async function open(host, shell, panel) {
  await panel.context.ready;
  const name = panel.context.model.getMetadata("two_januaries")?.lesson;
  if (typeof name !== "string" || panel.isDisposed) return;
  if (host.course.kept) await correct(host, panel, name);
  if (panel.isDisposed) return;
  const { notebookConfig } = panel.content;
  // All cells have to be in the page: they are shown and hidden by section.
  if (notebookConfig.windowingMode === "full") {
    panel.content.notebookConfig = { ...notebookConfig, windowingMode: "none" };
  }
  const lesson = new Lesson(host, shell, panel, name);
  lesson.show();
  if (host.course.kept) noteIn(host, lesson);
}

/** @param {string} option @returns {Partial<Course>} */
function parsed(option) {
  try {
    return JSON.parse(option || "{}");
  } catch {
    return {};
  }
}
