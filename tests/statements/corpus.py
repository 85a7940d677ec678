"""The benchmark's way from a sentence and a set of tables to findings, for tests."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from checker import rulebook
from checker.findings import Finding

ROOT = Path(__file__).resolve().parents[2]


@cache
def bench() -> ModuleType:
    """``benchmarks/numbers.py`` as a module."""
    spec = importlib.util.spec_from_file_location("numbers_benchmark", ROOT / "benchmarks" / "numbers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def tables() -> dict[str, Any]:
    folder = ROOT / "corpus" / "numbers"
    files = [folder / "tables.json", *sorted(folder.glob("fresh-?-tables.json"))]
    sets = {name: given for file in files for name, given in json.loads(file.read_text("utf-8")).items()}
    return {name: bench().form_tables(rulebook.load(), given) for name, given in sets.items()}


def edition(name: str) -> str:
    return str(next(iter(tables()[name].values())).layout)


def judge(item: dict[str, Any]) -> list[Finding]:
    """The N findings of an item ``{tables, agency, agency_kind, year, text}``."""
    full = {"section": 1, "edition": edition(item["tables"]), **item}
    return list(bench().findings(bench().context(rulebook.load(), full, tables()[item["tables"]])))
