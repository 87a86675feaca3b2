"""What a lesson's pictures lack: words for who does not see them, a source, a licence, a question that shows them."""

from __future__ import annotations

from collections.abc import Iterator

from instructor.authoring.faults import Fault
from instructor.authoring.places import texts
from instructor.authoring.sources import Finding, Source
from instructor.course import Course
from quizzes.pictures import NAMED, UNKNOWN


def lacking(bank: Source, keys: Source) -> Iterator[Finding]:
    """Yield the pictures that stand without words, or whose source or licence is not known yet."""
    for source in (bank, keys):
        for path, text in texts(source.data):
            for file in (found[2] for found in NAMED.finditer(text) if not found[1].strip()):
                words = f"say in words what {file} shows, for whoever does not see it: ![What it shows]({file})"
                yield source.finding(Fault(path, words))
    for name, picture in _named(bank).items():
        for field in ("source", "licence"):
            if isinstance(picture, dict) and picture.get(field) == UNKNOWN:
                words = f"the {field} is not known; write it in place of the {UNKNOWN}, or take the picture out"
                yield bank.finding(Fault(("pictures", name, field), words))


def unused(course: Course, lesson: str, bank: Source, keys: Source) -> Iterator[Finding]:
    """Yield the pictures that lie in the lesson's folder, or are named in its bank, and that no text shows."""
    folder = course.bank_file(lesson).with_suffix("").relative_to(course.root).as_posix()
    named = _named(bank)
    lying = {path.name for path in course.pictures(lesson) if not path.name.startswith(".")}
    for name in sorted({*lying, *map(str, named)}):
        if f"]({name})" not in bank.text + keys.text:
            words = f"no question shows this picture; show it as ![What it shows]({name}), or take it out of {folder}"
            line = None if name in named else 1
            yield bank.finding(Fault(("pictures", name), words), line)


def _named(bank: Source) -> dict[str, object]:
    """Return what a bank says of its pictures, by their names."""
    found = bank.data.get("pictures") if isinstance(bank.data, dict) else None
    return {str(name): each for name, each in found.items()} if isinstance(found, dict) else {}
