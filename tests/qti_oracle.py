"""pyslet, which runs the response processing of QTI 2.1: what somebody else's reader makes of what we write."""

from __future__ import annotations

import logging
import warnings
from io import BytesIO
from typing import Any

from quizzes.types import BaseItem, Choice, Hottext, Match, Multiple, Number, Order


def scored(item: bytes, response: Any) -> tuple[float, set[str]]:
    """Return what an item gives for a response, in points, and the ids of what it tells."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.ERROR)
        from pyslet.qtiv2.variables import ItemSessionState
        from pyslet.qtiv2.xml import QTIDocument

        document = QTIDocument()
        document.read(src=BytesIO(item))
        session = ItemSessionState(document.root)
        session.begin_session()
        session["RESPONSE"].set_value(response)
        session.end_attempt()
        logging.disable(logging.NOTSET)
    return float(session["SCORE"].value or 0), set(session["FEEDBACK"].value or ())


def as_qti(item: BaseItem, response: Any) -> Any:
    """Return a response as QTI has it."""
    match item:
        case Choice():
            return named(response)
        case Multiple():
            return [named(name) for name in response]
        case Hottext():
            names = [named(name) for name in response]
            return names if item.pick == "several" else names[0]
        case Match():
            return [(f"row_{row}", f"option_{name}") for row, name in response.items() if name]
        case Order():
            return [named(name) for name in response]
        case Number():
            return float(response)
    raise TypeError(f"{item.kind} has no response in QTI")


def named(identifier: str) -> str:
    """Return an id as QTI takes it."""
    return f"i-{identifier}" if identifier[:1].isdigit() else identifier
