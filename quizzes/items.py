"""What a quiz asks: the item types and the schema of the bank.

An item says what the student sees; its answer (key, rationale, feedback) is a value of its own. Practice items
carry their answer, because it is for everyone. The answers of graded items lie in `instructor/keys/`, so a
student's copy cannot leak what it does not hold. The names of the item types are QTI's.

A checkout reads the bank (`quizzes/bank/<assignment>.yaml`); a student's copy reads the `quiz.json` that
`instructor.release` writes beside the notebook. Both have this schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Identifier = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, Meta(min_length=1)]
Points = Annotated[float, Meta(gt=0, le=100)]
Options = Annotated[dict[Identifier, Text], Meta(min_length=2, max_length=14)]


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of every value here: it cannot change, and a misspelt field is an error."""


class Evidence(Value, frozen=True, kw_only=True):
    """The exact words of the essay that an item rests on, and the paragraph (1 to 14) they stand in."""

    paragraph: Annotated[int, Meta(ge=1, le=14)]
    quote: Text


class Answer(Value, frozen=True, kw_only=True):
    """What an item is marked by and what a student reads after the marking.

    Each item type says in its docstring what form `key` has and how `feedback` (wrong answer -> what the student
    reads) names a wrong answer. `diagnosis` has the same names and tells the instructor the misconception.
    """

    key: Any
    rationale: Text
    feedback: dict[str, Text] = {}
    diagnosis: dict[str, Text] = {}


class BaseItem(Value, frozen=True, kw_only=True, tag_field="type"):
    """What all item types share. Stem, options, rationale and feedback are Markdown with $...$ mathematics.

    `concept` names an entry of `seeds/glossary.json`, `objective` counts the lesson's objectives from 1.
    """

    id: Identifier
    stem: Text
    concept: Identifier
    objective: Annotated[int, Meta(ge=1, le=12)]
    evidence: Annotated[tuple[Evidence, ...], Meta(min_length=1)]
    points: Points = 1.0
    answer: Answer | None = None

    def check(self, answer: Answer) -> None:
        """Raise ValueError unless `answer` can mark this item."""
        raise NotImplementedError

    def _known(self, names: Any, options: Mapping[str, str]) -> None:
        """Raise ValueError for the first of `names` that is not among `options`."""
        for name in names:
            if name not in options:
                raise ValueError(f'no option "{name}"; the options are {", ".join(options)}')


class Choice(BaseItem, frozen=True, kw_only=True, tag="choice"):
    """One option is right. Key: its id. Feedback: an option's id. `shuffle: false` keeps a meaningful order."""

    options: Options
    shuffle: bool = True

    def check(self, answer: Answer) -> None:
        self._known([answer.key, *answer.feedback, *answer.diagnosis], self.options)


class Multiple(BaseItem, frozen=True, kw_only=True, tag="multiple"):
    """Any number of options may be right. Key: the list of their ids. Feedback: an option's id, right or wrong."""

    options: Options
    shuffle: bool = True

    def check(self, answer: Answer) -> None:
        if not isinstance(answer.key, list) or not answer.key:
            raise ValueError("the key of a multiple item is a list of at least one option")
        self._known([*answer.key, *answer.feedback, *answer.diagnosis], self.options)


class NumberKey(Value, frozen=True, kw_only=True):
    """A number and how far an answer may lie from it, in the item's unit."""

    value: float
    tolerance: Annotated[float, Meta(ge=0)] = 0.0


class Number(BaseItem, frozen=True, kw_only=True, tag="number"):
    """A number is typed, with a decimal point or comma. Key: `value` and `tolerance`. Feedback: a wrong number."""

    unit: str = ""

    def check(self, answer: Answer) -> None:
        key = msgspec.convert(answer.key, NumberKey)
        for wrong in (*answer.feedback, *answer.diagnosis):
            if abs(float(wrong) - key.value) <= key.tolerance:
                raise ValueError(f"the wrong answer {wrong} is right: it lies within the tolerance of the key")


class Order(BaseItem, frozen=True, kw_only=True, tag="order"):
    """The options are put in order. Key: their ids in order. Feedback: "x>y" where x before y is the mistake."""

    options: Options

    def check(self, answer: Answer) -> None:
        if not isinstance(answer.key, list) or sorted(answer.key) != sorted(self.options):
            raise ValueError(
                f"the key of an order item lists each option once; the options are {', '.join(self.options)}"
            )
        for wrong in (*answer.feedback, *answer.diagnosis):
            first, _, second = wrong.partition(">")
            self._known([first, second], self.options)
            if answer.key.index(first) < answer.key.index(second):
                raise ValueError(f'the wrong answer "{wrong}" is right: the key has {first} before {second}')


