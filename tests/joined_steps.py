"""A made-up map: three steps and where their chains end, as parameters of a run, and a model of them."""

from __future__ import annotations

from typing import Any

_LINKS = {"none": "not linked", "helps": "helps", "harms": "stands against", "bounds": "limits"}
_STEPS = {"none": "choose", "g": "G Harvest", "a": "A *Rain*", "b": "B Drought", "c": "C Wells"}
_SAYS = {"a": "A · It rained in *May*. (P2, P3)", "b": "B · The year was dry. (P4)", "c": "C · There were wells."}

#: A pair of parameters for each step, as an author writes them.
PARAMETERS: list[dict[str, Any]] = [
    {"name": f"{step}_{part}", "label": label, "group": says, "choices": choices, "default": "none"}
    for step, says in _SAYS.items()
    for part, label, choices in (("link", "What it does", _LINKS), ("to", "To which step", _STEPS))
]

MODEL = """
from quizzes.plot import Figure, Panel, Scale, bands, bar

def simulate(**parameters):
    return {"links": float(sum(parameters[f"{step}_link"] != "none" for step in "abc"))}

def draw(parameters, outcome, width):
    return Figure([Panel([bar(0, outcome["links"], key="links")], Scale(0, 9), bands(["Links"]))], width)

def describe(parameters, outcome):
    return f"Bar chart. Links {outcome['links']:.0f}."

def table(parameters, outcome):
    return [["Links"], [f"{outcome['links']:.0f}"]]
"""


def map_quiz() -> dict[str, Any]:
    """Return a quiz with the same run twice: as a map, and as the lists that it had without."""
    common = {
        "type": "run",
        "stem": "Join the steps.",
        "concept": "public-goods",
        "objective": 1,
        "points": 4,
        "model": "joined_model",
        "parameters": PARAMETERS,
        "result": [{"name": "links", "label": "Links", "unit": "links"}],
        "evidence": [{"paragraph": 9, "quote": "Instead of providing public goods to allied countries"}],
    }
    items = [common | {"id": "m-map", "layout": "map"}, common | {"id": "m-lists"}]
    return {"id": "map-09", "title": "A map", "graded": True, "items": items}
