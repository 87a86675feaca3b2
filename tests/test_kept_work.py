"""Does work that is taken along come back whole, by the page and by the command, and is no newer answer replaced?

The page's modules and the command's are held to the same cases; deno runs the first.
"""

from __future__ import annotations

import base64
import io
import json
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from instructor.course import Course
from instructor.webpage.contents import release
from quizzes import student as students
from quizzes.__main__ import main
from quizzes.bring import BringError, bring, joined, plan
from quizzes.folders import workplace
from quizzes.journal import replay
from quizzes.own_cells import carried, sign
from quizzes.packing import pack
from quizzes.student import student
from tests.hostile import ZIPS
from tests.page_scripts import answer_of
from tests.small_course import ASSIGNMENT, RIGHT, answer, hand_in_folder
from tests.watching import snapshot

ROOT = Path(__file__).parent.parent
CASES = json.loads((ROOT / "tests" / "kept_work.json").read_text("utf-8"))
FILES = {f"{ASSIGNMENT}/responses/a.jsonl": b"some lines\n" * 500, f"{ASSIGNMENT}/\u00e4.txt": b"", "b": b"\x00\xff"}
FACTS = {"stores": True, "promised": False, "isPrivate": False, "isSafari": False, "room": 1e12}
ITEMS = ("a", "b", "c")


def line(short: str) -> str:
    """Return a journal's line: `a 10:00 one` answers item a; after "!" it stands as it is."""
    if short.startswith("!"):
        return short[1:]
    item, time, response = short.split(" ")
    return json.dumps({"time": f"2026-11-26T{time}:00+01:00", "item": item, "response": response})


def journal(lines: list[str]) -> str:
    return "".join(f"{line(short)}\n" for short in lines)


def cell(facts: dict[str, Any]) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if "answer" in facts:
        metadata["nbgrader"] = {"grade_id": facts["answer"], "solution": True}
    if facts.get("trusted"):
        metadata["trusted"] = True
    if facts.get("filled"):
        metadata["two_januaries"] = {"filled": sign(facts["text"])}
    return {
        "id": facts["id"],
        "cell_type": facts.get("kind", "markdown"),
        "metadata": metadata,
        "source": facts["text"],
    }


