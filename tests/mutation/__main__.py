"""Change one thing of a module at a time, many times over: does a test fail each time?

Run by hand: `uv run --with mutmut python -m tests.mutation quizzes/journal.py [MODULE ...]`; without a module, all that
`TARGETS` names, which takes half an hour. mutmut works on a copy in `build/mutation/`, where `mutmut show NAME` prints
a mutant and `mutmut results` names those that lived. It changes what functions do; constants and the limits of a schema
stay as they are, so tests name those. Lines that a worker process alone runs would be taken for untested.

mutmut (BSD-3-Clause) forks for each mutant and runs the tests that reach it. cosmic-ray starts Python anew for each,
and changes the very files that one works on.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: A module -> the test files that are asked about it.
TYPES = ("test_types.py", "test_items.py", "test_scoring.py", "test_run.py", "test_widget.py", "test_widget_runs.py")
TARGETS = {
    "quizzes/scoring.py": ("test_scoring.py", "test_items.py"),
    "quizzes/journal.py": ("test_journal.py", "test_journal_limits.py", "test_formats.py"),
    **{f"quizzes/types/{path.name}": TYPES for path in sorted((ROOT / "quizzes" / "types").glob("*.py"))},
    # Tests that release a course take half a minute a mutant; these take a second.
    "instructor/grading/gradebook.py": ("test_gradebook_rows.py",),
    "instructor/submissions/screen.py": ("test_read.py",),
    "instructor/submissions/read.py": ("test_read.py",),
    "instructor/submissions/notebook.py": ("test_read_notebook.py",),
}
SETTINGS = """[mutmut]
source_paths=
    seeds
    quizzes
    instructor
only_mutate={module}
also_copy=notebooks
pytest_add_cli_args=
    -n0
    -pno:cacheprovider
pytest_add_cli_args_test_selection=
    {tests}
"""
#: Exit codes of pytest under a mutant, as mutmut keeps them: a test failed; no test reaches it; all passed.
FATES = {1: "killed", 3: "killed", 33: "no test", 0: "survived"}


def copy_of(module: str) -> Path:
    """Copy the checkout's files, and the settings for one module; return the folder."""
    folder = ROOT / "build" / "mutation" / module.removesuffix(".py").replace("/", ".")
    shutil.rmtree(folder, ignore_errors=True)
    listed = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, text=True)
    for name in filter(lambda name: (ROOT / name).is_file(), listed.splitlines()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    tests = "\n    ".join(f"tests/{name}" for name in TARGETS[module])
    (folder / "setup.cfg").write_text(SETTINGS.format(module=module, tests=tests), "utf-8")
    return folder


def mutate(module: str, children: int) -> Counter[str]:
    """Run all mutants of a module; return how many met which fate."""
    folder = copy_of(module)
    subprocess.run([sys.executable, "-m", "mutmut", "run", "--max-children", str(children)], cwd=folder, check=True)
    codes = json.loads((folder / "mutants" / f"{module}.meta").read_text("utf-8"))["exit_code_by_key"]
    return Counter(FATES.get(code, "timed out or not run") for code in codes.values())


def main() -> None:
    """Mutate what is named, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", choices=[*TARGETS, []], metavar="MODULE", help=", ".join(TARGETS))
    parser.add_argument("--children", type=int, default=2, help="processes")
    arguments = parser.parse_args()
    for module in arguments.modules or TARGETS:
        fates = mutate(module, arguments.children)
        rest = ", ".join(f"{count} {fate}" for fate, count in fates.items() if fate != "killed")
        print(f"{module}: {fates['killed'] / fates.total():.0%} of {fates.total()} killed; {rest or 'none lives'}")


if __name__ == "__main__":
    main()
