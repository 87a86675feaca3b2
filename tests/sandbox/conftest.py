"""A sandbox whose processes are gone when it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbformat.notebooknode import NotebookNode

from instructor.sandbox import kernel, walls
from instructor.sandbox.limits import Limits, SandboxError
from instructor.sandbox.run import execute
from instructor.sandbox.walls import check_sandbox
from tests.sandbox.cells import SHORT, Execute, is_alive, notebook, shown


@pytest.fixture(scope="module")
def _sandbox() -> None:
    """Skip where there is no sandbox, but not in CI: there it has to be."""
    try:
        check_sandbox()
    except SandboxError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "submitted" / "ana"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def run(_sandbox: None, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Execute:
    """Run cells in the sandbox, and see that its processes are gone."""
    started: list[psutil.Process] = []
    start = walls.start_sandbox

    def remember(*arguments: Any) -> walls.Sandbox:
        made = start(*arguments)
        started.extend([psutil.Process(made.process.pid), made.first, *made.first.children()])
        return made

    def run(*sources: str, **limits: float) -> list[NotebookNode]:
        nb = notebook(*sources)
        execute(nb, folder, Limits(**{**SHORT, **limits}))  # type: ignore[arg-type]
        assert len(started) >= 3
        assert not [process for process in started if is_alive(process)]
        return list(nb.cells)

    monkeypatch.setattr(kernel, "start_sandbox", remember)
    return run


@pytest.fixture
def attack(run: Execute) -> Iterator[Execute]:
    """Run cells that do harm; then see that this process is as it was, and that the next notebook runs well."""
    descriptors = psutil.Process().num_fds()
    yield run
    (cell,) = run("6 * 7")
    assert shown(cell) == "42"
    assert psutil.Process().num_fds() <= descriptors + 4  # the event loop has some, and keeps them
