"""The last doubt before a finding: a number that the same table prints under another heading is no slip.

Where the words around a number were taken for the wrong cell, the number is as a rule printed in the right one; a
mistyped number of two digits or more hits one of these by chance only.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from checker.report.model import FormTable
from checker.statements.problems import Problem
from checker.statements.readings import Readings

LEAST: Final = 20
"""Smaller numbers are printed in too many cells to tell anything."""
RULES: Final = frozenset({"N01", "N03", "N05"})


def told_elsewhere(problem: Problem, readings: Readings) -> bool:
    """Whether a level that fits no reading is another number of its table that a passage may well state."""
    reading, value = problem.reading, problem.actual
    if (
        problem.rule not in RULES
        or problem.variant != "default"
        or reading is None
        or value is None
        or value < LEAST
    ):
        return False
    table = readings.tables[reading.table]
    return reading.table == "requests" and value in _of_requests(table) - set(reading.values)


def _of_requests(table: FormTable) -> set[Decimal]:
    """What every report tells of table 3: new ones by applicant, new and carried in together, in each column."""
    columns = {c for row, c in table.cells if row == "new"}
    new = {c: _cell(table, "new", c) for c in columns}
    out = {v for c, v in new.items() if c != "total"}
    out |= {v + _cell(table, "carried_in", c) for c, v in new.items()}
    return out | {new.get("total", Decimal(0)) - new.get("natural_person", Decimal(0))}


def _cell(table: FormTable, row: str, column: str) -> Decimal:
    value = table.value(row, column)
    return Decimal(value) if value is not None else Decimal(0)
