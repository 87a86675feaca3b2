"""A hub on one machine: accounts, folders, the students' environment, its checks, and JupyterHub itself.

Given as root. `install` can be given again at any time, with more people or after a change: what is there is kept, and
modes are set right. `deploy/README.md` has the sequence of commands from an empty machine on.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TextIO

import click

from instructor.course import CONFIGURATION, POINTER, Course, CourseError
from instructor.deploy import accounts, folders, software
from instructor.deploy.checks import problems
from instructor.deploy.place import VARIABLE, Hub, default_place, read_hub
from instructor.deploy.serving import staff_environment
from instructor.plan import NAME, read_plan
from instructor.plan.writing import new_plan, own_zone, read_source
from instructor.submissions.kept import write

_CONFIG = CONFIGURATION / "deploy" / "jupyterhub_config.py"
_AT = click.Path(file_okay=False, resolve_path=True, path_type=Path)


@click.group()
@click.option("--at", type=_AT, help="Where the hub lies.  [default: /srv/ and the course's name]")
@click.pass_context
def hub(context: click.Context, at: Path | None) -> None:
    """Run a JupyterHub for the course on this machine: install, then start."""
    if os.geteuid() != 0:
        raise CourseError("a hub makes accounts and starts servers for other people: give this command with sudo")
    os.umask(0o022)  # what is made for students can be read by them; what is not, says so
    context.obj = at or default_place(Course.here())


@hub.command()
@click.option("--instructor", "instructors", multiple=True, metavar="LOGIN", help="Who runs the course.")
@click.option("--marker", "markers", multiple=True, metavar="LOGIN", help="Who marks: reads all of the course, too.")
@click.option("--student", "students", multiple=True, metavar="LOGIN", help="Who takes the course.")
@click.option("--students", "listed", type=click.File(encoding="utf-8-sig"), help="Their logins, one a line.")
@click.pass_obj
def install(
    root: Path,
    instructors: tuple[str, ...],
    markers: tuple[str, ...],
    students: tuple[str, ...],
    listed: TextIO | None,
) -> None:
    """Make the hub, or take more people in; what is there stays.

    Accounts are made without a password. What is not released yet is released.
    """
    named = tuple(line.strip() for line in listed if line.strip()) if listed else ()
    course = Course.here()
    people = {"instructors": instructors, "markers": markers, "students": (*students, *named)}
    place = read_hub(root, course).joined_by(people)
    made = accounts.make_accounts(place)
    accounts.close_homes(place)
    click.echo(f"accounts: {len(made)} made, {len(place.everyone) - len(made)} there before")
    folders.make_folders(place)
    folders.close_configuration(place)
    course = _course(place, course)
    _share(place, course)
    place.save()
    click.echo(f"the course folder {course.folder} is for {place.group}: {', '.join(place.staff)}")
    software.install_proxy(place)
    software.install_students(place, course)
    click.echo(f"students' servers run in {place.student_python.parent.parent}")
    if not (place.exchange / course.course_id / "outbound").exists():
        _as_instructor(place, course, "release")
        folders.share_course(place, course.folder)  # SQLite makes a gradebook that its owner alone writes
    software.install_lessons(place, course)
    _report(place, course)


@hub.command()
@click.pass_obj
def lessons(root: Path) -> None:
    """Let students' servers know the lessons as they are released now: after each release of a changed lesson.

    Markers may then read what of a lesson is new in the checkout.
    """
    place, course = read_hub(root), Course.here()
    folders.share_checkout(place, course.root)
    software.install_lessons(place, course)
    _report(place, course)


@hub.command()
@click.pass_obj
def check(root: Path) -> None:
    """Try, as each student, to read what students must not; say what else is wrong."""
    _report(read_hub(root), Course.here())


@hub.command()
@click.pass_obj
def start(root: Path) -> None:
    """Check the hub, then run it until it is stopped.

    Homes that others can enter are closed first: nobody keeps the hub from starting by opening their own.
    """
    place, course = read_hub(root), Course.here()
    accounts.close_homes(place)
    folders.close_configuration(place)
    _report(place, course)
    course.enter()
    os.environ[VARIABLE] = str(root)
    command = [sys.executable, "-P", "-m", "jupyterhub", f"--config={_CONFIG}"]
    os.chdir(place.state)
    os.execv(sys.executable, command)  # signals reach it, and it ends the servers in its own time


def _course(place: Hub, course: Course) -> Course:
    """Return the course with a folder that keeps it, and the hub's exchange in its plan."""
    if course.folder == course.root / "build":
        course = Course(course.root, place.root / "term")
        course.folder.mkdir(exist_ok=True)
        write(course.root / POINTER, f"{course.folder}\n")
    course.enter()
    if not (course.folder / NAME).exists():
        write(course.folder / NAME, new_plan(course, read_plan(course).title, own_zone(), {}))
    source = read_source(course)
    if (text := folders.with_exchange(source, place.exchange)) != source:
        write(course.folder / NAME, text)
    if read_plan(course).exchange != place.exchange:
        raise CourseError(f'{course.folder / NAME} names another exchange; let it say exchange = "{place.exchange}"')
    return course


def _share(place: Hub, course: Course) -> None:
    """Set the modes of checkout and course folder, and let what instructors and markers write be the group's."""
    folders.let_in(course.root)
    folders.share_checkout(place, course.root)
    folders.share_course(place, course.folder)
    folders.share_exchange(place, course.course_id)
    shared = {"CourseDirectory": {"groupshared": True}}
    (place.root / "staff" / "nbgrader_config.json").write_text(json.dumps(shared) + "\n", "utf-8")
    pipes = {"KernelManager": {"transport": "ipc"}}  # a port of this machine could be listened to by whoever is on it
    (place.root / "staff" / "jupyter_server_config.json").write_text(json.dumps(pipes) + "\n", "utf-8")


def _as_instructor(place: Hub, course: Course, verb: str) -> None:
    """Give a command of the course as the first instructor. Raises CourseError where it fails."""
    course.enter()
    command = [sys.executable, "-P", "-m", "instructor", verb]
    more = staff_environment(place)
    done = accounts.run_as(place.instructors[0], command, course.root, accounts.STAFF_UMASK, more)
    click.echo(done.stdout, nl=False)
    if done.returncode:
        raise CourseError(f"{verb} failed:\n{done.stderr.strip()}")


def _report(place: Hub, course: Course) -> None:
    """Say that a hub is safe to open. Raises CourseError with what is not."""
    if found := problems(place, course):
        raise CourseError("\n".join(["the hub is not ready:", *(f"- {line}" for line in found)]))
    click.echo(
        f"checked: no student can read the keys, the course folder or another's home ({len(place.students)} tried)"
    )
