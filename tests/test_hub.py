"""Does a hub on one machine work from nothing, and can its students read what they must not?

One hub is made by the README's commands, with real accounts: an instructor, two markers, three students. Whoever asks
is a browser's client (`visitor.py`). What a student tried and was refused is written to `build/hub-attempts.log`.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psutil
import pytest

from instructor.deploy.place import RUNTIME
from tests import hubs
from tests.hubs import STARTS_WITH, Running
from tests.visitor import Kernel, Visitor, lines

LESSON, COURSE = "02-who-pays-for-order", "two-januaries"
TASK, WRITTEN = "limit-02", "Model 1 leaves out that a member can be shut out, so P9 looks stronger in it than it is."
LOG = Path(__file__).parent.parent / "build" / "hub-attempts.log"


@pytest.fixture(scope="module")
def hub() -> Iterator[Running]:
    if reason := hubs.why_not():
        pytest.skip(reason)
    with hubs.hub(["prof"], ["ana", "ben"], ["mia", "noa", "lea"]) as running:
        yield running


@contextmanager
def closing_of(visitor: Visitor) -> Iterator[Visitor]:
    """Close somebody's browser in the end."""
    try:
        yield visitor
    finally:
        visitor.leave()


@pytest.fixture(scope="module")
def mia(hub: Running) -> Iterator[Visitor]:
    with closing_of(hub.visitor("mia")) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def marker(hub: Running) -> Iterator[Visitor]:
    with closing_of(hub.visitor("ana")) as visitor:
        yield visitor


def fetched(student: Visitor) -> None:
    """Press a station of the home page."""
    answer = student.ask(f"assignments/fetch?course_id={COURSE}&assignment_id={LESSON}", "POST").json()
    here = next(each for each in answer["value"] if each["assignment_id"] == LESSON)
    assert (here["status"], here["notebooks"][0]["path"]) == ("fetched", f"{LESSON}/{LESSON}.ipynb")


