"""What of a large class is worth a line: of more than `MANY` people those who need something, and a count of the rest.

A remark that several have is said once, with how many; `--all` lists everybody with everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

#: Up to so many people are all listed.
MANY = 20
#: A remark of more people than these is said once.
FEW = 3
#: Names in a line.
MOST_NAMES = 12
#: What the option is called by every command that has it.
HELP = f"List everybody, also of a class of more than {MANY}."


def shared(remarks: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the remarks that more than a few people have, with these people, the most frequent first."""
    counts = Counter(text for texts in remarks.values() for text in dict.fromkeys(texts))
    return {
        text: [student for student, texts in remarks.items() if text in texts]
        for text, count in counts.most_common()
        if count > FEW
    }


def own(remarks: Mapping[str, Sequence[str]], said: Mapping[str, object]) -> dict[str, list[str]]:
    """Return what is left of the remarks without those that are said once; who has none left is left out."""
    left = {student: [text for text in texts if text not in said] for student, texts in remarks.items()}
    return {student: texts for student, texts in left.items() if texts}


def once(said: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> Iterator[str]:
    """Yield each remark that is said once, with how many and who; `names` are what is shown of an id."""
    for text, students in said.items():
        yield f"{text} ({len(students)}): {listed([names[student] for student in students])}"


def listed(names: Sequence[str]) -> str:
    """Return names in a line, of many the first."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more
