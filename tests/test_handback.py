"""Do feedback pages find the students who handed in by zip, and after a regrading only the ones that changed?"""

from __future__ import annotations

import io
import zipfile

import pytest

from instructor.course import Course
from instructor.submissions.register import Register
from tests.downloads import File, download, handed_in
from tests.importers import Assignment, canvas_comments
from tests.small_course import ASSIGNMENT
from tests.term import edit, run

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

PAGE = f"{ASSIGNMENT}.html"
JOURNAL = '{{"time":"2026-11-20T10:00:00+00:00","item":"s-club","response":"{}"}}\n'


def collected(course: Course, *names: str) -> dict[str, str]:
    """Collect hand-ins of these names, write a page for each student, and return the students by name."""
    found = download(course, *(File(name, handed_in(course)) for name in names))
    done = run("collect", ASSIGNMENT, "--zips", str(found))
    assert done.exit_code == 0, done.output
    students = sorted(path.name for path in (course.folder / "submitted").iterdir())
    for student in students:
        write_page(course, student, f"<p>{student}</p>")
    return {person.id: person.shown for person in Register(course).people}


def write_page(course: Course, student: str, text: str) -> None:
    folder = course.step("feedback", ASSIGNMENT, student)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE).write_text(text, "utf-8")


def packed(course: Course, *options: str) -> tuple[bytes, str]:
    path = course.root / "back.zip"
    path.unlink(missing_ok=True)
    done = run("handback", ASSIGNMENT, "--to", str(path), *options)
    assert done.exit_code == 0, done.output
    return path.read_bytes() if path.exists() else b"", done.output


MOODLE = (
    "Ana Souza_4711_assignsubmission_file/02.zip",
    "José O'Brien_4712_assignsubmission_file_x_y.zip",
    "王小明_4713_assignsubmission_file/x.zip",
)


def test_moodle_gives_each_page_to_its_participant_and_a_new_one_in_its_place(course: Course) -> None:
    people = collected(course, *MOODLE)
    data, said = packed(course)
    assignment = Assignment({4711, 4712, 4713}, 100)  # type: ignore[arg-type]
    assert assignment.take_feedback(data) == []
    numbers = {number: next(iter(files.values())).decode() for number, files in assignment.files.items()}
    expected = {int(a.rpartition(":")[2]): f"<p>{p.id}</p>" for p in Register(course).people for a in p.numbers}
    assert numbers == expected
    assert "pages: 3" in said
    changed = next(iter(people))
    write_page(course, changed, "<p>new</p>")
    data, said = packed(course, "--changed")
    assert assignment.take_feedback(data) == []
    assert sorted(len(files) for files in assignment.files.values()) == [1, 1, 1]
    assert sum(files[PAGE] == b"<p>new</p>" for files in assignment.files.values()) == 1
    assert "pages: 1, unchanged: 2" in said
    assert packed(course, "--changed")[0] == b""
    assert "pages: 3" in packed(course)[1]


CANVAS = {
    "souzaana_4821_90017_02.zip": (4821, 90017),
    "nunezjose_LATE_4822_90018_my_2_work.zip": (4822, 90018),
}


def test_canvas_gives_each_page_to_whose_file_it_names(course: Course) -> None:
    collected(course, *CANVAS)
    data, said = packed(course, "--for", "canvas")
    files = {user: {number: "handed in.zip"} for user, number in CANVAS.values()}
    given, ignored = canvas_comments(data, files)
    assert (given, ignored) == ({4821: ["handed in.zip"], 4822: ["handed in.zip"]}, [])
    assert "pages: 2" in said
    with zipfile.ZipFile(io.BytesIO(data)) as outer:
        for name in outer.namelist():
            with zipfile.ZipFile(io.BytesIO(outer.read(name))) as inner:
                assert inner.namelist() == [PAGE], "a student who is shown a .zip can open it"
    again, _ = packed(course)
    assert again == data, "the same pages are the same zip"
    stale = {user: {1: "another.zip"} for user in files}
    assert len(canvas_comments(data, stale)[1]) == 2, "Canvas ignores files that are not of the last submission"


