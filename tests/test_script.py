"""Are the page's modules typed, tidy and without a word of their own, and do they join into the one anywidget takes?

deno checks them, and those of the marking desk: `uv run deno check --config tests/page/deno.json quizzes/*/*.js
instructor/desk/page/script/*.js`, likewise `deno lint` and `deno fmt`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quizzes.script import ScriptError, joined

ROOT = Path(__file__).parent.parent
CONFIG = ROOT / "tests" / "page" / "deno.json"


def _deno(verb: list[str], folder: Path, environment: dict[str, str], *more: Path) -> subprocess.CompletedProcess[str]:
    files = sorted(str(path) for path in [*folder.glob("*/*.js"), *more])
    assert len(files) > 15 + len(more)
    command = [sys.executable, "-m", "deno", *verb, "--quiet", "--config", str(CONFIG), *files]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return deno's environment: nothing of it is kept, and no network is needed."""
    return {"DENO_DIR": str(tmp_path / "deno"), "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the modules, to break."""
    for name in ("script", "types", "words"):
        shutil.copytree(ROOT / "quizzes" / name, tmp_path / "quizzes" / name)
    return tmp_path / "quizzes"


CHECK, LINT, FORMAT = ["check", "--no-remote"], ["lint"], ["fmt", "--check"]


@pytest.mark.parametrize("verb", [CHECK, LINT, FORMAT], ids=["types", "lint", "format"])
def test_the_page_passes(verb: list[str], environment: dict[str, str]) -> None:
    desk = [*(ROOT / "instructor" / "desk" / "page" / "script").glob("*.js")]
    assert len(desk) > 10
    desk += (ROOT / "instructor" / "previewing" / "page").glob("*.js")
    desk += (ROOT / "instructor" / "webpage" / "page" / name for name in ("door.js", "stuck.js"))
    assert all(len(path.read_text("utf-8").splitlines()) <= 300 for path in desk)
    done = _deno(verb, ROOT / "quizzes", environment, *desk)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("script/card.js", "this.answer.attempt", "this.answer.atempt", "'atempt' does not exist"),
        (
            "script/card.js",
            "savedAt(answer.time)",
            "savedAt(answer.order)",
            "not assignable to parameter of type 'string'",
        ),
        ("types/number.js", '"page.your_answer"', '"page.your_anwser"', "not assignable to parameter of type 'Key'"),
        ("types/run_figure.js", 'kind: "run"', 'kind: "rum"', "is not assignable to type '\"run\"'"),
        ("types/match.js", "import { h, plain, same, unique }", "import { h, plain, same }", "Cannot find name"),
    ],
)
def test_an_error_of_types_is_found(
    file: str, old: str, new: str, error: str, copy: Path, environment: dict[str, str]
) -> None:
    _edit(copy / file, old, new)
    done = _deno(CHECK, copy, environment)
    assert done.returncode != 0
    assert error in done.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "word"),
    [
        ("script/card.js", 'say("page.saving")', '"Saving …"', "Saving …"),
        ("script/card.js", 'say("page.check")', '"check"', "check"),
        ("script/mark.js", 'say("page.explanation")', '"why"', "why"),
        ("types/order.js", "title: words", 'title: "up"', "up"),
        ("types/order.js", "title: words", "title: `${words} it`", " it"),
    ],
)
def test_a_bare_word_is_found(
    file: str, old: str, new: str, word: str, copy: Path, environment: dict[str, str]
) -> None:
    _edit(copy / file, old, new)
    done = _deno(LINT, copy, environment)
    assert f'"{word}" is a word of the interface' in done.stdout + done.stderr


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_page_is_one_module_with_every_control() -> None:
    script = joined()
    assert not re.search(r"^import ", script, re.MULTILINE)
    assert re.findall(r"^export .*", script, re.MULTILINE) == ["export default { render };"]
    for path in [*(ROOT / "quizzes" / "types").glob("*.js"), ROOT / "quizzes" / "script" / "card.js"]:
        assert script.count(f"// {path.parent.name}/{path.name}\n") == 1
    assert "typedef {object} View" not in script


def test_a_control_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"slider\.js is missing; write the item type's control there"):
        joined(tmp_path / "slider.js")


def test_a_module_stands_after_what_it_imports() -> None:
    script = joined()
    assert script.index("// script/dom.js") < script.index("// script/card.js") < script.index("// script/quiz.js")
    assert script.index("// types/choice.js") < script.index("// types/multiple.js")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("const PAUSE = 1;\n", r'"PAUSE" is declared in .*slider\.js and in .*controls\.js; rename one'),
        ('import * as dom from "quizzes/script/dom.js";\n', r"slider\.js: .import \* as dom .* cannot be joined"),
        ("export default 1;\n", r"slider\.js: .export default 1;. cannot be joined"),
        ('import { h } from "./nowhere.js";\n', r'slider\.js: there is no "\./nowhere\.js"'),
        (
            'import { h as make } from "quizzes/script/dom.js";\n',
            r"slider\.js: .import \{ h as make .* cannot be joined",
        ),
    ],
)
def test_a_module_that_cannot_be_joined_is_named(source: str, words: str, tmp_path: Path) -> None:
    control = tmp_path / "slider.js"
    control.write_text(source, "utf-8")
    with pytest.raises(ScriptError, match=words):
        joined(control)
