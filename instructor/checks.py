"""What keeps an assignment from being released: sources that do not fit each other, and a release that leaks.

Bank, keys, cells and quotations must fit. Afterwards every byte of the release is searched for what students must not
have.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

import seeds
from instructor import notebook_file
from instructor.course import Course, CourseError
from instructor.marking.answer_key import find_model
from instructor.plan import read_plan
from instructor.plan.windows import bank_in_zone
from quizzes.authored import composed, cut
from quizzes.bank import Bank, BankError, Keys, Quiz, check_keys, opened, worth
from quizzes.evidence import evidence_cards, named_cards, plain
from quizzes.pictures import EMBEDDED
from quizzes.types import Answer, Number, Run
from quizzes.written import evened

#: What may stand in no release, whatever the assignment.
MARKERS = (
    "BEGIN SOLUTION",
    "END SOLUTION",
    "MARK SCHEME",
    "HIDDEN TESTS",
    "import instructor",
    "from instructor",
    "instructor/keys",
)

#: Shorter lines are too common to be recognized as a leak.
SHORTEST_SECRET = 25
#: The same of an expression by which an answer is worked out.
SHORTEST_EXPRESSION = 8


def problems(course: Course, assignment: str) -> list[str]:
    """Say everything that keeps an assignment from being released; each line names the file, the place and the cure."""
    path = course.source(assignment) / f"{assignment}.ipynb"
    if not path.exists():
        return [f"{assignment}: there is no {path.name} in {path.parent}; the notebook bears its folder's name"]
    try:
        bank, keys = course.bank(assignment), course.keys(assignment)
        notebook_file.read(path)  # which names the line of what is broken; nbformat names none
    except BankError as error:
        return [str(error)]
    nb = nbformat.read(path, as_version=4)
    found = [
        *_cut_texts(course, assignment),
        *_bank_problems(course, assignment, bank, keys),
        *(f"{path.name}: {text}" for text in _notebook_problems(nb, bank, keys)),
    ]
    if (path.parent / "responses").exists():
        found.append(f"{assignment}/responses: answers in the source would overwrite the students'; remove the folder")
    return found


def _cut_texts(course: Course, assignment: str) -> Iterator[str]:
    """Name the texts of bank and keys that a # has cut: nobody would see it before a student does."""
    bank, keys = course.bank_file(assignment), course.keys_file(assignment)
    for path, name, kind in ((bank, bank.name, opened(Bank)), (keys, f"keys/{keys.name}", Keys)):
        text = path.read_text("utf-8") if path.exists() else ""
        for _, line, words in cut(composed(text), kind, text.splitlines()):
            yield f"{name}: line {line}: {words}"


def _bank_problems(course: Course, assignment: str, bank: Bank, keys: Keys) -> Iterator[str]:
    """Check items against keys, models and the essay."""
    source = course.bank_file(assignment).name
    if bank.assignment != assignment:
        yield f'{source}: the assignment is "{bank.assignment}"; it must bear the file\'s name'
        return
    try:
        check_keys(bank, keys, f"keys/{source}")
    except BankError as error:
        yield str(error)
    try:
        evidence_cards(bank.cards, course.source(bank.assignment) / f"{bank.assignment}.ipynb")
    except ValueError as error:
        yield f"{source}: {error}"
    yield from (f"{source}: {words}" for words in _uncarded(bank, course.source(bank.assignment)))
    yield from (f"{source}: {words}" for words in _windows(course, bank))
    glossary = seeds.glossary()  # a course without one may name its concepts as it likes
    for item in (item for quiz in bank.quizzes if not quiz.repeats for item in quiz.items):
        if glossary and item.concept and item.concept not in glossary:
            yield f'{source}: item "{item.id}": the glossary has no concept "{item.concept}"'
        for words in item.evidence:
            try:
                seeds.quote(words.paragraph, words.quote)
            except ValueError as error:
                yield f'{source}: item "{item.id}": {error}'
        if item.simulated_by:
            try:
                find_model(course, bank.assignment, item.simulated_by)
            except BankError as error:
                yield f'{source}: item "{item.id}": {error}'


def _windows(course: Course, bank: Bank) -> Iterator[str]:
    """Name a window that the course's clock does not show: daylight saving doubles hours and leaves some out."""
    if any(item.window for _, item in bank.items()):
        try:
            bank_in_zone(bank, read_plan(course).zone)
        except (BankError, CourseError) as error:
            yield str(error)