def notebook(
    cells: list[dict[str, Any]], digests: dict[str, str], texts: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return a notebook whose release had cells with these digests, and among them these texts."""
    signs = {name: sign(text) for name, text in (texts or {}).items()}
    own = {"lesson": ASSIGNMENT, "release": {"id": "", "cells": digests, "texts": signs}}
    return {"metadata": {"two_januaries": own}, "cells": [cell(facts) for facts in cells]}


def pairs() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [
        (notebook(case["base"], case["current"]), notebook(case["donor"], case["former"], case.get("texts")))
        for case in CASES["notebooks"]
    ]


def good_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, (name, data) in enumerate(FILES.items()):
            archive.writestr(name, data, zipfile.ZIP_DEFLATED if number % 2 else zipfile.ZIP_STORED)
        archive.writestr("../climbs", b"never")
    return buffer.getvalue()


def spoilt() -> list[bytes]:
    """Return zips that no one should read: cut, turned in one byte, none at all, one that unpacks to a lot."""
    whole = good_zip()
    turned = bytearray(whole)
    turned[60] ^= 1
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b", bytes(20_000_000))
    lying = bytearray(bomb.getvalue())
    at = lying.index(b"PK\x01\x02") + 24
    lying[at : at + 4] = (1000).to_bytes(4, "little")  # the directory says that it is small
    return [whole[:-40], whole[100:], bytes(turned), b"no zip", b"", bomb.getvalue(), bytes(lying)]


def models(packs: bool) -> dict[str, dict[str, Any]]:
    """Return what `contents` give of a lesson that was handed in: text, or, where Python wrote in a browser, base64."""
    quiz = {"id": "quiz-02", "graded": True, "items": [{"id": "a", "type": "choice"}, {"id": "b", "type": "choice"}]}
    receipt = {"assignment": "02", "time": "2026-11-26T10:05:00+01:00", "way": "file", "lines": {"quiz-02": 1}}
    texts = {
        "02/quiz.json": json.dumps({"quizzes": [quiz]}),
        "02/receipt.json": json.dumps(receipt),
        "02/responses/quiz-02.jsonl": journal(["a 10:00 one", "a 10:06 zw\u00f6lf"]),
    }

    def folder(*names: str) -> dict[str, Any]:
        return {"format": "json", "content": [{"name": name} for name in names]}

    def file(text: str) -> dict[str, Any]:
        packed = base64.b64encode(text.encode()).decode()
        return {"format": "base64", "content": packed} if packs else {"format": "text", "content": text}

    folders = {"02": folder("quiz.json", "receipt.json", "responses"), "02/responses": folder("quiz-02.jsonl")}
    return folders | {path: file(text) for path, text in texts.items()}


@cache
def page() -> dict[str, Any]:
    """Return what the page's modules make of the cases."""
    given = {
        "journals": [
            {"here": journal(list(case["here"])), "there": journal(case["there"]), "items": ITEMS}
            for case in CASES["journals"]
        ],
        "notebooks": [{"base": base, "donor": donor} for base, donor in pairs()],
        "pages": [{side: journal(case[side]) for side in ("stored", "given")} for case in CASES["pages"]],
        "warnings": [FACTS | case["facts"] for case in CASES["warnings"]],
        "stores": [models(packs) for packs in (False, True)],
        "zips": [base64.b64encode(data).decode() for data in [good_zip(), *spoilt()]],
        "files": {name: base64.b64encode(data).decode() for name, data in FILES.items()},
    }
    return answer_of("kept_work.js", given)


@pytest.mark.parametrize("number", range(len(CASES["journals"])), ids=[case["case"] for case in CASES["journals"]])
def test_journals_are_joined_by_page_and_command_alike(number: int) -> None:
    case = CASES["journals"][number]
    wanted = journal(case["joined"])
    here, there = (journal(list(case[side])).encode() for side in ("here", "there"))
    assert joined(here, there, frozenset(ITEMS)) == (wanted.encode(), case["fresh"], case["older"])
    assert page()["journals"][number] == {"text": wanted, "fresh": case["fresh"], "older": case["older"]}


@pytest.mark.parametrize("number", range(len(CASES["notebooks"])), ids=[case["case"] for case in CASES["notebooks"]])
def test_what_students_wrote_in_cells_goes_into_another_copy(number: int) -> None:
    base, donor = pairs()[number]
    for made in (carried(base, donor), page()["notebooks"][number]):
        assert [f"{each['id']} {each['source']}" for each in made["cells"]] == CASES["notebooks"][number]["made"]
        assert not any(each["metadata"].get("trusted") for each in made["cells"])
    assert (base, donor) == pairs()[number]


def test_the_home_page_knows_how_far_a_lesson_is_on_a_server_and_in_a_browser_alike() -> None:
    handed_in = {"time": "2026-11-26T10:05:00+01:00", "way": "file", "changed": 1}
    assert page()["stores"] == [{"answered": 1, "items": 2, "handedIn": handed_in}] * 2


def test_no_zip_is_made_that_lacks_answers_which_are_there() -> None:
    answers, receipt = "02/responses/quiz-02.jsonl", "02/receipt.json"
    assert page()["taken"] == [[receipt, answers], [answers], "view.download_failed"]


def test_the_page_warns_of_what_forgets_and_of_the_worst_first() -> None:
    assert page()["warnings"] == [case["says"] for case in CASES["warnings"]]


def test_the_page_writes_and_reads_zips_and_refuses_spoilt_ones() -> None:
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(page()["zip"]))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
    good, *others = page()["zips"]
    assert {name: base64.b64decode(text) for name, text in good.items()} == FILES
    assert others[:5] == ["view.file_unreadable"] * 5
    assert others[5:] == ["view.file_large"] * 2


