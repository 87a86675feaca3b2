"""Is a slip of an instructor's pen named before anything is done: another lesson's download, folder, marker, person?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from instructor.__main__ import main
from instructor.collect import collect_zips
from instructor.course import Course, CourseError
from instructor.plan import NAME
from instructor.plan.writing import with_extension
from instructor.submissions.times import parse_due
from tests import rosters
from tests.downloads import File, download, handed_in
from tests.rosters import PEOPLE
from tests.small_course import ASSIGNMENT, small_notebook
from tests.term import run

OTHER = "02-other"


def second_lesson(course: Course) -> None:
    """Give the course another lesson, of other cells."""
    nb = small_notebook()
    for cell in nb.cells:
        cell.metadata.get("nbgrader", {}).update(grade_id=f"other-{cell.id}")
        cell.source = f"Another lesson altogether, with words of its own: {cell.id}."
    folder = course.source(OTHER)
    folder.mkdir(parents=True)
    (folder / f"{OTHER}.ipynb").write_text(nbformat.writes(nb), "utf-8")


def of_moodle(course: Course, count: int) -> Path:
    files = [File(f"Person {n}_{n + 11}_assignsubmission_file/w.zip", handed_in(course)) for n in range(count)]
    return download(course, *files)


def test_a_download_of_another_lesson_is_named_and_nothing_of_it_is_kept(course: Course) -> None:
    second_lesson(course)
    with pytest.raises(CourseError, match=f"a download of {ASSIGNMENT}: none of its 3 .* nothing was taken or kept"):
        collect_zips(course, OTHER, of_moodle(course, 3))
    assert not (course.folder / "refused").exists()
    assert len(collect_zips(course, ASSIGNMENT, of_moodle(course, 3)).students) == 3


def test_one_persons_mistake_is_refused_as_theirs(course: Course) -> None:
    second_lesson(course)
    done = collect_zips(course, OTHER, of_moodle(course, 1))
    assert (len(done.students), len(done.refused)) == (0, 1)


def test_a_folder_that_is_not_there_is_no_new_course(course: Course) -> None:
    typed = course.folder.with_name("biuld")
    done = CliRunner().invoke(main, ["--course", str(typed), "marks"])
    assert (done.exit_code, f"did you mean {course.folder}?" in done.output, typed.exists()) == (2, True, False)


def test_a_marker_whom_the_plan_does_not_name_is_asked_about(desk_course: Course) -> None:
    (desk_course.folder / NAME).write_text(f'markers = ["ana", "ben"]\n[lessons]\n{ASSIGNMENT} = {{}}\n', "utf-8")
    done = run("mark", ASSIGNMENT, "--marker", "anna", "--no-browser")
    assert (done.exit_code, '"anna" is not among the markers' in done.output) == (2, True)
    assert 'did you mean "ana"?' in done.output


def test_all_who_bear_a_name_are_named(course: Course) -> None:
    (course.folder / NAME).write_text(
        f'zone = "UTC"\n[lessons]\n{ASSIGNMENT} = {{ due = "2026-11-21 10:00" }}\n', "utf-8"
    )
    assert run("roster", str(rosters.write(course.root, rosters.canvas()))).exit_code == 0
    said = run("extend", "Souza", ASSIGNMENT, "2026-11-22 23:59").output
    assert said.count(PEOPLE[1][0]) == 2, said


@pytest.mark.parametrize("remark", ["", "# Which lessons do not count for whom:\n"])
def test_an_extension_stands_below_its_heading(remark: str) -> None:
    source = f"[extensions]\n# told by e-mail\n\n{remark}[exempt]\n"
    once = with_extension(source, "ana souza", ASSIGNMENT, "2026-11-22 23:59")
    assert once.splitlines()[1] == f'"ana souza" = {{{ASSIGNMENT} = "2026-11-22 23:59"}}'
    assert once.replace(once.splitlines(keepends=True)[1], "") == source


def test_there_is_no_hour_24() -> None:
    with pytest.raises(ValueError, match=r"write 23:59 of that day, or 00:00 of the next"):
        parse_due("2026-12-03 24:00 America/New_York")


def test_another_python_is_told_what_to_type(tmp_path: Path) -> None:
    code = "import sys; sys.path.insert(0, sys.argv[1]); import instructor"
    root = str(Path(__file__).parent.parent)
    bare = [sys.executable, "-I", "-S", "-c", code, root]
    done = subprocess.run(bare, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "type: uv run python -m instructor" in done.stderr
