"""Is the argument map of lesson 6 read as its links say? Expected values by hand, and what must hold for any map."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seeds
from quizzes.bank import Bank, load_yaml
from quizzes.plot import svg
from quizzes.simulation import load_module
from quizzes.types import Run
from tests.drawn import keyed, texts

ROOT = Path(__file__).parent.parent
LESSON = "06-weighing-the-argument"
model = load_module(ROOT / "notebooks" / LESSON / "argument_map.py")
shown = sys.modules["argument_steps"]
bank = load_yaml(ROOT / "quizzes" / "bank" / f"{LESSON}.yaml", Bank)
OFFERED = [step for step in model.STEPS if step != "T"]

#: The map of P7 and P8 that the practice question has in mind.
SMALL = {
    "S2": ("supports", "T"),
    "D2": ("supports", "S2"),
    "E2": ("supports", "S2"),
    "R1": ("contrasts", "T"),
    "D3": ("contrasts", "R1"),
}
#: One map of fifteen links, drawn by hand: seven of them lead through S3, one ends before it reaches the thesis.
FIFTEEN = {
    "S3": ("supports", "T"),
    "E4": ("supports", "S3"),
    "E1": ("contrasts", "E4"),
    "E3": ("supports", "S3"),
    "E6": ("supports", "S3"),
    "X1": ("contrasts", "S3"),
    "E5": ("qualifies", "S3"),
    "S7": ("qualifies", "T"),
    "Q1": ("supports", "S7"),
    "S6": ("supports", "T"),
    "X2": ("contrasts", "S6"),
    "S5": ("supports", "T"),
    "D1": ("supports", "S5"),
    "R1": ("contrasts", "T"),
    "D2": ("supports", "S4"),
}

relations = st.sampled_from(sorted(model.SIGNS))
maps = st.dictionaries(
    st.sampled_from(OFFERED), st.tuples(relations, st.sampled_from(list(model.STEPS))), max_size=20
).map(lambda drawn: {step: link for step, link in drawn.items() if step != link[1]})


def parameters(links: dict[str, tuple[str, str]], *, whole: bool = False) -> dict[str, str]:
    offered = OFFERED if whole else list(links)
    chosen = {step: links.get(step, ("none", "none")) for step in offered}
    return {f"{step.lower()}_link": relation for step, (relation, _) in chosen.items()} | {
        f"{step.lower()}_to": target.lower() for step, (_, target) in chosen.items()
    }


def linked(links: dict[str, tuple[str, str]]) -> dict[str, object]:
    return {step: model.Link(*link) for step, link in links.items()}


def outcome(**expected: float) -> dict[str, float]:
    return {name.rstrip("_"): float(value) for name, value in expected.items()}


def test_the_small_map_by_hand() -> None:
    assert model.simulate(**parameters(SMALL)) == outcome(
        links=5, reach=5, for_=4, against=1, evidenced=1, hanging=0, sense=0
    )


def test_a_map_of_fifteen_links_by_hand() -> None:
    result = model.simulate(**parameters(FIFTEEN, whole=True))
    # D2 does not reach the thesis; all other links could belong to an argument, with six pieces of evidence among them.
    assert result == outcome(links=15, reach=14, for_=7, against=4, evidenced=1, hanging=7, sense=14 / 15)


@pytest.mark.parametrize(
    ("links", "voice"),
    [
        ({"S1": ("supports", "T")}, "for"),
        ({"S1": ("contrasts", "T")}, "against"),
        ({"S1": ("qualifies", "T")}, "limits"),
        ({"S1": ("contrasts", "R1"), "R1": ("contrasts", "T")}, "for"),
        ({"S1": ("supports", "R1"), "R1": ("contrasts", "T")}, "against"),
        ({"S1": ("contrasts", "S2"), "S2": ("qualifies", "T")}, "limits"),
        ({"S1": ("contrasts", "S2"), "S2": ("contrasts", "S3"), "S3": ("contrasts", "T")}, "against"),
        ({"S1": ("supports", "S2")}, ""),
        ({"S1": ("supports", "S2"), "S2": ("supports", "S1")}, ""),
    ],
)
def test_two_objections_cancel_out_and_a_limit_stays_one(links: dict[str, tuple[str, str]], voice: str) -> None:
    assert model.voice("S1", linked(links)) == voice


def test_a_map_without_end_is_a_circle() -> None:
    links = {"S1": ("supports", "S2"), "S2": ("supports", "S1"), "E1": ("supports", "S1"), "S3": ("supports", "T")}
    assert model.chain("E1", linked(links)) == ("E1", "S1", "S2")
    rows = {row[0]: row for row in model.table(parameters(links), model.simulate(**parameters(links)))}
    assert rows["E1"][4] == "E1 → S1 → S2 → S1 (a circle)"
    assert rows["E1"][5] == "does not reach T"


def test_what_rests_on_the_one_logic() -> None:
    hanging = model.hanging_on("S3", linked(FIFTEEN))
    assert hanging == {"S3", "E4", "E1", "E3", "E6", "X1", "E5"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"s2_to": "none"}, "choose the step that it bears on"),
        ({"s2_to": "s2"}, "cannot bear on itself"),
        ({"s2_link": "refutes"}, "supports, contrasts or qualifies"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused(change: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        model.simulate(**parameters(SMALL) | change)


def test_a_map_of_the_whole_essay_needs_twelve_links() -> None:
    eleven = dict(list(FIFTEEN.items())[:11])
    with pytest.raises(ValueError, match=r"11 links. Link at least 12"):
        model.simulate(**parameters(eleven, whole=True))


@pytest.mark.parametrize(
    ("links", "sound"),
    [
        ({"E2": ("supports", "S2"), "S2": ("supports", "T")}, True),
        ({"E2": ("contrasts", "S2"), "S2": ("supports", "T")}, True),
        ({"E2": ("supports", "S2")}, False),  # does not arrive
        ({"E2": ("supports", "T")}, False),  # past every part of the thesis
        ({"Q1": ("qualifies", "T")}, True),
        ({"S2": ("supports", "E2"), "E2": ("supports", "S3"), "S3": ("supports", "T")}, False),  # upside down
        ({"R1": ("supports", "T")}, False),  # the view that the essay rejects
        ({"S5": ("contrasts", "T")}, False),  # a part of the thesis against it
        ({"D1": ("contrasts", "S5"), "S5": ("supports", "T")}, True),  # a tension inside the essay
        ({"R1": ("contrasts", "T")}, True),
        ({"D3": ("contrasts", "R1"), "R1": ("contrasts", "T")}, True),
    ],
)
def test_a_link_is_sound_where_it_could_belong_to_an_argument(links: dict[str, tuple[str, str]], sound: bool) -> None:
    assert model.is_sound(next(iter(links)), linked(links)) is sound


def test_steps_that_are_sorted_and_not_argued_make_no_sense() -> None:
    """Everything goes to the thesis; everything stands against everything; the essay upside down."""
    flat = dict.fromkeys(OFFERED, ("supports", "T"))
    assert model.simulate(**parameters(flat, whole=True))["sense"] == 0
    ring = {step: ("contrasts", OFFERED[place - 1]) for place, step in enumerate(OFFERED)}
    assert model.simulate(**parameters(ring, whole=True))["sense"] == 0
    over = {step: ("supports", "E1") for step in OFFERED if step != "E1"} | {"E1": ("supports", "T")}
    assert model.simulate(**parameters(over, whole=True))["sense"] == 0


def test_links_drawn_by_lot_hardly_ever_make_sense() -> None:
    """As many as a map needs: of three hundred maps by lot at most three may look like an argument."""
    drawn, made = random.Random(6), 0
    for _ in range(300):
        chosen = drawn.sample(OFFERED, 12)
        links = {
            step: (drawn.choice(sorted(model.SIGNS)), drawn.choice([end for end in model.STEPS if end != step]))
            for step in chosen
        }
        made += model.simulate(**parameters(links, whole=True))["sense"] > 0
    assert made <= 3


@given(maps)
def test_every_step_is_for_or_against_or_limits_or_does_not_arrive(links: dict[str, tuple[str, str]]) -> None:
    result = model.simulate(**parameters(links))
    assert 0 <= result["hanging"] <= result["reach"] <= result["links"] == len(links)
    assert result["for"] + result["against"] <= result["reach"]
    assert 0 <= result["evidenced"] <= 7
    assert result["sense"] == 0 or 2 / 3 <= result["sense"] <= 1


@given(maps)
def test_what_hangs_on_a_step_does_not_reach_the_thesis_without_it(links: dict[str, tuple[str, str]]) -> None:
    whole = linked(links)
    without = {step: link for step, link in whole.items() if step != "S3"}
    lost = {step for step in whole if model.voice(step, whole)} - {
        step for step in without if model.voice(step, without)
    }
    assert lost == model.hanging_on("S3", whole)


@given(maps)
def test_turning_each_objection_round_leaves_no_voice_against(links: dict[str, tuple[str, str]]) -> None:
    agreed = {
        step: ("supports" if relation == "contrasts" else relation, end) for step, (relation, end) in links.items()
    }
    assert model.simulate(**parameters(agreed))["against"] == 0


@given(maps)
@settings(max_examples=15, deadline=None)
def test_every_map_can_be_drawn_and_each_of_its_steps_stands_in_it_once(links: dict[str, tuple[str, str]]) -> None:
    values = parameters(links)
    result = model.simulate(**values)
    figure = model.draw(values, result, 640)
    words = texts(figure)
    for step in {"T", *links, *(end for _, end in links.values())}:
        assert sum(bool(re.match(rf"\[?{step}\b", text)) for text in words) == 1, step
    signs = [key for key in keyed(figure) if "sign-" in key]
    assert len(signs) <= len(links)


def test_the_comparison_is_never_shown() -> None:
    values = parameters(FIFTEEN, whole=True)
    result = model.simulate(**values) | {"hanging": 987.0}
    drawing = svg(model.draw(values, result, 640), model.describe(values, result))
    told = drawing + str(model.table(values, result))
    assert "987" not in told


def test_the_steps_are_the_essays_and_the_added_ones_stand_apart() -> None:
    assert len(model.STEPS) == 21
    assert all(node.name for node in model.STEPS.values())
    assert set(model.STEPS) - set(seeds.argument()) == {"X1", "X2"}
    essay = str(shown.steps("thesis", "subclaim", "premise", "evidence", "rival", "caveat").rows)
    assert "X1" not in essay
    assert len(shown.steps("added").rows) == 2
    assert all(source for *_, source in model.ADDED.values())
    assert model._label("X1", {}, True) == "[X1 Panama deplored]"


def test_the_bank_offers_each_step_in_the_words_of_the_list() -> None:
    runs = {item.id: item for _, item in bank.items() if isinstance(item, Run)}
    offered = {parameter.name: parameter for parameter in runs["l6-run"].parameters}
    assert set(offered) == {f"{step.lower()}_{part}" for step in OFFERED for part in ("link", "to")}
    for step in OFFERED:
        assert offered[f"{step.lower()}_link"].group.startswith(f"{step} · {model.STEPS[step].text}")
        targets = {name.upper() for name in offered[f"{step.lower()}_to"].choices} - {"NONE"}
        assert targets == set(model.STEPS)


def test_the_ledger_has_two_sides() -> None:
    assert [len(shown.ledger(side).rows) for side in ("known", "later")] == [16, 8]
    assert shown.ledger("known").rows[-1][0] == "3 January 2026"
    assert "| 13 January 2026 |" in shown.ledger("later")._repr_markdown_()
