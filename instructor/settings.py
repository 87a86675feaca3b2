"""What nbgrader's configuration says, read without nbgrader, whose import takes three seconds.

The files are those that nbgrader reads, in its order: `nbgrader_config` in Jupyter's folders (this course's own among
them), in the working directory and in the course's root. `grade` needs no more of nbgrader than a few of these values.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_core.application import JupyterApp
from traitlets.config import Application, Config

from instructor.course import Course

NAME = "nbgrader_config"


class _Reader(JupyterApp):
    """Reads the configuration of nbgrader."""

    name = "nbgrader"
    raise_config_file_errors = True


@dataclass(frozen=True)
class Settings:
    """nbgrader's configuration: a value is looked up by the classes that may have it, the most special first."""

    config: Config

    def of(self, classes: Sequence[str], name: str, default: Any = None) -> Any:
        """Return the value of a trait, as the first of `classes` that sets it has it."""
        return next((self.config[kind][name] for kind in classes if name in self.config[kind]), default)

    @property
    def db_url(self) -> str:
        """The gradebook's address."""
        return str(self.of(["CourseDirectory"], "db_url"))

    @property
    def mode(self) -> int:
        """The mode of graded files: nbgrader's `permissions`, whose digits are octal."""
        default = 664 if self.of(["CourseDirectory"], "groupshared", False) else 444
        return int(str(self.of(["Autograde", "BaseConverter"], "permissions", default)), 8)

    @property
    def zone(self) -> str:
        """The zone that the exchange writes its times in."""
        return str(self.of(["ExchangeSubmit", "Exchange"], "timezone", "UTC"))

    @property
    def exchange(self) -> Path:
        """The folder of the exchange."""
        return Path(str(self.of(["Exchange"], "root")))

    @property
    def asks_owner(self) -> bool:
        """Whether a hand-in in the exchange has to be its sender's own folder."""
        return bool(self.of(["ScreenedCollect", "ExchangeCollect"], "check_owner", True))

    @property
    def steps(self) -> list[str]:
        """The preprocessors of autograding, in their order."""
        return [*map(str, self.config.Autograde.sanitize_preprocessors + self.config.Autograde.autograde_preprocessors)]


def read_settings(course: Course) -> Settings:
    """Read the configuration that `nbgrader` would read for this course."""
    course.enter()
    reader = _Reader(log_level=logging.ERROR)
    reader.load_config_file(suppress_errors=False)
    for folder in (Path.cwd(), course.root):
        Application.load_config_file(reader, NAME, path=str(folder))
    return Settings(reader.config)
