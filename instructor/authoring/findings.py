"""Every error of a lesson at once: file, line, quiz and item, what is wrong and what is admitted.

What a file's schema says comes first (`faults`); each item that keeps it is then held against text, glossary, model and
key, whatever the others are like. Only where nothing of that is wrong do bank, keys and notebook get compared as a
whole, as a release compares them (`instructor.checks`), for a missing item would make errors that are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace

import seeds
from instructor.authoring import notebooks
from instructor.authoring.faults import Fault, faults
from instructor.authoring.pictures import lacking
from instructor.authoring.places import line_of, line_of_cell
from instructor.authoring.sources import Finding, Source
from instructor.checks import problems
from instructor.course import Course
from instructor.marking.answer_key import find_model
from quizzes.authored import fields
from quizzes.bank import Bank, Keys, Quiz, check_answer, check_item
from quizzes.drawing import check_varied
from quizzes.page import item_view
from quizzes.types import Answer, BaseItem, registered


def findings(course: Course, lesson: str) -> list[Finding]:
    """Return every error of a lesson, in the order of files and lines."""
    bank, keys = Source(course, course.bank_file(lesson), Bank), Source(course, course.keys_file(lesson), Keys)
    found = [*bank.findings, *keys.findings, *lacking(bank, keys)]
    if isinstance(bank.data, dict):
        found += _of_items(course, lesson, bank, keys)
    if not found:
        found = [_located(course, lesson, text) for text in problems(course, lesson)]
    return sorted(set(found))


def _of_items(course: Course, lesson: str, bank: Source, keys: Source) -> Iterator[Finding]:
    """Yield what is wrong with each item that keeps the schema."""
    broken = {fault.path[:4] for fault in bank.faults}
    seen, most = dict[str, int](), _objectives(course, lesson)
    for path, quiz, data in _items(bank.data):
        name = str(data.get("id"))
        if name in seen:
            words = f"the item in line {seen[name]} has this id too; give one of them another"
            yield bank.finding(Fault((*path, "id"), words))
            continue  # which of the two a key is for, nobody knows
        seen[name] = line_of(bank.node, path)
        if any(each == path[: len(each)] for each in broken):
            continue
        item = msgspec.convert(data, registered()[data["type"]])
        found = [bank.finding(Fault((*path, *rest), words)) for rest, words in _of_item(course, lesson, item)]
        if 0 < most < item.objective:
            words = f"the lesson's first cell lists {most}; write one of them, or add it there"
            found.append(bank.finding(Fault((*path, "objective"), f"there is no objective {item.objective}: {words}")))
        varied = [bank.finding(Fault(path, words)) for _, words in _raised((), partial(check_varied, item))]
        found += varied or _of_its_answer(bank, keys, path, quiz, item)
        yield from found or (bank.finding(Fault(path, words)) for words in _of_place(quiz, item))
    if isinstance(keys.data, dict) and not keys.faults:
        graded = [str(data.get("id")) for _, quiz, data in _items(bank.data) if quiz.get("graded")]
        for name in (name for name in keys.data["keys"] if name not in graded):
            near = get_close_matches(name, graded, n=1)
            cure = f'did you mean "{near[0]}"?' if near else "take the key out"
            yield keys.finding(Fault(("keys", name), f"no graded item has this id; {cure}"))


def _objectives(course: Course, lesson: str) -> int:
    """Return how many objectives the lesson's first cell numbers; 0 where it cannot be known."""
    with suppress(OSError, ValueError, LookupError):
        header = notebooks.source(notebooks.read(course.source(lesson) / f"{lesson}.ipynb")["cells"][0])
        return len(re.findall(r"^ {0,3}\d+[.)] ", header, re.MULTILINE))
    return 0


def _of_its_answer(
    bank: Source, keys: Source, path: tuple[str | int, ...], quiz: Mapping[str, Any], item: BaseItem
) -> Iterator[Finding]:
    """Yield what is wrong with an item's key, where it is marked by one: in the bank, or in the file of keys."""
    if not item.keyed:
        return
    if not quiz.get("graded"):
        yield from _of_answer(bank, (*path, "answer"), item, item.answer) if item.answer else ()
    elif not keys.findings:
        given = keys.data["keys"].get(item.id) if keys.data else None
        if given is None:
            yield Finding(keys.file, 1, f'no key for item "{item.id}"; add one')
        else:
            yield from _of_answer(keys, ("keys", item.id), item, msgspec.convert(given, Answer))


def _of_place(quiz: Mapping[str, Any], item: BaseItem) -> Iterator[str]:
    """Yield why an item may not stand in its quiz as it is."""
    whole = Quiz(
        id=str(quiz.get("id")),
        title="-",
        items=(item,) * len(quiz["items"]),  # what the others are makes no difference, only whether there are any
        graded=quiz.get("graded") is True,
        ask="before" if quiz.get("ask") == "before" else None,
    )
    for _, words in _raised((), partial(check_item, whole, item, "")):
        yield words.removeprefix(f': item "{item.id}": ').removeprefix(": ")


