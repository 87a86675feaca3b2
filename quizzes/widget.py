"""The quiz on the page: one anywidget for every item type, simulations included.

The page (`script/`) sends what a student does; this side appends it to the journal and only then acknowledges it:

    page -> kernel    answer, again, confidence, hint, run, record, recorded, read, given, look   with token, item's id
    kernel -> page    saved, newer, frame, recorded, refused, unreadable, read, given   with the same token

What cannot be read as the number that was asked for is not saved: the item's type says so before anything is written.

An answer comes with the saved one that the student saw (`over`). Where another page or kernel has saved one since, it
is not saved unasked: `newer` brings that one, and the student says which counts. The journal is the only memory: a new
widget, after a re-run, a restart or a reopening, starts from its last entries.
`view` and `answers` are the traits a page is drawn from; `answers` follows every acknowledgement, so that a second
page, or the same one reloaded, shows what is saved. An answer to a practice quiz comes back marked by the one scorer.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import anywidget
import traitlets
from msgspec import UNSET, UnsetType

from quizzes import cases, catalogue, journal, page, simulation
from quizzes.bank import Quiz
from quizzes.catalogue import say
from quizzes.confidence import LEVELS, Confidence
from quizzes.drawing import draws
from quizzes.folders import Workplace
from quizzes.numbers import UnreadableError, parse_number
from quizzes.recall import latest, seen_after
from quizzes.recorded import to_insert
from quizzes.replies import is_marked, reply
from quizzes.said import said
from quizzes.script import joined, styles
from quizzes.student import student
from quizzes.told import sentence
from quizzes.types import BaseItem, Run, registered
from quizzes.windows import check_open


def quiz_script() -> str:
    """Return the page's script, with the control of each item type that is registered now."""
    return joined(*(kind.control() for kind in registered().values()))


