/* The essay at hand: a sheet at the side with all its paragraphs, those of the section marked, and the terms. */

import { button, h, unique } from "../script/dom.js";
import { asWritten, marked, say, spoken } from "../script/words.js";
import { explainParagraph } from "./hard_words.js";
/** @import { Host } from "./jupyter.js" */

/** Where the sheet covers the page: as lesson.css has it. */
const COVERS = "(max-width: 56rem)";

/** @param {Host} host @param {(isOpen: boolean) => void} onChange */
export function sheet(host, onChange) {
  const { paragraphs, attribution, facts, terms } = host.sources;
  const own = facts.language ? marked(facts.language) : asWritten();
  const heading = h("h2", { id: unique(), tabindex: -1 }, say("view.essay"));
  const rows = new Map(
    paragraphs.map(({ number, text }) => [
      number,
      h("p", { tabindex: -1 }, h("b", {}, say("essay.paragraph", { number })), h("span", own, text)),
    ]),
  );
  const entries = [...terms].sort((one, other) => one.name.localeCompare(other.name));
  const glossary = h(
    "dl",
    { class: "tj-glossary" },
    entries.flatMap(({ name, definition, source }) => [
      h("dt", asWritten(), name),
      h("dd", {}, h("span", asWritten(), definition), h("small", {}, say("glossary.source", { source }))),
    ]),
  );
  const words = h("details", {}, h("summary", {}, say("view.glossary")), glossary);
  const lit = h("p", { class: "tj-lit-note" });
  const shut = button("×", () => set(false), { class: "tj-shut", "aria-label": say("view.close_essay") });
  const body = h("div", { class: "tj-essay-body", tabindex: 0, role: "region", "aria-labelledby": heading.id });
  body.append(lit, ...rows.values(), h("p", { class: "tj-source" }, attribution), words);
  const head = h("div", { class: "tj-essay-head" }, heading, shut);
  const node = h("aside", { class: "tj-essay", hidden: true, "aria-labelledby": heading.id, ...spoken() }, head, body);
  node.addEventListener("keydown", (event) => event.key === "Escape" && set(false));
  /** @type {HTMLElement | null} */
  let before = null;
  let now = /** @type {number[]} */ ([]);

  // At the first opening, and not with the page: few open it at once.
  const explainAll = () =>
    rows.forEach((row, number) =>
      explainParagraph(/** @type {Element} */ (row.lastElementChild), number, host.sources)
    );

  /** What lies below the sheet takes no focus. */
  const covers = matchMedia(COVERS);
  const cover = () => {
    const page = node.parentElement?.querySelector(".jp-WindowedPanel-outer");
    page?.toggleAttribute("inert", !node.hidden && covers.matches);
  };
  covers.addEventListener("change", cover);

  /** @param {boolean} isOpen */
  function set(isOpen) {
    if (isOpen === !node.hidden) return;
    if (isOpen) before = /** @type {HTMLElement | null} */ (document.activeElement);
    node.hidden = !isOpen;
    if (isOpen) explainAll();
    node.parentElement?.classList.toggle("tj-beside", isOpen);
    cover();
    onChange(isOpen);
    if (!isOpen) return before?.focus();
    heading.focus();
    const [first] = [...now].sort((one, other) => one - other);
    if (first) body.scrollTop = (rows.get(first)?.offsetTop ?? 0) - body.offsetTop - 40;
  }

  return {
    node,
    toggle: () => set(Boolean(node.hidden)),
    close: () => set(false),
    /** Mark the paragraphs that a section speaks of. @param {number[]} numbers */
    light(numbers) {
      now = numbers.filter((number) => rows.has(number));
      const shown = now.length && now.length < rows.size;
      rows.forEach((row, number) => row.classList.toggle("tj-lit", Boolean(shown) && now.includes(number)));
      lit.textContent = shown ? say("view.lit") : "";
    },
    /** Open at a paragraph. @param {number} number */
    openAt(number) {
      set(true);
      const row = rows.get(number);
      row?.scrollIntoView({ block: "center" });
      row?.focus({ preventScroll: true });
    },
  };
}
