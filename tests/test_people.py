"""Does one person stay one person, and do two of one name stay two, whatever the order of downloads?"""

from __future__ import annotations

import io
import tempfile
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instructor.collect import collect_exchange, collect_zips
from instructor.course import Course, CourseError
from instructor.submissions.doubts import NEW
from instructor.submissions.lms import Upload, by_sender, read_name, same_name
from instructor.submissions.people import People, Unsure
from instructor.submissions.register import Person
from tests.downloads import File, download, handed_in, zipped
from tests.sender_names import NAMES, PAIRS
from tests.small_course import ASSIGNMENT

OTHER = "02-other"


@pytest.mark.parametrize(("name", "student"), NAMES)
def test_a_name_gives_an_id(name: str, student: str) -> None:
    who, _, _ = read_name(name)
    assert who is not None
    assert who.student == student


def test_a_long_name_gives_an_id_with_room_for_a_number() -> None:
    who, _, _ = read_name(f"{'प्रिया' * 30}_12_assignsubmission_file/a.zip")
    assert who is not None
    assert len(who.student.encode()) <= 80
    assert "प्रिया".startswith(who.student[-1]) or who.student[-1] in "प्रिया"


@pytest.mark.parametrize(("one", "other", "is_same"), PAIRS)
def test_names_compare_after_normalisation(one: str, other: str, is_same: bool) -> None:
    assert (same_name(one) == same_name(other)) == is_same


def test_where_all_have_one_name_marking_is_blind() -> None:
    names = [f"Nimetön_{number}_assignsubmission_file/a.zip" for number in (1, 2, 3)]
    now = datetime.now(UTC)
    for count in (2, 3):
        found = [Upload(name, read_name(name)[0], now, 0, io.BytesIO) for name in names[:count]]
        senders = [group[0].sender for group in by_sender(found)]
        assert [who.blind for who in senders if who] == [count == 3] * count
    assert [who.student for who in senders if who] == ["nimetön-1", "nimetön-2", "nimetön-3"]


def _people(folder: Path, answers: Mapping[str, str] | None = None) -> People:
    return People(Course(folder, folder / "build"), answers)


def _identify(people: People, name: str, lesson: str, has_namesake: bool = False) -> str:
    who, _, _ = read_name(name if "assign" in name or name.count("_") > 1 else f"{name}_assignsubmission_file/a.zip")
    assert who is not None
    return people.identify(who, lesson, has_namesake)


def test_the_first_keeps_her_id_when_another_of_her_name_appears(tmp_path: Path) -> None:
    people = _people(tmp_path)
    assert _identify(people, "Ana Souza_4711", ASSIGNMENT) == "ana-souza"
    people.save()
    again = _people(tmp_path)
    assert _identify(again, "Ana Souza_4822", ASSIGNMENT) == "ana-souza-4822"
    assert _identify(again, f"{unicodedata.normalize('NFD', 'ANA SOUZA')}_4711", ASSIGNMENT) == "ana-souza"


def test_over_lessons_the_name_joins_where_one_person_bears_it(tmp_path: Path) -> None:
    people = _people(tmp_path)
    first = [_identify(people, name, ASSIGNMENT) for name in ("Sinéad O'Brien_1", "Bo Li_2")]
    assert [_identify(people, name, OTHER) for name in ("Sinéad O’Brien_8", "BO LI_9")] == first
    assert people.doubts() == []


def test_over_lessons_two_of_one_name_are_asked_about(tmp_path: Path) -> None:
    people = _people(tmp_path)
    ids = [_identify(people, f"Ana Souza_{n}", ASSIGNMENT, has_namesake=True) for n in (1, 2)]
    assert ids == ["ana-souza-1", "ana-souza-2"]
    with pytest.raises(Unsure, match=r"--person 8=ana-souza-1 or --person 8=ana-souza-2 or --person 8=new"):
        _identify(people, "Ana Souza_8", OTHER)
    people.answers = {"8": "ana-souza-2"}
    assert _identify(people, "Ana Souza_8", OTHER) == "ana-souza-2"
    people.answers = {}
    assert _identify(people, "Ana Souza_8", OTHER) == "ana-souza-2"


