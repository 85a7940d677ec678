"""A ratio against the pairs that it can be made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from checker.statements.likeness import like_ratio
from checker.statements.model import Statement

_SLACK: Final = Decimal("0.05")  # of a percentage point beyond rounding (domain I14)
_WIDE: Final = Context(prec=60)  # a number of fifteen digits with as many behind its point


@dataclass(frozen=True, slots=True)
class Wrong:
    """A ratio that no reading gives; ``expected`` to the printed precision, ``kind`` share, growth or average."""

    statement: Statement
    kind: str
    expected: Decimal
    numerator: Decimal
    base: Decimal
    operands: tuple[Statement, ...] = ()
    """The statements it was computed from: where one of them is wrong, the ratio is no cause of its own."""


def fit(
    statement: Statement,
    kind: str,
    pairs: Sequence[tuple[Decimal, Decimal]],
    operands: Sequence[Statement] = (),
    also: Sequence[tuple[Decimal, Decimal]] = (),
) -> Wrong | None:
    """None where a pair (or one of ``also``, less likely ones) gives the percentage, or where no pair comes near it."""
    quantity = statement.quantity
    tolerance = max(quantity.quantum, quantity.quantum / 2 + _SLACK)
    for top, base in (*pairs, *also):
        if base > 0 and abs(top * 100 / base - quantity.value) < tolerance:
            return None
    for top, base in pairs:
        if base <= 0:
            continue
        due = rounded(top * 100 / base, quantity.quantum)
        if like_ratio(quantity.value, due):
            return Wrong(statement, kind, due, top, base, tuple(operands))
    return None  # far from every pair: a share of something else


def rounded(value: Decimal, quantum: Decimal) -> Decimal:
    """``value`` to the precision printed."""
    return value.quantize(min(quantum, Decimal(1)), rounding=ROUND_HALF_UP, context=_WIDE)
