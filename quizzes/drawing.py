"""What one student is asked: `draw` of a quiz's items, with numbers of the student's own.

A lot decides, a short text that stands for a student in a lesson. On a hub it is made of the user's name, so the
instructor's side knows it beforehand; elsewhere it is drawn once and kept in `responses/`. Each entry of a journal says
by which lot its question was drawn (`Entry.lot`), and the instructor's side draws the same again: a journal can name
another lot, and never other numbers or other questions than a lot gives.

    {{price}}  {{round(price * 1.2, 2)}}     in any text of an item with `numbers`, and in its answer
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from quizzes.catalogue import digits
from quizzes.expressions import evaluated
from quizzes.journal import LONGEST_LOT, Entry, replay
from quizzes.types import Answer, BaseItem
from quizzes.types.varied import drawn_numbers, fate

if TYPE_CHECKING:
    from quizzes.bank import Bank, Quiz

#: So many lots are tried where a bank is checked.
TRIED = 60
#: In `responses/`: the lot of whoever has no name that the instructor knows.
FILE = "lot.txt"
_PLACE = re.compile(r"\{\{([^{}]+)\}\}")


def lot_of(student: str, assignment: str) -> str:
    """Return the lot of a student whose id is known."""
    return blake2b(f"{assignment}\n{student}".encode(), digest_size=8).hexdigest()


def draws(quiz: Quiz) -> bool:
    """Say whether a quiz asks different students different things."""
    return bool(quiz.draw) or any(item.numbers for item in quiz.items)


def lots_of(quiz: Quiz, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the lots that a journal names, in the order of its entries; none where all are asked the same."""
    yield from (entry.lot for entry in entries if entry.lot and draws(quiz))


def lot_here(bank: Bank, responses: Path, user: str) -> str:
    """Return the lot of whoever answers: the one that was answered by, else the hub's `user`'s, else one that is kept.

    "" where the bank asks everyone the same.
    """
    drawing = [quiz for quiz in bank.quizzes if draws(quiz)]
    if not drawing:
        return ""
    for quiz in drawing:
        with suppress(OSError):
            entries = replay(responses / f"{quiz.id}.jsonl", entire=False).entries
            if lot := next(lots_of(quiz, entries), ""):
                return lot
    return lot_of(user, bank.assignment) if user else _kept(responses / FILE)


def _kept(path: Path) -> str:
    """Return the lot that a file keeps; one is drawn where there is none, and stays where it can be written."""
    lot = secrets.token_hex(8)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:  # of two kernels that begin at once the first one draws
            file.write(lot)
    except FileExistsError:
        with suppress(OSError, UnicodeDecodeError):
            return path.read_text("utf-8").strip()[:LONGEST_LOT] or lot
    except OSError:
        pass
    return lot


def drawn_bank(bank: Bank, lot: str) -> Bank:
    """Return what a lot is asked of a bank."""
    if not lot:
        return bank
    return replace(bank, quizzes=tuple(drawn_quiz(quiz, lot) if draws(quiz) else quiz for quiz in bank.quizzes))


def drawn_quiz(quiz: Quiz, lot: str) -> Quiz:
    """Return a quiz with the items that a lot draws, in the order of the bank, and with its numbers in them."""
    chosen = chosen_of(quiz, lot)
    return replace(quiz, items=tuple(drawn_item(item, lot) for item in quiz.items if item.id in chosen))


def chosen_of(quiz: Quiz, lot: str) -> set[str]:
    """Return the ids of the items that a lot draws of a quiz: all, where it draws none."""
    names = sorted((item.id for item in quiz.items), key=lambda name: fate(lot, quiz.id, name))
    return set(names[: quiz.draw])


def drawn_item(item: BaseItem, lot: str) -> BaseItem:
    """Return an item with the numbers of a lot in its texts, and in its answer where it carries one."""
    if not item.numbers:
        return item
    of_lot = drawn_numbers(item.numbers, item.id, lot)
    kept = {"id", "type", "numbers", "answer", "points", "objective", "concept", "level", "evidence"}
    fields = msgspec.to_builtins(replace(item, answer=None))
    filled = {name: part if name in kept else _filled(part, of_lot) for name, part in fields.items()}
    made: BaseItem = msgspec.convert(filled, type(item))
    return replace(made, answer=drawn_answer(item, item.answer, lot)[0]) if item.answer else made


def drawn_answer(item: BaseItem, answer: Answer, lot: str) -> tuple[Answer, dict[str, str]]:
    """Return an answer with the numbers of a lot worked out, and its names of wrong answers -> those in the file."""
    if not item.numbers:
        return answer, {}
    of_lot = drawn_numbers(item.numbers, item.id, lot)
    work: Callable[[str | float], float] = lambda each: evaluated(each, of_lot)  # noqa: E731
    names = {name: item.worked_name(name, work) for name in answer.named}

    def told(texts: Mapping[str, str]) -> dict[str, str]:
        return {names[name]: _filled(text, of_lot) for name, text in reversed([*texts.items()])}

    made = replace(
        answer,
        key=item.worked_key(answer.key, work),
        also=tuple(item.worked_key(key, work) for key in answer.also),
        rationale=_filled(answer.rationale, of_lot),
        feedback=told(answer.feedback),
        diagnosis=told(answer.diagnosis),
    )
    return made, {new: name for name, new in reversed([*names.items()])}


def _filled(value: Any, of_lot: Mapping[str, float]) -> Any:
    """Return `value` with numbers in the places of its texts; raises ExpressionError."""
    if isinstance(value, str):
        return _PLACE.sub(lambda found: shown(evaluated(found[1], of_lot)), value)
    if isinstance(value, dict):
        return {name: _filled(part, of_lot) for name, part in value.items()}
    return [_filled(part, of_lot) for part in value] if isinstance(value, list | tuple) else value


def shown(value: float) -> str:
    """Return a number as a text has it: ten significant digits at most, a minus sign that is one."""
    return digits(float(f"{value:.10g}"))


def check_drawing(quiz: Quiz) -> None:
    """Raise ValueError where a quiz cannot draw as it says; the message says what to do."""
    if quiz.draw is None:
        return
    here = f'quiz "{quiz.id}": draw'
    if not 0 < quiz.draw < len(quiz.items):
        raise ValueError(f"{here}: it has {len(quiz.items)} items, so it can draw 1 to {len(quiz.items) - 1}")
    if quiz.kind not in ("graded", "practice") or quiz.repeats or quiz.ask:
        raise ValueError(f"{here}: only a quiz that is graded or practised once can draw; take `draw` out")
    if len({item.points for item in quiz.items}) > 1:
        raise ValueError(f"{here}: its items must be worth the same points, so that nobody is asked for less")


def check_varied(item: BaseItem) -> None:
    """Raise ValueError where the numbers of an item cannot vary as it says."""
    for _ in tried(item):
        pass


def tried(item: BaseItem, answer: Answer | None = None) -> Iterator[tuple[BaseItem, Answer | None]]:
    """Yield an item, and an answer to it, as some lots draw them; once where nothing varies. Raises ValueError."""
    if item.numbers and (item.by_person or not item.keyed or item.simulated_by):
        raise ValueError(f"the numbers of a {item.kind} cannot vary; take `numbers` out")
    for number in range(TRIED if item.numbers else 1):
        lot = f"try-{number}"
        yield drawn_item(item, lot), drawn_answer(item, answer, lot)[0] if answer else None
