/* Essay, glossary and words: files beside the script, the same that the course is made from. */

/** @import { Paragraph, Sources, Term } from "./jupyter.js" */
/** @import { View } from "../script/protocol.js" */

const PLACE = new URL("../", import.meta.url);

/** @returns {Promise<Sources & {words: View["words"]}>} */
export async function sources() {
  const [text, facts, glossary, words] = await Promise.all([
    read("seeds/essay.txt"),
    read("seeds/essay.json").then(JSON.parse),
    read("seeds/glossary.json").then(JSON.parse),
    read("words/en.json").then(JSON.parse),
  ]);
  const lines = text.split("\n").filter((line) => line.trim());
  const paragraphs = lines.slice(0, facts.argument_paragraphs).map((words, index) => ({
    number: index + 1,
    text: words,
  }));
  const { author, title, publisher, date, licence, url } = facts;
  const attribution = `${author}, “${title}”, ${publisher}, ${date}, ${licence}, ${url}`;
  return { paragraphs, attribution, facts, terms: /** @type {Term[]} */ (Object.values(glossary)), words };
}

/** @param {string} name */
async function read(name) {
  const answer = await fetch(new URL(name, PLACE));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.text();
}
