"""Students who answer at once on a hub on this machine: answers lost, the wait for "Saved", memory and processor time.

Run by hand, as root: `uv run python -m tests.benchmarks.hub_load 50`. A hub is made and removed (`tests.hubs`); all
traffic stays on this machine and ends by itself. Each student has a server and a kernel of their own with all of lesson
2 in it, and sends what the page sends, over the page's websocket. Students answer one question after the other, with a
pause as long as a quick reader's; the time is from sending to the reply after which the page writes "Saved". Then each
journal is read and compared with what was sent. What does not fit into the memory is not tried.
"""

from __future__ import annotations

import json
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles

import psutil

from tests import hubs
from tests.hubs import STARTS_WITH, Running
from tests.visitor import Kernel, Visitor

LESSON, COURSE = "02-who-pays-for-order", "two-januaries"
ANSWERS, PAUSE = 20, 5.0
AT_ONCE = 5
MEMORY = 300e6


@dataclass
class Seat:
    """A student at work: the quizzes' questions with options, what was sent, how long each reply took, in seconds."""

    visitor: Visitor
    kernel: Kernel
    questions: list[tuple[str, str, list[str]]]
    sent: dict[tuple[str, str], list[str]]
    waits: list[float]


def sit(hub: Running, name: str) -> Seat:
    """Sign in, fetch the lesson, open it and run its cells."""
    visitor = hub.visitor(name)
    visitor.ask(f"assignments/fetch?course_id={COURSE}&assignment_id={LESSON}", "POST").raise_for_status()
    kernel = visitor.kernel(LESSON)
    notebook = visitor.ask(f"files/{LESSON}/{LESSON}.ipynb").json()
    for cell in (cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
        kernel.run("".join(cell["source"]))
    quizzes = visitor.ask(f"files/{LESSON}/quiz.json").json()["quizzes"]
    asked = ((quiz["id"], item) for quiz in quizzes for item in quiz.get("items", []))
    questions = [(quiz, item["id"], [*item["options"]]) for quiz, item in asked if item["type"] == "choice"]
    return Seat(visitor, kernel, questions, {}, [])


def answer(seat: Seat) -> None:
    """Answer questions, with pauses."""
    draw = random.Random(seat.visitor.name)
    for number in range(ANSWERS):
        time.sleep(PAUSE * draw.uniform(0.5, 1.5))
        quiz, item, options = seat.questions[number % len(seat.questions)]
        response = draw.choice(options)
        start = time.perf_counter()
        reply = seat.kernel.tell(seat.kernel.widgets[quiz], {"kind": "answer", "item": item, "response": response})
        seat.waits.append(time.perf_counter() - start)
        if reply["kind"] == "saved":
            seat.sent.setdefault((quiz, item), []).append(response)


def lost(seat: Seat) -> int:
    """Return how many answers that were said to be saved are not in the journals, nor missing for another reason."""
    kept: dict[tuple[str, str], list[str]] = {}
    for quiz in {quiz for quiz, _ in seat.sent}:
        text = seat.visitor.ask(f"files/{LESSON}/responses/{quiz}.jsonl").text
        for entry in map(json.loads, filter(None, text.splitlines())):
            kept.setdefault((quiz, entry["item"]), []).append(entry["response"])
    found = sum(len(kept.get(key, [])) for key, responses in seat.sent.items() if kept.get(key) == responses)
    return ANSWERS - found


def used(name: str) -> tuple[float, float]:
    """Return the memory of a student's processes (bytes, shared pages divided), and their processor time (s)."""
    own = [each for each in psutil.process_iter(["username"]) if each.info["username"] == STARTS_WITH + name]
    times = [each.cpu_times() for each in own]
    return sum(each.memory_full_info().pss for each in own), sum(each.user + each.system for each in times)


def measure(count: int) -> None:
    """Let a class answer, and print the figures."""
    room, names = psutil.virtual_memory().available, [f"s{number:02}" for number in range(count)]
    assert room > count * MEMORY, f"{count} students need {count * MEMORY / 1e9:.0f} GB; {room / 1e9:.0f} are free"
    with hubs.hub(["chief"], [], names) as hub, ThreadPoolExecutor(count) as everyone:
        start = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as few:
            seats = [*few.map(lambda name: sit(hub, name), names)]
        seated, before = time.perf_counter() - start, [used(name) for name in names]
        [*everyone.map(answer, seats)]
        after, missing = [used(name) for name in names], sum(map(lost, seats))
        for seat in seats:
            seat.visitor.leave()
        hubs_own = sum(each.memory_full_info().pss for each in _hubs_own(hub))
    waits = [wait * 1000 for seat in seats for wait in seat.waits]
    opening = [time for _, time in before]
    answering = [late - early for (_, early), (_, late) in zip(before, after, strict=True)]
    print(f"{count} students, {len(waits)} answers, {psutil.cpu_count()} processors, load {psutil.getloadavg()[0]:.1f}")
    print(
        f"lost {missing}; Saved: median {median(waits):.0f} ms, nine in ten below {quantiles(waits, n=10)[-1]:.0f} ms"
    )
    print(f"memory a student {median(each for each, _ in after) / 1e6:.0f} MB; hub and proxy {hubs_own / 1e6:.0f} MB")
    print(f"all seated after {seated:.0f} s; processor time a student: to open {median(opening):.1f} s,", end=" ")
    print(f"an answer {1000 * median(answering) / ANSWERS:.0f} ms with all that goes on beside it")


def _hubs_own(hub: Running) -> list[psutil.Process]:
    """Return the processes of JupyterHub and its proxy."""
    place = str(hub.place)
    return [
        each
        for each in psutil.process_iter(["username", "cmdline"])
        if each.info["username"] == "root"
        and any(place in word or "jupyterhub_config.py" in word for word in each.info["cmdline"] or ())
    ]


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