def _items(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any], dict[str, Any]]]:
    """Yield the items that are written as such: the way to each, its quiz and itself."""
    quizzes = data.get("quizzes")
    for place, quiz in enumerate(quizzes if isinstance(quizzes, list) else ()):
        items = quiz.get("items") if isinstance(quiz, dict) else None
        for number, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict):
                yield ("quizzes", place, "items", number), quiz, item


def _of_item(course: Course, lesson: str, item: BaseItem) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield what is wrong with an item beside its key: the way to it within the item, and the words."""
    for place, each in enumerate(item.evidence):
        yield from _raised(("evidence", place), partial(seeds.quote, each.paragraph, each.quote))
    if (glossary := seeds.glossary()) and item.concept and item.concept not in glossary:
        near = get_close_matches(item.concept, glossary, n=1, cutoff=0.4)
        hint = f'did you mean "{near[0]}"?' if near else "seeds/glossary.json has them"
        yield ("concept",), f'the glossary has no concept "{item.concept}"; {hint}'
    if item.simulated_by:
        yield from _raised(("model",), partial(find_model, course, lesson, item.simulated_by))
    text = [*_raised((), item.check_text)]
    yield from text or _raised((), partial(item_view, item))


def _of_answer(source: Source, path: tuple[str | int, ...], item: BaseItem, answer: Answer) -> Iterator[Finding]:
    """Yield what is wrong with a key, with each further one and with each wrong answer that is named."""
    bare = replace(answer, feedback={}, diagnosis={}, also=())
    pieces: list[tuple[tuple[str | int, ...], Answer]] = [(("key",), bare)]
    pieces += [(("also", place), replace(bare, key=other)) for place, other in enumerate(answer.also)]
    found = [*_formless(item, answer), *_key_as_mistake(item, answer)] or [*_unmarkable(item, pieces)]
    named = [
        (field, name, text) for field in ("feedback", "diagnosis") for name, text in getattr(answer, field).items()
    ]
    if not found:
        found = [
            *_unmarkable(item, [((field, name), replace(bare, **{field: {name: text}})) for field, name, text in named])
        ]
    for rest, words in found or _unmarkable(item, [((), answer)]):
        yield source.finding(Fault((*path, *rest), words))


def _formless(item: BaseItem, answer: Answer) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield what keeps a key from having the form of its type; of a key that is worked out, only names it has not."""
    form = item.key_form
    if not (isinstance(form, type) and issubclass(form, msgspec.Struct)):
        return
    keys = [(("key",), answer.key), *((("also", place), key) for place, key in enumerate(answer.also))]
    for path, key in keys:
        found = faults(key, form)
        unknown = [each for each in found if each.path and each.path[-1] not in fields(form)]
        for each in unknown or (() if item.numbers else found):
            yield (*path, *each.path), each.words


def _key_as_mistake(item: BaseItem, answer: Answer) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield where the right answer is named as a mistake: the key was changed, and what is said of it was not."""
    if item.kind == "choice" and answer.key in answer.diagnosis:
        cure = "give this, and its feedback, to an answer that is wrong now"
        yield ("diagnosis", answer.key), f'"{answer.key}" is the key, and no mistake; {cure}'


def _unmarkable(
    item: BaseItem, answers: Iterable[tuple[tuple[str | int, ...], Answer]]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield why an item cannot be marked by answers, each with the way to it."""
    for path, answer in answers:
        for _, words in _raised(path, partial(check_answer, item, answer, "")):
            yield path, words.removeprefix(f': item "{item.id}": ')


def _raised(path: tuple[str | int, ...], check: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    try:
        check()
    except (ValueError, TypeError) as error:
        yield path, str(error)


def _located(course: Course, lesson: str, text: str) -> Finding:
    """Return a problem that a release names, with the line of the cell, the item or the quiz that it speaks of."""
    notebook = course.source(lesson) / f"{lesson}.ipynb"
    head, _, words = text.partition(": ")
    paths = {"keys/" + course.keys_file(lesson).name: course.keys_file(lesson), notebook.name: notebook}
    path = paths.get(head, course.bank_file(lesson))
    file = path.relative_to(course.root).as_posix()
    if head not in (*paths, path.name):
        return Finding(notebook.relative_to(course.root).as_posix(), 1, text)
    whole, line = path.read_text("utf-8") if path.exists() else "", 1
    if numbered := re.match(r"line (\d+): ", words):
        return Finding(file, int(numbered[1]), words[numbered.end() :])
    if named := re.match(r'(?:cell|item|quiz|.*?) ?"([\w-]+)"', words):
        pattern = rf"^\s*(?:- )?(?:id: *)?[\"']?{re.escape(named[1])}[\"']?:?\s*(?:#.*)?$"
        found = re.search(pattern, whole, re.MULTILINE)
        line = whole.count("\n", 0, found.start()) + 1 if found else line_of_cell(whole, named[1])
    return Finding(file, line, words)
