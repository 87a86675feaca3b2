"""What a student may put beside the text, and what each deserves: words and pictures at the answer, and the table."""

from __future__ import annotations

import base64
from collections.abc import Callable
from io import BytesIO
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from PIL import Image

from tests.written_answers import ANSWER, ESSAY, TASK, cell, inserted

Mangle = Callable[[NotebookNode], object]


def picture(kind: str = "PNG", size: tuple[int, int] = (3, 2), colour: int = 0) -> str:
    data = BytesIO()
    Image.new("L", size, colour).save(data, kind)
    return base64.b64encode(data.getvalue()).decode()


PNG, JPEG, SVG = picture(), picture("JPEG"), "<svg onload='alert(1)'/>"


def attached(data: Any, name: str = "image.png", kind: str = "image/png", to: str = ANSWER, source: str = "") -> Mangle:
    """Attach something to a cell, and refer to it below the cell's text where `source` says so."""

    def mangle(nb: NotebookNode) -> None:
        one = cell(nb, to)
        one.update(attachments={**one.get("attachments", {}), name: {kind: data}}, source=one.source + source)

    return mangle


REFERENCE = "\n\n![image.png](attachment:image.png)"


def with_outputs(source: str, *outputs: Any) -> Mangle:
    return inserted(new_code_cell, source, outputs=[*outputs])


def display(**forms: str) -> Any:
    return new_output("display_data", data={name.replace("_", "/", 1): data for name, data in forms.items()})


def unknown(kind: Any, source: Any) -> Mangle:
    return lambda nb: nb.cells.append({"cell_type": kind, "source": source, "metadata": {}})


NAMED, SHOWN = "Not shown: “", "Attached, and shown below: “"

#: What is done -> the words at the answer, the pictures there, and what the table of `grade` says.
KINDS: dict[str, tuple[Mangle, tuple[str, ...], list[str], tuple[str, ...]]] = {
    "a picture pasted into the answer": (attached(PNG, source=REFERENCE), (), [PNG], ()),
    "a photograph": (attached(JPEG, "a b.jpg", "image/jpeg", source="![](attachment:a%20b.jpg)"), (), [JPEG], ()),
    "a picture that the text does not mention": (attached(PNG), (f"{SHOWN}image.png” (image/png, ",), [PNG], ()),
    "a picture kept line by line": (attached([f"{PNG[:20]}\n", PNG[20:]], source=REFERENCE), (), [PNG], ()),
    "a picture pasted into the task's cell": (
        attached(PNG, to=TASK, source=REFERENCE),
        ("Found elsewhere in the notebook, in the cell “Name a limit”",),
        [PNG],
        (),
    ),
    "a picture dropped on the task's cell": (
        attached(PNG, to=TASK),
        ("Found elsewhere in the notebook, in the cell “Name a limit”", f"{SHOWN}image.png”"),
        [PNG],
        (),
    ),
    "a picture in a new cell": (
        inserted(new_markdown_cell, REFERENCE, attachments={"image.png": {"image/png": PNG}}),
        ("Found elsewhere in the notebook",),
        [PNG],
        (),
    ),
    "a drawing": (
        attached(SVG, "plan.svg", "image/svg+xml", source="![](attachment:plan.svg)"),
        (f"{NAMED}plan.svg” (image/svg+xml, 24 bytes); to see it, open the student's own notebook",),
        [],
        ("“plan.svg” (image/svg+xml, 24 bytes)",),
    ),
    "a page": (
        attached("<b>x", "a.html", "text/html"),
        (f"{NAMED}a.html” (text/html, 4",),
        [],
        ("“a.html” (text/html, 4",),
    ),
    "a picture that is none": (attached("AAAA"), (f"{NAMED}image.png” (image/png, 4 b",), [], ("“image.png”",)),
    "a picture of another kind than it says": (attached(JPEG), (f"{NAMED}image.png”",), [], ("“image.png”",)),
    "a picture with too many points": (
        attached(picture(size=(9000, 9000))),
        (f"{NAMED}image.png”",),
        [],
        ("“image.png”",),
    ),
    "a picture and a drawing": (
        lambda nb: [attached(PNG)(nb), attached(SVG, "b.svg", "image/svg+xml")(nb)],
        (f"{SHOWN}image.png”", f"{NAMED}b.svg”"),
        [PNG],
        ("“b.svg”",),
    ),
    "two pictures of one name": (
        lambda nb: [attached(PNG)(nb), attached(picture(colour=9), to=TASK)(nb)],
        (f"{SHOWN}image.png”", f"{SHOWN}image.png [2]”"),
        [PNG, picture(colour=9)],
        (),
    ),
    "a figure of one's own code": (
        with_outputs("draw()", display(image_png=PNG, text_plain="<Figure>")),
        ("draw()", f"{SHOWN}output 1” (image/png"),
        [PNG],
        (),
    ),
    "outputs without code": (
        with_outputs("", new_output("stream", text=ESSAY), display(text_html="<b>Mine")),
        (f"{NAMED}output 1” (text, {len(ESSAY)} bytes)", f"{NAMED}output 2” (text/html, 7 bytes)"),
        [],
        ("“output 1” (text, ", "“output 2” (text/html, 7 bytes)"),
    ),
    "an error of one's own code": (
        with_outputs("1/0", new_output("error", ename="E", evalue="", traceback=["a", "b"])),
        (f"{NAMED}output 1” (error, 2 bytes)",),
        [],
        ("“output 1” (error",),
    ),
    "a cell of no known kind": (unknown("heading", ESSAY), (ESSAY,), [], ()),
    "a cell whose kind is a list": (unknown(["code"], [ESSAY, "\n", "More."]), (ESSAY, "More."), [], ()),
    "a text in place of a cell": (lambda nb: nb.cells.append(ESSAY), (ESSAY,), [], ()),
    "an unknown cell in place of the answer's": (
        lambda nb: cell(nb).update(cell_type="essay", source=ESSAY),
        (ESSAY,),
        [],
        (),
    ),
}
