"""Does one hand-in of a group count for all its members, the whole way to the marks, and for nobody unasked?"""

from __future__ import annotations

from instructor.collect import collect_zips
from instructor.course import Course
from instructor.submissions.groups import groups
from instructor.submissions.register import Register
from tests import rosters
from tests.downloads import File, download, handed_in
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.term import run, scores
from tests.test_matching import said, take


def journal(course: Course, student: str) -> str:
    return (course.step("submitted", ASSIGNMENT, student) / "responses" / "quiz-01.jsonl").read_text("utf-8")


def sent(course: Course, name: str, answer: str, day: int) -> File:
    return File(f"{name}_assignsubmission_file/w.zip", handed_in(course, f"{answer}\n"), (2026, 11, day, 10, 0, 0))


def collect(course: Course, *files: File) -> dict[str, str]:
    return collect_zips(course, ASSIGNMENT, download(course, *files)).students


def test_one_hand_in_is_marked_for_all_members(course: Course) -> None:
    take(course, rosters.canvas())
    hand_in_folder(course, "jnunez", RIGHT, "We three found this.")
    (course.step("submitted", ASSIGNMENT, "jnunez") / "submission_secret.txt").write_text("s", "utf-8")
    printed = said("group", ASSIGNMENT, "Team A", "José Núñez", "xwang", "sobrien")
    assert "Team A: José Núñez (jnunez), Sinéad O’Brien (sobrien), 王小明 (xwang)" in printed
    assert "王小明 (xwang): handed in by José Núñez (jnunez) for “Team A”" in printed
    assert [*course.folder.glob("submitted/*/*/submission_secret.txt")] == [
        course.step("submitted", ASSIGNMENT, "jnunez") / "submission_secret.txt"
    ]
    said("grade", ASSIGNMENT)
    assert scores(course) == dict.fromkeys(("jnunez", "sobrien", "xwang"), (8.0, 9.0))
    assert run("group", ASSIGNMENT).output.startswith("Team A: José Núñez (jnunez), ")


def test_the_newest_of_a_group_counts_and_an_older_one_is_put_aside(course: Course) -> None:
    take(course, rosters.brightspace())
    said("group", ASSIGNMENT, "Team A", "José Núñez", "xwang")
    done = collect(course, sent(course, "José Núñez_11", "first", 20), sent(course, "王小明_12", "own", 19))
    assert done == {"jnunez": "", "xwang": "handed in by José Núñez (jnunez) for “Team A”"}
    assert (journal(course, "jnunez"), journal(course, "xwang")) == ("first\n", "first\n")
    (aside,) = course.folder.glob(f"downloaded/{ASSIGNMENT}/moved/xwang/responses/quiz-01.jsonl")
    assert aside.read_text("utf-8") == "own\n"
    done = collect(course, sent(course, "José Núñez_11", "first", 20), sent(course, "王小明_12", "newest", 21))
    assert done == {"jnunez": "handed in by 王小明 (xwang) for “Team A”", "xwang": ""}
    assert (journal(course, "jnunez"), journal(course, "xwang")) == ("newest\n", "newest\n")
    collect(course, sent(course, "José Núñez_11", "first", 20), sent(course, "王小明_12", "own", 19))
    assert (journal(course, "jnunez"), journal(course, "xwang")) == ("newest\n", "newest\n")


def test_a_group_that_moodle_names_is_its_members(course: Course) -> None:
    take(course, rosters.FILES["Moodle, participants"][0])
    collect(course, sent(course, "Team A_17", "ours", 20), sent(course, "Team B-王小明_18", "mine", 20))
    register = Register(course)
    members = groups(register, ASSIGNMENT)["Team A"]
    assert [person.shown for person in members] == ["Ana Souza", "José Núñez", "Sinéad O’Brien"]
    assert {journal(course, person.id) for person in members} == {"ours\n"}
    (wang,) = [person.id for person in register.people if person.shown == "王小明"]
    assert journal(course, wang) == "mine\n"
    assert len(register.people) == len(rosters.PEOPLE)


def test_a_group_that_nobody_knew_is_named_afterwards(course: Course) -> None:
    take(course, rosters.canvas())
    collect(course, sent(course, "The Owls_17", "ours", 20))
    assert course.handed_in(ASSIGNMENT) == ["the-owls"]
    said("group", ASSIGNMENT, "The Owls", "xwang", "klee")
    assert course.handed_in(ASSIGNMENT) == ["klee", "xwang"]
    assert len(Register(course).people) == len(rosters.PEOPLE)
    assert collect(course, sent(course, "The Owls_17", "better", 21)).keys() == {"klee", "xwang"}
    assert {journal(course, name) for name in ("klee", "xwang")} == {"better\n"}


def test_a_rosters_groups_count_only_where_that_is_said(course: Course) -> None:
    take(course, rosters.FILES["Moodle, participants"][0])
    (student,) = collect(course, sent(course, "José Núñez_11", "mine", 20))
    assert course.handed_in(ASSIGNMENT) == [student]
    refused = said("group", ASSIGNMENT, "--roster", "*", code=1)
    assert "is in Team A and Tuesday; name a narrower pattern" in refused
    said("group", ASSIGNMENT, "--roster", "Team *")
    assert len(course.handed_in(ASSIGNMENT)) == 3


