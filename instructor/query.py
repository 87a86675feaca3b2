"""Students' questions about their marks: kept with the receipt code, listed beside the item, answered once for all."""

from __future__ import annotations

from collections.abc import Iterator

import click
from rich.console import Console
from rich.markup import escape

from instructor.console import terminal
from instructor.course import Course, UnknownNameError
from instructor.grading.queries import Given, Query, add, answers, groups, item_meant, read_queries, reply, student_of
from instructor.grading.which import find_item, find_lesson
from instructor.plan import in_use
from instructor.submissions.attention import HELP, MANY
from instructor.submissions.directory import Directory
from instructor.submissions.register import Register

#: What is shown of an answer.
LONGEST = 100


@click.command()
@click.argument("words", nargs=-1, metavar='[LESSON CODE "item 4, because ..."]')
@click.option("--item", default="", help="Which item it is about, where the text does not say: an id or a number.")
@click.option(
    "--list", "is_list", is_flag=True, help="List all queries beside their items, with who answered the same."
)
@click.option("--open", "is_open", is_flag=True, help="List only those that wait for an answer.")
@click.option("--all", "everyone", is_flag=True, help=HELP)
@click.option("--answer", metavar="ID", help="Answer the query ID (q3); the one argument is the answer, Markdown.")
def query(words: tuple[str, ...], item: str, is_list: bool, is_open: bool, answer: str | None, everyone: bool) -> None:
    """Keep what students ask about their marks, list it beside the question, and answer it once for all.

    CODE is the receipt's, which the student has from the hand-in: it says who asks. An answer goes to all who gave the
    same answer to that item; their feedback pages show it there, once they are written again.
    """
    course, console = Course.here(), terminal()
    if answer is not None and len(words) == 1:
        _answer(course, console, answer, words[0], everyone)
    elif answer is None and len(words) == 3:
        _keep(course, console, words[0], words[1], words[2], item)
    elif answer is None and len(words) <= 1 and (is_list or is_open or not words):
        lesson = find_lesson(course, words[0]) if words else None
        for line in _listed(course, lesson, is_open):
            console.print(escape(line), soft_wrap=True)
    else:
        raise click.UsageError('say: query LESSON CODE "item 4, because ..."; query --list; query --answer q3 "..."')


def _keep(course: Course, console: Console, typed: str, code: str, text: str, item: str) -> None:
    lesson = find_lesson(course, typed)
    in_use(course, lesson)
    student = student_of(course, lesson, code)
    which = item_meant(course, lesson, text, item)
    kept = add(course, which, student, code, text)
    console.print(escape(f"{kept.id}: {Directory(course).label(student)} asks about {which}"), soft_wrap=True)
    for line in _listed(course, lesson, False, which.item.id):
        console.print(escape(line), soft_wrap=True)


def _listed(course: Course, lesson: str | None, is_open: bool, item: str | None = None) -> Iterator[str]:
    """Yield the queries beside their items, with what was answered and by how many."""
    wanted = [each for each in read_queries(course) if lesson in (None, each.lesson) and item in (None, each.item)]
    wanted = [each for each in wanted if not (is_open and each.reply)]
    if not wanted:
        yield "no query waits for an answer" if is_open else "there is no query"
    for name in dict.fromkeys(each.lesson for each in wanted):
        of_lesson = [each for each in wanted if each.lesson == name]
        given = answers(course, name, {each.item for each in of_lesson})
        for its in dict.fromkeys(each.item for each in of_lesson):
            yield from _of_item(course, its, [each for each in of_lesson if each.item == its], given[its])


def _of_item(course: Course, item: str, queries: list[Query], given: list[Given]) -> Iterator[str]:
    people = Directory(course)
    yield _title(course, item)
    for words, those, asked in groups(given, queries):
        mark = those[0].marks.mark if those else None
        earned = f", {mark.outcome}: {mark.points:g} of {mark.maximum:g}" if mark else ""
        shown = words if len(words) <= LONGEST else f"{words[:LONGEST]} …"
        yield f"  {len(those)} of {len(given)} answered: {shown}{earned}"
        for each in asked:
            said = f"; answered: {each.reply}" if each.reply else ""
            yield f"    {each.id} {each.time[:10]} {people.label(each.student)}: {each.text}{said}"


def _title(course: Course, item: str) -> str:
    try:
        return str(find_item(course, item))
    except UnknownNameError:
        return f"{item} (no longer asked)"


def _answer(course: Course, console: Console, its: str, text: str, everyone: bool) -> None:
    answered = reply(course, its, text)
    people, register = Directory(course), Register(course)
    first = answered[0]
    asked = {each.student for each in answered}
    console.print(escape(f"answered: {', '.join(each.id for each in answered)}; to tell:"), soft_wrap=True)
    told = sorted(people.in_order(first.told), key=lambda name: name not in asked)
    shown = told if everyone or len(told) <= MANY else [student for student in told if student in asked]
    for student in shown:
        person = register.holder(student)
        mail = f" <{person.email}>" if person and person.email else ""
        role = "" if student in asked else ", who gave the same answer"
        console.print(escape(f"- {people.label(student)}{mail}{role}"), soft_wrap=True)
    if len(shown) < len(told):
        console.print(f"- {len(told) - len(shown)} others, who gave the same answer; --all lists them", soft_wrap=True)
    page = f"python -m instructor feedback {first.lesson}"
    console.print(escape(f"Their feedback pages show it at {first.item} when you write them again: {page}"))
