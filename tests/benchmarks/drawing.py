"""What a figure costs, by drawing stack and for each lesson's model, measured in one run and printed as a table.

Run by hand: `uv run python -m tests.benchmarks.drawing [--before FOLDER] [--npm FOLDER]`. Each model is drawn in its
own process: first picture with what it imports, then slider to picture, 50 times between two settings, and what the
page needs to put the picture in. `--before` names a checkout of the project that draws in another way. `--npm` names a
folder with `npm install @observablehq/plot`: there the page draws the same descriptions, and the kernel sends numbers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from tests.browser.lab import CHROMIUM, FLAGS

ROOT = Path(__file__).parent.parent.parent
HERE = Path(__file__).parent
SCIENCE = (
    *("numpy", "matplotlib", "contourpy", "cycler", "fonttools", "kiwisolver", "packaging"),
    *("pillow", "pyparsing", "python-dateutil", "six"),
)
_INSERTED = """([one, two]) => {
  const paper = document.querySelector("#paper"), times = [];
  for (let n = 0; n < 50; n += 1) {
    const start = performance.now();
    paper.innerHTML = n % 2 ? one : two;
    paper.firstElementChild.getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return times;
}"""


def probed(tree: Path) -> list[dict[str, Any]]:
    """Return what each model's figure costs in the kernel, with the project's checkout in `tree`."""
    return [json.loads(_probe(tree, name, json.dumps(both))) for name, both in json.loads(_probe(tree, "list"))]


def _probe(tree: Path, *words: str) -> str:
    command = [sys.executable, str(HERE / "drawing_probe.py"), str(tree), *words]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=True, timeout=300).stdout


def inserted(page: Page, pictures: Sequence[str]) -> float:
    """Return how long the page takes to show a picture that came as SVG, ms."""
    times: list[float] = page.evaluate(_INSERTED, pictures)
    return median(times)


def plotted(page: Page, libraries: Iterable[Path], figures: Sequence[Any]) -> tuple[float, float, int]:
    """Return what Observable Plot takes for a figure in the page: first picture and median, ms; and its bytes."""
    page.goto("about:blank")
    page.set_content("<div id='paper' style='width:640px'></div>")
    sources = [path.read_text("utf-8") for path in libraries]
    script = (HERE / "drawing_plot.js").read_text("utf-8")
    first = page.evaluate(
        "([sources, script, figure]) => { const start = performance.now(); for (const each of [...sources, script]) "
        "(0, eval)(each); drawn(figure); return performance.now() - start; }",
        [sources, script, figures[0]],
    )
    times, size = page.evaluate("(figures) => timed(figures)", figures)
    return first, median(times), size


def installed(names: Iterable[str]) -> int:
    """Return how many bytes some packages take on disk; one that is not there takes none."""
    total = 0
    for name in names:
        try:
            files = distribution(name).files or ()
        except PackageNotFoundError:
            continue
        total += sum(path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file())
    return total


def _lines(page: Page, stack: str, found: Sequence[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    page.set_content("<div id='paper' style='width:640px'></div>")
    for each in found:
        shown = inserted(page, each["svg"])
        yield (
            *(each["model"], each["item"], stack, f"{each['first']:.0f}", f"{each['frame']:.1f}"),
            *(f"{shown:.1f}", f"{each['frame'] + shown:.1f}", f"{len(each['svg'][0]) / 1000:.1f}"),
        )


def _plot_lines(page: Page, npm: Path, found: Sequence[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    libraries = _libraries(npm)
    for each in found:
        if each["figures"]:
            first, shown, size = plotted(page, libraries, each["figures"])
            yield (
                *(each["model"], each["item"], "Plot in the page", f"{first:.0f}", f"{each['told']:.1f}"),
                *(f"{shown:.1f}", f"{each['told'] + shown:.1f}", f"{size / 1000:.1f}"),
            )


def _libraries(npm: Path) -> tuple[Path, Path]:
    modules = npm / "node_modules"
    return modules / "d3" / "dist" / "d3.min.js", modules / "@observablehq" / "plot" / "dist" / "plot.umd.min.js"


def needed(npm: Path | None) -> Iterator[str]:
    """Yield what a student's computer gets for each stack."""
    count = len(SCIENCE)
    yield f"numpy, matplotlib and what they need: {count} packages, {installed(SCIENCE) / 1e6:.0f} MB on disk"
    files = list((ROOT / "quizzes" / "plot").glob("*.py"))
    yield f"quizzes.plot: no package, {sum(path.stat().st_size for path in files) / 1000:.0f} kB in {len(files)} files"
    if npm:
        texts = [path.read_bytes() for path in _libraries(npm)]
        sizes = (sum(map(len, texts)), sum(len(gzip.compress(text)) for text in texts))
        yield f"Observable Plot and d3, minified: {sizes[0] / 1000:.0f} kB, {sizes[1] / 1000:.0f} kB compressed"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=re.split(r"\n\n", str(__doc__))[0])
    parser.add_argument("--before", type=Path)
    parser.add_argument("--npm", type=Path)
    asked = parser.parse_args()
    grid = Table(title="Drawing, 640 pixels wide", title_justify="left")
    for heading in ("model", "run", "stack"):
        grid.add_column(heading, no_wrap=True)
    for heading in ("first, ms", "kernel, ms", "page, ms", "both, ms", "picture, kB"):
        grid.add_column(heading, justify="right", no_wrap=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        found = probed(ROOT)
        lines = [*_lines(page, "now", found)]
        lines += _lines(page, "before", probed(asked.before)) if asked.before else ()
        lines += _plot_lines(page, asked.npm, found) if asked.npm else ()
    for line in sorted(lines, key=lambda line: line[:2]):
        grid.add_row(*line)
    console = Console(width=130)
    console.print(grid)
    for words in needed(asked.npm):
        console.print(words)


if __name__ == "__main__":
    main()
