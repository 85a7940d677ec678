"""From findings to a score: weights and caps are data (``rules/scoring.yml``); every point is explained.

A further finding never raises a score; what could not be checked never lowers one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from checker.findings import Finding, NotChecked
from checker.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points that one rule costs: ``counted`` of its ``found`` findings, ``points`` after all caps."""

    rule: str
    found: int
    counted: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` = full marks less the deductions; ``unchecked`` is the share of applicable rules not checked."""

    value: Decimal
    deductions: tuple[Deduction, ...]
    unchecked: Decimal
    ranked: bool


def score(
    findings: Iterable[Finding], not_checked: Iterable[NotChecked], applicable: Iterable[str], book: RuleBook
) -> Score:
    """The score of one review (or of one agency and year: the findings of several documents together).

    ``applicable`` are the ids of the rules that were run or could have been.
    """
    table = book.file("scoring.yml")
    full = Decimal(str(table["full"]))
    by_rule: dict[str, list[Decimal]] = {}
    for finding in findings:
        if finding.accepted is None:
            by_rule.setdefault(finding.rule, []).append(_points(finding, table))
    deductions = []
    for group in sorted({rule[0] for rule in by_rule}):
        room = Decimal(str(table["most_per_group"].get(group, table["full"])))
        for rule in sorted(r for r in by_rule if r[0] == group):
            # The dearest count: a further, cheaper finding then never pushes a dearer one out.
            prices = sorted(by_rule[rule], reverse=True)
            most = int(table["most_by_rule"].get(rule, table["most_per_rule"]))
            counted = prices[:most]
            points = min(sum(counted, Decimal(0)), room)
            room -= points
            deductions.append(Deduction(rule, len(prices), len(counted), points))
    lost = sum((d.points for d in deductions), Decimal(0))
    value = max(Decimal(0), full - lost)
    if lost > full:
        deductions = _scaled(deductions, full)
    rules = set(applicable)
    open_rules = {n.rule for n in not_checked} & rules
    share = Decimal(len(open_rules)) / Decimal(len(rules)) if rules else Decimal(0)
    return Score(value, tuple(deductions), share.quantize(Decimal("0.0001")), share <= Decimal(str(table["unranked_above"])))


def _points(finding: Finding, table: Mapping[str, Any]) -> Decimal:
    price = Decimal(str(table["points"][finding.severity.name]))
    return price * Decimal(str(table["confidence"][finding.confidence]))


def _scaled(deductions: list[Deduction], full: Decimal) -> list[Deduction]:
    """Deductions beyond full marks cut off in order, so that the explained points add up to the score."""
    out, room = [], full
    for d in deductions:
        points = min(d.points, room)
        room -= points
        out.append(Deduction(d.rule, d.found, d.counted, points))
    return out


def explain(book: RuleBook, lang: str) -> str:
    """How scores are made, for ``gongkai rules --scoring``."""
    table = book.file("scoring.yml")
    groups = "、".join(f"{g} {v}" for g, v in table["most_per_group"].items())
    text: str = table["text"][lang].format(
        full=table["full"], **table["points"], most=table["most_per_rule"], groups=groups,
        share=f"{table['unranked_above']:.0%}",
    )  # fmt: skip
    return text
