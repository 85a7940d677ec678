"""What is wrong with a statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from checker.statements.readings import Reading


@dataclass(frozen=True, slots=True)
class Problem:
    """A statement or claim that the tables, or its own sentence, contradict. Offsets are into the folded text."""

    rule: str
    variant: str
    start: int
    end: int
    expected: Decimal | None
    actual: Decimal | None = None
    reading: Reading | None = None
    fields: dict[str, str] = field(default_factory=dict)
    received: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A statement whose cells could not be read."""

    rule: str
    start: int
    end: int
    table: str


def plain(value: Decimal) -> str:
    """A number as it is printed."""
    return format(value.normalize(), "f") if value else "0"
