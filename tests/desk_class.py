"""A made-up class that has written the essay of a real lesson, of the length that is asked for, graded and waiting."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from pathlib import Path

from instructor.course import Course
from instructor.grading.batch import grade_class
from instructor.marking.answer_key import read_answer_key
from instructor.release import make_release
from quizzes.journal import Entry, append

ROOT = Path(__file__).parent.parent
LESSON, TASK, LIMIT = "02-who-pays-for-order", "essay-02", "limit-02"

OPENINGS = (
    "The essay says in P9 that great powers no longer provide public goods.",
    "In paragraph 9 the author claims that order was paid for by one state.",
    "I do not think that an open order needs a single payer.",
    "Kindleberger would answer yes, and the model of this lesson shows why.",
)
MIDDLES = (
    "In my run the large state provided {a} units while the small ones gave {b}, so the good was underprovided.",
    "Olson explains this: whoever gains most has a reason to pay alone, and the others ride free.",
    "The hub-and-spokes sheet adds that {a} of the gains go to whoever bargains one by one.",
    "Snidal objects that {b} middle powers together can pay, if they see what each of them does.",
    "Between 2001 and 2024 the United States paid about {a} per cent of the regular budget, which is public.",
    "If the benefit can be withheld it is a club good, and then exclusion replaces generosity.",
    "When I raised the large state's share to {a}, provision rose by {b} and stayed below the optimum.",
    "A treaty of {b} members may enforce itself, because each expects to meet the others again.",
    "The data show a different picture: exports grew by {a} per cent while the hegemon's share fell.",
)
CLOSINGS = (
    "So the claim holds only where exclusion is impossible.",
    "Therefore I would expect {b} payers rather than one, and less order than before.",
    "What the model leaves out is that states can threaten, as P11 says.",
    "My answer is a qualified no: it takes leadership, and {b} states can share that.",
)


def essay(number: int) -> str:
    """Return what a student wrote: some 120 to 250 words in three paragraphs, the same each time."""
    rng = random.Random(number)
    values = {"a": rng.randint(11, 97), "b": rng.randint(2, 9)}
    middles = [
        text.format(a=rng.randint(11, 97), b=rng.randint(2, 9)) for text in rng.sample(MIDDLES, rng.randint(5, 9))
    ]
    cut = len(middles) // 2
    parts = [
        rng.choice(OPENINGS),
        " ".join(middles[:cut]),
        " ".join(middles[cut:]),
        rng.choice(CLOSINGS).format(**values),
    ]
    return "\n\n".join(parts)


def essays(count: int) -> dict[str, str]:
    """Return what each of so many students wrote."""
    return {f"student-{number:03}": essay(number) for number in range(count)}


def seat(course: Course, texts: Mapping[str, str]) -> None:
    """Release the lesson, let these students hand in these essays, and grade them."""
    make_release(course, LESSON)
    read_answer_key(course, LESSON)
    for number, (student, text) in enumerate(texts.items()):
        folder = course.step("submitted", LESSON, student)
        shutil.copytree(course.step("release", LESSON), folder)
        short = f"The model leaves out {number} threats."
        for name, said in ((TASK, text), (LIMIT, short)):
            entry = Entry(time="2026-11-20T11:00:00+00:00", item=name, response=said)
            append(folder / "responses" / f"{name}.jsonl", entry)
        (folder / "timestamp.txt").write_text("2026-11-20 11:00:00", "utf-8")
    assert {result.outcome for result in grade_class(course, LESSON, list(texts))} == {"graded"}
