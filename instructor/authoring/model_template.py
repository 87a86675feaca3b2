"""The model that a new simulation begins with: a module that is put beside the lesson's notebook."""

MODEL = '''"""A model to begin with: what is set, doubled. Students can read it: say here what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quizzes.plot import Dot, Figure, Line, Panel, Scale


def simulate(alpha: float) -> dict[str, float]:
    """Return what comes out of what is set; the same settings give the same again."""
    return {"twice": 2.0 * alpha}


def draw(parameters: Mapping[str, float], outcome: Mapping[str, float], width: float) -> Figure:
    """Return an outcome as a figure of this width in pixels."""
    line = Line([(0, 0), (10, 20)], label="twice", key="line")
    dot = Dot(parameters["alpha"], outcome["twice"], label="as set", key="set")
    return Figure([Panel([line, dot], Scale(0, 10, "what is set"), Scale(0, 20, "what comes out"), "Twice")], width)


def describe(parameters: Mapping[str, float], outcome: Mapping[str, float]) -> str:
    """Return the figure in words, for whoever does not see it."""
    return f"Of {parameters['alpha']:g} comes {outcome['twice']:g}."


def table(parameters: Mapping[str, float], outcome: Mapping[str, float]) -> Sequence[Sequence[str]]:
    """Return the figure as rows, the first of them the heading."""
    return [("what is set", "what comes out"), (f"{parameters['alpha']:g}", f"{outcome['twice']:g}")]
'''
