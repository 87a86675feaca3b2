"""Are rosters of all platforms read for what they say, and taken in so that one person stays one?"""

from __future__ import annotations

from pathlib import Path

import pytest

from instructor.course import Course, CourseError
from instructor.rosters.entries import read_roster
from instructor.submissions.directory import Directory
from instructor.submissions.known import find_student
from instructor.submissions.register import Register
from tests import rosters
from tests.rosters import PEOPLE, write
from tests.small_course import ASSIGNMENT
from tests.term import run


@pytest.mark.parametrize("name", rosters.FILES)
def test_a_roster_is_recognised_by_its_columns_and_read_whole(name: str, tmp_path: Path) -> None:
    data, platform = rosters.FILES[name]
    found = read_roster(write(tmp_path, data))
    assert found.platform == platform
    assert [entry.name for entry in found.entries] == [person[0] for person in PEOPLE]
    emails, logins = ([getattr(e, kind) for e in found.entries] for kind in ("email", "login"))
    assert emails == [p[3] for p in PEOPLE] or logins == [p[4] for p in PEOPLE]


def test_what_is_no_student_is_left_out_and_said(tmp_path: Path) -> None:
    notes = read_roster(write(tmp_path, rosters.canvas())).notes
    assert notes == (
        "left out: the row “Manual Posting”",
        "left out: the row of points possible",
        "left out: the test student “Student, Test”",
    )
    (preview,) = read_roster(write(tmp_path, rosters.blackboard())).notes
    assert "the preview user" in preview
    roles = rosters.csv_text([["Name", "Email", "Roles"], ["Ana", "a@x", "Student"], ["Bo", "b@x", "Teacher"]])
    found = read_roster(write(tmp_path, roles.encode()))
    assert [entry.name for entry in found.entries] == ["Ana"]
    assert found.notes == ("left out: “Bo”, Teacher",)


def test_ids_groups_and_columns_are_kept_as_they_were_written(tmp_path: Path) -> None:
    entry = read_roster(write(tmp_path, rosters.canvas())).entries[0]
    assert (entry.address, entry.number, entry.given, entry.family) == ("canvas:4821", "0012345", "José", "Núñez")
    assert entry.raw["Student"] == "Núñez, José"
    bright = read_roster(write(tmp_path, rosters.brightspace())).entries[0]
    assert (bright.login, bright.number, bright.raw["OrgDefinedId"]) == ("jnunez", "0012345", "#0012345")
    assert read_roster(write(tmp_path, rosters.canvas_groups())).entries[1].groups == ("Team B",)
    moodle = read_roster(write(tmp_path, rosters.FILES["Moodle, participants"][0]))
    assert moodle.entries[0].groups == ("Team A", "Tuesday")


def test_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    data = rosters.csv_text([["Nom", "Prénom", "Courriel"], ["Núñez", "José", "j@x.example"]], ";").encode("cp1252")
    found = read_roster(write(tmp_path, data))
    assert found.entries[0].name == "José Núñez"
    assert "Windows-1252" in found.notes[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"Colour,Size\nred,1\n", r"its columns are “Colour”, “Size”. What would do: a name"),
        (b"Name\nAna\n", r"its columns are “Name”. What would do"),
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel file or a PDF; save it as CSV"),
        (b"PK\x03\x04 no workbook", "is no XLSX that can be read"),
        (rosters.moodle_worksheet(range(1, 7)), "say whose: roster FILE --lesson LESSON"),
        (b"Name,Student ID\nAna,7\nBo,7\n", "“Ana” and “Bo” have one id in it, 7"),
    ],
)
def test_what_is_no_roster_is_refused_with_what_would_do(data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=said):
        read_roster(write(tmp_path, data))


def take(course: Course, data: bytes, *options: str, code: int = 0) -> str:
    done = run("--course", str(course.folder), "roster", str(write(course.root, data)), *options)
    assert done.exit_code == code, done.output
    return done.output


def shown(course: Course) -> dict[str, str]:
    return {person.id: person.shown for person in Register(course).people}


def test_a_first_roster_is_taken_at_once_and_again_changes_nothing(sources: Course) -> None:
    assert "6 on the roster, 0 left" in take(sources, rosters.canvas())
    before = (sources.folder / "people.json").read_bytes()
    assert "nothing changes" in take(sources, rosters.canvas())
    assert (sources.folder / "people.json").read_bytes() == before
    assert shown(sources) == {person[4]: person[0] for person in PEOPLE}


@pytest.mark.parametrize("name", rosters.FILES)
def test_every_second_roster_knows_the_same_people(sources: Course, name: str) -> None:
    take(sources, rosters.brightspace())
    printed = take(sources, rosters.FILES[name][0], code=0)
    assert "nothing changes" in printed
    people = Register(sources).people
    assert len(people) == len(PEOPLE)
    assert all(person.email == fact[3] for person, fact in zip(people, PEOPLE, strict=True))


