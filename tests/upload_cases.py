"""What one sender may upload, and what it deserves: each case is one sender's."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from instructor.course import Course
from tests.downloads import JOURNAL, NOTEBOOK, handed_in, zipped
from tests.small_course import ASSIGNMENT

Content = Callable[[Course], bytes]


@dataclass(frozen=True)
class Case:
    """What one sender uploaded (names with `{}` for Moodle's or Canvas's own part), and what it deserves.

    `taken` is the answer that must be in the collected work, "" where its notebook alone is there, None where nothing
    is collected; `left` and `refused` are the titles so named, `says` stands in a reason or a remark.
    """

    files: dict[str, Content]
    taken: str | None = "a"
    left: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    says: str = ""
    lies_at: tuple[str, ...] = ()


def answer(mark: str) -> str:
    return json.dumps({"time": "2026-11-20T10:00:00+00:00", "item": "s-club", "response": mark}) + "\n"


def lesson(course: Course) -> str:
    return (course.step("release", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text("utf-8")


def written(course: Course, words: str) -> str:
    return lesson(course).replace("YOUR ANSWER HERE", words)


def again(inner: Content, **beside: bytes) -> Content:
    """Zip a zip again, with other files beside it."""
    return lambda course: zipped({"handin.zip": inner(course), **beside})


def stripped(course: Course, cells: int | None = None) -> str:
    """Return the lesson without nbgrader's metadata, or its first cells alone."""
    notebook = json.loads(lesson(course))
    notebook["cells"] = notebook["cells"][:cells]
    for cell in notebook["cells"] if cells is None else ():
        cell["metadata"] = {}
    return json.dumps(notebook)


def good(mark: str = "a", **more: str) -> Content:
    return lambda course: handed_in(course, answer(mark), **more)


def holding(members: Callable[[Course], dict[str, str]]) -> Content:
    return lambda course: zipped(members(course))


def spoilt(make: Content) -> Content:
    return lambda course: make(course)[:-60]


def bytes_of(text: str) -> Content:
    return lambda _: text.encode()


PDF = bytes_of("%PDF-1.7 notes")
OTHER = holding(lambda course: {"03-other/03-other.ipynb": "{}"})
LONE: Content = lambda course: lesson(course).encode()  # noqa: E731
M, FLAT, C = "Case {0}_{0}_assignsubmission_file/", "Case {0}_{0}_assignsubmission_file_", "case_{0}_"
ZIP = f"{ASSIGNMENT}.zip"


def renamed(name: str) -> Content:
    return holding(
        lambda course: {name: lesson(course), f"{name.rpartition('/')[0]}/responses/quiz-01.jsonl": answer("a")}
    )


def stray(name: str) -> Content:
    return holding(lambda course: {NOTEBOOK: lesson(course), name: answer("a")})


