"""Make a question or a quiz: what becomes of bank, keys and notebook, all of it or nothing.

Each function returns the new texts of files. `put` writes them, looks whether the lesson is still without an error, and
puts back what was there where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import msgspec

from instructor.authoring import notebooks
from instructor.authoring.files import save
from instructor.authoring.findings import findings
from instructor.authoring.inserting import behind_entry, behind_name
from instructor.authoring.model_template import MODEL
from instructor.authoring.schema import BANK, KEYS, first_line, schemas
from instructor.authoring.templates import Setting, answer_lines, example_of, item_lines
from instructor.course import Course, CourseError, UnknownNameError
from quizzes.bank import Bank, Quiz, read_yaml
from quizzes.types import registered
from quizzes.types.base import Identifier

Texts = dict[Path, str]
#: What the cells of a new written task say in place of their author's words: task, mark scheme, model answer.
TASK = "Say what is asked for."
SCHEME = "For graders: what earns the points. No student gets these lines."
MODEL_ANSWER = "A model answer: no student gets this text."


def find_quiz(course: Course, name: str) -> tuple[str, Quiz]:
    """Return the lesson and the quiz of that id. Raises UnknownNameError, which names the nearest."""
    known = {quiz.id: (lesson, quiz) for lesson in course.assignments() for quiz in course.bank(lesson).quizzes}
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.0)
        hint = f'; did you mean "{near[0]}"?' if near else "; begin with: python -m instructor new quiz"
        raise UnknownNameError(f'there is no quiz "{name}"{hint}')
    return known[name]


def check_form(name: str, called: str, example: str) -> None:
    """Raise CourseError, with what it is called and an example, unless a name has the form of an id."""
    try:
        msgspec.convert(name, Identifier)
    except msgspec.ValidationError:
        raise CourseError(
            f'"{name}" is no {called}; write small letters, digits and single hyphens, at most 60 of them: {example}'
        ) from None


def check_free(course: Course, name: str) -> None:
    """Raise CourseError unless a name is one, and no quiz, question or cell of the course has it."""
    check_form(name, "id", "trade-winners")
    for lesson in course.assignments():
        bank = course.bank(lesson)
        taken = {quiz.id for quiz in bank.quizzes} | {item.id for _, item in bank.items()}
        notebook = notebooks.read(course.source(lesson) / f"{lesson}.ipynb")
        taken |= {cell.get("id", "") for cell in notebook["cells"]}
        if name in taken:
            raise CourseError(f'"{name}" is taken in {lesson}; choose another id')


def new_item(course: Course, quiz_id: str, kind: str, name: str, stem: str, points: float) -> tuple[str, Texts]:
    """Return the lesson, and its files with a further question at the end of a quiz. Raises CourseError."""
    lesson, quiz = find_quiz(course, quiz_id)
    check_free(course, name)
    struct = registered().get(kind)
    example_of(kind)
    if quiz.repeats:
        raise CourseError(f'"{quiz_id}" asks "{quiz.repeats}" again and has no questions of its own; add it there')
    if quiz.kind == "written" or (struct and struct.by_person):
        raise CourseError(
            f"a written answer is a quiz of its own; use: python -m instructor new quiz {lesson} ID written"
        )
    if quiz.graded and struct and not struct.keyed:
        raise CourseError(f'"{quiz_id}" is graded, and a {kind} has no key; add it to a quiz for practice')
    path, text = course.bank_file(lesson), course.bank_file(lesson).read_text("utf-8")
    place = next(n for n, each in enumerate(read_yaml(text, Bank, path.name).quizzes) if each.id == quiz_id)
    lines = item_lines(kind, name, stem, Setting.of(quiz), points, practice=not quiz.graded)
    texts = {path: behind_entry(text, ("quizzes", place, "items"), lines, path.name)}
    if quiz.graded:
        texts[course.keys_file(lesson)] = _with_key(course, lesson, name, kind, quiz.items[-1].id)
        texts |= _with_points(course, lesson, read_yaml(texts[path], Bank, path.name).quiz(quiz_id))
    return lesson, texts | model_of(course, lesson, kind)


@dataclass(frozen=True)
class Wish:
    """A quiz that is wanted: its id, the type of its question, its title, its points, and whether they count."""

    name: str
    kind: str
    title: str
    graded: bool = False
    points: float = 1.0

    @property
    def is_written(self) -> bool:
        """Whether a person marks it."""
        return registered()[self.kind].by_person

    @property
    def item(self) -> str:
        """The id of its question."""
        return self.name if self.is_written else f"{self.name}-1"

    def check(self, course: Course) -> None:
        """Raise CourseError where there cannot be such a quiz."""
        example_of(self.kind)
        for name in {self.name: 0, self.item: 0}:
            check_free(course, name)
        if self.graded and not registered()[self.kind].keyed:
            raise CourseError(f"a {self.kind} has no key, so no graded quiz has one; leave --graded out")

    def lines(self, setting: Setting) -> list[str]:
        """Return it as lines of a bank."""
        inner = item_lines(self.kind, self.item, "", setting, self.points, practice=not self.graded)
        head = [
            f"id: {self.name}",
            f"title: {_plain(self.title)}",
            *(["graded: true"] if self.graded else []),
            "items:",
        ]
        return [*head, f"  - {inner[0]}", *(f"    {line}" for line in inner[1:])]

    def cells(self) -> list[notebooks.Cell]:
        """Return the cells that show it."""
        if self.is_written:
            return _written_cells(self.name, self.title, self.points)
        metadata = notebooks.locked(self.name, "code", self.points if self.graded else None)
        return [notebooks.code(self.name, f'quiz("{self.name}")', metadata)]


def new_quiz(course: Course, lesson: str, wish: Wish, after: str | None) -> Texts:
    """Return a lesson with a further quiz, shown behind the cell `after`, or its last quiz. Raises CourseError."""
    course.check(lesson)
    wish.check(course)
    quizzes = course.bank(lesson).quizzes
    setting = Setting.of(next((quiz for quiz in reversed(quizzes) if any(i.evidence for i in quiz.items)), None))
    path, lines = course.bank_file(lesson), wish.lines(setting)
    if quizzes:
        bank = behind_entry(path.read_text("utf-8"), ("quizzes",), lines, path.name)
    else:
        bank = bank_text(lesson, [lines])
    texts = {path: bank, **_with_cells(course, lesson, wish.cells(), after)}
    if wish.graded:
        texts[course.keys_file(lesson)] = _with_key(course, lesson, wish.item, wish.kind, None)
    return texts | model_of(course, lesson, wish.kind)


def bank_text(lesson: str, quizzes: list[list[str]]) -> str:
    """Return a new bank with these quizzes, each in lines."""
    made = ("\n".join([f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]) for lines in quizzes)
    return f"{first_line(BANK)}\nassignment: {lesson}\nquizzes:\n\n" + "\n\n".join(made) + "\n"


def keys_text(lesson: str, answers: Mapping[str, list[str]]) -> str:
    """Return a new file of keys with these answers, each in lines."""
    made = ("\n".join([f"  {item}:", *(f"    {line}" for line in lines)]) for item, lines in answers.items())
    return f"{first_line(KEYS)}\nassignment: {lesson}\nkeys:\n\n" + "\n\n".join(made) + "\n"


def put(course: Course, lesson: str, texts: Mapping[Path, str]) -> None:
    """Write the files of a lesson; where it has an error afterwards, put back what was there, and raise CourseError."""
    whole = {**texts, **_schemas(course)}
    before = {path: path.read_bytes() if path.exists() else None for path in whole}
    is_new = not course.bank_file(lesson).exists()
    if wrong := [] if is_new else findings(course, lesson):
        lines = "\n".join(f"- {each}" for each in wrong)
        raise CourseError(f"{lesson} has errors; mend them first (nothing was written):\n{lines}")
    try:
        for path, text in whole.items():
            save(path, text)
        wrong = findings(course, lesson)
    except BaseException:  # a full disk, Ctrl+C
        _put_back(before)
        raise
    if wrong:
        _put_back(before)
        lines = "\n".join(f"- {each}" for each in wrong)
        raise CourseError(f"it does not fit {lesson}, so nothing was written:\n{lines}")


def _put_back(before: Mapping[Path, bytes | None]) -> None:
    for path, content in before.items():
        if content is None:
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()
        else:
            path.write_bytes(content)


def _schemas(course: Course) -> Texts:
    return {path: text for path, text in schemas(course).items() if not path.exists()}


def _plain(text: str) -> str:
    return text if re.fullmatch(r"\w[\w ,.?()-]*", text) else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _with_key(course: Course, lesson: str, item: str, kind: str, after: str | None) -> str:
    """Return a lesson's file of keys with one more."""
    path, answer = course.keys_file(lesson), answer_lines(kind)
    lines = [f"{item}:", *(f"  {line}" for line in answer)]
    if not path.exists():
        return keys_text(lesson, {item: answer})
    if course.keys(lesson).keys:
        return behind_name(path.read_text("utf-8"), ("keys",), after, lines, f"keys/{path.name}")
    made = "\n".join(["keys:", "", *(f"  {line}" for line in lines)])
    return re.sub(
        r"^keys:[ \t]*(\{\s*\})?[ \t]*$", lambda _: made, path.read_text("utf-8"), count=1, flags=re.MULTILINE
    )


