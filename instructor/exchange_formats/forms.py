"""What questions are in any platform: five forms, between the course's item types and the formats of others.

Texts are Markdown with $...$ mathematics, as in a bank. A form says what is asked, what is right and what is told for
which answer; how a platform counts parts of an answer is its own, and where that differs the format says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

#: Said of a question on paper, where a key can only name what is right.
SHARES_LEFT_OUT = "its options' own shares left out: the key names what is right"


class FormatError(ValueError):
    """A file cannot be read as the format it is said to be; the message names the place and what to do."""


@dataclass(frozen=True)
class Lost:
    """What a format, or the course, cannot hold: where (an item's id, a line or a question), and what and why."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What all forms share. `id` is the item's, or "" where a file names none; `place` says where a file has it."""

    id: str = ""
    title: str = ""
    stem: str
    points: float = 1.0
    rationale: str = ""
    place: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """What can be picked: `credit` is the share of the points that picking it earns, from -1 to 1."""

    id: str
    text: str
    credit: float = 0.0
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class Picks(Question):
    """One option is picked, or several; without `keyed` none is right, and its credits say nothing."""

    options: tuple[Option, ...]
    single: bool = True
    shuffle: bool = True
    keyed: bool = True

    @property
    def right(self) -> list[str]:
        """The ids of the options that are right: where one is picked those that earn all, else what earns something."""
        least = 0.999 if self.single else 1e-9
        return [option.id for option in self.options if option.credit >= least]

    @property
    def has_shares(self) -> bool:
        """Whether an option earns another share of the points than the usual one."""
        if not self.keyed:
            return False
        usual = (0.0, 1.0) if self.single else (1 / max(len(self.right), 1),)
        return any(min(abs(abs(option.credit) - share) for share in usual) > 1e-6 for option in self.options)

    @property
    def has_order(self) -> bool:
        """Whether its options stand in an order that is to stay, which few platforms keep by question."""
        return self.keyed and not self.shuffle


@dataclass(frozen=True)
class Value:
    """A number, how far an answer may lie from it, and what is told to whoever gives it."""

    number: float
    tolerance: float = 0.0
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    """A number is typed; `right` are the accepted ones, `wrong` those that are foreseen."""

    right: tuple[Value, ...]
    wrong: tuple[Value, ...] = ()
    unit: str = ""

    @property
    def asked(self) -> str:
        """The stem with the unit, which a platform's field does not show."""
        return f"{self.stem} ({self.unit})" if self.unit else self.stem


@dataclass(frozen=True, kw_only=True)
class Pairs(Question):
    """Each row takes one of the options; `feedback` by "row:option"."""

    rows: Mapping[str, str]
    options: Mapping[str, str]
    key: Mapping[str, str]
    feedback: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Sequence(Question):
    """The options are put in order; `key` has all ids in order, `feedback` is by "x>y" where x before y is wrong."""

    options: Mapping[str, str]
    key: tuple[str, ...]
    feedback: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Essay(Question):
    """A text is written, of `least` to `most` words (0: not said); without `marked` it is worth nothing."""

    criteria: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    marked: bool = True


Form = Picks | Numeric | Pairs | Sequence | Essay


@dataclass(frozen=True)
class Group:
    """Questions that stand together: a quiz, a category."""

    id: str
    title: str
    questions: tuple[Form, ...]


@dataclass(frozen=True)
class Lesson:
    """What is written: the quizzes of one lesson, of the course of that title, and the text that they speak of."""

    id: str
    title: str
    groups: tuple[Group, ...]
    about: str = ""

    @property
    def questions(self) -> Iterator[Form]:
        """All questions, in order."""
        for group in self.groups:
            yield from group.questions


@dataclass(frozen=True)
class Made:
    """What a format makes of a lesson: files by name, and what it cannot hold."""

    files: Mapping[str, bytes]
    lost: tuple[Lost, ...] = ()


@dataclass(frozen=True)
class Found:
    """What was read in a file, what did not fit, and the pictures that its texts show, by name."""

    groups: tuple[Group, ...]
    lost: tuple[Lost, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def holds_picture(question: Form) -> bool:
    """Say whether a picture stands in one of a question's texts."""
    return "](data:image/" in repr(question)


def told_apart(question: Form) -> str:
    """Return the rationale, followed by what is said of each wrong pair, for formats that tell one text for all."""
    if not isinstance(question, Pairs | Sequence):
        return question.rationale
    lines = [f"- {_pair(question, name)}: {text}" for name, text in question.feedback.items()]
    return "\n\n".join(filter(None, [question.rationale, "\n".join(lines)]))


def _pair(question: Pairs | Sequence, name: str) -> str:
    if isinstance(question, Pairs):
        row, _, option = name.partition(":")
        return f"{question.rows[row]} → {question.options[option]}"
    first, _, second = name.partition(">")
    return f"{question.options[first]} → {question.options[second]}"