def test_joins_leaves_and_renames_are_shown_before_they_are_taken(sources: Course) -> None:
    take(sources, rosters.canvas())
    sources.step("submitted", ASSIGNMENT, "jnunez").mkdir(parents=True)
    newer = [*PEOPLE[2:], ("Bo Li", "Bo", "Li", "bli@uni.example", "bli", "0012351", "4900")]
    newer[1] = ("Xiaoming Wang", "Xiaoming", "Wang", *newer[1][3:])
    before = (sources.folder / "people.json").read_bytes()
    refused = take(sources, rosters.canvas(newer), code=1)
    assert "nothing was written" in refused
    assert (sources.folder / "people.json").read_bytes() == before
    for words in (
        "Bo Li",
        "Xiaoming Wang",
        "has work in 01-small: it",
        "has no work",
        "is called: 1, joins: 1, leaves: 2",
    ):
        assert words in " ".join(refused.replace("│", " ").split()), words
    assert "5 on the roster, 2 left" in take(sources, rosters.canvas(newer), "--yes")
    people = {person.id: person for person in Register(sources).people}
    assert [name for name, person in people.items() if person.left] == ["jnunez", "asouza"]
    assert people["xwang"].shown == "Xiaoming Wang"
    assert "comes back: 2, leaves: 1" in take(sources, rosters.canvas((*PEOPLE[:2], *newer[:-1])), "--yes")
    assert "nothing changes" in take(sources, rosters.canvas(PEOPLE[:1]), "--part")


def test_who_leaves_one_of_two_lists_stays_on_the_other(sources: Course) -> None:
    take(sources, rosters.canvas())
    take(sources, rosters.blackboard())
    assert "leaves this list: 1" in take(sources, rosters.canvas(PEOPLE[1:]), "--yes")
    person = Register(sources).people[0]
    assert (person.left, [*person.roster]) == (False, ["blackboard"])


def test_people_are_found_by_id_name_email_login_and_number_and_namesakes_are_asked_about(sources: Course) -> None:
    take(sources, rosters.canvas())
    take(sources, rosters.brightspace())
    directory = Directory(sources)
    for typed in ("jnunez", "José Núñez", "JOSÉ NÚÑEZ", "núñez, josé", "jnunez@uni.example", "canvas:4821"):
        assert directory.find(typed).id == "jnunez"
    for typed in ("jnunez", "José Núñez", "JNUNEZ@uni.example", "canvas:4821"):
        assert find_student(sources, typed) == "jnunez"
    with pytest.raises(CourseError, match=r"may be Ana Souza \(asouza\), Ana Souza \(asouza2\); give the id"):
        directory.find("Ana Souza")
    with pytest.raises(CourseError, match=r"nobody called “?\"?Jose Nunes\"?; did you mean José Núñez \(jnunez\)"):
        directory.find("Jose Nunes")
    assert directory.label("xwang") == "王小明 (xwang)"


def test_a_preferred_name_is_what_is_shown(sources: Course) -> None:
    rows = [["First name", "Last name", "Preferred name", "Email"], ["José", "Núñez", "Pepe", "p@x.example"]]
    take(sources, rosters.csv_text(rows).encode())
    assert shown(sources) == {"josé-núñez": "Pepe Núñez"}


def spoilt(names: list[str]) -> bytes:
    rows = [["Name", "Student ID"], *([name, f"77{place}"] for place, name in enumerate(names))]
    return rosters.csv_text(rows).encode()


RIGHT_NAMES = ["Işıl İnan", "王小明", "José Núñez", "Ana Souza"]
SPOILT = ["I??l ?nan", "???", "Jos\ufffd N\u00c3\u00ba\u00c3\u00b1ez", "Ana Souza"]


def test_a_first_roster_shows_what_it_is_and_one_with_lost_letters_is_not_taken_unasked(sources: Course) -> None:
    printed = take(sources, spoilt(SPOILT), code=1)
    assert "letters were lost in 3 of 4 names: “I??l ?nan”, “???”" in " ".join(printed.split())
    assert "they have: student number 4" in printed
    assert "nothing was written" in printed
    assert not (sources.folder / "people.json").exists()
    assert "nothing was written" in take(sources, spoilt(RIGHT_NAMES), "--dry-run")
    assert not (sources.folder / "people.json").exists()
    assert "letters were lost" not in take(sources, spoilt([*RIGHT_NAMES, "João Ângelo", "Ñandú Åse Ðorđe"]))


def test_ids_of_lost_letters_are_given_anew_where_nothing_hangs_on_them(sources: Course) -> None:
    take(sources, spoilt(SPOILT), "--yes")
    before = shown(sources)
    assert [*before][:2] == ["i-l-nan", "student"]
    sources.step("submitted", ASSIGNMENT, "student").mkdir(parents=True)
    (sources.step("submitted", ASSIGNMENT, "student") / "x.ipynb").write_text("{}")
    take(sources, spoilt(RIGHT_NAMES), "--yes")
    ids = {name: student for student, name in shown(sources).items()}
    assert ids == {"Işıl İnan": "işıl-inan", "王小明": "student", "José Núñez": "josé-núñez", "Ana Souza": "ana-souza"}
    assert "nothing changes" in take(sources, spoilt(RIGHT_NAMES))


def test_a_name_is_found_as_it_looks(sources: Course) -> None:
    take(sources, spoilt(RIGHT_NAMES))
    register = Register(sources)
    register.people[0].id = "işıl-i̇nan"  # as an earlier version made it: a dot above that nobody sees
    register.save()
    directory = Directory(sources)
    for typed in ("işıl-inan", "işıl-i̇nan", "işıl-i\u200bnan", "Işıl İnan", "Işıl I\u0307nan", "işıl\u00ad inan"):
        assert directory.find(typed).names == ["Işıl İnan"], ascii(typed)
    take(sources, spoilt(["Işıl I\u0307nan", *RIGHT_NAMES[1:]]))
    assert len(Register(sources).people) == len(RIGHT_NAMES)
    assert Register(sources).holder("işıl-inan")
