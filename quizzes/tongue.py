"""Which language the interface speaks, which one the lessons are written in, and which way each of them runs.

The two may differ: pages in Spanish around lessons in English. Both are BCP 47 tags. They come from the environment
(`COURSE_LANGUAGE`, which an instructor's commands set: the two tags, and the folder of a course's own catalogues, if it
has one), else from the manifest that a student's wheel holds, else they are English.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from quizzes.manifest import NAME

ENGLISH = "en"
_instead: ContextVar[str] = ContextVar("language", default="")
VARIABLE = "COURSE_LANGUAGE"
#: Languages that are written from right to left.
_LEFTWARDS = {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ku", "ps", "sd", "syr", "ug", "ur", "yi"}


def language() -> str:
    """Return the language of pages and buttons."""
    return _instead.get() or _told()[0]


@contextmanager
def speaking(tongue: str) -> Iterator[None]:
    """Let words be said in a language, whatever that of the pages is: to somebody who is spoken to in another."""
    before = _instead.set(tongue)
    try:
        yield
    finally:
        _instead.reset(before)


def written_in() -> str:
    """Return the language that lessons, questions and glossary are written in."""
    return _told()[1]


def own_folder() -> Path | None:
    """Return the folder of a course's own catalogues; None where it has none."""
    return Path(_told()[2]) if _told()[2] else None


def variable(spoken: str, written: str, folder: Path | None) -> str:
    """Return what the environment variable is to say."""
    return os.pathsep.join([spoken, written, str(folder or "")])


def direction(tongue: str) -> str:
    """Return which way a language runs, as HTML has it: "ltr" or "rtl"."""
    return "rtl" if tongue.split("-")[0].casefold() in _LEFTWARDS else "ltr"


def marked(tongue: str | None = None) -> str:
    """Return the attributes that say in HTML which language an element is in; None: that of the lessons.

    Nothing where it is the language of the page around it.
    """
    tongue = tongue or written_in()
    return "" if tongue == language() else f' lang="{tongue}" dir="{direction(tongue)}"'


def as_written(html: str, tongue: str | None = None, tag: str = "div") -> str:
    """Return HTML within an element that says which language it is in, where that is not the page's; as `marked`."""
    attributes = marked(tongue) if html else ""
    return f"<{tag}{attributes}>{html}</{tag}>" if attributes else html


def _told() -> tuple[str, str, str]:
    if given := os.environ.get(VARIABLE):
        spoken, _, rest = given.partition(os.pathsep)
        written, _, folder = rest.partition(os.pathsep)
        return spoken or ENGLISH, written or ENGLISH, folder
    return _installed()


@cache
def _installed() -> tuple[str, str, str]:
    """Return what a student's wheel says."""
    path = Path(__file__).with_name(NAME)
    found = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found.get("language", ENGLISH), found.get("written_in", ENGLISH), ""
