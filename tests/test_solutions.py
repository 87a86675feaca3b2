"""Does each item type name its right answer in the words that a student saw?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.items import RIGHT_RUN, ROWS, answer, double, item

#: By type: a response that does not earn everything, and what would have been right in its place.
NAMED: dict[str, list[tuple[Any, str]]] = {
    "choice": [(None, "two"), ("a", "two")],
    "multiple": [(["a"], "<ul><li>one</li><li>three</li></ul>")],
    "number": [(None, "36 years"), ("35", "36 years")],
    "order": [(["c", "a", "b"], "<ol><li>two</li><li>one</li><li>three</li></ol>")],
    "match": [
        (None, "<ul><li>row: one</li><li>row: two</li></ul>"),
        ({"r": "a", "s": "a"}, "<ul><li>row: two</li></ul>"),
        ({"r": "a"}, "<ul><li>row: two</li></ul>"),
    ],
    "hottext": [(["p9"], "<ul><li>P8</li></ul>")],
    "run": [
        (None, ""),
        ({"comparison": "3"}, ""),
        (RIGHT_RUN | {"prediction": ""}, ""),
        (RIGHT_RUN | {"comparison": "1"}, "How far from the optimum? = 4"),
    ],
}
CASES = [(kind, response, named) for kind, cases in NAMED.items() for response, named in cases]


def test_every_type_with_a_key_is_here() -> None:
    assert set(NAMED) == set(ROWS)


@pytest.mark.parametrize(("kind", "response", "named"), CASES)
def test_the_right_answer_is_named_in_the_items_words(kind: str, response: Any, named: str) -> None:
    assert item(kind).solution(answer(kind), response, double) == named


def test_a_number_is_named_in_full_and_what_an_author_wrote_is_escaped() -> None:
    assert (
        item("number", unit="<b>").solution(answer("number", key={"value": 1234567.5}), None) == "1234567.5 &lt;b&gt;"
    )


def test_a_run_without_its_model_names_nothing() -> None:
    assert item("run").solution(answer("run"), RIGHT_RUN | {"comparison": "1"}) == ""
