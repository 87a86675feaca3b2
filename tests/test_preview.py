"""Does the preview show what students see beside what they do not, from the files as they are now, and to nobody else?

`tests/browser/test_preview.py` has the page itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from traitlets.config import Config

from instructor.__main__ import main
from instructor.authoring.making import MODEL_ANSWER as MODEL_WORDS
from instructor.authoring.making import SCHEME as SCHEME_WORDS
from instructor.course import Course, CourseError, UnknownNameError
from instructor.previewing.beside import LOT
from instructor.previewing.chosen import Chosen, choose
from instructor.previewing.room import Room
from quizzes.door import allow
from quizzes.types.varied import drawn_numbers
from tests.pooled_course import earned_by, write
from tests.small_course import ASSIGNMENT, MODEL_ANSWER, RATIONALE, SCHEME, hand_in_folder

ROOT = Path(__file__).parent.parent


@pytest.fixture
def room(sources: Course) -> Iterator[Room]:
    """Return the room of the small course's lesson."""
    made = Room(sources, ASSIGNMENT, sources)
    yield made
    made.close()


def test_a_lesson_a_quiz_or_a_question_is_chosen_by_its_name(sources: Course) -> None:
    assert choose(sources, "") == choose(sources, ASSIGNMENT) == Chosen(ASSIGNMENT)
    assert choose(sources, "quiz-01") == Chosen(ASSIGNMENT, "quiz-01")
    assert choose(sources, "s-club") == Chosen(ASSIGNMENT, "quiz-01", "s-club")
    with pytest.raises(
        UnknownNameError, match='no lesson, quiz or question is called "s-clubs"; did you mean "s-club"'
    ):
        choose(sources, "s-clubs")


def test_a_lesson_that_cannot_be_read_hides_no_other_one(sources: Course) -> None:
    shutil.copytree(sources.source(ASSIGNMENT), sources.source("02-broken"))
    (sources.source("02-broken") / f"{ASSIGNMENT}.ipynb").rename(sources.source("02-broken") / "02-broken.ipynb")
    sources.bank_file("02-broken").write_text("assignment: 02-broken\nquizzes: [{id: quiz-09}]\n", "utf-8")
    assert choose(sources, "s-club") == Chosen(ASSIGNMENT, "quiz-01", "s-club")
    with pytest.raises(
        CourseError, match=r'"quiz-09" may stand where a mistake is to be mended first: 02-broken\.yaml'
    ):
        choose(sources, "quiz-09")


def test_a_lesson_is_shown_as_students_see_it(room: Room) -> None:
    shown = room.body()["html"]
    student = [part.split("</aside>")[-1] for part in shown.split('<aside class="beside"')]
    assert "<h1>Small</h1>" in student[0]
    assert list(room.body()["quizzes"]) == ["warm-up", "quiz-01", "run-01"]
    assert all(secret not in text for secret in (RATIONALE, SCHEME) for text in student)
    view = room.body()["quizzes"]["quiz-01"]["view"]
    assert [item["id"] for item in view["items"]] == ["s-club", "s-several", "s-number"]
    assert RATIONALE not in str(view)


def test_beside_a_question_stand_key_feedback_diagnosis_and_evidence(sources: Course) -> None:
    room = Room(sources, "s-club", sources)
    body = room.body()
    room.close()
    shown = body["html"]
    assert [len(each["view"]["items"]) for each in body["quizzes"].values()] == [1]
    assert '<dd class="key">a club good</dd>' in shown
    assert RATIONALE in shown
    assert '<dt class="wrong">a public good</dt>' in shown
    assert "No one can be kept from a public good once it is there." in shown
    assert "Takes every shared good for a public one in every respect." in shown
    assert "<mark>Instead of providing public goods to allied countries</mark>" in shown
    assert "Last term" not in shown


def hidden(shown: str) -> list[str]:
    """Return what stands beside, where no student sees it."""
    return [part.partition("</aside>")[0] for part in shown.split('<aside class="beside"')[1:]]


def test_mark_scheme_and_model_answer_stand_beside_the_task(sources: Course, room: Room) -> None:
    scheme, model = hidden(room.body()["html"])[-2:]
    assert "<h3>Mark scheme</h3>" in scheme
    assert SCHEME in scheme
    assert "<h3>Model answer</h3>" in model
    assert MODEL_ANSWER in model
    made = CliRunner().invoke(main, ["new", "quiz", ASSIGNMENT, "more", "written"])
    assert made.exit_code == 0, made.output
    alone = Room(sources, "more", sources)
    beside = hidden(alone.body()["html"])
    alone.close()
    assert [SCHEME_WORDS in each for each in beside] == [False, True, False]
    assert [MODEL_WORDS in each for each in beside] == [False, False, True]


