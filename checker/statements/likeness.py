"""Whether a number that fits no reading looks like a wrong one, or like a right one of something else.

What goes wrong in a report is a digit (left out, doubled, swapped, mistyped) or a figure of an earlier draft, which
lies near. A number far from every reading counts, as a rule, another body, year or thing in words that the rules do
not know; it is a finding only where its sentence leaves no doubt about what it counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from checker.statements.quantity import Quantity

NEAR: Final = 3
"""A difference of so many is near whatever the size."""
TENS: Final = 10
"""A slip in the tens: 9 for 19, 38 for 28."""
DRAFT: Final = Decimal("1.35")
"""Figures of an earlier draft or of the year before differ by no more than this factor."""
ROUNDED: Final = 3
"""余, 近 and 万 leave room: what is rounded is told from another thing only when it is so many times off."""
POINTS, TIMES = Decimal(15), 2
"""A percentage is near within so many points, or up to so many times."""


def like(quantity: Quantity, values: Iterable[Decimal]) -> bool:
    """Whether a count can be a slip of one of ``values``, or an earlier figure of it."""
    exact = quantity.bound == "exact" and quantity.quantum == 1
    return any(
        slip(quantity.value, value) if exact else _within(quantity.value, value, Decimal(ROUNDED))
        for value in values
    )


def slip(said: Decimal, due: Decimal) -> bool:
    """Whether ``said`` is ``due`` with a wrong digit, or lies near it."""
    apart = abs(said - due)
    if apart <= NEAR or apart == TENS or _within(said, due, DRAFT):
        return True
    return _one_digit(_digits(said), _digits(due))


def like_ratio(said: Decimal, due: Decimal) -> bool:
    """Whether a percentage or an average can be a slip of what is computed."""
    return (
        abs(said - due) <= POINTS
        or _within(said, due, Decimal(TIMES))
        or _one_digit(_digits(said), _digits(due))
    )


def _within(a: Decimal, b: Decimal, factor: Decimal) -> bool:
    low, high = sorted((a, b))
    return low > 0 and high <= low * factor


def _digits(value: Decimal) -> str:
    return format(value, "f").replace(".", "")


def _one_digit(a: str, b: str) -> bool:
    """One digit left out, added, doubled, exchanged, or two neighbours swapped. A single digit has no such neighbours."""
    short, long = sorted((a, b), key=len)
    if len(short) < 2:
        return long == short * 2
    if len(long) == len(short):
        differ = [n for n in range(len(a)) if a[n] != b[n]]
        if len(differ) == 1:
            return True
        return (
            len(differ) == 2
            and differ[1] == differ[0] + 1
            and a[differ[0]] == b[differ[1]]
            and a[differ[1]] == b[differ[0]]
        )
    return len(long) == len(short) + 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
