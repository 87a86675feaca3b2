"""Are pictures, tables and shares by option carried all the way: page, marks, review, release and export?"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from pathlib import Path

import msgspec
import pytest
import yaml

from instructor.course import Course, CourseError
from instructor.exchange_formats import anki, gift, h5p, moodle, paper, qti12, qti21
from instructor.exchange_formats.lessons import read_lesson
from instructor.marking.answer_key import answer_key_digest, read_answer_key
from instructor.marking.marks import mark_folder
from instructor.marking.review import review
from instructor.release import make_release
from quizzes.bank import Bank, BankError, Keys, check_answer, check_keys, load_yaml
from quizzes.folders import workplace
from quizzes.markdown import html, inline
from quizzes.pictures import LARGEST
from quizzes.scoring import score
from quizzes.types import Answer
from quizzes.widget import QuizWidget
from tests.items import answer, item
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
DATA = f"data:image/png;base64,{b64encode(PNG).decode()}"
TABLE = "| good | door |\n|---|--:|\n| club | yes |"


def add(course: Course, stem: str, pictures: object = None, file: bytes = PNG) -> None:
    """Let the graded choice of the small course ask `stem`, with a table among its options."""
    path = course.bank_file(ASSIGNMENT)
    bank = yaml.safe_load(path.read_text("utf-8"))
    bank["pictures"] = pictures or {"doors.png": {"source": 'A "drawing" by hand', "licence": "CC BY 4.0"}}
    bank["quizzes"][1]["items"][0] |= {"stem": stem, "options": {"a": f"So:\n\n{TABLE}", "b": "a *public* good"}}
    path.write_text(yaml.safe_dump(bank), "utf-8")
    path.with_suffix("").mkdir(exist_ok=True)
    (path.with_suffix("") / "doors.png").write_bytes(file)


def test_a_table_among_the_options_stays_a_table() -> None:
    assert "<table>" in inline(f"So:\n\n{TABLE}")
    assert inline("a | b\n or c") == "a | b or c"
    assert "<table>" not in inline("one |-| two")


def test_a_picture_is_drawn_with_words_and_credit_and_nothing_else_is() -> None:
    shown = html(f'Look: ![Two <doors>]({DATA} "By A & B")')
    assert f'<img alt="Two &lt;doors&gt;" src="{DATA}"' in shown
    assert "<small>By A &amp; B</small>" in shown
    for other in ("![a](https://a.org/b.png)", f'![]({DATA} "c")', '![a](data:image/svg+xml;base64,AAAA "c")'):
        assert "<img" not in html(other)


def test_a_picture_goes_from_the_bank_to_page_release_and_review(sources: Course) -> None:
    add(sources, "Which has a door? ![A door and a field](doors.png)")
    before = answer_key_digest(sources, ASSIGNMENT)
    folder = make_release(sources, ASSIGNMENT)
    text = (folder / "quiz.json").read_text("utf-8")
    assert DATA in text
    assert "pictures" not in json.loads(text)
    assert [path.name for path in folder.rglob("*") if path.suffix == ".png"] == []
    place = workplace(folder)
    view = QuizWidget(place, place.bank.quiz("quiz-01")).view["items"][0]
    assert f'<img alt="A door and a field" src="{DATA}"' in view["stem"]
    assert "Picture: A &#x27;drawing&#x27; by hand. Licence: CC BY 4.0" in view["stem"]
    assert "<table>" in view["options"]["a"]
    marks = mark_folder(hand_in_folder(sources, "ana", RIGHT), read_answer_key(sources, ASSIGNMENT))
    assert DATA in review(marks.quizzes["quiz-01"])
    (sources.pictures(ASSIGNMENT)[0]).write_bytes(PNG + b"more")
    assert answer_key_digest(sources, ASSIGNMENT) != before


def test_what_was_asked_keeps_its_picture(sources: Course) -> None:
    from instructor.grading.snapshots import snapshots

    add(sources, "![A door](doors.png)")
    make_release(sources, ASSIGNMENT)
    (snapshot,) = snapshots(sources, ASSIGNMENT)
    assert DATA in snapshot.bank.quiz("quiz-01").items[0].stem


@pytest.mark.parametrize(
    ("stem", "pictures", "file", "said"),
    [
        ("![](doors.png)", None, PNG, "say in words what doors.png shows"),
        ("![x](gates.png)", None, PNG, '"gates.png" is not among `pictures`'),
        ("![x](doors.png)", {"doors.png": {"source": "me"}}, PNG, "licence"),
        ("![x](doors.png)", {"doors.png": {"source": "me", "licence": ""}}, PNG, "length >= 1"),
        ("![x](doors.png)", None, b"<svg>", "save it as PNG, JPEG, GIF or WebP"),
        ("![x](doors.png)", None, PNG + bytes(LARGEST), "make it smaller"),
        ("![x](d.png)", {"d.png": {"source": "me", "licence": "own"}}, PNG, "d.png cannot be read"),
    ],
)
def test_a_picture_that_cannot_be_shown_stops_the_release(
    sources: Course, stem: str, pictures: object, file: bytes, said: str
) -> None:
    add(sources, stem, pictures, file)
    with pytest.raises((CourseError, BankError), match=re.escape(said)):
        make_release(sources, ASSIGNMENT)


def test_exports_hold_pictures_and_tables_or_say_so(sources: Course) -> None:
    add(sources, "Which has a door? ![A door](doors.png)")
    lesson, lost = read_lesson(sources, ASSIGNMENT)
    assert not [each for each in lost if "picture" in each.what]
    for form in (moodle, gift, qti21, paper):
        made = form.write(lesson)
        texts = b"".join(made.files.values()) if form is not qti21 else _unzipped(*made.files.values())
        assert b64encode(PNG)[:40] in texts.replace(b"\\", b""), form
        assert not [each for each in made.lost if "picture" in each.what]
    assert [each.where for each in qti12.write(lesson).lost if "picture" in each.what] == ["s-club"]
    shown = h5p.write(lesson)
    assert [each.where for each in shown.lost if "picture" in each.what] == ["s-club"]
    assert all(b"[A door]" in _unzipped(file) for name, file in shown.files.items() if "quiz-01" in name)
    assert anki.write(lesson, {}).files


def _unzipped(data: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(
    ("kind", "fields", "key", "credit", "earned"),
    [
        ("choice", {"options": {"a": "1", "b": "2", "c": "3"}}, "b", {"a": 0.5}, {"b": 1, "a": 0.5, "c": 0}),
        (
            "multiple",
            {"options": {"a": "1", "b": "2", "c": "3", "d": "4"}},
            ["a", "b"],
            {"a": 0.75, "b": 0.25, "c": -0.25, "d": 0},
            {("a", "b"): 1, ("a",): 0.75, ("b",): 0.25, ("a", "c"): 0.5, ("b", "c"): 0, ("a", "b", "d"): 1, ("d",): 0},
        ),
        ("multiple", {"options": {"a": "1", "b": "2", "c": "3"}}, ["a", "b"], {"c": 0}, {("a", "c"): 0.5, ("c",): 0}),
        (
            "hottext",
            {"fragments": {"x": "hegemonic", "y": "stability", "z": "patterns"}},
            ["x"],
            {"y": 0.4},
            {("y",): 0.4, ("x",): 1, ("z",): 0},
        ),
    ],
)
def test_options_earn_shares_of_their_own(
    kind: str, fields: dict[str, object], key: object, credit: dict[str, float], earned: dict[object, float]
) -> None:
    some, by = item(kind, **fields), answer(kind, key=key, credit=credit)
    check_answer(some, by, "here")
    for response, share in earned.items():
        given = list(response) if isinstance(response, tuple) else response
        assert score(some, by, given).points == share
    assert score(some, by, some.right(by)).outcome == "right"
    assert score(some, by, some.wrong(by)).points == 0


@pytest.mark.parametrize(
    ("kind", "key", "credit", "said"),
    [
        ("choice", "b", {"b": 0.5}, 'credit of "b"'),
        ("choice", "b", {"a": 0.5}, "leaves no option that earns nothing"),
        ("choice", "b", {"z": 0.5}, 'no option "z"'),
        ("multiple", ["a", "c"], {"a": 0.9}, "must be 1 together, and is 1.4"),
        ("multiple", ["a", "c"], {"b": 0.1}, "must be 0 or below"),
        ("number", {"value": 3}, {"4": 0.5}, "no options that earn shares"),
    ],
)
def test_shares_that_make_no_sense_are_refused(kind: str, key: object, credit: dict[str, float], said: str) -> None:
    with pytest.raises(BankError, match=re.escape(said)):
        check_answer(item(kind), answer(kind, key=key, credit=credit), "here")


def test_shares_are_said_in_the_review_and_in_exports(sources: Course) -> None:
    path = sources.keys_file(ASSIGNMENT)
    keys = yaml.safe_load(path.read_text("utf-8"))
    keys["keys"]["s-several"]["credit"] = {"a": 0.8, "c": 0.2, "b": -0.2}
    path.write_text(yaml.safe_dump(keys), "utf-8")
    make_release(sources, ASSIGNMENT)
    assert "0.8" not in (sources.step("release", ASSIGNMENT) / "quiz.json").read_text("utf-8")
    folder = hand_in_folder(sources, "ana", RIGHT | {"s-several": ["a", "b"]})
    marks = mark_folder(folder, read_answer_key(sources, ASSIGNMENT)).quizzes["quiz-01"]
    assert [each.mark.points for each in marks.items] == [1, 0.6, 2]
    assert "each answer has a share of its own" in review(marks)
    lesson, _ = read_lesson(sources, ASSIGNMENT, ["graded"])
    made = moodle.write(lesson).files[f"{ASSIGNMENT}.moodle.xml"].decode()
    assert re.findall(r'fraction="(-?[\d.]+)"', made)[2:5] == ["80", "-20", "20"]
    assert "~%80%" in gift.write(lesson).files[f"{ASSIGNMENT}.gift.txt"].decode()
    for form in (qti12, h5p):
        assert [each.where for each in form.write(lesson).lost if "shares" in each.what] == ["s-several"]


def test_an_answer_without_shares_is_written_as_before() -> None:
    assert msgspec.to_builtins(Answer(key="a", rationale="r")) == {"key": "a", "rationale": "r"}


def test_a_folder_of_pictures_is_no_bank(tmp_path: Path, sources: Course) -> None:
    add(sources, "![A door](doors.png)")
    assert sources.assignments() == [ASSIGNMENT]


def test_the_example_of_the_page_for_instructors_is_a_bank(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "instructor" / "guide" / "change-it.md").read_text("utf-8")
    bank = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[0])
    (quiz,) = bank["quizzes"]
    key = yaml.safe_load(re.findall(r"`(key: {value: 100.*?})`", text)[0])["key"]
    feedback = yaml.safe_load(re.findall(r"`(feedback: {100.*?})`", text)[0])["feedback"]
    quiz["items"] = [{**quiz["items"][0], "id": f"share-{n}"} for n in range(4)]
    path = tmp_path / "lesson.yaml"
    path.write_text(yaml.safe_dump({"assignment": "lesson", **bank}), "utf-8")
    path.with_suffix("").mkdir()
    (path.with_suffix("") / "trade.png").write_bytes(PNG)
    read = load_yaml(path, Bank)
    keys = dict.fromkeys(
        [each["id"] for each in quiz["items"]], Answer(key=key, rationale="{{own / all}}", feedback=feedback)
    )
    check_keys(read, Keys(assignment="lesson", keys=keys), "keys")
    assert read.quiz("shares").points == 3