def test_nobody_is_in_two_groups_and_who_is_taken_out_is_said(course: Course) -> None:
    take(course, rosters.canvas())
    said("group", ASSIGNMENT, "A", "jnunez", "xwang")
    assert "王小明 (xwang) is in “A” for 01-small" in said("group", ASSIGNMENT, "B", "xwang", "klee", code=1)
    assert "王小明 (xwang) is no longer in “A”" in said("group", ASSIGNMENT, "A", "jnunez")
    said("group", ASSIGNMENT, "B", "xwang", "klee")
    assert [*groups(Register(course), ASSIGNMENT)] == ["A", "B"]


def alone(course: Course) -> None:
    """Let three people hand in each their own work, the later the newer."""
    take(course, rosters.brightspace())
    names = ("José Núñez", "王小明", "Sinéad O’Brien")
    collect(course, *(sent(course, f"{name}_{n}", name, 17 + n) for n, name in enumerate(names, 1)))


def test_who_changes_the_group_has_their_own_work_again_and_brings_none_along(course: Course) -> None:
    alone(course)
    said("group", ASSIGNMENT, "Team A", "jnunez", "xwang", "sobrien")
    assert {journal(course, student) for student in ("jnunez", "xwang", "sobrien")} == {"Sinéad O’Brien\n"}
    said("grade", ASSIGNMENT)
    refused = said("group", ASSIGNMENT, "Team B", "xwang", "klee", code=1)
    assert f"python -m instructor group {ASSIGNMENT} 'Team A' jnunez sobrien" in " ".join(refused.split())
    printed = said("group", ASSIGNMENT, "Team A", "jnunez", "sobrien")
    assert "王小明 (xwang) has their own hand-in of 2026-11-19" in printed
    assert "xwang" not in scores(course)
    said("group", ASSIGNMENT, "Team B", "xwang", "klee")
    assert [journal(course, student) for student in ("xwang", "klee", "jnunez")] == ["王小明\n"] * 2 + [
        "Sinéad O’Brien\n"
    ]
    said("grade", ASSIGNMENT)
    assert scores(course).keys() == {"jnunez", "xwang", "sobrien", "klee"}
    printed = said("group", ASSIGNMENT, "Team B", "--dissolve")
    assert 'Kim "Kit" Lee (klee) has no hand-in of their own here; if they sent one since, collect again' in printed
    assert course.handed_in(ASSIGNMENT) == ["jnunez", "sobrien", "xwang"]
    assert [*groups(Register(course), ASSIGNMENT)] == ["Team A"]


def test_when_who_handed_in_is_taken_out_the_others_have_their_own_again(course: Course) -> None:
    alone(course)
    said("group", ASSIGNMENT, "A", "jnunez", "sobrien")
    said("group", ASSIGNMENT, "A", "jnunez", "klee")
    assert [journal(course, student) for student in ("jnunez", "klee", "sobrien")] == [
        "José Núñez\n",
        "José Núñez\n",
        "Sinéad O’Brien\n",
    ]
    done = collect(course, sent(course, "José Núñez_1", "José Núñez", 18))
    assert done == {"jnunez": ""}, "what came back is known again as theirs"


def test_what_a_group_handed_in_stays_the_groups(course: Course) -> None:
    take(course, rosters.FILES["Moodle, participants"][0])
    collect(course, sent(course, "Team A_17", "ours", 20))
    first, *others = groups(Register(course), ASSIGNMENT)["Team A"]
    said("group", ASSIGNMENT, "Team A", *(person.id for person in others))
    assert course.handed_in(ASSIGNMENT) == sorted(person.id for person in others)
    said("group", ASSIGNMENT, "Solo", first.id)
    collect(course, sent(course, "Team A_17", "ours, better", 21))
    assert {journal(course, person.id) for person in others} == {"ours, better\n"}
    assert first.id not in course.handed_in(ASSIGNMENT)


def test_of_two_of_one_second_the_first_members_counts_and_it_is_said(course: Course) -> None:
    take(course, rosters.brightspace())
    files = (sent(course, "José Núñez_1", "one", 20), sent(course, "王小明_2", "two", 20))
    collect(course, *files)
    printed = " ".join(said("group", ASSIGNMENT, "A", "xwang", "jnunez").split())
    assert (
        "王小明 (xwang): handed in by José Núñez (jnunez) for “A”; their own of the same second is other work"
        in printed
    )
    for _ in range(2):
        assert {journal(course, student) for student in ("jnunez", "xwang")} == {"one\n"}
        collect(course, *files)
    (aside,) = course.folder.glob(f"downloaded/{ASSIGNMENT}/moved/xwang*")
    assert (aside / "responses" / "quiz-01.jsonl").read_text("utf-8") == "two\n"
    assert "xwang: " not in said("group", ASSIGNMENT, "A", "xwang", "jnunez")


def test_groups_of_the_roster_that_changed_are_taken_in_any_order(course: Course) -> None:
    header = ["Name", "E-mail", "Group"]
    rows = [
        ["Ana Souza", "a@x.example", "Team A"],
        ["Bo Li", "b@x.example", "Team B"],
        ["Cy Oz", "c@x.example", "Team B"],
    ]
    take(course, rosters.csv_text([header, *rows]).encode())
    said("group", ASSIGNMENT, "--roster", "Team *")
    rows[1][2], rows[0][2] = "Team A", "Team B"
    take(course, rosters.csv_text([header, *rows]).encode())
    said("group", ASSIGNMENT, "--roster", "Team *")
    found = groups(Register(course), ASSIGNMENT)
    assert {name: [p.id for p in people] for name, people in found.items()} == {
        "Team A": ["bo-li"],
        "Team B": ["ana-souza", "cy-oz"],
    }
