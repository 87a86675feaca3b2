"""Is whatever a student may upload collected, or refused with a reason, and nothing else touched?"""

from __future__ import annotations

import re
import shutil
import stat
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from instructor.collect import Collected, collect_zips
from instructor.course import Course
from tests.hostile import ZIPS
from tests.readers import assert_readable
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.watching import Facts, appeared, changed, own_course, snapshot, within

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made otherwise there")


@dataclass
class Collection:
    """A download with all hostile uploads in it, after collecting; `names` maps an entry's name to the upload's."""

    course: Course
    names: dict[str, str]
    done: Collected | None = None
    stopped: BaseException | None = None
    before: Facts = field(default_factory=dict, repr=False)
    after: Facts = field(default_factory=dict, repr=False)

    def refusal(self, name: str) -> str | None:
        """Return why an entry was refused; None where it was not."""
        assert self.done is not None, f"nothing was collected; it stopped: {self.stopped!r}"
        return {refusal.name: refusal.reason for refusal in self.done.refused}.get(self.names[name])


def upload_name(student: str, number: int, title: str) -> str:
    return f"{student}_{number}_assignsubmission_file_{title}"


def write_uploads(course: Course, save: Callable[[str, bytes], object]) -> dict[str, str]:
    """Save the honest and the hostile uploads under the names that Moodle gives; return the hostile ones' names."""
    folder = hand_in_folder(course, "template", RIGHT)
    for number, student in enumerate(("Ana", "Zoe"), 1_001):
        save(upload_name(student, number, f"{ASSIGNMENT}.zip"), ZIPS["a zip with something before it"].make(folder))
    names = {name: upload_name(f"M {n:03}", n, entry.title) for n, (name, entry) in enumerate(ZIPS.items(), 1)}
    for name, upload in names.items():
        save(upload, ZIPS[name].make(folder))
    shutil.rmtree(folder.parent)
    return names


def save_in_zip(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 10, 0, 0)), content)


@pytest.fixture(scope="module", params=["zip", "folder"])
def collection(
    request: pytest.FixtureRequest, _released: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Collection]:
    """Collect everything in one call, from the zip that an LMS gives and from the folder that it unpacks to."""
    with own_course(_released, tmp_path_factory.mktemp("uploads") / "course") as course:
        download = course.root / "download"
        if request.param == "zip":
            names = write_uploads(course, lambda name, content: save_in_zip(download, name, content))
        else:
            download.mkdir()
            names = write_uploads(course, lambda name, content: (download / name).write_bytes(content))
        found = Collection(course, names, before=snapshot(course.root))
        try:
            with within(120):
                found.done = collect_zips(course, ASSIGNMENT, download)
        except BaseException as error:  # of any kind: the tests say what was not reached
            found.stopped = error
        found.after = snapshot(course.root)
        yield found


def test_no_upload_stops_the_collection(collection: Collection) -> None:
    assert collection.stopped is None
    assert collection.done is not None
    assert {"ana", "zoe"} <= set(collection.done.students)


@pytest.mark.parametrize("name", ZIPS)
def test_each_upload_is_collected_or_refused_with_a_reason(collection: Collection, name: str) -> None:
    expected, reason = ZIPS[name], collection.refusal(name)
    assert (reason is None) == (expected.outcome == "collected"), reason
    if reason is not None:
        assert re.search(expected.says, reason)
        assert re.search("ask the student", reason, re.IGNORECASE)
        assert_readable(reason)


def test_an_upload_leaves_what_counts_in_its_own_folder_and_nothing_elsewhere(collection: Collection) -> None:
    assert collection.done is not None
    assert changed(collection.before, collection.after) == []
    students = "|".join(map(re.escape, collection.done.students))
    known = rf"(/({ASSIGNMENT}(/({ASSIGNMENT}\.ipynb|timestamp\.txt|responses(/(quiz|run)-01\.jsonl)?))?)?)?"
    ours = re.compile(rf"build/(people\.json|submitted(/({students}){known})?|(downloaded|refused)(/.*)?)", re.DOTALL)
    new = [name for name in appeared(collection.before, collection.after) if not name.startswith("build/gradebook.db")]
    assert [name for name in new if not ours.fullmatch(name)] == []
    plain = (stat.S_ISREG(facts[0]) or stat.S_ISDIR(facts[0]) for facts in collection.after.values())
    assert all(plain)


def test_what_was_refused_is_kept_with_its_reason(collection: Collection) -> None:
    assert collection.done is not None
    folder = collection.course.folder / "refused" / ASSIGNMENT
    reasons = sorted(path.read_text("utf-8").strip() for path in folder.glob("*.reason.txt"))
    assert reasons == sorted(refusal.reason for refusal in collection.done.refused)
