"""Small sets of words and units (``rules/statements/words.yml``), read once; like the narrative's data they come from our
own ``rules/`` alone, not from an office's folder."""

from __future__ import annotations

from functools import cache
from typing import Any

from checker.data import folder
from checker.yaml_lines import load_yaml


@cache
def words(name: str) -> frozenset[str]:
    """The set of that name. Raises RuleBookError where the file is damaged, KeyError for an unknown name."""
    return frozenset(_table()[name])


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = load_yaml(folder("rules") / "statements" / "words.yml")
    return table
