"""Draw one run's figure in this fresh process and print as JSON what it took: `drawing_probe.py CHECKOUT RUN SETTINGS`.

`drawing_probe.py CHECKOUT list` prints the runs, each with two settings of its own.

The checkout may be another one than this file's, with another drawing stack: only `Bench` and `load_model` are called.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path.insert(0, sys.argv[1])
from quizzes.bank import Bank, Keys, load_yaml
from quizzes.simulation import Bench, load_model
from quizzes.types import Run

ROOT = Path(sys.argv[1])


def runs() -> Iterator[tuple[Path, Run]]:
    """Yield each run item of the bank with its model's file."""
    for path in sorted((ROOT / "quizzes" / "bank").glob("*.yaml")):
        for _, item in load_yaml(path, Bank).items():  # noqa: PERF102
            if isinstance(item, Run):
                yield ROOT / "notebooks" / path.stem / f"{item.model}.py", item


def settings(item: Run, model: Any) -> list[dict[str, Any]]:
    """Return two settings that can be run: the key's example, and one that is a step off it."""
    keys = (load_yaml(path, Keys).keys for path in (ROOT / "instructor" / "keys").glob("*.yaml"))
    answer = item.answer or next(key[item.id] for key in keys if item.id in key)
    one = {each.name: each.default for each in item.parameters} | dict(answer.key.get("example", {}))
    for each in item.parameters:
        two = one | {each.name: each.other()}
        try:
            if two != one and model.simulate(**two) != model.simulate(**one):
                return [one, two]
        except ValueError:
            continue
    return [one, one]


def told(model: Any, both: list[dict[str, Any]]) -> tuple[list[Any], float]:
    """Return the descriptions as plain data and what making and writing one takes, ms; none where a model draws."""
    if "width" not in signature(model.draw).parameters:
        return [], 0.0
    times, figures = [], []
    for n in range(50):
        start = perf_counter()
        values = both[n % 2]
        outcome = model.simulate(**values)
        text = json.dumps(plain(model.draw(values, outcome, 640)), default=plain)
        model.describe(values, outcome), model.table(values, outcome)
        times.append(1000 * (perf_counter() - start))
        figures.append(text)
    return [json.loads(text) for text in figures[:2]], median(times)


def plain(value: Any) -> Any:
    """Return a description as lists and dictionaries, each mark with the name of its kind."""
    if hasattr(value, "_asdict"):
        return {"kind": type(value).__name__, **{name: plain(each) for name, each in value._asdict().items()}}
    if hasattr(value, "__slots__"):
        return {name: plain(getattr(value, name)) for name in value.__slots__}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def main() -> None:
    """Measure and print."""
    if sys.argv[2] == "list":
        print(json.dumps([[item.id, settings(item, load_model(path))] for path, item in runs()]))
        return
    path, item = next(pair for pair in runs() if pair[1].id == sys.argv[2])
    both = json.loads(sys.argv[3])
    sent = {each.name for each in getattr(item, "free", item.parameters)}  # what is fixed is not sent
    asked = [{name: value for name, value in each.items() if name in sent} for each in both]
    start = perf_counter()
    bench = Bench(load_model(path), item)
    bench.frame(asked[0], 640)
    first = 1000 * (perf_counter() - start)
    times, pictures = [], []
    for n in range(50):
        start = perf_counter()
        pictures.append(bench.frame(asked[n % 2], 640)["svg"])
        times.append(1000 * (perf_counter() - start))
    figures, data = told(bench.model, both)
    found = {"model": path.stem, "item": item.id, "first": first, "frame": median(times), "svg": pictures[-2:]}
    print(json.dumps(found | {"figures": figures, "told": data}))


if __name__ == "__main__":
    main()