def test_what_a_name_alone_joined_is_asked_about_when_a_namesake_appears(tmp_path: Path) -> None:
    people = _people(tmp_path)
    assert _identify(people, "Ana Souza_1", ASSIGNMENT) == _identify(people, "Ana Souza_8", OTHER) == "ana-souza"
    assert _identify(people, "Ana Souza_2", ASSIGNMENT) == "ana-souza-2"
    (doubt,) = people.doubts()
    assert f"{OTHER}: number 8 was taken for ana-souza by the name alone" in doubt
    assert "--person 8=ana-souza-2" in doubt
    work = people.course.step("submitted", OTHER, "ana-souza")
    work.mkdir(parents=True)
    people.answers = {"8": "ana-souza-2"}
    (moved,) = people.settle(OTHER)
    assert "number 8 is ana-souza-2, no longer ana-souza" in moved
    assert not work.exists()
    assert people.course.step("submitted", OTHER, "ana-souza-2").is_dir()
    assert people.doubts() == []


def test_a_number_that_is_the_same_in_two_lessons_is_one_persons(tmp_path: Path) -> None:
    people = _people(tmp_path)
    ids = [_identify(people, f"Ana Souza_{n}", ASSIGNMENT, has_namesake=True) for n in (1, 2)]
    assert [_identify(people, f"Ana Souza_{n}", OTHER, has_namesake=True) for n in (1, 2)] == ids


def _register(folder: Path, facts: list[tuple[list[str], bool]]) -> People:
    """Return the people of a course whose register holds these: names, and whether a number is presumed."""
    people = _people(folder)
    for number, (names, is_presumed) in enumerate(facts):
        address = f"moodle:{OTHER}:{number}"
        person = Person(f"p-{number}", names, [address], [address] if is_presumed else [])
        people.register.people.append(person)
    people.save()
    return _people(folder)


NAMES_OF_FEW = st.sampled_from(["Ana Souza", "ANA  SOUZA", "Zoë", unicodedata.normalize("NFD", "Zoë"), "Bo Li", "Ed"])


