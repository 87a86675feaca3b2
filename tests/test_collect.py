"""Is what students send told apart by sender, screened unseen, and collected or refused with a reason?"""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from io import BytesIO

import pytest

from instructor.collect import Collected, collect_exchange, collect_zips
from instructor.course import Course, CourseError
from instructor.demo import Student, submit
from instructor.submissions.lesson import Lesson
from instructor.submissions.lms import Sender, Upload, read_name
from instructor.submissions.parcel import Parcel
from instructor.submissions.screen import LARGEST_FILE, MOST_FILES, Member, screen
from instructor.submissions.unpack import inspect
from tests.downloads import JOURNAL, NOTEBOOK, File, download, handed_in, zipped
from tests.small_course import ASSIGNMENT


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Ana Souza_4711_assignsubmission_file/01-small.zip", Sender("ana-souza", "4711")),
        ("Ana Souza_4711_assignsubmission_file_/01-small.zip", Sender("ana-souza", "4711")),
        ("Ana Souza_4711_assignsubmission_file_01-small.zip", Sender("ana-souza", "4711")),
        ("Group A-Ana Souza_4711_assignsubmission_file_01-small.zip", Sender("group-a-ana-souza", "4711")),
        ("download/José Núñez_12_assignsubmission_file/01-small.zip", Sender("josé-núñez", "12")),
        ("Participant_12_assignsubmission_file/01-small.zip", Sender("participant-12", "12")),
        ("souzaana_4821_90017_01-small.zip", Sender("souzaana-4821", "4821", order=90017)),
        ("souzaana_LATE_4821_90019_01-small-1.zip", Sender("souzaana-4821", "4821", late=True, order=90019)),
        ("submissions/o_brien_4821_90017_01_small.zip", Sender("o-brien-4821", "4821", order=90017)),
        ("anon_x7Yz3_90017_01-small.zip", Sender("anon-x7yz3", "x7Yz3", order=90017)),
        ("LATE_anon_x7Yz3_90017_01-small.zip", Sender("anon-x7yz3", "x7Yz3", late=True, order=90017)),
        ("01-small.zip", None),
        ("Ana Souza_4711_assignsubmission_onlinetext/onlinetext.html", None),
    ],
)
def test_the_sender_is_read_from_the_names_that_moodle_and_canvas_give(name: str, who: Sender | None) -> None:
    found, _, area = read_name(name)
    assert (found if area == "file" else None) == who


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (Member("../../evil.py", 1), '"../../evil.py" climbs out of its folder'),
        (Member("01-small/../../evil.py", 1), "climbs out of its folder"),
        (Member("..\\evil.py", 1), "climbs out of its folder"),
        (Member("/etc/passwd", 1), "is an absolute path"),
        (Member("C:\\evil.py", 1), "is an absolute path"),
        (Member("a\\b", 1), "is no plain file name"),
        (Member("a\nb", 1), '"a?b" is no plain file name'),
        (Member(NOTEBOOK, 1, stat.S_IFLNK | 0o777), "is a link or a device"),
        (Member(NOTEBOOK, 1, stat.S_IFIFO), "is a link or a device"),
        (Member(NOTEBOOK, LARGEST_FILE + 1), "at most 33,554,432 are taken"),
    ],
)
def test_what_could_do_harm_is_refused_from_the_listing(member: Member, reason: str) -> None:
    assert reason in (screen([Member(JOURNAL, 10), member]) or "")


def test_limits_hold_for_the_whole(course: Course) -> None:
    assert "501 files" in (screen([Member(f"{n}", 1) for n in range(MOST_FILES + 1)]) or "")
    assert "unpacks to" in (screen([Member(f"{n}", LARGEST_FILE) for n in range(3)]) or "")
    assert "stands in it twice" in (screen([Member("a", 1), Member("A", 1)]) or "")
    assert screen([Member(NOTEBOOK, 1000), Member(JOURNAL, 10), Member("01-small/", 0, stat.S_IFDIR)]) is None


def chosen(course: Course, names: list[str]) -> dict[str, str]:
    """Return what is taken out of a zip that holds these names (name in the zip -> name in the submission)."""
    data = zipped(dict.fromkeys(names, "{}"))
    upload = Upload("work.zip", None, datetime.now(UTC), len(data), lambda: BytesIO(data), "work.zip")
    return inspect(Parcel((upload,)), Lesson.of(course, ASSIGNMENT)).files


def test_only_the_notebook_and_known_journals_are_taken_out(course: Course) -> None:
    names = [
        NOTEBOOK,
        JOURNAL,
        "01-small/quiz.json",
        "01-small/responses/diary.jsonl",
        "__MACOSX/01-small/._01-small.ipynb",
    ]
    assert chosen(course, names) == {NOTEBOOK: f"{ASSIGNMENT}.ipynb", JOURNAL: "responses/quiz-01.jsonl"}


