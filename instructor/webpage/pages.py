"""The page's own files: the door, which a browser shows first, and the worker that keeps the files of the page."""

from __future__ import annotations

import json
import re
import shutil
from hashlib import sha256
from html import escape
from pathlib import Path

from instructor.webpage.lab import STORAGE
from instructor.webpage.runtime import LOCK, START
from quizzes.catalogue import say
from quizzes.tongue import direction, language

_PAGE = Path(__file__).with_name("page")
_BUNDLE = re.compile(r'href="(\.\./build/lab/bundle\.js[^"]*)"')
_WORKER = "service-worker.js"
_WORDS = {
    "no_worker": "site.no_worker",
    "no_https": "site.no_https",
    "no_script": "site.no_script",
    "no_server": "site.no_server",
    "halted": "site.halted",
    "newer": "view.newer",
    "loading": "site.loading",
    "loading_python": "site.loading_python",
    "stuck": "site.stuck",
    "stuck_take": "site.stuck_take",
    "stuck_why": "site.stuck_why",
    "reload": "view.reload",
    "download": "view.download",
}
#: The worker cannot know its own digest, nor the list its own.
_UNLISTED = {_WORKER, "files.json"}


def write_pages(site: Path, title: str) -> None:
    """Put the course's own door, with its title, before JupyterLab's page, and its own worker before JupyterLite's."""
    lab = site / "lab" / "index.html"
    found = _BUNDLE.search(lab.read_text("utf-8"))
    assert found is not None, "JupyterLite's page names its script in another way than before"
    version = json.loads((site / "jupyter-lite.json").read_text("utf-8"))["jupyter-config-data"]["appVersion"]
    facts = {
        "lang": language(),
        "dir": direction(language()),
        "course": title,
        "bundle": found[1],
        "version": version,
    }
    facts |= {name: say(key) for name, key in _WORDS.items()}
    (work,) = site.glob("extensions/*/lesson_view/work.js")
    facts |= {"work": work.relative_to(site).as_posix(), "storage": STORAGE}
    facts |= {"downloaded": say("view.downloaded", file="{file}")}
    script = (_PAGE / "stuck.js").read_text("utf-8")
    for name, place in (("lab.html", lab), ("index.html", site / "index.html")):
        page = _filled((_PAGE / name).read_text("utf-8"), facts)
        place.write_text(page.replace("/* SCRIPT */", script), "utf-8")
    (kernel,) = site.glob("extensions/@jupyterlite/*/static/comlink.worker.*.js")
    facts |= {"start": START, "kernel": kernel.relative_to(site).as_posix()}
    (site / "early.js").write_text(_filled((_PAGE / "early.js").read_text("utf-8"), facts), "utf-8")
    for name in ("door.js", "cards.js", "cards.css", "hand_over.js"):
        shutil.copyfile(_PAGE / name, site / name)
    (site / _WORKER).rename(site / "lite-worker.js")


def write_worker(site: Path) -> None:
    """Write the worker, with the digest of each file of a site that is complete otherwise, and the same as a list."""
    files = {
        path.relative_to(site).as_posix(): (sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.relative_to(site).as_posix() not in _UNLISTED
    }
    (site / "files.json").write_text(json.dumps(files, indent=0) + "\n", "utf-8")
    known = json.dumps(files | _elsewhere(site), separators=(",", ":"))
    script = (_PAGE / _WORKER).read_text("utf-8")
    (site / _WORKER).write_text(script.replace("/* FILES */ {}", known), "utf-8")


def _elsewhere(site: Path) -> dict[str, tuple[str, int]]:
    """Return what browsers fetch from other servers, by its address: the worker keeps it like the page's own files."""
    lock = json.loads((site / "pyodide" / LOCK).read_text("utf-8"))["packages"].values()
    return {entry["file_name"]: (entry["sha256"], 0) for entry in lock if "://" in entry["file_name"]}


def _filled(text: str, facts: dict[str, str]) -> str:
    return re.sub(r"@(\w+)@", lambda found: escape(facts[found[1]]), text)
