"""Is each lesson's model what the page and the grader call, and is it drawn at a width that can be read?"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from quizzes.bank import Bank, Keys, load_yaml
from quizzes.simulation import NARROWEST, WIDEST, Bench, Model, RunError, load_model, recorded
from quizzes.types import Run

if TYPE_CHECKING:  # the type check reads the models' own signatures
    import argument_map
    import case_matrix
    import codebook_lab
    import forecasts
    import hub_and_spokes
    import order_budget
    import reciprocity
    import tariff_table

    MODELS: tuple[Model, ...] = (
        *(argument_map, case_matrix, codebook_lab, forecasts),
        *(hub_and_spokes, order_budget, reciprocity, tariff_table),
    )

ROOT = Path(__file__).parent.parent
KEYS = {
    name: answer
    for path in (ROOT / "instructor" / "keys").glob("*.yaml")
    for name, answer in load_yaml(path, Keys).keys.items()
}
RUNS = [
    pytest.param(ROOT / "notebooks" / path.stem / f"{item.model}.py", item, id=item.id)
    for path in sorted((ROOT / "quizzes" / "bank").glob("*.yaml"))
    for _, item in load_yaml(path, Bank).items()
    if isinstance(item, Run)
]
each_run = pytest.mark.parametrize(("path", "item"), RUNS)


def example(item: Run) -> dict[str, Any]:
    """Return parameters that can be run: those of the key, where the page's first ones say nothing yet."""
    answer = item.answer or KEYS[item.id]
    values: dict[str, Any] = {parameter.name: parameter.default for parameter in item.parameters}
    return values | dict(answer.key.get("example", {}))


@each_run
def test_a_model_computes_what_its_item_asks_for_and_the_same_again(path: Path, item: Run) -> None:
    model = load_model(path)
    outcome = model.simulate(**example(item))
    assert isinstance(outcome, Mapping)
    asked = {part.name for part in (*item.result, item.prediction, item.comparison) if part}
    assert {part.name for part in item.result} <= set(outcome)
    assert asked - set(outcome) <= {item.prediction.name if item.prediction else ""}
    assert all(isinstance(value, (int, float)) and math.isfinite(value) for value in outcome.values())
    assert model.simulate(**example(item)) == outcome


@each_run
def test_a_model_is_drawn_described_and_tabled(path: Path, item: Run) -> None:
    model, values = load_model(path), example(item)
    outcome = model.simulate(**values)
    free = {parameter.name: values[parameter.name] for parameter in item.free}
    frame = Bench(model, item).frame(free, WIDEST)
    assert len(keys := re.findall(r'data-key="([^"]+)"', frame["svg"])) == len(set(keys))
    assert model.describe(values, outcome).strip()
    heading, *rows = model.table(values, outcome)
    assert rows
    for row in (heading, *rows):
        assert len(row) == len(heading)
        assert all(isinstance(cell, str) for cell in row)


def test_the_type_check_reads_every_model() -> None:
    checked = set(re.findall(r"^    import (\w+)$", Path(__file__).read_text("utf-8"), re.MULTILINE))
    assert checked == {param.values[0].stem for param in RUNS if isinstance(param.values[0], Path)}


def test_a_module_that_is_no_model_is_named_with_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "half_a_model.py").write_text("def simulate(): ...\ndef table(): ...\n", "utf-8")
    with pytest.raises(RunError, match=r"^half_a_model\.py has no draw, no describe: fetch the assignment again$"):
        load_model(tmp_path / "half_a_model.py")


@pytest.mark.parametrize(
    ("page", "drawn"),
    [(0, 280), (279, 280), (280, 280), (281, 281), (400.4, 400), (639, 639), (640, 640), (641, 640), (10_000, 640)],
)
def test_a_figure_is_as_wide_as_the_page_within_limits(page: float, drawn: int) -> None:
    assert (NARROWEST, WIDEST) == (280, 640)
    path, item = RUNS[0].values
    assert isinstance(path, Path)
    assert isinstance(item, Run)
    svg = Bench(load_model(path), item).frame(example(item), page)["svg"]
    (width,) = re.findall(r'<svg[^>]* viewBox="0 0 ([\d.]+) ', svg)
    assert float(width) == drawn


def test_a_frame_has_what_a_record_would_keep_and_names_its_axes() -> None:
    path, item = next(case.values for case in RUNS if case.id == "l3-run")
    assert isinstance(path, Path)
    assert isinstance(item, Run)
    bench = Bench(load_model(path), item)
    settings = {parameter.name: parameter.default for parameter in item.free}
    one, other, wide = (
        bench.frame(settings | {"delta": delta}, width) for delta, width in ((0.95, 600), (0.5, 600), (0.95, 400))
    )
    assert one["result"] == recorded(bench.model, item, {"prediction": "3"}, {"parameters": settings})["result"]
    assert one["result"] != other["result"]
    again = bench.frame(settings | {"delta": 0.95}, 600)
    scales = [re.findall(r' data-scale="(\w{8})" ', frame["svg"]) for frame in (one, again, wide)]
    assert scales[0] == scales[1] != scales[2]
    assert len(scales[0]) == 1
