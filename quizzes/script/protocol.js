/* What the page and `widget.py` tell each other, and what a control is, as types. Nothing of this runs. What only one
   item type has is typed beside its control. */

/** @import { Courier } from "./courier.js" */
/** @import { Storage } from "./storage.js" */
import _english from "../words/en.json" with { type: "json" };
/** @typedef {`page.${string}` | `view.${string}` | "essay.paragraph" | "glossary.source"} Shown */
/** @typedef {Extract<keyof typeof _english, Shown>} Key      of the page's words */

/**
 * @typedef {object} Item        what every item has; texts are HTML
 * @property {string} id
 * @property {string} type       the name its control is registered under
 * @property {number} points
 * @property {string} stem
 * @property {boolean} kept      nobody marks it, and it is saved as it is given
 * @property {boolean} asks_confidence      whether it asks how sure one is
 * @property {string[]} [hints]      HTML, in the order in which they are given
 * @property {{opens: string, closes: string}} [window]      when it can be answered, in ISO 8601; "": no end to that
 */

/**
 * @typedef {object} View        the quiz, as the trait `view` has it
 * @property {string} id
 * @property {string} title      HTML
 * @property {"graded" | "practice" | "written" | "kept" | "before" | "open"} kind      before: only saved; open: without a key
 * @property {string} repeats    the id of the quiz whose questions it asks again; "" as a rule
 * @property {number} points
 * @property {Item[]} items
 * @property {Record<string, string>} cases      HTML by name: the texts of the cases that a sheet codes
 * @property {string} key        what the drafts are stored under
 * @property {string} lesson     the name of the lesson that it is part of
 * @property {string[]} notes    what could not be read of the journal, in words
 * @property {string} place      what is odd about the notebook that it stands in, in words; "" as a rule
 * @property {string} lang       of the interface, BCP 47, as in "en"
 * @property {string} written    of what authors wrote
 * @property {Record<string, string | Record<string, string>>} words
 */

/**
 * @template [Response=any]
 * @typedef {object} Answer      the last answer to an item, as the trait `answers` and a "saved" have it
 * @property {Response | null} response
 * @property {number} attempt    from 1
 * @property {string[]} order    ids of the options, as this student sees them at this attempt
 * @property {string} time       ISO 8601, as the journal has it; "" where nothing was saved
 * @property {string} stamp      the same of the entry that gave this answer, to tell it from another
 * @property {boolean} complete
 * @property {string} note       what to know about an answer that was saved as it is, or ""
 * @property {Level | null} confidence      how sure the student is of it
 * @property {number} [hints]    how many were opened in this attempt
 * @property {Mark | null} mark  of practice alone
 * @property {Start | null} start      what an attempt begins with: what was right in the one before
 * @property {Response} [before]     of a run: what was recorded in the attempt before
 * @property {string} after      HTML to read after an answer that no key marks; "" as a rule
 */

/** @typedef {"sure" | "fairly" | "guess"} Level */
/** @typedef {"right" | "partly right" | "wrong"} Outcome */

/**
 * @typedef {object} Mark        texts are HTML
 * @property {Outcome} outcome
 * @property {number} points
 * @property {number} maximum
 * @property {string} tally      how much of it was right, in words; "" where it is right or wrong as a whole
 * @property {Record<string, Part>} parts      by the control's names for them
 * @property {string[]} feedback      what belongs to no part
 * @property {string} rationale
 */

/** @typedef {{right: boolean, html: string}} Part */
/** @typedef {{response: any, parts: Record<string, Part>}} Start */

/* Page -> kernel; the courier adds a token. */
/** @typedef {Record<string, number | string>} Settings      by parameter; what was typed and is not read yet is a text */
/** @typedef {{kind: "answer", item: string, response: unknown}} Answering */
/** @typedef {{kind: "again", item: string}} Again */
/** @typedef {{kind: "confidence", item: string, confidence: Level | null}} Confiding      answered by Saved or Refused */
/** @typedef {{kind: "hint", item: string, hints: number}} Hinting      so many are open; answered by Saved or Refused */
/** @typedef {{prediction?: string, parameters?: Settings, comparison?: string}} RunPart */
/** @typedef {{kind: "record", item: string} & RunPart} Recording */
/** @typedef {{kind: "run", item: string, parameters: Settings, width?: number, behind?: Settings}} Running */
/** @typedef {{kind: "recorded", item: string}} Asking      for the runs recorded in the lesson */
/** @typedef {{kind: "read", item: string, typed: Record<string, number | string>}} Reading      one parameter */
/** @typedef {Answering | Again | Recording} Saving      each is answered by Kept */

