"""Does a student see each part of an answer: a table's rows, a sheet's boxes, a prediction, the rule for the points?"""

from __future__ import annotations

import re

import pytest

from quizzes.markdown import inline
from quizzes.types import Match, Run
from tests.items import ROWS, answer, double, item

CODES = {"no": "n", "yes": "y"}


def test_a_table_has_what_was_given_beside_what_is_right_and_why_in_each_row() -> None:
    some, given = item("match"), answer("match")
    assert isinstance(some, Match)
    (first, *_, last), right = some.rows, given.key
    wrong = next(name for name in some.options if name != right[first])
    html = some.table(given, {first: wrong}, {f"{first}:{wrong}": "<p>Why.</p>"})
    assert re.findall(r'scope="col">([^<]*)<', html) == ["Your answer", "Right answer", "Reason"]
    rows = re.findall(r"<tr>(.*?)</tr>", html)[1:]
    assert len(rows) == len(some.rows)
    assert f"✗</span> {inline(some.options[wrong])}</td>" in rows[0]
    assert f'"Right answer">{inline(some.options[right[first]])}</td>' in rows[0]
    assert rows[0].endswith("<p>Why.</p></td>")
    assert "–</span> none</td>" in rows[-1]
    assert f'"Right answer">{inline(some.options[right[last]])}</td>' in rows[-1]
    assert re.findall(r'scope="col">([^<]*)<', some.table(given, right, {})) == ["Your answer"]


@pytest.mark.parametrize("kind", ROWS)
def test_only_what_has_parts_has_a_rule_for_its_points(kind: str) -> None:
    some = item(kind, pick="one") if kind == "hottext" else item(kind)
    assert bool(some.rule()) == (kind in ("match", "multiple", "order", "run"))


def test_several_words_of_the_text_are_counted_as_several_options_are() -> None:
    assert item("hottext", pick="several").rule() == item("multiple").rule()


def test_settings_of_groups_that_ask_for_the_same_are_a_table_and_all_else_are_lines() -> None:
    boxes = [
        {"name": f"{case}_{code}", "label": code.upper(), "group": case, "default": "no", "choices": CODES}
        for case in ("haiti", "libya")
        for code in "ab"
    ]
    alone = {"name": "rule", "label": "Rule", "default": 1.0}
    sheet = item("run", parameters=[*boxes, alone])
    html = sheet.given({"parameters": {"haiti_a": "yes", "rule": 1.0}})
    assert html.count("Set: ") == html.count("Set: Rule = 1") == 1
    assert re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html) == [
        ("haiti", '<td data-label="A">y</td><td data-label="B">nothing</td>'),
        ("libya", '<td data-label="A">nothing</td><td data-label="B">nothing</td>'),
    ]
    assert "<table" not in item("run", parameters=[*boxes[:3], alone]).given({"parameters": {}})


def test_what_was_predicted_is_met_by_what_the_model_finds() -> None:
    some = item("run")
    assert isinstance(some, Run)
    assert some.prediction
    run = some.right(answer("run"), double) | {"prediction": "3"}
    found = double(**run["parameters"])[some.prediction.name]
    assert some.met(run, double) == f"You said 3; it was {found:g}."
    for less in ({**run, "prediction": ""}, {**run, "result": None}, {**run, "parameters": {}}, None):
        assert some.met(less, double) == ""
    assert some.met(run) == ""
