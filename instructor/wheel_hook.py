"""Writes the lessons' manifest into a wheel and an archive of the sources: hatchling calls it for each build.

The wheel of a checkout that is installed to be edited needs none: `quizzes.lessons` looks at the lessons themselves.
Built from an archive, which has no lessons, the manifest that it holds is kept.
"""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Lessons(BuildHookInterface[Any]):
    """Puts `quizzes/lessons.json` into what is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compute the manifest before anything is packed."""
        root = Path(self.root)
        if version == "editable" or not (root / "notebooks").is_dir():
            return
        manifest = _manifest(root)
        self._place = TemporaryDirectory()
        path = Path(self._place.name, manifest.NAME)
        path.write_text(manifest.text(manifest.computed(root)), "utf-8")
        build_data["force_include"][str(path)] = f"quizzes/{manifest.NAME}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was made for the build."""
        if hasattr(self, "_place"):
            self._place.cleanup()


def _manifest(root: Path) -> ModuleType:
    """Load `quizzes.manifest` alone: where a wheel is built, nothing that `quizzes` needs is installed."""
    spec = spec_from_file_location("manifest", root / "quizzes" / "manifest.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
