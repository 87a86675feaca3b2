"""Is a hub set up as its people and its course say, and does a page of it learn what it should?"""

from __future__ import annotations

import grp
import json
import os
import pwd
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from jupyter_client.manager import KernelManager
from traitlets.config import Config

from instructor.course import Course, CourseError, variable
from instructor.deploy.checks import SOCKET, _exchange, secret_places, too_deep
from instructor.deploy.folders import EXCHANGE, _give, with_exchange
from instructor.deploy.place import RUNTIME, Hub
from instructor.deploy.serving import configure
from instructor.desk.page import NAMES
from instructor.submissions.kept import write
from quizzes import door
from tests.hubs import README


def test_a_hubs_own_hook_is_joined_and_not_lost() -> None:
    """JupyterHub's server puts its hook over ours while it loads; the page has both in the end."""
    config = Config()
    door.allow(config)
    settings: dict[str, Any] = dict(config.ServerApp.tornado_settings)
    assert isinstance(config.ServerApp.tornado_settings, dict)  # JupyterHub 6 looks into it before it is merged
    settings["page_config_hook"] = lambda _, page: page | {"hubUser": "mia"}
    called: list[Any] = []
    server = SimpleNamespace(io_loop=SimpleNamespace(add_callback=lambda *call: called.append(call)))
    server.web_app = SimpleNamespace(settings=settings)
    door._load_jupyter_server_extension(server)
    ((join, *given),) = called
    join(*given)
    handler = SimpleNamespace(settings={"server_root_dir": "/nowhere", "assignment_list_manager": None})
    page = settings["page_config_hook"](handler, {})
    assert (page["hubUser"], page["appName"]) == ("mia", "Two Januaries")
    assert json.loads(page[door.OPTION])["exchange"] == "two-januaries"


def test_who_is_not_on_the_hub_any_more_does_not_come_in_and_only_instructors_have_names(course: Course) -> None:
    c, hub = Config(), Hub(Path("/srv/nowhere"), "staff", ("root",), ("daemon",), ("nobody",))
    configure(c, hub, course)
    assert (c.Authenticator.allowed_users, c.Authenticator.admin_users) == ({"root", "daemon", "nobody"}, set())
    assert c.Authenticator.allow_existing_users is False
    named = {}
    for name in hub.everyone:
        spawner = SimpleNamespace(user=SimpleNamespace(name=name), environment={})
        c.Spawner.pre_spawn_hook(spawner)
        named[name] = variable(NAMES) in spawner.environment
        home = pwd.getpwnam(name).pw_dir
        assert spawner.environment["JUPYTER_RUNTIME_DIR"] == os.path.join(home, RUNTIME)  # noqa: PTH118
    assert named == {"root": True, "daemon": False, "nobody": False}


def test_a_home_in_which_no_kernel_could_be_reached_is_named() -> None:
    """The longest path of a socket is 107 letters on Linux, and a kernel's has 55 of its own."""
    longest = Path("/h" * 26)
    assert [*too_deep({"mia": longest})] == []
    (line,) = too_deep({"mia": longest / "x"})
    assert line == f"{longest}/x is 2 letters too long for kernels; usermod --move-home --home SHORTER mia"


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_a_kernels_socket_has_a_path_as_it_is_reckoned(tmp_path: Path) -> None:
    manager = KernelManager(transport="ipc", connection_file=str(tmp_path / RUNTIME / f"kernel-{uuid4()}.json"))
    (tmp_path / RUNTIME).mkdir()
    manager.write_connection_file()
    names = [f"{manager.ip}-{port}" for port in manager.ports]
    assert {len(name) for name in names} == {len(str(tmp_path / RUNTIME / SOCKET))}


def test_a_hub_takes_nobody_twice_and_nobody_who_could_not_come_in(tmp_path: Path) -> None:
    hub = Hub(tmp_path, "staff")
    with pytest.raises(CourseError, match="needs an instructor"):
        hub.joined_by({"students": ("mia",)})
    with pytest.raises(CourseError, match='"ana" is to be two things'):
        hub.joined_by({"instructors": ("prof", "ana"), "students": ("ana",)})
    with pytest.raises(CourseError, match=r'"M\.Lopez" could not come in'):
        hub.joined_by({"instructors": ("M.Lopez",)})
    assert hub.joined_by({"instructors": ("prof", "prof")}).everyone == ("prof",)


def test_a_students_folder_in_the_courses_place_is_named(course: Course, tmp_path: Path) -> None:
    """Where a group shares a course nbgrader does not ask whose the folders are that it puts a release into."""
    me = pwd.getpwuid(os.getuid()).pw_name
    inbound = tmp_path / "hub" / "exchange" / course.course_id / "inbound"
    inbound.mkdir(parents=True)
    inbound.chmod(0o2733)
    inbound.parent.parent.chmod(EXCHANGE)
    for students, found in (((), []), ((me,), [inbound.parent, inbound])):
        hub = Hub(tmp_path / "hub", "staff", ("prof",), (), students)
        lines = [*_exchange(hub, course)]
        assert [line.partition(" belongs to ")[0] for line in lines] == [str(path) for path in found]


def test_the_plan_takes_the_hubs_exchange_and_keeps_one_that_is_named() -> None:
    assert with_exchange('a = 1\nexchange = ""   # on\n', Path("/x/y")) == 'a = 1\nexchange = "/x/y"   # on\n'
    assert with_exchange('exchange = "/mine"\n', Path("/x")) == 'exchange = "/mine"\n'


def test_a_file_that_is_exchanged_for_a_link_is_not_followed(tmp_path: Path) -> None:
    """Whoever writes in the folder can do so between any two steps; here, when the new mode is asked for."""
    me = pwd.getpwuid(os.getuid()).pw_name
    hub = Hub(tmp_path, grp.getgrgid(os.getgid()).gr_name, (me,))
    (tmp_path / "others").write_text("")
    (tmp_path / "others").chmod(0o600)
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "a").write_text("")

    def mode_of(_: int, is_folder: bool) -> int:
        if not is_folder:
            (shared / "a").unlink()
            (shared / "a").symlink_to(tmp_path / "others")
        return 0o770

    _give(hub, shared, mode_of)
    assert (shared.stat().st_mode & 0o777, (tmp_path / "others").stat().st_mode & 0o777) == (0o770, 0o600)


def test_what_stands_in_the_place_of_a_half_written_plan_is_not_followed(tmp_path: Path) -> None:
    plan, other = tmp_path / "course.toml", tmp_path / "other"
    other.write_text("as it was")
    (tmp_path / "course.toml.part").symlink_to(other)
    write(plan, "title = 'x'\n")
    assert (plan.read_text(), plan.is_symlink(), other.read_text()) == ("title = 'x'\n", False, "as it was")


def test_the_configuration_that_is_added_is_secret(tmp_path: Path, course: Course) -> None:
    hub = Hub(tmp_path, "staff")
    assert tmp_path / "local_config.py" in secret_places(hub, course)


def test_no_authenticator_is_advised_that_gives_a_name_to_whoever_takes_it_first() -> None:
    """Instructors' names are allowed before their owners ever signed up."""
    table = re.findall(r"^\| you have \| write \|$.*?^$", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert table
    assert "native" not in table[0]
    (dummy,) = (line for line in table[0].splitlines() if "dummy" in line)
    assert "never where the real keys lie" in dummy
