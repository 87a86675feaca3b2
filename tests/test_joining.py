"""Are parameters that join steps read as the steps of a map, and is what makes no map refused by name?"""

from __future__ import annotations

from typing import Any

import pytest

from quizzes.types import Run
from tests.items import answer, item
from tests.joined_steps import PARAMETERS

#: Choices that leave the steps themselves out.
CHOICES = {"none": "choose", "g": "G"}


def mapped(parameters: list[dict[str, Any]]) -> Run:
    run = item("run", parameters=parameters, layout="map")
    assert isinstance(run, Run)
    return run


def changed(name: str, **fields: Any) -> list[dict[str, Any]]:
    """Return the parameters, one of them changed."""
    return [each | (fields if each["name"] == name else {}) for each in PARAMETERS]


def test_the_page_gets_the_steps_with_their_words_place_and_parameters() -> None:
    run = mapped(PARAMETERS)
    run.check(answer("run"))
    end, rain, *_ = run.view()["steps"]
    assert end == {"id": "g", "name": "G Harvest", "says": "", "place": "", "link": "", "to": ""}
    assert rain == {
        "id": "a",
        "name": "A <em>Rain</em>",
        "says": "A · It rained in <em>May</em>. (P2, P3)",
        "place": "P2, P3",
        "link": "a_link",
        "to": "a_to",
    }


def test_what_is_set_is_the_same_with_and_without_a_map() -> None:
    plain = item("run", parameters=PARAMETERS)
    assert "steps" not in plain.view()
    assert mapped(PARAMETERS).view() == plain.view() | {"steps": mapped(PARAMETERS).view()["steps"]}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ([*PARAMETERS, {"name": "weight", "label": "Weight", "default": 0.5}], '"weight" is no part of a pair'),
        (changed("b_to", group=""), '"b_to" is no part of a pair'),
        (PARAMETERS[:-1], 'the step "c" needs "c_link" and "c_to" in one group'),
        (changed("b_to", group="Another"), 'the step "b" needs "b_link" and "b_to" in one group'),
        (changed("b_link", default="helps"), '"b_link" does not have the choices of "a_link"'),
        (changed("c_to", choices=CHOICES), '"c_to" does not have the choices of "a_to"'),
        (
            [each | ({"choices": CHOICES} if each["name"].endswith("_to") else {}) for each in PARAMETERS],
            '"a_to" does not offer the step "a"',
        ),
    ],
)  # fmt: skip
def test_what_makes_no_map_is_refused_by_name(parameters: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(ValueError, match="layout map") as caught:
        mapped(parameters).check(answer("run"))
    assert words in str(caught.value)
