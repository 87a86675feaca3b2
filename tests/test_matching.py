"""Is every submission matched to the roster, is what matches nobody said and assigned, and do marks go along?"""

from __future__ import annotations

import json
import re

import pytest
from nbgrader.api import Gradebook

from instructor.collect import Collected, collect_zips
from instructor.course import Course
from instructor.grading import transfer as transfer_module
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

RIGHT_ANSWER = '{"time":"2026-11-20T10:00:00+00:00","item":"s-club","response":"a"}\n'
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


def plain(people: list[tuple[str, ...]]) -> bytes:
    return rosters.csv_text([["Login", "E-mail", "Name"], *([p[4], p[3], p[0]] for p in people)]).encode()


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
    assert [person.shown for person in Register(course).people] == [person[0] for person in people]
    assert len(students(course)) == 220
    assert students(course)["u158"] == (people[158][1], people[158][2], None)


def test_a_plain_roster_matches_moodles_names_and_asks_about_namesakes(course: Course) -> None:
    people = crowd()
    take(course, plain(people))
    done = collect(course, *moodle_files(course, people[158:]))
    assert len(done.students) == 60
    assert len(done.refused) == 2
    assert all("may be u218 (" in one.reason and "or u219 (" in one.reason for one in done.refused)
    assert len(Register(course).people) == 220


def test_a_grading_worksheet_settles_whose_moodles_numbers_are(course: Course) -> None:
    people = crowd()
    take(course, rosters.canvas(people))
    take(course, plain(people))
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
    again = collect(course, *moodle_files(course, [("Jose Nunez",)]))
    assert ([*again.students], again.questions) == (["jnunez"], ())
    people = People(course)
    assert people.identify(Sender("jose-nunez", "777", name="Jose Nunez"), "02-other") == "jnunez"
    assert len(people.register.people) == len(PEOPLE)


def test_marks_made_under_another_id_go_along(course: Course) -> None:
    collect(course, *canvas_files(course, [("", "ana", "souza", "", "", "", "77")]))
    hand_in_folder(course, "stray", RIGHT, "An answer in my own words.")
    assert {one.outcome for one in grade_class(course, ASSIGNMENT, ["stray", "souzaana-77"])} == {"graded"}
    by_hand(course, "stray", "limit-01", 0.5, 0.25)
    before = scores(course)
    take(course, rosters.brightspace(), code=1)
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


def test_an_assignment_that_was_interrupted_is_given_again(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    take(course, rosters.canvas())
    hand_in_folder(course, "stray", RIGHT)
    assert {one.outcome for one in grade_class(course, ASSIGNMENT, ["stray"])} == {"graded"}
    before = scores(course)["stray"]
    with monkeypatch.context() as broken:
        broken.setattr(transfer_module, "move", _full)
        assert isinstance(run("assign", "stray", "jnunez").exception, OSError)
    assert scores(course) == {"jnunez": before}
    said("assign", "stray", "jnunez")
    assert (scores(course), course.handed_in(ASSIGNMENT)) == ({"jnunez": before}, ["jnunez"])
    assert {one.outcome for one in grade_class(course, ASSIGNMENT, ["jnunez"])} == {"unchanged"}


def _full(*_: object) -> None:
    raise OSError("the disk is full")


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
    assert "feedback/xwang/" in said("feedback", ASSIGNMENT, "--student", "王小明", "--even-if-waiting")
    assert "may be Ana Souza (asouza)" in said("grade", ASSIGNMENT, "--student", "ana souza", code=2)


def test_the_log_of_what_was_collected_moves_too(course: Course) -> None:
    take(course, rosters.brightspace())
    collect(course, *moodle_files(course, [("Jose Nunez",)]))
    said("assign", "jose-nunez", "jnunez")
    lines = (course.folder / "downloaded" / ASSIGNMENT / "collected.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["student"] for line in lines] == ["jnunez"]


def test_marks_follow_work_that_changes_places(course: Course) -> None:
    files = [
        File(f"Ana Souza_{number}_assignsubmission_file/w.zip", handed_in(course, answer))
        for number, answer in ((1, RIGHT_ANSWER), (2, "{}\n"))
    ]
    collect(course, *files)
    ids = ["ana-souza-1", "ana-souza-2"]
    for result in grade_class(course, ASSIGNMENT, ids):
        by_hand(course, result.student, "limit-01", 1 if result.student == ids[0] else 0)
    before = scores(course)
    assert before[ids[0]] != before[ids[1]]
    path = download(course, *files)
    done = collect_zips(course, ASSIGNMENT, path, {"1": ids[1], "2": ids[0]})
    assert len([line for line in done.questions if "no longer" in line]) == 2
    assert scores(course) == {ids[0]: before[ids[1]], ids[1]: before[ids[0]]}
    assert {one.outcome for one in grade_class(course, ASSIGNMENT, ids)} == {"unchanged"}


def test_a_worksheet_gives_work_that_a_name_alone_had_joined_to_whose_it_is(course: Course) -> None:
    one, other = PEOPLE[1], PEOPLE[2]
    take(course, rosters.csv_text([["E-mail", "Name", "Login"], [one[3], one[0], one[4]]]).encode())
    assert [*collect(course, *moodle_files(course, [one])).students] == [one[4]]
    assert {result.outcome for result in grade_class(course, ASSIGNMENT, [one[4]])} == {"graded"}
    rows = [["E-mail", "Name", "Login"], *([p[3], p[0], p[4]] for p in (one, other))]
    take(course, rosters.csv_text(rows).encode(), "--yes")
    printed = take(course, rosters.moodle_worksheet([100], [other]), "--lesson", ASSIGNMENT)
    assert "01-small: work and marks of asouza are asouza2's, as the worksheet says" in " ".join(printed.split())
    assert course.handed_in(ASSIGNMENT) == [*scores(course)] == ["asouza2"]


def test_collect_takes_a_name_for_an_id(course: Course) -> None:
    take(course, rosters.brightspace())
    path = str(download(course, *moodle_files(course, [("Pepe",)])))
    assert "José Núñez (jnunez)\n" in said("collect", ASSIGNMENT, "--zips", path, "--person", "100=José Núñez")
    assert "may be Ana Souza (asouza)" in said(
        "collect", ASSIGNMENT, "--zips", path, "--person", "100=Ana Souza", code=2
    )
