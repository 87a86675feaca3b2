"""Are a class's feedback pages nbgrader's, byte by byte, and does what is there and unchanged stay?"""

from __future__ import annotations

import base64
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback

from instructor.course import Course, CourseError
from instructor.feedback import page, release_feedback, write_feedback
from instructor.nbgrader_app import application
from instructor.returned import writing
from instructor.returned.sheet import Sheet, Work, make_page
from tests.small_class import CLASS, grade
from tests.small_course import ASSIGNMENT, RIGHT, edit, hand_in_folder
from tests.term import by_hand, run, with_tenth

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HOSTILE = (
    "<script>alert(1)</script> </div></details> <b a='\"'>&copy &#0; \x0c ﷐ <p>[x](javascript:1) "
    "$\\href{javascript:1}{x}$"
)


def mixed_class(course: Course) -> list[str]:
    """Let a class hand in with whatever a page can show, grade it, and let a person mark some of it; return the ids."""
    hand_in_folder(course, "ana", RIGHT, written="It leaves out threats.")
    hand_in_folder(course, "ben", RIGHT | {"s-club": "b"})
    hand_in_folder(course, "mal", {"s-club": HOSTILE, "s-number": "<img src=x>"}, written=HOSTILE)
    drawn = hand_in_folder(course, "pia", RIGHT, written="![](attachment:dot.png)")
    edit(drawn, lambda nb: attach(nb.cells[-1]))
    edit(drawn, lambda nb: nb.cells.append(new_markdown_cell(HOSTILE, id="own")))
    (drawn / "notes.ipynb.txt").write_text("kept", "utf-8")
    (drawn / "data").mkdir()
    (drawn / "data" / "table.csv").write_bytes(b"a\r\n1\r\n")
    (hand_in_folder(course, "zoe", {}) / "submission_secret.txt").write_text("s" * 128, "utf-8")
    with_tenth(course, "2026-11-20 10:30:00 UTC")
    students = ["ana", "ben", "mal", "pia", "zoe"]
    grade(course, tuple(students))
    by_hand(course, "mal", "limit-01", 0.5)
    by_hand(course, "pia", "limit-01", 1, credit=0.25)
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        book.find_comment("limit-01", ASSIGNMENT, ASSIGNMENT, "mal").manual_comment = f"**Read** P9. {HOSTILE}"
        book.db.commit()
    return students


def attach(cell: Any) -> None:
    cell["attachments"] = {"dot.png": {"image/png": base64.b64encode(DOT).decode()}}


def by_nbgrader(course: Course) -> None:
    with application(course, ASSIGNMENT) as (app, _):
        app.coursedir.student_id = "*"
        GenerateFeedback(coursedir=app.coursedir, parent=app, force=True).start()


def files(course: Course) -> dict[str, tuple[bytes, int]]:
    root = course.folder / "feedback"
    found = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mode) for path in found}


def penalties(course: Course) -> dict[str, float | None]:
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        found = book.assignment_submissions(ASSIGNMENT)
        return {each.student.id: each.notebooks[0].late_submission_penalty for each in found}


def test_the_files_are_those_of_nbgrader(course: Course) -> None:
    students = mixed_class(course)
    before = shutil.copy(course.folder / "gradebook.db", course.root / "before.db")
    assert list(write_feedback(course, ASSIGNMENT, students, workers=2)) == [(name, "") for name in students]
    ours, settled = files(course), penalties(course)
    shutil.rmtree(course.folder / "feedback")
    shutil.copy(before, course.folder / "gradebook.db")
    by_nbgrader(course)
    assert {name: mode for name, (_, mode) in ours.items()} == {name: mode for name, (_, mode) in files(course).items()}
    assert ours == files(course)
    assert settled == penalties(course)
    assert any(settled.values())
    texts = b"".join(data for name, (data, _) in ours.items() if name.endswith(".html"))
    for shown in (
        b"not marked yet",
        b"taken off for handing in late",
        b"<strong>Read</strong> P9",
        b"data:image/png;base64,",
    ):
        assert shown in texts