def _uncarded(bank: Bank, folder: Path) -> Iterator[str]:
    """Name the cases that a sheet shows one at a time, and that have no card in the lesson."""
    cards: dict[str, str] = {}
    with suppress(OSError, ValueError):  # said of the cards themselves
        cards = named_cards(bank.cards, folder / f"{bank.assignment}.ipynb")
    for item in (item for quiz in bank.quizzes for item in quiz.items):
        for name in item.cases.names(item.parameters) if isinstance(item, Run) and item.cases else ():
            if plain(name) not in cards:
                yield f'item "{item.id}": no card of the bank\'s `cards` begins with "**{name}.** "; write one'


def _notebook_problems(nb: NotebookNode, bank: Bank, keys: Keys) -> Iterator[str]:
    """Check the cells that nbgrader knows against the bank."""
    cells = [(cell.metadata.nbgrader.get("grade_id", ""), cell) for cell in nb.cells if "nbgrader" in cell.metadata]
    names = [name for name, _ in cells]
    yield from (
        f'cell "{name}" occurs twice; grade ids are unique' for name in sorted(set(names)) if names.count(name) > 1
    )
    quizzes = {quiz.cell: quiz for quiz in bank.quizzes}
    yield from (
        f'no cell for the quiz "{quiz.id}" of the bank; add one that holds quiz("{quiz.id}"), with the id "{name}" '
        "(check --fix gives it)"
        for name, quiz in quizzes.items()
        if name not in names
    )
    yield from (
        f'cell "{quiz.id}": it asks "{quiz.repeats}" again and stands before it; put it after that cell'
        for quiz in bank.quizzes
        if quiz.repeats in names and quiz.id in names[: names.index(quiz.repeats)]
    )
    written = {quiz.id: quiz for quiz in bank.quizzes if quiz.kind == "written"}
    yield from (f'no cell "{name}" for the written answer; add one' for name in written if name not in names)
    for name, cell in cells:
        if name in quizzes:
            yield from (f'cell "{name}": {text}' for text in _quiz_cell_problems(cell, quizzes[name], keys))
        elif name in written:
            yield from (f'cell "{name}": {text}' for text in _written_cell_problems(cell, written[name]))
        elif is_grade(cell) and cell.cell_type == "code" and not keys.code_cells:
            yield (
                f'cell "{name}": grading it would run student code; ask by a quiz, take its grade away, or let it be '
                f"run in a sandbox by `code_cells: true` in instructor/keys/{bank.assignment}.yaml"
            )
        elif is_solution(cell) and not is_grade(cell) and not (keys.code_cells and cell.cell_type == "code"):
            yield f'cell "{name}": a written answer needs points; make it manually graded'


def _quiz_cell_problems(cell: NotebookNode, quiz: Quiz, keys: Keys) -> Iterator[str]:
    """Check one quiz's cell."""
    if cell.cell_type != "code" or cell.source.strip() != f'quiz("{quiz.id}")':
        yield f'it must hold quiz("{quiz.id}") and nothing else'
    if not is_locked(cell):
        yield "it is not locked, so students could edit it; make it locked (read-only, or autograded tests)"
    if cell.metadata.get("deletable", True) or cell.metadata.get("editable", True):
        yield 'one key press could delete it; set "deletable": false and "editable": false in its metadata'
    if quiz.graded and not is_grade(cell):
        yield "the quiz is graded and its cell is not; make it autograded tests"
    if not quiz.graded and is_grade(cell):
        yield "the quiz is for practice and its cell is graded; make it read-only, or the quiz `graded: true`"
    # What was taken out may still stand in the notebook's points: the release counts it out.
    fitting = (quiz.points, worth(quiz, keys.keys))
    if quiz.graded and is_grade(cell) and float(cell.metadata.nbgrader.get("points", 0)) not in fitting:
        yield f"it is worth {cell.metadata.nbgrader.get('points')} points and its items {quiz.points:g}; set one right"


def _written_cell_problems(cell: NotebookNode, quiz: Quiz) -> Iterator[str]:
    """Check the cell that a written answer fills."""
    if cell.cell_type != "markdown" or not (is_grade(cell) and is_solution(cell)):
        yield "it is filled with a written answer; make it a Markdown cell, manually graded"
    elif float(cell.metadata.nbgrader.get("points", 0)) != quiz.points:
        yield f"it is worth {cell.metadata.nbgrader.get('points')} points and its field {quiz.points:g}; set one right"


