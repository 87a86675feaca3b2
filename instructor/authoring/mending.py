"""What `check --fix` mends: only what has one right form, and that the files themselves say.

    the cell of a quiz: its grade id, its points, that it is locked and can be neither edited nor deleted
    the key of a match item, whose rows stand in another order
    the name of the lesson in its bank and keys
    the schema that an editor reads, where it is not the one of the types

What two files say differently and either may be right (a graded quiz whose cell is not) is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yaml.nodes import MappingNode, Node

from instructor.authoring import notebooks
from instructor.authoring.places import node_at
from instructor.authoring.schema import schemas
from instructor.course import Course
from quizzes.authored import composed, value
from quizzes.bank import Bank, BankError, Keys, Quiz, opened, read_yaml, worth


class Change(NamedTuple):
    """What is mended at one place, in words: when it is done, and as long as it is not."""

    done: str
    would: str


@dataclass(frozen=True)
class Mended:
    """What is mended in one file: its new text, and what that changes."""

    path: Path
    text: str
    changes: tuple[Change, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What was changed, in words."""
        return tuple(each.done for each in self.changes)

    @property
    def proposed(self) -> tuple[str, ...]:
        """What would be changed, in words."""
        return tuple(each.would for each in self.changes)


def mended(course: Course, lesson: str) -> list[Mended]:
    """Return what can be mended in a lesson; nothing is written."""
    made, texts = [], {}
    for kind, path in (("bank", course.bank_file(lesson)), ("keys", course.keys_file(lesson))):
        if path.exists():
            texts[kind] = path.read_text("utf-8")
            text, words = _of_yaml(texts[kind], lesson, _rows(texts["bank"]) if "bank" in texts else {})
            texts[kind] = text
            made.append(Mended(path, text, tuple(words)))
    notebook = course.source(lesson) / f"{lesson}.ipynb"
    if "bank" in texts and notebook.exists():
        made.append(_of_notebook(notebook, texts["bank"], texts.get("keys", "")))
    return [each for each in (*made, *_of_schemas(course)) if each.changes]


def _of_yaml(text: str, lesson: str, rows: Mapping[str, list[str]]) -> tuple[str, list[Change]]:
    """Return a bank or a file of keys as it should be, and what was mended."""
    words = list[Change]()
    try:
        node = composed(text)
    except yaml.YAMLError:
        return text, []
    found = re.search(r"^assignment:[ \t]*([^\s#]+)", text, re.MULTILINE)
    if found and found[1].strip("\"'") != lesson:
        text = text[: found.start(1)] + lesson + text[found.end(1) :]
        node = composed(text)
        folder = f"{lesson}, the name of its folder"
        done, would = f"assignment: {folder} (it was {found[1]})", f"assignment would be {folder} (it is {found[1]})"
        words.append(Change(done, would))
    for item, order in rows.items():
        for path in _keys_of(node, item):
            ordered = _ordered(text, node, path, order)
            if ordered != text:
                text, node = ordered, composed(ordered)
                done, would = (f'item "{item}": its key {has} the rows in their order' for has in ("has", "would have"))
                words.append(Change(done, would))
    return text, words


def _rows(text: str) -> dict[str, list[str]]:
    """Return the rows of each match item of a bank that can be read."""
    try:
        node = composed(text)
    except yaml.YAMLError:
        return {}
    return {item["id"]: [*item["rows"]] for _, item in _match_items(node)}


def _match_items(node: Node | None) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    data = value(node, opened(Bank))
    quizzes = data.get("quizzes") if isinstance(data, dict) else None
    for place, quiz in enumerate(quizzes if isinstance(quizzes, list) else ()):
        items = quiz.get("items") if isinstance(quiz, dict) else None
        for number, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict) and isinstance(item.get("rows"), dict) and "id" in item:
                yield ("quizzes", place, "items", number), item | {"id": str(item["id"])}


def _keys_of(node: Node | None, item: str) -> list[tuple[str | int, ...]]:
    """Return the ways to an item's key: in a bank, or in a file of keys."""
    return [(*path, "answer", "key") for path, each in _match_items(node) if each["id"] == item] or [
        ("keys", item, "key")
    ]


