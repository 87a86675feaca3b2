"""Is every total what the rules say, reckoned independently, and every mark what nbgrader's own export has?"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from openpyxl import load_workbook

from instructor.course import Course, CourseError
from instructor.marks import read_class
from instructor.penalties import FinalExport
from instructor.plan import LessonPlan, Plan
from instructor.submissions.register import Person, Register
from instructor.totals.earned import Book, Earned, Part
from instructor.totals.exact import points, rounded
from instructor.totals.matching import match, worth
from instructor.totals.plain import as_csv, as_xlsx
from instructor.totals.rows import Row, Standing, totals
from instructor.totals.safe import safe
from tests.term import run
from tests.term_marks import DUE, add_lessons, fill, random_works, work

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

NOW = datetime(2026, 12, 24, tzinfo=UTC)
LESSONS = ("01-first", "02-second", "03-third", "04-fourth")
PLAN = """
zone = "UTC"
drop_lowest = 1
[late]
per_day = 0.1
grace = "15 min"
cap = 0.5
[lessons]
01-first = { due = "2026-11-20 10:00", weight = 1 }
02-second = { due = "2026-11-20 10:00", weight = 2 }
03-third = { due = "2026-11-20 10:00", weight = 0.5 }
04-fourth = { due = "2026-11-20 10:00", weight = 0 }
[extensions]
s03 = { 02-second = "2026-11-22 10:00" }
[exempt]
s04 = ["01-first"]
"""


def by_pen_and_paper(shares: Mapping[str, Decimal], weights: Mapping[str, Decimal], drop: int) -> Decimal | None:
    """Return a total: the best one of all ways to leave out lessons with the lowest shares."""
    with localcontext(prec=60):
        counted = [lesson for lesson in shares if weights[lesson] > 0]
        if not counted:
            return None
        leave = min(drop, len(counted) - 1)
        lowest = sorted(shares[lesson] for lesson in counted)[:leave]
        ways = [out for out in combinations(counted, leave) if sorted(shares[lesson] for lesson in out) == lowest]
        best: list[Decimal] = []
        for out in ways:
            kept = [lesson for lesson in counted if lesson not in out]
            weight = sum((weights[n] for n in kept), Decimal())
            best.append(sum((shares[n] * weights[n] for n in kept), Decimal()) / weight * 100)
        return max(best)


def decimal(number: Fraction) -> Decimal:
    with localcontext(prec=60):
        return Decimal(number.numerator) / Decimal(number.denominator)


TENTHS = st.integers(0, 90).map(lambda n: Fraction(n, 10))
ONE = st.tuples(st.sampled_from(["in", "late", "waits", "none", "exempt", "ungraded", "longer"]), TENTHS, TENTHS)


@given(st.lists(st.tuples(ONE, st.integers(0, 4)), min_size=1, max_size=5), st.integers(0, 3), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_total_is_the_weighted_mean_of_what_counts(cases: list[Any], drop: int, at_end: bool) -> None:
    names = [f"{place:02}-lesson" for place in range(len(cases))]
    due = NOW - timedelta(days=1)
    weights = {name: weight / 2 for name, (_, weight) in zip(names, cases, strict=True)}
    kinds = {name: kind for name, ((kind, _, _), _) in zip(names, cases, strict=True)}
    books, shares, waits = {}, {}, False
    for name, ((kind, one, two), weight) in zip(names, cases, strict=True):
        taken = (one + two) / 2 if kind == "late" else Fraction()
        earned = Earned(Part(one), Part(two, kind == "waits"), taken)
        books[name] = Book(Fraction(9), Fraction(11), {"ana": earned} if kind in ("in", "late", "waits") else {})
        if kind in ("in", "late"):
            shares[name] = decimal((one + two - taken) / 20)
        elif kind == "none" or (kind == "longer" and at_end):
            shares[name] = Decimal(0)
        waits |= kind in ("waits", "ungraded") and weight > 0
    plan = Plan(
        *("made up", ZoneInfo("UTC"), {name: LessonPlan(name, None, due, weights[name]) for name in names}),
        drop_lowest=drop,
        extensions={"ana": {name: NOW + timedelta(days=1) for name in names if kinds[name] == "longer"}},
        exempt={"ana": frozenset(name for name in names if kinds[name] == "exempt")},
    )
    handed_in = {name: ["ana"] for name in names if kinds[name] == "ungraded"}
    (row,) = totals(plan, [Person("ana", roster={"canvas": {}})], books, handed_in, NOW, at_end).rows
    expected = by_pen_and_paper(shares, {name: Decimal(str(weight)) for name, weight in weights.items()}, drop)
    if waits or expected is None:
        assert row.total is None
    else:
        assert row.total is not None
        assert abs(decimal(row.total) - expected) < Decimal("1e-40")


def test_halves_are_rounded_up_and_points_have_no_needless_places() -> None:
    assert [str(rounded(Fraction(n, 200))) for n in (1, 3, 199, -1)] == ["0.01", "0.02", "1.00", "-0.01"]
    assert [points(Fraction(n)) for n in ("7", "0.1", "2/3", "0", "100")] == ["7", "0.1", "0.6667", "0", "100"]


def standings(row: Row) -> list[str]:
    return [mark.standing.value for mark in row.marks.values()]


def test_what_is_not_there_is_told_apart() -> None:
    before, after = NOW + timedelta(days=1), NOW - timedelta(days=1)
    dues = {"open": before, "over": after, "undated": None, "unreleased": after, "exempt": after, "ungraded": after}
    lessons = {name: LessonPlan(name, None, due) for name, due in dues.items()}
    plan = Plan("t", ZoneInfo("UTC"), lessons, exempt={"ana": frozenset({"exempt"})})
    books = {name: Book(Fraction(1), Fraction(1), {}) for name in dues if name != "unreleased"}
    people = [Person("ana", roster={"moodle": {}}), Person("seen"), Person("gone", roster={"moodle": {}}, left=True)]
    found = totals(plan, people, books, {"ungraded": ["ana", "stray"]}, NOW)
    assert [row.person.id for row in found.rows] == ["ana", "stray"]
    assert [row.is_listed for row in found.rows] == [True, False]
    assert [row.person.id for row in found.left] == ["gone"]
    assert standings(found.rows[0]) == ["open", "not handed in", "open", "open", "exempt", "waiting"]
    at_end = totals(plan, people, books, {}, NOW, at_end=True).rows[0]
    assert standings(at_end) == [*["not handed in"] * 3, "open", "exempt", "not handed in"]
    assert at_end.total == 0


@pytest.fixture
def term(course: Course) -> Course:
    """Return a term of 30 people and four lessons, settled by its plan; one left, one joined and did nothing."""
    add_lessons(course, LESSONS)
    students = [f"s{number:02}" for number in range(30)]
    works = random_works(students, LESSONS, 14)
    works["s03", "02-second"] = work([4, 2.5], [3, 1], late=30)
    works["s05", "02-second"] = work([4, 2.5], [3, 1], late=30)
    fill(course, works)
    (course.folder / "course.toml").write_text(PLAN, "utf-8")
    register = Register(course)
    for student in [*students, "idle"]:
        person = register.add(student)
        person.roster, person.names, person.left = {"canvas": {}}, [f"{student} Name"], student == "s29"
    register.people[2].names = ['=HYPERLINK("http://x";"y")']
    register.save()
    assert run("settle", "--yes").exit_code == 0
    return course


def test_marks_are_nbgraders_own_and_totals_a_plain_spreadsheets(term: Course, tmp_path: Path) -> None:
    plan, found = read_class(term, now=NOW)
    assert {row.person.id for row in found.left} == {"s29"}
    theirs = exported(tmp_path)
    for row in (*found.rows, *found.left):
        for lesson, mark in row.marks.items():
            if mark.standing is Standing.MARKED:
                assert mark.points is not None
                assert float(mark.points) == pytest.approx(theirs[row.person.id, lesson], abs=1e-9)
    assert found.rows[[r.person.id for r in found.rows].index("s03")].marks["02-second"].points == Fraction("10.5")
    assert found.rows[[r.person.id for r in found.rows].index("s05")].marks["02-second"].points == Fraction("8.4")
    sheet = load_workbook(io.BytesIO(as_xlsx(plan, found, LESSONS, False)))
    assert sheet.sheetnames == ["marks", "left", "rules"]
    check_sheet(sheet["marks"], 1)
    lines = list(csv.reader(io.StringIO(as_csv(plan, found, LESSONS).decode("utf-8-sig"))))
    assert [line[-2] for line in lines[1:-1]] == [_text(row[-2].value) for row in [*sheet["marks"].iter_rows()][1:]]
    assert lines[-1][-1].startswith("left")


def exported(folder: Path) -> dict[tuple[str, str], float]:
    """Return each student's score by `nbgrader export`, as this course has configured it."""
    path = folder / "export.csv"
    with Gradebook(f"sqlite:///{Course.here().folder / 'gradebook.db'}") as book:
        plugin = FinalExport()
        plugin.to = str(path)
        plugin.export(book)
    lines = csv.DictReader(io.StringIO(path.read_text("utf-8")))
    return {(line["student_id"], line["assignment"]): float(line["score"]) for line in lines}


