"""Scores: a further finding never raises one, what was not checked never lowers one, the points add up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from checker import rulebook
from checker.findings import Finding, NotChecked, Severity, Text
from checker.scoring import explain, score

BOOK = rulebook.load()
T = Text("", "")
FINDINGS = st.builds(
    lambda rule, severity, confidence: Finding(rule, severity, T, T, T, confidence=confidence),
    st.sampled_from(sorted(BOOK.rules)), st.sampled_from(Severity), st.sampled_from(["certain", "likely", "open"]),
)  # fmt: skip
RULES = sorted(BOOK.rules)


@given(st.lists(FINDINGS, max_size=60), FINDINGS)
def test_a_further_finding_never_raises_the_score(findings: list[Finding], more: Finding) -> None:
    before = score(findings, (), RULES, BOOK).value
    after = score([*findings, more], (), RULES, BOOK).value
    assert 0 <= after <= before <= 100


@given(st.lists(FINDINGS, max_size=60), st.lists(st.sampled_from(RULES), max_size=40))
def test_what_was_not_checked_costs_nothing(findings: list[Finding], rules: list[str]) -> None:
    skipped = [NotChecked(r, T) for r in rules]
    assert score(findings, skipped, RULES, BOOK).value == score(findings, (), RULES, BOOK).value


@given(st.lists(FINDINGS, max_size=80))
def test_the_explained_points_add_up(findings: list[Finding]) -> None:
    made = score(findings, (), RULES, BOOK)
    assert made.value + sum((d.points for d in made.deductions), Decimal(0)) == 100


@given(st.lists(FINDINGS, min_size=1, max_size=20))
def test_accepted_findings_cost_nothing(findings: list[Finding]) -> None:
    accepted = [replace(f, accepted={"reason": "核对过"}) for f in findings]
    assert score(accepted, (), RULES, BOOK).value == 100


def test_more_than_a_fifth_unchecked_is_not_ranked() -> None:
    fifth = len(RULES) // 5
    assert score((), [NotChecked(r, T) for r in RULES[:fifth]], RULES, BOOK).ranked
    assert not score((), [NotChecked(r, T) for r in RULES[: fifth + 2]], RULES, BOOK).ranked


def test_scoring_is_explained_in_both_languages() -> None:
    assert "满分 100 分" in explain(BOOK, "zh")
    assert "100 points" in explain(BOOK, "en")
