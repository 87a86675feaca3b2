"""The script of a quiz's page: many modules here, one for anywidget.

anywidget takes one ES module, a text, and a text has no folder that `./card.js` could lie in (manzt/anywidget #399). A
bundler would be one more tool to install, so `joined` writes the modules one after the other, each after those that it
imports, without import lines and the word `export`. For that the modules keep two rules, which are held here: names
at the top of a module are unique among all of them, and what is imported is named in braces. What only gives types
(`protocol.js`, and imports in comments) is left out.

`quizzes/types/<type>.js` holds the control of an item type, which registers itself; every module there is taken in, and
the controls of types from outside (`BaseItem.control`).
"""

from __future__ import annotations

import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_IMPORT = re.compile(r'^import \{\s*\w+(?:,\s+\w+)*,?\s*\} from "([^"]+)";\n', re.MULTILINE)
_NAME = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
_ODD = re.compile(r"^(?:import|export (?!default \{|(?:async )?(?:function|class|const|let) \w)).*", re.MULTILINE)


class ScriptError(ValueError):
    """The modules cannot be joined; the message names the files and the cure."""


@cache
def joined(*controls: Path) -> str:
    """Return the page as one ES module.

    Parameters
    ----------
    controls
        Modules that register controls of item types from outside. They may import from `./` and from the page's own
        folder, as in `import { register } from "quizzes/script/controls.js";`.

    Raises
    ------
    ScriptError
        Where a control is missing, two modules use one name, or one imports or exports in a way that joining cannot
        keep.
    """
    own = [_HERE / "script" / "quiz.js", *sorted((_HERE / "types").glob("*.js"))]
    return _join([*own, *(path.resolve() for path in controls)])


@cache
def card_script() -> str:
    """Return the card that hands in as one ES module. Raises ScriptError as `joined` does."""
    return _join([_HERE / "script" / "hand_in.js"])


@cache
def trial_script() -> str:
    """Return what `explore` shows as one ES module. Raises ScriptError as `joined` does."""
    return _join([_HERE / "script" / "trial.js"])


@cache
def styles(name: str) -> str:
    """Return a style sheet beside this module, after the rules that quiz and card share."""
    return "\n".join(path.read_text("utf-8") for path in (_HERE / "script" / "base.css", _HERE / name))


def _join(wanted: list[Path]) -> str:
    sources: dict[Path, str] = {}
    needs: dict[Path, list[Path]] = {}
    while wanted:
        path = wanted.pop(0)
        if path not in sources:
            sources[path] = _read(path)
            needs[path] = [_place(path, name) for name in _IMPORT.findall(sources[path])]
            wanted += needs[path]
    _check(sources)
    return "\n".join(_part(path, sources[path]) for path in TopologicalSorter(needs).static_order())


def _read(path: Path) -> str:
    if not path.exists():
        raise ScriptError(f"{path} is missing; write the item type's control there, as in {_HERE / 'types'}")
    return path.read_text("utf-8")


def _place(module: Path, name: str) -> Path:
    """Return the file that `module` imports as `name`."""
    beside = (module.parent / name).resolve()
    place = beside if beside.exists() else _HERE.parent / name
    if not place.exists():
        raise ScriptError(f'{module}: there is no "{name}"; import "./x.js" or "quizzes/script/x.js"')
    return place


def _check(sources: dict[Path, str]) -> None:
    """Raise ScriptError unless the modules keep the two rules."""
    owners: dict[str, Path] = {}
    for path, source in sources.items():
        if odd := _ODD.search(_IMPORT.sub("", source)):
            raise ScriptError(f'{path}: "{odd[0]}" cannot be joined; import {{names}}, export declarations')
        for name in _NAME.findall(source):
            if name in owners:
                raise ScriptError(f'"{name}" is declared in {owners[name]} and in {path}; rename one of them')
            owners[name] = path


def _part(path: Path, source: str) -> str:
    body = _IMPORT.sub("", source)
    return f"// {path.parent.name}/{path.name}\n{re.sub(r'^export (?!default)', '', body, flags=re.MULTILINE)}"