/** @typedef {{over: {stamp: string, response: unknown}}} Over      with each Saving: the saved answer that was seen */
/** @typedef {{kind: "given", item: string, message: Saving}} Giving      what is it in words? */
/** @typedef {{kind: "look"}} Looking      has another page saved something? The trait `answers` tells */
/** @typedef {{kind: "try", values: Record<string, string | string[]>}} Trying      what the fields hold */
/** @typedef {{kind: "look" | "pack" | "submit" | "file"}} HandingIn      of the card that hands in */

/* Kernel -> page, with the token of the message that is answered. */
/** @typedef {{kind: "saved", token: string, item: string, answer: Answer}} Saved */
/** @typedef {{kind: "newer", token: string, item: string, answer: Answer}} Newer      not saved: this was, elsewhere */
/** @typedef {{kind: "given", token: string, item: string, words: string[]}} Given      HTML: the saved one, the other */
/** @typedef {{kind: "seen", token: string}} Seen */
/** @typedef {{svg: string, rows: string[][], result: Record<string, number>}} Picture */
/** @typedef {{behind?: string, foretold: number | null}} Compared      the other run's drawing, on the same axes */
/** @typedef {{kind: "frame", token: string, item: string} & Picture & Compared} Frame */
/** @typedef {{title: string, lines: string[]}} Offered      of one lesson, plain text */
/** @typedef {{kind: "recorded", token: string, item: string, runs: Offered[], cards: Offered[]}} Recorded */
/** @typedef {{kind: "read", token: string, item: string, value: number | null, words: string}} Read */
/** @typedef {{kind: "shown", token: string, html: string}} Result      of a trial */
/** @typedef {{kind: "done", token: string}} Done      and the trait `state` says how things stand */
/** @typedef {{kind: "file", token: string, name: string, data: string}} Filed      in base64; "" where it is too large */
/** @typedef {{kind: "refused", token: string, item: string, error: string}} Refused */
/** @typedef {{kind: "unreadable", token: string, item: string, words: string}} Unreadable      nothing was saved */
/** @typedef {{kind: "later", token: string}} Later      there is no kernel yet; the widget that comes sends the draft */
/** @typedef {Saved | Newer | Refused | Unreadable | Later} Kept */

/**
 * @typedef {object} Drawn       what `tj-quiz` tells, an event of the document, when a quiz is shown and when it changes;
 *           what is shown takes up no draft where it is cancelled, until `take` is called
 * @property {{view: View, answers: Record<string, Answer>, said: Record<string, string>}} traits
 * @property {HTMLElement} root
 * @property {() => void} take      take up the drafts of whatever is not being answered
 */

/**
 * @typedef {object} Model       anywidget's
 * @property {(name: string) => any} get
 * @property {(message: object) => void} send
 * @property {(event: string, listener: (message: any) => void) => void} on
 * @property {(event: string, listener: (message: any) => void) => void} off
 */

/**
 * @typedef {object} Quiz        what the cards of a quiz share
 * @property {View} view
 * @property {Courier} send
 * @property {Storage} drafts
 * @property {(text: string) => void} announce     to a screen reader
 * @property {() => string} count                  show and return how many are answered
 * @property {() => void} retry                    send all again that was not saved
 */

/**
 * @typedef {object} Control     what an item type draws and reads
 * @property {HTMLElement} body
 * @property {(answer: Answer) => void} show      show a stored answer, whatever is shown now
 * @property {() => unknown} read                 the response as it is now, or null
 * @property {(name: string) => Place | undefined} [part]      where a part of it stands
 * @property {() => Left | null} [left]          what is missing before it can be checked
 * @property {(words: string, message?: any) => void} [flag]      say at its field why a message is not saved; "": no more
 * @property {Steps} [steps]                      of a control that saves its parts itself
 * @property {string} [press]                     of a control whose answer counts when it is pressed: the button's words
 * @property {string} [again]                     the words of the button for another attempt, where they are its own
 * @property {string} [legend]                    what the item is called, in place of its number
 * @property {() => boolean} [isBusy]             whether the student is in the middle of it: nothing is announced then
 * @property {() => void} [leave]                 the page goes
 */

/** @typedef {{node: HTMLElement, place?: HTMLElement, words?: string}} Place      `place`: where to speak of it, else there */
/** @typedef {{words: string, node: HTMLElement}} Left      `node` takes the focus */

/**
 * @typedef {object} Steps       instead of "Check": a mark leaves the control as it is
 * @property {(answer: Answer) => boolean} repeatable      whether there may be one already
 * @property {(part: any) => void} restore                 show a part that was sent and is not saved
 */
