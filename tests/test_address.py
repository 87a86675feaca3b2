"""Does a server that is started for one person say its address, how to end it and errors, and nothing more?"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from instructor.course import Course, variable
from tests.started import serving


@pytest.mark.long
def test_preview_says_its_address_how_to_end_it_and_errors_alone(sources: Course, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".jupyter").mkdir(parents=True)
    (home / ".jupyter" / "jupyter_server_config.py").write_text('raise RuntimeError("a mistake of mine")', "utf-8")
    command = [sys.executable, "-m", "instructor", "preview", "quiz-01"]
    with serving(command, sources.root, home, **{variable("ROOT"): str(sources.root)}) as server:
        said = (home / "server.log").read_text("utf-8")
        assert server.get("/api")
    assert "RuntimeError: a mistake of mine" in said
    own = re.sub(r"\[E .*?a mistake of mine\n", "", said, flags=re.DOTALL)
    assert re.fullmatch(
        r"http://localhost:\d+/preview/quiz-01\?token=\w+\nThe page is there until you press Ctrl\+C here\.\n", own
    ), said
