"""Do the values for Kubernetes keep the course away from students, and does the chart take them?

The chart is in no registry of packages. Where the variable HUB_CHART names its folder `jupyterhub` (of the repository
zero-to-jupyterhub-k8s), the values are checked against its schema and rendered, with Helm's own library:
`HUB_CHART=... uv run --with helm-python-sdk --with jupyterhub==5.5.0 --with jupyterhub-kubespawner --with pycurl
pytest -n0 -m long tests/test_hub_kubernetes.py`. With the other three KubeSpawner makes the pods, as the hub has it do.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b64decode
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import jsonschema
import pytest
import yaml

from instructor.collect import collect_exchange
from instructor.course import Course, variable
from instructor.desk.page import NAMES
from instructor.feedback import release_feedback, write_feedback
from instructor.grading.batch import grade_class
from instructor.sandbox.limits import SandboxError
from instructor.sandbox.walls import bubblewrap
from tests.pods import chart, configured, pod, rendered
from tests.small_course import ASSIGNMENT

FOLDER = Path(__file__).parent.parent / "instructor" / "deploy" / "kubernetes"
SIZES = (100, 1000, 10000)
WITH = "see the beginning of this file"
#: What the chart has each pod do first.
BLOCK = {"name": "block-cloud-metadata"}
AS_ROOT = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="root gives files away")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return the folder of the chart, where there is one."""
    if "HUB_CHART" not in os.environ:
        pytest.skip("HUB_CHART names no chart")
    return chart(Path(os.environ["HUB_CHART"]), tmp_path)


def merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return values as Helm joins them."""
    both = {
        name: merged(below[name], above[name]) for name in below.keys() & above.keys() if _tables(below, above, name)
    }
    return {**below, **above, **both}


def _tables(below: dict[str, Any], above: dict[str, Any], name: str) -> bool:
    return isinstance(below[name], dict) and isinstance(above[name], dict)


def values(size: int) -> dict[str, Any]:
    """Return the values for a class."""
    texts = [(FOLDER / name).read_text("utf-8") for name in ("values.yaml", f"size-{size}.yaml")]
    return merged(*map(yaml.safe_load, texts))


def prepared(
    monkeypatch: pytest.MonkeyPatch, name: str, number: int = 1, custom: dict[str, list[str]] | None = None
) -> SimpleNamespace:
    """Let the chart's hook prepare somebody's server, on what the chart gives it."""
    told = merged(values(100), {"custom": custom or {}})["custom"]
    z2jh = ModuleType("z2jh")
    z2jh.get_config = lambda name, default=None: told.get(name.partition(".")[2], default)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "z2jh", z2jh)
    c = SimpleNamespace(KubeSpawner=SimpleNamespace())
    exec(values(100)["hub"]["extraConfig"]["01-who-gets-which-server"], {"c": c})
    home = {"name": "volume-{user_server}", "mountPath": "/srv/student", "subPath": None}
    exchange = {"name": "exchange", "mountPath": "/exchange"}
    spawner = SimpleNamespace(
        user=SimpleNamespace(name=name, id=number, groups=[SimpleNamespace(name="staff")]),
        authenticator=SimpleNamespace(normalize_username=str.lower),
        image="student:1",
        init_containers=[BLOCK],
        volumes={"exchange": {"name": "exchange"}},
        volume_mounts={"home": home, "exchange": exchange},
        extra_labels={},
        environment={},
        cmd=["jupyterhub-singleuser"],
    )
    c.KubeSpawner.pre_spawn_hook(spawner)
    return spawner


def test_a_students_pod_has_neither_course_nor_gradebook(monkeypatch: pytest.MonkeyPatch) -> None:
    student, other = (prepared(monkeypatch, name) for name in ("mia", "noa"))
    assert {*student.volumes, *student.volume_mounts} == {"home", "exchange"}
    assert (student.image, student.environment, student.extra_labels) == ("student:1", {}, {})
    assert (student.gid, student.fs_gid) == (student.uid, None)
    assert student.uid != other.uid
    block, home = student.init_containers
    assert block == BLOCK
    assert [mount["mountPath"] for mount in home["volumeMounts"]] == ["/srv/student"]


def test_a_number_follows_from_the_name_whatever_the_hubs_database_says(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["mia", "noa", "prof", *(f"s{number}" for number in range(300))]
    before, after = ([prepared(monkeypatch, name, row).uid for name in names] for row in (1, 7))
    assert before == after
    assert len({*before}) == len(names)
    assert all((10_000 <= number < 100_000) == (name == "prof") for name, number in zip(names, before, strict=True))
    assert max(before) < 2**31  # the largest number that Kubernetes takes


@AS_ROOT
@pytest.mark.parametrize("owner", ["mine", "another's"])
def test_the_home_is_given_to_its_owner_with_all_that_is_in_it(
    owner: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    student = prepared(monkeypatch, "mia")
    files = [tmp_path / "home", tmp_path / "home" / "lesson", tmp_path / "home" / "lesson" / "answers.jsonl"]
    files[1].mkdir(parents=True)
    files[2].touch()
    (program, option, line) = student.init_containers[-1]["command"]
    assert "{" not in line  # KubeSpawner would take it for a place to fill in
    if owner == "mine":
        os.chown(files[0], student.uid, student.gid)
    subprocess.run([program, option, line.replace("/srv/student", str(files[0]))], check=True)
    found = [path.stat().st_uid == path.stat().st_gid == student.uid for path in files]
    assert found == ([True, False, False] if owner == "mine" else [True, True, True])
    assert files[0].stat().st_mode & 0o777 == 0o700


def test_staff_have_both_and_write_for_the_group(monkeypatch: pytest.MonkeyPatch) -> None:
    marker = prepared(monkeypatch, "ana")
    assert marker.volume_mounts["course"] == {"name": "course", "mountPath": "/course"}
    assert (marker.gid, marker.init_containers[0]) == (9000, BLOCK)
    assert "secretKeyRef" in marker.environment["TWO_JANUARIES_GRADEBOOK"]["valueFrom"]
    assert marker.extra_labels == {"course": "staff"}


def test_the_first_of_the_staff_finds_a_folder_to_clone_into(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("pods run Linux")
    marker, course = prepared(monkeypatch, "ana"), tmp_path / "course"
    server = tmp_path / "jupyterhub-singleuser"
    server.write_text('#!/bin/sh\ncd "$ROOT" && umask && echo "$@"\n')
    server.chmod(0o755)
    words = [word.replace("/course", str(course)) for word in marker.cmd]
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "ROOT": marker.notebook_dir.replace("/course", str(course))}
    for _ in range(2):
        done = subprocess.run([*words, "--port=8888"], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout == "0007\n--port=8888\n"
    assert (course / "checkout").stat().st_mode & 0o777 == 0o770


def test_who_is_taken_out_of_the_list_is_a_student_whatever_the_hubs_database_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lists = {"staff": ["prof", "Ben"]}
    volumes = {name: {*prepared(monkeypatch, name, custom=lists).volumes} for name in ("prof", "ana", "ben")}
    assert volumes == {"prof": {"exchange", "course"}, "ana": {"exchange"}, "ben": {"exchange", "course"}}


def test_of_the_staff_instructors_alone_have_names_at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = {"staff": ["prof", "ana"], "instructors": ["prof", "zoe"]}
    servers = {name: prepared(monkeypatch, name, custom=lists) for name in ("prof", "ana", "zoe", "mia")}
    named = {name: variable(NAMES) in server.environment for name, server in servers.items()}
    assert named == {"prof": True, "ana": False, "zoe": False, "mia": False}


def test_what_stands_beside_the_chart_can_be_read() -> None:
    found = [*yaml.safe_load_all((FOLDER / "cluster.yaml").read_text("utf-8"))]
    claims = {each["metadata"]["name"]: each["spec"] for each in found if each["kind"] == "PersistentVolumeClaim"}
    assert {*claims} == {"exchange", "course"}
    assert all(claim["accessModes"] == ["ReadWriteMany"] for claim in claims.values())


def test_dasks_scheduler_reads_the_course_as_its_workers_do() -> None:
    found = [*yaml.safe_load_all((FOLDER / "cluster.yaml").read_text("utf-8"))]
    pods = {
        each["metadata"]["name"]: each["spec"]["template"]["spec"] for each in found if each["kind"] == "Deployment"
    }
    scheduler, worker = pods["dask-scheduler"], pods["dask-worker"]
    assert scheduler["securityContext"] == worker["securityContext"] == {"runAsUser": 9001, "runAsGroup": 9000}
    assert scheduler["volumes"] == worker["volumes"]
    (one,), (other,) = scheduler["containers"], worker["containers"]
    assert (one["image"], one["volumeMounts"]) == (other["image"], other["volumeMounts"])
    assert "PYTHONPATH=/course/checkout" in (FOLDER / "Dockerfile").read_text("utf-8")
    assert other["volumeMounts"] == [{"name": "course", "mountPath": "/course"}]


@AS_ROOT
def test_git_takes_the_checkout_of_somebody_else_of_the_staff(tmp_path: Path) -> None:
    (line,) = re.findall(r"^RUN (git config .*)$", (FOLDER / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    checkout, environment = tmp_path / "checkout", {**os.environ, "GIT_CONFIG_SYSTEM": str(tmp_path / "gitconfig")}
    subprocess.run(["git", "init", "--quiet", str(checkout)], check=True)
    os.chown(checkout, 10_001, 9000)
    look = partial(subprocess.run, ["git", "-C", str(checkout), "status"], env=environment, check=False)
    assert look(capture_output=True).returncode
    subprocess.run(line.replace("/course/checkout", str(checkout)).split(), env=environment, check=True)
    assert look(capture_output=True).returncode == 0


def in_a_pod(code: str, **told: str) -> str:
    """Run Python here as a number without an account, as a pod does, in its environment; return what it printed."""
    try:
        outside = [bubblewrap(), "--dev-bind", "/", "/", "--unshare-user", "--uid", "1234567890", "--gid", "1234567890"]
    except SandboxError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    command = [*outside, sys.executable, "-c", code]
    done = subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_number_without_an_account_hands_in_and_fetches_by_the_hubs_name(
    course: Course, copy: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "settings"
    settings.mkdir()
    shutil.copyfile(FOLDER / "student_nbgrader.py", settings / "nbgrader_config.py")
    here = {"root": str(course.folder / "exchange"), "cache": str(settings / "cache")}
    said = {"CourseDirectory": {"course_id": course.course_id}, "Exchange": here}
    (settings / "nbgrader_config.json").write_text(json.dumps(said), "utf-8")
    told = {"JUPYTERHUB_USER": "mia", "JUPYTER_CONFIG_PATH": str(settings)}
    assert in_a_pod("import os, pwd; print(os.getuid() in {each.pw_uid for each in pwd.getpwall()})") == "False\n"
    in_a_pod(
        "from quizzes.exchange import Search, submit; from quizzes.folders import workplace; "
        "submit(workplace(), Search(workplace()).door())",
        **told,
    )
    collect_exchange(course, ASSIGNMENT)
    assert course.students("submitted", ASSIGNMENT) == ["mia"]
    assert [result.outcome for result in grade_class(course, ASSIGNMENT, ["mia"])] == ["graded"]
    assert [*write_feedback(course, ASSIGNMENT, ["mia"])] == [("mia", "")]
    assert release_feedback(course, ASSIGNMENT) == ["mia"]
    in_a_pod(
        "import os; os.chdir('..'); from nbgrader.apps import FetchFeedbackApp; "
        f"FetchFeedbackApp.launch_instance(['{ASSIGNMENT}'])",
        **told,
    )
    assert [path.name for path in copy.glob("feedback/*/*")] == [f"{ASSIGNMENT}.html"]


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
def test_the_chart_takes_them(size: int, place: Path) -> None:
    helm = pytest.importorskip("helm_python", reason=WITH)
    own = values(size)
    schema = json.loads((place / "values.schema.json").read_text("utf-8"))
    jsonschema.validate(merged(yaml.safe_load((place / "values.yaml").read_text("utf-8")), own), schema)
    with pytest.raises(helm.HelmError):
        rendered(helm, place, merged(own, {"singleuser": {"memory": {"guarante": "1G"}}}))
    documents = rendered(helm, place, own)
    assert {"Deployment", "StatefulSet", "NetworkPolicy", "Secret"} <= {each["kind"] for each in documents}
    secret = next(each for each in documents if each["kind"] == "Secret" and "values.yaml" in each["data"])
    told = yaml.safe_load(b64decode(secret["data"]["values.yaml"]))
    assert told["hub"]["extraConfig"] == own["hub"]["extraConfig"]


@pytest.mark.long
@pytest.mark.filterwarnings("default")
def test_kubespawner_makes_the_pods(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helm = pytest.importorskip("helm_python", reason=WITH)
    if find_spec("kubespawner") is None:
        pytest.skip(WITH)
    config = configured(rendered(helm, place, values(1000)), tmp_path, monkeypatch)
    student, moved, marker = pod(config, "mia"), pod(config, "mia", 7), pod(config, "ana")
    assert student["spec"]["containers"] == moved["spec"]["containers"]
    for each in (student, marker):
        assert [first["name"] for first in each["spec"]["initContainers"]] == ["block-cloud-metadata", "home"]
        assert "fsGroup" not in each["spec"].get("securityContext", {})
    volumes = [{volume["name"] for volume in each["spec"]["volumes"]} for each in (student, marker)]
    assert volumes == [{"volume-mia", "exchange"}, {"volume-ana", "exchange", "course"}]
    (seat,), (desk,) = student["spec"]["containers"], marker["spec"]["containers"]
    assert seat["securityContext"]["runAsUser"] == seat["securityContext"]["runAsGroup"] >= 1_000_000
    assert desk["securityContext"]["runAsGroup"] == 9000
    told = [{each["name"]: each for each in container["env"]} for container in (seat, desk)]
    assert (told[0]["JUPYTERHUB_USER"]["value"], "TWO_JANUARIES_GRADEBOOK" in told[0]) == ("mia", False)
    assert told[1]["TWO_JANUARIES_GRADEBOOK"]["valueFrom"] == {"secretKeyRef": {"name": "gradebook", "key": "address"}}
    assert told[1]["JUPYTERHUB_ROOT_DIR"]["value"] == "/course/checkout"
    assert (seat["args"], desk["args"][:2]) == (["jupyterhub-singleuser"], ["sh", "-c"])
