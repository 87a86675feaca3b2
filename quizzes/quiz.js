/* The page of a quiz. `widget.py` has the mechanism and the messages; this module draws and listens.

   render()   the quiz: title, how many are answered, one Card an item, one live region for all of them
   Card       one item: its control, what is saved, the practice mark; changed in place, so the focus stays
   CONTROLS   one function an item type: (item, card) -> {body, show(answer), read()}

   Graded: each change is sent. Practice: "Check" sends. "Saved" is shown for the last message of an item, and only when
   the kernel has answered it. What is not acknowledged stays on the page and in the tab's session storage, and is sent
   again by the next widget of the same quiz. No point is computed here. */

const SILENCE = 2000; // ms without an answer: the kernel is taken to be gone
const PAUSE = 400; // ms without a key: a number is taken to be typed
const ROOM = 25; // letters that a select in a column has room for
const LOST = "Not saved: is the kernel running?";
const KEPT = "Your answer is kept here. Try again, or run this cell again.";
const WORDS = { right: ["✓", "Right"], "partly right": ["◐", "Partly right"], wrong: ["✗", "Not right"] };
const FOCUSABLE = "a, button, input, select, summary, [tabindex]";

let count = 0;
const unique = () => `tj-${Date.now().toString(36)}-${++count}`;
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const withUnit = (value, unit) => (unit ? `${value} ${unit}` : `${value}`);
const plain = (html) => h("span", { html }).textContent; // an <option> holds text only
const points = (number) => `${number} ${number === 1 ? "point" : "points"}`;

export default { render };

function render({ model, el }) {
  const view = model.get("view");
  const send = courier(model);
  const progress = h("p", { class: "tj-progress" });
  const bar = h("span");
  const live = h("p", { class: "tj-hidden", role: "status" });
  const quiz = {
    view,
    send,
    drafts: storage(view.key),
    announce(text) {
      live.textContent = "";
      setTimeout(() => (live.textContent = text), 50); // a change is what is spoken
    },
    count() {
      const done = cards.filter((card) => card.answer.complete).length;
      const lost = cards.filter((card) => card.lost).length;
      const text = `${done} of ${cards.length} answered`;
      progress.textContent = lost ? `${text}, ${lost} not saved` : text;
      bar.style.inlineSize = `${(100 * done) / cards.length}%`;
      return text;
    },
    retry: () => cards.filter((card) => card.lost).forEach((card) => card.save(card.lost)),
  };
  const cards = view.items.map((item, index) => new Card(quiz, item, index + 1, model.get("answers")[item.id]));
  const title = h("h3", { id: unique(), html: view.title });
  const track = h("div", { class: "tj-bar", "aria-hidden": "true" }, bar);
  const head = h("header", {}, h("p", { class: "tj-kind" }, kindOf(view)), title, progress, track);
  const notes = view.notes.length > 0 && journalNotes(view.notes);
  const nodes = cards.map((card) => card.node);
  const root = h("section", { class: "tj-quiz", "aria-labelledby": title.id }, head, notes, nodes, live);
  const refresh = () => cards.forEach((card) => card.refresh(model.get("answers")[card.item.id]));
  root.addEventListener("keydown", ownKeys);
  model.on("change:answers", refresh);
  el.append(root);
  cards.forEach((card) => card.start());
  quiz.count();
  return () => {
    model.off("change:answers", refresh);
    cards.forEach((card) => card.leave());
    send.stop();
  };
}

function kindOf({ graded, points: sum }) {
  if (!graded) return "Practice: check each answer and try again as often as you like";
  return `Graded, ${points(sum)}: answers are saved as you give them and may be changed until you hand in`;
}

function journalNotes(notes) {
  const cure =
    " It was skipped, nothing was deleted, and all else is below. If an answer of yours is missing, give it again.";
  const text = h("p", {}, h("b", {}, "Part of the saved answers could not be read."), cure);
  return h("div", { class: "tj-notes", role: "note" }, text, h("ul", {}, notes.map((note) => h("li", {}, note))));
}

