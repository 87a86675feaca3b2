"""Fuzz what reads students' files: journals, notebooks and zips, with inputs that libFuzzer breeds for their coverage.

    uv run --with atheris python -m tests.fuzz.intake --seconds 60 [journal|notebook|zip]

It begins with a good submission and with the hostile ones of `tests.hostile`. It looks for more than crashes: only
`Refused` (of a zip, ValueError) may be raised, with a reason that can be read; a notebook that is accepted is valid,
and the same when it is read again; whatever stands before them, the last answers of a journal earn exactly what they
deserve; a zip writes under known names in its own folder, or not at all. An input that breaks one of these lands in
`build/fuzz/`: name the file behind the target to see it again, and add what it shows to `tests.hostile`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import atheris

if TYPE_CHECKING:
    from instructor.course import Course

with atheris.instrument_imports(include=["instructor", "quizzes", "zipfile", "json.decoder"]):
    import nbformat

    from instructor.marking.answer_key import read_answer_key
    from instructor.marking.marks import mark_files
    from instructor.marking.review import review
    from instructor.submissions import notebook, screen
    from instructor.submissions.lesson import Lesson
    from instructor.submissions.lms import Sender, Upload
    from instructor.submissions.parcel import Parcel
    from instructor.submissions.restore import Cells, restore
    from instructor.submissions.unpack import inspect, stage
    from quizzes.journal import Replay, read

from sqlalchemy import create_engine

from instructor.grading.released import notebooks, read_released, released_text
from instructor.release import make_release
from tests.hostile import CATEGORIES, ZIPS
from tests.hostile.spoiling import MARKUP, NOTEBOOK, QUIZ, RUN, line
from tests.readers import Tags, assert_readable
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder, write_course

Check = Callable[[bytes], None]

CRASHES = Path(__file__).parents[2] / "build" / "fuzz"
#: Bytes of an input; larger ones are slow, and find nothing else.
LARGEST = {"journal": 4 * 1024, "notebook": 16 * 1024, "zip": 16 * 1024}
FROM = {
    "journal": ("journals", "answers", "runs"),
    "notebook": ("encodings", "JSON", "cells", "claims", "outputs", "versions"),
}
WRONG = {
    "s-club": "b",
    "s-several": ["b"],
    "s-number": "9",
    "s-run": {"parameters": {"alpha": 99}, "result": {"twice": 1}},
}


def lines(answers: dict[str, Any]) -> bytes:
    return b"\n" + b"".join(line(item, response) for item, response in answers.items())


def journal_check(course: Course) -> Check:
    """Return the check of a journal's bytes: no surprise, and the last answers count whatever stands before them."""
    scheme = read_answer_key(course, ASSIGNMENT)
    items = {"s-club", "s-several", "s-number", "s-run"}

    def points(data: bytes) -> float:
        marks = mark_files({QUIZ: data, RUN: data}, scheme).quizzes
        return sum(quiz.points for quiz in marks.values())

    def check(data: bytes) -> None:
        assert_sound(read(data, items), items)
        for quiz in mark_files({QUIZ: data, RUN: data}, scheme).quizzes.values():
            assert 0 <= quiz.points <= 4
            assert_still(review(quiz))
            for text in quiz.skipped():
                assert_readable(text)
        assert points(data + lines(RIGHT)) == 8
        assert points(data + lines(WRONG)) == 0

    return check


def assert_sound(replay: Replay, items: set[str]) -> None:
    assert all(entry.item in items for entry in replay.entries)
    assert len(replay.problems) <= 50


def assert_still(page: str) -> None:
    """Assert that nothing in a page acts."""
    tags = Tags()
    tags.feed(page)
    assert tags.found == []


def notebook_check(course: Course) -> Check:
    """Return the check of a notebook's bytes: refused, or valid, the same when read again, and with its cells back."""
    with create_engine(f"sqlite:///{course.folder / 'gradebook.db'}").connect() as db:
        released = read_released(db, notebooks(db, ASSIGNMENT)[ASSIGNMENT]).cells
    prints = released_text(course, ASSIGNMENT, released)

    def check(data: bytes) -> None:
        try:
            nb = notebook.read_notebook(data)
            nbformat.validate(nb)
            assert (nb["nbformat"], nb["nbformat_minor"]) == (4, 5)
            text = json.dumps(nb)
            assert json.dumps(notebook.read_notebook(text.encode())) == text
            restore(nb, released, prints, ASSIGNMENT)
        except screen.Refused as refused:
            assert_readable(str(refused))
            return
        nbformat.validate(nb)
        nbformat.writes(nbformat.from_dict(nb)).encode()
        assert_restored(nbformat.from_dict(nb), released)

    return check


def assert_restored(nb: Any, released: Cells) -> None:
    """Assert that each released cell is there once, with its own claims, kind and, where it is locked, source."""
    claimed = {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if "nbgrader" in cell.metadata}
    assert sum("nbgrader" in cell.metadata for cell in nb.cells) == len(claimed)
    assert set(claimed) == set(released)
    for name, cell in claimed.items():
        assert cell.metadata.nbgrader == released[name]["metadata"]["nbgrader"]
        assert cell.cell_type == released[name]["cell_type"]
        assert not cell.metadata.nbgrader["locked"] or cell.source == released[name]["source"]


