"""The pods of a hub on Kubernetes, as the chart's own configuration and KubeSpawner make them, without a cluster.

Both come from elsewhere: `test_hub_kubernetes.py` says how.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from base64 import b64decode
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

#: Where the hub's pod has what the chart tells it.
_PLACE = "/usr/local/etc/jupyterhub/"
#: KubeSpawner wants to know a cluster; nothing is asked of it.
_CLUSTER = {
    "clusters": [{"name": "none", "cluster": {"server": "https://cluster.invalid"}}],
    "users": [{"name": "none", "user": {}}],
    "contexts": [{"name": "none", "context": {"cluster": "none", "user": "none"}}],
    "current-context": "none",
}

Documents = list[dict[str, Any]]


def chart(source: Path, folder: Path) -> Path:
    """Copy the chart into a folder, with its schema in the form that Helm checks by."""
    copied = folder / "jupyterhub"
    shutil.copytree(source, copied)
    schema = yaml.safe_load((copied / "values.schema.yaml").read_text("utf-8"))
    (copied / "values.schema.json").write_text(json.dumps(schema), "utf-8")
    return copied


def rendered(helm: Any, place: Path, values: dict[str, Any]) -> Documents:
    """Return what Helm makes of a chart and values."""
    with helm.Chart.load(str(place)) as loaded:
        made = loaded.render(values, name="hub", namespace="course")
    texts = [text for name, text in made.items() if name.endswith(".yaml")]
    return [each for text in texts for each in yaml.safe_load_all(text) if each]


def configured(documents: Documents, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Return JupyterHub's configuration, as the chart's files fill it in the hub's pod."""
    (told,) = (each for each in documents if each["kind"] == "ConfigMap" and "z2jh.py" in each["data"])
    (secret,) = (each for each in documents if each["kind"] == "Secret" and "values.yaml" in each["data"])
    for name in ("config", "secret"):
        (folder / name).mkdir()
    for name, text in told["data"].items():
        (folder / "config" / name).write_text(text.replace(_PLACE, f"{folder}/"), "utf-8")
    for name, text in secret["data"].items():
        (folder / "secret" / name).write_bytes(b64decode(text))
    (folder / "cluster.yaml").write_text(yaml.safe_dump(_CLUSTER), "utf-8")
    monkeypatch.setenv("KUBECONFIG", str(folder / "cluster.yaml"))
    for name in ("HUB", "PROXY_API", "PROXY_PUBLIC"):
        monkeypatch.setenv(f"{name}_SERVICE_PORT", "80")
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "z2jh", raising=False)
    config: Config = PyFileConfigLoader("jupyterhub_config.py", path=str(folder / "config")).load_config()
    return config


def pod(config: Config, name: str, number: int = 1) -> dict[str, Any]:
    """Return the manifest of the pod that somebody gets, whom the hub's database has under a number."""
    user = SimpleNamespace(name=name, id=number, url=f"/user/{name}/", groups=[])
    authenticator = import_module("jupyterhub.auth").Authenticator()

    async def made() -> Any:
        kind = import_module("kubespawner").KubeSpawner
        spawner = kind(config=config, _mock=True, user=user, authenticator=authenticator)
        spawner.run_pre_spawn_hook()
        async with import_module("kubernetes_asyncio.client").ApiClient() as client:
            return client.sanitize_for_serialization(await spawner.get_pod_manifest())

    return dict(asyncio.run(made()))
