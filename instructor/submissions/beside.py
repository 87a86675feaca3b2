"""What a student's cell holds beside its text: attached pictures and whatever else, and the outputs of its code.

`notebook` leaves it in the cell's metadata, untouched. `restore` takes it from there: a PNG or JPEG that is one goes on
to the grader's and the student's page as a picture. Everything else could act in a
browser, so it is not shown, and is named with its kind and size. What the release attached is nobody's own. Outputs
count where the code above them is the student's, or gone: then they may be all that there is of an answer.
"""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from io import BytesIO
from typing import Any
from urllib.parse import quote

from quizzes.journal import printable
from quizzes.written import is_visible

#: Where in a cell's metadata `notebook` leaves what it holds.
HELD = "held"
#: The kinds of pictures that are shown, and what Pillow calls them.
PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG"}
#: A picture beyond one of these is named: bytes of its file, and points, which a browser needs memory for.
LARGEST_PICTURE, MOST_POINTS = 8 * 1024 * 1024, 50_000_000
#: So many of one cell are shown or named one by one.
MOST_THINGS = 20

OUTPUTS = ("stream", "error", "execute_result", "display_data")
#: A widget's view is nothing without the kernel, and the pages of our own quizzes are such views.
WIDGET = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Thing:
    """An attachment or an output: its name, kind and size in bytes, and its content in base64 where it is shown."""

    name: str
    kind: str
    size: int
    picture: str = ""

    def __str__(self) -> str:
        return f"“{self.name}” ({self.kind}, {self.size:,} bytes)"

    def is_in(self, source: str) -> bool:
        """Say whether a text refers to this attachment, as Markdown does."""
        return f"attachment:{self.name}" in source or f"attachment:{quote(self.name)}" in source


