"""W01–W08 on the labelled cases of ``corpus/wording/cases.yml``."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checks.wording_cases import cases, judge
from tests.support.road import only

MODULES = (
    "wording", "wording_gaps", "wording_repeats", "wording_widths", "names", "names_places", "names_self", "personal", "patterns",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _wording_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, MODULES)


@pytest.mark.parametrize(
    "case", cases(), ids=[f"{c['rule']}-{'flag' if c['flag'] else 'pass'}-{c['text'][:14]}" for c in cases()]
)
def test_labelled(case: dict[str, Any]) -> None:
    """A flagged sentence is found by its rule; no other sentence gives the rule for which it stands a finding."""
    rules = {f.rule for f in judge(case) if f.variant != "variant"}
    assert (case["rule"] in rules) == case["flag"]