def _ordered(text: str, whole: Node | None, path: tuple[str | int, ...], order: list[str]) -> str:
    """Return the text with the entries of a mapping in an order; as it is where that would lose a remark or a name."""
    node = node_at(whole, path)
    if not isinstance(node, MappingNode):
        return text
    names = [str(key.value) for key, _ in node.value]
    if names == order or sorted(names) != sorted(order):
        return text
    spans = [(key.start_mark.index, each.end_mark.index) for key, each in node.value]
    parts = {name: text[start:end] for name, (start, end) in zip(names, spans, strict=True)}
    new = text
    for name, (start, end) in reversed([*zip(order, spans, strict=True)]):
        new = new[:start] + parts[name] + new[end:]
    return new if value(composed(new)) == value(whole) else text


def _of_notebook(path: Path, bank: str, keys: str) -> Mended:
    """Return a notebook whose quiz cells are as bank and keys want them."""
    text = path.read_text("utf-8")
    try:
        quizzes = {quiz.id: quiz for quiz in read_yaml(bank, Bank, path.name).quizzes}
        answers = read_yaml(keys, Keys, path.name).keys if keys else {}
        notebook = notebooks.read(path)
    except BankError:
        return Mended(path, text, ())
    data = value(composed(bank), opened(Bank))
    words = list[Change]()
    names = [notebooks.claims(cell).get("grade_id") for cell in notebook["cells"]]
    shown = [_shown(cell) for cell in notebook["cells"]]
    for cell, name in zip(notebook["cells"], shown, strict=True):
        quiz = quizzes.get(name)
        # Of several cells that show a quiz, and none with its id, only a person knows which one is meant.
        is_alone = quiz and quiz.cell not in names and shown.count(name) == 1
        if quiz and (notebooks.claims(cell).get("grade_id") == quiz.cell or is_alone):
            words += _of_quiz_cell(cell, quiz, worth(quiz, answers))
        written = quizzes.get(notebooks.claims(cell).get("grade_id", ""))
        if written and written.kind == "written" and written.cell != written.id:
            words += _of_points(cell, written, data)
    return Mended(path, notebooks.written(notebook) if words else text, tuple(words))


def _shown(cell: notebooks.Cell) -> str:
    """Return the id of the quiz that a cell shows; "" where it shows none."""
    shows = re.fullmatch(r'quiz\("([\w-]+)"\)', notebooks.source(cell).strip())
    return shows[1] if shows and cell["cell_type"] == "code" else ""


def _of_quiz_cell(cell: notebooks.Cell, quiz: Quiz, counted: float) -> Iterator[Change]:
    """Set right what nbgrader knows of a quiz's cell; yield what was changed.

    `counted` is what it is worth without the items that were taken out, which a cell may say as well.
    """
    facts = notebooks.claims(cell)
    if facts and bool(facts.get("grade")) != quiz.graded:
        return  # which of the two is meant only a person knows
    wanted = notebooks.quiz_cell(quiz)["metadata"]
    if facts.get("points") is not None and quiz.graded and float(facts["points"]) in (quiz.points, counted):
        wanted["nbgrader"]["points"] = facts["points"]
    for name, each in wanted["nbgrader"].items():
        if facts.get(name, None if name in ("grade_id", "points", "locked") else each) != each:
            yield _is(f'cell "{quiz.cell}": {name}', each, facts.get(name, "not there"))
    for name in ("deletable", "editable"):
        if cell["metadata"].get(name, True):
            yield _is(f'cell "{quiz.cell}": {name}', "false")
    cell["metadata"] |= wanted | {"nbgrader": facts | wanted["nbgrader"]}


def _of_points(cell: notebooks.Cell, quiz: Quiz, data: Mapping[str, Any]) -> Iterator[Change]:
    """Set right the points of a written answer's cell, where the bank says them."""
    items = [item for each in data["quizzes"] for item in each.get("items", ()) if str(item["id"]) == quiz.id]
    facts = notebooks.claims(cell)
    if facts.get("solution") and any("points" in item for item in items) and facts.get("points") != quiz.points:
        yield _is(f'cell "{quiz.id}": points', notebooks.whole(quiz.points), facts.get("points"))
        facts["points"] = notebooks.whole(quiz.points)


def _of_schemas(course: Course) -> Iterator[Mended]:
    """Yield the schemas that are not what the types say."""
    for path, text in schemas(course).items():
        if path.parent.exists() and (not path.exists() or path.read_text("utf-8") != text):
            yield Mended(path, text, (_is("what an editor completes by", "what the types say now"),))


def _is(what: str, now: object, before: object = "") -> Change:
    """Return in words that something is, or would be, other than before."""
    was, still = (f" (it was {before})", f" (it is {before})") if before != "" else ("", "")
    return Change(f"{what} is {now}{was}", f"{what} would be {now}{still}")
