"""Does a handout open the course by one command, and does a page learn what it may do from its server alone?"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from traitlets.config import Config

from instructor.course import Course
from instructor.handout import build_wheel, handouts
from instructor.leaks import MARKERS, leaks, secrets
from quizzes import lessons
from quizzes.__main__ import lessons_folder, main, server
from quizzes.door import OPTION, UNWANTED, allow, hook, option
from tests.browser.lab import free_port
from tests.planted import plant, ran
from tests.small_course import ASSIGNMENT
from tests.started import Server, environment, forget, serving, token_of, wait_for

ROOT = Path(__file__).parent.parent
START = ("uv", "run", "start.py")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    if shutil.which("uv") is None and not os.environ.get("CI"):
        pytest.skip("no uv on the path")
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def unpacked(course: Course, tmp_path: Path) -> Path:
    """Return an empty folder in which a student has unpacked a handout."""
    with zipfile.ZipFile(handouts(course, [ASSIGNMENT])[0]) as packed:
        packed.extractall(tmp_path / "my course")
    return tmp_path / "my course"


@pytest.fixture
def packages(unpacked: Path, tmp_path: Path) -> dict[str, str]:
    """Return what lets Python find the wheel's packages in the tests' own environment, as if pip had put them there."""
    (wheel,) = unpacked.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "packages")
    return {"PYTHONPATH": str(tmp_path / "packages")}


def test_a_handout_in_an_empty_folder_opens_the_course_by_one_command(unpacked: Path, home: Path) -> None:
    readme = (unpacked / "README.txt").read_text("utf-8")
    assert " ".join(START) in readme
    plant(unpacked / ASSIGNMENT, home / "marks")
    with serving(START, unpacked, home) as student:
        page = student.page("/lab")
        view = json.loads(page[OPTION])
        assert (view["run"], view["home"]) == (True, True)
        assert [(each["name"], each["path"]) for each in view["lessons"]] == [
            (ASSIGNMENT, f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
        ]
        assert 'quiz("quiz-01")' in view["lessons"][0]["cells"]
        assert page["appName"] == view["course"] == "two-januaries"
        assert {*UNWANTED} <= {*page["disabledExtensions"]}
        assert page["news"] == {"disabled": True}
        (ours,) = [each for each in page["federated_extensions"] if each["name"] == "two-januaries-lesson"]
        entry = student.get(f"/lab/extensions/two-januaries-lesson/{ours['load']}")
        assert entry == (ROOT / "quizzes" / "lesson_view" / "entry.js").read_bytes()
        student.open(f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
        student.get(f"/api/contents/{ASSIGNMENT}")
    assert ran(home / "marks") == []
    settings = [path for path in home.rglob("*") if "lab" in path.parts or "labconfig" in path.parts]
    assert settings == []
    forget(unpacked, home)


@pytest.mark.long
def test_after_pip_the_same_file_starts_it_and_no_lessons_folder_is_searched(
    unpacked: Path, home: Path, packages: dict[str, str]
) -> None:
    plant(unpacked / ASSIGNMENT, home / "marks")
    line = [sys.executable, str(unpacked / "start.py")]
    with serving(line, unpacked / ASSIGNMENT, home, **packages) as student:
        assert json.loads(student.page("/lab")[OPTION])["run"] is True
    assert ran(home / "marks") == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a word to it")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["ended", "interrupted"])
def test_the_command_takes_its_server_and_its_kernels_with_it(
    unpacked: Path, home: Path, packages: dict[str, str], number: signal.Signals
) -> None:
    line = [sys.executable, "-m", "quizzes", "--no-browser", f"--port={free_port()}"]
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(
            line,
            cwd=unpacked,
            env=environment(home) | packages,
            stdout=log,
            stderr=log,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # what runs in the background ignores it
        )
    server, pids = Server(int(line[-1][7:]), token_of(home / "server.log", process), home), []
    try:
        wait_for(server)
        server.open(f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
        pids = [running.pid for running in psutil.Process(process.pid).children(recursive=True)]
        assert len(pids) >= 2, "neither a server nor a kernel"
        process.send_signal(number)
        assert process.wait(timeout=60) == (0 if number == signal.SIGINT else 128 + number)
        assert [pid for pid in pids if _is_running(pid)] == []
    finally:
        process.kill()
        for pid in filter(_is_running, pids):
            os.kill(pid, signal.SIGKILL)


def _is_running(pid: int) -> bool:
    """Say whether a process runs: one that has ended and was not asked for its exit code does not."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def test_who_has_not_installed_anything_is_told_what_to_type(unpacked: Path, home: Path) -> None:
    bare = [sys.executable, "-S", "start.py"]
    done = subprocess.run(bare, cwd=unpacked, env=environment(home), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.fullmatch(
        r"""No module named 'quizzes'\. Type first:  pip install "two_januaries-\S+\.whl\[lab\]"  \(or .*\)\n""",
        done.stderr,
    )


@pytest.mark.long
def test_a_phone_gets_the_same_from_notebook_7(unpacked: Path, home: Path, packages: dict[str, str]) -> None:
    with serving([sys.executable, "start.py", "--notebook"], unpacked, home, **packages) as student:
        for path in ("/tree", f"/notebooks/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"):
            page = student.page(path)
            assert json.loads(page[OPTION])["home"] is True
            assert page["appName"] == "two-januaries"


def test_in_the_instructors_lab_nothing_may_run_and_nothing_planted_does(course: Course, home: Path) -> None:
    sent = course.step("submitted", ASSIGNMENT, "mallory")
    shutil.copytree(course.step("release", ASSIGNMENT), sent)
    forged = json.loads((sent / f"{ASSIGNMENT}.ipynb").read_text("utf-8"))
    forged["metadata"] |= {"two_januaries": {"lesson": ASSIGNMENT, "run": True, OPTION: {"run": True}}}
    (sent / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(forged), "utf-8")
    plant(sent, home / "marks")
    code = "from instructor.course import Course, Path; from instructor.lab import start_lab; "
    code += f"import sys; start_lab(Course(Path({str(course.root)!r}), Path({str(course.folder)!r})), "
    code += "int(sys.argv[2].partition('=')[2]), browser=False)"
    with serving([sys.executable, "-P", "-c", code], sent, home) as instructor:
        page = instructor.page("/lab")
        view = json.loads(page[OPTION])
        assert (view["run"], view["home"]) == (False, False)
        assert [each["name"] for each in view["lessons"]] == [ASSIGNMENT]
        assert "@jupyter/nbgrader:formgrader" not in page["disabledExtensions"]
        instructor.open(f"build/submitted/mallory/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
    assert ran(home / "marks") == []


def test_another_server_knows_nothing_of_the_course(tmp_path: Path, home: Path) -> None:
    with serving([sys.executable, "-m", "jupyterlab", "--allow-root"], tmp_path, home) as other:
        assert OPTION not in other.page("/lab")


def test_the_wheel_of_a_handout_gives_nothing_away(course: Course, tmp_path: Path) -> None:
    with zipfile.ZipFile(build_wheel(course, tmp_path / "built")) as wheel:
        wheel.extractall(tmp_path / "wheel")
    own = {text: what for text, what in secrets(course, ASSIGNMENT).items() if text not in MARKERS}
    assert len(own) > 5
    assert leaks(tmp_path / "wheel", own) == []


def test_handouts_in_one_folder_are_one_course(tmp_path: Path) -> None:
    for name in ("02-who-pays-for-order", "03-reciprocity"):
        shutil.copytree(ROOT / "notebooks" / name, tmp_path / name)
    found = {each["name"]: each["path"] for each in json.loads(option(tmp_path, run=True, home=True))["lessons"]}
    assert found["03-reciprocity"] == "03-reciprocity/03-reciprocity.ipynb"
    assert found["02-who-pays-for-order"] == "02-who-pays-for-order/02-who-pays-for-order.ipynb"
    assert found["07-capstone"] is None
    assert lessons_folder(tmp_path) == tmp_path
    assert lessons_folder(tmp_path / "03-reciprocity") == tmp_path
    assert lessons_folder(tmp_path.parent) == tmp_path.parent


def test_a_folder_without_a_lesson_is_named_with_the_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"There is no lesson in {tmp_path}. Unpack the lesson's zip there, or name the folder")
    assert said.out == ""


def test_the_browser_opens_unless_it_is_told_not_to(tmp_path: Path) -> None:
    assert "--no-browser" not in server(tmp_path, 8888, browser=True, notebook=False)
    assert "--no-browser" in server(tmp_path, 8888, browser=False, notebook=False)
    assert server(tmp_path, 9000, browser=True, notebook=True)[1:3] == ["-m", "notebook"]


@pytest.mark.parametrize("settings", [{}, {"headers": {"X-Frame-Options": "DENY"}}], ids=["nothing", "headers"])
def test_a_hubs_own_settings_stay(settings: dict[str, Any]) -> None:
    config = Config()
    if settings:
        config.ServerApp.tornado_settings = dict(settings)
    allow(config)
    found = config.ServerApp.tornado_settings
    merged = found if isinstance(found, dict) else found.get_value({})
    assert merged | settings == merged
    assert callable(merged["page_config_hook"])


def test_an_administrator_may_give_less_than_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(lessons.VARIABLE, raising=False)

    handler = SimpleNamespace(settings={"server_root_dir": str(tmp_path)})
    before = {"disabledExtensions": ["one"], "appName": "JupyterLab"}
    page = hook(run=False, home=False)(handler, before)
    assert {name: page[name] for name in before} == before
    view = json.loads(page[OPTION])
    assert (view["run"], view["home"], view["course"], len(view["lessons"])) == (False, False, "Two Januaries", 8)
    student = hook(run=True, home=True)(handler, before)
    assert student["disabledExtensions"] == ["one", *UNWANTED]
    assert before == {"disabledExtensions": ["one"], "appName": "JupyterLab"}