def test_a_release_is_known_by_the_text_of_its_cells_and_the_files_beside_it() -> None:
    first, second = pairs()[0]
    assert release(first) == release(first | {"metadata": {}})
    assert release(first)["id"] != release(second)["id"]
    assert release(first)["cells"]["t"] != release(second)["cells"]["t"]
    assert release(first)["texts"] == {"t": sign("corrected")}
    questions, corrected = (release(first, [quiz]) for quiz in (b"{}", b'{"quizzes": []}'))
    assert questions["id"] != corrected["id"]
    assert questions["cells"] == corrected["cells"]


def fresh(copy: Path, place: Path) -> Path:
    """Return another student's folder of lessons, as it was handed out."""
    folder = place / "elsewhere" / ASSIGNMENT
    folder.mkdir(parents=True)
    for path in copy.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_a_hand_in_comes_back_to_another_folder(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = fresh(copy, tmp_path)
    answer(copy, "quiz-01", "s-several", ["a"])
    (copy / students.ID).write_text("0123456789abcdef", "ascii")
    archive = pack(workplace())
    assert main([str(elsewhere.parent), "--bring", str(archive)]) == 0
    assert capsys.readouterr().out == f"{ASSIGNMENT}: 1 answer came from the zip and counts now.\n"
    there = replay(elsewhere / "responses" / "quiz-01.jsonl").latest()
    assert there == replay(copy / "responses" / "quiz-01.jsonl").latest()
    assert student(elsewhere) == student(copy) == "0123456789abcdef"
    before = snapshot(elsewhere)
    assert main([str(elsewhere.parent), "--bring", str(archive)]) == 0
    assert capsys.readouterr().out == f"All that is in {archive.name} is here already.\n"
    assert snapshot(elsewhere) == before


def test_no_newer_answer_is_replaced(copy: Path, tmp_path: Path) -> None:
    elsewhere = fresh(copy, tmp_path)
    answer(copy, "quiz-01", "s-several", ["a"])
    archive = pack(workplace())
    here = elsewhere / "responses" / "quiz-01.jsonl"
    here.parent.mkdir()
    here.write_text(
        json.dumps({"time": "2099-01-01T00:00:00+00:00", "item": "s-several", "response": ["b"]}) + "\n", "utf-8"
    )
    (brought,) = plan(archive, elsewhere.parent)
    bring([brought])
    assert (brought.new, brought.older) == (0, 1)
    assert "To 1 question a newer answer is here; it stays." in str(brought)
    assert replay(here).responses("s-several") == [["a"], ["b"]]


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made otherwise there")
def test_no_hostile_zip_writes_anything_but_answers_in_their_place(course: Course, copy: Path, tmp_path: Path) -> None:
    folder = hand_in_folder(course, "template", RIGHT)
    elsewhere = fresh(copy, tmp_path)
    names = {f"{ASSIGNMENT}.ipynb", "receipt.json"} | {
        f"responses/{quiz.id}.jsonl" for quiz in workplace().bank.quizzes
    }
    outside = snapshot(tmp_path)
    for name, entry in ZIPS.items():
        source = tmp_path / "hostile.zip"
        source.write_bytes(entry.make(folder))
        try:
            planned = plan(source, elsewhere.parent)
        except BringError:
            continue
        finally:
            source.unlink()
        assert {path.relative_to(elsewhere).as_posix() for each in planned for path in each.files} <= names, name
        assert all(len(data) < 40_000_000 for each in planned for data in each.files.values()), name
    assert snapshot(tmp_path) == outside


@pytest.mark.parametrize("case", CASES["pages"], ids=[case["case"] for case in CASES["pages"]])
def test_no_line_that_another_page_wrote_is_lost(case: dict[str, Any]) -> None:
    assert page()["pages"][CASES["pages"].index(case)] == journal(case["kept"])
