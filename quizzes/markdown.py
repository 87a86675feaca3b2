"""Markdown with $...$ mathematics -> HTML that any page may show.

Stems, options, feedback and rationales are written in Markdown. They are rendered here, in Python, so that the page,
the static view and the instructor's review show the same thing and the browser loads nothing. Raw HTML comes out as
text, a link can only lead where markdown-it allows (never `javascript:`), and a picture from elsewhere is only a link:
those that are drawn stand in the text itself (`quizzes.pictures`). Mathematics becomes MathML, which browsers draw and
screen readers read without a script.

The parser is imported at the first use: a notebook that only reads the essay does not wait for it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import tostring

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

#: Attributes that could lead somewhere or restyle the page.
_ACTIVE = {"href", "style", "class", "id"}
#: The second line of a table.
_TABLE = re.compile(r"\n *\|?(?: *:?-+:? *\|)+(?: *:?-+:?)? *(?:\n|$)")


@lru_cache(maxsize=1024)
def html(text: str) -> str:
    """Render `text` as paragraphs, lists and tables."""
    return str(_parser().render(text)).strip()


@lru_cache(maxsize=1024)
def inline(text: str) -> str:
    """Render `text` without a paragraph around it: for a label, an option, a cell; a table stays one."""
    if has_table(text):
        return html(text)
    return str(_parser().renderInline(" ".join(text.split())))


def has_table(text: str) -> bool:
    """Say whether there is a table in a text."""
    return "|" in text and bool(_TABLE.search(text))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    from quizzes.pictures import install

    parser = install(MarkdownIt("commonmark", {"html": False}).enable("table").disable("image"))
    # "between $5 and $10" holds no formula; where a sign of money could close one, the author writes \\$.
    return parser.use(dollarmath_plugin, allow_space=False, double_inline=True, allow_digits=False, renderer=_mathml)


def _mathml(formula: str, options: dict[str, Any]) -> str:
    r"""Return a formula as MathML; one that cannot be parsed stays readable as it was written.

    latex2mathml's own string keeps what \text{...} holds as it is, tags included, and \\href leads anywhere. So its
    tree is taken instead, freed of such attributes, and written by ElementTree, which escapes.
    """
    from latex2mathml.converter import convert_to_element

    try:
        tree = convert_to_element(formula, display="block" if options.get("display_mode") else "inline")
    except Exception:  # latex2mathml raises whatever its parser stumbles over, IndexError included
        return f"<code>{escape(formula)}</code>"
    for element in tree.iter():
        element.text = unescape(element.text) if element.text else None
        for name in _ACTIVE & element.attrib.keys():
            del element.attrib[name]
    return tostring(tree, encoding="unicode")
