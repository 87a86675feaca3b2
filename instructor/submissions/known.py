"""Who is known in a course: by the register, or by work that lies in the course folder."""

from __future__ import annotations

from difflib import get_close_matches

from instructor.course import Course, UnknownNameError
from instructor.submissions.directory import MOST, Directory, plain
from instructor.submissions.register import Register


def known_students(course: Course) -> set[str]:
    """Return the ids of all who are in the register or handed something in."""
    there = {path.name for path in (course.folder / "submitted").glob("[!.]*") if path.is_dir()}
    return {person.id for person in Register(course).people} | there


def find_student(course: Course, said: str, unseen: bool = False) -> str:
    """Return the id that an instructor means, by id, name, e-mail, login name or platform's number.

    Raises
    ------
    UnknownNameError
        Where nobody is known by it, unless they are `unseen` yet, or several are.
    """
    known = sorted(known_students(course))
    who = Directory(course).student_or_typed(said, known)
    if who in known or unseen:
        return who
    raise UnknownNameError(
        f'nobody is known as "{said}"{_hint(course, said, known)}; say --unseen if they are still to come'
    )


def _hint(course: Course, said: str, known: list[str]) -> str:
    """Name those who bear a part of what was typed, or the id that is nearest to it."""
    people, words = Directory(course), set(plain(said).split())
    bearers = [each for each in known if words and words <= set(plain(people.label(each)).split())]
    near = people.labels(bearers[:MOST]) or people.labels(get_close_matches(said.casefold(), known, n=1))
    more = f" (and {len(bearers) - MOST} more of that name)" if len(bearers) > MOST else ""
    quoted = " or ".join(f'"{each}"' for each in near)
    return f"; did you mean {quoted}{more}?" if near else ""