class Match(BaseItem, frozen=True, kw_only=True, tag="match"):
    """Each row takes one option. Key: row id -> option id. Feedback: "row:option"."""

    rows: Options
    options: Options

    def check(self, answer: Answer) -> None:
        if not isinstance(answer.key, dict) or list(answer.key) != list(self.rows):
            raise ValueError(
                f"the key of a match item names each row once, in order; the rows are {', '.join(self.rows)}"
            )
        self._known(answer.key.values(), self.options)
        for wrong in (*answer.feedback, *answer.diagnosis):
            row, _, option = wrong.partition(":")
            self._known([row], self.rows)
            self._known([option], self.options)


class Hottext(BaseItem, frozen=True, kw_only=True, tag="hottext"):
    """The answer is picked in the essay: a paragraph, or words of it.

    `fragments` maps an id to exact words of the essay; without it the choices are the paragraphs of `paragraphs`
    (first, last), with ids p1 to p14. `pick` says how many a student may take. Key: the list of right ids.
    Feedback: an id.
    """

    pick: Literal["one", "several"] = "one"
    paragraphs: tuple[Annotated[int, Meta(ge=1, le=14)], Annotated[int, Meta(ge=1, le=14)]] = (1, 14)
    fragments: dict[Identifier, Text] = {}

    @property
    def options(self) -> dict[str, str]:
        """Map each id to what is shown: the fragment, or the paragraph's number."""
        first, last = self.paragraphs
        return self.fragments or {f"p{n}": f"P{n}" for n in range(first, last + 1)}

    def check(self, answer: Answer) -> None:
        if not isinstance(answer.key, list) or not answer.key or (self.pick == "one" and len(answer.key) > 1):
            raise ValueError("the key of a hottext item is a list: one id, or several where `pick` is several")
        self._known([*answer.key, *answer.feedback, *answer.diagnosis], self.options)


class Parameter(Value, frozen=True, kw_only=True):
    """What a student sets before a run: a number from `minimum` to `maximum` in `unit`, or one of `choices` by its id.

    Parameters of one `group` are shown together under that name.
    """

    name: Name
    label: Text
    default: float | str
    minimum: float = 0.0
    maximum: float = 1.0
    step: Annotated[float, Meta(gt=0)] = 1.0
    unit: str = ""
    choices: dict[Identifier, Text] = {}
    group: str = ""

    def admits(self, value: Any) -> bool:
        """Say whether a run may have this value."""
        if self.choices:
            return isinstance(value, str) and value in self.choices
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and self.minimum - 1e-9 <= value <= self.maximum + 1e-9


class Quantity(Value, frozen=True, kw_only=True):
    """A number that the lesson's model returns under `name`, with the words and the unit it is shown in."""

    name: Name
    label: Text
    unit: str = ""


class RunKey(Value, frozen=True, kw_only=True):
    """How far a compared number may lie from the model's own, relative to the larger of 1 and that number.

    `example` is a run of the instructor's, by parameter, where the defaults alone do not make one.
    """

    tolerance: Annotated[float, Meta(ge=0)] = 0.01
    example: dict[str, float | str] = {}


#: What a run can earn marks for.
RUN_PARTS = ("prediction", "parameters", "result", "comparison")


class Run(BaseItem, frozen=True, kw_only=True, tag="run"):
    """A simulation: predict, run, record, compare. Key: `tolerance`.

    `model` names the module beside the notebook. Its `simulate(**parameters)` returns the quantities by name.
    `prediction` is asked for before the first run, `result` is what a recorded run keeps, and `comparison` is a
    quantity that the model knows but never shows: the student works it out from the recorded run. The marks are shared
    equally among prediction, parameters, result and, where there is one, comparison. Feedback: one of these names.
    """

    model: Name
    parameters: Annotated[tuple[Parameter, ...], Meta(min_length=1)]
    result: Annotated[tuple[Quantity, ...], Meta(min_length=1)]
    prediction: Quantity | None = None
    comparison: Quantity | None = None

    def check(self, answer: Answer) -> None:
        example = msgspec.convert(answer.key, RunKey).example
        self._known(example, {parameter.name: parameter.label for parameter in self.parameters})
        for parameter in self.parameters:
            if not parameter.admits(parameter.default):
                raise ValueError(f'the default of parameter "{parameter.name}" is not a value it admits')
            if not parameter.admits(example.get(parameter.name, parameter.default)):
                raise ValueError(f'the example sets parameter "{parameter.name}" to a value it does not admit')
        self._known([*answer.feedback, *answer.diagnosis], dict.fromkeys(RUN_PARTS, ""))


Item = Choice | Multiple | Number | Order | Match | Hottext | Run
