"""Parameters of a run that join steps: the arrangement that the page shows as a map.

Two parameters of choices make a pair: `<step>_link` says what the step does, `<step>_to` says to which step. The group
of the pair is what the step says, and words in brackets at its end are where it stands. All pairs have the same
choices and begin with the same default, which joins nothing. The choices of `to` are the steps by their short names;
one that has no pair of its own is where chains end. `check` holds all this, and `steps_of` hands the page the steps,
so that the page knows no parameter's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizzes.markdown import inline
from quizzes.types.quantities import Parameter

_NAME = re.compile(r".+_(link|to)")
_PLACE = re.compile(r"\s*\((?P<place>[^()]+)\)\.?$")

Pairs = dict[str, dict[str, Parameter]]


def check(parameters: Sequence[Parameter]) -> None:
    """Raise ValueError where parameters are no such pairs; the message names the first that is wrong."""
    for each in parameters:
        if not _NAME.fullmatch(each.name) or not each.choices or not each.group:
            raise ValueError(
                f'layout map: "{each.name}" is no part of a pair; '
                "each step needs <step>_link and <step>_to with choices and a group"
            )
    pairs = _pairs(parameters)
    for step, pair in pairs.items():
        if len(pair) < 2 or pair["link"].group != pair["to"].group:
            raise ValueError(f'layout map: the step "{step}" needs "{step}_link" and "{step}_to" in one group')
    first = next(iter(pairs.values()))
    for part, each in ((part, each) for pair in pairs.values() for part, each in pair.items()):
        if (each.choices, each.default) != (first[part].choices, first[part].default):
            raise ValueError(f'layout map: "{each.name}" does not have the choices of "{first[part].name}"')
    if missing := [step for step in pairs if step not in first["to"].choices]:
        raise ValueError(f'layout map: "{first["to"].name}" does not offer the step "{missing[0]}"')


def steps_of(parameters: Sequence[Parameter]) -> list[dict[str, str]]:
    """Return the steps that parameters join which `check` lets pass, in the order of their choices.

    Returns
    -------
    list of dict
        For each step its `id`, its short `name` and what it `says` as HTML, its `place` as text, and the names of its
        parameters `link` and `to`; the last four are empty where chains end.
    """
    pairs = _pairs(parameters)
    to = next(iter(pairs.values()))["to"]
    names = {step: name for step, name in to.choices.items() if step != to.default}
    return [{"id": step, "name": inline(name), **_told(pairs.get(step))} for step, name in names.items()]


def _pairs(parameters: Sequence[Parameter]) -> Pairs:
    """Return the parameters by step and part."""
    pairs: Pairs = {}
    for parameter in parameters:
        step, _, part = parameter.name.rpartition("_")
        pairs.setdefault(step, {})[part] = parameter
    return pairs


def _told(pair: dict[str, Parameter] | None) -> dict[str, str]:
    """Return what a step says, where, and its parameters."""
    if pair is None:
        return dict.fromkeys(("says", "place", "link", "to"), "")
    group = pair["link"].group
    place = _PLACE.search(group)
    names = {part: pair[part].name for part in ("link", "to")}
    return {"says": inline(group), "place": place["place"] if place else "", **names}
