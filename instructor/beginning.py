"""A course on a text of one's own: the files that `new course --text` writes, which release as they are.

    FOLDER/pyproject.toml                its id, its title, the language of its lessons
    FOLDER/seeds/essay.txt, essay.json   the text, a paragraph a line, and who wrote it
    FOLDER/notebooks/01-reading/         a first lesson, with its bank and its keys where a checkout has them
    FOLDER/course/                       the course folder, with course.toml

Glossary, argument, tables and guide may come later, or not at all. `Course.here` finds such a folder by its text.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path

import tomlkit

from instructor.course import CONFIGURATION, CourseError
from quizzes.plurals import base
from quizzes.tongue import ENGLISH
from seeds import Publication

LESSON = "01-reading"
#: The course folder, within the folder of the course's sources.
INNER = "course"
_WORDS = CONFIGURATION / "templates" / "course" / "words.json"
_LONGEST_QUOTE = 60  # characters


FACTS = tuple(each.name for each in fields(Publication))
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def is_tag(language: str) -> bool:
    """Say whether a text has the form of a language's tag, as BCP 47 has it."""
    return _TAG.fullmatch(language) is not None


def paragraphs_of(path: Path) -> list[str]:
    """Read a text: where blank lines part it, what stands between two is one paragraph; else each line is one.

    Raises
    ------
    CourseError
        Where the file is no text in UTF-8, or is empty.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read as a text ({error}); save it as plain text in UTF-8") from None
    lines = [" ".join(line.split()) for line in text.splitlines()]
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    is_parted = "" in _trimmed(lines)
    found = [" ".join(block) for block in blocks if block] if is_parted else [line for line in lines if line]
    if not found:
        raise CourseError(f"{path} is empty; give a file that holds the text, with a blank line between paragraphs")
    return found


def _trimmed(lines: list[str]) -> list[str]:
    """Return lines without those that are blank at the end."""
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def write_sources(folder: Path, paragraphs: list[str], facts: Publication, title: str, language: str) -> None:
    """Write the sources of a course into a folder that has none: all of them, or where one cannot be written none.

    Raises
    ------
    CourseError
        Where the folder holds a text, or one of the files, already.
    """
    made = {folder / name: text for name, text in _sources(folder, paragraphs, facts, title, language).items()}
    if there := next((path for path in (folder / "seeds", *made) if path.exists()), None):
        raise CourseError(f"{there} is there, and is not overwritten; name another folder")
    try:
        for path, text in made.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    except BaseException:
        _take_away(folder, made)
        raise


def _take_away(folder: Path, files: Iterable[Path]) -> None:
    """Take files away, and the folders in `folder` that are empty then."""
    for path in files:
        with suppress(OSError):
            path.unlink(missing_ok=True)
            for parent in [each for each in path.parents if folder in each.parents]:
                parent.rmdir()


def course_id(name: str) -> str:
    """Return what nbgrader calls a course, from the name of its folder: small letters without accents."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-") or "course"


def _sources(folder: Path, paragraphs: list[str], facts: Publication, title: str, language: str) -> dict[str, str]:
    said = json.loads(_WORDS.read_text("utf-8"))
    words: dict[str, str] = said.get(base(language), said[ENGLISH])
    return {
        "pyproject.toml": _project(course_id(folder.name), title, language),
        "seeds/essay.txt": "\n\n".join(paragraphs) + "\n",
        "seeds/essay.json": json.dumps(asdict(facts), ensure_ascii=False, indent=1) + "\n",
        f"notebooks/{LESSON}/{LESSON}.ipynb": _notebook(words, len(paragraphs)),
        f"quizzes/bank/{LESSON}.yaml": _bank(words, paragraphs),
        f"instructor/keys/{LESSON}.yaml": _keys(words, paragraphs),
    }


def _project(name: str, title: str, language: str) -> str:
    document = tomlkit.document()
    document.add(
        tomlkit.comment("The name stays as it is once marks are given; the lessons are written in `language`.")
    )
    document["project"] = {"name": name}
    document["tool"] = {name: {"title": title, "language": language}}
    return tomlkit.dumps(document)