def test_a_folder_of_another_name_does_not_matter(course: Course) -> None:
    assert chosen(course, [f"01-small (1)/{ASSIGNMENT}.ipynb"]) == {
        f"01-small (1)/{ASSIGNMENT}.ipynb": f"{ASSIGNMENT}.ipynb"
    }


def test_another_assignment_is_named(course: Course) -> None:
    with pytest.raises(
        ValueError, match=r"it holds 03-reciprocity.ipynb instead of one 01-small.ipynb; ask the student"
    ):
        chosen(course, ["03-reciprocity/03-reciprocity.ipynb"])


def journal(course: Course, student: str) -> str:
    return (course.step("submitted", ASSIGNMENT, student) / "responses" / "quiz-01.jsonl").read_text("utf-8")


def test_a_download_is_collected_with_its_times(course: Course) -> None:
    done = collect_zips(
        course,
        ASSIGNMENT,
        download(
            course,
            File("Ana Souza_4711_assignsubmission_file/01-small.zip", handed_in(course, quiz="extra")),
            File("souzaana_LATE_4821_90017_01-small.zip", handed_in(course)),
        ),
    )
    assert done == Collected({"ana-souza": "", "souzaana-4821": "late"}, ())
    folder = course.step("submitted", ASSIGNMENT, "ana-souza")
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert names == [f"{ASSIGNMENT}.ipynb", "responses/quiz-01.jsonl", "timestamp.txt"]
    local = datetime(2026, 11, 20, 10, 0, tzinfo=datetime.now().astimezone().tzinfo)
    assert (folder / "timestamp.txt").read_text("utf-8") == f"{local.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def test_the_folder_that_it_was_unpacked_to_will_do(course: Course) -> None:
    folder = course.root / "unpacked" / "Ana Souza_4711_assignsubmission_file"
    folder.mkdir(parents=True)
    (folder / "01-small.zip").write_bytes(handed_in(course))
    os.utime(folder / "01-small.zip", (1_700_000_000, 1_700_000_000))
    assert collect_zips(course, ASSIGNMENT, folder.parent).students == {"ana-souza": ""}
    stamp = course.step("submitted", ASSIGNMENT, "ana-souza") / "timestamp.txt"
    assert stamp.read_text("utf-8") == "2023-11-14 22:13:20"


def test_the_newest_attempt_counts_and_a_later_download_replaces_it(course: Course) -> None:
    first = File("souzaana_4821_90019_01-small-1.zip", handed_in(course, "second\n"))
    second = File("souzaana_4821_90017_01-small.zip", handed_in(course, "first\n"))
    collect_zips(course, ASSIGNMENT, download(course, first, second))
    assert journal(course, "souzaana-4821") == "second\n"
    older = File("souzaana_4821_90020_01-small-2.zip", handed_in(course, "older\n"), (2026, 11, 19, 10, 0, 0))
    collect_zips(course, ASSIGNMENT, download(course, older))
    assert journal(course, "souzaana-4821") == "second\n"
    newer = File("souzaana_4821_90021_01-small-2.zip", handed_in(course, "newer\n"), (2026, 11, 21, 10, 0, 0))
    collect_zips(course, ASSIGNMENT, download(course, newer))
    assert journal(course, "souzaana-4821") == "newer\n"


def test_two_students_of_one_name_are_told_apart(course: Course) -> None:
    files = [File(f"Ana Souza_{n}_assignsubmission_file/01-small.zip", handed_in(course)) for n in (11, 12)]
    assert set(collect_zips(course, ASSIGNMENT, download(course, *files)).students) == {"ana-souza-11", "ana-souza-12"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (zipped({"../../instructor/keys/01-small.yaml": "keys: {}"}), "climbs out of its folder"),
        (
            zipped({"03-reciprocity/03-reciprocity.ipynb": "{}"}),
            "it holds 03-reciprocity.ipynb instead of one 01-small",
        ),
        (zipped({"essay.docx": ""}), "it holds no notebook instead of one 01-small.ipynb"),
        (b"no zip at all", "it is no zip that can be read (File is not a zip file)"),
    ],
    ids=["climbs", "other", "none", "broken"],
)
def test_a_bad_zip_is_named_and_kept_and_the_rest_is_collected(course: Course, content: bytes, reason: str) -> None:
    before = (course.root / "instructor" / "keys" / f"{ASSIGNMENT}.yaml").read_bytes()
    bad = File("Mal Ory_1_assignsubmission_file/01-small.zip", content)
    good = File("Ana Souza_2_assignsubmission_file/01-small.zip", handed_in(course))
    done = collect_zips(course, ASSIGNMENT, download(course, bad, good))
    assert list(done.students) == ["ana-souza"]
    (refusal,) = done.refused
    assert refusal.name == bad.name
    assert reason in refusal.reason
    (kept,) = (course.folder / "refused" / ASSIGNMENT).glob("*.zip")
    assert kept.read_bytes() == content
    assert reason in kept.with_name(f"{kept.name}.reason.txt").read_text("utf-8")
    assert (course.root / "instructor" / "keys" / f"{ASSIGNMENT}.yaml").read_bytes() == before


