"""Does a player that others wrote show, count and tell what is exported as QTI 2.1, answered by hand in a browser?

qti3-item-player (MIT) has the body behind the standard's certificate for playing items, and runs response processing
itself. It reads QTI 3, so qti-convert, which others wrote too, stands between. What of a type it does not do is in the
tables, with the cause: a test fails where the player does it after all, and where there is more that it does not do.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from playwright.sync_api import Page

from instructor.exchange_formats import qti21
from instructor.exchange_formats.forms import Lesson
from instructor.exchange_formats.lessons import read_lesson
from instructor.exchange_formats.qti21_parts import MATHS
from instructor.webpage.serving import served
from quizzes.types import Answer, BaseItem, Vote
from tests import npm
from tests.exchange_samples import lesson
from tests.qti_oracle import as_qti, named, scored
from tests.test_exchange_oracles import COURSE, LESSONS

from .qti_player import PACKAGES, Attempt, Player, platform

pytestmark = pytest.mark.long

#: Types that are shown and answered but have no points there.
NOT_SCORED = {
    "written": "people mark a text",
    "note": "people read a text",
    "verdict": "it is an essay question there, which people read",
    "vote": "it has no right answer",
}
#: Types of which the explanation is told, and nothing else.
NOT_TOLD = {
    "match": "the player reads no baseValue of a directedPair: what is told for a pair is never due, and the pairs' "
    "names, right or wrong, stay below the item",
}
LEFT_OUT = {"run": "a simulation runs in its notebook alone"}
#: What holds a text that is read in one piece.
BLOCKS = {"p", "li", "th", "td", "simpleChoice", "simpleAssociableChoice"}


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the player, its page and qti-convert."""
    return platform(npm.installed(tmp_path_factory.mktemp("player"), *PACKAGES, npm.CONVERTER))


@pytest.fixture
def player(page: Page, node: Path) -> Iterator[Player]:
    """Return the player, which fetches nothing from anywhere else."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with served(node) as address:
        yield Player(page, address)
        assert [url for url in asked if not url.startswith((address, "data:"))] == []


class Shelf:
    """A lesson's items, as they were exported and as the player takes them."""

    def __init__(self, node: Path, read: Lesson) -> None:
        (content,) = qti21.write(read).files.values()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.written = {each.id: archive.read(f"items/{each.id}.xml") for each in read.questions}
        self.given = npm.to_qti_3(node, {name: item.decode() for name, item in self.written.items()})

    def shown(self, player: Player, name: str) -> None:
        """Show an item, and hold what is to be seen to its texts."""
        player.show(self.given[name])
        seen = _squeezed(player.body.inner_text())
        (body,) = (each for each in _parsed(self.written[name]) if each.tag == "itemBody")
        texts = [_text(each) for each in body.iter() if each.tag in BLOCKS]
        assert any(texts)
        assert [text for text in texts if text not in seen] == [], name
        pairs = [
            each for each in _parsed(self.written[name]).iter("baseValue") if each.get("baseType") == "directedPair"
        ]
        assert _squeezed(player.stray) == "".join(map(_text, pairs)), name

    def told(self, name: str, response: Any, kind: str) -> list[str]:
        """Return what is told for a response, as another reader takes it; of a type in the table the explanation."""
        _, due = scored(self.written[name], response)
        due &= {"explanation"} if kind in NOT_TOLD else due
        return sorted(_text(each) for each in _parsed(self.written[name]) if each.get("identifier") in due)


def _parsed(item: bytes) -> Element:
    root = fromstring(item)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _text(element: Element) -> str:
    return _squeezed("".join(element.itertext()))


def _squeezed(text: str) -> str:
    """Return a text without spaces, and with the plain letters that stand for those of mathematics."""
    return unicodedata.normalize("NFKC", "".join(text.split()))


def _items(name: str) -> Iterator[tuple[BaseItem, Answer | None]]:
    """Yield what is exported of a lesson, with its answers."""
    read, _ = read_lesson(COURSE, name)
    exported, keys = {each.id for each in read.questions}, COURSE.keys(name).keys
    for quiz, item in COURSE.bank(name).items():
        if item.id in exported and not quiz.repeats:
            yield item, keys.get(item.id, item.answer)


def _give(player: Player, kind: str, response: Any) -> Attempt:
    """Answer by hand."""
    match kind:
        case "choice" | "multiple" | "hottext" | "vote":
            player.pick([response] if isinstance(response, str) else response)
        case "match":
            player.pair(response)
        case "order":
            player.order(response)
        case _:
            player.type(str(response))
    return player.end()


def _hold(shelf: Shelf, player: Player, item: BaseItem, response: Any) -> float:
    """Show an item, answer it, hold response and feedback to what they should be, and return the score."""
    shelf.shown(player, item.id)
    attempt = _give(player, item.kind, response)
    assert _comparable(item.kind, attempt.response) == _comparable(item.kind, response), item.id
    assert sorted(map(_squeezed, attempt.told)) == shelf.told(item.id, response, item.kind), item.id
    return attempt.score


def _comparable(kind: str, response: Any) -> Any:
    """Return a response as the player tells it, without its order where that says nothing."""
    if not isinstance(response, list):
        return str(response)
    names = [" ".join(each) if isinstance(each, tuple) else each for each in response]
    return names if kind == "order" else sorted(names)


@pytest.mark.parametrize("name", LESSONS)
def test_the_player_shows_all_and_counts_right_and_wrong_answers(name: str, player: Player, node: Path) -> None:
    shelf = Shelf(node, read_lesson(COURSE, name)[0])
    items = list(_items(name))
    assert {item.id for item, _ in items} == set(shelf.written)
    for item, answer in items:
        if item.kind in NOT_SCORED:
            response = named(next(iter(item.options))) if isinstance(item, Vote) else "Two words."
            assert _hold(shelf, player, item, response) == 0, item.id
            continue
        assert answer, item.id
        for given, points in ((item.right(answer), item.points), (item.wrong(answer), 0)):
            assert _hold(shelf, player, item, as_qti(item, given)) == pytest.approx(points, abs=1e-8), item.id


def test_awkward_texts_and_mathematics_are_shown(player: Player, node: Path) -> None:
    shelf = Shelf(node, lesson())
    for name in shelf.written:
        shelf.shown(player, name)
    player.show(shelf.given["some"])
    drawn = player.body.locator("math").evaluate_all(
        "all => all.map(each => [each.namespaceURI, each.clientWidth > 0])"
    )
    assert drawn
    assert all(each == [MATHS, True] for each in drawn)


def test_the_tables_name_types_of_the_module() -> None:
    exported = {item.kind for name in LESSONS for item, _ in _items(name)}
    asked = {item.kind for name in LESSONS for _, item in COURSE.bank(name).items()}
    assert exported >= NOT_SCORED.keys() | NOT_TOLD.keys()
    assert asked - exported == LEFT_OUT.keys()
