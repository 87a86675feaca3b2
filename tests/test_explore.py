"""Does a result whose numbers may be changed show what it did before, take what is typed, and refuse in a sentence?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import nbformat
import pytest

import quizzes
from instructor.course import Course
from quizzes.explore import called, entry, explore
from quizzes.trial import Trial

SIZES = entry("Sizes of the states", [5, 3.5], names="ABC")
WEIGHT = entry("Weight", 0.5, 0, 1)
RULE = entry("Rule", "sum", choices=["sum", "largest"])


class Page:
    """A result with a drawing of its own."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<p>{self.text}</p>"


def supply(sizes: Sequence[float], alpha: float, rule: str = "sum") -> Page:
    if max(sizes) > 100:
        raise ValueError("No state has more than 100 units.")
    return Page(f"{alpha * (sum(sizes) if rule == 'sum' else max(sizes)):.2f} of {list(sizes)}")


def trial(**more: Any) -> Trial:
    return explore(supply, **{"sizes": SIZES, "alpha": WEIGHT, "rule": RULE, **more})


def asked(shown: Trial, **values: Any) -> dict[str, Any]:
    """Press the button, and return the answer."""
    sent: list[dict[str, Any]] = []
    shown.send = sent.append
    held = {"sizes": ["5", "3.5"], "alpha": "0.5", "rule": "sum"}
    shown._handle_custom_msg({"kind": "try", "token": "a", "values": held | values}, [])
    (reply,) = sent
    assert reply.pop("token") == "a"
    return reply


def test_a_cell_shows_the_result_that_it_begins_with_and_nothing_else_is_compared() -> None:
    shown = trial()
    bundle = shown._repr_mimebundle_()
    assert bundle is not None
    data = dict(bundle[0])
    assert data.pop("application/vnd.jupyter.widget-view+json")
    assert data == {"text/plain": "4.25 of [5, 3.5]", "text/html": "<p>4.25 of [5, 3.5]</p>"}
    assert repr(shown) == "4.25 of [5, 3.5]"


def test_a_result_without_html_is_text_on_the_page_and_in_the_file() -> None:
    shown = explore(lambda n: f"{n} < 3", n=entry("n", 2))
    bundle = shown._repr_mimebundle_()
    assert bundle is not None
    assert set(bundle[0]) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert shown.view["html"] == "<pre>&#x27;2 &lt; 3&#x27;</pre>"


def test_what_is_typed_is_read_as_people_write_it() -> None:
    shown = trial()
    assert asked(shown, sizes=["4", " 2,5 ", "1"], alpha="0,2") == {
        "kind": "shown",
        "html": "<p>1.50 of [4, 2.5, 1]</p>",
    }
    assert asked(shown, rule="largest") == {"kind": "shown", "html": "<p>2.50 of [5, 3.5]</p>"}
    assert repr(shown) == "4.25 of [5, 3.5]"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"alpha": "1.5"}, "Weight: a number from 0 to 1 is needed."),
        ({"alpha": ""}, "Weight: a number is missing."),
        ({"alpha": "much"}, "much"),
        ({"sizes": ["5", "-1"]}, "Sizes of the states: a number from 0 up is needed."),
        ({"sizes": []}, "Sizes of the states: at least one number is needed."),
        ({"sizes": ["1"] * 27}, "Sizes of the states: at least one number is needed."),
        ({"sizes": "5, 3"}, "Sizes of the states: at least one number is needed."),
        ({"sizes": ["101"]}, "No state has more than 100 units."),
        ({"rule": "none"}, "Rule: choose one of the list."),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(values: dict[str, Any], words: str) -> None:
    reply = asked(trial(), **values)
    assert reply["kind"] == "refused"
    assert words in reply["error"]


def test_a_division_by_zero_is_said_in_words() -> None:
    with pytest.raises(ValueError, match="something would be divided by 0"):
        called(lambda n: 1 / n, {"n": entry("n", 1)}, {"n": "0"})


def test_a_whole_number_reaches_the_call_as_one() -> None:
    assert called(lambda n: [type(n), n], {"n": entry("n", 1)}, {"n": "7"}) == [int, 7]


