"""Do questions leave the course and come back with the same right answers, and is what does not fit said?"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

import seeds
from instructor.course import Course
from instructor.exchange_formats import anki, gift, gift_in, h5p, moodle, moodle_in, paper, qti12, qti12_in, qti21
from instructor.exchange_formats.forms import Essay, Form, Group, Lesson, Lost, Made, Option, Pairs, Picks, Sequence
from instructor.exchange_formats.into_items import taken
from instructor.exchange_formats.items import Asked, formed
from instructor.exchange_formats.lessons import read_lesson
from quizzes.bank import Bank, Quiz
from quizzes.markdown import html
from quizzes.types import Answer, Choice, Run
from tests.exchange_samples import in_places, lesson, meant, shares, shown, translated

ROOT = Path(__file__).parent.parent
LESSONS = Course(ROOT, ROOT / "build").assignments()
#: Of each format what writes and what reads it, and whether it holds an order as one.
WAYS = {"moodle": (moodle, moodle_in, True), "gift": (gift, gift_in, False), "canvas": (qti12, qti12_in, False)}
EVERY = [moodle, gift, qti12, qti21, h5p, paper]


@cache
def real(name: str) -> tuple[Bank, dict[str, Answer], Lesson, list[Lost]]:
    """Return a lesson of this course: its bank, its keys, and what is read to be written elsewhere."""
    course = Course(ROOT, ROOT / "build")
    return course.bank(name), course.keys(name).keys, *read_lesson(course, name)


@pytest.mark.parametrize(("writer", "reader", "ordered"), WAYS.values(), ids=WAYS)
def test_awkward_texts_come_back_as_they_were(writer: ModuleType, reader: ModuleType, ordered: bool) -> None:
    before = lesson()
    (content,) = writer.write(before).files.values()
    found = reader.read(content)
    after = [question for group in found.groups for question in group.questions]
    expected = [question if ordered else in_places(question) for question in before.questions]
    assert [meant(each) for each in after] == [meant(each) for each in expected]
    assert [each.id for each in after] == [each.id for each in expected]
    assert [group.title for group in found.groups] == ["A quiz: {one} / two"]
    assert {each.what.split()[0] for each in found.lost} <= ({"Moodle"} if ordered else set())  # how it counts an order


@pytest.mark.parametrize(("writer", "reader", "ordered"), WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == LESSONS[5] else pytest.mark.long) for name in LESSONS]
)
def test_a_lesson_comes_back_with_the_same_right_answers(
    name: str, writer: ModuleType, reader: ModuleType, ordered: bool
) -> None:
    bank, keys, before, _ = real(name)
    (content,) = writer.write(before).files.values()
    back = taken(reader.read(content), name)
    items = {item.id: item for quiz in back.quizzes for item in quiz.items}
    counted = 0
    for quiz, item in bank.items():
        answer = keys.get(item.id, item.answer)
        if quiz.repeats or isinstance(item, Run) or not answer:
            continue
        made, marked = items[item.id], back.answers[item.id]
        right, wrong = (translated(item, made, each) for each in (item.right(answer), item.wrong(answer)))
        assert shares(made, marked, iter([right])) == [1], item.id
        assert shares(made, marked, iter([wrong]))[0] < 1, item.id
        assert shown(marked.rationale).startswith(shown(answer.rationale)), item.id
        assert made.points == item.points
        counted += 1
    assert counted > 3 or name == LESSONS[0]


@pytest.mark.parametrize("writer", EVERY, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_item_of_the_course_is_written_or_named(writer: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "pdf", lambda shown: None)
    bank, _, before, lost = real(LESSONS[5])
    made = writer.write(before)
    bytes_of = b"".join(_unpacked(content) for content in made.files.values()).decode().replace("\\", "")
    named = {each.where for each in (*lost, *made.lost) if "left out" in each.what}
    for quiz, item in bank.items():
        if quiz.repeats:
            assert quiz.id in named
        elif item.id not in named:
            assert _first_words(item.stem) in bytes_of, item.id


def _first_words(stem: str) -> str:
    return " ".join(stem.split()[:3])


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_a_simulation_is_left_out_and_said_so() -> None:
    *_, lost = real("02-who-pays-for-order")
    assert "l2-run: left out: a simulation runs in its notebook alone" in map(str, lost)


def test_fields_that_are_not_known_here_are_named_and_not_dropped() -> None:
    class Illustrated(Choice, frozen=True, kw_only=True, tag="choice"):
        figures: tuple[str, ...] = ()

    fields: dict[str, Any] = {
        "id": "one",
        "stem": "Which? ![map](map.png)",
        "objective": 1,
        "options": {"a": "one", "b": "two"},
    }
    answer = Answer(key="a", rationale="because")
    quiz = Quiz(id="quiz", title="Quiz", items=())
    form, lost = formed(Asked(quiz, Illustrated(**fields, figures=("Look.",)), answer, 1.0))
    assert isinstance(form, Picks)
    assert "one: its `figures` left out: no place is known for it on other platforms" in map(str, lost)
    assert "one: a picture: only its link was written; add the file on the platform" in map(str, lost)
    assert formed(Asked(quiz, Choice(**fields | {"stem": "Which?"}), answer, 1.0))[1] == []


def test_moodle_gets_fractions_that_it_knows_and_the_same_sum() -> None:
    (content,) = moodle.write(lesson()).files.values()
    several = next(each for each in fromstring(content).iter("question") if each.findtext("single") == "false")
    assert [answer.get("fraction") for answer in several.findall("answer")] == ["-50", "50", "50"]


def test_shares_that_moodle_does_not_know_are_named() -> None:
    thirteen = tuple(Option(f"o{n}", f"text {n}", 1 / 13) for n in range(13))
    question = Picks(id="many", stem="Which?", options=thirteen, single=False)
    group = Group("quiz", "Quiz", (question,))
    made = moodle.write(Lesson("sample", "Sample", (group,)))
    assert "many: Moodle knows no such share of a mark; the nearest one was written" in map(str, made.lost)


def test_the_printed_test_shows_no_answer_and_the_other_one_all() -> None:
    before = lesson()
    without, with_key = paper.page(before, with_key=False), paper.page(before, with_key=True)
    for told in ("☒", "Not before.", "2.5", "class='key'"):
        assert told not in without
    assert "Not before." in with_key
    assert "2.5 (within 0.25)" in with_key
    assert with_key.count("☒") == 3


@pytest.mark.long
def test_the_printed_test_becomes_a_pdf() -> None:
    if paper.browser() is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    made = paper.write(lesson())
    assert made.files["sample.test.pdf"].startswith(b"%PDF")
    assert made.files["sample.test-with-key.pdf"].startswith(b"%PDF")


def test_the_deck_holds_the_glossary_and_practice_and_no_graded_key(tmp_path: Path) -> None:
    course, name = Course(ROOT, ROOT / "build"), "02-who-pays-for-order"
    practice, _ = read_lesson(course, name, ["practice"])
    made = anki.write(practice, seeds.glossary())
    notes = _notes(made.files[f"{name}.apkg"], tmp_path)
    assert len(notes) == len(seeds.glossary()) + len([*practice.questions]) - len(made.lost)
    text = "\n".join(notes)
    for item_id, answer in course.keys(name).keys.items():
        assert answer.rationale[:60] not in text, item_id
    assert _notes(anki.write(practice, seeds.glossary()).files[f"{name}.apkg"], tmp_path) == notes


def _notes(package: bytes, folder: Path) -> list[str]:
    with zipfile.ZipFile(BytesIO(package)) as archive:
        (folder / "deck.db").write_bytes(archive.read("collection.anki2"))
    deck = sqlite3.connect(folder / "deck.db")
    notes = [str(fields) for (fields,) in deck.execute("select guid || flds from notes order by guid")]
    deck.close()
    return notes


def test_h5p_sets_name_the_libraries_that_their_questions_use() -> None:
    made = h5p.write(lesson())
    (content,) = made.files.values()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        about, inside = (json.loads(archive.read(name)) for name in ("h5p.json", "content/content.json"))
    named = {
        f"{each['machineName']} {each['majorVersion']}.{each['minorVersion']}"
        for each in about["preloadedDependencies"]
    }
    assert named == {"H5P.QuestionSet 1.20", *(each["library"] for each in inside["questions"])}
    one, some, rows, order = inside["questions"]
    assert [answer["correct"] for answer in one["params"]["answers"]] == [False, False, True, False]
    assert [answer["correct"] for answer in some["params"]["answers"]] == [False, True, True]
    assert rows["params"]["textField"].count("*") == 6
    assert rows["params"]["distractors"] == "*free*"
    assert [line.split()[0] for line in order["params"]["textField"].splitlines()] == ["1", "2", "3"]
    assert {each.where for each in made.lost if "left out:" in each.what} == {"number", "text"}


@pytest.mark.parametrize("writer", EVERY, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_format_gives_the_same_bytes_each_time(writer: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "pdf", lambda shown: None)
    assert writer.write(lesson()).files == writer.write(lesson()).files


def test_an_order_on_paper_and_in_canvas_does_not_stand_in_its_own_order() -> None:
    rows = {f"r{n}": f"step {n}" for n in range(1, 8)}
    question = Sequence(id="steps", stem="Order?", options=rows, key=tuple(rows))
    group = Group("quiz", "Quiz", (question,))
    (content,) = qti12.write(Lesson("sample", "Sample", (group,))).files.values()
    (found,) = qti12_in.read(content).groups[0].questions
    assert isinstance(found, Pairs)
    assert list(found.rows.values()) != list(rows.values())
    assert sorted(found.rows.values()) == sorted(rows.values())


def test_criteria_and_length_of_an_essay_come_back_from_moodle() -> None:
    (content,) = moodle.write(lesson()).files.values()
    essay = moodle_in.read(content).groups[0].questions[-1]
    assert isinstance(essay, Essay)
    assert (essay.criteria, essay.least, essay.most, essay.points) == (("clear", "short"), 100, 200, 4)


def _written_of(writer: ModuleType, question: Form) -> Made:
    made: Made = writer.write(Lesson("sample", "Sample", (Group("quiz", "Quiz", (question,)),)))
    return made


@pytest.mark.parametrize("writer", [gift, qti12], ids=["gift", "canvas"])
def test_an_order_of_options_that_a_platform_would_shuffle_is_named(writer: ModuleType) -> None:
    options = (Option("a", "1", 1.0), Option("b", "2"))
    assert "its options have an order" in str(
        _written_of(writer, Picks(id="q", stem="?", options=options, shuffle=False)).lost
    )
    assert "its options have an order" not in str(_written_of(writer, Picks(id="q", stem="?", options=options)).lost)


def test_shares_that_gift_rounds_and_paper_cannot_show_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "pdf", lambda shown: None)
    options = (Option("a", "1", 1.0), Option("b", "2", 0.45), Option("c", "3"))
    question = Picks(id="q", stem="?", options=options)
    assert "q: Moodle knows no such share of a mark; the nearest one was written" in map(
        str, _written_of(gift, question).lost
    )
    assert "q: its options' own shares left out" in str(_written_of(paper, question).lost[0])


def test_code_comes_back_from_gift_with_its_lines() -> None:
    code = "What does it print?\n\n```\nfor n in (1, 2):\n    print(n)\n```"
    (content,) = _written_of(gift, Essay(id="q", title="q", stem=code)).files.values()
    (question,) = gift_in.read(content).groups[0].questions
    assert html(question.stem) == html(code)
