"""Identities of an edition (data) -> instances over the cells of one printed table.

An identity in ``rules/editions/*.yml`` names its rule, what it holds for each of (row, column, group), the
keys that are added up (``parts``) and those that they must equal (``total``). The later an identity stands
in the list, the graver its breach: the first rule of the contract's order T03, T02, T01 is the last of the
list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checker.report.model import FormCell, FormTable, Number

Key = tuple[str, str]
"""(row, column); for table 4 (group, outcome)."""

FREE_STATES = ("blank", "not_a_number")
"""States in which the source prints no number: the cell counts as 0 and may hide any other."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One equation: the sum of ``parts`` equals the sum of ``totals``. ``at`` is its row, column or group."""

    rule: str
    rank: int
    each: str
    at: str
    totals: tuple[Key, ...]
    parts: tuple[Key, ...]
    skip: str | None = None
    """Why it cannot be checked: unread, inferred; None where it can."""
    culprits: tuple[Key, ...] = ()
    """The cells that prevent it."""

    def cells(self) -> tuple[Key, ...]:
        return self.parts + self.totals

    def sign(self, key: Key) -> int:
        """+1 for a part, -1 for a total."""
        return 1 if key in self.parts else -1

    def residual(self, values: Mapping[Key, Number]) -> Number:
        """Parts less totals: 0 where it holds."""
        return sum(values[k] for k in self.parts) - sum(values[k] for k in self.totals)


def value_of(cell: FormCell) -> Number | None:
    """The number with which a cell enters an identity: 0 where the source prints none, None where we cannot
    tell."""
    if cell.state in FREE_STATES:
        return 0
    return cell.value if cell.state in ("read", "inferred") else None


def identities(form: Mapping[str, Any], table: FormTable) -> list[Identity]:
    """Every instance of the form's identities over the printed table, with the reason where one cannot be
    checked."""
    found: list[Identity] = []
    for rank, entry in enumerate(form.get("identities", ())):
        for at, totals, parts in _lines(form, table, entry):
            found.append(_instance(table, entry["rule"], rank, entry["each"], at, totals, parts))
    return found


def _lines(
    form: Mapping[str, Any], table: FormTable, entry: Mapping[str, Any]
) -> Iterator[tuple[str, list[Key], list[Key]]]:
    if entry["each"] == "column":
        for column in (c["key"] for c in form["columns"]):
            yield column, [(r, column) for r in entry["total"]], [(r, column) for r in entry["parts"]]
        return
    # Rows of the form that are not printed come along: what they would have to hold decides (see diagnose).
    for row in dict.fromkeys([*(row for row, _ in table.cells), *table.missing_rows]):
        yield row, [(row, c) for c in entry["total"]], [(row, c) for c in entry["parts"]]


def _instance(
    table: FormTable, rule: str, rank: int, each: str, at: str, totals: list[Key], parts: list[Key]
) -> Identity:
    # Of alternative rows (one row or three for （六）) only those of the printed layout take part.
    due = {k for k in (*totals, *parts) if k in table.cells or k[0] in table.missing_rows}
    states = {k: table.cells[k].state for k in (*totals, *parts) if k in table.cells}
    unread = tuple(k for k, state in states.items() if state in ("unread", "absent"))
    inferred = tuple(k for k, state in states.items() if state == "inferred")
    skip = "unread" if unread else "inferred" if inferred else None
    return Identity(
        rule,
        rank,
        each,
        at,
        tuple(k for k in totals if k in due),
        tuple(k for k in parts if k in due),
        skip,
        unread or inferred,
    )
