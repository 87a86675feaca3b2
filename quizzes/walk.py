"""The walk through the essay's argument: a strip of its steps, and what the student said of each.

    step("norms")             the strip with that step lit, and the verdicts given so far
    verdicts()                every step with verdict, sentence and time, and where a missing one is given

Both are HTML that needs no script, so they stand the same in a page, in plain Jupyter, in print and in an export. A
screen reader meets a list, in which the step that is lit is the current one; nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape

import seeds.walk
from quizzes.catalogue import markup, say
from quizzes.judged import Judged, Verdicts, title_of, verdicts_given
from quizzes.recall import clock
from quizzes.told import in_words
from quizzes.types import verdict

_PAGE = "max-width:54rem;margin:1em 0;line-height:1.5;overflow-wrap:anywhere"
_STRIP = (
    "display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,8em),1fr));gap:0.75em;"
    "margin:0;padding:0;list-style:none"
)
_STEP = "margin:0;padding:0.4em 0 0;border-top:1px solid var(--jp-border-color1,#8c8c8c);break-inside:avoid"
_LIT = (
    "margin:0;padding:0.4em 0.5em;border:1px solid var(--jp-brand-color1,#1976d2);border-top-width:5px;"
    "break-inside:avoid"
)
_QUIET = "display:block;color:var(--jp-ui-font-color1,#444);font-size:smaller"
_LINE = "display:block"
_TOLD = "margin:0.5em 0 0"
_LIST = "margin:0;padding:0;list-style:none"
_ENTRY = "margin:0.75em 0 0;padding:0.4em 0 0;border-top:1px solid var(--jp-border-color1,#8c8c8c);break-inside:avoid"


class Strip:
    """The steps in the essay's order, one of them lit."""

    def __init__(self, name: str, given: Verdicts) -> None:
        self.name, self.steps, self.given = name, seeds.walk.steps(), given

    def __repr__(self) -> str:
        return "\n".join(" ".join(filter(None, self._parts(number, name))) for number, name in _numbered(self.steps))

    def _repr_html_(self) -> str:
        rows = "".join(self._row(number, name) for number, name in _numbered(self.steps))
        lit = self.steps[self.name]
        told = f"<p style='{_TOLD}'>{escape(lit.text)} <span style='{_QUIET}'>{escape(_quoted(lit))}</span></p>"
        strip = f"<ol role='list' style='{_STRIP}'>{rows}</ol>"
        return f"<section aria-label='{escape(say('walk.label'))}' style='{_PAGE}'>{strip}{told}</section>"

    def _parts(self, number: int, name: str) -> tuple[str, str, str]:
        """Return a step's place, its title and the verdict on it, "" where there is none."""
        place = say("walk.place", number=number, total=len(self.steps))
        place = say("walk.lit", place=place) if name == self.name else place
        judged = self.given.by_step.get(name)
        words = say("walk.your_verdict", verdict=_verdict(judged)) if judged and judged.verdict else ""
        return place, self.steps[name].title, words

    def _row(self, number: int, name: str) -> str:
        place, title, words = map(escape, self._parts(number, name))
        row = f"<li aria-current='step' style='{_LIT}'>" if name == self.name else f"<li style='{_STEP}'>"
        said = f"<span style='{_LINE}'>{words}</span>" if words else ""
        return f"{row}<span style='{_QUIET}'>{place}</span><b style='{_LINE}'>{title}</b>{said}</li>"


class History:
    """Every step with what the student said of it, and what is missing."""

    def __init__(self, given: Verdicts) -> None:
        self.steps, self.given = seeds.walk.steps(), given

    def __repr__(self) -> str:
        entries = ("\n".join((step.title, *self._told(name))) for name, step in self.steps.items())
        return "\n\n".join((self._judged(), *entries, *self.given.notes))

    def _repr_html_(self) -> str:
        rows = "".join(self._row(number, name) for number, name in _numbered(self.steps))
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.given.notes)
        skipped = f"<ul role='note' style='{_TOLD}'>{notes}</ul>" if notes else ""
        return (
            f"<section aria-label='{escape(say('walk.history'))}' style='{_PAGE}'><p style='{_TOLD}'>"
            f"{escape(self._judged())}</p><ol role='list' style='{_LIST}'>{rows}</ol>{skipped}</section>"
        )

    def _judged(self) -> str:
        done = sum(bool(judged.verdict) for judged in self.given.by_step.values())
        return say("walk.judged", done=done, total=len(self.steps))

    def _told(self, name: str) -> tuple[str, ...]:
        """Say what was said of a step, or where it will be."""
        lesson = self.steps[name].lesson
        title = title_of(lesson)
        if judged := self.given.by_step.get(name):
            sentence = say("walk.sentence", sentence=judged.because) if judged.because else say("walk.no_sentence")
            return _verdict(judged), sentence, say("walk.when", time=_when(judged), lesson=title)
        return (say("walk.not_here" if lesson in self.given.absent else "walk.missing", lesson=title),)

    def _row(self, number: int, name: str) -> str:
        place = markup("walk.place", number=number, total=len(self.steps))
        lines = "".join(f"<span style='{_LINE}'>{escape(line)}</span>" for line in self._told(name))
        title = escape(self.steps[name].title)
        return f"<li style='{_ENTRY}'><span style='{_QUIET}'>{place}</span><b style='{_LINE}'>{title}</b>{lines}</li>"


def _numbered(steps: dict[str, seeds.walk.Step]) -> Iterator[tuple[int, str]]:
    return enumerate(steps, 1)


def _verdict(judged: Judged) -> str:
    return verdict.in_words(judged.verdict) if judged.verdict else say("walk.no_verdict")


def _quoted(step: seeds.walk.Step) -> str:
    """Return the essay's words with their paragraphs."""
    return "; ".join(
        say("walk.quote", paragraph=say("essay.paragraph", number=n), words=words) for n, words in step.quotes
    )


def _when(judged: Judged) -> str:
    """Return when a verdict was given; an entry's own words where they are no time."""
    return clock(judged.entry.time, datetime.now().astimezone()) or judged.entry.time


@in_words
def step(name: str) -> Strip:
    """Show the steps of the essay's argument with the one of that name lit, and the student's verdicts so far.

    Parameters
    ----------
    name
        One of the ids of `seeds.walk.steps`, such as "norms".

    Raises
    ------
    ValueError
        Where there is no such step; the message names those that there are.
    """
    known = seeds.walk.steps()
    if name not in known:
        words = say("walk.no_step", name=name, steps=", ".join(known)) if known else say("walk.no_steps")
        raise ValueError(words)
    return Strip(name, verdicts_given())


@in_words
def verdicts() -> History:
    """Show what the student said of each step in all lessons, and in which lesson a missing verdict is given.

    What cannot be read of another lesson is said below; nothing is raised for it, and nothing is written.
    """
    return History(verdicts_given())
