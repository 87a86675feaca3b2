"""Does Python start from what was kept of it, and all the same where nothing, or nothing that helps, was kept?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.page_scripts import answer_of

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "instructor" / "webpage" / "page" / "start.mjs"
CORE = "0123456789abcdef"
#: Says what it was given; what a former start kept must begin with 1.
PYODIDE = """
export async function loadPyodide({ _loadSnapshot: former, _makeSnapshot: keeps, stdout }) {
  begun.push(former ? [...former] : keeps ? "anew" : "unkept");
  if (former && former[0] !== 1) throw new Error("spoilt");
  return {
    ran: [],
    makeMemorySnapshot: () => new Uint8Array([1, 2, 3]),
    async loadPackage(names, { messageCallback }) { this.loaded = names; messageCallback("Loading"); },
    async runPythonAsync(code) { this.ran.push(code); },
    say: stdout,
  };
}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return the folder that Python starts from, with a stand-in for Pyodide."""
    text = SCRIPT.read_text("utf-8").replace("/* PACKAGES */ []", '["ipython"]').replace("/* CORE */", CORE)
    (tmp_path / "start.mjs").write_text(text, "utf-8")
    (tmp_path / "pyodide.mjs").write_text(PYODIDE, "utf-8")
    return tmp_path


def started(
    place: Path, memory: list[int] | None, key: str = CORE, *, is_broken: bool = False, room: float = 1e9
) -> dict[str, Any]:
    given: dict[str, Any] = {"file": (place / "start.mjs").as_uri(), "key": named(place, key), "memory": memory}
    given |= {"isBroken": is_broken, "room": room}
    found = answer_of("start.js", given, "--allow-read")
    assert (found["loaded"], found["ran"], found["lines"]) == (["ipython"], 1, ["after"])
    return found


def named(place: Path, core: str) -> str:
    return f"{place.as_uri()}/memory?{core}"


def test_the_first_start_is_kept_and_the_next_begins_with_it(place: Path) -> None:
    first = started(place, None)
    assert (first["begun"], first["left"]) == (["anew"], [[named(place, CORE), [1, 2, 3]]])
    assert started(place, [1, 2, 3]) == first | {"begun": [[1, 2, 3]]}


@pytest.mark.parametrize(("memory", "key"), [([9], CORE), ([1, 2], "another")], ids=["spoilt", "of another Python"])
def test_what_does_not_fit_is_replaced(place: Path, memory: list[int], key: str) -> None:
    found = started(place, memory, key)
    assert found["begun"] == ([[9]] if key == CORE else []) + ["anew"]
    assert found["left"] == [[named(place, CORE), [1, 2, 3]]]


def test_the_page_is_told_of_each_step_and_of_a_start_that_fails(place: Path) -> None:
    assert started(place, None)["told"] == [["step", ""]] * 3
    script = place / "pyodide.mjs"
    script.write_text(PYODIDE.replace("this.loaded = names", 'throw new Error("no network")'), "utf-8")
    given = {"file": (place / "start.mjs").as_uri(), "key": "", "memory": None, "isBroken": True, "room": 0}
    assert answer_of("start.js", given, "--allow-read")["told"] == [["step", ""], ["failed", "Error: no network"]]


def test_nothing_is_kept_where_the_room_may_be_needed_for_the_students_work(place: Path) -> None:
    found = started(place, None, room=100e6)
    assert (found["begun"], found["left"]) == (["anew"], [])


def test_where_the_storage_is_broken_python_starts_anew_each_time(place: Path) -> None:
    assert started(place, None, is_broken=True)["begun"] == ["anew"]