def test_who_is_not_reached_is_named(course: Course) -> None:
    collected(course, *MOODLE)
    write_page(course, "hub-user", "<p>x</p>")
    _, said = packed(course, "--for", "moodle")
    assert "not in it, for they handed in elsewhere or have no number there: hub-user" in " ".join(said.split())


@pytest.mark.parametrize(("pages", "message"), [(False, "run: python -m instructor feedback"), (True, "say for whom")])
def test_nothing_to_pack_says_what_to_do(course: Course, pages: bool, message: str) -> None:
    if pages:
        write_page(course, "ana", "<p>x</p>")
    done = run("handback", ASSIGNMENT)
    assert done.exit_code == 1
    assert message in done.output


def test_after_a_regrading_the_pages_that_changed_go_back_and_no_others_before(course: Course) -> None:
    answers = {"a": "Right", "b": "Wrong"}
    files = [
        File(f"{name} Souza_{number}_assignsubmission_file/02.zip", handed_in(course, JOURNAL.format(key)))
        for number, (key, name) in enumerate(answers.items(), 4711)
    ]
    assert run("collect", ASSIGNMENT, "--zips", str(download(course, *files))).exit_code == 0

    def back(*options: str) -> str:
        assert run("grade", ASSIGNMENT, "--force", "--yes").exit_code == 0
        assert run("feedback", ASSIGNMENT, "--even-if-waiting").exit_code == 0
        return packed(course, *options)[1]

    assert "pages: 2" in back()
    assert "pages: 0, unchanged: 2" in back("--changed")
    edit(course, "    key: a\n", "    key: b\n")
    edit(course, "feedback: {b: No", "feedback: {a: No")
    edit(course, "diagnosis: {b: Takes every", "diagnosis: {a: Takes every")
    assert "pages: 2" in back("--changed")


def test_of_a_group_whoever_handed_in_there_is_reached_and_where_other_pages_lie_is_said(course: Course) -> None:
    work = [handed_in(course, JOURNAL.format(key)) for key in ("a", "b")]
    files = [
        File("souzaana_4821_90017_02.zip", work[0], (2026, 11, 20, 10, 0, 0)),
        File("nunezjose_4822_90018_02.zip", work[1], (2026, 11, 21, 10, 0, 0)),
        File("libo_4823_90019_02.zip", work[1], (2026, 11, 19, 10, 0, 0)),
    ]
    path = str(download(course, *files))
    assert run("collect", ASSIGNMENT, "--zips", path).exit_code == 0
    assert run("group", ASSIGNMENT, "Team", "souzaana-4821", "nunezjose-4822").exit_code == 0
    register = Register(course)
    register.add("kim").groups.append(f"{ASSIGNMENT}:Team")
    register.save()
    assert run("collect", ASSIGNMENT, "--zips", path).exit_code == 0
    for student in ("souzaana-4821", "nunezjose-4822", "libo-4823", "kim"):
        write_page(course, student, f"<p>{student}</p>")
    data, said = packed(course, "--for", "canvas")
    given, ignored = canvas_comments(data, {4821: {90017: "02.zip"}, 4822: {90018: "02.zip"}, 4823: {90019: "02.zip"}})
    assert (sorted(given), ignored) == ([4821, 4822, 4823], [])
    page = course.step("feedback", ASSIGNMENT, "kim") / PAGE
    assert f"not in it: kim, for whom nunezjose-4822 handed in: {page}" in said


def test_of_two_numbers_in_moodle_the_page_goes_to_the_one_that_handed_in(course: Course) -> None:
    collected(course, MOODLE[0])
    register = Register(course)
    register.people[0].numbers = [f"moodle:{ASSIGNMENT}:9999", f"moodle:{ASSIGNMENT}:4711"]
    register.save()
    assignment = Assignment({4711, 9999}, 100)  # type: ignore[arg-type]
    assert assignment.take_feedback(packed(course)[0]) == []
    assert {number for number, files in assignment.files.items() if files} == {4711}
