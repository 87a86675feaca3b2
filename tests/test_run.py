"""Is a run with choices, groups and units shown and noted as it was set, typed and found?"""

from __future__ import annotations

from typing import Any

import pytest

from quizzes.simulation import RunError, checked, recorded
from quizzes.types import BaseItem, Run
from tests.items import PARAMETERS, answer, double, item

CHOICES = {"help": "Help *all*", "refuse": "Refuse"}
SET = [
    {"name": "answer", "label": "*Small* state", "group": "Round 1", "choices": CHOICES, "default": "help"},
    {"name": "alpha", "label": "Weight", "unit": "points", "default": 0.5},
]
SEED = {"name": "seed", "label": "Seed", "maximum": 999, "default": 1, "fixed": True}
RECORDED = {
    "prediction": "3",
    "parameters": {"answer": "refuse", "alpha": 0.5},
    "result": {"provision": 2 / 3},
    "comparison": "<4>",
}


def run(**more: Any) -> BaseItem:
    """Return a run whose quantities have units, after a choice in a group and a number with a unit."""
    quantities = {
        "result": [{"name": "provision", "label": "Good", "unit": "<units>"}],
        "prediction": {"name": "provision", "label": "How *much*?", "unit": "ships"},
        "comparison": {"name": "shortfall", "label": "How far?", "unit": "votes"},
    }
    return item("run", **{"parameters": SET, **quantities, **more})


def lines(html: str) -> list[str]:
    """Return the lines of a list."""
    return html.partition(">")[2].removesuffix("</li></ul>").removeprefix("<li>").split("</li><li>")


def test_the_page_gets_a_parameter_with_its_choices_group_and_unit() -> None:
    chosen, typed = run().view()["parameters"]
    assert chosen == {
        "name": "answer",
        "label": "<em>Small</em> state",
        "group": "Round 1",
        "choices": {"help": "Help <em>all</em>", "refuse": "Refuse"},
        "default": "help",
        "minimum": 0,
        "maximum": 1,
        "step": 1,
        "unit": "",
    }
    assert (typed["unit"], typed["group"], typed["choices"]) == ("points", "", None)


def test_the_page_gets_no_prediction_and_no_comparison_where_none_is_asked_for() -> None:
    view = run(prediction=None, comparison=None).view()
    assert (view["prediction"], view["comparison"]) == (None, None)
    assert view["result"] == [{"name": "provision", "label": "Good", "unit": "<units>"}]


def test_without_a_script_a_run_reads_as_it_was_recorded() -> None:
    assert lines(run().static(RECORDED)) == [
        "Prediction, How <em>much</em>?: <b>3</b>",
        "Round 1: <em>Small</em> state: <b>Refuse</b>",
        "Weight: <b>0.5 points</b>",
        f"Good: <b>{2 / 3}</b> &lt;units&gt;",
        "Comparison, How far?: <b>&lt;4&gt;</b>",
    ]


def test_a_review_shows_a_run_with_its_units_and_what_is_missing() -> None:
    assert lines(run().given(RECORDED)) == [
        "Predicted: How <em>much</em>? = 3 ships",
        "Set: Round 1: <em>Small</em> state = Refuse",
        "Set: Weight = 0.5 points",
        "Recorded: Good = 0.666667 &lt;units&gt;",
        "Compared: How far? = &lt;4&gt; votes",
    ]
    assert [line.rpartition(" = ")[2] for line in lines(run().given({"prediction": "3"}))] == ["3 ships"] + 4 * [
        "nothing"
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [("wait", "wait"), (["help"], "nothing"), ({"help": 1}, "nothing"), (7, "7"), ("y" * 101, "y" * 100)],
)
def test_a_review_shows_a_value_that_was_never_to_be_chosen_as_it_is(value: Any, shown: str) -> None:
    reviewed = lines(run().given({"parameters": {"answer": value}}))
    assert reviewed[1] == f"Set: Round 1: <em>Small</em> state = {shown}"


def test_a_review_does_not_repeat_a_unit_that_was_typed() -> None:
    reviewed = lines(run().given(RECORDED | {"prediction": "3 ships", "comparison": "4 ships"}))
    assert reviewed[0] == "Predicted: How <em>much</em>? = 3 ships"
    assert reviewed[-1] == "Compared: How far? = 4 ships votes"  # that is no unit of this question