def opened(student: Visitor) -> Kernel:
    """Open the lesson: the page runs its cells."""
    kernel = student.kernel(LESSON)
    notebook = json.loads(student.ask(f"files/{LESSON}/{LESSON}.ipynb").text)
    for cell in (cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
        assert "Error" not in kernel.run("".join(cell["source"]))
    return kernel


def choices(student: Visitor) -> list[tuple[str, str, list[str]]]:
    """Return questions with options: quiz, item, options."""
    bank = json.loads(student.ask(f"files/{LESSON}/quiz.json").text)
    return [
        (quiz["id"], item["id"], [*item["options"]])
        for quiz in bank["quizzes"]
        for item in quiz.get("items", [])
        if item["type"] == "choice"
    ]


@pytest.mark.long
def test_a_wrong_password_opens_nothing(hub: Running) -> None:
    for name, word in ((f"{STARTS_WITH}noa", "pass-mia"), ("nobody", ""), ("root", "pass-root")):
        with closing_of(Visitor(hub.address, name, word)) as visitor:
            assert not visitor.sign_in()


@pytest.mark.long
def test_a_student_has_the_courses_page_and_no_tools_of_instructors(mia: Visitor) -> None:
    page = mia.page_option()
    view = json.loads(page["twoJanuaries"])
    assert (page["appName"], view["home"], view["exchange"]) == ("Two Januaries", True, COURSE)
    assert {"@jupyter/nbgrader:formgrader", "@jupyter/nbgrader:course-list"} <= {*page["disabledExtensions"]}
    for path in ("formgrader", "formgrader/api/assignments", "formgrader/api/gradebook/x", "courses_list", "desk"):
        assert mia.ask(path).status_code == 404, path


@pytest.mark.long
def test_from_fetching_to_feedback(hub: Running, mia: Visitor) -> None:
    fetched(mia)
    kernel = opened(mia)
    quiz, item, options = choices(mia)[0]
    reply = kernel.tell(kernel.widgets[quiz], {"kind": "answer", "item": item, "response": options[0]})
    assert (reply["kind"], reply["answer"]["response"]) == ("saved", options[0])
    (entry,) = lines(mia.ask(f"files/{LESSON}/responses/{quiz}.jsonl").text)
    assert (entry["item"], entry["response"]) == (item, options[0])
    write(mia, "limit-02", WRITTEN)
    said = kernel.run(
        "import time; from quizzes.folders import workplace; from quizzes import exchange; "
        "s = exchange.Search(workplace()); exchange.submit(workplace(), s.door()); print('went')"
    )
    assert said.strip() == "went"
    name = f"{STARTS_WITH}mia"
    for verb in (["collect", LESSON], ["grade", LESSON], ["feedback", LESSON, "--even-if-waiting"]):
        done = as_marker(hub, "prof", *verb)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (hub.place / "term" / "submitted" / name / LESSON / "responses" / f"{quiz}.jsonl").exists()
    answer = mia.ask(f"assignments/fetch_feedback?course_id={COURSE}&assignment_id={LESSON}", "POST").json()
    sent = next(each for each in answer["value"] if each["status"] == "submitted")["submissions"][-1]
    page = mia.ask(f"files/{sent['local_feedback_path']}/{LESSON}.html")
    assert page.ok
    assert "Who pays for order" in page.text


@pytest.mark.long
def test_what_one_of_the_staff_made_another_goes_on_with(hub: Running) -> None:
    again = ["--force", "--yes"], ["--force", "--even-if-waiting"]
    for name in ("ana", "prof", "ben"):
        for verb in (
            ["collect", LESSON],
            ["grade", LESSON, *again[0]],
            ["feedback", LESSON, *again[1]],
            ["report", LESSON, "--teacher"],
            ["settle"],
            ["release", LESSON, "--yes"],
            ["backup"],
        ):
            done = as_marker(hub, name, *verb)
            assert done.returncode == 0, f"{name} {verb}: {done.stdout}{done.stderr}"
    done = as_marker(hub, "ana", "void", "02 1", "--yes")
    assert (done.returncode, "is not yours to write" in done.stderr) == (1, True), done.stdout + done.stderr


def write(student: Visitor, task: str, text: str) -> None:
    """Write into a cell, as the page does, and save the notebook."""
    path = f"api/contents/{LESSON}/{LESSON}.ipynb"
    content = student.ask(path).json()["content"]
    (cell,) = (each for each in content["cells"] if each["metadata"].get("nbgrader", {}).get("grade_id") == task)
    cell["source"] = text
    student.ask(path, "PUT", json={"type": "notebook", "format": "json", "content": content}).raise_for_status()


def as_marker(hub: Running, name: str, *verb: str) -> subprocess.CompletedProcess[str]:
    """Give a command of the course as somebody of the staff, as in their terminal on the hub."""
    line = [str(hub.checkout / ".venv/bin/python"), "-P", "-m", "instructor", *verb]
    login = ["runuser", "-u", STARTS_WITH + name, "--", "sh", "-c", 'umask 007; exec "$@"', "sh", *line]
    places = f"{hub.place / 'staff'}{os.pathsep}{hub.checkout / 'instructor'}"
    plain = {"HOME": str(hub.home(name)), "PATH": os.environ["PATH"], "JUPYTER_CONFIG_PATH": places}
    return subprocess.run(login, cwd=hub.checkout, env=plain, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_nothing_of_the_instructors_can_be_read(hub: Running, mia: Visitor) -> None:
    """By the file browser, a kernel, a terminal and nbgrader's API; each try and its answer stands in a log."""
    with closing_of(hub.visitor("noa")) as noa:  # whose home is another student's
        assert noa.ask("api/contents/.bashrc").status_code == 404  # hidden, and hers
    course, term = hub.checkout, hub.place / "term"
    secret = [
        course / "instructor/keys" / f"{LESSON}.yaml",
        course / "instructor/rubrics" / f"{LESSON}.md",
        course / "quizzes/bank" / f"{LESSON}.yaml",
        course / "notebooks" / LESSON / f"{LESSON}.ipynb",
        *(term / name for name in ("gradebook.db", "course.toml", "release", "submitted", "snapshots")),
        hub.place / "exchange" / COURSE / "inbound",
        hub.place / "state/jupyterhub.sqlite",
        hub.place / "state/cookie_secret",
        hub.home("ana"),
        hub.home("noa") / ".bashrc",
    ]
    modes = [(hub.place / "exchange" / way).stat().st_mode & 0o7777 for way in ("", COURSE, f"{COURSE}/inbound")]
    assert (modes[0], modes[1] & 0o007, modes[2] & 0o007) == (0o1777, 0o005, 0o003)  # hands in there, and lists nothing
    assert [path for path in secret if not os.path.lexists(path) and path.name != "submitted"] == []
    kernel = mia.kernel()
    tries: list[tuple[str, bool, str]] = []  # what was tried, whether it was refused, what came back
    mia.shell(f"ln -s {course} way-in; ln -s {term}/gradebook.db way-in.db")
    for path in secret:
        climbing = quote(os.path.relpath(path, hub.home("mia")), safe="")  # a client takes plain dots for an address
        addresses = (f"api/contents/{climbing}", f"files/{climbing}", f"api/contents{path}", f"files{path}")
        tries += [(f"file API: GET {each}", mia.ask(each).status_code in (403, 404), "") for each in addresses]
        said = kernel.run(
            f"import os; p = {str(path)!r}\nprint(os.listdir(p) if os.path.isdir(p) else open(p, 'rb').read(9))"
        )
        tries.append((f"kernel: open {path}", "PermissionError" in said, said))
        said = mia.shell(f"ls -la {path} && cat {path}")
        tries.append((f"terminal: ls, cat {path}", "ermission denied" in said, said[-200:]))
    for way in ("way-in/instructor/keys", "way-in.db"):
        for address in (f"api/contents/{way}", f"files/{way}"):
            answer = mia.ask(address)
            tries.append((f"file API by a link of one's own: {address}", answer.status_code >= 400, answer.text[:80]))
    pages = ("formgrader", "formgrader/api/solutions/x", "formgrader/api/submissions/x", "desk")
    tries += [(f"nbgrader API: {each}", mia.ask(each).status_code == 404, "") for each in pages]
    for page in (f"/user/{STARTS_WITH}ana/lab", f"/user/{STARTS_WITH}noa/api/contents", "/hub/api/users", "/hub/admin"):
        answer = mia.ask(page)
        tries.append((f"hub: GET {page}", answer.status_code in (403, 404), str(answer.status_code)))
    moved = kernel.run(f"os.rename('{hub.place}/exchange/{COURSE}', '{hub.place}/exchange/gone')")
    tries.append(("kernel: move the course's exchange away", "PermissionError" in moved, moved))
    written = kernel.run("import quizzes; open(quizzes.__file__, 'a')")
    tries.append(("kernel: write into the students' environment", "PermissionError" in written, written))
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("".join(f"{'refused' if held else 'GOT IN '}  {what}\n" for what, held, _ in tries), "utf-8")
    assert [(what, said) for what, held, said in tries if not held] == []
    assert len(tries) > 90


@pytest.mark.long
def test_no_kernel_speaks_where_others_on_the_machine_could_listen(hub: Running, mia: Visitor) -> None:
    kernel = mia.kernel()
    assert [*(hub.home("mia") / RUNTIME).glob("kernel-*-ipc-1")]
    process = psutil.Process(int(kernel.run("import os; print(os.getpid())")))
    listening = [each for each in process.net_connections(kind="inet") if each.status == psutil.CONN_LISTEN]
    # One is left, on which the kernel takes what its own child processes print; it sends nothing there.
    assert len(listening) <= 1
    told = "from ipykernel.connect import get_connection_info as g; import json; print(json.loads(g())['transport'])"
    assert kernel.run(told).strip() == "ipc"


@pytest.mark.long
def test_a_marker_has_gradebook_and_formgrader_and_writes_for_the_group(hub: Running, marker: Visitor) -> None:
    assert marker.ask("formgrader/api/assignments").ok
    assert f'"name": "{LESSON}"' in marker.ask("formgrader/api/assignments").text
    kernel = marker.kernel()
    gradebook = hub.place / "term" / "gradebook.db"
    assert kernel.run(f"print(open({str(gradebook)!r}, 'r+b').read(6))").strip() == "b'SQLite'"
    kernel.run(f"import pathlib; p = pathlib.Path({str(gradebook.parent)!r}, 'note'); p.write_text('x')")
    assert (gradebook.parent / "note").stat().st_mode & 0o777 == 0o660
    assert (gradebook.parent / "note").group() == f"{COURSE}-staff"
    assert "PermissionError" in kernel.run(f"open({str(hub.checkout / 'instructor/keys' / LESSON)!r} + '.yaml', 'a')")
    page = json.loads(marker.page_option()["twoJanuaries"])
    assert (page["run"], page["home"]) == (False, False)


@pytest.mark.long
def test_two_markers_share_a_desk_and_the_instructors_has_names(hub: Running, marker: Visitor) -> None:
    """Each at the address of their own server; mia's answer, which was collected and graded, waits."""
    with closing_of(hub.visitor("ben")) as ben, closing_of(hub.visitor("prof")) as prof:
        assert marker.ask(f"desk/{LESSON}").ok
        waiting = at_desk(marker, "next", task=TASK)["answer"]
        assert WRITTEN in waiting["answer_html"]
        assert (waiting["student"], waiting["name"]) == ("", "")
        assert at_desk(ben, "next", task=TASK)["answer"] is None
        full = [
            {"answer": waiting["id"], "criterion": each["id"], "points": each["maximum"]}
            for each in seen(ben)["task"]["criteria"]
        ]
        assert at_desk(ben, "mark", **full[0])["holder"] == f"{STARTS_WITH}ana"
        for each in full:
            at_desk(marker, "mark", **each)
        at_desk(marker, "finish", task=TASK, answer=waiting["id"], everywhere=False, over=False)
        assert (seen(ben)["progress"]["marked"], seen(ben)["progress"]["mine"]) == (1, 0)
        assert "names are for the instructor" in at_desk(ben, "roll", names=True, task=TASK)["error"]
        assert f"{STARTS_WITH}mia" in json.dumps(at_desk(prof, "roll", names=True, task=TASK))


def seen(person: Visitor) -> dict[str, Any]:
    """Return the task as somebody's desk has it."""
    found: dict[str, Any] = next(each for each in at_desk(person, "tasks") if each["task"]["id"] == TASK)
    return found


def at_desk(person: Visitor, do: str, names: bool = False, **parts: Any) -> Any:
    """Ask a desk as its page does."""
    letter = {"lesson": LESSON, "marker": person.name, "token": uuid4().hex, "names": names}
    return person.ask("desk/api", "POST", json={**letter, "question": {"do": do, **parts}}).json()


@pytest.mark.long
def test_checks_name_what_stands_open(hub: Running) -> None:
    keys, folder = hub.checkout / "instructor" / "keys", hub.checkout
    check = hubs.command(hub.checkout, hub.place.parent, "check")
    modes = {path: path.stat().st_mode & 0o7777 for path in (folder, folder / "instructor", keys)}
    try:
        for path in modes:
            path.chmod(0o755)
        done = subprocess.run(check, cwd=folder, capture_output=True, text=True, check=False)
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert done.returncode == 1
    assert f"- {STARTS_WITH}mia can read {keys}; give `hub install` again" in done.stderr
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 0
