"""What keeps an assignment from being released: sources that do not fit each other.

Bank, keys, cells and quotations must fit. What a release gives away `leaks` finds afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

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
from quizzes.types import Run


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
