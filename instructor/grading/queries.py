"""What students ask about their marks: `queries.json` in the course folder, by the item, each answered once for all.

A query hangs on an item and on what its student answered there. Its reply goes to all who gave that answer, whoever
asked: their feedback pages show it at the item, the question itself is shown to nobody but the instructor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any

import msgspec

from instructor.course import Course, CourseError, UnknownNameError
from instructor.grading.which import Which, find_item, graded
from instructor.marking.answer_key import read_answer_key
from instructor.marking.asked import for_student
from instructor.marking.marks import ItemMarks, mark_folder
from instructor.marking.review import answer_given
from instructor.submissions.collected import collected
from instructor.submissions.kept import write_json
from instructor.submissions.receipts import checked
from quizzes.journal import now
from quizzes.receipt import as_typed

NAME = "queries.json"
_NUMBER = re.compile(r"\b(?:item|question|q|no\.?|number)\s*#?(\d+)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


class Query(msgspec.Struct):
    """A student's question about an item: `code` is the receipt's; `reply` is the answer, for all in `told`."""

    id: str
    lesson: str
    item: str
    student: str
    code: str
    text: str
    time: str
    reply: str = ""
    replied: str = ""
    told: list[str] = []


@dataclass(frozen=True)
class Given:
    """What one student answered to an item, in words, and what it earned."""

    student: str
    words: str
    marks: ItemMarks


def read_queries(course: Course) -> list[Query]:
    """Return the queries, oldest first. Raises CourseError where the file cannot be read."""
    path = course.folder / NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Query])
    except FileNotFoundError:
        return []
    except msgspec.MsgspecError as error:
        raise CourseError(f"{path} cannot be read ({error}); restore it from a backup") from None


def write_queries(course: Course, queries: list[Query]) -> None:
    """Write the queries, whole or not at all."""
    write_json(course.folder / NAME, queries)


def student_of(course: Course, lesson: str, typed: str) -> str:
    """Return who handed in with a receipt code: what is collected now, or what was.

    Raises
    ------
    UnknownNameError
        Where nobody did.
    """
    code = as_typed(typed)
    for student, one in checked(course, lesson).items():
        if code in (one.code, one.claimed):
            return student
    for facts in reversed(collected(course, lesson)):
        if facts.get("receipt") == code:
            return str(facts["student"])
    raise UnknownNameError(
        f"nobody handed in {lesson} with the receipt {code}; ask for the code on the card of the hand-in, or collect "
        "again"
    )


def item_meant(course: Course, lesson: str, text: str, item: str = "") -> Which:
    """Return the item that a query is about: the one that is said, or that its text names.

    Raises
    ------
    UnknownNameError
        Where that is none, or may be several.
    """
    if item:
        found = find_item(course, item if not item.isdigit() else f"{lesson} {item}")
        if found.lesson != lesson:
            raise UnknownNameError(f"{found.item.id} is an item of {found.lesson}, not of {lesson}")
        return found
    for each in graded(course, lesson):
        if re.search(rf"(?<![\w-]){re.escape(each.item.id)}(?![\w-])", text):
            return each
    if numbered := _NUMBER.search(text):
        return find_item(course, f"{lesson} {numbered[1]}")
    raise UnknownNameError(f'which item of {lesson}? Write "item 4, because ..." or say --item 4')


def add(course: Course, which: Which, student: str, code: str, text: str) -> Query:
    """Keep a query, and return it."""
    queries = read_queries(course)
    number = max((int(each.id[1:]) for each in queries if each.id[1:].isdigit()), default=0) + 1
    query = Query(f"q{number}", which.lesson, which.item.id, student, as_typed(code), " ".join(text.split()), now())
    write_queries(course, [*queries, query])
    return query


def answers(course: Course, lesson: str, items: Iterable[str]) -> dict[str, list[Given]]:
    """Return what everyone answered to some items, by item; who cannot be read is passed over."""
    scheme = read_answer_key(course, lesson)
    found: dict[str, list[Given]] = {item: [] for item in items}
    for student in course.students("submitted", lesson):
        try:
            marks = mark_folder(course.step("submitted", lesson, student), for_student(scheme, student))
        except OSError:
            continue
        for each in (each for quiz in marks.quizzes.values() for each in quiz.items if each.item.id in found):
            found[each.item.id].append(Given(student, in_words(each.item, each.response), each))
    return found


def in_words(item: Any, response: Any) -> str:
    """Return an answer in the words that the student saw, as one line of plain text."""
    return " ".join(unescape(_TAG.sub(" ", answer_given(item, response))).split())


def same(given: Iterable[Given], student: str) -> list[str]:
    """Return all who gave the same answer as a student, who is among them."""
    given = list(given)
    words = next((each.words for each in given if each.student == student), None)
    return [each.student for each in given if each.words == words] if words is not None else [student]


def reply(course: Course, its: str, text: str) -> list[Query]:
    """Answer a query, and with it all others to the item by those who gave the same answer; return those answered.

    Raises
    ------
    UnknownNameError
        Where there is no such query.
    """
    queries = read_queries(course)
    asked = next((each for each in queries if each.id == its), None)
    if asked is None:
        raise UnknownNameError(f'there is no query "{its}"; see: python -m instructor query --list')
    told = same(answers(course, asked.lesson, [asked.item])[asked.item], asked.student)
    answered = [each for each in queries if (each.lesson, each.item) == (asked.lesson, asked.item)]
    answered = [each for each in answered if each is asked or (each.student in told and not each.reply)]
    for each in answered:
        each.reply, each.replied, each.told = text, now(), told
    write_queries(course, queries)
    return answered


def replies_to(course: Course, lesson: str, student: str) -> Mapping[str, list[str]]:
    """Return the replies that a student is to read, by item, each once."""
    path = course.folder / NAME
    try:
        seen = path.stat()
    except OSError:
        return {}
    found: dict[str, list[str]] = {}
    for query in _read(course, path, seen.st_mtime_ns, seen.st_size):
        if query.lesson == lesson and query.reply and student in query.told:
            of_item = found.setdefault(query.item, [])
            if query.reply not in of_item:
                of_item.append(query.reply)
    return found


@lru_cache(maxsize=4)
def _read(course: Course, _path: Path, _time: int, _size: int) -> tuple[Query, ...]:
    """Read the queries once for a class."""
    return tuple(read_queries(course))


def groups(given: Iterable[Given], queries: Iterable[Query]) -> Iterator[tuple[str, list[Given], list[Query]]]:
    """Yield each answer that is asked about: in words, who gave it, and the queries of those."""
    by_words: dict[str, list[Given]] = {}
    for each in given:
        by_words.setdefault(each.words, []).append(each)
    queries = list(queries)
    for words, those in sorted(by_words.items(), key=lambda pair: -len(pair[1])):
        students = {each.student for each in those}
        if asked := [query for query in queries if query.student in students]:
            yield words, those, asked
    known = {each.student for those in by_words.values() for each in those}
    if gone := [query for query in queries if query.student not in known]:
        yield "not collected any more", [], gone
