"""One item of each type and its key, as an author writes them."""

from __future__ import annotations

from typing import Any

EVIDENCE = [{"paragraph": 8, "quote": "the patterns of hegemonic stability"}]
COMMON = {"stem": "Which?", "concept": "public-goods", "objective": 1, "evidence": EVIDENCE}
PARAMETERS = [{"name": "alpha", "label": "Weight", "minimum": 0.1, "maximum": 0.9, "step": 0.1, "default": 0.5}]

ITEMS: dict[str, dict[str, Any]] = {
    "choice": {"options": {"a": "one", "b": "two"}},
    "multiple": {"options": {"a": "one", "b": "two", "c": "three"}},
    "number": {"unit": "years"},
    "order": {"options": {"a": "one", "b": "two", "c": "three"}},
    "match": {"rows": {"r": "row", "s": "row"}, "options": {"a": "one", "b": "two"}},
    "hottext": {"paragraphs": [8, 10]},
    "run": {"model": "orders", "parameters": PARAMETERS, "result": [{"name": "provision", "label": "Provision"}]},
}
KEYS: dict[str, Any] = {
    "choice": "b",
    "multiple": ["a", "c"],
    "number": {"value": 36, "tolerance": 0.5},
    "order": ["b", "a", "c"],
    "match": {"r": "a", "s": "b"},
    "hottext": ["p8"],
    "run": {"tolerance": 0.01},
}
