"""Is every time that the exchange can write, and every due date that is typed, read rightly, or refused with why?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.exchange.abc.exchange import gettz

from instructor.collect import collect_exchange
from instructor.course import Course
from instructor.submissions.read import check_timestamp
from instructor.submissions.screen import Refused
from instructor.submissions.times import parse_due, parse_utc, settled
from tests.gradebooks import by_nbgrader, by_us, rows
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.typed_times import DUES, NO_DUES, NO_STAMPS, STAMPS

#: What the exchange writes unless told otherwise.
FORMAT = "%Y-%m-%d %H:%M:%S.%f %Z"
ZONES = (
    *("UTC", "Europe/Berlin", "Europe/London", "Africa/Algiers", "America/New_York", "America/Panama"),
    *("America/Sao_Paulo", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Sydney", "Australia/Lord_Howe"),
    *("America/St_Johns", "Pacific/Chatham", "Pacific/Kiritimati", "Europe/Moscow", "Asia/Tehran"),
)


@pytest.mark.parametrize(("text", "utc"), STAMPS)
def test_a_stamp_says_its_zone_or_offset(text: str, utc: str) -> None:
    assert parse_utc(text) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(("text", "reason"), NO_STAMPS)
def test_a_zone_that_is_unknown_or_has_several_readings_is_refused_with_the_cure(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_utc(text)
    with pytest.raises(Refused, match=reason if "zone" in reason or "may be" in reason else "holds no time"):
        check_timestamp(text.encode())


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(ZONES), st.datetimes(*map(datetime.fromisoformat, ("2015-01-01", "2035-01-01"))))
def test_what_the_exchange_writes_in_any_zone_is_read_as_meant_or_refused(name: str, utc: datetime) -> None:
    stamp = utc.replace(tzinfo=UTC).astimezone(gettz(name)).strftime(FORMAT)
    try:
        read = parse_utc(stamp)
    except ValueError as error:
        refusal = str(error)
        assert "write the offset" in refusal
        return
    assert read == utc


@pytest.mark.parametrize(("text", "utc"), DUES)
def test_a_due_date_is_read_as_it_is_meant(text: str, utc: str) -> None:
    assert parse_due(text) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(("text", "reason"), NO_DUES)
def test_a_due_date_that_may_be_two_moments_or_none_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_due(text)


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.parametrize("stamp", ["2026-11-20 11:00:00 +0545", "2026-11-20 11:00:00 CET", "2026-11-20 11:00:00 -03"])
def test_both_ways_of_grading_read_the_same_time(course: Course, stamp: str) -> None:
    folder = hand_in_folder(course, "ana", RIGHT)
    (folder / "timestamp.txt").write_text(stamp, "utf-8")
    by_us(course, False)
    ours = rows(course)
    by_nbgrader(course, True)
    assert rows(course) == ours
    assert ours[0][1].startswith(str(parse_utc(stamp)))


@pytest.mark.parametrize(
    ("text", "place", "settled_as"),
    [
        ("2026-11-20 11:00:00.5 PST", "America/Los_Angeles", "2026-11-20 11:00:00.5 -08:00"),
        ("2026-11-20 11:00:00 PST", "US/Pacific", "2026-11-20 11:00:00 -08:00"),
        ("2026-07-20 11:00:00 PST", "America/Los_Angeles", None),  # its clocks say PDT then
        ("2026-11-20 11:00:00 PST", "Asia/Manila", "2026-11-20 11:00:00 +08:00"),
        ("2026-11-20 11:00:00 CST", "Asia/Shanghai", "2026-11-20 11:00:00 +08:00"),
        ("2026-11-20 11:00:00 CST", "Europe/Berlin", None),
        ("2026-11-20 11:00:00 IST", "Asia/Kolkata", "2026-11-20 11:00:00 +05:30"),
        ("2026-11-01 01:30:00 CST", "America/Chicago", "2026-11-01 01:30:00 -06:00"),
        ("2026-11-01 01:30:00 CDT", "America/Chicago", "2026-11-01 01:30:00 -05:00"),
        ("2026-11-20 11:00:00 PST", "Nowhere/Land", None),
        ("2026-11-20 11:00:00 PST", "", None),
        ("2026-11-31 11:00:00 PST", "America/Los_Angeles", None),
        ("2026-11-20 11:00:00 +0545", "America/Los_Angeles", None),
        ("2026-11-20 11:00:00", "America/Los_Angeles", None),
        ("soon", "America/Los_Angeles", None),
    ],
)
def test_the_zone_of_the_exchange_settles_a_name_of_several(text: str, place: str, settled_as: str | None) -> None:
    assert settled(text, place) == (settled_as or text)


@given(st.sampled_from(ZONES), st.datetimes(*map(datetime.fromisoformat, ("2015-01-01", "2035-01-01"))))
def test_with_the_zone_known_all_that_it_writes_is_read_as_meant(name: str, utc: datetime) -> None:
    stamp = utc.replace(tzinfo=UTC).astimezone(gettz(name)).strftime(FORMAT)
    assert parse_utc(settled(stamp, name)) == utc


@pytest.fixture
def pacific(course: Course) -> Course:
    """Return the small course, whose exchange writes the time of California."""
    (course.root / "nbgrader_config.py").write_text('c.Exchange.timezone = "America/Los_Angeles"\n', "utf-8")
    return course


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_both_ways_of_grading_know_the_zone_of_the_exchange(pacific: Course) -> None:
    (hand_in_folder(pacific, "ana", RIGHT) / "timestamp.txt").write_text("2026-11-20 11:00:00 PST", "utf-8")
    by_us(pacific, False)
    ours = rows(pacific)
    assert ours[0][1].startswith("2026-11-20 19:00:00")
    by_nbgrader(pacific, True)
    assert rows(pacific) == ours


def test_collecting_knows_the_zone_of_the_exchange(pacific: Course) -> None:
    inbound = pacific.folder / "exchange" / "two-januaries" / "inbound"
    for minutes in (0, 20):
        stamp = f"2026-11-20 11:{minutes:02}:00.000000 PST"
        folder: Path = inbound / f"ana+{ASSIGNMENT}+{stamp}+key{minutes}"
        folder.mkdir()
        (folder / "timestamp.txt").write_text(stamp, "utf-8")
        (folder / f"{ASSIGNMENT}.ipynb").write_text("{}", "utf-8")
        done = collect_exchange(pacific, ASSIGNMENT)
        assert (list(done.students), done.refused) == (["ana"], ())
        kept = pacific.step("submitted", ASSIGNMENT, "ana") / "timestamp.txt"
        assert kept.read_text("utf-8") == stamp


@pytest.mark.parametrize("zone", ["+0545", "-03", "CET"])
def test_a_resubmission_within_the_hour_is_collected_in_any_zone(course: Course, zone: str) -> None:
    inbound = course.folder / "exchange" / "two-januaries" / "inbound"
    first = datetime.fromisoformat("2026-11-20 11:00:00")
    for minutes in (0, 20):
        stamp = f"{first + timedelta(minutes=minutes)}.000000 {zone}"
        folder: Path = inbound / f"ana+{ASSIGNMENT}+{stamp}+key{minutes}"
        folder.mkdir()
        (folder / "timestamp.txt").write_text(stamp, "utf-8")
        (folder / f"{ASSIGNMENT}.ipynb").write_text("{}", "utf-8")
        done = collect_exchange(course, ASSIGNMENT)
        assert (list(done.students), done.refused) == (["ana"], ())
        kept = course.step("submitted", ASSIGNMENT, "ana") / "timestamp.txt"
        assert kept.read_text("utf-8") == stamp
