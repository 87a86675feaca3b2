"""Who is known in a course: by the register, or by work that lies in the course folder."""

from __future__ import annotations

from difflib import get_close_matches

from instructor.course import Course, UnknownNameError
from instructor.submissions.lms import same_name
from instructor.submissions.register import Person, Register


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
    register, known = Register(course), known_students(course)
    holder = register.holder(said)
    if said in known or holder:
        return holder.id if holder else said
    named = [person.id for person in register.people if person.is_named(said) or _is_key(person, said)]
    if len(named) == 1:
        return named[0]
    if len(named) > 1:
        raise UnknownNameError(f'"{said}" may be {" and ".join(named)}; give the id')
    if unseen:
        return said
    raise UnknownNameError(f'nobody is known as "{said}"{_hint(said, known)}; say --unseen if they are still to come')


def _is_key(person: Person, said: str) -> bool:
    return same_name(said) in {same_name(key) for key in (person.email, person.hub, *person.numbers) if key}


def _hint(said: str, known: set[str]) -> str:
    near = get_close_matches(said.casefold(), sorted(known), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""