def check_sheet(sheet: Any, drop: int) -> None:
    """Reckon every total of a sheet anew, from its cells and the rules alone."""
    weights = {"01-first": Decimal(1), "02-second": Decimal(2), "03-third": Decimal("0.5"), "04-fourth": Decimal(0)}
    header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    seen = 0
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        marks = {name: next(cells[head] for head in header if head.startswith(f"{name}: mark")) for name in weights}
        total = cells["total (%)"]
        if "waiting" in [mark for name, mark in marks.items() if weights[name]]:
            assert total == "waiting"
            continue
        there = {name: mark for name, mark in marks.items() if mark is not None and weights[name]}
        expected = by_pen_and_paper(
            {n: Decimal(str(mark)) / Decimal("10.5") for n, mark in there.items()}, weights, drop
        )
        assert expected is not None
        assert abs(Decimal(str(total)) - expected) < Decimal("0.0055"), "marks have 4 places, totals 2"
        seen += 1
    assert seen > 15


def _text(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, int | float) else str(value or "")


def test_the_terminal_shows_all_and_says_the_rules(term: Course) -> None:
    done = run("marks", "02-second")
    assert done.exit_code == 0, done.output
    assert "idle Name" in done.output
    assert "30 people" in done.output
    assert "Late work: 10% of its points for each day begun after 15 minutes of grace, at most half." in done.output
    refused = run("marks", "--to", "marks.ods")
    assert (refused.exit_code, "FILE.csv or FILE.xlsx" in refused.output) == (2, True)


