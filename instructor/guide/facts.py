"""The register of what the lessons say about the world, `facts.json`: each sentence, its sources, and the last look.

    sources   id -> title, publisher, date, url, kind (primary: the document, the data, the author whose view it is;
              secondary: who reports it) and whether it could be reached when it was last looked for
    facts     lesson, words (exact, from the lesson's text), ids of sources, day of the last look
    spared    lesson, words, and the reason why a sentence that looks like a fact about the world needs no source

A sentence (or a row of a table) that has a year, a number with a unit or a named source is a candidate: it has to be
covered by a fact or spared. `claims.json` is another register: of what the *essay* claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import msgspec
import nbformat

from instructor.course import Course, CourseError

#: After how long a fact is looked at again.
AGE = timedelta(days=365)


class FactsError(CourseError):
    """The register breaks its schema; the message says where."""

    exit_code = 2


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a fact was read; `reached` is None where nobody noted whether it could be."""

    title: str
    publisher: str
    date: str
    kind: Literal["primary", "secondary"]
    url: str = ""
    reached: bool | None = None


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence of a lesson about the world, or the part of it that the sources are for."""

    lesson: str
    words: str
    sources: tuple[str, ...]
    looked: date


class Spared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence that needs no source, and why."""

    lesson: str
    words: str
    reason: str


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The register."""

    sources: dict[str, Source] = {}
    facts: tuple[Fact, ...] = ()
    spared: tuple[Spared, ...] = ()

    @property
    def entries(self) -> tuple[Fact | Spared, ...]:
        """Everything that covers a sentence."""
        return (*self.facts, *self.spared)


@dataclass(frozen=True)
class Findings:
    """What whoever keeps the register has to look at: each a line of words."""

    gone: tuple[str, ...]
    old: tuple[str, ...]
    thin: tuple[str, ...]
    unreached: tuple[str, ...]


def read_facts(path: Path) -> Facts:
    """Return the register, empty where there is no file. Raises FactsError where it breaks a rule."""
    if not path.exists():
        return Facts()
    try:
        facts = msgspec.json.decode(path.read_bytes(), type=Facts)
    except msgspec.DecodeError as error:
        raise FactsError(f"{path.name}: {error}") from None
    for fact in facts.facts:
        unknown = [name for name in fact.sources if name not in facts.sources]
        if unknown or not fact.sources:
            wrong = f"no source {', '.join(unknown)}" if unknown else "it names no source"
            raise FactsError(f'{path.name}: "{fact.words[:60]}": {wrong}; add it under `sources`')
    return facts


# What stands in the lessons

_SENTENCE = re.compile(r"(?<=[.!?])(?<!\bNo\.)(?<!\bv\.)(?<!\bSupp\.)[)”*»]*\s+(?=[A-Z*“(«\[])")
_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\b")
_MEASURE = re.compile(r"\d\s*(?:per cent|%|billion|million|dollars)|\bvotes? (?:to|of)\b")
_QUOTED = re.compile(r"«[^»]*»")


def sentences(course: Course, lesson: str) -> list[str]:
    """Return the sentences and table rows of a lesson's text, without mark schemes, answers and further reading."""
    notebook = nbformat.read(course.source(lesson) / f"{lesson}.ipynb", as_version=4)
    found = []
    for cell in notebook.cells:
        if cell.source.startswith("## Further reading"):
            break
        if cell.cell_type == "markdown" and not cell.metadata.get("nbgrader", {}).get("solution"):
            text = cell.source.partition("=== BEGIN MARK SCHEME ===")[0]
            found += [sentence for line in text.splitlines() for sentence in _cut(line)]
    return found


def _cut(line: str) -> list[str]:
    return [line] if line.startswith("|") else [part for part in _SENTENCE.split(line) if part.strip()]


def candidates(course: Course, lesson: str) -> list[str]:
    """Return the sentences that say something of the world which can be looked up."""
    return [sentence for sentence in sentences(course, lesson) if _is_candidate(sentence)]


def _is_candidate(sentence: str) -> bool:
    """Say whether a sentence has a year or a measure that is not the essay's own; headings have none."""
    own = _QUOTED.sub("", sentence)
    return not own.startswith("#") and bool(_YEAR.search(own) or _MEASURE.search(own))


def uncovered(facts: Facts, lesson: str, found: Sequence[str]) -> list[str]:
    """Return the candidates of a lesson in which no words of the register stand."""
    known = [entry.words for entry in facts.entries if entry.lesson == lesson]
    return [sentence for sentence in found if not any(words in sentence for words in known)]


def findings(facts: Facts, texts: Mapping[str, Sequence[str]], today: date) -> Findings:
    """Return what is gone from the lessons (name -> sentences), too old, thin or was not reached."""
    return Findings(
        gone=tuple(
            f"{entry.lesson}: “{entry.words}”"
            for entry in facts.entries
            if not any(entry.words in sentence for sentence in texts.get(entry.lesson, ()))
        ),
        old=tuple(f"{_named(fact)}: looked at on {fact.looked}" for fact in facts.facts if today - fact.looked > AGE),
        thin=tuple(f"{_named(fact)}: {fact.sources[0]} alone" for fact in facts.facts if _is_thin(facts, fact)),
        unreached=tuple(_unreached(facts)),
    )


def _named(fact: Fact) -> str:
    return f"{fact.lesson}: “{fact.words[:80]}”"


def _is_thin(facts: Facts, fact: Fact) -> bool:
    return len(fact.sources) == 1 and facts.sources[fact.sources[0]].kind == "secondary"


def _unreached(facts: Facts) -> Iterator[str]:
    for name, source in facts.sources.items():
        if source.reached is not True:
            how = "not reached" if source.reached is False else "nobody noted whether it was reached"
            yield f"{name}: {source.title} ({source.publisher}, {source.date}): {how}"


AGES_HEADER = ("Lesson", "Facts", "Sources", "Oldest look", "One secondary source alone", "Sentences without an entry")


def age_rows(course: Course, facts: Facts) -> Iterator[list[str]]:
    """Yield under AGES_HEADER a row for each lesson."""
    for lesson in course.assignments():
        here = [fact for fact in facts.facts if fact.lesson == lesson]
        sources = {name for fact in here for name in fact.sources}
        thin = sum(_is_thin(facts, fact) for fact in here)
        oldest = min((fact.looked for fact in here), default=None)
        left = len(uncovered(facts, lesson, candidates(course, lesson)))
        yield [lesson, *map(str, (len(here), len(sources), oldest or "–", thin, left))]
