"""Percentages, growth and averages recomputed from the numbers of their sentence and from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from checker.statements.arithmetic import Wrong, fit, rounded
from checker.statements.likeness import slip
from checker.statements.model import Metric, Statement
from checker.statements.readings import Readings
from checker.statements.shares import paired_shares, wrong_share

NEAREST: Final = 8  # numbers looked back at: a percentage speaks of what stands near
_REACH: Final = 2  # clauses between a number and the difference to it: brackets may stand between
_PERIODS: Final = {"month": 12, "quarter": 4, "week": 52}


def wrong_ratios(
    statements: Sequence[Statement], readings: Readings, told: Iterable[tuple[Decimal, str]] = ()
) -> Iterable[Wrong]:
    """The ratios of a sentence that fit none of the pairs which they can be made of; ``told`` stood before it."""
    yield from paired_shares(statements, readings)
    for n, statement in enumerate(statements):
        before = statements[max(0, n - NEAREST) : n]
        base = before[-1] if before and before[-1].clause == statement.clause else None
        of = base is not None and any("share" in t.tags for t in base.left)  # 占新收310件的56%
        loose = statement.quantity.bound != "exact" and statement.role != "average"
        if statement.period not in ("this", "prev") or loose:
            continue
        if statement.scope != "self" and not of:
            continue
        found: Wrong | None = None
        if statement.quantity.kind == "percent":
            bracketed = base is None and bool(before) and before[-1].end + 1 == statement.start
            if statement.role == "share" or (statement.role == "other" and (of or bracketed)):
                found = wrong_share(statement, before, readings, told)
            elif statement.role == "rate":
                found = _rate(statement, before, readings)
            elif statement.role.startswith("growth"):
                found = _growth(statement, before)
        elif statement.role == "average" and statement.quantity.kind == "count":
            found = _average(statement, before, readings)
        elif statement.role == "delta" and statement.quantity.kind == "count":
            found = _difference(statement, before)
        if found:
            yield found


def _rate(statement: Statement, before: Sequence[Statement], readings: Readings) -> Wrong | None:
    """办结率: settled of what was received or due; 纠错率, 维持率: of the disputes that stand before."""
    if any(t.tags.get("rate") in ("corrected", "upheld") for t in statement.left):
        return _of_disputes(statement, before, readings)
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
    return fit(statement, "share", [(a, b) for a in tops for b in bases], before)


def _of_disputes(statement: Statement, before: Sequence[Statement], readings: Readings) -> Wrong | None:
    """A rate of results among the reviews or suits whose number, and right, stands right before it."""
    result = next(t.tags["rate"] for t in statement.left if t.tags.get("rate") in ("corrected", "upheld"))
    own = next((t.tags["rate_of"] for t in statement.left if "rate_of" in t.tags), None)
    totals = [
        s for s in before
        if s.metric and s.metric.family == "disputes" and s.counts and (own is None or s.metric.key.split(".")[0] == own)
    ]  # fmt: skip
    if not totals or any(t.sort == "text" for t in statement.left):
        return None
    assert totals[-1].metric is not None
    group = totals[-1].metric.key.split(".")[0]
    whole = readings.of(Metric("disputes", f"{group}.total"))
    settled = readings.of(Metric("disputes", f"{group}.concluded"))
    sound = [s for s in totals if s.metric == Metric("disputes", f"{group}.total")]
    if not sound or not any(sound[-1].quantity.fits(v) for r in whole for v in r.values):
        return None
    tops = readings.values(Metric("disputes", f"{group}.{result}"))
    bases = [v for r in (*whole, *settled[:1]) for v in r.values]
    return fit(statement, "share", [(a, b) for a in tops for b in bases], totals)


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
    if any("respectively" in t.tags for t in statement.left):
        return None
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
    if not now:  # 与2024年的120件相比减少12件，下降12%
        pairs += [
            (-d.quantity.value if any(t.tags.get("compare") == "down" for t in d.left) else d.quantity.value, s.quantity.value)
            for d in differences[-1:] for s in then[-1:] if s.quantity.unit == d.quantity.unit
        ]  # fmt: skip
    any_pair = [
        (c.quantity.value - s.quantity.value, s.quantity.value)
        for c in now for s in then if c.quantity.unit == s.quantity.unit
    ]  # fmt: skip
    if statement.role == "growth_down":
        pairs, any_pair = [(-a, b) for a, b in pairs], [(-a, b) for a, b in any_pair]
    elif statement.role == "growth":
        pairs, any_pair = [(abs(a), b) for a, b in pairs], [(abs(a), b) for a, b in any_pair]
    return fit(statement, "growth", pairs, [*now[-2:], *then[-1:], *differences[-1:]], any_pair)


def _difference(statement: Statement, before: Sequence[Statement]) -> Wrong | None:
    """收到310件，比上年的356件减少56件: both figures stand right before it."""
    if len(before) < 2 or not any("compare" in t.tags for t in statement.left):
        return None
    then = before[-1]
    levels = [
        s for s in before
        if s.role == "level" and s.quantity.kind == "count" and s.quantity.bound == "exact"
        and s.quantity.unit == statement.quantity.unit
    ]  # fmt: skip
    now = [s for s in levels if s.period == "this"]
    if (
        not now
        or then.period != "prev"
        or then not in levels
        or any(t.sort == "text" for t in (*statement.left, *then.left))
    ):
        return None
    apart = [abs(s.quantity.value - then.quantity.value) for s in now]
    if statement.quantity.value in apart:
        return None  # what stands in brackets, or behind 其中, may be no part of the comparison
    for due, s in sorted(zip(apart, now, strict=True), key=lambda pair: pair[1].parts):
        if statement.clause - s.clause <= _REACH and slip(statement.quantity.value, due):
            return Wrong(statement, "difference", due, s.quantity.value, then.quantity.value, (s, then))
    return None


def _average(statement: Statement, before: Sequence[Statement], readings: Readings) -> Wrong | None:
    over = next((t for t in reversed(statement.left) if "average" in t.tags), None)
    levels = [
        s
        for s in before
        if s.role == "level" and s.counts and s.quantity.kind == "count" and s.quantity.bound == "exact"
    ]
    bases = [s.quantity.value for s in levels if s.quantity.unit == statement.quantity.unit]
    if len(bases) > 1 and any(t.tags.get("verb") == "received" for t in statement.left):
        got = [s for s in levels if s.metric == Metric("requests", "received")]
        bases = [s.quantity.value for s in got if s.quantity.unit == statement.quantity.unit]
    asked = statement.topic == "request" and any(
        t.tags.get("verb") == "received" or t.tags.get("subject") == "request" for t in statement.left
    )
    if not bases and asked and not any(t.sort == "text" or "channel" in t.tags for t in statement.left):
        bases = [v for r in readings.of(Metric("requests", "received"))[:1] for v in r.values[:1]]
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
    if abs(value - statement.quantity.value) < statement.quantity.quantum or statement.quantity.fits(value):
        return None
    return Wrong(
        statement, "average", rounded(value, statement.quantity.quantum), bases[0], divisors[0], tuple(levels)
    )