class QuizWidget(anywidget.AnyWidget):
    """A quiz with the answers given so far.

    Parameters
    ----------
    workplace
        Where the notebook stands: it says where the journal is and where the lesson's model.
    quiz
        The quiz to show.
    """

    _css = styles("quiz.css")
    view = traitlets.Dict().tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    said = traitlets.Dict().tag(sync=True)

    def __init__(self, workplace: Workplace, quiz: Quiz) -> None:
        self._quiz = quiz
        self._folder = workplace.notebook.parent
        self._journal = workplace.journal(quiz)
        self._student = student(workplace.folder)
        self._told_unsynced = False
        self._others: set[str] = set()  # items whose last answer another widget saved
        self._benches: dict[str, simulation.Bench] = {}
        self._items: dict[str, BaseItem] = {item.id: item for item in quiz.items}
        self._workplace = workplace
        self._seen = journal.state(self._journal)
        self._is_text = quiz.kind in ("written", "kept")
        self._entries, self._stamps, self._before, notes = latest(self._journal, self._items, entire=not self._is_text)
        # Names the drafts that the page keeps; a digest, because a notebook may be passed on.
        place = sha256(f"{self._student}\n{workplace.folder}\n{quiz.id}".encode()).hexdigest()[:16]
        words = catalogue.spoken()
        super().__init__(
            view=page.view(quiz)
            | {"key": f"quiz {place}", "notes": [*workplace.notes, *notes], "place": workplace.advice}
            | {"lesson": workplace.assignment}
            | {"cases": cases.texts(workplace, quiz)}
            | words,
            answers={item.id: self._shown(item) for item in quiz.items},
            said=said(workplace, quiz),
        )
        self.on_msg(self._receive)

    @property
    def _esm(self) -> str:
        return quiz_script()

    def __repr__(self) -> str:
        answered = sum(answer["complete"] for answer in self.answers.values())
        return say("quiz.answered", quiz=self._quiz.id, done=answered, total=len(self._items))

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            responses = {name: entry.response for name, entry in self._entries.items()}
            bundle[0]["text/html"] = page.static(self._quiz, responses, self.said)
        return bundle

    def _receive(self, _widget: Any, message: dict[str, Any], _buffers: Any) -> None:
        """Do what the page asks and answer it, whatever happens: silence means that the kernel is gone."""
        handlers: dict[str, Callable[[Any, dict[str, Any]], dict[str, Any]]] = {
            "answer": self._answer,
            "again": self._again,
            "confidence": self._confidence,
            "hint": self._hint,
            "run": self._run,
            "record": self._record,
            "recorded": self._recorded,
            "read": self._read,
            "newer": self._newer,
            "given": self._given,
            "look": self._look,
        }
        item = self._items.get(message.get("item", ""))
        try:
            self._catch_up()
            check_open(item, message["kind"])
            is_old = item is not None and self._is_overtaken(item, message)
            reply = handlers["newer" if is_old else message["kind"]](item, message)
        except UnreadableError as error:
            reply = {"kind": "unreadable", "words": str(error)}
        except (journal.JournalError, ValueError) as error:
            reply = {"kind": "refused", "error": str(error)}
        except Exception as error:  # a lesson's model, or a page of another version, may raise anything
            reply = {"kind": "refused", "error": sentence(error)}
        self.send(reply | {"token": message.get("token"), "item": message.get("item")})
        if reply["kind"] == "saved":
            self.answers = {**self.answers, message["item"]: reply["answer"]}

    def _catch_up(self) -> None:
        """Take in what other widgets, of this kernel or another, have saved since."""
        state = journal.state(self._journal)
        if state == self._seen:
            return
        self._seen = state
        entries, stamps, before, _ = latest(self._journal, self._items, entire=not self._is_text)
        news = {name: entry for name, entry in entries.items() if entry != self._entries.get(name)}
        if news:
            self._others |= {name for name in news if not journal.is_same(self._entries.get(name), news[name])}
            self._entries |= news
            self._stamps |= stamps
            self._before |= before
            self.answers = {**self.answers, **{name: self._shown(self._items[name]) for name in news}}

    def _is_overtaken(self, item: BaseItem, message: dict[str, Any]) -> bool:
        """Say whether an answer would replace one of another widget that the student had not seen."""
        if item.id not in self._others or "over" not in message:
            return False
        entry = self._entries[item.id]
        return bool(message["over"] != {"stamp": self._stamps.get(item.id, ""), "response": entry.response})

    def _newer(self, item: BaseItem, _message: dict[str, Any]) -> dict[str, Any]:
        return {"kind": "newer", "answer": self._shown(item)}

    def _given(self, item: BaseItem, message: dict[str, Any]) -> dict[str, Any]:
        """Return the saved answer and one that the page keeps in words, as HTML."""
        saved = self._entries[item.id].response if item.id in self._entries else None
        sent = message["message"]
        kept = simulation.in_parts(self._response(item), sent) if isinstance(item, Run) else sent["response"]
        return {"kind": "given", "words": [_in_words(item, response) for response in (saved, kept)]}

    def _answer(self, item: BaseItem, message: dict[str, Any]) -> dict[str, Any]:
        if isinstance(item, Run):
            raise ValueError(say("quiz.run_answered"))
        response = message["response"]
        if response is not None:
            item.expect(response)
        last = self._entries.get(item.id)
        if words := item.unreadable(response, last and last.response):
            raise UnreadableError(words)
        return self._save(item, self._attempt(item), response)

    def _again(self, item: BaseItem, _message: dict[str, Any]) -> dict[str, Any]:
        if not self._quiz.is_marked and not isinstance(item, Run):
            raise ValueError(say("quiz.graded_again" if self._quiz.graded else "quiz.saved_again"))
        return self._save(item, self._attempt(item) + 1, None)

    def _confidence(self, item: BaseItem, message: dict[str, Any]) -> dict[str, Any]:
        """Keep how sure the student is; the answer stays the one that is saved, whichever page gave it."""
        old = self._entries.get(item.id)
        response = old.response if old else None
        if not item.asks_confidence or (given := message["confidence"]) not in (None, *LEVELS):
            raise ValueError(say("quiz.no_confidence"))
        if is_marked(self._quiz, item, response):
            raise ValueError(say("quiz.marked_already"))
        return self._save(item, self._attempt(item), response, given or UNSET)

    def _hint(self, item: BaseItem, message: dict[str, Any]) -> dict[str, Any]:
        """Keep how many hints are open; what is marked already, or was kept, is not written again."""
        old = self._entries.get(item.id)
        opened, response = message["hints"], old.response if old else None
        if type(opened) is not int or not 0 < opened <= len(item.hints):
            raise ValueError(say("quiz.no_hint"))
        if is_marked(self._quiz, item, response) or (old and (old.hints or 0) >= opened):
            return {"kind": "saved", "answer": self._shown(item)}
        return self._save(item, self._attempt(item), response, hints=opened)

    def _look(self, _item: Any, _message: dict[str, Any]) -> dict[str, Any]:
        """Take in what was saved elsewhere: in this quiz, which any message does, and in the one that it repeats."""
        self.said = said(self._workplace, self._quiz)
        return {"kind": "seen"}

    def _run(self, item: Run, message: dict[str, Any]) -> dict[str, Any]:
        said = self._response(item).get("prediction")
        if item.prediction and said is None:
            raise simulation.RunError(say("run.unpredicted"))
        width = float(message.get("width", simulation.WIDEST))
        drawn = self._bench(item).frame(message["parameters"], width, message.get("behind"))
        foretold = parse_number(said, item.prediction.unit) if item.prediction else None
        return {"kind": "frame", **drawn, "foretold": foretold}

    def _record(self, item: Run, message: dict[str, Any]) -> dict[str, Any]:
        response = simulation.recorded(self._bench(item).model, item, self._response(item), message)
        return self._save(item, self._attempt(item), response)

    def _recorded(self, _item: BaseItem, _message: dict[str, Any]) -> dict[str, Any]:
        return {"kind": "recorded", **to_insert(self._workplace)}

    def _read(self, item: Run, message: dict[str, Any]) -> dict[str, Any]:
        ((name, typed),) = message["typed"].items()
        value, words = simulation.read(item, name, str(typed))
        return {"kind": "read", "value": value, "words": words}

    def _save(
        self,
        item: BaseItem,
        attempt: int,
        response: Any,
        confidence: Confidence | UnsetType | None = None,
        hints: int | UnsetType = UNSET,
    ) -> dict[str, Any]:
        """Append the answer; what this returns may be shown as saved. What stands beside it lasts for an attempt."""
        old = self._entries.get(item.id)
        goes_on = old is not None and old.attempt == attempt
        if old and not goes_on:
            self._before[item.id] = old.response
        order = self._order(item) if goes_on else item.shuffled(self._student)
        sure = (old.confidence if old and goes_on else UNSET) if confidence is None else confidence
        facts = {"item": item.id, "attempt": attempt, "order": order, "response": response}
        opened = hints or (old.hints if old and goes_on else UNSET)
        lot = (draws(self._quiz) and self._workplace.lot) or UNSET
        entry = journal.Entry(time=journal.now(), **facts, confidence=sure, lot=lot, hints=opened)
        synced = journal.append(self._journal, entry)
        self._seen = seen_after(self._journal, self._seen, entry)
        if not journal.is_same(old, entry):
            self._stamps[item.id] = entry.time
        self._entries[item.id] = entry
        self._others.discard(item.id)
        shown = self._shown(item)
        if not synced and not self._told_unsynced:
            self._told_unsynced = True
            shown["note"] = ". ".join(filter(None, (shown["note"], catalogue.say("journal.unsynced"))))
        return {"kind": "saved", "answer": shown}

    def _shown(self, item: BaseItem) -> dict[str, Any]:
        """Return an item's last answer as the page shows it."""
        entry = self._entries.get(item.id)
        simulate = None
        if isinstance(item, Run) and is_marked(self._quiz, item, entry.response if entry else None):
            simulate = self._bench(item).model.simulate
        shown = reply(self._quiz, item, entry, self._before.get(item.id), simulate)
        return shown | {"order": list(self._order(item)), "stamp": self._stamps.get(item.id, "")}

    def _attempt(self, item: BaseItem) -> int:
        return self._entries[item.id].attempt if item.id in self._entries else 1

    def _order(self, item: BaseItem) -> tuple[str, ...]:
        """Return the order of the attempt under way; one that no longer fits the options is drawn anew."""
        order = item.shuffled(self._student)
        stored = self._entries[item.id].order if item.id in self._entries else order
        return stored if sorted(stored) == sorted(order) else order

    def _response(self, item: Run) -> dict[str, Any]:
        entry = self._entries.get(item.id)
        return entry.response if entry and isinstance(entry.response, dict) else {}

    def _bench(self, item: Run) -> simulation.Bench:
        """Load the model at the first use: a quiz must not fail because a figure is not asked for yet."""
        if item.id not in self._benches:
            model = simulation.load_model(self._folder / f"{item.model}.py")
            self._benches[item.id] = simulation.Bench(model, item)
        return self._benches[item.id]


def _in_words(item: BaseItem, response: Any) -> str:
    """Return an answer as HTML; ValueError where it has not the form of an answer to the item."""
    if response is None:
        return catalogue.markup("static.no_answer")
    item.expect(response)
    return item.given(response)
