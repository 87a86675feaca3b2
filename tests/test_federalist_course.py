"""Does a course on a public-domain text, with pages in another language than its lessons, go from release to report?"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from instructor.course import Course
from quizzes.door import option
from quizzes.folders import workplace
from quizzes.packing import pack
from quizzes.simulation import load_model
from quizzes.widget import QuizWidget
from tests.test_second_course import OWN, command, marks_in

SOURCES = Path(__file__).parent / "federalist_51"
LESSON = "01-angels-and-interests"
RUN: list[dict[str, Any]] = [
    {"prediction": "30"},
    {"parameters": {"interests": 101, "chance": 40}},
    {"comparison": "35,2"},
]
RIGHT: dict[str, Any] = {
    "q-tenure": ["p2"],
    "q-second": ["second"],
    "q-against": {"two": "rulers", "many": "part"},
    "q-legislature": ["predominates", "divided", "armed"],
    "q-three": "35,2",
}
ANSWERS: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "ada-lovelace": (RIGHT, RUN),
    "ben-okri": (RIGHT | {"q-tenure": ["p3"], "q-against": {"two": "rulers"}, "q-three": "48"}, RUN[:1]),
    "chen-wu": ({"q-three": "35.2"}, []),
}
DESERVED = {"ada-lovelace": 13, "ben-okri": 5, "chen-wu": 2}


def spanish_course(place: Path) -> Course:
    """Return a copy of the course whose pages are to speak Spanish around its lessons in English."""
    shutil.copytree(SOURCES, place / "federalist")
    course = Course(place / "federalist", place / "federalist" / "course")
    course.folder.mkdir()
    (course.folder / "course.toml").write_text('language = "es"\n', "utf-8")
    return course


def send(widget: QuizWidget, message: dict[str, Any]) -> None:
    """Send the kernel's side what the page sends; it must not refuse."""
    replies: list[dict[str, Any]] = []
    widget.send = replies.append
    widget._receive(widget, message | {"token": 1}, [])
    assert replies[-1]["kind"] == "saved", replies


def hand_in(course: Course) -> Path:
    """Let all students answer what they were handed; return the download that a learning platform makes of it."""
    course.enter()
    download = course.folder / "download.zip"
    with zipfile.ZipFile(download, "w") as archive:
        for number, (student, (answers, run)) in enumerate(ANSWERS.items(), 10):
            with zipfile.ZipFile(course.folder / "handout" / f"{LESSON}-handout.zip") as handout:
                handout.extractall(course.folder / "students" / student)
            place = workplace(course.folder / "students" / student / LESSON)
            quiz, model = (QuizWidget(place, place.bank.quiz(name)) for name in ("quiz-51", "run-51"))
            assert (quiz.view["lang"], quiz.view["written"]) == ("es", "en")
            assert quiz.view["words"]["page.points"] == {"one": "{count} punto", "other": "{count} puntos"}
            for item, response in answers.items():
                send(quiz, {"kind": "answer", "item": item, "response": response})
            for part in run:
                send(model, {"kind": "record", "item": "r-interests", **part})
            packed = pack(place)
            archive.write(packed, f"{student.replace('-', ' ').title()}_{number}_assignsubmission_file/{packed.name}")
    return download


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_a_course_in_two_languages_goes_from_release_to_report(tmp_path: Path) -> None:
    course = spanish_course(tmp_path)
    assert course.course_id == "federalist-51"
    assert marks_in(course, LESSON, hand_in, [*ANSWERS]) == DESERVED
    page = (course.step("feedback", LESSON, "ben-okri") / f"{LESSON}.html").read_text("utf-8")
    assert '<html lang="es" dir="ltr">' in page
    assert '<h1 lang="en" dir="ltr">Angels and interests</h1>' in page
    assert "No es correcto" in page
    assert "35,2 per cent" in page
    assert re.search(r'<div lang="en" dir="ltr">.{0,20}<p>These are three ways for two to join', page)
    report = (course.folder / "report" / f"{LESSON}.html").read_text("utf-8")
    assert "3 entregas" in report
    for text in (page, report):
        assert not re.search("|".join(OWN), text)


def test_students_get_the_course_in_both_languages(tmp_path: Path) -> None:
    course = spanish_course(tmp_path)
    command(course, "release")
    with zipfile.ZipFile(course.folder / "handout" / f"{LESSON}-handout.zip") as handout:
        assert "EMPIEZA: doble clic" in handout.read("README.txt").decode()
        (wheel,) = (name for name in handout.namelist() if name.endswith(".whl"))
        handout.extract(wheel, tmp_path)
    with zipfile.ZipFile(tmp_path / wheel) as packed:
        manifest = json.loads(packed.read("quizzes/lessons.json"))
        assert {f"quizzes/words/{name}.json" for name in ("en", "es", "pt")} <= set(packed.namelist())
        assert b"Ambition must be made to counteract ambition." in packed.read("seeds/essay.txt")
    assert (manifest["language"], manifest["written_in"], manifest["course"]) == ("es", "en", "Angels and Interests")
    (lesson,) = manifest["lessons"]
    assert (lesson["minutes"], lesson["question"][:21]) == (60, "What keeps a governme")


def test_pages_that_an_instructor_opens_show_the_courses_own_text_too(tmp_path: Path) -> None:
    course = spanish_course(tmp_path)
    course.enter()
    facts = json.loads(option(tmp_path, run=True, home=True))
    assert (facts["language"], facts["written"], facts["course"]) == ("es", "en", "Angels and Interests")
    assert facts["seeds"]["essay.txt"].startswith("TO WHAT expedient, then,")
    assert (facts["seeds"]["glossary.json"], facts["seeds"]["hard_words.json"]) == ("{}", "[]")
    assert "words" not in facts
    assert [lesson["name"] for lesson in facts["lessons"]] == [LESSON]


def test_the_text_is_as_it_was_taken_from_the_source() -> None:
    text = (SOURCES / "seeds" / "essay.txt").read_text("utf-8")
    assert [len(each.split()) for each in text.split("\n\n")] == [130, 232, 53, 202, 99, 224, 59, 24, 99, 787]
    assert "If men were angels, no government would be necessary." in text.split("\n\n")[3]


@pytest.mark.parametrize(("interests", "chance", "expected"), [(1, 40, 40.0), (3, 40, 35.2), (101, 50, 50.0)])
def test_the_model_agrees_with_the_formulas(interests: int, chance: int, expected: float) -> None:
    simulate = load_model(SOURCES / "notebooks" / LESSON / "interests.py").simulate
    assert simulate(interests=interests, chance=chance)["majority"] == pytest.approx(expected)


def test_more_interests_help_below_one_half_and_harm_above_it() -> None:
    simulate = load_model(SOURCES / "notebooks" / LESSON / "interests.py").simulate
    below, above = ([simulate(interests=n, chance=p)["majority"] for n in range(1, 102, 2)] for p in (45, 55))
    assert below == sorted(below, reverse=True)
    assert above == sorted(above)
