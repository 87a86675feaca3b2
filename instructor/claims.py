"""List what has to be looked at again of what the lessons say about the world: the register `guide/facts.json`.

Gone: words that are in the lesson no more. Old: looked at more than a year ago. Thin: one secondary source alone.
Not reached: sources that were not found when they were last looked for. Without an entry: sentences that no entry of
the register covers, with `--draft` as entries to fill in.
"""

from __future__ import annotations

import json
from datetime import date

import click

from instructor.course import Course
from instructor.guide.facts import Facts, candidates, findings, read_facts, sentences, uncovered
from instructor.naming import LESSON


@click.command()
@click.argument("lessons", type=LESSON, nargs=-1, metavar="[LESSON]...")
@click.option("--draft", is_flag=True, help="Print entries to fill in for the sentences without one.")
def claims(lessons: tuple[str, ...], draft: bool) -> None:
    """List what LESSONs (all, if none is named) say of the world that has to be looked at again."""
    course = Course.here()
    chosen = lessons or course.assignments()
    for lesson in chosen:
        course.check(lesson)
    facts = read_facts(course.root / "instructor" / "guide" / "facts.json")
    missing = {lesson: uncovered(facts, lesson, candidates(course, lesson)) for lesson in chosen}
    if draft:
        entries = [_draft(lesson, words) for lesson, found in missing.items() for words in found]
        click.echo(json.dumps(entries, ensure_ascii=False, indent=1))
        return
    of_these = Facts(
        {name: source for name, source in facts.sources.items() if _is_used(facts, name, chosen)},
        tuple(fact for fact in facts.facts if fact.lesson in chosen),
        tuple(each for each in facts.spared if each.lesson in chosen),
    )
    found = findings(of_these, {lesson: sentences(course, lesson) for lesson in chosen}, date.today())  # noqa: DTZ011
    _list("Gone from the lesson", found.gone)
    _list("Looked at more than a year ago", found.old)
    _list("One secondary source alone", found.thin)
    _list("Not reached", found.unreached)
    _list("Without an entry", [f"{lesson}: {words}" for lesson, several in missing.items() for words in several])


def _draft(lesson: str, words: str) -> dict[str, object]:
    return {"lesson": lesson, "words": words, "sources": [], "looked": date.today().isoformat()}  # noqa: DTZ011


def _is_used(facts: Facts, name: str, lessons: tuple[str, ...] | list[str]) -> bool:
    return any(name in fact.sources and fact.lesson in lessons for fact in facts.facts)


def _list(title: str, lines: tuple[str, ...] | list[str]) -> None:
    click.echo(f"{title}: {len(lines) or 'none'}")
    for line in lines:
        click.echo(f"- {line}")
