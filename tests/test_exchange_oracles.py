"""What do readers that others wrote make of what leaves the course? One lesson always, all of them before a release."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from instructor.course import Course
from instructor.exchange_formats import gift, moodle, qti21
from instructor.exchange_formats.forms import Essay, Form, Numeric, Pairs, Picks, Sequence
from instructor.exchange_formats.lessons import read_lesson
from quizzes.scoring import score
from quizzes.types import Order, Run
from tests import npm
from tests.exchange_samples import lesson
from tests.items import ROWS
from tests.qti_oracle import as_qti, scored

ROOT = Path(__file__).parent.parent
COURSE = Course(ROOT, ROOT / "build")
LESSONS = COURSE.assignments()
SHORT, *OTHERS = LESSONS


@pytest.mark.parametrize("name", [SHORT, *(pytest.param(name, marks=pytest.mark.long) for name in OTHERS)])
def test_qti_scores_as_the_course_does(name: str) -> None:
    """Right answers in full, wrong ones nothing, and whatever our table of types has in between."""
    read, _ = read_lesson(COURSE, name)
    (content,) = qti21.write(read).files.values()
    keys, counted = COURSE.keys(name).keys, 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for quiz, item in COURSE.bank(name).items():
            answer = keys.get(item.id, item.answer)
            if quiz.repeats or isinstance(item, Run) or not answer:
                continue
            written = archive.read(f"items/{item.id}.xml")
            tries = [item.right(answer), item.wrong(answer)]
            if not isinstance(item, Order):  # an order is right as a whole there
                tries += [each for each, _ in ROWS[item.kind].wrongs(item, answer, None)]
            for response in tries:
                points, told = scored(written, as_qti(item, response))
                ours = score(item, answer, response)
                assert points == pytest.approx(ours.points, abs=1e-4), (item.id, response)  # ours have four digits
                assert "explanation" in told
                assert len(told) - 1 >= (len(ours.feedback) if not isinstance(item, Order) else 0), (item.id, response)
            counted += 1
    assert counted


def test_awkward_texts_are_one_qti_item_each() -> None:
    (content,) = qti21.write(lesson()).files.values()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        items = {name: archive.read(name) for name in archive.namelist() if name.startswith("items/")}
    assert len(items) == 6
    assert scored(items["items/one.xml"], "c")[0] == 1
    assert scored(items["items/some.xml"], ["b"])[0] == 1
    assert scored(items["items/number.xml"], 2.74) == (1, {"explanation"})
    assert scored(items["items/number.xml"], 25.0) == (0, {"told_1", "explanation"})
    assert b'xmlns="http://www.w3.org/1998/Math/MathML"' in items["items/some.xml"]


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with gift-pegjs and qti-convert in it."""
    return npm.installed(tmp_path_factory.mktemp("node"), "gift-pegjs@1.0.2", npm.CONVERTER)


GIFT = """
const text = require("fs").readFileSync(0, "utf8");
console.log(JSON.stringify(require("gift-pegjs").parse(text)));
"""
TYPES = {Numeric: "Numerical", Pairs: "Matching", Sequence: "Matching", Essay: "Essay", Picks: "MC"}


@pytest.mark.long
@pytest.mark.parametrize("name", [*LESSONS, "sample"])
def test_gift_is_read_by_gift_pegjs(name: str, node: Path) -> None:
    read = lesson() if name == "sample" else read_lesson(COURSE, name)[0]
    (content,) = gift.write(read).files.values()
    found = [each for each in npm.run(node, GIFT, content) if each["type"] != "Category"]
    questions = [*read.questions]
    assert [each["type"] for each in found] == [TYPES[type(each)] for each in questions]
    assert [each["id"] for each in found] == [each.id for each in questions]
    for theirs, ours in zip(found, questions, strict=True):
        assert _right(theirs) == _expected(ours), ours.id


def _right(question: dict[str, Any]) -> list[Any]:
    """Return what gift-pegjs takes for right."""
    if question["type"] == "MC":
        weights = [each["weight"] for each in question["choices"]]
        if any(weight is not None for weight in weights):
            return [round(weight, 2) for weight in weights]
        return [each["isCorrect"] for each in question["choices"]]
    if question["type"] == "Matching":
        return [len(question["matchPairs"])]
    if question["type"] == "Numerical":
        return [question["choices"][0]["text"]["number"]]
    return []


def _expected(question: Form) -> list[Any]:
    match question:
        case Picks(single=True, keyed=True):
            return [option.credit == 1 for option in question.options]
        case Picks():
            return [round(100 * option.credit, 2) if question.keyed else 100 for option in question.options]
        case Pairs():
            return [len(question.rows) + len(set(question.options) - set(question.key.values()))]
        case Sequence():
            return [len(question.key)]
        case Numeric():
            return [question.right[0].number]
    return []


@pytest.mark.long
def test_qti_is_converted_to_qti_3(node: Path) -> None:
    read, _ = read_lesson(COURSE, LESSONS[5])
    (content,) = qti21.write(read).files.values()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        items = {each.id: archive.read(f"items/{each.id}.xml").decode() for each in read.questions}
    made = npm.to_qti_3(node, items)
    assert set(made) == set(items)
    for name, text in made.items():
        assert f'identifier="{name}"' in text
        assert "qti-response-declaration" in text


@pytest.mark.parametrize("name", LESSONS)
def test_moodle_xml_is_read_by_moodle_xml_parser(name: str) -> None:
    """It knows of choices alone, and rounds their shares down to whole percent."""
    from moodle_xml_parser.parser import parse_bytes

    read, _ = read_lesson(COURSE, name)
    (content,) = moodle.write(read).files.values()
    found = {each.name: each for each in parse_bytes(content)["multichoice"]}
    picks = [each for each in read.questions if isinstance(each, Picks)]
    assert set(found) == {each.title for each in picks}
    for question in picks:
        theirs = found[question.title]
        assert theirs.single == question.single
        wanted = [100 * option.credit if question.keyed else 100 for option in question.options]
        assert [each.score_fraction for each in theirs.options] == pytest.approx(wanted, abs=1)
        told = [bool(each.feedback) for each in theirs.options]
        assert told == [bool(option.feedback) for option in question.options]
