"""The card that hands in: what is complete, what is missing, one button, and the receipt.

The page (`script/hand_in.js`) asks, this side looks at the disk and answers:

    page -> kernel    look, pack, submit, file       each with a token
    kernel -> page    done, file, refused            with the same token; `state` has changed before

Nothing is written before a student presses the button. The page lets the notebook be saved first; then `pack` writes
the zip and the receipt, or `submit` lets nbgrader take the folder. What was handed in last is known by the receipt.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from quizzes import catalogue, exchange
from quizzes.browser import is_browser
from quizzes.catalogue import markup, say
from quizzes.complete import gaps, look, unanswered
from quizzes.dates import dates_of, keep
from quizzes.folders import Workplace
from quizzes.hand_in import Standing, last_saved, standing, tasks
from quizzes.packing import changed_since, last_receipt, pack, write_receipt, zip_path
from quizzes.recall import clock
from quizzes.receipt import NAME, Receipt
from quizzes.script import card_script, styles
from quizzes.told import sentence

#: A larger file is not sent through the kernel's connection, which a server limits; it lies beside the notebook. A
#: browser's own Python has no server. Bytes.
LARGEST_SENT = 2_000_000


class HandInCard(anywidget.AnyWidget):
    """The card of one lesson.

    Parameters
    ----------
    workplace
        Where the notebook stands.
    """

    _css = styles("hand_in.css")
    view = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, workplace: Workplace) -> None:
        self._place = workplace
        self._search: exchange.Search | None = None
        super().__init__(view=catalogue.spoken(), state=self._look())
        self.on_msg(self._receive)

    @property
    def _esm(self) -> str:
        return card_script()

    def __repr__(self) -> str:
        return repr(self._standing())

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            bundle[0]["text/html"] = self._standing().static(markup("hand-in.no_card"))
        return bundle

    def _standing(self) -> Standing:
        return standing(self._place, look(self._place), gaps(self._place))

    def _receive(self, _widget: Any, message: dict[str, Any], _buffers: Any) -> None:
        """Do what the page asks and answer it, whatever happens."""
        handlers: dict[str, Callable[[], dict[str, Any]]] = {
            "look": self._looked,
            "pack": self._packed,
            "submit": self._submitted,
            "file": self._file,
        }
        try:
            reply = handlers[message["kind"]]()
        except Exception as error:  # a disk, a file or nbgrader may fail in any way
            reply = {"kind": "refused", "error": sentence(error)}
        self.send(reply | {"token": message.get("token")})

    def _looked(self) -> dict[str, Any]:
        self._search = self._search or exchange.Search(self._place)
        self.state = self._look()
        return {"kind": "done"}

    def _packed(self) -> dict[str, Any]:
        pack(self._place)
        self.state = self._look()
        return {"kind": "done"}

    def _submitted(self) -> dict[str, Any]:
        door = self._search.door() if self._search else None
        if door is None:
            raise exchange.ExchangeError(say("hand-in.no_exchange"))
        slip = self._place.folder / NAME
        before = slip.read_bytes() if slip.exists() else None
        write_receipt(self._place)
        try:
            exchange.submit(self._place, door)
        except Exception:
            slip.write_bytes(before) if before is not None else slip.unlink()
            raise
        self.state = self._look()
        return {"kind": "done"}

    def _file(self) -> dict[str, Any]:
        path = zip_path(self._place)
        is_sent = is_browser() or path.stat().st_size <= LARGEST_SENT
        return {"kind": "file", "name": path.name, "data": b64encode(path.read_bytes()).decode() if is_sent else ""}

    def _look(self) -> dict[str, Any]:
        """Return how the lesson stands, as the page shows it."""
        place, written, missing = self._place, look(self._place), gaps(self._place)
        found = standing(place, written, missing)
        saved = last_saved(place)
        moment = {"time": catalogue.clock(saved), "date": catalogue.date(saved, width=2)}
        is_over = self._search is not None and self._search.is_over
        door = self._search.door() if self._search and is_over else None
        return {
            "tasks": tasks(place, written, missing),
            "practice": self._practice(),
            "notes": [*filter(None, [found.notice]), *found.advice],
            "saved": say("hand-in.saved_at", **moment) if any(not state.is_in_field for state in written) else "",
            "exchange": door["course"] if door else "",
            "searching": not is_over,
            "receipt": self._receipt(),
            "dates": self._dates(door["dates"] if door else None),
        }

    def _dates(self, announced: dict[str, str | float] | None) -> dict[str, str | float] | None:
        """Return when the lesson is due: as the exchange says it, which is kept, else as it was released."""
        folder = self._place.notebook.parent
        if announced and announced != dates_of(folder):
            keep(folder, announced)
        return announced or dates_of(folder)

    def _practice(self) -> str:
        practice = [quiz for quiz in self._place.bank.quizzes if quiz.kind == "practice"]
        total = sum(len(quiz.items) for quiz in practice)
        done = total - sum(len(unanswered(self._place, quiz)) for quiz in practice)
        return say("hand-in.practice", done=done, total=total) if total else ""

    def _receipt(self) -> dict[str, Any] | None:
        """Return the last receipt in words; None where nothing was handed in."""
        last = last_receipt(self._place)
        if last is None:
            return None
        changed = changed_since(self._place, last)
        path = zip_path(self._place)
        is_file = last.way == "file" and path.exists()
        return {
            "code": last.code,
            "made": self._made(last),
            "holds": self._holds(last),
            "changed": say("hand-in.changed", count=changed) if changed else "",
            "file": path.name if is_file else "",
            "lies": self._lies(path) if is_file else "",
        }

    def _lies(self, path: Path) -> str:
        """Say where the file lies; in a browser no student finds that folder."""
        return "" if is_browser() else say("hand-in.lies", file=path.name, folder=str(path.parent))

    def _made(self, last: Receipt) -> str:
        time = clock(last.time, datetime.now().astimezone())
        return say("hand-in.submitted", time=time) if last.way == "exchange" else say("hand-in.made", time=time)

    def _holds(self, last: Receipt) -> list[str]:
        """Say what a teacher gets."""
        return [
            say("hand-in.holds_notebook", name=self._place.notebook.name),
            say("hand-in.holds_answers", count=last.answers),
            say("hand-in.holds_words", count=last.words),
            say("hand-in.holds_journals", count=len(last.lines)),
        ]
