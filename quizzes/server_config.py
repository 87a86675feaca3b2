"""Configures the server that `python -m quizzes` starts, as a hub's administrator would."""

import warnings

from quizzes.door import allow

warnings.filterwarnings("ignore", ".*pre_save_hook")  # two classes are given the same one
allow(get_config())  # type: ignore[name-defined]  # noqa: F821 (traitlets defines it where it reads this file)
