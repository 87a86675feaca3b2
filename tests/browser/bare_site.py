"""The course's page without JupyterLab and Python: its door, its worker, its scripts."""

from __future__ import annotations

import shutil
from pathlib import Path

from instructor.webpage.pages import write_pages, write_worker
from tests.started import ROOT

EXTENSION = "extensions/two-januaries-lesson"


def write_site(site: Path, start: str) -> None:
    """Write the page's own files round a JupyterLab whose start is `start`."""
    for folder in ("lab", "build/lab", "pyodide", "extensions/@jupyterlite/kernel/static"):
        (site / folder).mkdir(parents=True)
    (site / "lab" / "index.html").write_text('<link href="../build/lab/bundle.js">')
    (site / "build" / "lab" / "bundle.js").write_text("")
    (site / "pyodide" / "pyodide-lock.json").write_text('{"packages": {}}')
    (site / "extensions/@jupyterlite/kernel/static/comlink.worker.0.js").write_text("")
    (site / "jupyter-lite.json").write_text('{"jupyter-config-data": {"appVersion": "0"}}')
    (site / "service-worker.js").write_text("")
    for name in ("lesson_view", "script", "words"):
        shutil.copytree(ROOT / "quizzes" / name, site / EXTENSION / name)
    (site / "config-utils.js").write_text(start)
    write_pages(site, "Two Januaries")
    write_worker(site)
