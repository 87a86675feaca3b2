"""The item types, one module a type, and the register of those that a bank may hold.

`base.BaseItem` says what a type has to do; outside this package nobody asks which type an item is, but for the code
that needs a run as a run. To add a type: write its module here and its control in the page beside it, put the class
into `Item`, and add its row to the table in `tests/items.py`. A course may also `register` a type of its own.

`Item` is closed and the register is open. Code that must tell types apart takes an `Item` and ends in `assert_never`: a
type that is left out there is a type error.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import get_args

from quizzes.types.base import Answer, BaseItem, Earned, Evidence, Simulate, Value
from quizzes.types.checks import ResponseError
from quizzes.types.choice import Choice
from quizzes.types.hottext import Hottext
from quizzes.types.match import Match
from quizzes.types.multiple import Multiple
from quizzes.types.note import Note
from quizzes.types.number import Number
from quizzes.types.order import Order
from quizzes.types.quantities import Parameter, Quantity
from quizzes.types.run import Run
from quizzes.types.verdict import Verdict
from quizzes.types.vote import Vote
from quizzes.types.written import Writing

__all__ = [
    "Answer",
    "BaseItem",
    "Choice",
    "Earned",
    "Evidence",
    "Hottext",
    "Item",
    "Match",
    "Multiple",
    "Note",
    "Number",
    "Order",
    "Parameter",
    "Quantity",
    "ResponseError",
    "Run",
    "Simulate",
    "Value",
    "Verdict",
    "Vote",
    "Writing",
    "register",
    "registered",
    "unregister",
]

Item = Choice | Multiple | Number | Order | Match | Hottext | Run | Writing | Verdict | Note | Vote

_REGISTER: dict[str, type[BaseItem]] = {}


def registered() -> Mapping[str, type[BaseItem]]:
    """Return the types that a bank may hold now, by the name it writes under `type`."""
    return MappingProxyType(_REGISTER)


def register(kind: type[BaseItem]) -> None:
    """Let banks hold items of this type, from now on and in this process.

    Raises
    ------
    TypeError
        Where it leaves out what `BaseItem` asks of it, or another type has its name; the message says what to do.
    """
    name = _name(kind)
    if missing := [each for each in dir(kind) if getattr(getattr(kind, each), "__isabstractmethod__", False)]:
        raise TypeError(f"the item type {name} lacks {', '.join(missing)}; write what BaseItem says of each")
    if _REGISTER.get(name, kind) is not kind:
        raise TypeError(f'there is an item type "{name}" already; give {kind.__name__} another tag')
    _REGISTER[name] = kind


def unregister(kind: type[BaseItem]) -> None:
    """Take a type back; one that is not registered is no error."""
    _REGISTER.pop(_name(kind), None)


def _name(kind: type[BaseItem]) -> str:
    return str(kind.__struct_config__.tag)


for _kind in get_args(Item):
    register(_kind)
