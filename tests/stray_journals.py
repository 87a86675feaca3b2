"""Where journals come to lie without anyone meaning to, and what each submission deserves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from instructor.course import Course
from tests.hostile.spoiling import QUIZ, RUN, all_of, line, put, removed
from tests.small_course import RIGHT, hand_in_folder

Spoil = Callable[[Path], object]
FIRST, LATER = "2026-11-20T09:00:00+00:00", "2026-11-20T12:00:00+00:00"


@dataclass(frozen=True)
class Stray:
    """A submission with all answers right at 10:00 that is changed: its points of 8, and what is said (patterns)."""

    change: Spoil
    points: float = 8.0
    says: tuple[str, ...] = ()


def moved(name: str, old: str = QUIZ) -> Spoil:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / old).rename(folder / name)

    return change


def copied(name: str, old: str = QUIZ) -> Spoil:
    return lambda folder: put(name, (folder / old).read_bytes())(folder)


def answer(item: str, response: Any, time: str = LATER) -> bytes:
    return line(item, response, time=time)


def used(name: str, quiz: str = "quiz-01") -> str:
    return f'^answers of {quiz} were found in "{name}" and used'


def swapped(folder: Path) -> None:
    quiz, run = (folder / QUIZ).read_bytes(), (folder / RUN).read_bytes()
    (folder / QUIZ).write_bytes(run)
    (folder / RUN).write_bytes(quiz)


NONE_CAME = "^no answers came along"
RENAMED = {
    f"renamed to {name}": Stray(moved(name), 8, (used(name.replace("(", r"\(").replace(")", r"\)")),))
    for name in (
        *("quiz-01.jsonl", "Responses/quiz-01.jsonl", "responses/QUIZ-01.JSONL", "responses/quiz-01 (1).jsonl"),
        *("responses/quiz-01-LAPTOP-7F.jsonl", "responses/quiz-01 (Ana's conflicted copy 2026-11-20).jsonl"),
        *("responses/quiz-01.sync-conflict-20261120-100000-ABCDEFG.jsonl", "responses/quiz-01.jsonl.txt"),
        *("responses/quiz-01.json", "Kopie von quiz-01.jsonl", "answers/mine", "responses/responses/quiz-01.jsonl"),
        *("01-small/responses/quiz-01.jsonl", "responses/Antwörten é.jsonl", "run-01/quiz-01.jsonl"),
    )
}
STRAYS: dict[str, Stray] = {
    "all in place": Stray(lambda folder: None),
    **RENAMED,
    "both renamed": Stray(all_of(moved("a.txt"), moved("b.txt", RUN)), 8, (used("a.txt"), used("b.txt", "run-01"))),
    "both in one file": Stray(
        lambda f: [put("all.txt", (f / QUIZ).read_bytes() + (f / RUN).read_bytes())(f), removed("responses")(f)],
        8,
        (used("all.txt", "quiz-01 and run-01"),),
    ),
    "swapped": Stray(swapped, 8, (used(QUIZ, "run-01"), used(RUN))),
    "one in the place of the other, which is gone": Stray(moved(QUIZ, RUN), 4, (used(QUIZ, "run-01"),)),
    "one in the place of the other, which is there": Stray(
        copied(QUIZ, RUN), 4, (f'^answers of run-01 in "{QUIZ}" were not used', 'no item "s-run"')
    ),
    "an exact copy": Stray(copied("responses/copy.jsonl"), 8, (used("responses/copy.jsonl"),)),
    "a copy with an older answer": Stray(put("old.jsonl", answer("s-club", "b", FIRST)), 8, (used("old.jsonl"),)),
    "a copy with a later answer": Stray(put("new.jsonl", answer("s-club", "b")), 7, (used("new.jsonl"),)),
    "a copy with a later answer, in another zone": Stray(
        put("new.jsonl", answer("s-club", "b", "2026-11-20T08:00:00-05:00")), 7, (used("new.jsonl"),)
    ),
    "a copy with an older answer, in another zone": Stray(
        put("old.jsonl", answer("s-club", "b", "2026-11-20T12:00:00+05:00")), 8, (used("old.jsonl"),)
    ),
    "a copy of the same second: the one in its place counts": Stray(
        put("same.jsonl", answer("s-club", "b", "2026-11-20T10:00:00+00:00")), 8, (used("same.jsonl"),)
    ),
    "two copies of the same second: the later by name counts": Stray(
        all_of(put("one.jsonl", answer("s-club", "a")), put("two.jsonl", answer("s-club", "b"))),
        7,
        (used("one.jsonl"), used("two.jsonl")),
    ),
    "a copy whose clock went back keeps its order": Stray(
        put("clock.jsonl", answer("s-club", "b", LATER) + answer("s-club", "a", FIRST)), 8, (used("clock.jsonl"),)
    ),
    "a copy whose times cannot be read is before all others": Stray(
        put("when.jsonl", answer("s-club", "b", "yesterday")), 8, (used("when.jsonl"),)
    ),
    "two halves": Stray(
        all_of(removed(QUIZ), put("a.txt", answer("s-club", "a")), put("b.txt", answer("s-number", "2.5"))),
        7,
        (used("a.txt"), used("b.txt")),
    ),
    "a copy with CRLF lines and a byte order mark": Stray(
        lambda f: [
            put("w.txt", b"\xef\xbb\xbf" + (f / QUIZ).read_bytes().replace(b"\n", b"\r\n"))(f),
            removed(QUIZ)(f),
        ],
        8,
        (used("w.txt"),),
    ),
    "a copy with a line that is no answer": Stray(
        lambda f: [put("w.txt", b"my answers\n" + (f / QUIZ).read_bytes())(f), removed(QUIZ)(f)],
        8,
        (used("w.txt") + "; lines of it that are no answers were skipped",),
    ),
    "a copy of the practice quiz": Stray(put("warm.jsonl", answer("s-p-club", "b")), 8),
    "another lesson's journal": Stray(
        put("l9.jsonl", answer("l9-club", "b")),
        8,
        (r'^"l9.jsonl" holds answers to questions .* \(l9-club\): not used',),
    ),
    "another lesson's journal alone": Stray(
        all_of(removed("responses"), put("l9.jsonl", answer("l9-club", "b"))), 0, ("l9-club", NONE_CAME)
    ),
    "another lesson's answers among one's own": Stray(
        put("mixed.jsonl", answer("l9-a", "b") + answer("s-club", "b")), 7, (used("mixed.jsonl"), "l9-a")
    ),
    "no journal": Stray(removed("responses"), 0, (NONE_CAME,)),
    "an empty journal": Stray(all_of(removed("responses"), put(QUIZ, b"")), 0),
    "only the practice journal": Stray(
        all_of(removed("responses"), put("responses/warm-up.jsonl", answer("s-p-club", "a"))), 0
    ),
    "text that is no journal": Stray(put("notes.txt", b'The "item" is a club good.\n')),
    "a picture with the words of a journal in it": Stray(put("a.png", b"\x89PNG\0" + answer("s-club", "b")[:-9])),
    "a journal that Jupyter keeps aside": Stray(put(".ipynb_checkpoints/quiz-01.jsonl", answer("s-club", "b"))),
    "a journal among feedback": Stray(put("feedback/quiz-01.jsonl", answer("s-club", "b"))),
    "a hundred copies": Stray(
        lambda f: [copied(f"{n:03}.jsonl")(f) for n in range(100)],
        8,
        (used("019.jsonl"), "^80 more files hold answers"),
    ),
}

IDS = {name: f"s{number:02}" for number, name in enumerate(STRAYS)}


def hand_in_all(course: Course) -> None:
    for name, student in IDS.items():
        STRAYS[name].change(hand_in_folder(course, student, RIGHT))
