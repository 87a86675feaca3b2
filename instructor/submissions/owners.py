"""Whose a hand-in in the exchange is: anybody may write a login into a folder's name, and nobody chooses its owner.

Where the machine knows the login, the folder has to be that account's. Where it does not, as on Kubernetes, each person
is a number without an account. The number of a login is remembered in `owners.json` when its work is taken, and a
number stands for one login. What staff put there counts as it is: whoever collects, the course folder's owner, root.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from instructor.course import Course, CourseError
from instructor.submissions.attention import listed
from instructor.submissions.kept import write_json

NAME = "owners.json"
#: The login that a folder's name says, and the number of the account that owns it.
Sent = tuple[str, int]


class _File(msgspec.Struct):
    version: int = 1
    owners: dict[str, int] = {}


class Owners:
    """Who owns what lies in a course's exchange.

    Parameters
    ----------
    course
        The course whose folder remembers numbers.
    answered
        Logins of which the instructor said whose they are: what was remembered of these does not count.

    Raises
    ------
    CourseError
        Where what was remembered cannot be read.
    """

    def __init__(self, course: Course, answered: Collection[str] = ()) -> None:
        self._path, self._answered = course.folder / NAME, answered
        self._staff = staff(course)
        self._file = _read(self._path)

    def wrong(self, found: Collection[Sent]) -> dict[Sent, str]:
        """Return of what lies in the exchange what is not its login's, with why."""
        wrong, open_ = {}, []
        for login, owner in found:
            if owner in self._staff:
                continue
            account, name = _number(login), _name(owner)
            if account == owner:
                continue
            if account is not None or name:
                here = "" if account is not None else f" (there is no account {login} here)"
                wrong[login, owner] = f"{_belongs(named(owner), login)}{here}; {_CURE}"
            elif reason := self._refuted(login, owner):
                wrong[login, owner] = reason
            else:
                open_.append((login, owner))
        return wrong | dict(self._rivals(open_))

    def _refuted(self, login: str, owner: int) -> str:
        """Say what speaks against a number, by what was remembered; "" where nothing does."""
        if login in self._answered:
            return ""
        again = f"{_CURE} and collect again; if it is theirs all the same, with --person {login}=ID"
        if others := self._others(login, owner):
            return f"{_belongs(f'user number {owner}, which handed in as {listed(others)}', login)}; {again}"
        before = self._file.owners.get(login, owner)
        if before != owner:
            return f"it was made by user number {owner}, and what {login} handed in before by {before}; {again}"
        return ""

    def _others(self, login: str, owner: int) -> list[str]:
        return sorted(other for other, number in self._file.owners.items() if number == owner and other != login)

    def _rivals(self, found: Iterable[Sent]) -> Iterator[tuple[Sent, str]]:
        """Yield what nothing was remembered of, where one number has several logins, or one login several numbers."""
        logins, owners = defaultdict(set), defaultdict(set)
        for login, owner in found:
            owners[login].add(owner)
            if login not in self._answered:
                logins[owner].add(login)
        for owner, several in logins.items():
            for login in several if len(several) > 1 else ():
                yield (login, owner), f"user number {owner} handed in as {listed(sorted(several))}; {_CURE}"
        for login, numbers in owners.items():
            for owner in numbers if len(numbers) > 1 else ():
                said = " and ".join(map(str, sorted(numbers)))
                yield (login, owner), f"user numbers {said} handed in as {login}; {_CURE} and collect again"

    def of_another(self, login: str, owner: int, others: Iterable[str]) -> str | None:
        """Return the login by which somebody else handed in, whose work this would replace; None where it is one's own.

        `others` are the logins of the person for whom it would be taken.
        """
        if owner in self._staff or login in self._answered or _number(login) == owner:
            return None
        numbers = {other: self._file.owners.get(other, _number(other)) for other in others if other != login}
        return next((other for other, number in numbers.items() if number not in (None, owner)), None)

    def remember(self, login: str, owner: int) -> None:
        """Remember the number of a login whose work is taken, where the machine has no account for it."""
        if owner not in self._staff and _number(login) is None:
            self._file.owners[login] = owner

    def save(self) -> None:
        """Write what is remembered."""
        if self._file.owners:
            write_json(self._path, self._file)


def staff(course: Course) -> set[int]:
    """Return the numbers whose folders are taken for what they say: root's, one's own, the course folder's owner's."""
    return {0, os.getuid(), course.folder.stat().st_uid}


def named(owner: int) -> str:
    """Return what an account is called in a message."""
    return _name(owner) or f"user number {owner}"


def _read(path: Path) -> _File:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_File) if path.exists() else _File()
    except msgspec.MsgspecError as error:
        raise CourseError(f"{path} cannot be read ({error}); restore it from a backup") from None


def remembered(course: Course, logins: Collection[str]) -> bool:
    """Say whether a number of one of some logins is remembered."""
    return not _read(course.folder / NAME).owners.keys().isdisjoint(logins)


def forget(course: Course, logins: Collection[str]) -> None:
    """Forget the numbers of some logins."""
    if remembered(course, logins):
        file = _read(course.folder / NAME)
        file.owners = {login: number for login, number in file.owners.items() if login not in logins}
        write_json(course.folder / NAME, file)


#: What an instructor does about it.
_CURE = "it does not count. Ask both; remove from the exchange what is not theirs"


def _belongs(owner: str, login: str) -> str:
    return f"its folder belongs to {owner}, not to {login}"


def _number(login: str) -> int | None:
    """Return the number of an account of this machine."""
    import pwd  # here, because Windows has none, and no exchange

    try:
        return pwd.getpwnam(login).pw_uid
    except KeyError:
        return None


def _name(owner: int) -> str:
    """Return the name of an account of this machine; "" where it has none of that number."""
    import pwd

    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:
        return ""