/** Keep keys from the notebook, and the browser from saving the page: the answers are saved already. */
function ownKeys(event) {
  event.stopPropagation();
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) event.preventDefault();
}

/** Make an element. What can have the focus is marked, else its keys are JupyterLab's: `d d` deletes the cell. */
function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "html") node.innerHTML = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter(Boolean));
  for (const each of [node, ...node.querySelectorAll(FOCUSABLE)]) {
    if (each.matches(FOCUSABLE)) each.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  return node;
}

function button(text, onclick, attributes = {}) {
  return h("button", { type: "button", onclick, ...attributes }, text);
}

/** Hide a button, and hand on the focus if it has it. */
function hide(node, heir) {
  const focused = node === document.activeElement;
  node.hidden = true;
  if (focused) heir.focus();
}

/** Return send(message, answered, silent) -> token; `answered` gets the kernel's reply, however late. */
function courier(model) {
  const waiting = new Map();
  const receive = (reply) => {
    const call = waiting.get(reply.token);
    if (!call) return; // another view's
    waiting.delete(reply.token);
    clearTimeout(call.timer);
    call.answered(reply);
  };
  const send = (message, answered, silent) => {
    const token = unique();
    waiting.set(token, { answered, timer: setTimeout(silent, SILENCE) });
    try {
      model.send({ ...message, token });
    } catch {
      // The kernel is gone: nothing answers, and the timer says so.
    }
    return token;
  };
  model.on("msg:custom", receive);
  send.stop = () => {
    model.off("msg:custom", receive);
    for (const { timer } of waiting.values()) clearTimeout(timer);
  };
  return send;
}

/** What is not saved yet, by item, in the tab's session storage: {message, sent, attempt}. */
function storage(key) {
  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(key)) ?? {};
    } catch {
      return {};
    }
  };
  const write = (drafts) => {
    try {
      sessionStorage.setItem(key, JSON.stringify(drafts));
    } catch {
      // Storage may be full or forbidden; the answers are still on the page.
    }
  };
  return {
    get: (item) => read()[item],
    set: (item, draft) => write({ ...read(), [item]: draft }),
    drop: (item) => write({ ...read(), [item]: undefined }),
  };
}

class Card {
  constructor(quiz, item, number, answer) {
    Object.assign(this, { quiz, item, number, answer, name: unique(), practice: !quiz.view.graded });
    this.editing = false; // changed, and not acknowledged since
    this.token = null; // of the message whose acknowledgement counts
    this.lost = null; // the message that was not acknowledged
    this.control = CONTROLS[item.type](item, this);
    this.body = this.control.body;
    this.status = h("p", { class: "tj-status", tabindex: -1 });
    const label = `Try again to save question ${number}`;
    this.retry = button("Try again", () => quiz.retry(), { hidden: true, "aria-label": label });
    this.check = button("Check", () => this.submit(), { class: "tj-primary", hidden: true });
    this.again = button(item.type === "run" ? "New run" : "Try again", () => this.anew(), { hidden: true });
    const result = { role: "group", "aria-label": `Result of question ${number}`, tabindex: -1, hidden: true };
    this.result = h("div", { class: "tj-result", ...result });
    this.node = this.frame();
  }

  frame() {
    const { view } = this.quiz;
    const total = h("span", { class: "tj-hidden" }, ` of ${view.items.length}`);
    const legend = h("legend", { id: unique() }, `Question ${this.number}`, total);
    const stem = h("div", { class: "tj-stem", id: unique(), html: this.item.stem });
    const worth = view.graded && view.items.length > 1 && h("span", { class: "tj-points" }, points(this.item.points));
    const actions = h("div", { class: "tj-actions" }, this.check, this.again, this.status, this.retry);
    const named = { "aria-labelledby": `${legend.id} ${stem.id}`, "data-item": this.item.id };
    return h("fieldset", { class: "tj-item", ...named }, legend, worth, stem, this.body, this.result, actions);
  }

