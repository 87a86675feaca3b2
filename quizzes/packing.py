"""The file to hand in, and the receipt that goes along.

The zip holds `<assignment>/<assignment>.ipynb` as it was last saved, the journals of the quizzes, the student's random
id where there is one (`student`), the receipt, and nothing else. The receipt also stays beside the answers, so that a
card and the course's home page know the last hand-in; nbgrader's submit takes it from there.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Sequence
from io import BytesIO
from pathlib import Path
from typing import Literal

import msgspec

from quizzes.bank import BankError
from quizzes.browser import is_browser, is_whole
from quizzes.catalogue import say
from quizzes.complete import look, packed_notebook, unanswered
from quizzes.folders import Workplace
from quizzes.journal import Entry, now, read
from quizzes.receipt import NAME, Receipt, code_of, packed, parsed, text_code
from quizzes.student import ID, own_id


def zip_path(place: Workplace) -> Path:
    """Return where the file to hand in is written."""
    return place.folder / f"{place.assignment}.zip"


def pack(place: Workplace) -> Path:
    """Write the zip and the receipt beside the answers and return the zip's path.

    An older one is replaced only when the new one is whole.

    Raises
    ------
    BankError
        Where the notebook is not there under its own name, or its file is no notebook.
    OSError
        Where there is no room for the file.
    """
    notebook, journals = _content(place)
    slip = msgspec.json.encode(_receipt(place, "file", notebook, journals))
    place.folder.mkdir(parents=True, exist_ok=True)
    path = zip_path(place)
    partial, buffer = path.with_suffix(".zip.part"), BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{place.assignment}/{place.notebook.name}", notebook)
        for quiz, data in _packed(place, journals).items():
            archive.writestr(f"{place.assignment}/responses/{quiz}.jsonl", data)
        if own := own_id(place.folder):
            archive.writestr(f"{place.assignment}/{ID}", own)
        archive.writestr(f"{place.assignment}/{NAME}", slip)
    _write(partial, buffer.getvalue())
    partial.replace(path)
    _write(place.folder / NAME, slip)
    return path


def _write(path: Path, data: bytes) -> None:
    """Write a file. A browser's storage that is full takes nothing and does not say so: then OSError does."""
    path.write_bytes(data)
    if is_browser() and not is_whole(path, data):
        raise OSError(say("view.full"))


def write_receipt(place: Workplace) -> Path:
    """Write the receipt of what nbgrader's submit is about to take, and return its path. Raises as `pack` does."""
    path = place.folder / NAME
    path.write_bytes(msgspec.json.encode(_receipt(place, "exchange", *_content(place))))
    return path


def _receipt(
    place: Workplace, way: Literal["file", "exchange"], notebook: bytes, journals: dict[str, bytes]
) -> Receipt:
    graded = [quiz for quiz in place.bank.quizzes if quiz.graded]
    return Receipt(
        assignment=place.assignment,
        time=now(),
        code=code_of(place.assignment, notebook, _packed(place, journals)),
        way=way,
        answers=sum(len(quiz.items) - len(unanswered(place, quiz)) for quiz in graded),
        words=sum(state.words for state in look(place)),
        text=text_code(notebook),
        lines={quiz: data.count(b"\n") for quiz, data in journals.items()},
    )


def last_receipt(place: Workplace) -> Receipt | None:
    """Return the receipt of the last hand-in; None where there was none."""
    path = place.folder / NAME
    found = parsed(path.read_bytes()) if path.is_file() else None
    return found if found and found.assignment == place.assignment else None


def changed_since(place: Workplace, last: Receipt) -> int:
    """Return how many answers that count have changed since a hand-in; text in the notebook's cells is one."""
    own = {quiz.id: quiz for quiz in place.bank.quizzes if quiz.counts}
    journals = _journals(place)
    changed = sum(
        _changed(data, last.lines.get(quiz, 0), own[quiz].item_ids) for quiz, data in journals.items() if quiz in own
    )
    try:
        return changed or int(bool(last.text) and text_code(place.packed.read_bytes()) != last.text)
    except (OSError, ValueError):
        return changed


def _changed(journal: bytes, lines: int, items: Collection[str]) -> int:
    """Return how many items have another answer than they had when the journal had so many lines."""
    start = 0
    for _ in range(lines):
        start = journal.find(b"\n", start) + 1
        if not start:
            return 0
    before, after = (_latest(read(part, items, entire=False).entries) for part in (journal[:start], journal))
    return sum(before.get(item) != response for item, response in after.items())


def _latest(entries: Sequence[Entry]) -> dict[str, object]:
    return {entry.item: entry.response for entry in entries}


def _content(place: Workplace) -> tuple[bytes, dict[str, bytes]]:
    """Return the notebook's file and the journals, by quiz id. Raises BankError as `pack` does."""
    notebook = packed_notebook(place).read_bytes()
    try:
        text_code(notebook)
    except ValueError:
        raise BankError(say("hand-in.no_notebook", name=place.packed.name)) from None
    return notebook, _journals(place)


def _packed(place: Workplace, journals: dict[str, bytes]) -> dict[str, bytes]:
    written = {quiz.id for quiz in place.bank.quizzes if quiz.kind == "written"}
    return {quiz: packed(data, quiz in written) for quiz, data in journals.items()}


def _journals(place: Workplace) -> dict[str, bytes]:
    paths = {quiz.id: place.journal(quiz) for quiz in place.bank.quizzes}
    return {quiz: path.read_bytes() for quiz, path in paths.items() if path.is_file()}
