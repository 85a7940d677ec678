"""Every example in the catalogue: what it flags is flagged, what it passes passes; the specimen itself gives nothing."""

from __future__ import annotations

import pytest

from checker import rulebook
from checker.rulebook import Example, Rule
from tests.support.examples import review_of

BOOK = rulebook.load()
CASES = [
    pytest.param(rule, example, flags, id=f"{rule.id}-{'fail' if flags else 'pass'}-{example.name}")
    for rule in BOOK.rules.values()
    if rule.scope != "set"
    for flags, examples in ((True, rule.flags), (False, rule.passes))
    for example in examples
]


@pytest.mark.parametrize(("rule", "example", "flags"), CASES)
def test_example(rule: Rule, example: Example, flags: bool) -> None:
    found = [f for f in review_of(BOOK, example.edit).findings if f.rule == rule.id]
    assert bool(found) is flags, [f.message.zh for f in found]
    for finding in found:
        assert finding.severity <= rule.severity
        assert finding.basis == rule.basis


@pytest.mark.parametrize("year", range(2019, 2026))
def test_the_specimen_gives_no_finding(year: int) -> None:
    assert [(f.rule, f.message.zh) for f in review_of(BOOK, {"year": year}).findings] == []