  /** Show the stored answer, then whatever an earlier widget of this quiz could not save. */
  start() {
    this.show(this.answer);
    const draft = this.quiz.drafts.get(this.item.id);
    if (!draft) return;
    const { message, sent, attempt } = draft;
    const arrived = "response" in message && same(message.response, this.answer.response);
    if (arrived || attempt !== this.answer.attempt) return this.quiz.drafts.drop(this.item.id);
    if ("response" in message) this.control.show({ ...this.answer, response: message.response });
    if (sent) this.save(message);
    else this.edit();
  }

  /** Follow what another page of this quiz has saved. */
  refresh(answer) {
    if (!this.editing && !same(answer, this.answer)) this.show(answer);
  }

  show(answer) {
    this.answer = answer;
    this.control.show(answer);
    const kept = answer.time && (answer.response !== null || !this.practice);
    this.say(kept ? `Saved ${answer.time}` : "", answer.note);
    this.showMark(answer.mark);
    this.quiz.count();
  }

  showMark(mark) {
    const run = this.item.type === "run";
    const here = this.node.contains(document.activeElement);
    if (mark) this.result.replaceChildren(...markParts(mark));
    this.result.hidden = !mark;
    if (mark && here && !run) this.result.focus();
    if (!run) this.body.querySelectorAll("input, select, button").forEach((each) => (each.disabled = Boolean(mark)));
    if (mark || (run && this.item.prediction && this.answer.response?.result)) this.again.hidden = false;
    else hide(this.again, this);
    this.check.hidden = run || !this.practice || Boolean(mark);
  }

  focus() {
    (this.body.querySelector("input:checked") ?? this.body.querySelector("input, select, button"))?.focus();
  }

  /** The student has changed something; `pause` waits for the rest of it to be typed. */
  changed(pause = 0) {
    clearTimeout(this.typing);
    this.edit();
    if (this.practice) return;
    this.say("Not saved yet");
    if (pause) this.typing = setTimeout(() => this.flush(), pause);
    else this.flush();
  }

  edit() {
    this.editing = true;
    this.token = this.lost = null; // an acknowledgement under way is of an older answer
    hide(this.retry, this.status);
    this.say("");
    this.keep(this.message(), !this.practice);
  }

  /** Keep a message until it is acknowledged; `sent` tells an answer from a choice that is not checked yet. */
  keep(message, sent) {
    this.quiz.drafts.set(this.item.id, { message, sent, attempt: this.answer.attempt });
  }

  get unsent() {
    return this.editing && !this.practice && !this.token;
  }

  /** Send what was typed and not sent yet. */
  flush() {
    clearTimeout(this.typing);
    if (this.unsent) this.save(this.message());
  }

  /** The page goes: send the last keystrokes. Whether they arrived, the next widget finds out from the draft. */
  leave() {
    clearTimeout(this.typing);
    if (this.unsent) this.quiz.send(this.message(), () => {}, () => {});
  }

  message() {
    return { kind: "answer", item: this.item.id, response: this.control.read() };
  }

  submit() {
    const message = this.message();
    if (message.response === null) this.tell("Choose an answer first.");
    else this.save(message);
  }

  anew() {
    this.quiz.drafts.drop(this.item.id);
    this.save({ kind: "again", item: this.item.id });
  }

  /** Send; the last message wins, and a late answer to an older one changes nothing. */
  save(message) {
    clearTimeout(this.typing);
    this.editing = true;
    this.lost = null;
    if (message.kind !== "again") this.keep(message, true);
    hide(this.retry, this.status);
    this.say("Saving …");
    const token = this.quiz.send(
      message,
      (reply) => token === this.token && this.answered(reply, message),
      () => token === this.token && this.fail(message, LOST, KEPT),
    );
    this.token = token;
  }

