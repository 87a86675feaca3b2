"""A result whose numbers a student may change: `explore(brier, forecasts=entry("Forecast", [0.9, 0.4], 0, 1), ...)`.

The cell shows what the call returns, numbers beside the labels that it is given (`quizzes.labelled`), with a labelled
field for each number and a button that calls it again. What is typed is read as in a quiz, in points or commas; what
cannot be used is said in a sentence, and the last result stays. A call without entries, of what was recorded, has the
button alone: it brings the result up to date. Without a page of ours, in an export or a mail, the cell shows the result
that it begins with.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizzes.catalogue import number, say
from quizzes.numbers import parse_number, unread
from quizzes.told import in_words, sentence

if TYPE_CHECKING:
    from quizzes.trial import Trial

Start = float | str | Sequence[float]
#: The longest list that one changes number by number.
MOST = 26


@dataclass(frozen=True)
class Entry:
    """What a student may change: a number, a list of them, or one of `choices`; made by `entry`."""

    label: str
    start: Start
    least: float
    most: float
    names: Sequence[str]
    choices: tuple[str, ...]
    fixed: bool

    def view(self) -> dict[str, Any]:
        """Return what its fields in the page need."""
        numbers = [self.start] if isinstance(self.start, int | float) else self.start
        texts = [self.start] if isinstance(self.start, str) else [number(float(value)) for value in numbers]
        is_list = not isinstance(self.start, int | float | str)
        return {
            "label": self.label,
            "texts": texts,
            "list": is_list,
            "names": list(self.names),
            "choices": list(self.choices),
            "most": len(texts) if self.fixed or not is_list else min(MOST, len(self.names) or MOST),
        }

    def read(self, sent: Any) -> Start:
        """Return what was typed as the call takes it; a number without a fraction as an int. ValueError: it is none."""
        if self.choices:
            if sent not in self.choices:
                raise ValueError(say("explore.no_choice", label=self.label))
            return str(sent)
        if isinstance(self.start, int | float):
            return self._number(sent)
        if not isinstance(sent, list) or not 0 < len(sent) <= MOST:
            raise ValueError(say("explore.no_list", label=self.label))
        return [self._number(text) for text in sent]

    def _number(self, text: Any) -> float:
        value = parse_number(text)
        if value is None:
            raise ValueError(unread(text, "") or say("explore.empty", label=self.label))
        if not self.least <= value <= self.most:
            is_open = math.isinf(self.most)
            limits = {"label": self.label, "least": number(self.least), "most": "" if is_open else number(self.most)}
            raise ValueError(say("explore.too_small" if is_open else "explore.out_of_range", **limits))
        return int(value) if value.is_integer() else value


def entry(
    label: str,
    start: Start,
    least: float = 0,
    most: float = math.inf,
    *,
    names: Sequence[str] = (),
    choices: Sequence[str] = (),
    fixed: bool = False,
) -> Entry:
    """Declare what a student may change.

    Parameters
    ----------
    label : what it is, in words
    start : the number, the list of numbers or the choice that the lesson shows
    least, most : the limits of each number
    names : of a list, what each of its numbers is called: `"ABC"`
    choices : of a text, what it may be
    fixed : of a list, that it keeps its length
    """
    return Entry(label, start, least, most, names, tuple(choices), fixed)


@in_words
def explore(call: Callable[..., Any], /, *labels: str, **entries: Entry) -> Trial:
    """Show what a call returns for the numbers that the entries begin with, and let a student change these.

    Parameters
    ----------
    call : takes the entries by name
    labels : what each number of its result is; a result that says itself what it is has none
    entries : what may be changed

    Raises
    ------
    ValueError
        What the call raises for the numbers it begins with, and where there are not as many labels as numbers.
    """
    from quizzes.trial import Trial

    return Trial(call, entries, labels)


def called(call: Callable[..., Any], entries: Mapping[str, Entry], sent: Mapping[str, Any]) -> Any:
    """Return the result for what was typed. ValueError: it cannot be had; the message is for the student."""
    values = {name: each.read(sent.get(name)) for name, each in entries.items()}
    try:
        return call(**values)
    except ArithmeticError:
        raise ValueError(say("explore.no_result")) from None
    except Exception as error:  # a lesson's function may raise anything
        raise ValueError(sentence(error)) from error
