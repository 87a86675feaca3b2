"""Who sent it, and what they sent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from instructor.collect import collect_zips
from instructor.course import Course
from instructor.grading.batch import grade_class
from instructor.rosters.entries import read_roster
from instructor.rosters.merge import compare, take
from instructor.submissions.lms import read_name, same_name
from instructor.submissions.on_roster import strangers
from instructor.submissions.people import People, Unsure
from instructor.submissions.register import Register
from tests import rosters, stray_journals, upload_cases
from tests.downloads import JOURNAL, File, download, handed_in
from tests.sender_names import NAMES, NFD, PAIRS
from tests.small_course import ASSIGNMENT
from tests.uploaded import Uploaded, collect_all

Outcomes = dict[str, tuple[str, str]]


def who(_: Course) -> Outcomes:
    """Say which id a file's name gives, and whether two names are one."""
    ids = {
        repr(name): (student, found.student if (found := read_name(name)[0]) else "nobody") for name, student in NAMES
    }
    return ids | {
        f"{one!r} and {other!r}": (one_or_two(is_same), one_or_two(same_name(one) == same_name(other)))
        for one, other, is_same in PAIRS
    }


def one_or_two(is_same: bool) -> str:
    return "one name" if is_same else "two names"


#: Downloads one after another, each of (name and number, answer, day), and whose answer is where at the end.
DOWNLOADS: dict[str, tuple[list[list[tuple[str, str, int]]], dict[str, str]]] = {
    "two of one name in one download": (
        [[("Ana Souza_11", "first", 20), ("Ana Souza_12", "second", 21)]],
        {"ana-souza-11": "first", "ana-souza-12": "second"},
    ),
    "two of one name in two downloads": (
        [[("Ana Souza_11", "first", 20)], [("Ana Souza_12", "second", 21)]],
        {"ana-souza": "first", "ana-souza-12": "second"},
    ),
    "two of one name in two downloads, the older work last": (
        [[("Ana Souza_12", "second", 21)], [("Ana Souza_11", "first", 20)]],
        {"ana-souza": "second", "ana-souza-11": "first"},
    ),
    "one person, whose name is written otherwise the second time": (
        [[("José Núñez_11", "first", 20)], [(f"{NFD}_11", "second", 21)]],
        {"josé-núñez": "second"},
    ),
    "one person, whose curly apostrophe became a straight one": (
        [[("Sinéad O’Brien_11", "first", 20)], [("SINÉAD O'BRIEN_11", "second", 21)]],
        {"sinéad-o-brien": "second"},
    ),
    "one person hands in again": (
        [[("Ana Souza_11", "first", 20)], [("Ana Souza_11", "second", 21)]],
        {"ana-souza": "second"},
    ),
    "one person's older work is downloaded last": (
        [[("Ana Souza_11", "second", 21)], [("Ana Souza_11", "first", 20)]],
        {"ana-souza": "second"},
    ),
    "two whose names have signs only": (
        [[("★★★_11", "first", 20), ("❤️_12", "second", 20)]],
        {"student-11": "first", "student-12": "second"},
    ),
    "two whose names differ by a vowel sign": (
        [[("की_11", "first", 20), ("का_12", "second", 20)]],
        {"की": "first", "का": "second"},
    ),
}


#: Rosters, a sender's name in a download, and whose work it is: an id, or that it is asked about or said.
ON_ROSTER: dict[str, tuple[bytes, str, str]] = {
    "Canvas's number": (rosters.canvas(), "nunezjose_4821_9001_w.zip", "jnunez"),
    "Canvas's number of nobody, a name of the roster": (rosters.canvas(), "núñezjosé_77_9001_w.zip", "stranger"),
    "Canvas's name, a roster without its numbers": (rosters.brightspace(), "núñezjosé_77_9001_w.zip", "jnunez"),
    "Moodle's name": (rosters.brightspace(), "José Núñez_11_assignsubmission_file/w.zip", "jnunez"),
    "Moodle's name, composed otherwise": (rosters.brightspace(), f"{NFD}_11_assignsubmission_file/w.zip", "jnunez"),
    "the family name first": (rosters.brightspace(), "Núñez José_11_assignsubmission_file/w.zip", "jnunez"),
    "a typewriter's apostrophe": (rosters.canvas(), "Sinéad O'Brien_11_assignsubmission_file/w.zip", "sobrien"),
    "no accents": (rosters.brightspace(), "Jose Nunez_11_assignsubmission_file/w.zip", "stranger"),
    "a name that two bear": (rosters.brightspace(), "Ana Souza_11_assignsubmission_file/w.zip", "asked"),
    "a group before the name": (
        rosters.canvas_groups(),
        "Team A-José Núñez_11_assignsubmission_file/w.zip",
        "jnunez",
    ),
    "marking is blind, with the grading worksheet": (
        rosters.moodle_worksheet(range(11, 17)),
        "Participant_11_assignsubmission_file/w.zip",
        "josé-núñez",
    ),
}


