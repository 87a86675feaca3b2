"""Runs a script of `tests/page`, which runs the page's own modules, in deno."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def answer_of(script: str, given: Any, *allowed: str) -> dict[str, Any]:
    """Return what a script prints, as JSON, of what it is given; `allowed` are deno's permissions."""
    command = [sys.executable, "-m", "deno", "run", "--quiet", "--no-remote", *allowed, f"tests/page/{script}"]
    environment = os.environ | {"DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(given), capture_output=True, text=True, timeout=120, env=environment
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