  answered(reply, message) {
    if (reply.kind === "refused") return this.fail(message, `Not saved: ${reply.error}`);
    this.editing = false;
    this.lost = null;
    hide(this.retry, this.status);
    this.quiz.drafts.drop(this.item.id);
    this.show(reply.answer);
    const { mark, note, time } = reply.answer;
    const word = message.kind === "again" ? "New attempt" : mark ? WORDS[mark.outcome][1] : `Saved ${time}`;
    this.quiz.announce([`Question ${this.number}: ${word}.`, note, this.quiz.count()].filter(Boolean).join(" "));
  }

  fail(message, text, more = "") {
    this.lost = message;
    this.retry.hidden = false;
    this.tell(text, more);
    this.status.classList.add("tj-lost");
    this.quiz.count();
  }

  say(text, more = "") {
    this.status.classList.remove("tj-lost");
    this.status.replaceChildren(...[text, more].filter(Boolean).map((words) => h("span", {}, words)));
  }

  tell(text, more = "") {
    this.say(text, more);
    this.quiz.announce(`Question ${this.number}: ${text} ${more}`);
  }
}

function markParts({ outcome, points: earned, maximum, feedback, rationale }) {
  const [sign, word] = WORDS[outcome];
  const share = outcome === "partly right" ? `: ${earned} of ${maximum}` : "";
  const kind = `tj-mark tj-${outcome.replace(" ", "-")}`;
  return [
    h("p", { class: kind }, h("span", { "aria-hidden": "true" }, sign), ` ${word}${share}`),
    ...feedback.map((html) => h("div", { html })),
    h("details", { open: outcome === "right" }, h("summary", {}, "Explanation"), h("div", { html: rationale })),
  ];
}

const CONTROLS = { choice, multiple: choice, number, order, match, hottext, run };

/** One option, or several. */
function choice(item, card) {
  const several = item.type === "multiple";
  const inputs = {};
  const rows = {};
  for (const [name, html] of Object.entries(item.options)) {
    inputs[name] = pick(name, several, card);
    rows[name] = h("label", { class: "tj-option" }, inputs[name], h("span", { html }));
  }
  const body = h("div", { class: "tj-options" }, Object.values(rows));
  const { read, check } = picks(Object.values(inputs));
  return {
    body,
    show({ response, order: names }) {
      arrange(body, names.map((name) => rows[name]));
      check(response);
    },
    read: () => (several ? read() : (read()?.[0] ?? null)),
  };
}

function pick(value, several, card, attributes = {}) {
  const type = several ? "checkbox" : "radio";
  return h("input", { type, name: card.name, value, onchange: () => card.changed(), ...attributes });
}

/** Return read() -> the values that are checked, or null, and check(values). */
function picks(inputs) {
  const check = (response) => inputs.forEach((each) => (each.checked = [response].flat().includes(each.value)));
  const read = () => {
    const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
    return chosen.length ? chosen : null;
  };
  return { read, check };
}

/** Put nodes in order, and leave them alone where they are: a node that is moved loses the focus. */
function arrange(parent, nodes) {
  if (nodes.some((node, index) => parent.children[index] !== node)) parent.append(...nodes);
}

/** A text field for a number, with its unit behind it and, where there is one, the button that saves it. */
function field(label, unit, attributes, press) {
  const [id, unitId] = [unique(), unique()];
  const typed = { type: "text", inputmode: "decimal", autocomplete: "off", maxlength: 40 };
  const input = h("input", { id, ...typed, "aria-describedby": unit ? unitId : null, ...attributes });
  const entry = h("div", { class: "tj-entry" }, input, unit && h("span", { id: unitId }, unit), press);
  return { input, node: h("div", { class: "tj-field" }, h("label", { for: id, html: label }), entry) };
}

function onEnter(action) {
  return (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    action();
  };
}

/** A number, sent as it is typed: Python reads it. */
function number(item, card) {
  const { node, input } = field("Your answer", item.unit, {
    oninput: () => card.changed(PAUSE),
    onchange: () => card.flush(),
    onkeydown: onEnter(() => (card.practice ? card.submit() : card.flush())),
  });
  const read = () => input.value.trim() || null;
  const show = ({ response }) => {
    if (read() !== response) input.value = response ?? "";
  };
  return { body: node, show, read };
}