def test_a_page_is_whole_without_the_pass_that_mends_it(course: Course) -> None:
    """What a parser reads is what it writes again: every tag is closed, and each in its place."""
    list(write_feedback(course, ASSIGNMENT, mixed_class(course)))
    for name in ("mal", "pia"):
        html = page(course, ASSIGNMENT, name).read_text("utf-8")
        read = BeautifulSoup(html, "html.parser")
        assert not read.select("img:not([alt])")
        assert [tag.name for tag in read.find_all()] == [
            tag.name for tag in BeautifulSoup(str(read), "html.parser").find_all()
        ]
        assert html.count("<div") == html.count("</div>") == len(read.find_all("div"))
        assert html.count("<details") == html.count("</details>") == len(read.find_all("details"))


def written_of(course: Course, students: tuple[str, ...] = CLASS, **options: Any) -> set[str]:
    """Write the pages; return whose are new."""
    before = {name: at(course, name) for name in students}
    assert list(write_feedback(course, ASSIGNMENT, students, **options)) == [(name, "") for name in students]
    return {name for name in students if at(course, name) != before[name]}


def at(course: Course, student: str) -> int:
    path = page(course, ASSIGNMENT, student)
    return path.stat().st_ino if path.exists() else 0


def comment(course: Course) -> None:
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        book.find_comment("limit-01", ASSIGNMENT, ASSIGNMENT, "mal").manual_comment = "Well seen."
        book.db.commit()


def hand_in_again(course: Course) -> None:
    shutil.rmtree(course.step("submitted", ASSIGNMENT, "mal"))
    hand_in_folder(course, "mal", RIGHT | {"s-club": "b"})
    grade(course)


def touch_keys(course: Course) -> None:
    path = course.keys_file(ASSIGNMENT)
    path.write_text(path.read_text("utf-8") + "\n# looked at\n", "utf-8")


def test_what_is_unchanged_is_left_and_what_changed_is_written_again(small_class: Course) -> None:
    course = small_class
    grade(course)
    assert written_of(course) == set(CLASS)
    assert written_of(course) == set()
    for change, whose in (
        (lambda: by_hand(course, "mal", "limit-01", 1), {"mal"}),
        (lambda: comment(course), {"mal"}),
        (lambda: hand_in_again(course), {"mal"}),
        (lambda: page(course, ASSIGNMENT, "mal").write_text("another's", "utf-8"), {"mal"}),
        (lambda: shutil.rmtree(course.step("feedback", ASSIGNMENT, "mal")), {"mal"}),
        (lambda: (course.folder / "course.toml").write_text("# a plan", "utf-8"), set(CLASS)),
        (lambda: with_tenth(course, "2026-11-20 10:30:00 UTC"), set(CLASS)),
        (lambda: touch_keys(course), set(CLASS)),
    ):
        change()
        assert (written_of(course), written_of(course)) == (whose, set())
    found = files(course)
    assert written_of(course, force=True) == set(CLASS)
    assert files(course) == found


def test_a_page_that_fails_is_named_and_taken_away_and_the_others_go_on(small_class: Course) -> None:
    grade(small_class)
    written_of(small_class)
    notebook = small_class.step("autograded", ASSIGNMENT, "mal") / f"{ASSIGNMENT}.ipynb"
    notebook.chmod(0o644)
    notebook.write_text("{", "utf-8")
    shutil.rmtree(small_class.step("autograded", ASSIGNMENT, "zoe"))
    done = dict(write_feedback(small_class, ASSIGNMENT, [*CLASS, "nobody"], force=True))
    assert done["ana"] == ""
    assert "JSON" in done["mal"]
    assert done["zoe"] == done["nobody"] == f"no graded notebook; run: python -m instructor grade {ASSIGNMENT}"
    assert [name for name in CLASS if page(small_class, ASSIGNMENT, name).exists()] == ["ana"]