def test_a_file_that_says_not_whose_it_is_is_refused(course: Course) -> None:
    done = collect_zips(course, ASSIGNMENT, download(course, File("01-small.zip", handed_in(course))))
    assert done.students == {}
    assert "it does not say whose it is" in done.refused[0].reason


def test_a_download_that_is_no_zip_says_so(course: Course) -> None:
    (course.root / "grades.csv").write_text("a,b", "utf-8")
    with pytest.raises(CourseError, match=r"grades.csv is neither a folder nor a zip; give the LMS's download"):
        collect_zips(course, ASSIGNMENT, course.root / "grades.csv")


def test_the_exchange_gives_what_was_submitted_and_newer_replaces_older(course: Course) -> None:
    ana = Student("Ana", "", lambda n: "blank")
    copy = course.step("students", ASSIGNMENT, "ana")
    copy.joinpath("responses").mkdir(parents=True)
    (copy / f"{ASSIGNMENT}.ipynb").write_bytes(
        (course.step("release", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_bytes()
    )
    for text in ("first\n", "second\n"):
        (copy / "responses" / "quiz-01.jsonl").write_text(text, "utf-8")
        submit(course, ASSIGNMENT, ana)
        assert collect_exchange(course, ASSIGNMENT) == Collected({"ana": ""}, ())
        assert journal(course, "ana") == text


def test_a_link_in_the_exchange_is_refused_and_the_earlier_submission_stays(course: Course) -> None:
    inbound = course.folder / "exchange" / "two-januaries" / "inbound"
    good = inbound / f"mal+{ASSIGNMENT}+2026-11-20 10:00:00 UTC+abc"
    bad = inbound / f"mal+{ASSIGNMENT}+2026-11-21 10:00:00 UTC+abc"
    for folder in (good, bad):
        folder.mkdir()
        (folder / "timestamp.txt").write_text("2026-11-20 10:00:00 UTC", "utf-8")
    collect_exchange(course, ASSIGNMENT) if not list(bad.glob("*.ipynb")) else None
    (bad / "keys.yaml").symlink_to(course.keys_file(ASSIGNMENT))
    done = collect_exchange(course, ASSIGNMENT)
    (refusal,) = done.refused
    assert refusal.name == "mal"
    assert '"keys.yaml" is a link or a device' in refusal.reason
    assert (course.step("submitted", ASSIGNMENT, "mal") / "timestamp.txt").exists()
    assert (course.folder / "refused" / ASSIGNMENT / bad.name / "keys.yaml").is_symlink()


def test_on_windows_the_message_names_the_way_that_works(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("instructor.collect.sys.platform", "win32")
    with pytest.raises(CourseError, match=r"does not run on Windows; run: .*--zips"):
        collect_exchange(course, ASSIGNMENT)


@pytest.mark.parametrize(
    "time", ["hello", "9999-12-31 23:59:59 -2300", "2026-11-20 11:00:00utc", "0001-01-01 00:00:00 +9999"]
)
@pytest.mark.parametrize("in_name", [True, False], ids=["in the name", "in the file"])
def test_a_time_that_is_none_is_refused_and_the_others_are_collected(course: Course, time: str, in_name: bool) -> None:
    inbound = course.folder / "exchange" / "two-januaries" / "inbound"
    for student, claimed in (("mal", time), ("zoe", "2026-11-21 10:00:00 UTC")):
        folder = inbound / f"{student}+{ASSIGNMENT}+{claimed if in_name else '2026-11-21 10:00:00 UTC'}+abc"
        folder.mkdir()
        (folder / "timestamp.txt").write_text("2026-11-21 10:00:00 UTC" if in_name else claimed, "utf-8")
    for _ in range(2):
        done = collect_exchange(course, ASSIGNMENT)
        assert list(done.students) == ["zoe"]
        (refusal,) = done.refused
        assert refusal.name == "mal"
        assert "holds no time" in refusal.reason