/** Options in order: each row has two buttons, and the arrow keys do the same. */
function order(item, card) {
  const list = h("ol", { class: "tj-ranking" });
  const rows = {};
  for (const [name, html] of Object.entries(item.options)) rows[name] = row(name, html);
  const keep = button("Keep this order", () => card.changed(), { class: "tj-keep" });

  function row(name, html) {
    const text = h("span", { html });
    const mover = (sign, words, step) =>
      button(sign, () => move(name, step), { "aria-label": `${words}: ${text.textContent}`, title: words });
    const movers = h("span", { class: "tj-movers" }, mover("↑", "Move up", -1), mover("↓", "Move down", 1));
    const onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      move(name, step);
    };
    return h("li", { "data-option": name, onkeydown }, text, movers);
  }

  /** Move the neighbour round the row, never the row: it would lose the focus. */
  function move(name, step) {
    const neighbour = step < 0 ? rows[name].previousElementSibling : rows[name].nextElementSibling;
    if (neighbour) rows[name][step < 0 ? "after" : "before"](neighbour);
    const place = [...list.children].indexOf(rows[name]) + 1;
    card.quiz.announce(`${rows[name].firstChild.textContent}: place ${place} of ${list.children.length}`);
    if (neighbour) card.changed(PAUSE);
  }

  return {
    body: h("div", {}, list, keep),
    show({ response, order: names }) {
      arrange(list, (response ?? names).map((name) => rows[name]));
      if (!card.practice && response === null) keep.hidden = false;
      else hide(keep, card);
    },
    read: () => [...list.children].map((each) => each.dataset.option),
  };
}

/** One select a row. */
function match(item, card) {
  const selects = Object.keys(item.rows).map((row) => {
    const blank = h("option", { value: "" }, "Choose …");
    return h("select", { id: unique(), "data-row": row, onchange: () => card.changed() }, blank);
  });
  const pairs = selects.map((select) => {
    const label = h("label", { for: select.id, html: item.rows[select.dataset.row] });
    return h("div", { class: "tj-pair" }, label, select);
  });
  return {
    body: h("div", { class: "tj-pairs" }, pairs),
    show({ response, order: names }) {
      for (const select of selects) {
        const options = [...select.options];
        if (!same(options.slice(1).map((option) => option.value), names)) {
          const option = (value) => h("option", { value }, plain(item.options[value]));
          select.replaceChildren(options[0], ...names.map(option));
        }
        select.value = response?.[select.dataset.row] ?? "";
      }
    },
    read() {
      const chosen = selects.filter((select) => select.value).map((select) => [select.dataset.row, select.value]);
      return chosen.length ? Object.fromEntries(chosen) : null;
    },
  };
}

/** Paragraphs of the essay, or words in them: the text itself is the answer sheet. */
function hottext(item, card) {
  const several = item.pick === "several";
  const inputs = [];
  const input = (value, attributes) => inputs[inputs.push(pick(value, several, card, attributes)) - 1];
  const fragment = ({ id, text }) => h("label", { class: "tj-fragment" }, input(id), text);

  function passage({ paragraph, parts }) {
    const words = h("p", { id: unique() }, parts.map((part) => (part.id ? fragment(part) : part)));
    const place = `P${paragraph}`;
    if (parts.some((part) => part.id)) {
      return h("div", { class: "tj-passage" }, h("span", { class: "tj-place" }, place), words);
    }
    const label = h("label", { class: "tj-place" }, input(`p${paragraph}`, { "aria-describedby": words.id }), place);
    words.addEventListener("click", () => getSelection().isCollapsed && label.click());
    return h("div", { class: "tj-passage tj-whole" }, label, words);
  }

  const long = item.passages.length > 3;
  const body = h("div", { class: long ? "tj-text tj-long" : "tj-text" }, item.passages.map(passage));
  const { read, check } = picks(inputs);
  return { body, show: ({ response }) => check(response), read };
}

