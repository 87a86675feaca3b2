"""Do the values for Kubernetes keep the course away from students, and does the chart take them?

The chart is in no registry of packages. Where the variable HUB_CHART names its folder `jupyterhub` (of the repository
zero-to-jupyterhub-k8s), the values are checked against its schema and rendered, with Helm's own library:
`HUB_CHART=... uv run --with helm-python-sdk pytest -n0 -m long tests/test_hub_kubernetes.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode
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
from tests.small_course import ASSIGNMENT

FOLDER = Path(__file__).parent.parent / "instructor" / "deploy" / "kubernetes"
SIZES = (100, 1000, 10000)


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


def prepared(monkeypatch: pytest.MonkeyPatch, number: int, *groups: str) -> SimpleNamespace:
    """Let the chart's hook prepare somebody's server, on what the chart gives it."""
    z2jh = ModuleType("z2jh")
    z2jh.get_config = lambda name: values(100)["custom"][name.partition(".")[2]]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "z2jh", z2jh)
    c = SimpleNamespace(KubeSpawner=SimpleNamespace())
    exec(values(100)["hub"]["extraConfig"]["01-who-gets-which-server"], {"c": c})
    home = {"name": "volume-{user_server}", "mountPath": "/srv/student", "subPath": None}
    exchange = {"name": "exchange", "mountPath": "/exchange"}
    spawner = SimpleNamespace(
        user=SimpleNamespace(id=number, groups=[SimpleNamespace(name=name) for name in groups]),
        image="student:1",
        volumes={"exchange": {"name": "exchange"}},
        volume_mounts={"home": home, "exchange": exchange},
        extra_labels={},
        environment={},
        cmd=["jupyterhub-singleuser"],
    )
    c.KubeSpawner.pre_spawn_hook(spawner)
    return spawner


def test_a_students_pod_has_neither_course_nor_gradebook(monkeypatch: pytest.MonkeyPatch) -> None:
    student, other = (prepared(monkeypatch, number) for number in (7, 8))
    assert {*student.volumes, *student.volume_mounts} == {"home", "exchange"}
    assert (student.image, student.environment, student.extra_labels) == ("student:1", {}, {})
    assert (student.uid, student.gid, student.fs_gid) == (10007, 10007, None)
    assert student.uid != other.uid
    (first,) = student.init_containers
    assert first["command"][-1] == "chown 10007:10007 /srv/student && chmod 700 /srv/student"
    assert [mount["mountPath"] for mount in first["volumeMounts"]] == ["/srv/student"]


def test_staff_have_both_and_write_for_the_group(monkeypatch: pytest.MonkeyPatch) -> None:
    marker = prepared(monkeypatch, 3, "staff")
    assert marker.volume_mounts["course"] == {"name": "course", "mountPath": "/course"}
    assert (marker.uid, marker.gid) == (10003, 9000)
    assert marker.cmd[2].startswith("umask 007;")
    assert "secretKeyRef" in marker.environment["TWO_JANUARIES_GRADEBOOK"]["valueFrom"]
    assert marker.extra_labels == {"course": "staff"}


def test_of_the_staff_instructors_alone_have_names_at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    named = {
        groups: variable(NAMES) in prepared(monkeypatch, 4, *groups).environment
        for groups in (("staff", "instructors"), ("staff",), ("instructors",), ())
    }
    assert named == {("staff", "instructors"): True, ("staff",): False, ("instructors",): False, (): False}


def test_what_stands_beside_the_chart_can_be_read() -> None:
    found = [*yaml.safe_load_all((FOLDER / "cluster.yaml").read_text("utf-8"))]
    claims = {each["metadata"]["name"]: each["spec"] for each in found if each["kind"] == "PersistentVolumeClaim"}
    assert {*claims} == {"exchange", "course"}
    assert all(claim["accessModes"] == ["ReadWriteMany"] for claim in claims.values())


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
    here = {"root": str(course.folder / "exchange"), "cache": str(settings / "cache")}  # JSON counts before Python
    (settings / "nbgrader_config.json").write_text(json.dumps({"Exchange": here}), "utf-8")
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
def test_the_chart_takes_them(size: int, tmp_path: Path) -> None:
    if "HUB_CHART" not in os.environ:
        pytest.skip("HUB_CHART names no chart")
    helm = pytest.importorskip("helm_python", reason="uv run --with helm-python-sdk")
    chart = tmp_path / "jupyterhub"
    shutil.copytree(os.environ["HUB_CHART"], chart)
    schema = yaml.safe_load((chart / "values.schema.yaml").read_text("utf-8"))
    (chart / "values.schema.json").write_text(json.dumps(schema), "utf-8")  # then Helm checks by it, too
    own = values(size)
    jsonschema.validate(merged(yaml.safe_load((chart / "values.yaml").read_text("utf-8")), own), schema)
    with helm.Chart.load(str(chart)) as loaded:
        made = loaded.render(own, name="hub", namespace="course")
        with pytest.raises(helm.HelmError):
            loaded.render(merged(own, {"singleuser": {"memory": {"guarante": "1G"}}}), name="hub", namespace="course")
    texts = [text for name, text in made.items() if name.endswith(".yaml")]
    documents = [each for text in texts for each in yaml.safe_load_all(text) if each]
    assert {"Deployment", "StatefulSet", "NetworkPolicy", "Secret"} <= {each["kind"] for each in documents}
    secret = next(each for each in documents if each["kind"] == "Secret" and "values.yaml" in each["data"])
    told = yaml.safe_load(b64decode(secret["data"]["values.yaml"]))
    assert told["hub"]["extraConfig"] == own["hub"]["extraConfig"]
