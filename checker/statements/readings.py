"""The cells that a statement can mean, with their values; and values that repair a table which does not add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any, Final

from checker.report.model import FormTable, Number
from checker.statements.model import Metric
from checker.statements.quantity import Quantity

RULES: Final = {
    "requests": "N01", "outcomes": "N05", "applicants": "N05", "disputes": "N06", "disclosure": "N07", "money": "N07",
    "processing_fee": "N09",
}  # fmt: skip
CARRIED: Final = frozenset({"carried_in", "carried_out", "carried", "unfinished"})
_COMBINATIONS: Final = 16  # two repaired values for each of four cells


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning: the cells, and every value that their sum may have (printed first, then repaired ones)."""

    table: str
    cells: tuple[tuple[str, str], ...]
    values: tuple[Decimal, ...]
    """Empty where a cell could not be read or is blank."""

    @property
    def value(self) -> Decimal:
        """The printed value. Raises IndexError where a cell could not be read."""
        return self.values[0]


class Readings:
    """The readings of metrics in the tables of one report."""

    def __init__(
        self,
        tables: Mapping[str, FormTable],
        data: Mapping[str, Any],
        identities: Mapping[str, Sequence[Any]],
    ) -> None:
        self.tables = tables
        self.data = data
        self._identities = identities
        self._known: dict[Metric, tuple[Reading, ...]] = {}

    def of(self, metric: Metric) -> tuple[Reading, ...]:
        """Every reading of a metric; none where the table is not there or prints no such cell."""
        found = self._known.get(metric)
        if found is None:
            found = self._known[metric] = tuple(self._of(metric))
        return found

    def values(self, metric: Metric) -> list[Decimal]:
        """Every value that a metric may have, the first reading's first."""
        return [value for reading in self.of(metric) for value in reading.values]

    def fit(self, quantity: Quantity, metric: Metric) -> bool:
        """Whether a printed quantity is right for a metric by one of its readings."""
        return any(quantity.fits(value) for value in self.values(metric))

    def table_of(self, metric: Metric) -> str:
        """The table that a metric is compared with."""
        return {
            "outcomes": "requests",
            "applicants": "requests",
            "processing_fee": "requests",
            "money": "disclosure",
        }.get(metric.family, metric.family)

    def readable(self, key: str) -> bool:
        """Whether a table is there and was read."""
        table = self.tables.get(key)
        return table is not None and table.status == "read"

    def total(self, row: str) -> Decimal | None:
        """The printed total of a row of table 3."""
        table = self.tables.get("requests")
        value = table.value(row, "total") if table is not None and table.status == "read" else None
        return None if value is None else Decimal(value)

    def _of(self, metric: Metric) -> list[Reading]:
        key = self.table_of(metric)
        if not self.readable(key):
            return []
        out = []
        for cells in self._cells(metric):
            printed = [c for c in cells if self._printed(key, c)]
            if printed:
                out.append(Reading(key, tuple(printed), self._values(key, printed)))
        return out

    def _cells(self, metric: Metric) -> list[list[tuple[str, str]]]:
        data, column = self.data, metric.column
        if metric.family == "requests":
            return [[(row, "total") for row in rows] for rows in data["requests"][metric.key]]
        legal = data["applicants"]["legal"]
        columns = list(
            dict.fromkeys(c for name in column.split("+") for c in (legal if name == "legal" else [name]))
        )
        if metric.family == "outcomes":
            entry = self._outcomes(metric.key)
            return [[(row, c) for row in rows for c in columns] for rows in entry]
        if metric.family == "applicants":
            return [[(row, c) for row in rows for c in columns] for rows in data["applicants"]["rows"]]
        if metric.family == "disputes":
            group, result = metric.key.split(".")
            groups = data["disputes"]["groups"][group]
            return [
                [(g, r) for g in groups for r in results] for results in data["disputes"]["results"][result]
            ]
        if metric.family == "disclosure":
            row, verb = metric.key.split(".")
            named = data["disclosure"][row].get(verb, ())
            here = [c for c in named if (row, c) in self.tables["disclosure"].cells]
            return [[(row, here[0])]] if here else []
        if metric.family == "money":
            return [[(metric.key, "amount")]]
        return [[("other_no_payment", "total")]] if metric.key == "notices" else []

    def _outcomes(self, key: str) -> list[list[str]]:
        """The rows of an outcome; of several joined by + the sum; joined by | either."""
        if "|" in key:
            return [rows for one in key.split("|") for rows in self._outcomes(one)]
        known, names = self.data["outcomes"], key.split("+")
        if len(names) == 1:
            return list(known.get(key, [[key]]))
        entries = [known.get(name, [[name]]) for name in names]
        if not all(entries):
            return []  # withdrawn applications have no row of their own
        return [list(dict.fromkeys(row for rows in entries for row in rows[0]))]

    def _printed(self, key: str, cell: tuple[str, str]) -> bool:
        found = self.tables[key].cells.get(cell)
        return found is not None and found.state != "absent"

    def _values(self, key: str, cells: Sequence[tuple[str, str]]) -> tuple[Decimal, ...]:
        options = []
        for cell in cells:
            values = self._options(key, cell)
            if not values:
                return ()
            options.append(values)
        if all(len(o) == 1 for o in options):
            return (sum((o[0] for o in options), Decimal(0)),)
        sums = []
        for n, combination in enumerate(product(*options)):
            if n >= _COMBINATIONS:
                break
            sums.append(sum(combination, Decimal(0)))
        return tuple(dict.fromkeys(sums))

    def _options(self, key: str, cell: tuple[str, str]) -> tuple[Decimal, ...]:
        """The printed value, then those that would repair an identity which does not hold at this cell."""
        table = self.tables[key]
        value = self._money(table, cell) if cell[1] == "amount" else table.value(*cell)
        if value is None:
            return ()
        out = [Decimal(value)]
        for identity in self._identities.get(key, ()):
            repaired = _repair(table, identity, cell)
            if repaired is not None:
                out.append(Decimal(repaired))
        return tuple(dict.fromkeys(out))

    def _money(self, table: FormTable, cell: tuple[str, str]) -> Number | None:
        """An amount in 万元."""
        found = table.cells[cell]
        if found.value is None:
            return None
        unit = found.unit or table.units.get(cell)
        if unit is None:
            return None
        return found.value if unit == "万元" else Decimal(found.value) / 10_000 if unit == "元" else None


def _repair(table: FormTable, identity: Mapping[str, Any], cell: tuple[str, str]) -> Number | None:
    """The value of ``cell`` with which an identity would hold; None where it holds or does not touch the cell."""
    along_row = identity["each"] in ("row", "group")
    fixed, moving = (cell[0], cell[1]) if along_row else (cell[1], cell[0])
    sides = (identity["total"], identity["parts"])
    if moving not in sides[0] and moving not in sides[1]:
        return None
    sums: list[Number] = [0, 0]
    for n, names in enumerate(sides):
        for name in names:
            at = (fixed, name) if along_row else (name, fixed)
            found = table.cells.get(at)
            if found is None or found.state == "absent":
                continue
            if found.value is None:
                return None
            sums[n] += found.value
    difference = sums[1] - sums[0]
    if not difference:
        return None
    value = table.value(*cell)
    assert value is not None
    repaired = value + difference if moving in sides[0] else value - difference
    return repaired if repaired >= 0 else None
