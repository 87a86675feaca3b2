r"""Markdown with $...$ mathematics as the HTML and the plain text that other platforms take.

Mathematics stays LaTeX between \(...\), which Moodle, Canvas, H5P and Anki draw; raw HTML comes out as text, and links
lead only where markdown-it allows, as in `quizzes.markdown`. The way back is `marked_up`.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from quizzes.markdown import has_table
from quizzes.pictures import install, without_data

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

#: A picture that is only named; one that a text holds is written with it.
PICTURE = re.compile(r"!\[[^\]]*\]\((?!data:image/)[^)]*\)")
_TAG = re.compile(r"<[^>]+>")


def block(text: str) -> str:
    """Return `text` as paragraphs, lists and tables."""
    return str(_parser().render(text)).strip()


def inline(text: str) -> str:
    """Return `text` as HTML without a paragraph around it; a table stays one."""
    if has_table(text):
        return block(text)
    return str(_parser().renderInline(" ".join(text.split()))).strip()


def plain(text: str) -> str:
    """Return the words of `text` in one line, mathematics as LaTeX."""
    return " ".join(unescape(_TAG.sub(" ", block(without_data(text)).replace("<li>", "• "))).split())


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    parser = install(MarkdownIt("commonmark", {"html": False}).enable("table").disable("image"))
    return parser.use(dollarmath_plugin, allow_space=False, double_inline=True, allow_digits=False, renderer=_latex)


def _latex(formula: str, options: dict[str, Any]) -> str:
    left, right = (r"\[", r"\]") if options.get("display_mode") else (r"\(", r"\)")
    return f"{left}{escape(formula.strip(), quote=False)}{right}"
