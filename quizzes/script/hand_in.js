/* The card that hands in: each task that counts with what there is of it, one button, the receipt. `card.py` has the
   mechanism and every sentence that says how the lesson stands.

   Whoever shows the notebook as a page may listen to two events: "tj-go" shows a quiz, "tj-save" saves the notebook and
   calls `done(ok, why)`. Both are cancelled by whoever does so; where nobody does, this is plain Jupyter. */

import { goTo, save } from "./around.js";
import { courier } from "./courier.js";
import { button, h, unique } from "./dom.js";
import { fill } from "./dates.js";
import { ownKeys } from "./own_keys.js";
import { learn, say, spoken } from "./words.js";
/** @import { Child } from "./dom.js" */
/** @import { Done, Filed, HandingIn, Model, Refused } from "./protocol.js" */

/**
 * @typedef {object} Task
 * @property {string} quiz       where it stands on the page; "" where that is not known
 * @property {string} title
 * @property {boolean} done
 * @property {string} found      what there is of it
 * @property {string} missing
 */

/** @typedef {{code: string, made: string, holds: string[], changed: string, file: string, lies: string}} Receipt */

/**
 * @typedef {object} Standing    how the lesson stands, as the trait `state` has it
 * @property {Task[]} tasks
 * @property {string} practice
 * @property {string[]} notes
 * @property {string} saved      when the notebook was saved; "" where nothing that counts stands in its cells
 * @property {string} exchange   the course that nbgrader submits to; "" where there is none
 * @property {boolean} searching whether that is still to be found out
 * @property {Receipt | null} receipt
 * @property {import("./dates.js").Dates | null} dates when it is due, and what late work loses
 */

const QUIET = 800; // ms after a change on the page
const SEARCH_AGAIN = 1500; // ms

export default { render };