def on_roster(course: Course) -> Outcomes:
    """Say whose a submission is by a roster: a person's, nobody's on it (and said), or asked about."""
    found: Outcomes = {}
    for name, (data, sender, deserved) in ON_ROSTER.items():
        own = Course(course.root, course.root / f"roster-{len(found)}")
        register, roster = Register(own), read_roster(rosters.write(course.root, data), ASSIGNMENT)
        take(register, roster, compare(register, roster, own))
        register.save()
        who = read_name(sender)[0]
        assert who is not None
        listed = People(own)
        try:
            student = listed.identify(who, ASSIGNMENT)
            now = "stranger" if strangers(listed.register, [student]) else student
        except Unsure:
            now = "asked"
        found[name] = (deserved, now)
    return found


def people(course: Course) -> Outcomes:
    """Say whose answers are where after several downloads."""
    found: Outcomes = {}
    for name, (downloads, deserved) in DOWNLOADS.items():
        own = Course(course.root, course.root / f"course-{len(found)}")
        make_alike(course, own)
        for files in downloads:
            collect_zips(own, ASSIGNMENT, download(own, *(parcel(course, *file) for file in files)))
        found[name] = (whose(deserved), whose(held(own)))
    course.enter()
    return found


def make_alike(course: Course, own: Course) -> None:
    """Give a new course folder what was released."""
    own.enter()
    own.step("release", ASSIGNMENT).parent.mkdir(parents=True)
    own.step("release", ASSIGNMENT).symlink_to(course.step("release", ASSIGNMENT))


def parcel(course: Course, sender: str, answer: str, day: int) -> File:
    return File(f"{sender}_assignsubmission_file/w.zip", handed_in(course, f"{answer}\n"), (2026, 11, day, 10, 0, 0))


def held(course: Course) -> dict[str, str]:
    """Return the answer in each student's collected work."""
    journals = course.folder.glob(f"submitted/*/{JOURNAL}")
    return {path.parents[2].name: path.read_text("utf-8").strip() for path in journals}


def whose(answers: dict[str, str]) -> str:
    return ", ".join(f"{student}: {answer}" for student, answer in sorted(answers.items()))


def uploads(course: Course) -> Outcomes:
    """Say which of a sender's files counts, and which are named."""
    uploaded = collect_all(course)
    return {name: (deserved_upload(uploaded, name), done_upload(uploaded, name)) for name in upload_cases.CASES}


def deserved_upload(uploaded: Uploaded, name: str) -> str:
    case, number = upload_cases.CASES[name], uploaded.numbers[name]
    left, refused = ([title.format(number) for title in titles] for titles in (case.left, case.refused))
    return upload_in_words(case.taken, left, refused)


def done_upload(uploaded: Uploaded, name: str) -> str:
    folders, left, refused, _ = uploaded.of(name)
    answers = {text.read_text("utf-8") for folder in folders for text in folder.rglob("*.jsonl")}
    wanted = upload_cases.CASES[name].taken
    taken: str | None = None
    if folders:
        # Where several journals came along the one that counts must be among them.
        marks = [mark for mark in ("a", "b") if upload_cases.answer(mark) in answers]
        taken = wanted if wanted in marks else "".join(marks)
    return upload_in_words(taken, [titled(file) for file in left], [titled(file) for file in refused])


def titled(name: str) -> str:
    """Return a file's own name, without what Moodle or Canvas put before it."""
    title = name.rpartition("/")[2]
    return re.sub(r"^(.*_assignsubmission_(file|onlinetext)_|case_(LATE_)?\d+_(\d+_)?)", "", title)


def upload_in_words(taken: str | None, left: Sequence[str], refused: Sequence[str]) -> str:
    what = {None: "nothing collected", "": "the notebook, without answers"}.get(taken, f"answer {taken}")
    named = [f"{kind} {', '.join(files)}" for kind, files in (("left", left), ("refused", refused)) if files]
    return "; ".join([what, *named])


def journals(course: Course) -> Outcomes:
    """Say what a submission earns whose journals lie elsewhere, and whether something is said of them."""
    stray_journals.hand_in_all(course)
    done = {one.student: one for one in grade_class(course, ASSIGNMENT, [*stray_journals.IDS.values()], workers=1)}
    found = {}
    for name, stray in stray_journals.STRAYS.items():
        result = done[stray_journals.IDS[name]]
        found[name] = (points(stray.points, bool(stray.says)), points(result.score, bool(result.problems)))
    return found


def points(score: float, is_named: bool) -> str:
    return f"{score:g} of 8" + (", named" if is_named else "")
