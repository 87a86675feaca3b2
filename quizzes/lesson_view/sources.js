/* Essay, glossary, hard words and the words of the interface: files beside the script, the same that the course is made from. */

/** @import { HardWord, Paragraph, Sources, Term } from "./jupyter.js" */
/** @import { View } from "../script/protocol.js" */

const PLACE = new URL("../", import.meta.url);

/** What a catalogue lacks, as a course's own may, is said in English. @param {string} [language]
 * @returns {Promise<Sources & {words: View["words"]}>} */
export async function sources(language = "en") {
  const [text, facts, glossary, hard, english, own] = await Promise.all([
    read("seeds/essay.txt"),
    read("seeds/essay.json").then(JSON.parse),
    read("seeds/glossary.json").then(JSON.parse, () => ({})), // a course need not have these two
    read("seeds/hard_words.json").then(JSON.parse, () => []),
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
