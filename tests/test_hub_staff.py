"""On one machine: can each of the staff do what another began, and can nobody do more than is theirs?

With accounts of this machine, made as root, and with their own rights.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from instructor.care.traces import remove, traces
from instructor.course import Course, CourseError
from instructor.deploy.accounts import close_homes, home_of, make_accounts
from instructor.deploy.folders import close_configuration, make_folders, share_checkout, share_course, share_exchange
from instructor.deploy.place import Hub
from instructor.grading.correcting import _write_keys
from instructor.plan import read_plan
from instructor.plan.announcing import announce
from instructor.report import write_page
from instructor.reports.page import Report, ReportTable, html
from instructor.submissions.kept import write
from instructor.submissions.register import Person
from tests.machine_accounts import acting_as, hub_of_accounts, mode, remove_account, why_none
from tests.small_course import ASSIGNMENT, write_course

PLAN = f'zone = "UTC"\nexchange = "{{}}"\n[lessons]\n{ASSIGNMENT} = {{{{ due = "2027-11-01 10:00" }}}}\n'


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    if reason := why_none():
        pytest.skip(reason)
    with hub_of_accounts() as made:
        yield made


@pytest.fixture
def shared(hub: Hub) -> Iterator[Course]:
    """Return a course as `hub install` leaves it: a folder that the staff write, and its place in the exchange."""
    make_folders(hub)
    course = Course(write_course(hub.root / "checkout").root, hub.root / "term")
    course.folder.mkdir()
    (course.folder / "course.toml").write_text(PLAN.format(hub.exchange), "utf-8")
    share_checkout(hub, course.root)
    share_course(hub, course.folder)
    share_exchange(hub, course.course_id)
    yield course
    for folder in (course.root, course.folder, hub.exchange):
        shutil.rmtree(folder)


def test_the_dates_that_one_of_the_staff_announced_another_changes(hub: Hub, shared: Course) -> None:
    dates, plan = hub.exchange / shared.course_id / "dates", read_plan(shared)
    for login in (*hub.staff, hub.instructors[0]):
        with acting_as(login):
            announce(shared, plan)
        assert (dates / ASSIGNMENT).owner() == login
    assert (mode(dates), mode(dates / ASSIGNMENT)) == (0o2771, 0o644)  # a student enters, and cannot list it


def test_dates_that_are_one_persons_alone_are_named_and_opened_by_that_person(hub: Hub, shared: Course) -> None:
    """An earlier version closed the folder to all but its owner."""
    dates, plan = hub.exchange / shared.course_id / "dates", read_plan(shared)
    with acting_as(hub.instructors[0]):
        announce(shared, plan)
        dates.chmod(0o711)
    with acting_as(hub.markers[0]), pytest.raises(CourseError, match=r"dates is closed to you; .* settle$"):
        announce(shared, plan)
    with acting_as(hub.instructors[0]):
        announce(shared, plan)
    with acting_as(hub.markers[0]):
        announce(shared, plan)


def test_a_page_with_names_is_written_anew_by_another_of_the_staff(hub: Hub, shared: Course) -> None:
    page, report = shared.folder / "report" / "x.html", Report("Class", "", (), (), ReportTable("", (), ()))
    html(report)  # so that its template is read: the tests may lie where root alone reads
    for login in (*hub.staff, hub.instructors[0]):
        with acting_as(login):
            write_page(page, report, private=True)
        assert page.owner() == login
    assert (mode(page), page.group()) == (0o660, hub.group)


def test_what_only_root_can_delete_of_a_student_is_named_and_all_else_is_forgotten(hub: Hub, shared: Course) -> None:
    """What nbgrader hands in others may delete, but no folder within it."""
    mia, inbound = hub.students[0], hub.exchange / shared.course_id / "inbound"
    inbound.mkdir()
    inbound.chmod(0o2733)
    handed_in, work = inbound / f"{mia}+{ASSIGNMENT}+x", shared.folder / "submitted" / mia
    with acting_as(mia):
        (handed_in / "responses").mkdir(parents=True)
        (handed_in / "responses" / "quiz.jsonl").touch()
        (handed_in / "responses").chmod(0o755)
        handed_in.chmod(0o777)
    with acting_as(hub.markers[0]):
        work.mkdir(parents=True)
    found = traces(shared, Person(mia))
    with acting_as(hub.instructors[0]):
        assert remove(found) == [handed_in]
    assert not work.exists()


def test_keys_that_the_instructor_corrects_the_markers_still_read(hub: Hub, shared: Course) -> None:
    keys = shared.keys_file(ASSIGNMENT)
    with acting_as(hub.instructors[0]):
        _write_keys(keys, "assignment: x\n")
    assert (keys.group(), mode(keys)) == (hub.group, 0o640)
    with acting_as(hub.markers[0]):
        assert keys.read_text() == "assignment: x\n"
        with pytest.raises(CourseError, match=r"yaml is not yours to write; whoever has the checkout"):
            _write_keys(keys, "")


def test_what_the_staff_put_in_the_way_of_root_is_neither_followed_nor_changed(hub: Hub, shared: Course) -> None:
    mine = hub.root / "of-root"
    mine.write_text("root's")
    mine.chmod(0o600)
    with acting_as(hub.markers[0]):
        for name in ("course.toml.part", "link"):
            (shared.folder / name).symlink_to(mine)
        (shared.folder / "ways").symlink_to(hub.root)
        os.mkfifo(shared.folder / "pipe")
    write(shared.folder / "course.toml", "title = 'x'\n")
    share_course(hub, shared.folder)
    assert (mine.read_text(), mode(mine), mine.owner()) == ("root's", 0o600, "root")
    assert mode(hub.root) == 0o755
    assert (mode(shared.folder / "course.toml"), (shared.folder / "course.toml").group()) == (0o660, hub.group)


def test_a_home_that_its_owner_opened_is_closed_and_the_staffs_can_be_passed_through(hub: Hub) -> None:
    prof, (mia, noa) = hub.instructors[0], hub.students
    for name, opened in ((prof, 0o755), (mia, 0o777), (noa, 0o700)):
        home_of(name).chmod(opened)
    close_homes(hub)
    assert [mode(home_of(name)) for name in (prof, mia, noa)] == [0o711, 0o700, 0o700]


def test_a_home_is_closed_with_its_owners_rights(hub: Hub) -> None:
    """A link in its place leads root nowhere."""
    home, target = home_of(hub.students[0]), hub.root / "not-theirs"
    target.mkdir(mode=0o755)
    aside = home.rename(home.with_name(f"{home.name}-aside"))
    home.symlink_to(target)
    try:
        close_homes(hub)
    finally:
        home.unlink()
        aside.rename(home)
    assert mode(target) == 0o755


def test_a_logins_secrets_are_roots_alone(hub: Hub) -> None:
    hub.configuration.write_text('c.GenericOAuthenticator.client_secret = "x"\n')
    hub.configuration.chmod(0o644)
    close_configuration(hub)
    assert mode(hub.configuration) == 0o600


def test_accounts_that_no_list_has_are_found_and_odd_logins_of_theirs_are_taken(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LDAP's are found by their name, and the machine's lists of accounts do not have them."""
    odd = f"{hub.students[0]}.lopez"
    assert subprocess.run(["useradd", "--badname", "--create-home", odd], check=False).returncode == 0
    monkeypatch.setattr("pwd.getpwall", list)
    monkeypatch.setattr("grp.getgrall", list)
    try:
        assert make_accounts(hub.joined_by({"students": (odd,)})) == []
        with pytest.raises(CourseError, match='"a b" cannot be a login'):
            make_accounts(hub.joined_by({"students": ("a b", "tj-never-made")}))
    finally:
        remove_account(odd)
    with pytest.raises(KeyError):
        pwd.getpwnam("tj-never-made")