def test_what_is_read_aloud_for_a_picture_stands_beside_the_question(sources: Course) -> None:
    folder, path = sources.bank_file(ASSIGNMENT).with_suffix(""), sources.bank_file(ASSIGNMENT)
    folder.mkdir()
    (folder / "half.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    named = "pictures: {half.png: {source: Us, licence: CC0}}\nquizzes:\n"
    text = path.read_text("utf-8").replace("quizzes:\n", named, 1)
    path.write_text(text.replace("Two and a half?", '"![Half a pie, cut](half.png) How much?"'), "utf-8")
    room = Room(sources, "s-number", sources)
    shown = room.body()["html"]
    room.close()
    assert '<dt>Read aloud for a picture</dt><dd class="picture">Half a pie, cut</dd>' in "".join(hidden(shown))


def test_the_shares_that_options_earn_stand_beside_the_question(sources: Course) -> None:
    keys = sources.keys_file(ASSIGNMENT)
    shares = "key: [a, c]\n    credit: {a: 0.7, b: -0.2, c: 0.3}"
    keys.write_text(keys.read_text("utf-8").replace("key: [a, c]", shares), "utf-8")
    room = Room(sources, "s-several", sources)
    shown = room.body()["html"]
    room.close()
    assert [f'<dd class="share">{each}</dd>' in shown for each in ("+0.7: air", "-0.2: bread", "+0.3: light")] == [
        True
    ] * 3
    assert 'class="wrong"' not in shown


def test_an_answer_is_saved_and_marked_as_in_the_kernel_and_can_be_forgotten(room: Room) -> None:
    room.body()
    message = {"kind": "answer", "item": "s-p-club", "response": "b", "token": "1"}
    told = room.send("warm-up", message)
    assert [reply["kind"] for reply in told["replies"]] == ["saved"]
    assert "Think of the door." in str(told["answers"]["s-p-club"])
    assert room.body()["quizzes"]["warm-up"]["answers"]["s-p-club"]["response"] == "b"
    room.clear()
    assert room.body()["quizzes"]["warm-up"]["answers"]["s-p-club"]["response"] is None
    with pytest.raises(CourseError, match='"quiz-02" is not on the page any more'):
        room.send("quiz-02", message)


def test_what_was_saved_a_moment_ago_is_shown(sources: Course, room: Room) -> None:
    stamp, path = room.body()["stamp"], sources.bank_file(ASSIGNMENT)
    assert room.stamp == stamp
    text = path.read_text("utf-8")
    path.write_text(text.replace("Which are shared?", "Which are for all?"), "utf-8")
    assert room.stamp != stamp
    assert "Which are for all?" in str(room.body()["quizzes"])
    path.write_text(text.replace("level: apply", "level: hard"), "utf-8")
    broken = room.body()
    assert f"quizzes/bank/{ASSIGNMENT}.yaml:26: item &#34;s-club&#34;: level: expected one of recall" in broken["html"]
    path.write_text(text, "utf-8")
    assert "To mend first" not in room.body()["html"]


def test_how_a_class_answered_stands_beside_what_counted(small_class: Course) -> None:
    hand_in_folder(small_class, "wrong", {"s-club": "b"})
    room = Room(small_class, "quiz-01", small_class)
    shown = room.body()["html"]
    room.close()
    assert "4 of 4 answered; 75% of the points earned<br>1 × a public good" in shown


def test_of_two_students_nothing_is_shown(course: Course) -> None:
    for name in ("ana", "ben"):
        hand_in_folder(course, name, {"s-club": "b"})
    room = Room(course, "quiz-01", course)
    assert "Last term" not in room.body()["html"]
    room.close()


def test_every_lesson_of_the_module_is_shown_without_an_error() -> None:
    course = Course(ROOT, ROOT / "build")
    for lesson in course.assignments():
        room = Room(course, lesson, course)
        body = room.body()
        room.close()
        assert "To mend first" not in body["html"], lesson
        assert set(body["quizzes"]) == {quiz.id for quiz in course.bank(lesson).quizzes}


def test_a_students_server_has_no_preview() -> None:
    config = Config()
    allow(config)
    assert "preview" not in repr(config)
    assert '"instructor.previewing": True' in (ROOT / "instructor" / "jupyter_server_config.py").read_text("utf-8")


def test_a_pool_of_numbers_that_vary_is_shown_with_those_of_one_draw(sources: Course) -> None:
    write(sources)
    room = Room(sources, "quiz-01", sources)
    body = room.body()
    view = body["quizzes"]["quiz-01"]["view"]
    numbers = drawn_numbers(sources.bank(ASSIGNMENT).quiz("quiz-01").items[0].numbers, "n-0", LOT)
    key = f"{earned_by(numbers['price'], numbers['sold']):.12g}"
    sent = room.send("quiz-01", {"kind": "answer", "item": "n-0", "response": key, "token": "t"})
    room.close()
    assert key in str(sent["answers"])
    assert len(view["items"]) == 8
    assert "{{" not in str(view) + body["html"]
    assert f"{numbers['sold']:g} are sold" in view["items"][0]["stem"]
    assert f'<dd class="key">{key}</dd>' in body["html"]
    assert f"That is what comes in: {numbers['sold'] * numbers['price']:.10g}." in body["html"]
    assert "each student is asked 3 of its questions" in body["html"]
