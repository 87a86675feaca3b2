"""A `run` item at work: the lesson's model, loaded from beside the notebook, its figure, and what a run records.

The order is the lesson's: predict, run, record, compare. A prediction cannot be changed once it is saved, and nothing
runs before it. The page sends parameters, never results: what is recorded was computed here, and the grader computes it
again with the instructor's copy of the model, a plain module: what it must offer says `Model`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, runtime_checkable

from quizzes.catalogue import number, say
from quizzes.lessons import guard_of
from quizzes.numbers import UnreadableError, parse_number, unread
from quizzes.plot import Figure, shared, svg
from quizzes.types import Parameter, Run, Simulate

#: A narrow page gets a narrow figure, so that its text keeps its size. Pixels.
NARROWEST, WIDEST = 280, 640


class RunError(ValueError):
    """A run cannot be made or recorded; the message tells the student what to do."""


@runtime_checkable
class Model(Protocol):
    """What a lesson's model, the module that a `run` item names, offers to the page and to the grader.

    Parameters arrive as the item declares them: a float in the parameter's own unit, between its minimum and maximum,
    or the id of one of its choices. An outcome is what `simulate` returned for these parameters.
    """

    @property
    def simulate(self) -> Simulate:
        """Compute a run: `simulate(**parameters)` -> quantities by name, in the units of the item's `result`.

        The quantities hold at least the item's `result`, and what `comparison` names; all are finite floats, and the
        same parameters give the same ones again: the grader computes them anew. Raises ValueError where parameters
        that are each possible make no sense together; the student reads its message.
        """

    def draw(self, parameters: Mapping[str, Any], outcome: Mapping[str, float], width: float) -> Figure:
        """Return an outcome as a figure of this width in pixels; what stays has the same key in each."""

    def describe(self, parameters: Mapping[str, Any], outcome: Mapping[str, float]) -> str:
        """Return the figure's alternative text: plain text, not empty."""

    def table(self, parameters: Mapping[str, Any], outcome: Mapping[str, float]) -> Sequence[Sequence[str]]:
        """Return the figure as rows of plain text, each as long as the first, which is the heading."""


def load_module(path: Path) -> ModuleType:
    """Load a module of a lesson from its file; where a guard stands before the folder, only as it was released.

    Raises
    ------
    RunError
        Where there is no such file.
    LessonError
        Where the guard says that it is another than the one released.
    """
    guard = guard_of(path.parent)
    spec = guard.find_spec(path.stem) if guard else spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.exists():
        raise RunError(say("run.no_model", file=path.name))
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for the module they are made in
    with nullcontext() if guard else _importing_from(path.parent):
        spec.loader.exec_module(module)
    return module


def load_model(path: Path) -> Model:
    """Load a lesson's model from its file.

    Raises
    ------
    RunError
        Where there is no such file, or it is no `Model`.
    """
    module = load_module(path)
    if not isinstance(module, Model):
        parts = ("simulate", "draw", "describe", "table")
        missing = [say("run.no_part", name=name) for name in parts if not hasattr(module, name)]
        raise RunError(say("run.broken_model", file=path.name, missing=", ".join(missing)))
    return module


@contextmanager
def _importing_from(folder: Path) -> Iterator[None]:
    """Let a model import the other modules of its lesson, never those of the same name that another folder has."""
    for path in folder.glob("*.py"):
        known = sys.modules.get(path.stem)
        if known and Path(getattr(known, "__file__", None) or "").parent != folder:
            del sys.modules[path.stem]
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


