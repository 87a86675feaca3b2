/* What the view uses of JupyterLab, as types for the check. This module has no code. */

/**
 * @template Sender, Value
 * @typedef {object} Signal
 * @property {(slot: (sender: Sender, value: Value) => void) => void} connect
 * @property {(slot: (sender: Sender, value: Value) => void) => void} disconnect
 */

/**
 * @typedef {object} Widget
 * @property {string} id
 * @property {HTMLElement} node
 * @property {Widget | null} parent
 * @property {boolean} isHidden
 * @property {boolean} isDisposed
 * @property {{label: string, caption: string, closable: boolean, changed: Signal<unknown, unknown>}} title
 * @property {Signal<Widget, void>} disposed
 * @property {() => Iterable<Widget>} children
 * @property {((widget: Widget) => void) | undefined} [addWidget]      of a panel
 * @property {() => void} hide
 * @property {() => void} show
 */

/**
 * @typedef {object} CellModel
 * @property {string} type
 * @property {string} id
 * @property {{getSource: () => string, setSource: (text: string) => void}} sharedModel
 * @property {(key: string) => any} getMetadata
 * @property {(key: string, value: unknown) => void} setMetadata
 */

/** @typedef {{node: HTMLElement, model: CellModel}} Cell */

/**
 * @typedef {object} Kernel
 * @property {string} connectionStatus
 * @property {(content: object) => Future} requestExecute
 */

/**
 * @typedef {object} Future
 * @property {Promise<{content: {status: string, ename?: string, evalue?: string}}>} done
 * @property {(message: {content: {name?: string, text?: string}}) => void} onIOPub
 */

/**
 * @typedef {object} SessionContext
 * @property {Promise<void>} ready
 * @property {{kernel: Kernel | null} | null} session
 * @property {Signal<unknown, string>} statusChanged
 * @property {Signal<unknown, string>} connectionStatusChanged
 */

/**
 * @typedef {object} Context
 * @property {string} path
 * @property {Promise<void>} ready
 * @property {() => Promise<void>} save
 * @property {() => Promise<void>} revert
 * @property {{last_modified: string} | null} contentsModel
 * @property {Signal<Context, string>} saveState
 * @property {NotebookModel} model
 */

/**
 * @typedef {object} NotebookModel
 * @property {boolean} dirty
 * @property {(key: string) => any} getMetadata
 * @property {() => import("./own_cells.js").Notebook} toJSON
 * @property {Signal<unknown, void>} contentChanged
 */

/**
 * @typedef {Widget & {
 *   context: Context,
 *   sessionContext: SessionContext,
 *   content: {node: HTMLElement, widgets: Cell[], notebookConfig: {windowingMode: string}},
 *   toolbar: Widget & {
 *     addItem: (name: string, item: Widget) => void,
 *     processMessage: (message: {type: string, width: number, height: number}) => void,
 *   },
 *   addClass: (name: string) => void,
 *   removeClass: (name: string) => void,
 * }} Panel
 */

/**
 * @typedef {object} Contents
 * @property {(path: string, options?: object) => Promise<{content: any, format: string, last_modified: string}>} get
 * @property {(path: string, options?: object) => Promise<any>} save
 * @property {(path: string, to: string) => Promise<any>} rename
 * @property {(path: string) => Promise<void>} delete
 */

/**
 * @typedef {object} App
 * @property {Promise<void>} restored
 * @property {Widget & {
 *   mode?: string,
 *   restored?: Promise<unknown>,
 *   currentWidget: Widget | null,
 *   currentChanged?: Signal<unknown, unknown>,
 *   add: (widget: Widget, area: string, options?: object) => void,
 *   activateById: (id: string) => void,
 *   collapseLeft?: () => void,
 *   isSideTabBarVisible?: (side: "left" | "right") => boolean,
 *   toggleSideTabBarVisibility?: (side: "left" | "right") => void,
 *   collapseRight?: () => void,
 * }} shell
 * @property {{execute: (name: string, options?: object) => Promise<any>, hasCommand: (name: string) => boolean}} commands
 * @property {{contents: Contents}} serviceManager
 */

/**
 * @typedef {object} Lesson      of the course, as it was released
 * @property {string} name
 * @property {string} title
 * @property {string} question
 * @property {number} minutes
 * @property {string[]} cells    the sources of its code cells
 * @property {import("../script/dates.js").Dates | null} dates
 * @property {string[]} [packages] what a kernel in the browser loads for its modules
 * @property {string | null} path where its notebook lies, below the server's root
 * @property {string} [release]  what tells this release from others, where a browser keeps copies
 */

/**
 * @typedef {object} Course      what the server was started with
 * @property {boolean} run       cells may run by themselves
 * @property {boolean} [kept]    work lies in this browser's storage, not on a server
 * @property {boolean} home      the course owns the page: home first, none of JupyterLab's own panels
 * @property {string} course
 * @property {string} language   of the interface, BCP 47
 * @property {string} written    of the lessons
 * @property {import("../script/protocol.js").View["words"]} [words]   of a catalogue of the course's own
 * @property {Record<string, string>} [seeds]   its texts by their files' names, where they do not lie beside the script
 * @property {string} exchange   the course's id in nbgrader's exchange, where the server has one; else ""
 * @property {Lesson[]} lessons
 */

/** @typedef {{number: number, text: string}} Paragraph */
/** @typedef {{name: string, definition: string, source: string}} Term */
/** @typedef {{words: string, paragraphs: number[], gloss: string, source?: string}} HardWord */

/**
 * @typedef {object} Sources     what every page of the course can show
 * @property {Paragraph[]} paragraphs
 * @property {string} attribution
 * @property {{title: string, author: string, publisher: string, date: string, language?: string}} facts
 * @property {Term[]} terms
 * @property {HardWord[]} hardWords
 */

/**
 * @typedef {object} Host        JupyterLab, the course and its sources, for all parts of the view
 * @property {App} app
 * @property {Course} course
 * @property {Sources} sources
 * @property {(cell: Cell, session: SessionContext) => Promise<any>} execute
 * @property {() => void} dismiss     close the dialog that JupyterLab is opening
 * @property {(node: HTMLElement) => Widget} widget
 * @property {() => void} goHome
 * @property {string} page       which page of Notebook 7 this is ("tree", "notebooks"); "" in JupyterLab
 * @property {(path: string) => string} address     of a page of the server
 * @property {(path: string, sends?: boolean) => Promise<any>} ask     the server, for JSON; `sends` changes something
 */
export {};
