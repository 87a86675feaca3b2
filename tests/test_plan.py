"""Is `course.toml` read strictly, every mistake named with its line, its key and its cure?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from instructor.course import POINTER, Course, CourseError, UnknownNameError
from instructor.grading.settling import difference
from instructor.guide.dropped import bank_noted, dropped, note, spoken_of, unused
from instructor.handout import lessons_of
from instructor.plan import NAME, Late, in_use, read_plan
from instructor.plan.lines import line_of
from tests.small_course import ASSIGNMENT
from tests.term import run

LESSON = f"[lessons]\n{ASSIGNMENT} = "
DATED = f'zone = "Europe/Berlin"\n{LESSON}{{ due = "2026-12-01 23:59" }}\n'


def plan_of(course: Course, text: str) -> Path:
    course.folder.mkdir(exist_ok=True)
    path = course.folder / NAME
    path.write_text(text, "utf-8")
    return path


MISTAKES = {
    "no TOML": ("title = Two Januaries", r"is not TOML: .*line 1.*quotation marks"),
    "unknown key": ('titel = "x"', r'line 1, titel is not known here; did you mean "title"\?'),
    "misplaced key": ('due = "2026-12-01 23:59"', r"line 1, due .*belongs to a lesson's line under \[lessons\]"),
    "rule at the top": ("per_day = 0.1", r"line 1, per_day .*belongs to \[late\]"),
    "empty title": ('title = " "', r"line 1, title = .*is empty; write what pages"),
    "title no text": ("title = 5", r'title = 5 is no text; put it in quotation marks: "5"'),
    "zone": ('\nzone = "Berlin"', r'line 2, zone = "Berlin" is no zone of places; did you mean "Europe/Berlin"\?'),
    "abbreviation": ('zone = "CEST"', r'zone = "CEST" is no zone of places'),
    "platform": ('platform = "Moddle"', r'platform = "Moddle" .*did you mean "moodle"\?'),
    "markers": ('markers = "ana"', r'markers = "ana" is no list; write it in brackets: \["ana"\]'),
    "twice": ('markers = ["ana", "ana"]', r'markers = .*has "ana" twice; take one out'),
    "percent": ("marked_twice = 10", r"marked_twice = 10 .*for 10 per cent write 0\.1"),
    "percent in words": ('[late]\nper_day = "10 %"', r'line 2, late.per_day = "10 %" is a text; .*: 0\.1'),
    "negative": ("[late]\ncap = -1", r"line 2, late.cap = -1 is not admitted; write a share from 0 to 1"),
    "not a number": ("[late]\ncap = nan", r"late.cap = nan is not admitted"),
    "grace": ('[late]\ngrace = "15"', r'late.grace = "15" is no span of time; write "15 min"'),
    "late no table": ("late = 0.1", r"late = 0.1 is no table; write \[late\] on a line of its own"),
    "unknown lesson": ("[lessons]\n01-smal = {}", r'line 2, lessons.01-smal is no lesson .*"01-small"\?'),
    "no lesson": ("[lessons]", r"line 1, lessons is empty"),
    "lesson no table": (f"{LESSON}1", r"lessons.01-small = 1 is no table; write 01-small = \{ due"),
    "no weight": (f"{LESSON}{{ weight = 0 }}", r"lessons have the weight 0 all together"),
    "weight text": (f'{LESSON}{{ weight = "2" }}', r'weight = "2" is no number; .*without quotation marks'),
    "weight true": (f"{LESSON}{{ weight = true }}", r"weight = True is no number"),
    "day alone": (f'{LESSON}{{ due = "2026-12-01" }}', r"due = \"2026-12-01\" lacks the hour; write date and hour"),
    "day alone, bare": (f"{LESSON}{{ due = 2026-12-01 }}", r"due = 2026-12-01 lacks the hour"),
    "German date": (f'{LESSON}{{ due = "1.12.2026 23:59" }}', r"is no date with its hour; .*clock of UTC"),
    "no such day": (f'{LESSON}{{ due = "2026-02-30 23:59" }}', r"there is no 2026-02-30 23:59"),
    "hour left out": (
        f'zone = "Europe/Berlin"\n{LESSON}{{ due = "2026-03-29 02:30" }}',
        r"line 3, .*Europe/Berlin show 2026-03-29 02:30 never.*write",
    ),
    "hour twice": (
        f'zone = "Europe/Berlin"\n{LESSON}{{ due = "2026-10-25 02:30" }}',
        r"02:30 twice, as they are changed: write 2026-10-25 02:30\+02:00 or 2026-10-25 02:30\+01:00",
    ),
    "due first": (
        f'{LESSON}{{ release = "2026-12-02 00:00", due = "2026-12-01 23:59" }}',
        r"due lies before the release",
    ),
    "drop all": ("drop_lowest = 1", r"drop_lowest = 1 leaves nothing of what has a weight \(1\); drop at most 0"),
    "drop true": ("drop_lowest = true", r"drop_lowest = True is no count"),
    "extension early": (
        f'{DATED}[extensions]\nana = {{ {ASSIGNMENT} = "2026-11-30 23:59" }}',
        r"line 5, extensions.ana.01-small = .*is not later than the due date \(2026-12-01 23:59\)",
    ),
    "extension of nothing": (
        f'[extensions]\nana = {{ {ASSIGNMENT} = "2026-11-30 23:59" }}',
        r"extends nothing: 01-small has no due date",
    ),
    "extension of no lesson": (
        f'{DATED}[extensions.ana]\n01-smal = "2026-12-30 23:59"',
        r'line 5, extensions.ana.01-smal names "01-smal", which is no lesson; did you mean "01-small"\?',
    ),
    "exempt no list": (f'[exempt]\nana = "{ASSIGNMENT}"', r"line 2, exempt.ana = .*is no list; write it in brackets"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_line_key_and_cure(sources: Course, name: str) -> None:
    text, words = MISTAKES[name]
    path = plan_of(sources, text)
    with pytest.raises(CourseError, match=words) as caught:
        read_plan(sources)
    assert str(caught.value).startswith(str(path))


def test_all_mistakes_are_named_at_once_and_a_wrong_due_date_blames_no_extension(sources: Course) -> None:
    text = f'zone = "Berlin"\n[late]\nper_day = 5\n{LESSON}{{ due = "soon" }}\n'
    plan_of(sources, f'{text}[extensions]\nana = {{ {ASSIGNMENT} = "x" }}')
    with pytest.raises(CourseError, match=r"has 3 mistakes") as caught:
        read_plan(sources)
    assert re.findall(r"line (\d)", str(caught.value)) == ["1", "3", "5"]
    done = run("release", ASSIGNMENT)
    assert (done.exit_code, "has 3 mistakes" in done.output) == (1, True)
    assert not (sources.folder / "release").exists()


def test_what_it_says_is_read_on_the_clock_of_the_course(sources: Course) -> None:
    plan_of(
        sources,
        f"""title = "Seminar"
