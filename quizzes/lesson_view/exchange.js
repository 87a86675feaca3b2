/* A hub's exchange on the home page: which lessons are out and not here yet, which feedback there is, and both brought
   here by one press. nbgrader's part of the server does the work; a hub without it has no such page. */

/** @import { Host, Lesson } from "./jupyter.js" */

/**
 * @typedef {object} Submission  as nbgrader lists it
 * @property {string} timestamp
 * @property {boolean} has_local_feedback
 * @property {boolean} has_exchange_feedback
 * @property {boolean} feedback_updated
 * @property {string | null} local_feedback_path     a folder, below the server's root
 */

/**
 * @typedef {object} Listed      an assignment: released, fetched, or handed in
 * @property {string} assignment_id
 * @property {"released" | "fetched" | "submitted"} status
 * @property {{notebook_id: string, path: string}[]} [notebooks]
 * @property {Submission[]} [submissions]
 */

export class Exchange {
  /** @type {Listed[]} */
  listed = [];

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
  }

  /** Find out what there is; nothing, where the exchange does not answer. */
  async look() {
    try {
      this.take(await this.host.ask(`assignments?course_id=${encodeURIComponent(this.host.course.exchange)}`));
    } catch {
      this.listed = [];
    }
  }

  /** Bring a lesson here: its path is known then; an error where it did not come. @param {Lesson} lesson */
  async bring(lesson) {
    this.take(await this.#act("fetch", lesson.name));
    const here = this.listed.find(({ assignment_id: id, status }) => id === lesson.name && status === "fetched");
    const notebook = here?.notebooks?.find(({ notebook_id: id }) => id === lesson.name);
    if (!notebook) throw new Error(lesson.name);
    lesson.path = notebook.path;
  }

  /** Whether a lesson is out and not here. @param {Lesson} lesson */
  isOut({ name, path }) {
    return !path && this.listed.some(({ assignment_id: id, status }) => id === name && status === "released");
  }

  /** Whether there is feedback on a lesson. @param {Lesson} lesson */
  hasFeedback({ name }) {
    return Boolean(this.#returned(name));
  }

  /** Return where the newest feedback on a lesson can be read, and bring it here first where that is new.
   * @param {Lesson} lesson */
  async feedback({ name }) {
    const known = this.#returned(name);
    if (!known?.local_feedback_path || known.feedback_updated) this.take(await this.#act("fetch_feedback", name));
    const folder = this.#returned(name)?.local_feedback_path;
    if (!folder) throw new Error(name);
    return this.host.address(`files/${folder}/${name}.html`);
  }

  /** @param {string} name */
  #returned(name) {
    const handedIn = this.listed.find(({ assignment_id: id, status }) => id === name && status === "submitted");
    const marked = handedIn?.submissions?.filter((each) => each.has_local_feedback || each.has_exchange_feedback) ?? [];
    return marked.sort((one, other) => one.timestamp.localeCompare(other.timestamp)).at(-1);
  }

  /** @param {string} action @param {string} name */
  #act(action, name) {
    const facts = new URLSearchParams({ course_id: this.host.course.exchange, assignment_id: name });
    return this.host.ask(`assignments/${action}?${facts}`, true);
  }

  /** @param {{success: boolean, value: Listed[]}} answer */
  take({ success, value }) {
    this.listed = success ? value : [];
  }
}
