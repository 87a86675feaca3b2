/* Essay, glossary, hard words and the words of the interface: files beside the script, the same that the course is made from. */

/** @import { Course, HardWord, Paragraph, Sources, Term } from "./jupyter.js" */
/** @import { View } from "../script/protocol.js" */

const PLACE = new URL("../", import.meta.url);

/** What a catalogue lacks, as a course's own may, is said in English. @param {Pick<Course, "language" | "seeds">} course
 * @returns {Promise<Sources & {words: View["words"]}>} */
export async function sources({ language, seeds = {} } = { language: "en" }) {
  const given = (/** @type {string} */ name) => name in seeds ? Promise.resolve(seeds[name]) : read(`seeds/${name}`);
  const [text, facts, glossary, hard, english, own] = await Promise.all([
    given("essay.txt"),
    given("essay.json").then(JSON.parse),
    given("glossary.json").then(JSON.parse, () => ({})), // a course need not have these two
    given("hard_words.json").then(JSON.parse, () => []),
    read("words/en.json").then(JSON.parse),
    language === "en" ? {} : read(`words/${language}.json`).then(JSON.parse, () => ({})),
  ]);
  const lines = text.split("\n").filter((line) => line.trim());
  const paragraphs = lines.slice(0, facts.argument_paragraphs).map((words, index) => ({
    number: index + 1,
    text: words,
  }));
  const { author, title, publisher, date, licence, url } = facts;
  const attribution = `${author}, “${title}”, ${publisher}, ${date}, ${licence}, ${url}`;
  const terms = /** @type {Term[]} */ (Object.values(glossary));
  return {
    paragraphs,
    attribution,
    facts,
    terms,
    hardWords: /** @type {HardWord[]} */ (hard),
    words: { ...english, ...own },
  };
}

/** @param {string} name */
async function read(name) {
  const answer = await fetch(new URL(name, PLACE));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.text();
}
