"""Configures the server that `python -m quizzes` starts, as a hub's administrator would."""

from quizzes.door import allow

allow(get_config())  # type: ignore[name-defined]  # noqa: F821 (traitlets defines it where it reads this file)