def _with_points(course: Course, lesson: str, quiz: Quiz) -> Texts:
    """Return the notebook in which a quiz's cell has the quiz's points."""
    path = course.source(lesson) / f"{lesson}.ipynb"
    notebook = notebooks.read(path)
    for cell in notebook["cells"]:
        facts = notebooks.claims(cell)
        if facts.get("grade_id") == quiz.cell and "points" in facts:
            facts["points"] = notebooks.whole(quiz.points)
    return {path: notebooks.written(notebook)}


def _written_cells(name: str, title: str, points: float) -> list[notebooks.Cell]:
    """Return the three cells of a written answer: the task with its scheme, the field, the cell that has the points."""
    said = notebooks.whole(points)
    task = (
        f"### Task: {title} ({said} points, about 150 words)\n\n{TASK}\n\n"
        f"| Criterion | Full | Little |\n|---|---|---|\n"
        f"| Reason ({said}) | {said}: gives one, and the words it rests on | 0: none |\n\n"
        "Write in the field below: it is saved as you write. Where you see no field, write in the cell after it; both "
        "reach your teacher.\n\n"
        f"=== BEGIN MARK SCHEME ===\n\n{SCHEME}\n\n"
        "=== END MARK SCHEME ==="
    )
    return [
        notebooks.markdown(f"{name}-task", task, notebooks.locked_by_release(f"{name}-task", "markdown")),
        notebooks.code(f"{name}-field", f'quiz("{name}")', notebooks.locked(f"{name}-field", "code")),
        notebooks.markdown(name, MODEL_ANSWER, notebooks.answer(name, points)),
    ]


