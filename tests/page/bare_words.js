/* A lint rule: no word of the interface stands in a module; `say` takes it from the catalogue.

   Where a text is shown (a child of `h`, a label, what is announced) no letter may stand. Elsewhere what reads like words
   may not: a space between or at an end, or a capital first; but class names, selectors, keys, comparisons and errors are code. */

const SHOWN_BY = new Set(["announce", "button", "complain", "tell", "write", "field", "step"]);
const SHOWN_AS = new Set(["alt", "aria-label", "aria-valuetext", "data-empty", "data-label", "placeholder", "title"]);
const SHOWN_IN = new Set(["ariaLabel", "innerText", "textContent", "title"]);
const SELECTORS = new Set(["closest", "matches", "normalize", "querySelector", "querySelectorAll"]);
const CODE = new Set(["FOCUSABLE", "OWN", "SKIP", "GUARD", "PRESENT", "FACTORY", "LIGHT", "DARK", "METHOD", "PLACE"]); // constants for machines
const PARTS = new Set(["ArrayExpression", "ConditionalExpression", "LogicalExpression", "TemplateLiteral"]);

const WORDS = /\p{L}\s+\p{L}|^\s*\p{Lu}|^\s+\P{L}*\p{L}|\p{L}\P{L}*\s+$/u;

const name = (node) => node?.property?.name ?? node?.name ?? node?.value;

/** Return the node whose place says what a text is for, and that place's parent. */
function place(node) {
  let [inner, outer] = [node, node.parent];
  const isPart = () => PARTS.has(outer.type) || (outer.type === "BinaryExpression" && outer.operator === "+");
  while (isPart() && outer.test !== inner) [inner, outer] = [outer, outer.parent];
  return [inner, outer];
}

function isShown(inner, outer) {
  if (outer.type === "CallExpression") {
    const position = outer.arguments.indexOf(inner);
    return name(outer.callee) === "h" ? position >= 2 : SHOWN_BY.has(name(outer.callee)) && position === 0;
  }
  if (outer.type === "Property") return outer.value === inner && SHOWN_AS.has(name(outer.key));
  return outer.type === "AssignmentExpression" && SHOWN_IN.has(name(outer.left));
}

function isCode(text, inner, outer) {
  if (text.trim().split(/\s+/).every((word) => word.startsWith("tj-"))) return true;
  if (outer.type === "Property") return outer.key === inner;
  if (outer.type === "BinaryExpression") return ["===", "!=="].includes(outer.operator);
  if (outer.type === "CallExpression") return SELECTORS.has(name(outer.callee));
  if (outer.type === "VariableDeclarator") return CODE.has(name(outer.id));
  return outer.type === "NewExpression" || outer.type === "ImportDeclaration" || outer.type === "ImportAttribute";
}

function check(context, node, text) {
  const [inner, outer] = place(node);
  const reads = WORDS.test(text) && !isCode(text, inner, outer);
  if (!reads && !(/\p{L}/u.test(text) && isShown(inner, outer))) return;
  const hint = 'Put it into quizzes/words/en.json under "page." (of the desk: words.json) and say its key.';
  context.report({ node, message: `"${text}" is a word of the interface.`, hint });
}

export default {
  name: "page",
  rules: {
    "bare-words": {
      create: (context) => ({
        Literal: (node) => typeof node.value === "string" && check(context, node, node.value),
        TemplateElement: (node) => check(context, node, node.cooked),
      }),
    },
  },
};
