"""The bank: the quizzes of an assignment, the keys of graded items, and how both are read from files.

A checkout reads the bank (`quizzes/bank/<assignment>.yaml`); a student's copy reads the `quiz.json` that
`instructor.release` writes beside the notebook. Both have the same schema. The answers of graded items lie in
`instructor/keys/`, so a student's copy cannot leak what it does not hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache, partial, reduce
from operator import or_
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from quizzes.bank_errors import where
from quizzes.bank_rules import misplaced
from quizzes.catalogue import say
from quizzes.drawing import check_drawing, check_varied, tried
from quizzes.evidence import Cards
from quizzes.newer import understood
from quizzes.pictures import Picture, embedded
from quizzes.repeats import resolved
from quizzes.types import Answer, BaseItem, Value, registered
from quizzes.types.base import Identifier, Text
from quizzes.types.window import Window
from quizzes.windows import with_defaults
from quizzes.written import Written


class BankError(ValueError):
    """A bank, a `quiz.json` or a file of keys breaks a rule; the message names the file, the item and the cure."""


class Quiz(Value, frozen=True, kw_only=True):
    """The items that one notebook cell shows. A graded quiz's id is the nbgrader grade_id of its cell.

    A written answer is a quiz of one item with the same id: that of the cell which has its points and holds the text
    when a person marks it; the quiz is shown in another (`cell`).

    A quiz that `repeats` another one asks its items again (`quizzes.repeats`) and is written without any. `ask: before`
    makes practice that is only saved; the quiz that repeats it marks and explains. With `draw: 3` each student is asked
    three of its items, which are worth the same (`quizzes.drawing`). `window` is that of items without one.
    """

    id: Identifier
    title: Text
    items: tuple[BaseItem, ...] = ()
    graded: bool = False
    repeats: Identifier | None = None
    ask: Literal["before"] | None = None
    draw: int | None = None
    window: Window | None = None

    @property
    def points(self) -> float:
        """The sum of the points of the items that a student is asked: what the quiz's cell must be worth."""
        return sum(item.points for item in self.items[: self.draw])

    @property
    def kind(self) -> Literal["graded", "practice", "written", "kept"]:
        """What an answer is for: a key or a person (`written`) marks it, or it is tried out, or kept as it is."""
        if any(item.by_person for item in self.items):
            return "written"
        if all(item.is_kept for item in self.items):
            return "kept"
        return "graded" if self.graded else "practice"

    @property
    def counts(self) -> bool:
        """Whether its answers are marked, so that handing in without them loses points."""
        return self.kind in ("graded", "written")

    @property
    def is_marked(self) -> bool:
        """Whether an answer is marked at once, and may be given anew: of practice that is not only saved."""
        return self.kind == "practice" and not self.ask

    @property
    def cell(self) -> str:
        """The grade_id of the notebook's cell that shows it."""
        return f"{self.id}-field" if self.kind == "written" else self.id

    @property
    def item_ids(self) -> set[str]:
        """The ids of its items: what an entry of its journal may answer."""
        return {item.id for item in self.items}

    def place(self, item: str) -> int:
        """Return an item's place, from 1: the number that it has on the quiz's page."""
        return [each.id for each in self.items].index(item) + 1


#: The format of `quiz.json` that is written; a file without one is of the first.
FORMAT = 1


class Bank(Value, frozen=True, kw_only=True, omit_defaults=False):
    """All quizzes of one assignment, where its evidence cards stand, and the `format` of the file that they came from.

    `pictures` are those that its texts show, by the names of their files (see `quizzes.pictures`).
    A release adds the written answers that it expects, and the fingerprints of its text (see `quizzes.written`).
    """

    assignment: Identifier
    quizzes: tuple[Quiz, ...]
    cards: tuple[Cards, ...] = ()
    pictures: dict[str, Picture] | UnsetType = UNSET
    format: Annotated[int, Meta(ge=1)] = FORMAT
    written: tuple[Written, ...] = ()
    text: tuple[str, ...] = ()

    def items(self) -> Iterator[tuple[Quiz, BaseItem]]:
        """Yield every item with the quiz it stands in."""
        for quiz in self.quizzes:
            for item in quiz.items:
                yield quiz, item

    def quiz(self, quiz_id: str) -> Quiz:
        """Return the quiz of that id; BankError names the nearest one if there is none."""
        by_id = {quiz.id: quiz for quiz in self.quizzes}
        if quiz_id not in by_id:
            near = get_close_matches(quiz_id, by_id, n=1, cutoff=0.0)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            raise BankError(f'{self.assignment}: no quiz "{quiz_id}"{hint}')
        return by_id[quiz_id]


class Keys(Value, frozen=True, kw_only=True):
    """The answers of one assignment's graded items, by item id: a file of `instructor/keys/`.

    `code_cells` says that the assignment has test cells of an instructor's own, which grading runs in a sandbox.
    """

    assignment: Identifier
    keys: dict[Identifier, Answer]
    code_cells: bool = False


def worth(quiz: Quiz, answers: Mapping[str, Answer]) -> float:
    """Return what a graded quiz's cell is worth: the points of its items, without those that were taken out."""
    counted = [item for item in quiz.items if not (item.id in answers and answers[item.id].void == "out")]
    return sum(item.points for item in counted[: quiz.draw])


T = TypeVar("T", Bank, Keys)


