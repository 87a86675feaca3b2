"""The checkout of a made-up term: small lessons, each with items of its own, and real ones beside them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import nbformat

from instructor.course import CONFIGURATION
from tests.desk_course import TASK, put_scheme
from tests.small_course import ASSIGNMENT, BANK, KEYS, MODEL, small_notebook

ROOT = CONFIGURATION.parent
#: The lessons of a whole term, in order; the two with long names are the course's own.
TERM = (
    *("01-small", "02-who-pays-for-order", "03-small", "04-beggar-thy-neighbour", "05-small", "06-small", "07-small"),
    "08-small",
)
#: What the tasks' criteria are worth, as the schemes say it, and levels that each may be given.
RUBRICS: dict[str, dict[str, Sequence[Sequence[str]]]] = {
    "small": {TASK: (("4", "2", "1", "0"), ("3", "1.5", "0"), ("3", "1", "0"))},
    "02-who-pays-for-order": {
        "limit-02": (("1", "0.75", "0.5", "0"),),
        "essay-02": (("4", "3", "2", "1", "0"), ("3", "2", "1", "0"), ("2", "1.5", "1", "0"), ("1", "0.75", "0.5")),
    },
    "04-beggar-thy-neighbour": {
        "limit-04": (("1", "0.75", "0.5", "0"),),
        "essay-04": (("4", "3", "2", "1", "0"), ("3", "2", "1", "0"), ("2", "1.5", "1", "0.5"), ("1", "0.75", "0.5")),
    },
}
#: What each small item is worth.
WORTH = {"club": Fraction(1), "several": Fraction(1), "number": Fraction(2), "run": Fraction(4)}


def is_small(lesson: str) -> bool:
    return lesson.endswith("small")


def rubric(lesson: str) -> dict[str, Sequence[Sequence[str]]]:
    return RUBRICS["small" if is_small(lesson) else lesson]


def own_item(lesson: str, kind: str) -> str:
    """Return the id of a small lesson's item, which no other lesson has."""
    return f"s{int(lesson[:2])}-{kind}"


def title(lesson: str) -> str:
    return f"Small lesson {int(lesson[:2])}" if is_small(lesson) else lesson


def write_checkout(root: Path, lessons: Sequence[str]) -> None:
    """Write a checkout with these lessons into `root`."""
    root.mkdir(parents=True)
    (root / "pyproject.toml").write_text('[project]\nname = "two-januaries"\n', "utf-8")
    for lesson in lessons:
        if is_small(lesson):
            _write_small(root, lesson)
            continue
        shutil.copytree(ROOT / "notebooks" / lesson, root / "notebooks" / lesson)
        for folder in ("quizzes/bank", "instructor/keys"):
            (root / folder).mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / folder / f"{lesson}.yaml", root / folder)


def _write_small(root: Path, lesson: str) -> None:
    texts = {f"quizzes/bank/{lesson}.yaml": BANK, f"instructor/keys/{lesson}.yaml": KEYS}
    for path, text in texts.items():
        named = text.replace(ASSIGNMENT, lesson)
        own = re.sub(r"\bs-(p-club|club|several|number|run)\b", lambda found: own_item(lesson, found[1]), named)
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(own, "utf-8")
    nb = small_notebook()
    nb.cells[0].source = f"# {title(lesson)}\n\nA lesson with $a^2$ in it."
    put_scheme(nb)
    folder = root / "notebooks" / lesson
    folder.mkdir(parents=True)
    (folder / "doubling.py").write_text(dedent(MODEL), "utf-8")
    nbformat.write(nb, folder / f"{lesson}.ipynb")


def swap_key(root: Path, lesson: str) -> None:
    """Let the key of the first item be the wrong one, as an author mistakes it; once more mends it."""
    path = root / "instructor" / "keys" / f"{lesson}.yaml"
    text = path.read_text("utf-8")
    (block,) = re.findall(rf"  {own_item(lesson, 'club')}:\n(?:    .*\n)+", text)
    other = {"a": "b", "b": "a"}
    swapped = re.sub(r"(key: |\{)([ab])\b", lambda found: found[1] + other[found[2]], block)
    path.write_text(text.replace(block, swapped), "utf-8")