def test_a_bank_that_cannot_be_read_takes_no_page_away(small_class: Course) -> None:
    grade(small_class)
    written_of(small_class)
    small_class.bank_file(ASSIGNMENT).write_text("quizzes: [", "utf-8")
    done = run("feedback", ASSIGNMENT)
    assert done.exit_code == 1
    assert ASSIGNMENT in done.output
    assert all(page(small_class, ASSIGNMENT, name).exists() for name in CLASS)


@pytest.mark.skipif(sys.platform != "linux", reason="only a forked worker has the test's way of making a page")
def test_a_page_that_ends_its_worker_harms_no_other(small_class: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(sheet: Sheet, work: Work) -> bytes:
        if work.student == "mal":
            os._exit(3)
        return make_page(sheet, work)

    grade(small_class)
    monkeypatch.setattr(writing, "make_page", make)
    done = dict(write_feedback(small_class, ASSIGNMENT, CLASS))
    assert done == {"ana": "", "mal": "it ended the process that wrote it", "zoe": ""}


def test_another_checkout_stops_everything(small_class: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    grade(small_class)
    written_of(small_class)
    wrong = lambda sheet, work: make_page(Sheet(sheet.root, sheet.folder, ASSIGNMENT, "other", ""), work)  # noqa: E731
    monkeypatch.setattr(writing, "make_page", wrong)
    with pytest.raises(CourseError, match="another version"):
        list(write_feedback(small_class, ASSIGNMENT, CLASS, force=True))
    assert all(page(small_class, ASSIGNMENT, name).exists() for name in CLASS)


def test_pages_are_made_no_faster_than_they_are_written(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Flat memory: what was read and is not written yet is at most four students for each worker."""
    students = [f"s{number:02}" for number in range(20)]
    for name in students:
        hand_in_folder(course, name, RIGHT)
    grade(course, tuple(students))
    read: list[str] = []
    task = writing.Pages._task

    def counted(pages: writing.Pages, student: str) -> writing.Task:
        read.append(student)
        return task(pages, student)

    monkeypatch.setattr(writing.Pages, "_task", counted)
    ahead = [len(read) - done for done, _ in enumerate(write_feedback(course, ASSIGNMENT, students, workers=2))]
    assert len(ahead) == len(read) == 20
    assert 1 <= max(ahead) <= 8


def start(course: Course) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "instructor", "feedback", ASSIGNMENT]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_what_is_killed_leaves_nothing_half_written_and_goes_on_with_the_rest(course: Course) -> None:
    students = [f"s{number:03}" for number in range(30)]
    for name in students:
        hand_in_folder(course, name, RIGHT)
    grade(course, tuple(students))
    folder = course.folder / "feedback"
    with start(course) as running:
        while running.poll() is None and len(list(folder.glob("*/*/*.html"))) < 4:
            time.sleep(0.002)
        running.send_signal(signal.SIGKILL)
    there = {path.parent.parent.name: path.read_bytes() for path in folder.glob("*/*/*.html")}
    assert 4 <= len(there) < 30
    assert all(html.endswith(b"</html>") for html in there.values())
    assert all(len(list((folder / name / ASSIGNMENT).rglob("*"))) == 7 for name in there)
    # The one that was put into place last may not be noted yet.
    again = written_of(course, tuple(students))
    assert len(set(there) & again) <= 1
    assert set(students) - set(there) <= again
    assert len(list(folder.glob("*/*/*.html"))) == 30
    assert not (course.folder / "grading" / f"{ASSIGNMENT}.feedback").exists()


def test_one_walk_releases_all_who_have_a_secret_and_nobody_else(course: Course) -> None:
    for name in (*CLASS, "ben"):
        folder = hand_in_folder(course, name, RIGHT)
        if name != "ben":
            (folder / "submission_secret.txt").write_text(name * 40, "utf-8")
    grade(course, (*CLASS, "ben"))
    written_of(course, (*CLASS, "ben"))
    assert release_feedback(course, ASSIGNMENT) == [*CLASS]
    found = sorted(path.read_bytes() for path in (course.folder / "exchange/two-januaries/feedback").glob("*"))
    assert found == sorted(page(course, ASSIGNMENT, name).read_bytes() for name in CLASS)