def test_the_page_gets_each_field_with_its_words_and_limits() -> None:
    fields = trial(sizes=entry("Sizes", [5, 3.5], fixed=True)).view["fields"]
    assert fields["sizes"]["texts"] == ["5", "3.5"]
    assert (fields["sizes"]["list"], fields["sizes"]["most"]) == (True, 2)
    assert (SIZES.view()["names"], SIZES.view()["most"]) == (["A", "B", "C"], 3)
    assert fields["rule"]["choices"] == ["sum", "largest"]
    assert fields["alpha"]["texts"] == ["0.5"]


def test_an_error_of_the_beginning_is_one_sentence_in_the_notebook() -> None:
    with pytest.raises(ValueError, match="No state has more") as raised:
        quizzes.explore(supply, sizes=entry("Sizes", [101]), alpha=WEIGHT)
    assert raised.value._render_traceback_() == ["No state has more than 100 units."]  # type: ignore[attr-defined]


def test_a_number_says_what_it_is_in_the_notebook_and_on_the_page() -> None:
    shown = explore(lambda n: n / 4, "A quarter of <n>", n=entry("n", 2))
    assert repr(shown) == "A quarter of <n>: 0.5"
    table = '<table><tbody><tr><th scope="row">A quarter of &lt;n&gt;</th><td>{}</td></tr></tbody></table>'
    assert shown.view["html"] == table.format("0.5")
    sent: list[dict[str, Any]] = []
    shown.send = sent.append
    shown._handle_custom_msg({"kind": "try", "token": "a", "values": {"n": "6"}}, [])
    assert sent[0]["html"] == table.format("1.5")


def test_each_of_several_numbers_has_a_label_and_what_is_not_defined_a_dash() -> None:
    shown = explore(lambda n: (n, float("nan")), "Number", "Ratio", n=entry("n", 2))
    assert repr(shown) == "Number: 2\nRatio: – (not defined)"


def test_labels_are_the_heads_of_the_columns_of_a_list_of_rows() -> None:
    shown = explore(lambda n: [(n, 1), (10, 3)], "Stated", "Times", n=entry("n", 2))
    assert repr(shown) == "Stated  Times\n2       1\n10      3"
    assert '<th scope="col">Stated</th><th scope="col">Times</th>' in shown.view["html"]
    assert "<tr><td>10</td><td>3</td></tr>" in shown.view["html"]


def test_as_many_labels_as_numbers_are_asked_for() -> None:
    with pytest.raises(ValueError, match="1 labels for 2 values"):
        explore(lambda n: (n, n), "Number", n=entry("n", 2))


def _first_results() -> list[tuple[str, str]]:
    """Return what each `explore` of the lessons shows first, as text, by its cell."""
    course = Course.here()
    cells = [cell for name in course.assignments() for cell in _cells(course, name)]
    tried = [cell for cell in cells if "explore(" in cell.source and "nbval-check-output" in cell.metadata.tags]
    return [(cell.id, cell.outputs[0].data["text/plain"]) for cell in tried]


def _cells(course: Course, name: str) -> Any:
    return nbformat.read(course.source(name) / f"{name}.ipynb", as_version=4).cells


@pytest.mark.parametrize(("cell", "text"), [pytest.param(*each, id=each[0]) for each in _first_results()])
def test_no_lesson_shows_numbers_that_say_nothing(cell: str, text: str) -> None:
    assert re.search(r"[^\W\d_]{3}", text), f"{cell}: give explore a label for each number"
    assert not re.search(r"\w=", text), f"{cell}: name the columns, do not show Python"


def test_a_result_of_what_was_recorded_has_nothing_to_change_and_is_brought_up_to_date() -> None:
    recorded = [1]
    shown = explore(lambda: f"{len(recorded)} boxes")
    assert shown.view["fields"] == {}
    recorded.append(2)
    sent: list[dict[str, Any]] = []
    shown.send = sent.append
    shown._handle_custom_msg({"kind": "try", "token": "a", "values": {}}, [])
    assert "2 boxes" in sent[0]["html"]
