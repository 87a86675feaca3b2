"""The marked samples of a lesson, from `instructor/rubrics/LESSON.md`: a marker marks them first, then reads the marks.

A sample is a quotation. Its marks stand in a line of its own below it, which names its task:

    Marks (essay-02): Use of theory 4, Evidence 3, Model 2, Clarity 1

and what is said there up to the next heading is the reason. Where a quotation begins with its points (`> *0.75.* ...`),
it is a sample of the task that the line `Samples of limit-02` above it names. In the capstone's memos the marks stand
as `**Part A: 9 of 10.** Rule 2 · ...`, and the task is the one whose title begins with "Part A".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from instructor.course import Course, CourseError
from instructor.desk.views import Task

_HEADING = re.compile(r"^#+ (.+)$")
_MARKS = re.compile(r"^Marks \(([\w-]+)\): (.+?)\.?$")
_PART = re.compile(r"^\*\*(Part \w+): [\d.]+ of [\d.]+\.\*\* (.+)$")
_OF = re.compile(r"^Samples of ([\w-]+)\b")
_SHORT = re.compile(r"\A\*(\d+(?:\.\d+)?)(?: points?)?\.\*\s*")
_REMARK = re.compile(r"\s\(([A-Z][^()]*\.)\)\Z")
_MARK = re.compile(r"^\s*(.+?) (\d+(?:\.\d+)?)(?=\s|\.?$|$)")


@dataclass(frozen=True)
class Sample:
    """A marked sample of a task: its text and the reason as Markdown, its points by criterion."""

    id: str
    task: str
    name: str
    text: str
    points: dict[str, float]
    why: str

    @property
    def total(self) -> float:
        """The points in all."""
        return sum(self.points.values())


def read_samples(course: Course, lesson: str, tasks: Sequence[Task]) -> list[Sample]:
    """Return the samples of a lesson's tasks; none where the lesson has no file of them.

    Raises
    ------
    CourseError
        Where a sample's marks do not fit its task's criteria.
    """
    path = course.root / "instructor" / "rubrics" / f"{lesson}.md"
    if not path.exists():
        return []
    found: list[Sample] = []
    for block in _blocks(path.read_text("utf-8").splitlines()):
        for task, name, text, marks, why in _marked(block, tasks):
            number = sum(sample.task == task.id for sample in found) + 1
            points = _points(task, marks, f'{path.name}, "{name}"')
            found.append(Sample(f"{task.id}-sample-{number}", task.id, name, text, points, why))
    return found


@dataclass
class _Block:
    """What stands under one heading; `of` is the task that short samples are of."""

    heading: str
    above: str
    lines: list[str]
    of: str = ""


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    block = _Block("", "", [])
    for line in lines:
        if head := _HEADING.match(line):
            yield block
            # "Memo 1" stands above its parts, and names them.
            above = block.above if line.startswith("### ") and block.above else ""
            above = block.heading if line.startswith("### ") and not above else above
            block = _Block(head[1], above, [])
        elif of := _OF.match(line):
            block.of = of[1]
        else:
            block.lines.append(line)
    yield block


def _quotations(lines: Sequence[str]) -> list[str]:
    """Return the quotations, each as Markdown without its signs."""
    found: list[list[str]] = []
    inside = False
    for line in lines:
        if line.startswith(">"):
            if not inside:
                found.append([])
            found[-1].append(line[1:].removeprefix(" "))
        inside = line.startswith(">")
    return ["\n".join(each).strip() for each in found]


def _marked(block: _Block, tasks: Sequence[Task]) -> Iterator[tuple[Task, str, str, str, str]]:
    """Yield task, name, text, marks and reason of each sample of a block."""
    by_id = {task.id: task for task in tasks}
    texts = _quotations(block.lines)
    why = "\n".join(line for line in block.lines if not line.startswith(">") and not _MARKS.match(line)).strip()
    for line in block.lines:
        if (marks := _MARKS.match(line)) and marks[1] in by_id:
            yield by_id[marks[1]], block.heading.partition(":")[0], "\n\n".join(texts), marks[2], why
        elif part := _PART.match(line):
            for task in (task for task in tasks if task.title.startswith(f"{part[1]}:")):
                yield task, f"{block.above.partition(':')[0]}, {part[1]}", "\n\n".join(texts), part[2], why
    if block.of in by_id:
        yield from _short(by_id[block.of], texts)


def _short(task: Task, texts: Sequence[str]) -> Iterator[tuple[Task, str, str, str, str]]:
    """Yield the samples that begin with their points; a remark in brackets at the end is the reason."""
    each = (part for text in texts for part in re.split(r"\n\n(?=\*\d)", text))
    # Not in the file's order, which is that of the marks.
    for number, text in enumerate(sorted(each, key=lambda part: blake2b(part.encode()).digest()), start=1):
        if short := _SHORT.match(text):
            said, why = text[short.end() :].strip(), _REMARK.search(text)
            said = said.removesuffix(why[0]).strip() if why else said
            yield task, f"Sample {number}", said, f"{task.criteria[0].name} {short[1]}", why[1] if why else ""


def _points(task: Task, marks: str, where: str) -> dict[str, float]:
    parts = re.split(r" · |, (?=[A-Z])", marks)
    found = {mark[1]: float(mark[2]) for part in parts if (mark := _MARK.match(part))}
    names = {criterion.name: criterion for criterion in task.criteria}
    if set(found) != set(names):
        wanted = ", ".join(names)
        raise CourseError(f"{where}: marks for {', '.join(found) or 'nothing'}, but {task.id} has {wanted}")
    for name, points in found.items():
        if points > names[name].maximum:
            raise CourseError(f"{where}: {name} {points:g} is more than {names[name].maximum:g}")
    return {names[name].id: points for name, points in found.items()}
