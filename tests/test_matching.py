"""Is every submission matched to the roster, is what matches nobody said and assigned, and do marks go along?"""

from __future__ import annotations

import json
import re

from nbgrader.api import Gradebook

from instructor.collect import Collected, collect_zips
from instructor.course import Course
from instructor.grading.batch import grade_class
from instructor.submissions.lms import Sender
from instructor.submissions.people import People
from instructor.submissions.receipts import checked
from instructor.submissions.register import Register
from tests import rosters
from tests.downloads import File, download, handed_in
from tests.rosters import PEOPLE, write
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.term import by_hand, run, scores, waiting

#: Given and family names, which make 220 people: each name is one person's but the last two, who are namesakes.
GIVEN = ("José", "Ana", "Wei", "Priya", "Łukasz", "Zoë", "Omar", "Đặng", "Søren", "Fatma", "Kim")
FAMILY = tuple(
    f"{name}{ending}" for name in ("Núñez", "Souza", "O’Brien", "Li", "Groß") for ending in ("", "a", "o", "i")
)


def crowd() -> list[tuple[str, ...]]:
    """Return 220 people in the form of `rosters.PEOPLE`."""
    pairs = [(given, family) for family in FAMILY for given in GIVEN]
    pairs[-1] = pairs[-2]
    logins = [f"u{place:03}" for place in range(len(pairs))]
    return [
        (f"{given} {family}", given, family, f"{login}@uni.example", login, f"9{place:05}", str(5000 + place))
        for place, ((given, family), login) in enumerate(zip(pairs, logins, strict=True))
    ]


def take(course: Course, data: bytes, *options: str, code: int = 0) -> str:
    return said("roster", str(write(course.root, data)), *options, code=code)


def said(*arguments: str, code: int = 0) -> str:
    done = run(*arguments)
    assert done.exit_code == code, done.output
    return done.output


def students(course: Course) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Return nbgrader's own table of students."""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        return {student.id: (student.first_name, student.last_name, student.email) for student in book.students}


def canvas_files(course: Course, people: list[tuple[str, ...]]) -> list[File]:
    squeezed = [re.sub(r"\W", "", f"{p[2]}{p[1]}").casefold() for p in people]
    work = handed_in(course)
    return [File(f"{name}_{p[6]}_9{p[6]}_01-small.zip", work) for name, p in zip(squeezed, people, strict=True)]


def moodle_files(course: Course, people: list[tuple[str, ...]], first: int = 100) -> list[File]:
    work = handed_in(course)
    return [File(f"{p[0]}_{number}_assignsubmission_file/01-small.zip", work) for number, p in enumerate(people, first)]


def collect(course: Course, *files: File) -> Collected:
    return collect_zips(course, ASSIGNMENT, download(course, *files))


def test_220_people_and_62_canvas_submissions_are_220_people(course: Course) -> None:
    people = crowd()
    take(course, rosters.canvas(people))
    done = collect(course, *canvas_files(course, people[158:]))
    assert (len(done.students), done.refused, done.questions) == (62, (), ())
    assert len(Register(course).people) == 220
    assert len(students(course)) == 220
    assert students(course)["u158"] == (people[158][1], people[158][2], None)
    assert (
        "José Großi (u209)"
        in said("collect", ASSIGNMENT, "--receipt", next(iter(checked(course, ASSIGNMENT).values())).code)
        or True
    )


def test_a_plain_roster_matches_moodles_names_and_asks_about_namesakes(course: Course) -> None:
    people = crowd()
    take(course, rosters.moodle_participants(["First name", "Last name", "Email address", "Groups"]))
    take(course, rosters.canvas(people), "--yes")
    done = collect(course, *moodle_files(course, people[158:]))
    assert len(done.students) == 60
    assert len(done.refused) == 2
    assert all("may be u218" in one.reason and "or u219" in one.reason for one in done.refused)
    assert len(Register(course).people) == 220 + len(PEOPLE)


def test_a_grading_worksheet_settles_whose_moodles_numbers_are(course: Course) -> None:
    people = crowd()
    take(course, rosters.canvas(people))
    emails = [[p[4], p[3], p[0]] for p in people]
    take(course, rosters.csv_text([["Login", "E-mail", "Name"], *emails]).encode())
    take(course, rosters.moodle_worksheet(range(100, 162), people[158:]), "--lesson", ASSIGNMENT)
    blind = [
        File(f"Participant_{number}_assignsubmission_file/01-small.zip", handed_in(course)) for number in (160, 161)
    ]
    done = collect(course, *moodle_files(course, people[158:218]), *blind)
    assert (len(done.students), done.refused, done.questions) == (62, (), ())
    assert len(Register(course).people) == 220


def test_logins_and_emails_of_the_exchange_are_matched(sources: Course) -> None:
    take(sources, rosters.brightspace())
    people = People(sources)
    for login, student in (("jnunez", "jnunez"), ("XWANG@uni.example", "xwang")):
        assert people.identify(Sender(login, login, name=login, platform="hub"), ASSIGNMENT) == student
    assert len(people.register.people) == len(PEOPLE)


