"""A printed test: a page of HTML without and one with the answers, and the same as PDF where a Chromium is there.

The order of options is drawn by question: the same on both pages and on every day, and a key's order shows nowhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import ascii_lowercase

from instructor.course import CONFIGURATION
from instructor.exchange_formats.forms import (
    SHARES_LEFT_OUT,
    Essay,
    Form,
    Lesson,
    Lost,
    Made,
    Numeric,
    Pairs,
    Picks,
    Sequence,
)
from instructor.exchange_formats.texts import plain
from quizzes.catalogue import digits, markup, whole
from quizzes.markdown import html, inline
from quizzes.tongue import direction, language
from quizzes.types.base import drawn

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
SECONDS = 120  # for a PDF
STYLE = CONFIGURATION / "templates" / "printed.css"


def write(lesson: Lesson) -> Made:
    """Return a lesson's test as pages, and as PDF where there is a browser."""
    files = {}
    for name, with_key in (("test", False), ("test-with-key", True)):
        shown = page(lesson, with_key).encode()
        files[f"{lesson.id}.{name}.html"] = shown
        if made := pdf(shown):
            files[f"{lesson.id}.{name}.pdf"] = made
    shares = [each.id for each in lesson.questions if isinstance(each, Picks) and each.has_shares]
    return Made(files, tuple(Lost(name, SHARES_LEFT_OUT) for name in shares))


def browser() -> str | None:
    """Return the Chromium of this computer; None where there is none."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def pdf(shown: bytes) -> bytes | None:
    """Return a page as the browser prints it; None where there is no browser, or it prints nothing."""
    command = browser()
    if command is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_bytes(shown)
        flags = ["--headless", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}/profile"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium does not start for root otherwise; the page has no script
        try:
            subprocess.run(
                [command, *flags, f"--print-to-pdf={target}", source.as_uri()],
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return target.read_bytes() if target.exists() else None


def page(lesson: Lesson, with_key: bool) -> str:
    """Return a test as a page of HTML without a script."""
    number, parts = 0, []
    for group in lesson.groups:
        parts.append(f"<h2>{inline(group.title)}</h2>")
        for question in group.questions:
            number += 1
            parts.append(_question(question, number, with_key))
    title = escape(f"{lesson.title}: {lesson.id}")
    head = f'<p>{markup("paper.name")} <span class="line"></span></p>'
    if with_key:
        head = f'<p class="right">{markup("paper.key")}</p>'
    about = f'<p class="soft">{markup("paper.about", text=escape(lesson.about))}</p>'
    start = f'<!doctype html><html lang="{language()}" dir="{direction(language())}">'
    start += f'<head><meta charset="utf-8"><title>{title}</title>'
    style = f"<style>{STYLE.read_text('utf-8')}</style>"
    return f"{start}{style}</head><body><h1>{title}</h1>{head}{about}{''.join(parts)}</body></html>"


def _question(question: Form, number: int, with_key: bool) -> str:
    points = f'<span class="soft">({markup("paper.points", count=question.points)})</span>' if question.points else ""
    match question:
        case Picks():
            asked = _picks(question, with_key)
        case Numeric():
            asked = _numeric(question, with_key)
        case Pairs():
            asked = _pairs(question, with_key)
        case Sequence():
            asked = _sequence(question, with_key)
        case Essay():
            asked = _essay(question, with_key)
    why = f'<div class="key">{html(question.rationale)}</div>' if with_key and question.rationale else ""
    return f'<div class="question"><b>{number}.</b> {points}{html(question.stem)}{asked}{why}</div>'


def _picks(question: Picks, with_key: bool) -> str:
    options = {option.id: option for option in question.options}
    order = drawn(options, question.id) if question.shuffle else tuple(options)
    lines = []
    for name in order:
        option = options[name]
        is_right = with_key and question.keyed and name in question.right
        told = f'<div class="told">{html(option.feedback)}</div>' if with_key and option.feedback else ""
        shown = f'<span class="right">☒ {inline(option.text)}</span>' if is_right else f"☐ {inline(option.text)}"
        lines.append(f"{shown}{told}")
    task = markup("paper.pick_one" if question.single else "paper.pick_all")
    return f'<p class="soft">{task}</p>{_list(lines)}'


def _numeric(question: Numeric, with_key: bool) -> str:
    unit = escape(question.unit)
    if not with_key:
        return f'<p>{markup("paper.number")}: <span class="line"></span> {unit}</p>'
    right = "; ".join(_within(value.number, value.tolerance) for value in question.right)
    told = [f"{digits(value.number)}: {inline(value.feedback)}" for value in question.wrong if value.feedback]
    return f'<p>{markup("paper.number")}: <span class="right">{right} {unit}</span></p>{_list(told)}'


def _within(number: float, tolerance: float) -> str:
    return digits(number) + (f" ({markup('paper.within', tolerance=digits(tolerance))})" if tolerance else "")


def _pairs(question: Pairs, with_key: bool) -> str:
    letters = dict(zip(drawn(question.options, question.id), ascii_lowercase, strict=False))
    rows = "".join(
        f"<tr><td>{_answer(letters[question.key[row]] if with_key else '')}</td><td>{inline(text)}</td></tr>"
        for row, text in question.rows.items()
    )
    options = _list(f"{letter}) {inline(question.options[name])}" for name, letter in letters.items())
    told = _told(question.feedback, question.rows, question.options, ":") if with_key else ""
    return f'<p class="soft">{markup("paper.rows")}</p><table>{rows}</table>{options}{told}'


def _sequence(question: Sequence, with_key: bool) -> str:
    lines = [
        f"{_answer(str(question.key.index(name) + 1) if with_key else '')} {inline(question.options[name])}"
        for name in drawn(question.options, question.id)
    ]
    told = _told(question.feedback, question.options, question.options, ">") if with_key else ""
    return f'<p class="soft">{markup("paper.order", count=whole(len(lines)))}</p>{_list(lines)}{told}'


def _essay(question: Essay, with_key: bool) -> str:
    length = ""
    if question.most:
        same = question.least == question.most
        asked = markup("paper.length", count=whole(question.most))
        between = markup("paper.length_between", least=whole(question.least), most=whole(question.most))
        length = f'<p class="soft">{asked if same else between}</p>'
    criteria = [inline(text) for text in question.criteria]
    marked = f'<p class="soft">{markup("paper.criteria")}</p>{_list(criteria)}' if criteria else ""
    return f"{length}{marked}" + ("" if with_key else '<div class="room"></div>')


def _answer(text: str) -> str:
    return f'<span class="right">{text}</span>' if text else '<span class="line short"></span>'


def _told(told: Mapping[str, str], first: Mapping[str, str], second: Mapping[str, str], between: str) -> str:
    lines = []
    for name, text in told.items():
        one, _, other = name.partition(between)
        lines.append(f"{inline(first[one])} → {inline(second[other])}: {inline(plain(text))}")
    return f'<div class="told">{_list(lines)}</div>'


def _list(lines: Iterable[str]) -> str:
    shown = "".join(f"<li>{line}</li>" for line in lines)
    return f'<ul class="plain">{shown}</ul>' if shown else ""