class Bench:
    """Where one run item is drawn."""

    def __init__(self, model: Model, item: Run) -> None:
        self.model = model
        self._item = item
        self._known: tuple[tuple[Any, float], Figure] | None = None

    def frame(self, parameters: Any, width: float, behind: Any = None) -> dict[str, Any]:
        """Run the model and draw it for a page with `width` pixels for the figure: {"svg", "rows", "result"}.

        `result` has what a record of it would keep. The drawing's `data-scale` is the same in two drawings whose axes
        are: such two may lie on each other. With `behind`, parameters of another run, both are drawn on common axes
        where those read well, and the other drawing comes as "behind".
        """
        values = checked(self._item, parameters)
        outcome = self.model.simulate(**values)
        alt, rows = self.model.describe(values, outcome), self.model.table(values, outcome)
        figure = self.model.draw(values, outcome, _drawn(width))
        both = shared(figure, self._earlier(behind, width)) if behind else None
        pictures = {"svg": svg(both[0], alt), "behind": svg(both[1], "")} if both else {"svg": svg(figure, alt)}
        return pictures | {"rows": rows, "result": _result(self._item, outcome)}

    def _earlier(self, parameters: Any, width: float) -> Figure:
        """Return the figure of a run that others are compared with: the same one, frame after frame."""
        if self._known is None or self._known[0] != (parameters, width):
            values = checked(self._item, parameters)
            figure = self.model.draw(values, self.model.simulate(**values), _drawn(width))
            self._known = (parameters, width), figure
        return self._known[1]


def _drawn(width: float) -> int:
    """Return how wide a figure is drawn for a page of this width."""
    return round(min(max(width, NARROWEST), WIDEST))


def recorded(model: Model, item: Run, so_far: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return the response that `sent`, a part of a run, makes of the response `so_far`.

    A saved prediction stays. New parameters bring their result and drop the comparison made with the old ones.
    RunError: it is not that part's turn. UnreadableError: what was typed is no number.
    """
    response = dict(so_far)
    if item.prediction and "prediction" not in response:
        response["prediction"] = _typed(item, "prediction", sent, so_far)
        if not response["prediction"].strip():
            raise RunError(say("run.no_prediction_yet"))
    values = None if sent.get("parameters") is None else checked(item, sent["parameters"])
    if values and values != response.get("parameters"):
        outcome = model.simulate(**values)
        response = {key: response[key] for key in ("prediction",) if key in response}
        response |= {"parameters": values, "result": _result(item, outcome)}
    if item.comparison and sent.get("comparison") is not None:
        if "result" not in response:
            raise RunError(say("run.unrecorded"))
        response["comparison"] = _typed(item, "comparison", sent, so_far)
    return response


def in_parts(so_far: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `recorded` would make of it, without a run: other parameters have no result yet."""
    parts = {name: sent[name] for name in ("prediction", "parameters", "comparison") if name in sent}
    left = () if "parameters" not in parts else ("parameters", "result", "comparison")
    return {name: value for name, value in so_far.items() if name not in left} | parts


def read(item: Run, name: str, typed: str) -> tuple[float | None, str]:
    """Read what was typed for a parameter: the number, in its unit, or None and what to say of a text that is none."""
    (unit,) = (parameter.unit for parameter in item.parameters if parameter.name == name)
    return parse_number(typed, unit), unread(typed, unit)


def checked(item: Run, parameters: Any) -> dict[str, float | str]:
    """Return the parameters as floats, or the ids of choices, with those that are fixed.

    RunError: one is missing or not to be had.
    """
    if not isinstance(parameters, dict) or set(parameters) != {parameter.name for parameter in item.free}:
        raise RunError(say("run.other_parameters"))
    sent = {parameter.name: parameter.default for parameter in item.parameters} | parameters
    return {parameter.name: _value(parameter, sent[parameter.name]) for parameter in item.parameters}


def _result(item: Run, outcome: Mapping[str, float]) -> dict[str, float]:
    return {quantity.name: outcome[quantity.name] for quantity in item.result}


def _value(parameter: Parameter, sent: Any) -> float | str:
    if parameter.choices:
        if not parameter.admits(sent):
            raise RunError(say("run.no_choice", label=parameter.label, choices=", ".join(parameter.choices.values())))
        return str(sent)
    value = parse_number(sent, parameter.unit) if isinstance(sent, str) else sent
    if value is None or not parameter.admits(value):
        limits = {"minimum": number(parameter.minimum), "maximum": number(parameter.maximum)}
        raise RunError(say("run.out_of_range", label=parameter.label, **limits))
    return float(value)


def _typed(item: Run, part: str, sent: Mapping[str, Any], so_far: Mapping[str, Any]) -> str:
    """Return what was typed for a part of a run; UnreadableError where it is no number."""
    typed = str("" if sent.get(part) is None else sent[part])
    if words := item.unreadable({part: typed}, so_far):
        raise UnreadableError(words)
    return typed