@given(st.lists(st.tuples(st.lists(NAMES_OF_FEW, max_size=3), st.booleans()), max_size=8))
@settings(max_examples=100, deadline=None)
def test_doubts_are_all_who_share_a_name_with_whom_a_name_alone_joined(facts: list[tuple[list[str], bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        doubts = _register(Path(folder), facts).doubts()
    shared = [{same_name(name) for name in names} for names, _ in facts]
    others = [
        (one, [f"p-{other}" for other in range(len(facts)) if other != one and shared[one] & shared[other]])
        for one, (_, is_presumed) in enumerate(facts)
        if is_presumed
    ]
    expected = [(one, ids) for one, ids in others if ids]
    assert len(doubts) == len(expected)
    for doubt, (one, ids) in zip(doubts, expected, strict=True):
        assert doubt.startswith(f"{OTHER}: number {one} was taken for p-{one} by the name alone")
        assert f"there are others of that name: {', '.join(ids)}; say" in doubt
        ways = " or ".join(f"--person {one}={student}" for student in [f"p-{one}", *ids, NEW])
        assert doubt.endswith(f"collect {OTHER} --zips ... {ways}")


def test_doubts_take_no_more_than_the_register_is_long(tmp_path: Path) -> None:
    people = _register(tmp_path, [([f"Student {number}"], True) for number in range(300)])
    before = same_name.cache_info()
    assert people.doubts() == []
    after = same_name.cache_info()
    assert after.hits + after.misses - before.hits - before.misses <= 2 * 300


def test_canvas_numbers_decide_whatever_the_name(tmp_path: Path) -> None:
    people = _people(tmp_path)
    assert _identify(people, "souzaana_4821_1_a.zip", ASSIGNMENT) == "souzaana-4821"
    assert _identify(people, "limaana_4821_2_a.zip", OTHER) == "souzaana-4821"
    assert _identify(people, "souzaana_4822_3_a.zip", OTHER) == "souzaana-4822"


def test_blind_work_is_nobodys_by_name(tmp_path: Path) -> None:
    people = _people(tmp_path)
    assert _identify(people, "Participant_1", ASSIGNMENT) == "participant-1"
    assert _identify(people, "Participant_8", OTHER) == "participant-8"
    assert _identify(people, "Ana Souza_1", ASSIGNMENT) == "participant-1"  # once identities are revealed
    assert _identify(people, "Ana Souza_9", "03-third") == "participant-1"


@pytest.mark.parametrize("seen", [False, True])
def test_what_blind_marking_calls_everybody_makes_no_namesakes(tmp_path: Path, seen: bool) -> None:
    people = _people(tmp_path)
    for number, name in enumerate(("Ana Souza", "Bo Lind", "Chipo Moyo")):
        _identify(people, f"{name}_{number}", ASSIGNMENT)
        _identify(people, f"{name}_{number + 5}", OTHER)
        person = people.register.people[-1]
        people.register.give(person, f"moodle:03-third:{number + 10}")
        if seen:  # a register of an earlier version
            people.register.call(person, "Participant")
        assert _identify(people, f"Participant_{number + 10}", "03-third") == person.id
        assert person.shown == name or seen
    assert all(person.presumed for person in people.register.people)
    assert people.doubts() == []


def test_a_revealed_name_that_is_somebodys_is_asked_about(tmp_path: Path) -> None:
    people = _people(tmp_path)
    _identify(people, "Participant_1", ASSIGNMENT)
    _identify(people, "Ana Souza_8", OTHER)
    with pytest.raises(Unsure, match=r"number 1 is participant-1 .*, its name ana-souza's; .*--person 1=participant-1"):
        _identify(people, "Ana Souza_1", ASSIGNMENT)


def test_a_group_before_the_name_is_asked_about_with_the_nearest_reading(tmp_path: Path) -> None:
    people = _people(tmp_path)
    _identify(people, "Ana Souza_1", ASSIGNMENT)
    with pytest.raises(Unsure, match=r'"Default group-Ana Souza" may be ana-souza with a group .*--person 8=ana-souza'):
        _identify(people, "Default group-Ana Souza_8", OTHER)


def test_two_names_with_one_id_are_two_people_or_asked_about(tmp_path: Path) -> None:
    people = _people(tmp_path)
    assert _identify(people, "Ana.Souza_1", ASSIGNMENT) == "ana-souza"
    assert _identify(people, "Ana Souza_2", ASSIGNMENT) == "ana-souza-2"
    with pytest.raises(Unsure, match="would have one id"):
        _identify(people, "Ana,Souza_9", OTHER)


def test_work_from_before_the_register_is_adopted_where_that_is_certain(tmp_path: Path) -> None:
    people = _people(tmp_path)
    for student in ("souzaana-4821", "ana-souza-11", "bo-li", "josé"):
        people.course.step("submitted", ASSIGNMENT, student).mkdir(parents=True)
    assert _identify(people, "souzaana_4821_1_a.zip", OTHER) == "souzaana-4821"
    assert _identify(people, "Ana Souza_11", ASSIGNMENT) == "ana-souza-11"
    assert _identify(people, "Bo Li_8", OTHER) == "bo-li"
    with pytest.raises(Unsure, match=r'before numbers were kept: .* "José" \(3\); .*--person 3=josé or --person 3=new'):
        _identify(people, "José_3", ASSIGNMENT)
    assert _identify(_people(tmp_path, {"3": "josé"}), "José_3", ASSIGNMENT) == "josé"
    assert _identify(_people(tmp_path, {"3": NEW}), "José_3", ASSIGNMENT) == "josé-3"


def test_an_answer_that_names_nobody_or_somebody_else_is_refused(tmp_path: Path) -> None:
    people = _people(tmp_path, {"8": "ana"})
    with pytest.raises(Unsure, match='nobody has the id "ana"'):
        _identify(people, "Ana Souza_8", OTHER)
    _identify(people, "Bo Li_1", ASSIGNMENT)
    _identify(people, "Zoe_2", ASSIGNMENT)
    people.answers = {"2": "bo-li"}
    with pytest.raises(CourseError, match="bo-li has another number there"):
        list(people.settle(ASSIGNMENT))


def test_a_register_that_cannot_be_read_stops_with_the_cure(tmp_path: Path) -> None:
    people = _people(tmp_path)
    people.save()
    people.register.path.write_text("{")
    with pytest.raises(CourseError, match=r"people.json cannot be read .*restore it"):
        _people(tmp_path)


def test_a_login_and_a_name_that_would_be_one_are_not(course: Course) -> None:
    inbound = course.folder / "exchange" / "two-januaries" / "inbound"
    folder = inbound / f"ana-souza+{ASSIGNMENT}+2026-11-20 10:00:00 UTC+abc"
    folder.mkdir()
    assert collect_exchange(course, ASSIGNMENT).students == {"ana-souza": ""}
    path = download(course, File("Ana Souza_11_assignsubmission_file/a.zip", handed_in(course)))
    (refusal,) = collect_zips(course, ASSIGNMENT, path).refused
    assert '"Ana Souza" and ana-souza ("ana-souza"; hub:ana-souza) would have one id' in refusal.reason
    assert collect_zips(course, ASSIGNMENT, path, {"11": NEW}).students == {"ana-souza-11": ""}


def test_a_login_that_is_somebodys_id_already_is_refused_and_may_be_told_apart(course: Course) -> None:
    path = download(course, File("Ana Souza_11_assignsubmission_file/a.zip", handed_in(course)))
    collect_zips(course, ASSIGNMENT, path)
    folder = (
        course.folder / "exchange" / "two-januaries" / "inbound" / f"ana-souza+{ASSIGNMENT}+2026-11-22 10:00:00 UTC+a"
    )
    folder.mkdir()
    (refusal,) = collect_exchange(course, ASSIGNMENT).refused
    assert "would have one id" in refusal.reason
    assert (course.step("submitted", ASSIGNMENT, "ana-souza") / f"{ASSIGNMENT}.ipynb").exists()
    done = collect_exchange(course, ASSIGNMENT, {"ana-souza": NEW})
    assert set(done.students) == {"ana-souza", "ana-souza-hub"}


@pytest.mark.parametrize("user", ["..", ".hidden", "[x]", "st*r", "what?", "x" * 200])
def test_a_login_that_is_no_id_is_refused(course: Course, user: str) -> None:
    folder = course.folder / "exchange" / "two-januaries" / "inbound" / f"{user}+{ASSIGNMENT}+2026-11-20 10:00:00 UTC+a"
    folder.mkdir()
    done = collect_exchange(course, ASSIGNMENT)
    assert [refusal.name for refusal in done.refused] == ([user[:100]] if not user.startswith(".") else [])
    assert done.students == {}
    assert not (course.folder / ASSIGNMENT).exists()


def test_two_students_of_one_name_keep_their_work_and_their_marks(course: Course) -> None:
    texts = {11: "first\n", 12: "second\n"}
    for number, day in ((11, 20), (12, 21)):
        work = handed_in(course, texts[number])
        file = File(f"Ana Souza_{number}_assignsubmission_file/w.zip", work, (2026, 11, day, 10, 0, 0))
        collect_zips(course, ASSIGNMENT, download(course, file))
    for student, text in (("ana-souza", "first\n"), ("ana-souza-12", "second\n")):
        assert (course.step("submitted", ASSIGNMENT, student) / "responses/quiz-01.jsonl").read_text("utf-8") == text


def test_downloads_of_two_lessons_in_one_folder_make_no_namesakes(course: Course) -> None:
    folder = course.root / "downloads"
    folder.mkdir()
    for number, title, make in ((11, "w.zip", handed_in(course)), (21, "02.zip", zipped({"02/02.ipynb": "{}"}))):
        file = File(f"Ana Souza_{number}_assignsubmission_file/{title}", make)
        download(course, file).rename(folder / f"{number}.zip")
    done = collect_zips(course, ASSIGNMENT, folder)
    assert done.students == {"ana-souza": ""}
    assert "it holds 02.ipynb instead of one" in done.refused[0].reason