/** @param {{model: Model, el: HTMLElement}} place */
function render({ model, el }) {
  learn(model.get("view"));
  const send = courier(model);
  const live = h("p", { class: "tj-hidden", role: "status" });
  const title = h("h3", { id: unique() }, say("page.hand_in"));
  const list = h("ul", { class: "tj-tasks" });
  const due = h("p", { class: "tj-due" });
  const practice = h("p", { class: "tj-quiet" });
  const notes = h("ul", { class: "tj-notes", hidden: true });
  const ask = h("div", { class: "tj-ask", role: "group", tabindex: -1, hidden: true });
  const press = button("", () => begin(), { class: "tj-primary" });
  const other = button(say("page.make_file"), () => begin("pack"), { hidden: true });
  const receipt = h("section", { class: "tj-receipt", hidden: true, tabindex: -1, "aria-label": say("page.receipt") });
  const actions = h("div", { class: "tj-actions" }, press, other);
  const root = h(
    "section",
    { class: "tj-hand-in", "aria-labelledby": title.id, ...spoken() },
    [title, due],
    list,
    [practice, notes],
    ask,
    actions,
    receipt,
    live,
  );
  let isVisible = false;
  let isStale = true;
  let isBusy = false;
  let drawn = ""; // what of a receipt is on the page: drawn again, it would lose the focus
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {string | undefined} */
  let address; // of the file, in this page

  /** @returns {Standing} */
  const standing = () => model.get("state");

  function announce(/** @type {string} */ text) {
    live.textContent = "";
    setTimeout(() => (live.textContent = text), 50);
  }

  function draw() {
    const { tasks, practice: tried, notes: odd, exchange, receipt: last, dates } = standing();
    fill(due, dates);
    const focused = /** @type {HTMLElement | null} */ (list.contains(document.activeElement) && document.activeElement);
    const at = focused ? [...list.querySelectorAll("button")].indexOf(/** @type {any} */ (focused)) : -1;
    list.replaceChildren(...tasks.map(row));
    if (at >= 0) (list.querySelectorAll("button")[at] ?? press).focus({ preventScroll: true });
    practice.textContent = tried;
    notes.hidden = !odd.length;
    notes.replaceChildren(...odd.map((text) => h("li", {}, text)));
    if (!isBusy) press.textContent = last ? say("page.hand_in_again") : say("page.hand_in");
    other.hidden = !exchange;
    drawReceipt(last);
  }

  /** @param {Task} task */
  function row({ quiz, title: name, done, found, missing }) {
    const sign = h("span", { class: "tj-tick", "aria-hidden": "true" }, done ? "✓" : "○");
    const word = h("span", { class: "tj-hidden" }, done ? say("page.complete") : say("page.incomplete"));
    const facts = h("span", { class: "tj-found" }, [found, missing].filter(Boolean).join(" · "));
    const go = quiz && !done && button(say("page.go_to"), () => goTo(root, quiz), {
      "aria-label": say("page.go_to_label", { title: name }),
    });
    return h(
      "li",
      { class: done ? "tj-done" : "tj-open" },
      sign,
      word,
      h("span", { class: "tj-name" }, name),
      facts,
      go,
    );
  }

  function drawReceipt(/** @type {Receipt | null} */ last) {
    receipt.hidden = !last;
    const now = JSON.stringify([last, address]);
    if (!last || now === drawn) return;
    drawn = now;
    const isIn = receipt.contains(document.activeElement);
    const copied = button(say("page.copy"), () => copy(last, copied), { "aria-label": say("page.copy_label") });
    const code = h("p", { class: "tj-code" }, h("code", {}, last.code), copied);
    receipt.replaceChildren(
      ...parts(
        h("p", { class: "tj-made" }, h("strong", {}, last.made)),
        last.changed && h("p", { class: "tj-changed" }, last.changed),
        code,
        h("p", { class: "tj-quiet" }, say("page.code_note")),
        last.file && fileLine(last),
        h("p", {}, say("page.teacher_gets")),
        h("ul", {}, last.holds.map((text) => h("li", {}, text))),
      ),
    );
    if (isIn) receipt.focus({ preventScroll: true });
  }

  /** The file as a link where the page has it, else the button that fetches it. @param {Receipt} last */
  function fileLine(last) {
    const link = address
      ? h("a", { href: address, download: last.file, class: "tj-file" }, say("page.download", { file: last.file }))
      : button(say("page.get_file", { file: last.file }), () => fetchFile());
    return h("div", {}, h("p", {}, link), last.lies && h("p", { class: "tj-quiet" }, last.lies));
  }

  /** Ask the kernel how things stand, when nothing has changed for a moment. @param {number} [wait] */
  function look(wait = QUIET) {
    isStale = true;
    if (!isVisible || isBusy) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!isVisible || isBusy) return;
      isStale = false;
      call("look").then(() => standing().searching && look(SEARCH_AGAIN), () => look(SEARCH_AGAIN)); // it may be busy
    }, wait);
  }

  /** @param {HandingIn["kind"]} kind @param {boolean} [isLong] @returns {Promise<Done | Filed>} */
  function call(kind, isLong = false) {
    return new Promise((resolve, reject) => {
      const silent = () => isLong || reject(new Error(say("page.no_frame")));
      send(
        /** @type {HandingIn} */ ({ kind }),
        (/** @type {Done | Filed | Refused} */ reply) =>
          reply.kind === "refused" ? reject(new Error(reply.error)) : resolve(reply),
        silent,
      );
    });
  }

  /** Save, look, ask once where something is missing, then hand in. @param {"pack" | "submit"} [way] */
  async function begin(way, told = false) {
    if (isBusy) return;
    busy(say("page.saving"));
    try {
      const isSaved = await save(root);
      await call("look");
      const { tasks, saved } = standing();
      const missing = tasks.filter((task) => !task.done).map(({ title: name, found }) => `${name}: ${found}`);
      const unsaved = !isSaved && saved ? [`${saved} ${say("page.save_first")}`] : [];
      if (!told && (missing.length || unsaved.length)) return question(way, missing, unsaved);
      await handOver(way ?? (standing().exchange ? "submit" : "pack"));
    } catch (error) {
      fail(/** @type {Error} */ (error).message);
    } finally {
      busy("");
      draw();
    }
  }

  /** @param {"pack" | "submit"} way */
  async function handOver(way) {
    busy(way === "submit" ? say("page.submitting") : say("page.packing"));
    await call(way, true);
    ask.hidden = true;
    forget();
    draw();
    receipt.focus();
    const { made = "", code = "" } = standing().receipt ?? {};
    announce(`${made}. ${code}`);
    if (way === "pack") await fetchFile();
  }

  async function fetchFile() {
    try {
      const reply = /** @type {Filed} */ (await call("file", true));
      if (!reply.data) return announce(standing().receipt?.lies ?? "");
      forget();
      const bytes = Uint8Array.from(atob(reply.data), (sign) => sign.charCodeAt(0));
      address = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
      draw();
      /** @type {HTMLElement | null} */ (receipt.querySelector(".tj-file"))?.focus({ preventScroll: true });
    } catch (error) {
      fail(/** @type {Error} */ (error).message);
    }
  }

  function forget() {
    if (address) URL.revokeObjectURL(address);
    address = undefined;
  }

  /** @param {"pack" | "submit" | undefined} way @param {string[]} missing @param {string[]} unsaved */
  function question(way, missing, unsaved) {
    const go = button(missing.length ? say("page.all_the_same") : say("page.saved_go_on"), () => {
      ask.hidden = true;
      press.focus({ preventScroll: true });
      begin(way, true);
    });
    const back = button(say("page.not_yet"), () => {
      ask.hidden = true;
      press.focus({ preventScroll: true });
    });
    const lines = [...missing, ...unsaved].map((text) => h("li", {}, text));
    const heading = missing.length ? say("page.something_missing") : say("page.before_handing_in");
    show(h("p", {}, h("strong", {}, heading)), h("ul", {}, lines), h("div", { class: "tj-actions" }, go, back));
    announce([heading, ...missing, ...unsaved].join(". "));
  }

  function fail(/** @type {string} */ text) {
    show(h("p", {}, h("strong", {}, say("page.not_handed_in")), " ", text));
    announce(`${say("page.not_handed_in")} ${text}`);
  }

  function show(/** @type {HTMLElement[]} */ ...nodes) {
    ask.replaceChildren(...nodes);
    ask.hidden = false;
    ask.focus();
  }

  function busy(/** @type {string} */ text) {
    isBusy = Boolean(text);
    root.setAttribute("aria-busy", String(isBusy));
    if (text) {
      clearTimeout(timer);
      press.textContent = text;
    } else if (isStale) look();
  }

  const changed = () => look();
  const watcher = new IntersectionObserver((entries) => {
    isVisible = entries[entries.length - 1].isIntersecting;
    if (isVisible && isStale) look(0);
  });
  model.on("change:state", draw);
  document.addEventListener("tj-progress", changed);
  root.addEventListener("keydown", ownKeys);
  root.addEventListener("focusin", () => isStale && look(0));
  el.append(root);
  watcher.observe(root);
  draw();
  return () => {
    model.off("change:state", draw);
    document.removeEventListener("tj-progress", changed);
    watcher.disconnect();
    clearTimeout(timer);
    forget();
    send.stop();
  };
}

/** @param {...Child} nodes */
function parts(...nodes) {
  return /** @type {Node[]} */ (nodes.filter(Boolean));
}

/** @param {Receipt} last @param {HTMLElement} press */
async function copy({ code, made, holds }, press) {
  try {
    await navigator.clipboard.writeText([code, made, ...holds].join("\n"));
    press.textContent = say("page.copied");
  } catch {
    press.textContent = say("page.copy_by_hand");
  }
}