def load_yaml(path: Path, kind: type[T]) -> T:
    """Read `path`, a YAML file of a checkout, as a Bank or as Keys.

    Raises
    ------
    BankError
        Where the file is missing, is no YAML, or breaks the schema; the message says where.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise BankError(f"{path.name}: there is no such file in {path.parent}") from None
    value: T = _with_pictures(read_yaml(text, kind, path.name), path)
    return value


def _with_pictures(value: Any, path: Path) -> Any:
    """Return a bank whose texts hold their pictures, which lie in the folder of its name; keys as they are."""
    try:
        return (
            embedded(value, lambda name: (path.with_suffix("") / name).read_bytes())
            if isinstance(value, Bank)
            else value
        )
    except ValueError as error:
        raise BankError(f"{path.name}: {error}") from None


def read_yaml(text: str, kind: type[T], source: str) -> T:
    """Read the text of a YAML file, as `load_yaml` does; `source` is its name in what is raised."""
    import yaml  # in a checkout only: a student's copy holds no YAML

    from quizzes.authored import composed, value

    try:
        data = value(composed(text), opened(kind))
    except yaml.YAMLError as error:
        raise BankError(f"{source}: not YAML: {error}") from None
    return _convert(data, kind, source)


def load_quiz_json(path: Path) -> tuple[Bank, tuple[str, ...]]:
    """Read the `quiz.json` of a student's copy; of a newer one what is understood, and in words what is not.

    Raises
    ------
    BankError
        As `load_yaml` does, and where nothing of a newer file is understood.
    """
    try:
        data = msgspec.json.decode(path.read_bytes())
    except FileNotFoundError:
        raise BankError(f"{path.name}: there is no such file in {path.parent}") from None
    except OSError as error:
        raise BankError(f"{path}: cannot be read ({error.strerror}); check that you may read it") from None
    except msgspec.DecodeError as error:
        raise BankError(say("quiz.broken_file", file=path.name, reason=str(error))) from None
    known, notes = understood(data, FORMAT)
    return _convert(known, Bank, path.name), notes


def _convert(data: Any, kind: type[T], source: str) -> T:
    try:
        value = msgspec.convert(data, opened(kind))
    except msgspec.ValidationError as error:
        raise BankError(f"{source}: {where(data, str(error))}") from None
    if not isinstance(value, Bank):
        return value
    try:
        bank = replace(value, quizzes=with_defaults(resolved(value.quizzes)))
    except ValueError as error:
        raise BankError(f"{source}: {error}") from None
    _check_bank(bank, source)
    return bank


def opened(kind: type[T]) -> type[T]:
    """Return `kind` as it is read: a Bank may hold items of every type that is registered."""
    found: type[T] = _bank_of(tuple(registered().values())) if issubclass(kind, Bank) else kind
    return found


@lru_cache(maxsize=4)
def _bank_of(kinds: tuple[type[BaseItem], ...]) -> Any:
    """Return a Bank with items of these types, which msgspec tells apart by `type`: it knows only closed unions."""
    item: Any = reduce(or_, kinds)
    items: Any = tuple[item, ...]
    quiz: Any = msgspec.defstruct("Quiz", [("items", items, ())], bases=(Quiz,), frozen=True, kw_only=True)
    return msgspec.defstruct("Bank", [("quizzes", tuple[quiz, ...])], bases=(Bank,), frozen=True, kw_only=True)


def _check_bank(bank: Bank, source: str) -> None:
    for kind, ids in (("quiz", [quiz.id for quiz in bank.quizzes]), ("item", [item.id for _, item in bank.items()])):
        for twice in (name for name, count in Counter(ids).items() if count > 1):
            raise BankError(f'{source}: {kind} "{twice}" occurs twice; every id must be unique')
    for quiz in bank.quizzes:
        try:
            check_drawing(quiz)
        except ValueError as error:
            raise BankError(f"{source}: {error}") from None
    for quiz, item in bank.items():
        check_item(quiz, item, source)


def check_item(quiz: Quiz, item: BaseItem, source: str) -> None:
    """Raise BankError, naming `source` and the item, unless an item may stand in a quiz as it is."""
    _check(item, item.check_text, source)
    _check(item, partial(check_varied, item), source)
    if words := misplaced(quiz, item):
        raise BankError(f"{source}: {words}")
    if item.answer:
        check_answer(item, item.answer, source)


def check_answer(item: BaseItem, answer: Answer, source: str) -> None:
    """Raise BankError, naming `source` and the item, unless `answer` can mark `item`."""
    if answer.credit and not item.credits_options:
        raise BankError(f'{source}: item "{item.id}": a {item.kind} has no options that earn shares; take `credit` out')

    def check() -> None:
        for drawn, of_lot in tried(item, answer):
            for each in of_lot.accepted if of_lot else ():
                drawn.check(each)

    _check(item, check, source)


def _check(item: BaseItem, check: Callable[[], None], source: str) -> None:
    try:
        check()
    except (ValueError, TypeError) as error:
        raise BankError(f'{source}: item "{item.id}": {error}') from None


def check_keys(bank: Bank, keys: Keys, source: str) -> None:
    """Raise BankError unless `keys` has an answer for each graded item of `bank`, and for nothing else."""
    graded = {item.id: item for quiz, item in bank.items() if quiz.graded}
    for item_id, item in graded.items():
        if item_id not in keys.keys:
            raise BankError(f'{source}: no key for item "{item_id}"; add one')
        check_answer(item, keys.keys[item_id], source)
    for item_id in keys.keys:
        if item_id not in graded:
            raise BankError(f'{source}: a key for "{item_id}", which is no graded item of {bank.assignment}; remove it')
