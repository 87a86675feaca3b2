"""Is a hub set up as its people and its course say, and does a page of it learn what it should?"""

from __future__ import annotations

import json
import os
import pwd
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from traitlets.config import Config

from instructor.course import Course, CourseError, variable
from instructor.deploy.checks import _exchange
from instructor.deploy.folders import EXCHANGE, with_exchange
from instructor.deploy.place import Hub
from instructor.deploy.serving import configure
from instructor.desk.page import NAMES
from quizzes import door


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
    c, hub = Config(), Hub(Path("/srv/nowhere"), "staff", ("prof",), ("ana",), ("mia",))
    configure(c, hub, course)
    assert (c.Authenticator.allowed_users, c.Authenticator.admin_users) == ({"prof", "ana", "mia"}, set())
    assert c.Authenticator.allow_existing_users is False
    named = {}
    for name in hub.everyone:
        spawner = SimpleNamespace(user=SimpleNamespace(name=name), environment={})
        c.Spawner.pre_spawn_hook(spawner)
        named[name] = variable(NAMES) in spawner.environment
    assert named == {"prof": True, "ana": False, "mia": False}


def test_a_hub_takes_nobody_twice_and_no_odd_name(tmp_path: Path) -> None:
    hub = Hub(tmp_path, "staff")
    with pytest.raises(CourseError, match="needs an instructor"):
        hub.joined_by({"students": ("mia",)})
    with pytest.raises(CourseError, match='"ana" is to be two things'):
        hub.joined_by({"instructors": ("prof", "ana"), "students": ("ana",)})
    with pytest.raises(CourseError, match='"a b" cannot be a login'):
        hub.joined_by({"instructors": ("a b",)})
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