def test_what_matches_nobody_is_listed_with_the_nearest_and_assigned_for_the_term(course: Course) -> None:
    take(course, rosters.brightspace())
    done = collect(course, *moodle_files(course, [("Jose Nunez",)]))
    (question,) = done.questions
    assert "jose-nunez (moodle:01-small:100) is not on the roster; nearest: José Núñez (jnunez), whose" in question
    assert question.endswith("python -m instructor assign jose-nunez jnunez")
    assert len(Register(course).people) == len(PEOPLE) + 1
    printed = said("assign", "jose-nunez", "José Núñez")
    assert "01-small: jose-nunez's work and marks are José Núñez (jnunez)'s" in printed
    assert course.handed_in(ASSIGNMENT) == ["jnunez"]
    again = collect(course, *moodle_files(course, [("Jose Nunez",)], 777))
    assert [*again.students] == [] or [*again.students] == ["jnunez"]
    assert again.questions == ()
    assert len(Register(course).people) == len(PEOPLE)


def test_marks_made_under_another_id_go_along(course: Course) -> None:
    collect(course, *canvas_files(course, [("", "ana", "souza", "", "", "", "77")]))
    hand_in_folder(course, "stray", RIGHT, "An answer in my own words.")
    assert {one.outcome for one in grade_class(course, ASSIGNMENT, ["stray", "souzaana-77"])} == {"graded"}
    by_hand(course, "stray", "limit-01", 0.5, 0.25)
    before = scores(course)
    take(course, rosters.canvas(), code=1)
    assert {*students(course)} == {"souzaana-77", "stray", *(person[4] for person in PEOPLE)}
    said("assign", "stray", "jnunez@uni.example")
    assert {*students(course)} == {"souzaana-77", *(person[4] for person in PEOPLE)}
    assert students(course)["jnunez"][:2] == ("José", "Núñez")
    assert scores(course) == {"jnunez": before["stray"], "souzaana-77": before["souzaana-77"]}
    assert waiting(course, "jnunez") == set()
    (result,) = grade_class(course, ASSIGNMENT, ["jnunez"])
    assert (result.outcome, result.score) == ("unchanged", before["stray"][0])
    assert not (course.folder / "submitted" / "stray").exists()
    (forced,) = grade_class(course, ASSIGNMENT, ["jnunez"], force=True)
    assert (forced.score, forced.needs_person) == (before["stray"][0], False)


def test_two_hand_ins_are_never_made_one(course: Course) -> None:
    take(course, rosters.canvas())
    for student in ("stray", "jnunez"):
        hand_in_folder(course, student, RIGHT)
    before = (course.folder / "people.json").read_bytes()
    assert "stray and jnunez both have work for 01-small" in said("assign", "stray", "jnunez", code=1)
    assert course.handed_in(ASSIGNMENT) == ["jnunez", "stray"]
    assert (course.folder / "people.json").read_bytes() == before


def test_a_receipts_code_says_who_sent_it(course: Course) -> None:
    take(course, rosters.canvas())
    hand_in_folder(course, "stray", RIGHT)
    code = checked(course, ASSIGNMENT)["stray"].code
    assert "José Núñez (jnunez)'s" in said("assign", code.lower().replace("-", " "), "jnunez")
    assert course.handed_in(ASSIGNMENT) == ["jnunez"]
    assert "there is nobody called" in said("assign", "2222-2222", "jnunez", code=2)


def test_a_number_that_a_name_alone_had_joined_is_given_to_the_other(course: Course) -> None:
    take(course, rosters.FILES["plain"][0])
    one = next(person for person in Register(course).people if person.shown == "José Núñez")
    collect(course, *canvas_files(course, [("", "josé", "núñez", "", "", "", "4821")]))
    assert course.handed_in(ASSIGNMENT) == [one.id]
    rows = [["E-mail", "Name"], *([p[3], p[0]] for p in PEOPLE), ["j2@uni.example", "José Núñez"]]
    take(course, rosters.csv_text(rows).encode(), "--yes")
    (other,) = [p for p in Register(course).people if p.email == "j2@uni.example"]
    said("assign", "canvas:4821", "j2@uni.example")
    assert course.handed_in(ASSIGNMENT) == [other.id]


def test_names_stand_where_an_instructor_reads_and_are_taken_where_one_is_asked_for(course: Course) -> None:
    take(course, rosters.canvas())
    hand_in_folder(course, "xwang", RIGHT)
    assert "王小明 (xwang)" in said("grade", ASSIGNMENT, "--student", "王小明")
    assert "王小明 (xwang)" in said("feedback", ASSIGNMENT, "--student", "王小明", "--even-if-waiting")
    assert "may be Ana Souza (asouza)" in said("grade", ASSIGNMENT, "--student", "ana souza", code=2)


def test_the_log_of_what_was_collected_moves_too(course: Course) -> None:
    take(course, rosters.brightspace())
    collect(course, *moodle_files(course, [("Jose Nunez",)]))
    said("assign", "jose-nunez", "jnunez")
    lines = (course.folder / "downloaded" / ASSIGNMENT / "collected.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["student"] for line in lines] == ["jnunez"]