def _with_cells(course: Course, lesson: str, cells: list[notebooks.Cell], after: str | None) -> Texts:
    """Return the notebook with more cells: behind the one named, else behind its last quiz."""
    path = course.source(lesson) / f"{lesson}.ipynb"
    notebook = notebooks.read(path)
    names = [cell.get("id", "") for cell in notebook["cells"]]
    if after is not None and after not in names:
        near = get_close_matches(after, names, n=1, cutoff=0.0)
        raise UnknownNameError(f'{path.name} has no cell "{after}"; did you mean "{near[0]}"?' if near else "no cells")
    place = names.index(after) if after else _last_quiz(notebook["cells"])
    notebook["cells"][place + 1 : place + 1] = cells
    return {path: notebooks.written(notebook)}


def _last_quiz(cells: list[notebooks.Cell]) -> int:
    """Return the place of the last cell that belongs to a quiz; of the last cell but the one that hands in."""
    places = [n for n, cell in enumerate(cells) if notebooks.claims(cell)]
    hands_in = [
        n for n, cell in enumerate(cells) if "hand_in(" in notebooks.source(cell) and cell["cell_type"] == "code"
    ]
    ends = [n for n in hands_in if n > 1]  # the import names it too
    return places[-1] if places else ends[-1] - 1 if ends else len(cells) - 1


def model_of(course: Course, lesson: str, kind: str) -> Texts:
    """Return the model that the example of a run needs, where there is none yet."""
    path = course.source(lesson) / "model.py"
    return {path: MODEL} if kind == "run" and not path.exists() else {}