def held(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a cell of a notebook's file holds beside its text, as metadata for `own_things`."""
    outputs = cell.get("outputs")
    shown = [one for one in outputs if _is_output(one)] if isinstance(outputs, list) else []
    attachments = cell.get("attachments")
    found = {"attachments": attachments if isinstance(attachments, dict) else {}, "outputs": shown}
    return {HELD: {name: value for name, value in found.items() if value}} if any(found.values()) else {}


def _is_output(output: Any) -> bool:
    return isinstance(output, dict) and output.get("output_type") in OUTPUTS


def attachment_prints(cells: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the fingerprints of all that is attached to a lesson's cells, as `read_notebook` returned them."""
    return frozenset(_print(kind, data) for cell in cells for _, kind, data in _attachments(cell))


def own_things(cell: Mapping[str, Any], text: str, released: Collection[str]) -> tuple[Thing, ...]:
    """Return what of a cell's attachments and outputs is the student's own.

    Parameters
    ----------
    cell
        A cell as `read_notebook` returned it.
    text
        What of its text is the student's own.
    released
        The fingerprints of the release.
    """
    attached = [each for each in _attachments(cell) if _print(*each[1:]) not in released]
    found = [_thing(printable(name), kind, data) for name, kind, data in attached]
    if text or not is_visible(cell["source"]):
        outputs = cell["metadata"].get(HELD, {}).get("outputs", ())
        found += [_output(number, output) for number, output in enumerate(outputs, 1) if WIDGET not in _forms(output)]
    return tuple(_few([thing for thing in found if thing.size]))


def _few(things: Sequence[Thing]) -> Iterator[Thing]:
    yield from things[:MOST_THINGS]
    if rest := things[MOST_THINGS:]:
        yield Thing(f"{len(rest)} more", "of any kind", sum(thing.size for thing in rest))


def _attachments(cell: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for name, forms in cell["metadata"].get(HELD, {}).get("attachments", {}).items():
        for kind, data in forms.items() if isinstance(forms, Mapping) else ():
            yield str(name), str(kind), data


def _forms(output: Mapping[str, Any]) -> Mapping[str, Any]:
    data = output.get("data")
    return data if isinstance(data, Mapping) else {}


def _output(number: int, output: Mapping[str, Any]) -> Thing:
    """Return an output as one thing: a picture in preference to the other forms it comes in."""
    name, forms = f"output {number}", _forms(output)
    for kind in PICTURES:
        if kind in forms and (thing := _thing(name, kind, forms[kind])).picture:
            return thing
    if output["output_type"] == "error":
        return Thing(name, "error", len(_text(output.get("traceback"))))
    if output["output_type"] == "stream":
        return Thing(name, "text", len(_text(output.get("text"))))
    kinds = ", ".join(printable(str(kind)) for kind in [*forms][:3])
    return Thing(name, kinds or "of no kind", sum(len(_text(data)) for data in forms.values()))


def _thing(name: str, kind: str, data: Any) -> Thing:
    text = _text(data)
    if kind in PICTURES and (picture := _picture(kind, text)):
        return Thing(name, kind, len(picture), base64.b64encode(picture).decode("ascii"))
    return Thing(name, printable(kind), len(text))


def _text(data: Any) -> str:
    """Return what a file keeps as a text, as lines or, where it is of some other form, as JSON."""
    if isinstance(data, str):
        return data
    if isinstance(data, list):
        return "".join(map(_text, data))
    return "" if data is None else json.dumps(data)


def _print(kind: str, data: Any) -> str:
    text = "".join(_text(data).split())
    return blake2b(f"{kind} {text}".encode("utf-8", "replace"), digest_size=12).hexdigest()


def _picture(kind: str, text: str) -> bytes | None:
    """Return a picture's bytes; None where it is not one of this kind, or is too large to be shown."""
    from PIL import Image  # here, because hardly any submission has a picture

    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=[PICTURES[kind]]) as image:
                points = image.width * image.height
    except (ValueError, OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    return data if len(data) <= LARGEST_PICTURE and points <= MOST_POINTS else None


def put(cell: dict[str, Any], things: Sequence[Thing]) -> list[Thing]:
    """Put things into a restored cell, in place: pictures to be shown, all others by name; return those others."""
    if not things:
        return []
    is_code = cell["cell_type"] == "code"
    shown = [] if cell["cell_type"] == "raw" else _renamed([thing for thing in things if thing.picture])
    others = [thing for thing in things if not thing.picture or cell["cell_type"] == "raw"]
    lines = [f"Attached, and shown below: {thing}" for thing in shown if not thing.is_in(cell["source"])]
    lines = [*(() if is_code else lines), *(f"Not shown: {thing}; {_CURE}" for thing in others)]
    if is_code:
        pictures = [{"output_type": "display_data", "data": {t.kind: t.picture}, "metadata": {}} for t in shown]
        named = {"output_type": "stream", "name": "stdout", "text": "".join(f"{line}\n" for line in lines)}
        cell["outputs"] = [*pictures, *([named] if lines else [])]
        return others
    if shown:
        cell["attachments"] = {thing.name: {thing.kind: thing.picture} for thing in shown}
    cell["source"] = "\n\n".join([cell["source"], *lines])
    return others


def put_back(cell: dict[str, Any]) -> None:
    """Let a cell that was restored, and read once more, hold again what `put` had put into it."""
    cell.update(cell["metadata"].pop(HELD, {}))
    for output in cell.get("outputs", ()):
        if output["output_type"] == "stream":
            output["text"] = _text(output["text"])


_CURE = "to see it, open the student's own notebook in the folder “submitted”"


def _renamed(things: Sequence[Thing]) -> list[Thing]:
    """Give each thing a name of its own: every picture that is pasted is called image.png."""
    taken: dict[str, Thing] = {}
    for thing in things:
        name, number = thing.name, 1
        while name in taken:
            number += 1
            name = f"{thing.name} [{number}]"
        taken[name] = replace(thing, name=name)
    return [*taken.values()]