def secrets(course: Course, assignment: str) -> dict[str, str]:
    """Return what a release must not hold: text -> what it is, in words."""
    found = dict.fromkeys(MARKERS, "a marker of the instructor's version")
    for item, answer in course.keys(assignment).keys.items():
        for text in (answer.rationale, *answer.feedback.values(), *answer.diagnosis.values()):
            found |= dict.fromkeys(_lines(text), f'the answer to item "{item}"')
    for item, answer in _worked_out(course.bank(assignment), course.keys(assignment)):
        found |= dict.fromkeys(_expressions(answer), f'how the answer to item "{item}" is worked out')
    nb = nbformat.read(course.source(assignment) / f"{assignment}.ipynb", as_version=4)
    for cell in nb.cells:
        if is_solution(cell):
            found |= dict.fromkeys(
                _behind_answer(cell), f'the model answer of cell "{cell.metadata.nbgrader.grade_id}"'
            )
        for words, what in (("MARK SCHEME", "a mark scheme"), ("HIDDEN TESTS", "a hidden test")):
            for hidden in re.findall(rf"BEGIN {words}.*?\n(.*?)[^\n]*END {words}", cell.source, re.DOTALL):
                found |= dict.fromkeys(_lines(hidden), what)
    public = set(_practice_texts(course.bank(assignment)))
    public |= {data for cell in nb.cells if not is_solution(cell) for data in _attached(cell)}
    return {text: what for text, what in found.items() if text not in public}


def _worked_out(bank: Bank, keys: Keys) -> Iterator[tuple[str, Answer]]:
    """Yield the answers that are worked out of each student's numbers, by item."""
    for quiz, item in bank.items():
        if quiz.graded and item.numbers and isinstance(item, Number):
            yield item.id, keys.keys[item.id]


def _expressions(answer: Answer) -> Iterator[str]:
    """Yield the expressions of an answer that are long enough to be recognized."""
    values = (value for key in (answer.key, *answer.also) for value in key.values() if isinstance(value, str))
    yield from (text for text in map(evened, (*values, *answer.named)) if len(text) >= SHORTEST_EXPRESSION)


def _behind_answer(cell: NotebookNode) -> Iterator[str]:
    """Yield a model answer's lines, what is attached to it, and the prose in its metadata."""
    yield from _lines(cell.source)
    yield from (data for data in _attached(cell) if len(data) >= SHORTEST_SECRET)
    # Words without a space are names, ids and times, which tools leave in any cell.
    yield from (line for text in _strings(cell.metadata) for line in _lines(text) if " " in line)


def _attached(cell: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is attached to a cell, in base64 and without white space."""
    for forms in cell.get("attachments", {}).values():
        yield from ("".join("".join(data).split()) for data in forms.values())


def _practice_texts(bank: Bank) -> Iterator[str]:
    """Yield what practice items say to everyone; a graded item may say the same."""
    for item in (item for quiz in bank.quizzes for item in quiz.items if item.answer and item.numbers):
        if isinstance(item, Number) and item.answer:
            yield from _expressions(item.answer)
    for answer in (item.answer for quiz in bank.quizzes for item in quiz.items if item.answer):
        for text in (answer.rationale, *answer.feedback.values()):
            yield from _lines(text)


def _lines(text: str) -> list[str]:
    # A picture that a key shows may be one that a question shows.
    return [line for line in map(evened, EMBEDDED.sub("", text).splitlines()) if len(line) >= SHORTEST_SECRET]


def leaks(folder: Path, forbidden: dict[str, str]) -> list[str]:
    """Search every byte of a release; each line names a file and what it gives away."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = _content(path)
        named = {what for text, what in forbidden.items() if text in content}
        found += [f"{path.relative_to(folder)}: {what}" for what in sorted(named)]
    return found


def _content(path: Path) -> str:
    """Return all text of a file: its bytes as they are, of JSON every string as it reads, and what is attached."""
    raw = path.read_bytes().decode("utf-8", errors="replace")
    content: Any = json.loads(raw) if path.suffix in {".ipynb", ".json"} else None
    attached = [data for cell in content["cells"] for data in _attached(cell)] if path.suffix == ".ipynb" else []
    return evened("\n".join([raw, *_strings(content), *attached, *map(_decoded, attached)]))


def _decoded(data: str) -> str:
    """Return the text that an attachment holds, as an SVG does; of anything else what is left of it."""
    with suppress(ValueError):
        return base64.b64decode(data).decode("utf-8", "replace")
    return ""


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        # A notebook may keep the lines of a cell one by one.
        if all(isinstance(entry, str) for entry in value):
            yield "".join(value)
        for entry in value:
            yield from _strings(entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield key
            yield from _strings(entry)
