"""Percentages, growth and averages recomputed from the numbers of their sentence and from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from checker.statements.meaning import meaning
from checker.statements.model import Metric, State, Statement
from checker.statements.quantity import Quantity
from checker.statements.readings import Readings

NEAREST: Final = 8  # numbers looked back at: a percentage speaks of what stands near
_SLACK: Final = Decimal("0.05")  # a point beyond rounding (domain I14)
_PERIODS: Final = {"month": 12, "quarter": 4, "week": 52}
_ONE: Final = Quantity(Decimal(1), Decimal(1), "件", "count")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A ratio that no reading gives; ``expected`` to the printed precision, ``kind`` share, growth or average."""

    statement: Statement
    kind: str
    expected: Decimal
    numerator: Decimal
    base: Decimal


def wrong_ratios(statements: Sequence[Statement], readings: Readings) -> Iterable[Wrong]:
    """The ratios of a sentence that fit none of the pairs which they can be made of."""
    for n, statement in enumerate(statements):
        before = statements[max(0, n - NEAREST) : n]
        if (
            statement.scope != "self"
            or statement.period not in ("this", "prev")
            or statement.quantity.bound != "exact"
        ):
            continue
        found: Wrong | None = None
        if statement.quantity.kind == "percent":
            if statement.role == "share":
                found = _share(statement, before, readings)
            elif statement.role == "rate":
                found = _rate(statement, before, readings)
            elif statement.role.startswith("growth"):
                found = _growth(statement, before)
        elif statement.role == "average" and statement.quantity.kind == "count":
            found = _average(statement, before)
        if found:
            yield found


def _share(statement: Statement, before: Sequence[Statement], readings: Readings) -> Wrong | None:
    levels = [
        s
        for s in before
        if s.role in ("level", "list") and s.quantity.kind == "count" and s.quantity.bound == "exact"
    ]
    named = meaning(
        _ONE, [t for t in statement.left if "share" not in t.tags], [], State(topic=statement.topic)
    ).metric
    near = [s for s in levels if statement.clause - s.clause <= 1][-1:]
    metric = named if named and named.family in ("outcomes", "applicants", "disputes") else None
    tops: list[Decimal] = []
    bases: list[Decimal] = []
    if any("respectively" in t.tags for t in statement.left):
        return None
    if metric is None and any(t.sort == "text" for t in statement.left):
        return None
    if metric is None and near and near[0].counts:
        part = near[0]
        metric = part.metric
        tops.append(part.quantity.value)
        if metric is None and not part.channel and not (part.parts or part.topic == "request"):
            return None
        bases += [
            s.quantity.value
            for s in levels
            if s is not part and s.quantity.unit == part.quantity.unit and s.counts
        ]
    elif metric is None:
        return None
    else:
        if metric == named and near and near[0].clause == statement.clause:
            tops.append(near[0].quantity.value)
        bases += [s.quantity.value for s in levels if s.counts]
    if metric is not None and metric.family in ("outcomes", "applicants", "disputes"):
        tops += [v for r in readings.of(metric) for v in r.values]
    family = (
        metric.family
        if metric
        else ("requests" if statement.topic == "request" or any(s.channel for s in near) else "")
    )
    if family in ("outcomes", "applicants", "requests"):
        order = ("finished", "received") if family == "outcomes" else ("received", "finished")
        if any("intake" in t.tags for t in statement.left):
            order = ("received", "finished")
        table = [v for key in order for r in readings.of(Metric("requests", key)) for v in r.values]
        bases = table + bases if metric else bases + table
    elif family == "disputes" and metric is not None:
        group, result = metric.key.split(".")
        group = "disputes" if result == "total" else group
        bases = [*bases, *(v for r in readings.of(Metric("disputes", f"{group}.total")) for v in r.values)]
    return _fit(statement, "share", [(a, b) for a in tops for b in bases if b > 0])