def test_the_unit_may_stand_behind_the_comparison_but_no_other_word() -> None:
    assert run().note({"comparison": "4 votes"}, 1) == ""
    assert run().note({"comparison": "4 ships"}, 1) == "This is not a number yet: 4 ships"
    assert run(comparison=None).note({"prediction": "3"}, 1) == ""


def test_a_right_run_needs_the_model_and_starts_from_the_keys_example() -> None:
    with pytest.raises(TypeError, match='the run "one" has no right response without its model'):
        item("run").right(answer("run"))
    by_default, by_example = (
        item("run", parameters=PARAMETERS).right(answer("run", key=key), double)
        for key in ({}, {"example": {"alpha": 0.4}})
    )
    assert by_default == {
        "prediction": "1",
        "parameters": {"alpha": 0.7},
        "result": {"provision": 1.4},
        "comparison": "3.6",
    }
    assert by_example == {
        "prediction": "1",
        "parameters": {"alpha": 0.4},
        "result": {"provision": 0.8},
        "comparison": "4.2",
    }


def test_a_fixed_parameter_is_not_to_be_set_and_each_run_has_its_default() -> None:
    fixed = run(parameters=[SEED, *SET])
    assert isinstance(fixed, Run)
    assert [parameter["name"] for parameter in fixed.view()["parameters"]] == ["answer", "alpha"]
    assert checked(fixed, {"answer": "help", "alpha": 0.5}) == {"seed": 1, "answer": "help", "alpha": 0.5}
    with pytest.raises(RunError):
        checked(fixed, {"seed": 2, "answer": "help", "alpha": 0.5})
    assert not any("Seed" in line for line in lines(fixed.given(RECORDED)))
    assert fixed.right(answer("run"), _seeded)["parameters"] == {"seed": 1, "answer": "refuse", "alpha": 0.5}


@pytest.mark.parametrize(("seed", "earned"), [(1, 1.0), (7, 1.0), (1000, 0.0)])
def test_a_run_recorded_when_the_seed_could_be_chosen_is_computed_with_its_seed(seed: float, earned: float) -> None:
    settings = {"seed": seed, "answer": "refuse", "alpha": 0.5}
    found = _seeded(**settings)
    response = {"prediction": "1", "parameters": settings, "comparison": f"{found['shortfall']}"}
    response["result"] = {"provision": found["provision"]}
    assert run(parameters=[SEED, *SET]).earned(answer("run"), response, _seeded).share == earned


def _seeded(**settings: Any) -> dict[str, float]:
    return {"provision": settings["alpha"] + settings["seed"], "shortfall": 3.0 - settings["seed"]}


def test_the_same_settings_recorded_again_keep_the_comparison_beside_a_fixed_seed() -> None:
    item = run(parameters=[SEED, *SET], prediction=None)
    assert isinstance(item, Run)
    so_far = {
        "parameters": {"seed": 1.0, "answer": "refuse", "alpha": 0.5},
        "result": {"provision": 1},
        "comparison": "4",
    }
    assert recorded(_Seeded(), item, so_far, {"parameters": {"answer": "refuse", "alpha": 0.5}}) == so_far


class _Seeded:
    """A model that is only computed, not drawn."""

    simulate = staticmethod(_seeded)
    draw = describe = table = staticmethod(lambda *_: pytest.fail("nothing is to be drawn"))


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"alpha": 0.2}, None),
        ({"alpha": 0.2, "answer": "refuse"}, None),
        ({"alpha": 2}, 'preset "low" sets parameter "alpha" to a value it does not admit'),
        ({"answer": "wait"}, 'preset "low" sets parameter "answer" to a value it does not admit'),
        ({"beta": 1}, 'preset "low" sets "beta"; what a student sets is answer, alpha'),
        ({"seed": 1}, 'preset "low" sets "seed"; what a student sets is answer, alpha'),
    ],
)
def test_a_preset_sets_what_a_student_may_set(values: dict[str, Any], problem: str | None) -> None:
    preset = run(parameters=[SEED, *SET], presets={"low": {"label": "*Low*", "values": values}})
    if problem is None:
        preset.check_text()
        assert preset.view()["presets"] == [{"label": "<em>Low</em>", "values": values}]
    else:
        with pytest.raises(ValueError, match=problem):
            preset.check_text()
