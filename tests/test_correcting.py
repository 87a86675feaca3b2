"""Are keys, questions and queries put right from the command line, each mark shown with its reason first?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from instructor.course import Course
from instructor.feedback import page, write_feedback
from instructor.grading.key_edits import with_field
from quizzes.bank import BankError
from tests.gradebooks import by_nbgrader, rows
from tests.small_class import grade
from tests.small_course import ASSIGNMENT, KEYS, RIGHT, answer, hand_in_folder
from tests.term import by_hand, edit, run, scores, waiting

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

REAL = sorted((Path(__file__).parent.parent / "instructor" / "keys").glob("*.yaml"))


def keys(course: Course) -> str:
    return course.keys_file(ASSIGNMENT).read_text("utf-8")


def table(output: str) -> dict[str, list[str]]:
    """Return the rows of the marks that change: student -> mark now, mark then, why."""
    found: dict[str, list[str]] = {}
    last = ""
    for cells in ([cell.strip() for cell in line.split("│")[1:-1]] for line in output.splitlines() if "│" in line):
        last = cells[0] or last
        old = found.get(last, ["", "", ""])
        found[last] = [" ".join(filter(None, pair)) for pair in zip(old, cells[1:], strict=True)]
    return found


@pytest.fixture
def two(course: Course) -> Course:
    """Return the small course, graded, with one who is right and one who answered b, and whose essay is marked."""
    hand_in_folder(course, "ana", RIGHT)
    hand_in_folder(course, "ben", {**RIGHT, "s-club": "b"}, written="It leaves out threats.")
    grade(course, ("ana", "ben"))
    by_hand(course, "ben", "limit-01", 0.5)
    return course


def state(course: Course) -> Mapping[str, Any]:
    return {"rows": rows(course), "keys": keys(course), "scores": scores(course)}


def test_accepting_an_answer_shows_who_gains_and_why_and_keeps_the_keys_as_they_were_written(two: Course) -> None:
    before = state(two)
    for options, code in ((["--dry-run"], 0), ([], 1)):
        done = run("accept", "s-club", "b", *options)
        assert (done.exit_code, state(two)) == (code, before), done.output
        assert table(done.output) == {"ben": ["7.5 of 9", "8.5 of 9", "s-club: several right"]}
    assert run("accept", "01 1", "b", "--yes").exit_code == 0
    assert keys(two) == KEYS.replace("    key: a\n", "    key: a\n    also: [b]\n")
    assert (scores(two)["ben"], waiting(two, "ben")) == ((8.5, 9), set())
    assert run("accept", "s-club", "b", "--lift", "--yes").exit_code == 0
    assert (keys(two), scores(two)["ben"]) == (KEYS, (7.5, 9))


def test_voiding_gives_the_points_or_takes_them_out_and_can_be_taken_back(two: Course) -> None:
    done = run("void", "s-club", "--yes")
    assert (done.exit_code, scores(two)) == (0, {"ana": (8, 9), "ben": (8.5, 9)}), done.output
    done = run("void", f"{ASSIGNMENT}:2", "--out", "--dry-run")
    assert table(done.output)["ana"] == ["8 of 9", "7 of 8", "s-several: void"]
    assert run("void", "s-several", "--out", "--yes").exit_code == 0
    assert scores(two) == {"ana": (7, 8), "ben": (7.5, 8)}
    assert run("void", "s-several", "--lift", "--yes").exit_code == 0
    done = run("void", "s-club", "--lift", "--yes")
    assert (keys(two), scores(two)) == (KEYS, {"ana": (8, 9), "ben": (7.5, 9)})
    assert table(done.output) == {"ben": ["8.5 of 9", "7.5 of 9", "s-club: no longer void"]}


def test_a_credit_stays_through_regrading_never_adds_up_and_is_told(two: Course) -> None:
    command = ["credit", "s-club", "ben", "--because", "the picture <b>did not load"]
    done = run(*command, "--dry-run")
    assert table(done.output) == {"ben": ["7.5 of 9", "8.5 of 9", "s-club: credit"]}
    assert not (two.folder / "credits.json").exists()
    assert run(*command, "--yes").exit_code == 0
    assert scores(two) == {"ana": (8, 9), "ben": (8.5, 9)}
    by_nbgrader(two, True)
    assert scores(two)["ben"] == (8.5, 9)
    assert list(write_feedback(two, ASSIGNMENT, ["ben"])) == [("ben", "")]
    assert "the picture &lt;b&gt;did not load" in page(two, ASSIGNMENT, "ben").read_text("utf-8")
    assert run("accept", "s-club", "b", "--yes").exit_code == 0
    assert scores(two)["ben"] == (8.5, 9)
    assert run("accept", "s-club", "b", "--lift", "--yes").exit_code == 0
    assert run("credit", "s-club", "ben", "--lift", "--yes").exit_code == 0
    assert scores(two)["ben"] == (7.5, 9)
    done = run("credit", "s-club", "ben", "--lift", "--yes")
    assert (done.exit_code, "ben was given nothing for s-club" in done.output) == (1, True)


def test_each_reason_is_the_students_own(two: Course) -> None:
    edit(two, "{value: 2.5, tolerance: 0.01}", "{value: 3, tolerance: 0.01}")
    edit(two, "    key: a\n", "    key: b\n")
    plan = f'[late]\nper_day = 0.1\n[lessons]\n{ASSIGNMENT} = {{ due = "2026-11-20 10:00" }}\n'
    (two.folder / "course.toml").write_text(plan, "utf-8")
    done = run("grade", ASSIGNMENT, "--dry-run")
    assert table(done.output) == {
        "ana": ["8 of 9", "4.5 of 9", "s-club, s-number: key; late penalty 0.5 (was 0)"],
        "ben": ["7.5 of 9", "5.85 of 9", "s-club, s-number: key; late penalty 0.65 (was 0)"],
    }
    assert run("grade", ASSIGNMENT, "--force", "--yes").exit_code == 0
    assert scores(two) == {"ana": (5, 9), "ben": (6.5, 9)}
    assert run("grade", ASSIGNMENT, "--dry-run").output.count("│") == 0


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_every_item_of_the_real_keys_is_edited_and_comes_back_byte_for_byte(path: Path) -> None:
    text = path.read_bytes().decode()
    for item in yaml.safe_load(text)["keys"]:
        once = with_field(text, item, "void", "full")
        assert len(once.splitlines()) == len(text.splitlines()) + 1
        assert with_field(with_field(once, item, "void", "out"), item, "void", None) == text


def test_keys_are_edited_however_they_are_written() -> None:
    text = "keys:\r\n  one: {key: a, rationale: why}   # here\r\n"
    text += "  two:\r\n    rationale: >-\r\n      long\r\n    key: [a]  # x"
    assert with_field(text, "one", "void", "full") == text.replace("why}", "why, void: full}")
    assert with_field(with_field(text, "one", "void", "out"), "one", "void", None) == text
    added = with_field(text, "two", "also", [["b", "off"]])
    assert added == f'{text}\r\n    also: [[b, "off"]]\r\n'
    many = "keys:\n  one:\n    key: a\n    also:   # more\n      - b\n      - c\n    # after\n    void: out\n"
    assert with_field(many, "one", "also", ["b"]) == many.replace("also:   # more\n      - b\n      - c", "also: [b]")
    with pytest.raises(BankError, match='the keys have no item "six"'):
        with_field(text, "six", "void", "full")


def test_a_query_is_kept_by_its_receipt_listed_and_answered_for_all_who_said_the_same(two: Course) -> None:
    hand_in_folder(two, "zoe", {**RIGHT, "s-club": "b"})
    grade(two, ("zoe",))
    for student in ("ana", "ben", "zoe"):
        folder = two.step("submitted", ASSIGNMENT, student)
        receipt = {"assignment": ASSIGNMENT, "time": "2026-11-20T11:00:00+00:00", "code": f"AAAA-{student.upper()}2"}
        (folder / "receipt.json").write_text(json.dumps(receipt), "utf-8")
    asked = "Item s-club, because [bold]a <script>fence</script> is a door"
    done = run("query", "01", "aaaa ben2", asked)
    assert done.exit_code == 0, done.output
    assert "q1: ben asks about s-club (01-small, “Small quiz”, question 1)" in done.output
    assert "2 of 3 answered: a public good, wrong: 0 of 1" in done.output
    assert asked in " ".join(done.output.split())
    assert run("query", ASSIGNMENT, "AAAA-ANA2", "question 3, because of 2.4").exit_code == 0
    listed = run("query", "--list").output
    assert listed.index("s-club (") < listed.index("q1 ") < listed.index("s-number (") < listed.index("q2 ")
    done = run("query", "--answer", "q1", "A fence is **no** door.")
    assert done.exit_code == 0, done.output
    assert "- ben\n- zoe, who gave the same answer" in done.output
    assert "q1" not in run("query", "--open").output
    assert list(write_feedback(two, ASSIGNMENT, ["ana", "ben", "zoe"]))
    texts = {name: page(two, ASSIGNMENT, name).read_text("utf-8") for name in ("ana", "ben", "zoe")}
    assert {name for name, text in texts.items() if "A fence is <strong>no</strong> door." in text} == {"ben", "zoe"}
    assert not any("is a door" in text for text in texts.values())


MISTAKES = (
    (["void", "s-clubs"], 2, 'no lesson grades an item "s-clubs"; did you mean "s-club"?'),
    (["void", "01 9"], 2, "no graded quiz of 01-small has a question 9"),
    (["void", "s-club", "--out", "--lift"], 2, "contradict each other"),
    (["accept", "s-club", "z", "--yes"], 1, 'no option "z"'),
    (["accept", "s-club", "a"], 1, "a is its key already"),
    (["credit", "s-club", "ana"], 2, "say why"),
    (["credit", "s-club", "ana", "--because", "x", "--points", "7"], 1, "is worth 1 points"),
    (["query", "01", "ZZZZ-2222", "item s-club"], 2, "nobody handed in 01-small with the receipt ZZZZ-2222"),
    (["query", "--answer", "q7", "yes"], 2, 'there is no query "q7"'),
)


def test_what_is_not_understood_changes_nothing(two: Course) -> None:
    before = state(two)
    for arguments, code, words in MISTAKES:
        done = run(*arguments)
        assert (done.exit_code, words in " ".join(done.output.split())) == (code, True), done.output
        assert keys(two) == before["keys"]
    assert state(two) == before


def test_a_lesson_that_nobody_handed_in_is_corrected_without_grading(course: Course) -> None:
    done = run("void", "s-club")
    assert (done.exit_code, "nobody has handed it in yet" in done.output) == (0, True)
    assert "void: full" in keys(course)
    folder = hand_in_folder(course, "ana", {})
    answer(folder, "quiz-01", "s-club", "b")
    assert grade(course, ("ana",))["ana"].quizzes == 1