CASES = {
    "a zip": Case({M + ZIP: good()}),
    "a newer PDF": Case({M + ZIP: good(), M + "notes.pdf": PDF}, left=("notes.pdf",)),
    "a newer picture": Case({M + ZIP: good(), M + "me.png": PDF}, left=("me.png",), says="no notebook"),
    "two zips": Case({M + "old.zip": good("b"), M + "new.zip": good()}, left=("old.zip",), says="kept the newer one"),
    "a -1 of the student's own": Case({M + "essay-1.zip": good("b"), M + "essay.zip": good()}, left=("essay-1.zip",)),
    "a newer zip of another lesson": Case({M + ZIP: good(), M + "03.zip": OTHER}, left=("03.zip",), says="03-other"),
    "a newer zip that is damaged": Case({M + ZIP: good(), M + "new.zip": spoilt(good("b"))}, refused=("new.zip",)),
    "an older zip that is damaged": Case({M + "old.zip": spoilt(good("b")), M + ZIP: good()}, left=("old.zip",)),
    "a newer document": Case(
        {M + ZIP: good(), M + "essay.docx": holding(lambda _: {"a.xml": ""})}, left=("essay.docx",)
    ),
    "macOS's droppings": Case(
        {M + ZIP: good(), M + "._" + ZIP: PDF, M + "__MACOSX/._x.zip": PDF, M + ".DS_Store": PDF}
    ),
    "Windows's droppings": Case(
        {M + ZIP: good(), M + "Thumbs.db": PDF, M + "desktop.ini": PDF, M + "~$essay.docx": PDF}
    ),
    "droppings of others": Case({M + ZIP: good(), M + ".~lock.essay.odt#": PDF, M + "@eaDir/x.zip": PDF}),
    "droppings without folders": Case({FLAT + ZIP: good(), FLAT + "._" + ZIP: PDF, FLAT + ".DS_Store": PDF}),
    "droppings within": Case({M + ZIP: good(**{"__MACOSX/01-small/._01-small.ipynb": "x", "01-small/._a.ipynb": "x"})}),
    "a folder within": Case({M + "week 1/" + ZIP: good()}),
    "no folders": Case({FLAT + ZIP: good()}),
    "the folders of older Moodles": Case({"Case {0}_{0}_assignsubmission_file_/" + ZIP: good()}),
    "the number first": Case({"{0}_Case {0}_assignsubmission_file/" + ZIP: good()}),
    "capitals": Case({M + "01-SMALL.ZIP": good()}),
    "unpacked by Moodle": Case(
        {M + NOTEBOOK: LONE, M + JOURNAL: bytes_of(answer("a"))}, lies_at=("responses/quiz-01.jsonl",)
    ),
    "a lone notebook": Case({M + f"{ASSIGNMENT}.ipynb": LONE}, taken=""),
    "a lone notebook without folders": Case({FLAT + f"{ASSIGNMENT}.ipynb": LONE}, taken=""),
    "a lone notebook, renamed": Case({M + "Untitled1.ipynb": LONE}, taken="", says='was called "Untitled1.ipynb"'),
    "a notebook and a journal": Case({M + f"{ASSIGNMENT}.ipynb": LONE, M + "quiz-01.jsonl": bytes_of(answer("a"))}),
    "a notebook and a zip of journals": Case(
        {M + f"{ASSIGNMENT}.ipynb": LONE, M + "responses.zip": holding(lambda _: {"quiz-01.jsonl": answer("a")})},
        left=("responses.zip",),
        says='answers in "responses.zip" were taken along',
    ),
    "a notebook and a PDF": Case({M + f"{ASSIGNMENT}.ipynb": LONE, M + "a.pdf": PDF}, taken=""),
    "Copy of": Case({M + ZIP: renamed(f"{ASSIGNMENT}/Copy of {ASSIGNMENT}.ipynb")}, says="Copy of"),
    "(1)": Case({M + ZIP: renamed(f"{ASSIGNMENT}/{ASSIGNMENT} (1).ipynb")}, says=r"\(1\)"),
    "-Copy1": Case({M + ZIP: renamed(f"{ASSIGNMENT}/{ASSIGNMENT}-Copy1.ipynb")}, says="Copy1"),
    "another name": Case({M + ZIP: renamed("homework/final FINAL.ipynb")}, says="final FINAL"),
    "ending in .txt": Case({M + ZIP: renamed(f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb.txt")}, says="ipynb.txt"),
    "capitals within": Case({M + ZIP: renamed("01-Small/01-Small.ipynb")}, says="01-Small"),
    "a deep folder": Case({M + ZIP: renamed(f"a/b/c/{ASSIGNMENT}.ipynb")}, lies_at=("responses/quiz-01.jsonl",)),
    "renamed, without metadata": Case({M + ZIP: holding(lambda c: {"x.ipynb": stripped(c), "y.jsonl": answer("a")})}),
    "renamed, a part of it": Case(
        {M + ZIP: holding(lambda c: {"x.ipynb": stripped(c, 3)})}, None, refused=(ZIP,), says=r"may be .* --take"
    ),
    "the right name, and a copy": Case(
        {M + ZIP: holding(lambda c: {NOTEBOOK: written(c, "mine"), "c/x.ipynb": lesson(c)})}, "", says="does not count"
    ),
    "written in the copy": Case(
        {M + ZIP: holding(lambda c: {NOTEBOOK: lesson(c), f"{ASSIGNMENT}/x-Copy1.ipynb": written(c, "mine")})},
        None,
        refused=(ZIP,),
        says='x-Copy1.ipynb" was written in; look which counts and collect again: --take "Case .*x-Copy1.ipynb"',
    ),
    "written in both": Case(
        {M + ZIP: holding(lambda c: {NOTEBOOK: written(c, "one"), "x.ipynb": written(c, "two")})}, "", says="differs"
    ),
    "the same twice": Case(
        {M + ZIP: holding(lambda c: {NOTEBOOK: lesson(c), f"b/{NOTEBOOK}": lesson(c)})}, "", says="2 times"
    ),
    "the right name twice": Case(
        {M + ZIP: holding(lambda c: {NOTEBOOK: lesson(c), f"b/{NOTEBOOK}": written(c, "x")})},
        None,
        refused=(ZIP,),
        says="--take",
    ),
    "two, renamed": Case(
        {M + ZIP: holding(lambda c: {"a.ipynb": lesson(c), "b.ipynb": written(c, "x")})},
        None,
        refused=(ZIP,),
        says="all different",
    ),
    "zipped again": Case({M + ZIP: again(good())}),
    "zipped again with things beside": Case(
        {M + ZIP: again(good(), **{"a.pdf": b"%PDF", "__MACOSX/._x.zip": b"", "._b.zip": b""})}
    ),
    "zipped again, a renamed notebook": Case(
        {M + ZIP: again(holding(lambda c: {"mine.ipynb": lesson(c), JOURNAL: answer("a")}))}, says="was called"
    ),
    "zipped twice more": Case(
        {M + ZIP: again(again(good()))}, None, refused=(ZIP,), says="zips within it that are not opened"
    ),
    "two zips in a zip": Case(
        {M + ZIP: again(good(), **{"other.zip": b"PK"})}, None, refused=(ZIP,), says="not opened .*ask the student"
    ),
    "another lesson, zipped again": Case({M + ZIP: again(OTHER)}, None, refused=(ZIP,), says="03-other.ipynb"),
    "zipped again and damaged": Case({M + ZIP: again(PDF)}, None, refused=(ZIP,), says="no zip that can be read"),
    "a zip beside the notebook in a zip": Case({M + ZIP: good(**{"old.zip": "x"})}),
    "another lesson": Case(
        {M + "03.zip": OTHER}, None, refused=("03.zip",), says="03-other.ipynb instead of one 01-small"
    ),
    "a PDF alone": Case({M + "a.pdf": PDF}, None, refused=("a.pdf",), says="no notebook .* ask the student"),
    "a RAR": Case({M + "01-small.rar": bytes_of("Rar!")}, None, refused=("01-small.rar",), says="ask the student"),
    "text beside it": Case(
        {M + ZIP: good(), "Case {0}_{0}_assignsubmission_onlinetext/onlinetext.html": PDF},
        left=("onlinetext.html",),
        says="typed into the page",
    ),
    "text alone": Case(
        {"Case {0}_{0}_assignsubmission_onlinetext_onlinetext.html": PDF},
        None,
        refused=("onlinetext.html",),
        says="typed",
    ),
    "feedback beside it": Case({M + ZIP: good(), "Case {0}_{0}_assignfeedback_file/f.zip": good("b")}, left=("f.zip",)),
    "a name like Canvas's": Case({M + ZIP: good(), M + "x/scan_12_34_x.png": PDF}, left=("scan_12_34_x.png",)),
    "a journal beside the notebook": Case(
        {M + ZIP: stray("01-small/quiz-01.jsonl")}, lies_at=("elsewhere/quiz-01.jsonl",)
    ),
    "a journal (1)": Case({M + ZIP: stray("01-small/responses/quiz-01 (1).jsonl")}, says=r"were taken along: .*\(1\)"),
    "a journal.txt": Case({M + ZIP: stray("01-small/responses/quiz-01.jsonl.txt")}),
    "responses (2)": Case(
        {M + ZIP: good("b", **{"01-small/responses (2)/quiz-01.jsonl": answer("a")})},
        lies_at=("elsewhere/responses (2)/quiz-01.jsonl", "responses/quiz-01.jsonl"),
    ),
    "a conflict copy": Case({M + ZIP: good("b", **{"01-small/responses/quiz-01-LAPTOP-7F.jsonl": answer("a")})}),
    "a journal with a hidden name": Case(
        {M + ZIP: stray("01-small/.quiz-01.jsonl.swp")}, lies_at=("elsewhere/_quiz-01.jsonl.swp.jsonl",)
    ),
    "a journal that claims another's folder": Case({M + ZIP: stray("zoe@20990101T000000/quiz-01.jsonl")}),
    "a journal of another lesson": Case(
        {M + ZIP: holding(lambda c: {NOTEBOOK: lesson(c), "x.jsonl": answer("a").replace("s-club", "q9")})}, ""
    ),
    "no group": Case(
        {"Default group_assignsubmission_file/{0}.zip": good()}, None, refused=("{0}.zip",), says="in no group"
    ),
    "nobody's": Case({"{0}.zip": good()}, None, refused=("{0}.zip",), says="does not say whose it is"),
    "Canvas": Case({C + "90017_" + ZIP: good()}),
    "Canvas, a picture": Case({C + "90017_" + ZIP: good(), C + "90018_a.png": PDF}, left=("a.png",)),
    "Canvas, an attempt": Case({C + "90019_01-small-1.zip": good(), C + "90017_" + ZIP: good("b")}, left=(ZIP,)),
    "Canvas, late": Case({"case_LATE_{0}_90017_" + ZIP: good()}, says="late, says Canvas; what counts is .*2026-11-20"),
    "Canvas, text beside it": Case(
        {C + "90017_" + ZIP: good(), C + "text.html": PDF}, left=("text.html",), says="typed"
    ),
    "Canvas, text alone": Case({C + "text.html": PDF}, None, refused=("text.html",), says="typed"),
    "Canvas, a link": Case({C + "90017_" + ZIP: good(), C + "link.html": PDF}, left=("link.html",)),
    "Canvas, loose files": Case(
        {C + f"90017_{ASSIGNMENT}.ipynb": LONE, C + "90018_quiz-01.jsonl": bytes_of(answer("a"))}
    ),
    "Canvas, droppings": Case({C + "90017_" + ZIP: good(), C + "90018_._" + ZIP: PDF, C + "90019_.DS_Store": PDF}),
    "Canvas, without names": Case({"anon_x{0}_90017_" + ZIP: good()}),
}
