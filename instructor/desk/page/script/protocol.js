/* What the page and the server tell each other, as types: `views.py` and `asked.py` say what each part means. */

import _words from "../words.json" with { type: "json" };

/** @typedef {keyof typeof _words} Key */
/** @typedef {Record<string, string | Record<string, string>>} Words */

/**
 * @typedef {object} Told          by the server, when the page opens
 * @property {string} lesson
 * @property {string} marker
 * @property {string[]} markers
 * @property {boolean} names
 * @property {string} course
 * @property {string} view
 * @property {string} base
 * @property {Words} words
 */

/** @typedef {{points: number, words: string}} Level */
/** @typedef {{id: string, name: string, maximum: number, levels: Level[]}} Criterion */
/**
 * @typedef {object} Task
 * @property {string} id
 * @property {string} title
 * @property {number} points
 * @property {Criterion[]} criteria
 * @property {string} prompt_html
 * @property {string} scheme_html
 */
/**
 * @typedef {object} Progress
 * @property {string} task
 * @property {number} answers
 * @property {number} unmarked
 * @property {number} again
 * @property {number} marked
 * @property {number} formgrader
 * @property {number} blank
 * @property {number} unreadable
 * @property {number} second
 * @property {number} open
 * @property {number} mine
 * @property {number} left
 * @property {number | null} median_seconds
 * @property {number | null} seconds_left
 */
/** @typedef {{task: Task, progress: Progress, samples: number}} TaskView */
/**
 * @typedef {object} Mark
 * @property {string} marker
 * @property {Record<string, number>} points
 * @property {Record<string, string>} notes
 * @property {number} adjust
 * @property {string} reason
 * @property {number | null} score
 * @property {boolean} done
 * @property {boolean} earlier
 */
/**
 * @typedef {object} Answer
 * @property {string} id
 * @property {string} task
 * @property {string} state
 * @property {string} answer_html
 * @property {{name: string, address: string}[]} pictures
 * @property {number} words
 * @property {Mark} mine
 * @property {Mark[]} earlier
 * @property {number} claimed_until
 * @property {string[]} same
 * @property {string[]} near
 * @property {number | null} elsewhere_score
 * @property {string} elsewhere_comment
 * @property {boolean} second
 * @property {string} student
 * @property {string} name
 */
/** @typedef {{id: string, criterion: string, text: string, letter: string, used: number}} Saved */
/** @typedef {{score: number, answers: string[], written: boolean}} Finished */
/** @typedef {{answer: Answer | null, progress: Progress, comments: Saved[], finished: Finished | null}} Screen */
/** @typedef {{mine: Mark, claimed_until: number}} Kept */
/**
 * @typedef {object} Sample
 * @property {string} id
 * @property {string} task
 * @property {string} name
 * @property {string} sample_html
 * @property {Record<string, number>} mine
 * @property {Record<string, number>} marks
 * @property {number | null} total
 * @property {string} why_html
 */
/** @typedef {{criterion: string, samples: number, mean_difference: number, mean_distance: number}} Distance */
/** @typedef {{marker: string, tried: number, of: number, criteria: Distance[], total_difference: Record<string, number>}} Calibration */
/** @typedef {{samples: Sample[], calibration: Calibration}} Trained */
/** @typedef {{criterion: string, answers: number, alpha: number | null, same: number}} CriterionAgreement */
/** @typedef {{first: string, second: string, answers: number, kappa: number | null, mean_difference: number}} Pair */
/** @typedef {{answer: string, task: string, difference: number, marks: Mark[], settled: boolean, student: string, name: string}} Difference */
/** @typedef {{first: string, second: string, shared: number}} Copies */
/**
 * @typedef {object} Compared
 * @property {{task: string, answers: number, criteria: CriterionAgreement[], pairs: Pair[]}} agreement
 * @property {Difference[]} differences
 * @property {Copies[]} copies
 */
/**
 * @typedef {object} Entry          of the instructor's list
 * @property {string} answer
 * @property {string} state
 * @property {number | null} score
 * @property {string} comment
 * @property {number} words
 * @property {string[]} markers
 * @property {string} holder
 * @property {string} student
 * @property {string} name
 */

/** @typedef {{do: string, [part: string]: unknown}} Question */
/**
 * @typedef {object} View
 * @property {HTMLElement} node
 * @property {(event: KeyboardEvent) => boolean} key      whether it was this view's
 * @property {() => unknown} [undo]
 * @property {() => void} [flush]                        hand over what was typed
 * @property {() => Promise<unknown>} [leave]              what is to be sent before the view goes
 */