def test_no_spreadsheet_runs_a_name(term: Course) -> None:
    plan, found = read_class(term, now=NOW)
    sheet = load_workbook(io.BytesIO(as_xlsx(plan, found, LESSONS, False)))["marks"]
    (cell,) = [row[0] for row in sheet.iter_rows() if str(row[0].value).startswith("=")]
    assert cell.data_type == "s"
    lines = csv.reader(io.StringIO(as_csv(plan, found, LESSONS).decode("utf-8-sig")))
    assert [line[0] for line in lines if "HYPERLINK" in line[0]] == ['\'=HYPERLINK("http://x";"y")']


def test_marks_that_the_plan_would_change_are_seen_first(term: Course) -> None:
    (term.folder / "course.toml").write_text(PLAN.replace("per_day = 0.1", "per_day = 0.2"), "utf-8")
    with pytest.raises(CourseError, match=r"course\.toml would change .* settle 01-first"):
        read_class(term)


def test_due_in_the_test_is_the_plans() -> None:
    assert f'"{DUE:%Y-%m-%d %H:%M}"' in PLAN


@pytest.mark.parametrize(
    ("header", "lesson"),
    [
        ("Lesson 1 (90017)", "01-small"),
        ("Week 02 (90018)", "02-who-pays-for-order"),
        ("Assignment: Who pays for order? (Real)", "02-who-pays-for-order"),
        ("02-who-pays-for-order (7)", "02-who-pays-for-order"),
        ("Homework: Small, second try (1) (12345)", "01-small"),
        ("Lesson 1 [Total Pts: 8 Score] |534283", "01-small"),
        ("Lesson 2 Points Grade <Numeric MaxPoints:10 Weight:5>", "02-who-pays-for-order"),
        ("Lesson 12 (5)", ""),
        ("Quiz 3", ""),
    ],
)
def test_a_column_is_known_by_its_header(header: str, lesson: str) -> None:
    titles = {"01-small": "Small", "02-who-pays-for-order": "Who pays for order?"}
    assert match([*titles], titles, ["Student", header], {}) == ({lesson: header} if lesson else {})


def test_headers_tell_a_maximum_and_formulas_are_found_behind_other_separators() -> None:
    assert worth("Lesson 1 [Total Pts: up to 8.5 Score] |5") == Fraction("8.5")
    assert worth("Lesson 2 Points Grade <Numeric MaxPoints:10>") == 10
    assert worth("Lesson 1 (8)") is None
    assert [safe(text) for text in ("=1", "a;=1", "a\n+1", "＝1", "Ana-María", "-3")] == [
        *("'=1", "a;'=1", "a\n'+1", "'＝1", "Ana-María", "'-3"),
    ]
