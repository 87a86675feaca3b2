"""What is no error in a lesson and yet hardly meant: the example's words still stand, or no question shows a picture.

`check` names it beside the errors, and it keeps nothing from being released: what `new` writes can be tried as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby

from instructor.authoring import notebooks
from instructor.authoring.faults import Fault
from instructor.authoring.lesson_template import KEY_POINT, OBJECTIVE
from instructor.authoring.making import MODEL_ANSWER, SCHEME, TASK
from instructor.authoring.pictures import unused
from instructor.authoring.places import said, texts
from instructor.authoring.sources import Finding, Source
from instructor.authoring.templates import example_words
from instructor.course import Course
from quizzes.bank import Bank, BankError, Keys
from quizzes.types import Choice

_LINES = (TASK, SCHEME, MODEL_ANSWER, OBJECTIVE, KEY_POINT)


def advice(course: Course, lesson: str) -> list[Finding]:
    """Return what is to be looked at in a lesson, in the order of files and lines."""
    bank, keys = Source(course, course.bank_file(lesson), Bank), Source(course, course.keys_file(lesson), Keys)
    examples = [*_examples(bank), *_examples(keys), *_example_cells(course, lesson)]
    return sorted([*examples, *_untold(course, lesson, bank, keys), *unused(course, lesson, bank, keys)])


def _untold(course: Course, lesson: str, bank: Source, keys: Source) -> Iterator[Finding]:
    """Yield the wrong options that nothing is said of, as when the line `feedback:` was lost with what is below it."""
    with suppress(BankError):  # what is wrong with the file is an error, and said as such
        answers = course.keys(lesson).keys
        for place, quiz in enumerate(course.bank(lesson).quizzes):
            for number, item in enumerate(quiz.items if not quiz.repeats else ()):
                answer = answers.get(item.id) if quiz.graded else item.answer
                if not (isinstance(item, Choice) and answer):
                    continue
                told = {answer.key, *answer.also, *answer.feedback}
                if silent := [name for name in item.options if name not in told]:
                    words = f"nothing is said to whoever picks {', '.join(silent)}; say it in `feedback:`"
                    way = ("keys", item.id) if quiz.graded else ("quizzes", place, "items", number, "answer")
                    yield (keys if quiz.graded else bank).finding(Fault(way, words))


def _examples(source: Source) -> Iterator[Finding]:
    """Yield the questions and keys in which the example's words stand, each once."""
    words = example_words()
    found = [path for path, text in texts(source.data) if text in words]
    for owner, paths in groupby(found, lambda path: path[: 4 if path[0] == "quizzes" else 2]):
        places = ", ".join(said(path[len(owner) :]) for path in paths)
        yield source.finding(Fault(owner, f"the example's words still stand in {places}; write your own"))


def _example_cells(course: Course, lesson: str) -> Iterator[Finding]:
    """Yield the cells of the notebook in which the example's words stand."""
    path = course.source(lesson) / f"{lesson}.ipynb"
    with suppress(OSError, ValueError, LookupError):  # what is wrong with the file is an error, and said as such
        whole, file = path.read_text("utf-8"), path.relative_to(course.root).as_posix()
        for cell in notebooks.read(path)["cells"]:
            for words in (words for words in _LINES if words in notebooks.source(cell)):
                name = notebooks.claims(cell).get("grade_id") or cell.get("id", "")
                text = f'cell "{name}": the example\'s words still stand: “{words}”; write your own'
                head = max(whole.find(f'"id": "{cell.get("id")}"'), 0)
                yield Finding(file, whole.count("\n", 0, max(whole.find(words, head), 0)) + 1, text)
