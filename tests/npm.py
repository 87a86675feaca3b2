"""Packages of npm that tests read our exports with, at fixed versions, and scripts that run beside them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

CONVERTER = "@citolab/qti-convert@0.3.52"

_CONVERT = """
import { convertQti2toQti3 } from "@citolab/qti-convert/qti-convert-node";
import { readFileSync } from "fs";
const items = JSON.parse(readFileSync(0, "utf8"));
const made = {};
for (const [name, item] of Object.entries(items)) made[name] = await convertQti2toQti3(item);
console.log(JSON.stringify(made));
"""


def installed(folder: Path, *packages: str) -> Path:
    """Install packages into a folder; skip the test where there is no npm."""
    if shutil.which("npm") is None:
        pytest.skip("there is no npm: apt-get install npm")
    (folder / "package.json").write_text("{}")
    subprocess.run(["npm", "install", "--silent", "--ignore-scripts", *packages], cwd=folder, check=True, timeout=400)
    return folder


def run(node: Path, script: str, content: bytes, name: str = "run.cjs") -> Any:
    """Return what a script writes as JSON, given content as its input, in a folder that packages are installed in."""
    (node / name).write_text(script)
    done = subprocess.run(["node", name], cwd=node, input=content, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def to_qti_3(node: Path, items: Mapping[str, str]) -> dict[str, str]:
    """Return items of QTI 2.1 as qti-convert makes items of QTI 3 of them, by the same names."""
    made: dict[str, str] = run(node, _CONVERT, json.dumps(items).encode(), "run.mjs")
    return made
