"""Students who answer at once on a hub on this machine: answers lost, the wait for "Saved", memory and processor time.

Run by hand, as root: `uv run python -m tests.benchmarks.hub_load 50 [--write]`. A hub is made and removed
(`tests.hubs`); all traffic stays on this machine. Each student has a server and a kernel of their own with all of
lesson 2 in it, and sends what the page sends, over the page's websocket; who is in early waits, as an open page does,
until all are in. Then everyone answers one question after the other, with a pause as long as a quick reader's; the
time is from sending to the reply after which the page writes "Saved". Each journal is read and compared with what was
sent. It ends by itself: after ten minutes, or where the memory runs out, with nothing measured. `--write` puts the
figures into `deploy/README.md`.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import time
from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median, quantiles
from threading import Event, Semaphore
from typing import Any, NoReturn

import psutil

from tests import hubs
from tests.benchmarks.hub_sizes import README, VALUES, Run, largest, limits, with_guarantee, with_run
from tests.hubs import STARTS_WITH, Running
from tests.visitor import Kernel, Visitor

LESSON, COURSE = "02-who-pays-for-order", "two-januaries"
ANSWERS, PAUSE = 12, 5.0
AT_ONCE = 4
#: Bytes that a student may take, and that are to be free at any time; seconds for everything.
MEMORY, SPARE, LONGEST = 300e6, 1.5e9, 600


@dataclass
class Seat:
    """A student at work: the quizzes' questions with options, what was sent, how long each reply took, in seconds."""

    visitor: Visitor
    kernel: Kernel
    questions: list[tuple[str, str, list[str]]]
    sent: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)


class Doors:
    """Who may come in now, how many are in, and when answering begins."""

    def __init__(self) -> None:
        self.turn, self.seated, self.begin = Semaphore(AT_ONCE), Semaphore(0), Event()


@dataclass
class Used:
    """Memory (bytes, shared pages divided) and processor time (s) of somebody's processes."""

    memory: float = 0.0
    processor: float = 0.0


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
    return Seat(visitor, kernel, questions)


def attend(hub: Running, name: str, doors: Doors) -> Seat:
    """Come in when it is one's turn, wait for the others, answer, and leave."""
    with doors.turn:
        seat = sit(hub, name)
    doors.seated.release()
    seat.kernel.listen(doors.begin)
    answer(seat)
    return seat


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


def used(hub: Running) -> dict[str, Used]:
    """Return what each student's processes use, by login, and the hub's own with its proxy's, as "hub"."""
    found: dict[str, Used] = defaultdict(Used)
    for each in psutil.process_iter(["username", "cmdline"]):
        name = each.info["username"] or ""
        if name.startswith(STARTS_WITH) or _is_hubs_own(hub, each.info):
            theirs, times = found[name if name.startswith(STARTS_WITH) else "hub"], each.cpu_times()
            theirs.memory += each.memory_full_info().pss
            theirs.processor += times.user + times.system
    return found


def _is_hubs_own(hub: Running, process: dict[str, Any]) -> bool:
    """Say whether a process is JupyterHub or its proxy."""
    words = process["cmdline"] or ()
    ours = any(str(hub.place) in word or "jupyterhub_config.py" in word for word in words)
    return ours and process["username"] == "root"


def wait_for(count: int, doors: Doors, class_: list[Future[Seat]]) -> None:
    """Wait until everyone sits. Raises what kept somebody out, or MemoryError before the machine has none left."""
    for _ in range(count):
        while not doors.seated.acquire(timeout=1):
            for each in class_:
                if each.done():
                    each.result()
            if (free := psutil.virtual_memory().available) < SPARE:
                raise MemoryError(f"only {free / 1e9:.1f} GB are left before all {count} are in")


def taught(hub: Running, names: list[str], everyone: ThreadPoolExecutor, load: float) -> Run:
    """Let a class come in and answer; return what it took."""
    doors, start = Doors(), time.perf_counter()
    class_ = [everyone.submit(attend, hub, name, doors) for name in names]
    wait_for(len(names), doors, class_)
    all_in, before = time.perf_counter() - start, used(hub)
    doors.begin.set()
    seats = [each.result() for each in class_]
    after, missing = used(hub), sum(map(lost, seats))
    for seat in seats:
        seat.visitor.leave()
    waits = [wait * 1000 for seat in seats for wait in seat.waits]
    students = [STARTS_WITH + name for name in names]
    busy = sum(after[name].processor - before[name].processor for name in [*students, "hub"])
    return Run(
        len(names),
        len(waits),
        missing,
        round(median(waits)),
        round(quantiles(waits, n=10)[-1]),
        round(median(after[name].memory for name in students) / 1e6),
        round(median(before[name].processor for name in students), 1),
        round(1000 * busy / len(waits)),
        round(after["hub"].memory / 1e6),
        round(all_in),
        psutil.cpu_count() or 1,
        round(psutil.virtual_memory().total / 1e9),
        round(load, 1),
    )


def measure(count: int) -> Run:
    """Make a hub for a class, and measure. Raises TimeoutError after ten minutes."""
    room, names = psutil.virtual_memory().available, [f"s{number:02}" for number in range(count)]
    assert room > count * MEMORY, f"{count} students need {count * MEMORY / 1e9:.0f} GB; {room / 1e9:.0f} are free"
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(LONGEST)
    load = psutil.getloadavg()[0]
    # The hub goes first: who still waits for it then has nothing left to wait for.
    with ThreadPoolExecutor(count) as everyone, hubs.hub(["chief"], [], names) as hub:
        try:
            return taught(hub, names, everyone, load)
        finally:
            signal.alarm(0)


def _too_long(*_: object) -> NoReturn:
    raise TimeoutError(f"not done after {LONGEST} s")


def say(run: Run) -> None:
    """Print the figures."""
    machine = f"{run.processors} processors, {run.gigabytes} GB, load {run.load} before"
    print(f"{run.students} students, {run.answers} answers; {machine}")
    print(f"lost {run.lost}; Saved: median {run.saved} ms, nine in ten below {run.nine_in_ten} ms")
    print(f"memory a student {run.memory} MB; hub and proxy {run.hub_memory} MB")
    print(f"all in after {run.all_in} s; processor time a student to open {run.opening} s", end=", ")
    print(f"for an answer {run.answering} ms with all that goes on beside it")
    print(f"at once on this machine, by {limits(run)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Let a class answer at once on a hub on this machine.")
    parser.add_argument("students", type=int, nargs="?", default=5)
    parser.add_argument("--write", action="store_true", help="put the figures into deploy/README.md and its values")
    given = parser.parse_args()
    begun = time.perf_counter()
    result = measure(given.students)
    say(result)
    print(f"the whole run, the hub made and removed: {time.perf_counter() - begun:.0f} s")
    if given.write:
        told = with_run(README.read_text("utf-8"), result)
        README.write_text(told, "utf-8")
        VALUES.write_text(with_guarantee(VALUES.read_text("utf-8"), largest(told)), "utf-8")