zone = "Europe/Berlin"
platform = "Canvas"
exchange = "../exchange"
markers = ["ana", "ben"]
marked_twice = 0.1
[late]
per_day = 0.1
grace = "15 min"
cap = 0.5
[lessons]
{ASSIGNMENT} = {{ release = 2026-06-01T09:00:00, due = "2026-07-01 23:59", weight = 2.5 }}
[extensions]
"bo b" = {{ {ASSIGNMENT} = "2026-07-03 12:00 America/Sao_Paulo" }}
[exempt]
zoe = ["{ASSIGNMENT}"]
""",
    )
    plan = read_plan(sources)
    lesson = plan.lessons[ASSIGNMENT]
    assert (plan.title, plan.platform, plan.markers, plan.marked_twice) == ("Seminar", "canvas", ("ana", "ben"), 0.1)
    assert plan.exchange == sources.root / "exchange"
    assert lesson.release == datetime(2026, 6, 1, 7, tzinfo=UTC)
    assert (plan.due(ASSIGNMENT), lesson.weight) == (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), 2.5)
    assert plan.due(ASSIGNMENT, "bo b") == datetime(2026, 7, 3, 15, tzinfo=UTC)
    assert plan.due(ASSIGNMENT, "zoe") == plan.due(ASSIGNMENT)
    assert plan.late == Late(0.1, timedelta(minutes=15), 0.5)
    assert plan.exempt == {"zoe": {ASSIGNMENT}}


def test_without_a_file_all_lessons_are_in_use_and_nothing_is_late(sources: Course) -> None:
    plan = read_plan(sources)
    assert (list(plan.lessons), plan.due(ASSIGNMENT), plan.late, plan.source) == ([ASSIGNMENT], None, Late(), None)


@pytest.mark.parametrize(
    ("minutes", "share"), [(0, 0), (15, 0), (15.1, 0.1), (24 * 60 + 15, 0.1), (24 * 60 + 16, 0.2), (30 * 24 * 60, 0.25)]
)
def test_the_late_rule_counts_days_begun_after_the_grace_up_to_the_cap(minutes: float, share: float) -> None:
    late = Late(0.1, timedelta(minutes=15), 0.25)
    assert late.share(minutes * 60) == pytest.approx(share)
    assert (late.penalty(8, minutes * 60) or 0) == pytest.approx(8 * share)


def test_lines_are_found_in_tables_of_any_form() -> None:
    source = 'a = 1\n[t]\n"b c" = 2 # d = 3\n[x.y]\nz = { k = 1 }\n[[l]]\nm.n = 2\n'
    ways = [("a",), ("t",), ("t", "b c"), ("x", "y", "z", "k"), ("l", "m", "n"), ("nowhere",)]
    assert [line_of(source, way) for way in ways] == [1, 2, 3, 5, 7, 1]


def test_a_new_course_has_its_own_folder_which_commands_follow_and_the_demo_does_not(
    sources: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from instructor.course import variable

    monkeypatch.delenv(variable("COURSE"))
    folder = tmp_path / "seminar"
    done = run("new", "course", str(folder), "--zone", "Europe/Berlin")
    assert (done.exit_code, "python -m instructor settle" in done.output) == (0, True)
    text = (folder / NAME).read_text("utf-8")
    assert (sources.root / POINTER).read_text("utf-8") == f"{folder}\n"
    monkeypatch.delenv(variable("COURSE"))
    plan = read_plan(Course.here())
    assert (plan.source, plan.zone.key, list(plan.lessons)) == (folder / NAME, "Europe/Berlin", [ASSIGNMENT])
    assert Course.here(pointed=False).folder == sources.root / "build"
    other = run("new", "course", str(tmp_path / "other"))
    assert "before: " in other.output
    again = run("new", "course", str(folder))
    assert (again.exit_code, "stays as it is" in again.output, "use this folder now" in again.output) == (0, True, True)
    monkeypatch.delenv(variable("COURSE"))
    assert Course.here().folder == folder
    assert (folder / NAME).read_text("utf-8") == text
    done = run("--course", str(folder), "demo", "--no-lab")
    assert (done.exit_code, "is the folder of a course" in done.output) == (1, True)
    monkeypatch.delenv(variable("COURSE"))
    folder.rename(tmp_path / "gone")
    done = run("settle")
    assert (done.exit_code, "which is no folder; bring it back" in done.output) == (1, True)


def test_a_lesson_that_is_not_in_use_is_refused_with_the_line_to_add(real: Course) -> None:
    plan_of(real, "[lessons]\n02-who-pays-for-order = {}\n")
    with pytest.raises(UnknownNameError, match=r"03-reciprocity is not in use: .*add the line 03-reciprocity ="):
        in_use(real, "03-reciprocity")
    assert in_use(real, "02-who-pays-for-order").lessons.keys() == {"02-who-pays-for-order"}


def test_texts_say_which_lessons_they_speak_of_that_are_not_part_of_the_course() -> None:
    assert spoken_of("Lessons 1 to 3, lesson 5 and lessons 6, 7 and 8; section 9") == {1, 2, 3, 5, 6, 7, 8}
    assert note("As in lessons 1 to 3 and lesson 4", {2, 4, 6}) == "Not part of this course: lesson 2, 4."
    assert note("As in lesson 4", {4}) == "Not part of this course: lesson 4."
    assert note("As in lesson 4", {5}) == ""


def test_the_students_version_says_what_is_not_part_of_the_course(real: Course) -> None:
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    from instructor.preprocessors import NoteUnused
    from tests.small_course import cell_metadata

    plan_of(real, "[lessons]\n02-who-pays-for-order = {}\n06-weighing-the-argument = {}\n")
    real.enter()
    cells = [
        new_markdown_cell("Lesson 4 takes it up.", metadata=cell_metadata("a")),
        new_markdown_cell("As in lesson 2."),
        new_markdown_cell("My lesson 4", metadata=cell_metadata("b", 1, solution=True)),
        new_code_cell("# lesson 4"),
    ]
    nb, _ = NoteUnused().preprocess(new_notebook(cells=cells), {})
    assert [cell.source for cell in nb.cells] == [
        "Lesson 4 takes it up.\n\n*Not part of this course: lesson 4.*",
        "As in lesson 2.",
        "My lesson 4",
        "# lesson 4",
    ]
    assert dropped_lines(real)["06-weighing-the-argument"].startswith("speaks of lesson 1, 3, 4, 5;")
    items = {item.id: item for _, item in bank_noted(real.bank("02-who-pays-for-order"), unused(real)).items()}
    noted = [item.stem for item in items.values() if "Not part of this course: lesson 1." in item.stem]
    assert len(noted) == 2
    known = lessons_of(real)
    assert [lesson["name"] for lesson in known["lessons"]] == ["02-who-pays-for-order", "06-weighing-the-argument"]


def dropped_lines(course: Course) -> dict[str, str]:
    """Return what is said of each lesson or kind of thing that is lost, by the first word."""
    return dict(line.split(" ", 1) for line in dropped(course, read_plan(course)) if line[0] != " ")


def test_what_the_course_loses_is_listed(real: Course) -> None:
    plan_of(real, "[lessons]\n" + "".join(f"{name} = {{}}\n" for name in real.assignments() if name[:2] != "04"))
    lines = list(dropped(real, read_plan(real)))
    assert lines[0].startswith("not in use: 04-beggar-thy-neighbour, with 6 objectives")
    assert any(line.startswith("concepts no longer taught: ") and "terms-of-trade" in line for line in lines)
    plan_of(real, "[lessons]\n" + "".join(f"{name} = {{}}\n" for name in real.assignments()))
    assert not list(dropped(real, read_plan(real)))


def test_a_course_that_was_begun_is_taken_along_with_its_due_dates(course: Course, tmp_path: Path) -> None:
    assert run("release", ASSIGNMENT, "--due", "2026-12-01 23:59 Europe/Berlin").exit_code == 0
    folder = tmp_path / "seminar"
    course.folder.rename(folder)
    done = run("new", "course", str(folder), "--zone", "Europe/London")
    assert done.exit_code == 0, done.output
    assert "- 01-small: due 2026-12-01 22:59, as the gradebook has it" in done.output
    assert difference(Course(course.root, folder), ASSIGNMENT) is None
    taken = read_plan(Course(course.root, folder))
    assert taken.due(ASSIGNMENT) == datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
