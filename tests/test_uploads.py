"""Of all that a sender uploads, does the newest that holds the lesson count, and is every other file named?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import pytest

from instructor.collect import collect_zips
from instructor.course import Course
from tests.downloads import NOTEBOOK, File, download
from tests.small_course import ASSIGNMENT
from tests.upload_cases import CASES, ZIP, answer, good, holding, lesson, written
from tests.uploaded import Uploaded, collect_all
from tests.watching import own_course


@pytest.fixture(scope="module")
def uploaded(_released: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Uploaded]:
    with own_course(_released, tmp_path_factory.mktemp("uploads") / "course") as course:
        yield collect_all(course)


@pytest.mark.parametrize("name", CASES)
def test_what_holds_the_lesson_counts_and_the_rest_is_named(uploaded: Uploaded, name: str) -> None:
    case, (folders, left, refused, said) = CASES[name], uploaded.of(name)
    titles = [title.format(uploaded.numbers[name]) for title in (*case.left, *case.refused)]
    assert len(left) == len(case.left)
    assert len(refused) == len(case.refused)
    assert all(file.endswith(title) for file, title in zip([*left, *refused], titles, strict=True))
    assert re.search(case.says, said), said
    assert len(folders) == (case.taken is not None)
    for folder in folders:
        texts = {path.relative_to(folder / ASSIGNMENT).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        assert {f"{ASSIGNMENT}.ipynb", "timestamp.txt", *case.lies_at} <= set(texts)
        answers = [path.read_text("utf-8") for place, path in texts.items() if place.endswith(".jsonl")]
        assert (answer(case.taken or "") in answers) == bool(case.taken), answers
        assert case.lies_at or case.taken or not answers


def test_nothing_is_lost_without_a_name(uploaded: Uploaded) -> None:
    """Each file that is no dropping is collected, left or refused."""
    named = {file.name for file in (*uploaded.done.left, *uploaded.done.refused)}
    for name, case in CASES.items():
        files = [file.format(uploaded.numbers[name]) for file in case.files]
        counted = [
            file for file in files if file not in named and not re.search(r"/\.|_\.|__MAC|~\$|\.db|\.ini|@eaDir", file)
        ]
        assert len(counted) <= (case.taken is not None) * len(files)


def test_a_folder_may_hold_several_downloads(course: Course) -> None:
    folder = course.root / "downloads"
    (folder / "unpacked" / "Ana_1_assignsubmission_file").mkdir(parents=True)
    first = File(f"Ana_1_assignsubmission_file/{ZIP}", good("old")(course), (2026, 11, 20, 10, 0, 0))
    download(course, first, File(f"Bo_2_assignsubmission_file/{ZIP}", good()(course))).rename(folder / "tuesday.zip")
    (folder / "unpacked" / "Ana_1_assignsubmission_file" / ZIP).write_bytes(good("new")(course))
    done = collect_zips(course, ASSIGNMENT, folder)
    assert done.students == {"ana": "", "bo": ""}
    assert [(file.name, file.reason) for file in done.left] == [
        (f"tuesday.zip/Ana_1_assignsubmission_file/{ZIP}", f'kept the newer one, "{ZIP}"')
    ]
    assert answer("new") in (course.step("submitted", ASSIGNMENT, "ana") / "responses/quiz-01.jsonl").read_text("utf-8")


@pytest.mark.parametrize("method", [ZIP_DEFLATED, ZIP_LZMA], ids=["deflate", "lzma"])
def test_a_download_in_a_download_that_is_damaged_is_named_and_the_rest_is_taken(course: Course, method: int) -> None:
    path = course.root / "downloads.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr(f"Ana_1_assignsubmission_file/{ZIP}", good()(course))
        inner = ZipInfo("tuesday.zip", (2026, 11, 20, 10, 0, 0))
        archive.writestr(inner, good()(course) * 4, compress_type=method)
    data = bytearray(path.read_bytes())
    start = inner.header_offset + 30 + len(inner.filename) + inner.compress_size // 4
    data[start : start + inner.compress_size // 2] = b"\xff" * (inner.compress_size // 2)
    path.write_bytes(data)
    done = collect_zips(course, ASSIGNMENT, path)
    assert done.students == {"ana": ""}
    (refusal,) = done.refused
    assert refusal.name == "tuesday.zip"
    damage = r"it is no zip that can be read \(.+\); download it again\. If a student sent it: it does not say"
    assert re.match(damage, refusal.reason)


def test_an_older_resubmission_is_not_called_collected(course: Course) -> None:
    name = f"Ana_1_assignsubmission_file/{ZIP}"
    for time in ((2026, 11, 20, 10, 0, 0), (2026, 11, 19, 10, 0, 0)):
        done = collect_zips(course, ASSIGNMENT, download(course, File(name, good()(course), time)))
    assert done.students == {}
    assert done.left[0].reason.startswith("kept the newer one of ana, of 2026-11-20 ")


def test_the_notebook_that_the_instructor_names_counts(course: Course) -> None:
    make = holding(lambda c: {NOTEBOOK: lesson(c), f"{ASSIGNMENT}/x.ipynb": written(c, "mine")})
    name = f"Ana_1_assignsubmission_file/{ZIP}"
    path = download(course, File(name, make(course)))
    (refusal,) = collect_zips(course, ASSIGNMENT, path).refused
    (first, *_) = re.findall(r'--take "(.*?)"', refusal.reason)
    assert collect_zips(course, ASSIGNMENT, path, takes=[first]).students == {"ana": ""}
    assert "mine" in (course.step("submitted", ASSIGNMENT, "ana") / f"{ASSIGNMENT}.ipynb").read_text("utf-8")