def zip_check(course: Course) -> Check:
    """Return the check of an upload's bytes: known names in its own folder, or nothing."""
    place = Path(tempfile.mkdtemp(dir=course.root))
    own, lesson = "within/archive/mal@20261120T000000", Lesson.of(course, ASSIGNMENT)

    def check(data: bytes) -> None:
        archive = place / "within" / "archive"
        archive.mkdir(parents=True)
        time = datetime(2026, 11, 20, tzinfo=UTC)
        parcel = Parcel((Upload("x.zip", Sender("mal", "1"), time, len(data), lambda: io.BytesIO(data), "x.zip"),))
        try:
            stage(parcel, inspect(parcel, lesson).files, archive / "mal@20261120T000000")
        except ValueError as error:
            assert_readable(str(error))
            assert list(plain_files(place)) == []
        else:
            found = {path.relative_to(place).as_posix() for path in plain_files(place)}
            assert f"{own}/{NOTEBOOK}" in found
            strays = {name for name in found if name.startswith(f"{own}/elsewhere/")}
            assert found - strays <= {f"{own}/{name}" for name in (NOTEBOOK, QUIZ, RUN, "responses/warm-up.jsonl")}
        shutil.rmtree(place / "within")

    return check


def plain_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder; nothing else may be there."""
    for path in folder.rglob("*"):
        assert not path.is_symlink()
        if not path.is_dir():
            yield path


#: What a mutation puts where something else was.
STRANGE: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1e308,
        2.5,
        10**300,
        10**400,
        float("nan"),
        "",
        "x",
        "a",
        "2.5",
        MARKUP,
        "\ud800",
        "\x1b[2J\n",
    ),
    *([], {}, [[]], ["a", "c"], {"a": 1}, [None], "x" * 1_000, ["x"] * 100, json.loads("[" * 120 + "]" * 120)),
)


def mutated(data: bytes, most: int, seed: int) -> bytes:
    """Change JSON as JSON, of one line or of the whole, so that most inputs get past the parser; else change bytes."""
    chance = random.Random(seed)
    parts = data.split(b"\n") if b'"time"' in data else [data]
    place = chance.randrange(len(parts))
    try:
        value = json.loads(parts[place])
    except (ValueError, RecursionError):
        return bytes(atheris.Mutate(data, most))
    if chance.random() < 0.2:
        return bytes(atheris.Mutate(data, most))
    parts[place] = json.dumps(changed(value, chance)).encode()
    return b"\n".join(parts)[:most]


def changed(value: Any, chance: random.Random) -> Any:
    """Walk down to some part of a JSON value and replace, take away, double or exchange what is there."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    if not keys or chance.random() < 0.1:
        return chance.choice(STRANGE)
    key, other = chance.choice(keys), chance.choice(keys)
    action = chance.random()
    if action < 0.7:
        value[key] = changed(value[key], chance)
    elif action < 0.8:
        del value[key]
    elif action < 0.9:
        value[key], value[other] = value[other], value[key]
    elif isinstance(value, list):
        value.insert(other, value[key])
    else:
        value[chance.choice(("points", "marks", "score", "grade_id", "response", MARKUP))] = value[key]
    return value


def seeds(course: Course, target: str) -> Iterator[bytes]:
    """Yield the inputs to begin with: what the hostile suite sends, where it is small."""
    folder = hand_in_folder(course, "good", RIGHT)
    if target == "zip":
        yield from (entry.make(folder) for name, entry in ZIPS.items() if "bomb" not in name)
        return
    names = (NOTEBOOK,) if target == "notebook" else (QUIZ, RUN)
    for entry in (entry for category in FROM[target] for entry in CATEGORIES[category].values()):
        copy = Path(shutil.copytree(folder, folder.with_name("copy"), dirs_exist_ok=True))
        entry.spoil(copy)
        yield from (path.read_bytes() for path in map(copy.joinpath, names) if path.is_file())
        shutil.rmtree(copy)


def fuzz(target: str, seconds: int, again: list[str]) -> None:
    """Fuzz one target in a course made for it, and end the program; libFuzzer does not return."""
    crashes = CRASHES / target
    crashes.mkdir(parents=True, exist_ok=True)
    root = Path(tempfile.mkdtemp())
    course = write_course(root / "course")
    course.enter()
    make_release(course, ASSIGNMENT)
    corpus = root / "corpus"
    corpus.mkdir()
    for number, data in enumerate(seeds(course, target)):
        if len(data) <= LARGEST[target]:
            (corpus / f"{number:04}").write_bytes(data)
    check = {"journal": journal_check, "notebook": notebook_check, "zip": zip_check}[target](course)
    limits = [f"-max_total_time={seconds}", f"-max_len={LARGEST[target]}", "-timeout=20", "-rss_limit_mb=4096"]
    arguments = [*limits, "-print_final_stats=1", f"-artifact_prefix={crashes}/", *(again or [str(corpus)])]
    atheris.Setup([sys.argv[0], *arguments], check, custom_mutator=None if target == "zip" else mutated)
    atheris.Fuzz()


def main() -> None:
    """Fuzz what is named or, one after the other, everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.intake", description=__doc__.splitlines()[0])
    parser.add_argument("target", nargs="?", choices=["journal", "notebook", "zip"])
    parser.add_argument("again", nargs="*", help="inputs to try once, in place of fuzzing")
    parser.add_argument("--seconds", type=int, default=60)
    arguments = parser.parse_args()
    if arguments.target:
        fuzz(arguments.target, arguments.seconds, arguments.again)
    command = [sys.executable, "-m", "tests.fuzz.intake", "--seconds", str(arguments.seconds)]
    codes = [subprocess.run([*command, target], env=os.environ).returncode for target in ("journal", "notebook", "zip")]
    raise SystemExit(max(map(abs, codes)))


if __name__ == "__main__":
    main()
