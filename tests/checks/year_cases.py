"""A labelled sentence of ``year_cases.yml`` in a section of the specimen report for 2023."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from checker import rulebook
from checker.findings import Finding
from checker.yaml_lines import load_yaml
from tests.support.road import judge_edit

CASES = Path(__file__).with_name("year_cases.yml")
BOOK = rulebook.load()


@cache
def cases() -> list[dict[str, Any]]:
    return list(load_yaml(CASES))


def judge(case: dict[str, Any]) -> list[Finding]:
    """The findings of group Y on the case's report."""
    edit = {f"section.{case.get('section', 1)}+": case["text"]}
    return [f for f in judge_edit(edit, BOOK, select=("Y",))[0] if f.rule.startswith("Y")]
