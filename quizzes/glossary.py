"""The glossary as a page shows it: each term of the course with its definition, its source and the essay's own words.

    glossary()                the terms of `seeds.glossary()`, by name

A screen reader meets a description list: the term, then what it means, who says so and where the essay uses it. Jupyter
floats the parts of such lists beside each other, a fifth and four fifths wide; each part says that it stands alone.
"""

from __future__ import annotations

from html import escape

import seeds
from quizzes.catalogue import markup, say
from quizzes.told import in_words


class Glossary:
    """The terms of the course in the order of their names, as a description list."""

    def __init__(self) -> None:
        self.terms = dict(sorted(seeds.glossary().items(), key=lambda entry: entry[1].name.casefold()))

    def __repr__(self) -> str:
        return "\n\n".join(
            f"{term.name}: {term.definition}\n{say('glossary.source', source=term.source)}\n{_quoted(term)}"
            for term in self.terms.values()
        )

    def _repr_html_(self) -> str:
        entries = "".join(
            f"<dt id='term-{slug}' style='{_TERM}'>{escape(term.name)}</dt>"
            f"<dd style='{_TOLD}'>{escape(term.definition)}</dd>"
            f"<dd style='{_WHENCE}'>{markup('glossary.source', source=escape(term.source))}</dd>"
            f"<dd style='{_WHENCE}'>{escape(_quoted(term))}</dd>"
            for slug, term in self.terms.items()
        )
        label = escape(say("glossary.label"))
        return f"<section aria-label='{label}' style='{_PAGE}'><dl style='{_LIST}'>{entries}</dl></section>"


_PAGE = "max-width:44em;margin:1em 0;line-height:1.5;overflow-wrap:anywhere"
_LIST = "display:block;margin:0"
_ALONE = "display:block;float:none;clear:both;width:auto;padding:0"
_TERM = f"{_ALONE};margin:1.25em 0 0;font-weight:bold"
_TOLD = f"{_ALONE};margin:0"
_WHENCE = f"{_TOLD};color:var(--jp-ui-font-color1,#444);font-size:smaller"


def _quoted(term: seeds.Term) -> str:
    """Return the essay's words with their paragraphs."""
    quotes = (
        say("glossary.quote", paragraph=say("essay.paragraph", number=n), words=words)
        for n, words in sorted(term.quotes)
    )
    return say("glossary.in_essay", quotes="; ".join(quotes))


@in_words
def glossary() -> Glossary:
    """Show the terms of the course: what each means, who says so, and where the essay uses it."""
    return Glossary()