def _rate(statement: Statement, before: Sequence[Statement], readings: Readings) -> Wrong | None:
    """办结率: settled of what was received or due."""
    token = next((t for t in statement.left if t.tags.get("rate") == "finished"), None)
    if (
        token is None
        or "plain_rate" not in token.tags
        or statement.quantity.value == 100
        or statement.topic != "request"
    ):
        return None
    tops = [v for r in readings.of(Metric("requests", "finished"))[:1] for v in r.values]
    bases = [v for r in readings.of(Metric("requests", "handled"))[:2] for v in r.values]
    tops += [s.quantity.value for s in before if s.counts and s.metric == Metric("requests", "finished")]
    bases += [
        s.quantity.value for s in before if s.counts and s.metric and s.metric.key in ("received", "handled")
    ]
    return _fit(statement, "share", [(a, b) for a in tops for b in bases if b > 0])


def _growth(statement: Statement, before: Sequence[Statement]) -> Wrong | None:
    now = [
        s
        for s in before
        if s.role == "level" and s.period == "this" and s.quantity.kind in ("count", "money")
    ]
    then = [
        s
        for s in before
        if s.role == "level" and s.period == "prev" and s.quantity.kind in ("count", "money")
    ]
    differences = [s for s in before if s.role == "delta" and s.quantity.kind in ("count", "money")]
    pairs: list[tuple[Decimal, Decimal]] = []
    for current in now[-1:] if not then else now[-2:]:
        if current.quantity.bound != "exact":
            continue
        pairs += [
            (current.quantity.value - s.quantity.value, s.quantity.value)
            for s in then[-1:] if s.quantity.unit == current.quantity.unit and s.quantity.bound == "exact"
        ]  # fmt: skip
        for d in differences[-1:]:
            if d.quantity.unit != current.quantity.unit or d.clause < current.clause:
                continue
            down = any(t.tags.get("compare") == "down" for t in d.left)
            change = -d.quantity.value if down else d.quantity.value
            pairs.append((change, current.quantity.value - change))
    if statement.role == "growth_down":
        pairs = [(-a, b) for a, b in pairs]
    elif statement.role == "growth":
        pairs = [(abs(a), b) for a, b in pairs]
    return _fit(statement, "growth", [(a, b) for a, b in pairs if b > 0])


def _average(statement: Statement, before: Sequence[Statement]) -> Wrong | None:
    over = next((t for t in reversed(statement.left) if "average" in t.tags), None)
    levels = [
        s
        for s in before
        if s.role == "level" and s.counts and s.quantity.kind == "count" and s.quantity.bound == "exact"
    ]
    bases = [s.quantity.value for s in levels if s.quantity.unit == statement.quantity.unit]
    if over is None or len(bases) != 1:
        return None
    kind = over.tags["average"]
    if kind in _PERIODS:
        divisors = [Decimal(_PERIODS[kind])]
    elif kind == "each" and "every_one" in over.tags:
        divisors = [s.quantity.value for s in levels if s.quantity.unit != statement.quantity.unit]
    else:
        return None
    if len(divisors) != 1 or not divisors[0]:
        return None
    value = bases[0] / divisors[0]
    if abs(value - statement.quantity.value) < statement.quantity.quantum:
        return None
    return Wrong(statement, "average", _rounded(value, statement.quantity.quantum), bases[0], divisors[0])


def _fit(statement: Statement, kind: str, pairs: Sequence[tuple[Decimal, Decimal]]) -> Wrong | None:
    quantity = statement.quantity
    tolerance = max(quantity.quantum, quantity.quantum / 2 + _SLACK)
    for top, base in pairs:
        if abs(top * 100 / base - quantity.value) < tolerance:
            return None
    if not pairs:
        return None
    top, base = pairs[0]
    return Wrong(statement, kind, _rounded(top * 100 / base, quantity.quantum), top, base)


def _rounded(value: Decimal, quantum: Decimal) -> Decimal:
    return value.quantize(min(quantum, Decimal(1)), rounding=ROUND_HALF_UP)
