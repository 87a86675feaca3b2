/* The page's words and numbers. Every word comes from `words/<language>.json`: Python hands over its "page." entries with
   the quiz, and `say` fills in the values. The type check finds a key that is not there, the lint a word that is not a
   key's. All quizzes of a page speak one language. What authors wrote may be in another: `asWritten` marks it. */

/** @import { Key, View } from "./protocol.js" */

/** @type {View["words"]} */
let catalogue = {};
let numerals = new Intl.NumberFormat();
let plurals = new Intl.PluralRules();
let language = "en";
let lessons = "en";

const LEFTWARDS = /^(ar|arc|ckb|dv|fa|he|iw|ks|ku|ps|sd|syr|ug|ur|yi)(-|$)/i;

/** Take the languages of a quiz. @param {Pick<View, "words" | "lang"> & Partial<Pick<View, "written">>} view */
export function learn({ words, lang, written = lang }) {
  catalogue = words;
  language = lang;
  lessons = written;
  numerals = new Intl.NumberFormat(lang, {
    useGrouping: false,
    maximumFractionDigits: 20,
    signDisplay: "negative",
    numberingSystem: "latn",
  });
  plurals = new Intl.PluralRules(lang);
}

/** Return the attributes that say which language an element is in, and which way that runs. @param {string} tongue */
export const marked = (tongue) => ({ lang: tongue, dir: LEFTWARDS.test(tongue) ? "rtl" : "ltr" });

/** Return them for the language of the interface. */
export const spoken = () => marked(language);

/** Return them for what authors wrote; nothing where that is in the language of the page around it. */
export const asWritten = () => (lessons === language ? {} : marked(lessons));

/**
 * Return the words of a key. `count` chooses among their forms where there are several; numbers are formatted.
 *
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const entry = catalogue[key];
  const text = typeof entry === "string" ? entry : (entry[plurals.select(Number(values.count))] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (_, name) => isolated(filledIn(values[name])));
}

/** Keep a value together where words run from the right: a file's name, a title in another language. @param {string} text */
function isolated(text) {
  return LEFTWARDS.test(language) ? `\u2068${text}\u2069` : text;
}

/** Return a number as the catalogue's other side fills it in, too. @param {string | number} value */
function filledIn(value) {
  return typeof value === "number" ? numerals.format(value) : value;
}

/** Return a number as it is written in the language, with a minus sign that is one. @param {string | number} value */
export function digits(value) {
  return typeof value === "number" ? filledIn(value).replace("-", "\u2212") : value;
}

/** @param {string | number} value @param {string} unit */
export function withUnit(value, unit) {
  return unit ? `${digits(value)} ${unit}` : digits(value);
}

/** Return the reader's own manner of the page's language, en-GB of en, with the digits that the kernel writes. */
function manner() {
  const base = (/** @type {string} */ tag) => tag.split("-")[0];
  const own = globalThis.navigator?.languages?.find((tag) => base(tag) === base(language)) ?? language;
  return new Intl.Locale(own, { numberingSystem: "latn" });
}

/** Return a moment with its day and the name of the zone of this computer. @param {number} time in ms */
export function dateTime(time) {
  const day = /** @type {const} */ ({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const clock = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", timeZoneName: "long" });
  return new Date(time).toLocaleString(manner(), { ...day, ...clock });
}

/** Return how far a moment is from now: in 3 days, 2 hours ago; where it is `watched`, to the second in the end.
 * @param {number} time @param {number} now both in ms @param {boolean} [watched] */
export function since(time, now, watched = false) {
  const minutes = (time - now) / 60000;
  const size = Math.abs(minutes);
  const words = new Intl.RelativeTimeFormat(manner(), { numeric: "always" });
  if (watched && size < 1) return words.format(Math.trunc(minutes * 60), "second");
  if (size < 90) return words.format(Math.trunc(minutes), "minute");
  if (size < 48 * 60) return words.format(Math.trunc(minutes / 60), "hour");
  return words.format(Math.trunc(minutes / (24 * 60)), "day");
}

/** Return a share in per cent. @param {number} share 1 is all */
export function percent(share) {
  return share.toLocaleString(manner(), { style: "percent", maximumFractionDigits: 1 });
}

/** Say when an answer was saved; "" where its time is none. @param {string} time in ISO 8601 */
export function savedAt(time) {
  const moment = clock(time);
  return moment && say("page.saved", { time: moment });
}

/** Return a moment on this computer's clock: 14:03, before today with its day; "" where it is none.
 * @param {number | string} time in ms, or in ISO 8601 */
export function clock(time) {
  const moment = new Date(time);
  if (Number.isNaN(moment.valueOf())) return "";
  const today = moment.toDateString() === new Date().toDateString();
  const day = today ? {} : /** @type {const} */ ({ day: "numeric", month: "long" });
  return moment.toLocaleString(manner(), { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
