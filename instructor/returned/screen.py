"""The screen that a feedback page begins with, from the scores of the graded cells and the facts of their items.

What nobody has read yet waits and is never a 0: it counts neither as earned nor as lost. To reread are the places that
cost most, at most three: of a question the section where its objective is practised and the paragraphs that it rests
on, of a written answer what was said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from markupsafe import Markup

import seeds
from instructor.marking.facts import ItemFacts
from instructor.marking.numbering import has_numbers
from instructor.marking.review import VERDICTS, anchor
from instructor.returned.graded import Graded
from instructor.returned.lesson import Lesson, Section
from instructor.returned.objectives import Objective, objectives
from quizzes.catalogue import markup, points, say

#: Places to reread; more would be a list, and no next step.
MOST_PLACES = 3
#: Questions named among those that went well.
MOST_NAMED = 6
#: The share of its points from which a written answer is said to have gone well.
WELL = 0.8


@dataclass(frozen=True)
class Screen:
    """What the first screen says, as HTML where it is `Markup`.

    `counted`: the lesson has points; `marked`: some of them are decided. `well` is what went well, after how many
    questions are `right`; `reread` are places and why, `besides` the questions of further places, which are not right
    either; `practise` says where the practice of these places is, if there is some.
    """

    points: str
    marked: bool
    counted: bool
    waits: tuple[Markup, ...]
    notes: tuple[str, ...]
    right: str
    well: tuple[Markup, ...]
    reread: tuple[tuple[Markup, Markup], ...]
    besides: Markup
    practise: str
    objectives: tuple[Objective, ...]


@dataclass
class _Place:
    """A place to reread: as HTML, the paragraphs beside it, for what (at length and briefly), and the points lost."""

    where: Markup
    paragraphs: dict[int, None] = field(default_factory=dict)
    reasons: list[Markup] = field(default_factory=list)
    briefly: list[Markup] = field(default_factory=list)
    lost: float = 0.0
    is_section: bool = False


def screen(lesson: Lesson, cells: Sequence[Graded], score: float, penalty: float) -> Screen:
    """Sum up a student's graded cells; `score` is the gradebook's, with the penalty taken off."""
    waiting = sum(cell.maximum for cell in cells if cell.waits)
    total = sum(cell.maximum for cell in cells)
    marked = total - waiting
    late = [say("feedback.penalty", count=round(penalty, 2))] if penalty > 0 else []
    unread = [say("feedback.unread", count=round(waiting, 2), total=points(total))] if waiting else []
    places = _to_reread(lesson, cells)
    first = sorted(places, key=lambda place: -place.lost)[:MOST_PLACES]
    return Screen(
        points=_points(score, marked, waiting),
        marked=marked > 0,
        counted=total > 0,
        waits=tuple(_waiting(cells)),
        notes=(*unread, *late),
        right=_how_many_right(cells),
        well=tuple(_went_well(cells)),
        reread=tuple(_shown(first)),
        besides=_besides(place for place in places if place not in first),
        practise=say("feedback.practise_again", title=lesson.title) if any(each.is_section for each in first) else "",
        objectives=tuple(objectives(lesson, cells)),
    )


def _points(score: float, marked: float, waiting: float) -> str:
    if not marked:
        return say("feedback.not_marked" if waiting else "feedback.not_counted")
    key = "feedback.so_far" if waiting else "feedback.of"
    return say(key, points=points(score), maximum=points(marked))


def link(target: str, text: str) -> Markup:
    """Return a link within the page."""
    return Markup(f'<a href="#{escape(target)}">{escape(text)}</a>')


def _waiting(cells: Iterable[Graded]) -> Iterator[Markup]:
    for cell in cells:
        if cell.waits:
            worth = escape(say("page.points", count=round(cell.maximum, 2)))
            yield Markup(markup("feedback.waiting", title=link(cell.anchor, cell.title), points=worth))
        elif cell.again:
            yield Markup(markup("feedback.again", title=link(cell.anchor, cell.title)))


# What went well


def _went_well(cells: Iterable[Graded]) -> Iterator[Markup]:
    """Yield links to the questions that are right, of many the first, and to what was written well."""
    cells = [cell for cell in cells if not cell.waits]
    right = [_with_concept(cell, item) for cell in cells for item in cell.items if item.outcome == "right"]
    yield from right[:MOST_NAMED]
    if len(right) > MOST_NAMED:
        yield _more([_briefly(cell, item) for cell in cells for item in cell.items if item.outcome == "right"])
    for cell in cells:
        if not cell.items and cell.maximum and cell.score >= WELL * cell.maximum:
            earned = {"points": points(cell.score), "maximum": points(cell.maximum)}
            yield Markup(markup("feedback.well_written", title=link(cell.anchor, cell.title), **earned))


def _more(right: Sequence[Markup]) -> Markup:
    """Name those beyond the first by their numbers, if they are few."""
    rest = right[MOST_NAMED:]
    if len(rest) > MOST_NAMED:
        return Markup(escape(say("feedback.more", count=len(rest))))
    return Markup(markup("feedback.more_named", questions=Markup(", ").join(rest)))


def _how_many_right(cells: Iterable[Graded]) -> str:
    outcomes = [item.outcome for cell in cells for item in cell.items if item.outcome not in ("voided", "not asked")]
    right = outcomes.count("right")
    return say("feedback.right", right=right, count=len(outcomes)) if right else ""


def _named(cell: Graded, item: ItemFacts) -> Markup:
    """Return a link to an item: by its quiz where it is the only one, else by its question."""
    if not has_numbers(cell.items):
        return link(anchor(item.id), cell.title)
    asked = say("feedback.asked", number=item.number, question=item.question) if item.question else _numbered(item)
    return link(anchor(item.id), asked)


def _with_concept(cell: Graded, item: ItemFacts) -> Markup:
    """Return a link to an item with what it is about beside it, small."""
    term = seeds.glossary().get(item.concept or "")
    named = _named(cell, item)
    return named + Markup(f' <small class="soft">{escape(term.name)}</small>') if term else named


def _numbered(item: ItemFacts) -> str:
    return say("page.question", number=item.number)


def _briefly(cell: Graded, item: ItemFacts) -> Markup:
    """Return a link to an item by its number, or by its quiz where it is the only one."""
    return link(anchor(item.id), _numbered(item) if has_numbers(cell.items) else cell.title)


# What to reread


def _to_reread(lesson: Lesson, cells: Iterable[Graded]) -> list[_Place]:
    places: dict[str, _Place] = {}
    for cell in cells:
        if cell.items:
            for item in cell.items:
                _add_item(places, lesson, cell, item)
        elif not cell.waits and cell.score < cell.maximum:
            key = "feedback.reread_comment" if cell.comment else "feedback.reread_task"
            where = Markup(markup(key, title=link(cell.anchor, cell.title)))
            earned = say("review.points", points=points(cell.score), maximum=points(cell.maximum))
            reason = Markup(escape(say("feedback.nothing_written") if cell.blank else earned))
            verdict = say("review.not_answered") if cell.blank else earned
            briefly = _because(link(cell.anchor, cell.title), verdict)
            lost = cell.maximum - cell.score
            places[cell.anchor] = _Place(where, reasons=[reason], briefly=[briefly], lost=lost)
    return list(places.values())


def _add_item(places: dict[str, _Place], lesson: Lesson, cell: Graded, item: ItemFacts) -> None:
    """Add what an item lost to the place where it can be made up for."""
    lost = item.maximum - item.points
    if lost <= 0 or item.outcome not in ("partly right", "wrong", "not answered"):
        return
    section = lesson.place(item, cell.name)
    if section is not None:
        name, where = section.anchor, link(section.anchor, say("feedback.section", title=section.title))
    elif item.paragraphs:
        name, where = f"p{item.paragraphs[0]}", Markup()
    else:
        name, where = anchor(item.id), _named(cell, item)
    place = places.setdefault(name, _Place(where, is_section=section is not None))
    place.lost += lost
    place.paragraphs.update(dict.fromkeys(item.paragraphs))
    verdict = say(VERDICTS[item.outcome])
    reason = markup("feedback.because", question=_named(cell, item), verdict=escape(verdict))
    place.reasons.append(Markup(reason))
    place.briefly.append(_because(_briefly(cell, item), verdict, _short_place(section, item)))


def _short_place(section: Section | None, item: ItemFacts) -> Markup:
    """Return where to reread as a link: by the section's number, if it has one, else by the essay's paragraphs."""
    if section is not None:
        number = section.title.partition(". ")[0]
        named = say("feedback.section_number", number=number) if number.isdecimal() else section.title
        return link(section.anchor, named)
    return _in_essay(item.paragraphs) if item.paragraphs else Markup()


def _because(question: Markup, verdict: str, place: Markup | None = None) -> Markup:
    """Return a question with its verdict and, if known, its place behind it."""
    words = escape(verdict.lower())
    if place:
        return Markup(markup("feedback.besides_at", question=question, verdict=words, place=place))
    return Markup(markup("feedback.besides_one", question=question, verdict=words))


def _besides(places: Iterable[_Place]) -> Markup:
    """Name the questions of the places that are not among the first, each with its verdict and its place."""
    questions = [each for place in places for each in place.briefly]
    return Markup(markup("feedback.besides", questions=Markup(", ").join(questions))) if questions else Markup()


def _shown(places: Iterable[_Place]) -> Iterator[tuple[Markup, Markup]]:
    """Yield places and why; the first that names paragraphs of the essay says what "P9" means."""
    is_told = False
    for place in places:
        named = _in_essay(place.paragraphs, at_length=not is_told) if place.paragraphs else Markup()
        is_told = is_told or bool(place.paragraphs)
        where = Markup(f"<strong>{place.where}</strong>") if place.where else Markup()
        both = where and named and Markup(markup("feedback.place", where=where, more=named))
        yield both or where or named, Markup("<br>").join(place.reasons)


def _in_essay(numbers: Iterable[int], *, at_length: bool = False) -> Markup:
    """Return links to paragraphs of the essay: "essay P9", or at length "paragraph 9 of the essay (P9)"."""
    ordered = sorted(numbers)
    links = Markup(", ").join(link(f"p{number}", say("essay.paragraph", number=number)) for number in ordered)
    if not at_length:
        return Markup(markup("feedback.in_essay", paragraphs=links))
    plain = ", ".join(map(str, ordered))
    key = "feedback.paragraph_first" if len(ordered) == 1 else "feedback.paragraphs_first"
    return Markup(markup(key, numbers=plain, paragraphs=links))
