"""Parts against their whole inside a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from checker.statements.model import Metric, Statement
from checker.statements.readings import Readings


@dataclass(frozen=True, slots=True)
class Excess:
    """Parts that add to more than their whole (or, ``short``, a full list of channels that adds to less)."""

    parts: tuple[Statement, ...]
    whole: Decimal
    total: Decimal
    stated: bool
    short: bool = False
    of: Statement | None = None
    """The statement of the whole, where the sentence has one."""


def excesses(statements: Sequence[Statement], readings: Readings) -> Iterator[Excess]:
    """The lists of a sentence whose parts exceed the whole that stands before them or, for channels, in table 3."""
    for whole, parts in _runs(statements):
        total = sum((p.quantity.value for p in parts), Decimal(0))
        channels = all(p.channel for p in parts)
        if whole is not None:
            if total > whole.quantity.value and (len(parts) > 1 or parts[0].parts):
                yield Excess(tuple(parts), whole.quantity.value, total, True, of=whole)
            elif (
                channels
                and len(parts) > 2
                and total < whole.quantity.value
                and not any(p.parts for p in parts)
            ):
                yield Excess(tuple(parts), whole.quantity.value, total, True, True, whole)
        elif channels and len(parts) > 1 and all(p.counts for p in parts):
            values = [v for r in readings.of(Metric("requests", "received")) for v in r.values]
            if values and total > max(values):
                yield Excess(tuple(parts), values[0], total, False)


def _runs(statements: Sequence[Statement]) -> Iterator[tuple[Statement | None, list[Statement]]]:
    whole: Statement | None = None
    parts: list[Statement] = []
    for s in statements:
        plain = s.role == "level" and s.quantity.kind == "count" and s.quantity.bound == "exact"
        member = (
            plain and (s.parts or s.channel) and (whole is None or s.quantity.unit == whole.quantity.unit)
        )
        if member:
            parts.append(s)
            continue
        if s.quantity.kind == "percent":
            continue
        if parts:
            yield whole, parts
            parts = []
        if plain:
            whole = s
        elif s.quantity.kind in ("count", "money"):
            whole = None
    if parts:
        yield whole, parts
