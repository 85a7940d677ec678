"""The variation that real reports show passes without a false finding (tests/data/variations.yml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checker import rulebook
from checker.yaml_lines import load_yaml
from tests.support.examples import review_of

BOOK = rulebook.load()
CASES = load_yaml(Path(__file__).parent / "data" / "variations.yml")


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_variation(case: dict[str, Any]) -> None:
    edit = {k: v for k, v in case.items() if k not in ("name", "may")}
    found = review_of(BOOK, edit)
    assert found.outcome == "reviewed"
    allowed = tuple(case.get("may", ()))
    assert [(f.rule, f.message.zh) for f in found.findings if not f.rule.startswith(allowed or ("-",))] == []
