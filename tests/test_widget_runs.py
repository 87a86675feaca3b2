"""Does the kernel's side of a run keep its order: predict, run, record, compare?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from quizzes import journal
from tests.open_quiz import Quiz

UNREAD = "Not saved, because “{}” cannot be read as a number: type it as in 2.5, 1/2 or 2.5 units."


@pytest.fixture
def simulation(tmp_path: Path) -> Quiz:
    return Quiz(tmp_path, "run-09")


def test_nothing_runs_before_the_prediction_is_saved(simulation: Quiz) -> None:
    values = {"large": 8, "alpha": 0.5}
    assert simulation.tell("run", "g-run", parameters=values)["error"] == "Save your prediction first."
    assert simulation.tell("record", "g-run", parameters=values)["error"] == "Write down your prediction first."
    reply = simulation.tell("record", "g-run", prediction="much")
    assert (reply["kind"], reply["words"]) == ("unreadable", UNREAD.format("much"))
    assert not simulation.journal.exists()


def test_a_run_is_computed_here_and_recorded_in_steps(simulation: Quiz) -> None:
    values = {"large": 8.0, "alpha": 0.5}
    simulation.tell("record", "g-run", prediction="3")
    frame = simulation.tell("run", "g-run", parameters=values, width=500)
    assert frame["rows"][1] == ["Large", "4.00"]
    assert 'aria-label="Bar chart of contributions. Large 4.00; Small 0.20."' in frame["svg"]
    assert "width:500px" in frame["svg"]
    simulation.tell("record", "g-run", prediction="9", parameters=values, result={"provision": 99})
    reply = simulation.tell("record", "g-run", comparison="5,0")
    recorded = {
        "prediction": "3",
        "parameters": values,
        "result": {"provision": 4.0, "share": 100.0},
        "comparison": "5,0",
    }
    assert reply["answer"]["response"] == simulation.entries()[-1]["response"] == recorded
    assert reply["answer"]["complete"]
    assert simulation.again().answers["g-run"]["response"] == recorded


def test_new_parameters_drop_the_comparison_and_the_same_ones_keep_it(simulation: Quiz) -> None:
    simulation.tell("record", "g-run", prediction="3")
    assert "Record a run first" in simulation.tell("record", "g-run", comparison="5")["error"]
    simulation.tell("record", "g-run", parameters={"large": 8.0, "alpha": 0.5})
    simulation.tell("record", "g-run", comparison="5")
    assert (
        "comparison"
        in simulation.tell("record", "g-run", parameters={"large": 8.0, "alpha": 0.5})["answer"]["response"]
    )
    response = simulation.tell("record", "g-run", parameters={"large": 6.0, "alpha": 0.5})["answer"]["response"]
    assert response == {
        "prediction": "3",
        "parameters": {"large": 6.0, "alpha": 0.5},
        "result": {"provision": 3.0, "share": 100.0},
    }


def test_a_new_run_asks_for_a_new_prediction(simulation: Quiz) -> None:
    simulation.tell("record", "g-run", prediction="3")
    assert simulation.tell("again", "g-run")["answer"] | {"time": "", "stamp": ""} == {
        "response": None,
        "confidence": None,
        "after": "",
        "attempt": 2,
        "start": None,
        "order": [],
        "time": "",
        "stamp": "",
        "complete": False,
        "note": "The run you recorded before counts until you record this one.",
        "mark": None,
    }
    assert simulation.tell("record", "g-run", prediction="5")["answer"]["response"] == {"prediction": "5"}


def test_a_comparison_that_cannot_be_read_is_not_saved_and_the_one_before_still_counts(simulation: Quiz) -> None:
    simulation.tell("record", "g-run", prediction="3", parameters={"large": 7, "alpha": 0.5})
    reply = simulation.tell("record", "g-run", comparison="a half")
    assert (reply["kind"], reply["words"]) == ("unreadable", UNREAD.format("a half"))
    assert not simulation.widget.answers["g-run"]["complete"]
    assert simulation.tell("record", "g-run", comparison="0,5")["answer"]["note"] == ""
    reply = simulation.tell("record", "g-run", comparison="a half")
    assert reply["words"] == f"{UNREAD.format('a half')} Your saved answer is still 0,5."
    assert [entry["response"].get("comparison") for entry in simulation.entries()] == [None, "0,5"]


def test_a_prediction_that_an_older_version_saved_unread_does_not_stop_the_run(simulation: Quiz) -> None:
    journal.append(simulation.journal, journal.Entry(time=journal.now(), item="g-run", response={"prediction": "much"}))
    simulation.again()
    reply = simulation.tell("record", "g-run", parameters={"large": 8, "alpha": 0.5})
    assert reply["answer"]["response"]["result"]["provision"] == 4.0
    assert not simulation.tell("record", "g-run", comparison="5")["answer"]["complete"]


def test_a_new_run_that_is_recorded_says_no_more_of_the_one_before(simulation: Quiz) -> None:
    for prediction in ("3", "5"):
        simulation.tell("record", "g-run", prediction=prediction, parameters={"large": 7, "alpha": 0.5})
        answer = simulation.widget.answers["g-run"]
        assert (answer["response"]["prediction"], answer["note"]) == (prediction, "")
        note = simulation.tell("again", "g-run")["answer"]["note"]
        assert note == "The run you recorded before counts until you record this one."


def test_a_run_that_is_recorded_as_it_came_is_told_so(simulation: Quiz) -> None:
    told = "You recorded the run as it came. Change a setting and record again: untouched, it earns nothing."
    as_it_came = {"large": 8, "alpha": 0.5}
    note = simulation.tell("record", "g-run", prediction="3", parameters=as_it_came)["answer"]["note"]
    assert note == told
    assert simulation.tell("record", "g-run", parameters=as_it_came | {"large": 7})["answer"]["note"] == ""


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"large": 9, "alpha": 0.5}, "exactly 9 is not defined"),
        ({"large": 11, "alpha": 0.5}, "from 0 to 10"),
        ({"large": "x", "alpha": 0.5}, "from 0 to 10"),
        ({"large": float("nan"), "alpha": 0.5}, "from 0 to 10"),
        ({"large": 8}, "run the cell again"),
    ],
)
def test_parameters_that_make_no_sense_are_refused_in_words(simulation: Quiz, parameters: Any, words: str) -> None:
    simulation.tell("record", "g-run", prediction="3")
    for kind in ("run", "record"):
        assert words in simulation.tell(kind, "g-run", parameters=parameters)["error"]


@pytest.mark.parametrize(
    ("typed", "value", "words"),
    [
        ("½", 0.5, ""),
        ("1,000", 1000, ""),
        ("  ", None, ""),
        (
            "half\u200b",
            None,
            "“half[zero width space]” (what stands in brackets cannot be seen) cannot be read as a number.",
        ),
    ],
)
def test_a_parameter_that_is_typed_is_read_as_any_other_number(
    simulation: Quiz, typed: str, value: float | None, words: str
) -> None:
    reply = simulation.tell("read", "g-run", typed={"alpha": typed})
    assert (reply["kind"], reply["value"], reply["words"]) == ("read", value, words)
    assert not simulation.journal.exists()


def test_a_parameter_is_recorded_as_the_number_that_was_typed(simulation: Quiz) -> None:
    reply = simulation.tell("record", "g-run", prediction="3", parameters={"large": "8,0", "alpha": "½"})
    assert reply["answer"]["response"]["parameters"] == {"large": 8.0, "alpha": 0.5}
    assert simulation.tell("read", "g-run", typed={"beta": "1"})["kind"] == "refused"


def test_a_missing_model_is_named(simulation: Quiz) -> None:
    (simulation.folder / "order_model.py").unlink()
    assert (
        "order_model.py is missing beside the notebook" in simulation.tell("record", "g-run", prediction="3")["error"]
    )


def test_a_model_that_fails_is_no_silence(simulation: Quiz) -> None:
    with (simulation.folder / "order_model.py").open("a", encoding="utf-8") as model:
        model.write("\n\ndef simulate(**_): return 1 / 0\n")
    simulation.tell("record", "g-run", prediction="3")
    assert "ZeroDivisionError" in simulation.tell("run", "g-run", parameters={"large": 8, "alpha": 0.5})["error"]


def test_a_frame_says_what_was_foretold_and_draws_another_run_on_the_same_axes(simulation: Quiz) -> None:
    values = {"large": 8.0, "alpha": 0.5}
    simulation.tell("record", "g-run", prediction="2,5 units")
    frame = simulation.tell("run", "g-run", parameters=values, behind=values | {"large": 4.0})
    assert frame["foretold"] == 2.5
    assert 'data-key="0/large"' in frame["behind"]
    assert frame["behind"] != frame["svg"]
    assert simulation.tell("run", "g-run", parameters=values, behind={"large": 4.0})["kind"] == "refused"


def test_a_new_run_has_the_one_before_beside_it_until_it_is_recorded(simulation: Quiz) -> None:
    values = {"large": 8.0, "alpha": 0.5}
    simulation.tell("record", "g-run", prediction="3", parameters=values)
    recorded = simulation.entries()[-1]["response"]
    assert simulation.tell("again", "g-run")["answer"]["before"] == recorded
    assert simulation.tell("record", "g-run", prediction="4")["answer"]["before"] == recorded
    assert simulation.again().answers["g-run"]["before"] == recorded
    assert "before" not in simulation.tell("record", "g-run", parameters=values)["answer"]
