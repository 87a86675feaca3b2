/* A page with a quiz and no kernel: anywidget's model, whose messages the test reads and answers. */

class FakeModel {
  /** @param {Record<string, unknown>} traits */
  constructor(traits) {
    this.traits = traits;
    this.sent = /** @type {object[]} */ ([]);
    this.listeners = /** @type {[event: string, listener: (message?: unknown) => void][]} */ ([]);
    this.closed = false;
  }

  get(/** @type {string} */ name) {
    return this.traits[name];
  }

  /** Change a trait as the kernel does. @param {string} name @param {unknown} value */
  set(name, value) {
    this.traits[name] = value;
    this.receive(`change:${name}`);
  }

  send(/** @type {object} */ message) {
    if (this.closed) throw new Error("the kernel is gone");
    this.sent.push(structuredClone(message));
  }

  /** @param {string} event @param {(message?: unknown) => void} listener */
  on(event, listener) {
    this.listeners.push([event, listener]);
  }

  /** @param {string} event @param {(message?: unknown) => void} listener */
  off(event, listener) {
    this.listeners = this.listeners.filter(([name, each]) => name !== event || each !== listener);
  }

  /** @param {string} event @param {unknown} [message] */
  receive(event, message) {
    for (const [name, listener] of this.listeners) if (name === event) listener(message);
  }
}

/** Show a widget as anywidget does. @param {{script: string, traits: Record<string, unknown>}} widget */
async function open({ script, traits }) {
  const { default: widget } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const model = new FakeModel(traits);
  const el = document.createElement("div");
  document.body.append(el);
  const leave = widget.render({ model, el });
  return { model, leave, remove: () => el.remove() };
}

Object.assign(globalThis, { openQuiz: open });
