"""May students have what they install? Whatever the wheel brings along has a licence that asks for no more than credit.

What is read are the installed packages' own words. JupyterLab, the extra for those who bring no front end of their
own, leads to two under MPL 2.0, which holds only for changes of their own files; they are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_string
from importlib.metadata import Distribution, distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

WHEEL = "two-januaries"
#: SPDX's names, and what older packages write into their fields.
PERMISSIVE = {
    *(
        "mit",
        "mit license",
        "mit-0",
        "mit-cmu",
        "isc",
        "isc license",
        "isc license (iscl)",
        "zlib",
        "0bsd",
        "cc0-1.0",
        "unlicense",
    ),
    *("bsd", "bsd license", "bsd 3-clause", "3-clause bsd", "bsd-2-clause", "bsd-3-clause", "bsd 3-clause license"),
    *("apache 2.0", "apache-2.0", "apache license 2.0", "apache license, version 2.0", "apache software license"),
    *("psf-2.0", "psf", "psfl", "python software foundation license", "python-2.0", "hpnd", "blueoak-1.0.0"),
}
WEAK = {"mpl-2.0", "mpl 2.0", "mozilla public license 2.0 (mpl 2.0)"}
WEAKLY = {"certifi", "fqdn"}


def brought(name: str, extras: frozenset[str] = frozenset()) -> dict[str, Distribution]:
    """Return what an installation of a package brings along, by name."""
    found: dict[str, Distribution] = {}
    waiting: list[tuple[str, frozenset[str]]] = [(canonicalize_name(name), extras)]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        if (each := waiting.pop()) not in seen:
            seen.add(each)
            found[each[0]] = distribution(each[0])
            waiting += asked_for(found[each[0]], each[1])
    del found[canonicalize_name(name)]
    return found


def asked_for(package: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what a package asks for on this computer, each with its extras."""
    for requirement in map(Requirement, package.requires or ()):
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": each}) for each in ("", *extras)):
            yield canonicalize_name(requirement.name), frozenset(requirement.extras)


def licences(package: Distribution) -> list[list[str]]:
    """Return the licences that all hold; each is a list of those among which one may choose."""
    words = message_from_string(package.read_text("METADATA") or "")
    if expression := words["License-Expression"]:
        return [re.split(r" OR ", each.strip("() ")) for each in re.split(r" AND ", expression)]
    classified = [
        each.rpartition(" :: ")[2] for each in words.get_all("Classifier", []) if each.startswith("License ::")
    ]
    stated = [each for each in classified if each != "OSI Approved"]
    return [[each] for each in stated] or [[str(words["License"] or "says nothing").strip()]]


def are(package: Distribution, allowed: set[str]) -> bool:
    return all(any(each.lower() in allowed for each in choice) for choice in licences(package))


@pytest.mark.parametrize(("extra", "fewest"), [("", 15), ("lab", 60)])
def test_what_students_install_is_theirs_to_use(extra: str, fewest: int) -> None:
    found = brought(WHEEL, frozenset({extra} - {""}))
    assert len(found) > fewest
    others = {name: licences(package) for name, package in found.items() if not are(package, PERMISSIVE)}
    assert {*others} <= (WEAKLY if extra else set()), others
    assert all(are(found[name], PERMISSIVE | WEAK) for name in others), others


def test_a_copyleft_licence_would_be_seen() -> None:
    """The library that markers' agreement is held to is one that no student gets."""
    assert not are(distribution("krippendorff"), PERMISSIVE | WEAK)
    assert "krippendorff" not in brought(WHEEL, frozenset({"lab"}))