/** A simulation, in the steps of the lesson: predict, run and record, compare. Model and drawing are Python's. */
function run(item, card) {
  const predict = item.prediction && step("Predict", item.prediction, "Save prediction", "prediction");
  const compare = item.comparison && step("Compare", item.comparison, "Save comparison", "comparison");
  const draft = `${item.id} settings`; // what is set and not recorded yet, for a reload or a new kernel
  const moved = () => {
    card.quiz.drafts.set(draft, { settings: settings(), attempt });
    compareWithRecord();
    if (started) draw();
  };
  const knobs = item.parameters.map((parameter) => (parameter.choices ? chooser : knob)(parameter, moved));
  const controls = arranged(item.parameters, knobs);
  const record = button("Record this run", () => save({ parameters: settings() }), { disabled: true });
  const problem = h("p", { class: "tj-problem" });
  const paper = h("div", { class: "tj-paper" });
  const values = h("div");
  const table = h("details", { hidden: true }, h("summary", {}, "Table of values"), values);
  const state = h("p", { class: "tj-state" });
  const actions = h("div", { class: "tj-actions" }, button("Run", start, { class: "tj-primary" }), record, state);
  const desk = h("div", {}, controls, actions, problem);
  const view = h("div", { class: "tj-view" }, paper, table);
  const wide = knobs.length > 6 || controls.querySelector(".tj-group, .tj-sheet");
  const bench = h("div", { class: wide ? "tj-bench tj-wide" : "tj-bench" }, desk, view);
  const panel = h("fieldset", { class: "tj-step" }, h("legend", {}, "Run and record"), bench);
  const kept = h("div", { class: "tj-kept", hidden: true });
  const settings = () => Object.fromEntries(knobs.map(({ name, value }) => [name, value()]));
  const save = (part) => card.save({ kind: "record", item: item.id, ...part });
  let attempt = null;
  let started = false; // from the first run on, the figure follows the sliders
  let flying = false; // a frame is under way
  let waiting = false; // and another one is wanted after it
  let spoken = null;

  function step(title, { label, unit }, action, part) {
    const press = button(action, commit);
    const typing = { onkeydown: onEnter(commit), oninput: () => card.say("Not saved yet") };
    const { input, node } = field(label, unit, typing, press);
    function commit() {
      if (input.readOnly) return;
      if (input.value.trim()) save({ [part]: input.value.trim() });
      else card.tell("Write down a number first.");
    }
    return { input, press, node: h("fieldset", { class: "tj-step" }, h("legend", {}, title), node) };
  }

  function start() {
    started = true;
    draw();
  }

  /** Ask for a frame; while one is under way, only the last wish is kept. */
  function draw() {
    waiting = flying;
    const bad = knobs.find((each) => each.value() === null);
    problem.textContent = bad?.problem ?? "";
    if (flying || bad) return;
    flying = true;
    const mine = attempt;
    const message = { kind: "run", item: item.id, parameters: settings(), width: paper.clientWidth };
    const landed = (reply) => {
      flying = false;
      if (mine === attempt) frame(reply);
      if (waiting) draw();
    };
    card.quiz.send(message, landed, () => {
      flying = waiting = false;
      complain("No answer yet: is the kernel running?");
    });
  }

  function frame(reply) {
    if (reply.error) return complain(reply.error);
    problem.textContent = "";
    record.disabled = table.hidden = false;
    paper.innerHTML = reply.svg;
    values.replaceChildren(valueTable(reply.rows));
    clearTimeout(spoken); // told when the slider rests
    spoken = setTimeout(() => card.quiz.announce(paper.firstElementChild.getAttribute("aria-label")), 800);
  }

  /** Say beside the button whether what is set is what is recorded. */
  function compareWithRecord() {
    const { parameters } = card.answer.response ?? {};
    if (!parameters) state.textContent = "";
    else state.textContent = same(settings(), parameters) ? "Recorded" : "Not recorded yet: the run below has other settings";
  }

  function complain(text) {
    problem.textContent = text;
    card.quiz.announce(text);
  }

  function reset() {
    started = waiting = false;
    record.disabled = table.hidden = true;
    paper.replaceChildren();
    clearTimeout(spoken);
  }

  function show({ response, attempt: number }) {
    const { prediction, parameters, result, comparison } = response ?? {};
    const first = attempt !== number;
    attempt = number;
    if (first) reset();
    if (predict) lock(predict, prediction, panel);
    paper.dataset.empty = panel.disabled ? "The figure appears after your prediction." : "Press Run to see the figure.";
    kept.hidden = !result;
    if (result) kept.replaceChildren(...summary(item, response));
    if (compare) compare.node.hidden = !result;
    if (compare && (comparison || compare.input !== document.activeElement)) compare.input.value = comparison ?? "";
    const open = card.quiz.drafts.get(draft);
    if (same(open?.settings, parameters)) card.quiz.drafts.drop(draft);
    const settled = open?.attempt === number ? open.settings : parameters;
    if (first && settled) knobs.forEach((each) => each.name in settled && each.set(settled[each.name] ?? each.value()));
    if (first && parameters) requestAnimationFrame(start); // the page has its width then
    compareWithRecord();
  }

  return { body: h("div", { class: "tj-steps" }, predict?.node, panel, kept, compare?.node), show, read: () => null };
}

