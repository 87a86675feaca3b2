/* Messages to the kernel, each with a token, and the answers to them. */

import { unique } from "./dom.js";
/** @import { Asking, Confiding, Done, Filed, Frame, Given, Giving, HandingIn, Hinting, Kept, Later, Looking, Model, Over } from "./protocol.js" */
/** @import { Read, Reading, Recorded, Refused, Result, Running, Saved, Saving, Seen, Trying } from "./protocol.js" */

/**
 * @typedef {object} Send        (message, answered, silent) -> token; `answered` gets the reply, however late
 * @property {() => void} stop
 * @typedef {Send & {
 *   (message: Saving & Over, answered: (reply: Kept) => void, silent: () => void): string,
 *   (message: Confiding, answered: (reply: Saved | Refused | Later) => void, silent: () => void): string,
 *   (message: Hinting, answered: (reply: Saved | Refused) => void, silent: () => void): string,
 *   (message: Reading, answered: (reply: Read | Refused) => void, silent: () => void): string,
 *   (message: Running, answered: (reply: Frame | Refused) => void, silent: () => void): string,
 *   (message: Asking, answered: (reply: Recorded | Refused) => void, silent: () => void): string,
 *   (message: Giving, answered: (reply: Given | Refused) => void, silent: () => void): string,
 *   (message: Looking, answered: (reply: Seen) => void, silent: () => void): string,
 *   (message: Trying, answered: (reply: Result | Refused) => void, silent: () => void): string,
 *   (message: HandingIn, answered: (reply: Done | Filed | Refused) => void, silent: () => void): string,
 * }} Courier
 */

const SILENCE = 2000; // ms without an answer: the kernel is taken to be gone

/** @param {Model} model @returns {Courier} */
export function courier(model) {
  /** @type {Map<string, {answered: (reply: any) => void, timer: ReturnType<typeof setTimeout>}>} */
  const waiting = new Map();
  const receive = (/** @type {Kept | Frame | Read | Recorded | Given | Seen | Result | Done | Filed} */ reply) => {
    const call = waiting.get(reply.token);
    if (!call) return; // another view's
    waiting.delete(reply.token);
    clearTimeout(call.timer);
    call.answered(reply);
  };
  const send = (/** @type {object} */ message, /** @type {any} */ answered, /** @type {() => void} */ silent) => {
    const token = unique();
    waiting.set(token, { answered, timer: setTimeout(silent, SILENCE) });
    try {
      model.send({ ...message, token });
    } catch {
      // The kernel is gone: nothing answers, and the timer says so.
    }
    return token;
  };
  const stop = () => {
    model.off("msg:custom", receive);
    for (const { timer } of waiting.values()) clearTimeout(timer);
  };
  model.on("msg:custom", receive);
  return Object.assign(send, { stop });
}
