"""Configures the server that `python -m instructor lab` starts: found through JUPYTER_CONFIG_PATH=instructor.

Other people's work is opened in it: its pages know the lessons, and no cell runs before somebody presses Start. It has
the marking desk, which no student's server has.
"""

from quizzes.door import allow

allow(get_config(), run=False, home=False)  # type: ignore[name-defined]  # noqa: F821 (traitlets defines it)
own = {"instructor.address": True, "instructor.desk.page": True, "instructor.previewing": True}
get_config().ServerApp.jpserver_extensions.update(own)  # type: ignore[name-defined]  # noqa: F821