/** A saved prediction stays as it is until the next attempt, and opens the panel. */
function lock({ node, input, press }, prediction, panel) {
  const saved = prediction !== undefined;
  const inside = node.contains(document.activeElement);
  if (saved || input !== document.activeElement) input.value = prediction ?? "";
  panel.disabled = !saved;
  if (saved && !input.readOnly && inside) panel.querySelector("input, select").focus();
  input.readOnly = press.hidden = saved;
}

/** A parameter: slider and number field follow each other. value() is null while the field holds no number in range. */
function knob({ name, label, minimum, maximum, step, default: initial, unit }, moved) {
  const words = `from ${minimum} to ${withUnit(maximum, unit)}`;
  const id = unique();
  const text = h("span", { id, html: label });
  const range = { min: minimum, max: maximum, step, "aria-labelledby": id };
  const slider = h("input", { type: "range", ...range, oninput: () => (set(slider.valueAsNumber), moved()) });
  const typing = { inputmode: "decimal", autocomplete: "off", onchange: typed, onkeydown: onEnter(() => typed()) };
  const entry = h("input", { type: "text", "aria-label": `${text.textContent}, as a number, ${words}`, ...typing });
  let current = initial;

  function set(value) {
    current = value;
    slider.value = value;
    entry.value = value;
    entry.removeAttribute("aria-invalid");
    slider.setAttribute("aria-valuetext", withUnit(value, unit));
  }

  function typed() {
    const value = Number(entry.value.trim().replace(",", ".") || NaN);
    if (value >= minimum && value <= maximum) set(value);
    else {
      current = null;
      entry.setAttribute("aria-invalid", "true");
    }
    moved();
  }

  set(initial);
  const problem = `${text.textContent}: type a number ${words}.`;
  const node = h("div", { class: "tj-knob" }, text, entry, slider, h("small", {}, words));
  return { name, set, problem, node, text, value: () => current };
}

function valueTable([header, ...rows]) {
  const head = h("tr", {}, header.map((cell) => h("th", { scope: "col" }, cell)));
  const line = (row) => h("tr", {}, row.map((cell) => h("td", {}, cell)));
  return h("table", {}, h("thead", {}, head), h("tbody", {}, rows.map(line)));
}

