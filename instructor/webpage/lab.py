"""JupyterLab's pages as JupyterLite has them, without what the course has no use for, and their configuration.

The course's own extension comes out of the students' wheel, with the course's texts; the option that a server's hook
sets (`quizzes.door`) stands here in a file.
"""

from __future__ import annotations

import json
import re
import shutil
import tarfile
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path

from instructor.course import CourseError
from instructor.webpage.runtime import START
from quizzes.door import OPTION, UNWANTED, option
from quizzes.manifest import Manifest
from quizzes.own_cells import OWN

#: What browsers call the storage of the work; the door adds the path of the page, for several courses may lie on one
#: host. Another name would hide what students did: it never changes.
STORAGE = "Student work"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
EXTENSIONS = (KERNEL, "@jupyter-widgets/jupyterlab-manager", "anywidget")
#: Other pages of JupyterLite, what only its developers read, fonts of trade marks or for browsers that cannot run it.
_OTHERS = re.compile(
    r"\.(map|eot|ttf)$|^build/fa-.*\.svg$|^build/fa-.*\.woff$|^build/fa-brands-|^rspack|^jupyterlite\.schema"
    r"|^(consoles|doc|edit|notebooks|repl|tree|build/(consoles|edit|notebooks|repl|tree))(/|$)"
)
#: What JupyterLab asks a server for: it has no other language here than the one it is written in.
_LANGUAGES = {"data": {"en": {"displayName": "English", "nativeName": "English"}}, "message": ""}
#: JupyterLab would open again what was open on the last visit, each notebook with a Python of its own: it forgets that.
_ONE_LESSON = {"enableMemoryStorage": True, "workspacesStorageDrivers": ["memoryStorageDriver"]}
#: What of JupyterLab no student meets here: a page loads each part that it has.
_UNMET = (
    *(
        f"@jupyterlab/{name}-extension"
        for name in (
            "audio",
            "celltags",
            "console",
            "csvviewer",
            "fileeditor",
            "help",
            "htmlviewer",
            "imageviewer",
            "inspector",
            "logconsole",
            "lsp",
            "markdownviewer",
            "mermaid",
            "metadataform",
            "pdf",
            "running",
            "settingeditor",
            "terminal",
            "toc",
            "tooltip",
            "vega5",
            "video",
            "workspaces",
        )
    ),
    "@jupyterlab/completer-extension:inline-completer",
    "@jupyterlab/completer-extension:inline-completer-factory",
    "@jupyterlab/completer-extension:inline-history",
    "@jupyterlab/notebook-extension:code-console",
    "@jupyterlab/notebook-extension:language-server",
    "@jupyterlab/notebook-extension:log-output",
    "@jupyterlab/notebook-extension:toc",
    "@jupyterlab/notebook-extension:update-raw-mimetype",
    "@jupyterlite/application-extension:lsp-connection-manager",
)
_DATA = re.compile(r"^[^/]+\.data/data/share/jupyter/labextensions/(.+)$")


def write_lab(site: Path, wheel: Path) -> None:
    """Write JupyterLab's pages and extensions into a site, with the course's own out of its wheel."""
    _unpack(site)
    for name in EXTENSIONS:
        _copy(_extension(name), site / "extensions" / name)
    with zipfile.ZipFile(wheel) as packed:
        for name in packed.namelist():
            if found := _DATA.match(name):
                place = site / "extensions" / found[1]
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(packed.read(name))


def kernel_wheels() -> Path:
    """Return the folder of the wheels that JupyterLite's kernel brings."""
    return _extension(KERNEL) / "static" / "pypi"


def _unpack(site: Path) -> None:
    try:
        package = files("jupyterlite_core")
    except ModuleNotFoundError:
        raise CourseError("jupyterlite-core is not installed; run: uv sync --group site") from None
    (archive,) = (Path(str(path)) for path in package.iterdir() if path.name.endswith(".tgz"))
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            name = member.name.removeprefix("package/")
            if member.isfile() and not _OTHERS.search(name):
                place, content = site / name, packed.extractfile(member)
                assert content is not None
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content.read())


def _extension(name: str) -> Path:
    found = [Path(place, name) for place in jupyter_path("labextensions") if Path(place, name, "package.json").exists()]
    if not found:
        raise CourseError(f"JupyterLab's extension {name} is not installed; run: uv sync --group site")
    return found[0]


def _copy(source: Path, place: Path) -> None:
    left_out = shutil.ignore_patterns("*.map", "pypi", "install.json")
    shutil.copytree(source, place, ignore=left_out, copy_function=shutil.copyfile)


def configure(site: Path, course: Manifest, packages: list[str], needs: dict[str, list[str]]) -> None:
    """Write the configuration of the pages of a site whose lessons lie in it already.

    Parameters
    ----------
    site
        The site.
    course
        The course as its students see it.
    packages
        What Python loads at its start.
    needs
        The modules that it loads packages for before a lesson, by lesson.
    """
    path = site / "jupyter-lite.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    found["jupyter-config-data"] |= {
        "appName": course["course"],
        "federated_extensions": [_load(package) for package in _packages(site)],
        "disabledExtensions": [*UNWANTED, *_UNMET],
        "contentsAllJsonFile": "all.json",
        **_ONE_LESSON,
        "litePluginSettings": {
            f"{KERNEL}:kernel": {
                "pyodideUrl": f"./pyodide/{START}",
                "disablePyPIFallback": True,
                "loadPyodideOptions": {"packages": packages},
            }
        },
        "contentsStorageName": STORAGE,
        OPTION: _option(site / "files", course, needs),
    }
    _write(path, found)
    schemas = [schema for package in _packages(site) for schema in _schemas(package)]
    _write(site / "build" / "schemas" / "all_federated.json", schemas)
    languages = site / "api" / "translations"
    languages.mkdir(parents=True, exist_ok=True)
    _write(languages / "all.json", _LANGUAGES)
    _write(languages / "en.json", {"data": {}, "message": ""})


def _option(files: Path, course: Manifest, needs: dict[str, list[str]]) -> str:
    """Return what a page learns: that the browser keeps the work, and each lesson's release and needs of Python."""
    learns = json.loads(option(files, run=True, home=True, course=course))
    for lesson in learns["lessons"]:
        lesson["packages"] = needs.get(lesson["name"], [])
        if lesson["path"]:
            notebook = json.loads((files / lesson["path"]).read_text("utf-8"))
            lesson["release"] = notebook["metadata"][OWN]["release"]["id"]
    return json.dumps(learns | {"kept": True}, ensure_ascii=False)


def _packages(site: Path) -> list[Path]:
    """Return what describes each extension of a site: in a folder of its own, or in its organisation's."""
    folder = site / "extensions"
    return sorted([*folder.glob("[!@]*/package.json"), *folder.glob("@*/*/package.json")])


def _load(package: Path) -> dict[str, str]:
    """Return how a page loads an extension, by its `package.json`."""
    known = json.loads(package.read_text("utf-8"))
    return {"name": known["name"], **known["jupyterlab"]["_build"]}


def _schemas(package: Path) -> list[dict[str, Any]]:
    """Return the settings that an extension declares, as JupyterLite lists them."""
    known = json.loads(package.read_text("utf-8"))
    facts = {"settings": {}, "raw": "{}", "version": known["version"]}
    return [
        {"id": f"{known['name']}:{path.stem}", "schema": json.loads(path.read_text("utf-8"))} | facts
        for path in sorted(package.parent.glob(f"schemas/{known['name']}/*.json"))
        if path.name != "package.json.orig"
    ]


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
