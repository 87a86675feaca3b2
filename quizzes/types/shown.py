"""The HTML that several item types share. Everything a student typed is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from quizzes.catalogue import markup, number, say
from quizzes.markdown import inline
from quizzes.numbers import unit_behind


def inlined(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the Markdown texts of options or rows as HTML, by the same ids."""
    return {name: inline(text) for name, text in texts.items()}


def typed_in(value: Any) -> str:
    """Return what a student typed, or that there is nothing yet."""
    return f"<i>{markup('static.no_answer')}</i>" if value in (None, "") else f"<b>{escape(str(value))}</b>"


def plain_list(lines: Iterable[str]) -> str:
    """Return lines of HTML as a list without marks."""
    return f"<ul style='list-style:none'>{_rows(lines)}</ul>"


def bullets(lines: Iterable[str]) -> str:
    """Return lines of HTML as a list."""
    return f"<ul>{_rows(lines)}</ul>"


def numbered(lines: Iterable[str]) -> str:
    """Return lines of HTML as a numbered list."""
    return f"<ol>{_rows(lines)}</ol>"


def _rows(lines: Iterable[str]) -> str:
    return "".join(f"<li>{line}</li>" for line in lines)


def ticked(options: Mapping[str, str], chosen: Iterable[str]) -> str:
    """Return all options, those chosen with a cross and a word."""
    chosen = set(chosen)
    return plain_list(
        f"<b>☒ {markup('static.chosen', option=inline(text))}</b>" if name in chosen else f"☐ {inline(text)}"
        for name, text in options.items()
    )


class Row(NamedTuple):
    """A row of a marked table, as HTML: what it asks, what was given ("": nothing), what is right, and the reason."""

    label: str
    given: str
    right: str
    is_right: bool
    reason: str = ""


def table(rows: Sequence[Row]) -> str:
    """Return marked rows as a table, without columns that would say nothing new."""
    words = {"given": markup("page.your_answer")}
    if not all(row.is_right for row in rows):
        words["right"] = markup("review.right_column")
    if any(row.reason for row in rows):
        words["reason"] = markup("review.reason")
    head = "".join(f'<th scope="col">{each}</th>' for each in words.values())
    lines = "".join(f"<tr>{''.join(_cells(row, words))}</tr>" for row in rows)
    return f'<table class="rows"><thead><tr><th></th>{head}</tr></thead><tbody>{lines}</tbody></table>'


def _cells(row: Row, words: Mapping[str, str]) -> Iterator[str]:
    sign = "✓" if row.is_right else "✗" if row.given else "–"
    texts = {
        "given": f'<span aria-hidden="true">{sign}</span> {row.given or markup("review.none")}',
        "right": markup("page.at_right") if row.is_right else row.right,
        "reason": row.reason,
    }
    yield f'<th scope="row">{row.label}</th>'
    yield from (f'<td data-label="{word}">{texts[column]}</td>' for column, word in words.items())


def in_review(value: Any, unit: str) -> str:
    """Return a value with its unit as HTML; None, and what no page records, is nothing."""
    if value is None or isinstance(value, dict | list):
        return markup("run.nothing")
    text = number(value).replace("-", "\u2212") if isinstance(value, float) else str(value)[:100]
    return escape(f"{text} {unit_behind(value, unit)}".strip())


def pick_in_words(options: Mapping[str, str], key: Iterable[str], name: str) -> str:
    """Say a mistake among several picks: a wrong one is its text, a right one was left out."""
    return (f"<i>{markup('pick.left_out')}</i> " if name in key else "") + inline(options[name])


def picks_counted(right: Sequence[str], picked: Sequence[str]) -> str:
    """Count what was found of several right ones, and what was picked besides."""
    found = say("tally.picks", right=len(set(picked) & set(right)), count=len(right))
    others = len(set(picked) - set(right))
    return f"{found}{say('tally.besides', count=others)}" if others else found
