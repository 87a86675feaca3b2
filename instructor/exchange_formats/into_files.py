"""Quizzes that were taken from elsewhere, as text of a bank and of keys: new files, or the ends of those there are.

What is there stays as it is, comments included: the quizzes are put behind the last one. The whole is read as it would
be afterwards before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec
import yaml

from instructor.exchange_formats.forms import FormatError
from instructor.exchange_formats.into_items import Taken
from quizzes.bank import Bank, BankError, Keys, Quiz, check_keys, read_yaml
from quizzes.pictures import UNKNOWN
from quizzes.types import Answer

T = TypeVar("T", Bank, Keys)


class _Dumper(yaml.SafeDumper):
    """Writes as the banks here are written: lists indented, long texts folded, nothing by reference."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else ">" if len(text) > 90 else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def written(value: Any) -> str:
    """Return plain values as YAML."""
    return str(yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=116))


def bank_text(
    before: str, lesson: str, taken: Taken, practice: bool, source: str = UNKNOWN, licence: str = UNKNOWN
) -> str:
    """Return a bank with the quizzes behind those of `before` ("": there is no bank), and their pictures named.

    `source` and `licence` are those of the pictures.

    Raises
    ------
    FormatError
        Where the quizzes are not what the file ends with.
    BankError
        Where what is there breaks a rule of banks already.
    """
    made = [_quiz(quiz, taken.answers if practice else {}) for quiz in taken.quizzes]
    lines, name = written(made), f"{lesson}.yaml"
    known = len(read_yaml(before, Bank, name).quizzes) if before else 0
    head = f"assignment: {lesson}\nquizzes:\n\n" if not before else before.rstrip("\n") + "\n\n"
    text = _with_pictures(head, taken.pictures, source, licence, name)
    found = re.search(r"^quizzes:[ \t]*(?:#.*)?\n(?:\s*(?:#.*)?\n)*?( *)- ", before, re.MULTILINE)
    indent = found[1] if found else "  "
    text += "".join(f"{indent if line.strip() else ''}{line}" for line in lines.splitlines(keepends=True))
    if _count(text, Bank, name) != known + len(made):
        raise FormatError(f"{name} does not end with its quizzes; move `quizzes:` to its end, and import again")
    return text


def _with_pictures(text: str, pictures: Iterable[str], source: str, licence: str, name: str) -> str:
    """Return a bank that names these pictures too. Raises FormatError where its `pictures` are not in lines."""
    found = re.search(r"^pictures:[ \t]*(?:#.*)?\n( *)(?=\S)", text, re.MULTILINE)
    known = [*(read_yaml(text, Bank, name).pictures or ())] if found else []
    new = {each: {"source": source, "licence": licence} for each in pictures if each not in known}
    if not new:
        return text
    if re.search(r"^pictures:", text, re.MULTILINE) and not (found and found[1]):
        raise FormatError(f"{name}: write each of its `pictures` in a line of its own, and import again")
    indent = found[1] if found else "  "
    lines = "".join(f"{indent}{line}" for line in written(new).splitlines(keepends=True))
    if found:
        return text[: found.start(1)] + lines + text[found.start(1) :]
    return re.sub(r"^(?=quizzes:)", lambda _: f"pictures:\n{lines}", text, count=1, flags=re.MULTILINE)


def keys_text(before: str, lesson: str, taken: Taken) -> str:
    """Return a file of keys with the new ones behind those of `before` ("": there is none). Raises as `bank_text`."""
    made = {name: _plain(answer) for name, answer in taken.answers.items()}
    if not made:
        return before or f"assignment: {lesson}\nkeys: {{}}\n"
    head = f"assignment: {lesson}\nkeys:\n\n" if not before else before.rstrip("\n") + "\n\n"
    found = re.search(r"^keys:[ \t]*(?:#.*)?\n(?:\s*(?:#.*)?\n)*?( +)\S", before, re.MULTILINE)
    indent = found[1] if found else "  "
    lines = written(made).splitlines(keepends=True)
    text = head + "".join(f"{indent if line.strip() else ''}{line}" for line in lines)
    name = f"keys/{lesson}.yaml"
    known = len(read_yaml(before, Keys, name).keys) if before else 0
    if _count(text, Keys, name) != known + len(made):
        raise FormatError(f"{name} does not end with its keys; move `keys:` to its end, and import again")
    return text


def _count(text: str, kind: type[T], name: str) -> int:
    """Return how many quizzes or keys a text holds; -1 where it cannot be read."""
    try:
        value = read_yaml(text, kind, name)
    except BankError:
        return -1
    return len(value.quizzes) if isinstance(value, Bank) else len(value.keys)


def check(bank: str, keys: str, lesson: str) -> None:
    """Raise BankError unless the texts of a bank and of its keys fit each other."""
    check_keys(read_yaml(bank, Bank, f"{lesson}.yaml"), read_yaml(keys, Keys, f"keys/{lesson}.yaml"), "keys")


def _quiz(quiz: Quiz, answers: Mapping[str, Answer]) -> dict[str, Any]:
    fields = {"id": quiz.id, "title": quiz.title}
    if quiz.graded and not answers:
        fields |= {"graded": True}  # type: ignore[dict-item]
    items = []
    for item in quiz.items:
        plain = _plain(item)
        first = {"id": plain.pop("id"), "type": plain.pop("type")}
        items.append(first | plain | ({"answer": _plain(answers[item.id])} if item.id in answers else {}))
    return fields | {"items": items}


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value, str_keys=True)