/** A parameter that is one of a few words. */
function chooser({ name, label, choices, default: initial }, moved) {
  const text = h("span", { id: unique(), html: label });
  const options = Object.entries(choices).map(([value, words]) => h("option", { value }, plain(words)));
  const select = h("select", { "aria-labelledby": text.id, onchange: () => (showChosen(), moved()) }, options);
  const box = h("div", { class: "tj-chosen" }, select);
  const node = h("div", { class: "tj-knob tj-chooser" }, text, box);

  /** Repeat below the control what it has no room for; a screen reader hears it from the control. */
  function showChosen() {
    const words = select.selectedOptions[0]?.text ?? "";
    box.dataset.words = words.length > ROOM ? words : "";
  }

  function set(value) {
    select.value = value;
    showChosen();
  }

  set(initial);
  return { name, set, node, select, box, text, problem: "", value: () => select.value };
}

/** Return a Map from name(index) to the values of that name, in order. */
function grouped(values, name) {
  const groups = new Map();
  values.forEach((value, index) => groups.set(name(index), [...(groups.get(name(index)) ?? []), value]));
  return groups;
}

/** Return the controls, each group under its name: as one sheet where all groups ask for the same words. */
function arranged(parameters, knobs) {
  const groups = grouped(knobs, (index) => parameters[index].group);
  const single = groups.get("") ?? [];
  groups.delete("");
  const labels = ([, each]) => each.map(({ text }) => text.innerHTML);
  const alike = [...groups].every((group, _, [first]) => same(labels(group), labels(first)));
  const isSheet = groups.size > 1 && alike && [...groups.values()].flat().every(({ select }) => select);
  const nodes = (each) => each.map(({ node }) => node);
  const under = ([group, each]) => h("fieldset", { class: "tj-group" }, h("legend", { html: group }), nodes(each));
  return h("div", { class: "tj-knobs" }, isSheet ? sheetOf([...groups]) : [...groups].map(under), nodes(single));
}

/** A table to fill in: a row a group, a column a label, a word in each cell. */
function sheetOf(rows) {
  const [[, first]] = rows;
  const heads = first.map(({ text }) => h("th", { scope: "col", id: unique(), html: text.innerHTML }));
  const line = ([group, knobs]) => {
    const head = h("th", { scope: "row", id: unique(), html: group });
    knobs.forEach(({ select }, index) => select.setAttribute("aria-labelledby", `${head.id} ${heads[index].id}`));
    return h("tr", {}, head, knobs.map(({ box, text }) => h("td", { "data-label": text.textContent }, box)));
  };
  const table = h("table", {}, h("thead", {}, h("tr", {}, h("td"), heads)), h("tbody", {}, rows.map(line)));
  const longest = Math.max(...first.flatMap(({ select }) => [...select.options].map(({ text }) => text.length)));
  return h("div", { class: longest > ROOM ? "tj-sheet tj-wordy" : "tj-sheet" }, table);
}

/** What is recorded, in words, each group of settings under its name; a long list of settings is folded. */
function summary(item, { parameters, result }) {
  const shown = (value, { unit, choices }) =>
    choices ? plain(choices[value] ?? value) : withUnit(Number(value.toFixed(4)), unit);
  const line = (values) => (quantity) =>
    h("div", {}, h("dt", { html: quantity.label }), h("dd", {}, shown(values[quantity.name], quantity)));
  const list = (quantities, values) => h("dl", {}, quantities.map(line(values)));
  const groups = [...grouped(item.parameters, (index) => item.parameters[index].group)];
  const [several, rest] = [true, false].map((wish) => groups.filter(([name, each]) => (name && each.length > 1) == wish));
  const named = (name) => (single) => ({ ...single, label: name ? `${name}: ${single.label}` : single.label });
  const alone = rest.flatMap(([name, each]) => each.map(named(name)));
  const under = ([name, each]) => [h("p", { class: "tj-name", html: name }), list(each, parameters)];
  const folded = { open: item.parameters.length <= 12 };
  return [
    h("p", {}, h("b", {}, "Recorded run")),
    list(item.result, result),
    h("details", folded, h("summary", {}, "What was set"), list(alone, parameters), several.flatMap(under)),
  ];
}
