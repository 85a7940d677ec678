"""The data of ``rules/narrative/``, read once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from checker.data import folder
from checker.errors import RuleBookError
from checker.findings import Text
from checker.yaml_lines import load_yaml


@cache
def table(name: str) -> Any:
    """``rules/narrative/<name>.yml``. Raises RuleBookError where it is damaged."""
    return load_yaml(folder("rules") / "narrative" / f"{name}.yml")


def pattern(text: str, source: str) -> re.Pattern[str]:
    """A pattern of the data, compiled. Raises RuleBookError where it is no pattern.

    The data keeps to what RE2 accepts, without nested or unbounded pairs of repetitions (tested), so that matching is
    linear; the standard module is used because it is faster on short clauses.
    """
    try:
        return re.compile(text)
    except re.error as problem:
        told = Text(f"模式 {text!r} 不能编译：{problem}", f"pattern {text!r}: {problem}")
        raise RuleBookError(f"rules/narrative/{source}.yml", None, told) from None