def _notebook(words: dict[str, str], last: int) -> str:
    from nbformat import writes
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    head = "\n\n".join([f"# {words['title']}", *(words[name] for name in ("question", "objectives", "time"))])
    cells = [
        new_markdown_cell(head, id="title"),
        new_code_cell("from quizzes import hand_in, quiz, reading", id="imports"),
        new_markdown_cell(words["read"], id="read"),
        new_code_cell(f"reading(1, {last})", id="text"),
        new_markdown_cell(words["practise"], id="practise"),
        new_code_cell('quiz("first-look")', id="first-look", metadata=_claims("first-look")),
        new_markdown_cell(words["answer"], id="answer"),
        new_code_cell('quiz("quiz-01")', id="quiz-01", metadata=_claims("quiz-01", 1)),
        new_code_cell("hand_in()", id="hand-in"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "two_januaries": {"lesson": LESSON}}
    return str(writes(new_notebook(cells=cells, metadata=metadata))) + "\n"


def _claims(name: str, points: float | None = None) -> dict[str, object]:
    """Return the metadata of a quiz's cell: locked, and not to be deleted."""
    claim: dict[str, object] = {"grade_id": name, "grade": points is not None, "solution": False, "task": False}
    claim |= {"locked": True, "schema_version": 3} | ({} if points is None else {"points": points})
    return {"nbgrader": claim, "deletable": False, "editable": False}


def _bank(words: dict[str, str], paragraphs: list[str]) -> str:
    count = len(paragraphs)
    return f"""\
# The questions of this lesson. Each has an id, which stays once answers are in, a type, a stem and an objective.
assignment: {LESSON}
quizzes:
  - id: first-look   # practice: students check their answers, so the key stands here
    title: {_quoted(words["look"])}
    items:
      - id: p-count
        type: number
        stem: {_quoted(words["count"])}
        objective: 1
        answer:
          key: {{value: {count}}}
          rationale: {_quoted(words["counted"].format(number=count))}
  - id: quiz-01      # graded: its keys stand in instructor/keys/
    title: {_quoted(words["quiz"])}
    graded: true
    items:
{_asked(words, paragraphs)}
        objective: 2
"""


def _asked(words: dict[str, str], paragraphs: list[str]) -> str:
    """Return the graded item: the text is its own answer sheet, unless it has one paragraph only."""
    if len(paragraphs) == 1:
        return f"      - id: q-words\n        type: number\n        stem: {_quoted(words['words'])}"
    number, begins, _ = _place(paragraphs)
    return (
        f"      - id: q-where\n        type: hottext\n        stem: {_quoted(words['where'].format(words=begins))}\n"
        f"        evidence: [{{paragraph: {number}, quote: {_quoted(begins)}}}]"
    )


def _keys(words: dict[str, str], paragraphs: list[str]) -> str:
    if len(paragraphs) == 1:
        name, count = "q-words", len(paragraphs[0].split())
        key, why = f"{{value: {count}, tolerance: {max(1, count // 10)}}}", words["worded"].format(number=count)
    else:
        number, _, others = _place(paragraphs)
        name, key, why = "q-where", f"[p{number}]", words["found"].format(number=number)
        key += f"\n    also: [{', '.join(f'[p{other}]' for other in others)}]" if others else ""
    head = "# The right answers, and why. Students never get this file.\n"
    return f"{head}assignment: {LESSON}\nkeys:\n  {name}:\n    key: {key}\n    rationale: {_quoted(why)}\n"


def _place(paragraphs: list[str]) -> tuple[int, str, list[int]]:
    """Return the paragraph that is asked for, how it begins, and which others begin so: none, where that can be."""
    middle = len(paragraphs) // 2
    for number in (*range(middle, len(paragraphs)), *range(middle), middle):
        begins = _beginning(paragraphs[number])
        same = [n + 1 for n, each in enumerate(paragraphs) if n != number and each.startswith(begins)]
        if not same:
            break
    return number + 1, begins, same


def _beginning(paragraph: str) -> str:
    """Return the first words of a paragraph, or where there are no spaces its first letters."""
    words = paragraph.split()[:6]
    while len(words) > 1 and len(" ".join(words)) > _LONGEST_QUOTE:
        words.pop()
    return " ".join(words)[:_LONGEST_QUOTE]


def _quoted(text: str) -> str:
    """Return a text as YAML has it in quotation marks."""
    return json.dumps(text, ensure_ascii=False)
