"""Do README and the pages for whoever teaches say what is there: files, headings, commands with their options?"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from instructor.__main__ import VERBS, main
from instructor.course import Course
from tests.browser.sample import sample

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "instructor" / "guide"
THREE = ("run-it.md", "change-it.md", "operate-it.md")
ALL = (*THREE, "put-it-online.md", "grading.md")
PAGES = [ROOT / "README.md", ROOT / ".github" / "sample.md", *(GUIDE / name for name in ALL)]
COMMAND = "uv run python -m instructor "


def without_yaml(page: Path) -> str:
    """Return a page without its blocks of YAML: a bank's text in them is no page of ours."""
    return re.sub(r"^```yaml\n.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    """Return the commands of a page's blocks, without what starts them and without remarks."""
    blocks = re.findall(r"^```\n(.*?)^```", without_yaml(page), re.MULTILINE | re.DOTALL)
    return [line.split(COMMAND)[1] for block in blocks for line in block.splitlines() if COMMAND in line]


GIVEN = [(page.name, command) for page in PAGES for command in commands(page)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    found = re.findall(r"\]\(([^)\s]+)\)", without_yaml(page))
    assert found
    for link in found:
        path, _, heading = link.partition("#")
        if not path.startswith("https:"):
            target = (page.parent / path).resolve()
            assert target.is_file(), link
            heads = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE) if heading else []
            assert not heading or heading in {head.lower().replace(" ", "-") for head in heads}, link


def test_the_readme_leads_to_the_three_pages_and_a_picture_at_its_top() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(f"](instructor/guide/{name})" in readme for name in THREE)
    assert "](.github/pictures/" in readme.split("## ")[0]
    assert "](.github/sample.md)" in readme.split("## ")[0]


@pytest.mark.parametrize("command", [command for _, command in GIVEN], ids=[f"{page}: {line}" for page, line in GIVEN])
def test_a_command_of_a_page_is_one_that_the_program_takes(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = shlex.split(command, comments=True)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for word in words:
        if Path(word).suffix in {".csv", ".zip"}:
            Path(word).parent.mkdir(exist_ok=True)
            Path(word).touch()
    parent: click.Command = main
    context, rest = click.Context(main), words
    while isinstance(parent, click.Group):
        _, (name, *rest), _ = parent.make_parser(context).parse_args(rest)
        found = parent.get_command(context, name)
        assert found, name
        parent = found
    parent.make_context(command, rest, parent=context)


@pytest.mark.parametrize("page", [GUIDE / name for name in ALL], ids=lambda page: page.name)
def test_what_a_page_mentions_in_its_sentences_exists(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    everywhere = set().union(*map(_options, VERBS), *(each.opts for each in main.params), {"--help"})
    assert {*re.findall(r"`(--[a-z-]+)", text)} <= everywhere
    for verb, option in re.findall(rf"`({'|'.join(VERBS)}) (?:[\w-]+ )?(--[a-z-]+)", text):
        assert option in _options(verb), verb


def _options(verb: str) -> set[str]:
    """Return the options of a verb and of what stands below it."""
    found = main.get_command(click.Context(main), verb)
    assert found, verb
    below = [found, *(found.commands.values() if isinstance(found, click.Group) else [])]
    return {option for each in below for parameter in each.params for option in parameter.opts}


def test_the_sample_is_what_the_lesson_says_now() -> None:
    """After a change of the section or its question: `uv run python -m tests.browser.pictures`."""
    assert (ROOT / ".github" / "sample.md").read_text("utf-8") == sample(Course(ROOT, ROOT / "build"))


def test_the_pictures_stay_small() -> None:
    sizes = [path.stat().st_size for path in (ROOT / ".github" / "pictures").glob("*.png")]
    assert len(sizes) == 5
    assert max(sizes) <= 150_000
    assert sum(sizes) <= 600_000
