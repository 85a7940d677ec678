"""Rows with fewer numbers than columns: filled where exactly one filling satisfies every identity, else
left alone.

A row is never mapped by position (EXPECTED case: a row lost one number in extraction).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

from checker.report.model import FormCell, Number

MOST_FILLINGS = 20_000
"""Fillings tried in all; two lost numbers in one row give some 400, three short rows some thousands."""

Filling = dict[tuple[str, str], Number]


def complete(
    form: Mapping[str, Any],
    cells: Mapping[tuple[str, str], FormCell],
    columns: list[str],
    short: Mapping[str, list[Number | None]],
) -> Filling:
    """Values for the cells of the short rows, or an empty mapping where none or more than one filling fits.

    ``short`` maps a row to the numbers that it prints in order.
    """
    per_row = next((i for i in form["identities"] if i["each"] == "row"), None)
    per_column = [i for i in form["identities"] if i["each"] == "column"]
    if per_row is None or any(v is None for values in short.values() for v in values):
        return {}
    options = []
    for row, values in short.items():
        fillings = [
            dict(f)
            for f in sorted({tuple(sorted(x.items())) for x in _row_fillings(columns, per_row, values)})
        ]
        if not fillings:
            return {}
        options.append([{(row, c): v for c, v in f.items()} for f in fillings])
    total = 1
    for option in options:
        total *= len(option)
    if total > MOST_FILLINGS:
        return {}
    known = {k: c.value for k, c in cells.items() if c.state == "read" and c.value is not None}
    fitting: list[Filling] = []
    for choice in product(*options):
        filling: Filling = {}
        for part in choice:
            filling.update(part)
        if all(_holds(i, column, known, filling, short) for i in per_column for column in columns):
            if fitting and filling != fitting[0]:
                return {}
            fitting.append(filling)
    return fitting[0] if fitting else {}


def _row_fillings(
    columns: list[str], identity: Mapping[str, Any], values: list[Number | None]
) -> Iterator[dict[str, Number]]:
    """Every way to lay the printed numbers out in order over the columns that satisfies the row's identity.

    Up to two numbers may be lost; one number too few may be two run together, one too many one torn in two.
    """
    lost = len(columns) - len(values)
    totals, parts = identity["total"], identity["parts"]
    for line in _rejoined(values, lost):
        row = dict(zip(columns, line, strict=True))
        if not sum(row[c] for c in totals if c in row) - sum(row[c] for c in parts if c in row):
            yield row
    if not 0 < lost <= 2:
        return
    for gaps in combinations(range(len(columns)), lost):
        numbers = iter(values)
        row = {}
        for i, column in enumerate(columns):
            if i not in gaps:
                value = next(numbers)
                assert value is not None
                row[column] = value
        missing = [columns[i] for i in gaps]
        difference = sum(row[c] for c in totals if c in row) - sum(row[c] for c in parts if c in row)
        if len(missing) == 1:
            (name,) = missing
            value = -difference if name in totals else difference
            if value >= 0:
                yield {**row, name: value}
        else:
            free_parts = [m for m in missing if m in parts]
            if len(free_parts) == 2 and 0 <= difference <= 200:
                for share in range(int(difference) + 1):
                    yield {**row, free_parts[0]: share, free_parts[1]: difference - share}
            elif len(free_parts) == 1:
                (total,) = [m for m in missing if m in totals]
                for part in range(201):
                    yield {**row, free_parts[0]: part, total: part - difference}


def _rejoined(values: list[Number | None], lost: int) -> Iterator[list[Number]]:
    """The numbers with one cut in two (one is lacking) or two neighbours written as one (one is too many)."""
    digits = [str(v) for v in values]
    if lost not in (1, -1) or not all(d.isdigit() for d in digits):
        return
    for i, text in enumerate(digits):
        if lost == 1:
            for cut in range(1, len(text)):
                if text[cut] != "0" or cut == len(text) - 1:
                    yield [int(d) for d in (*digits[:i], text[:cut], text[cut:], *digits[i + 1 :])]
        elif i + 1 < len(digits) and text != "0":
            yield [int(d) for d in (*digits[:i], text + digits[i + 1], *digits[i + 2 :])]


def _holds(
    identity: Mapping[str, Any],
    column: str,
    known: Mapping[tuple[str, str], Number],
    filling: Filling,
    short: Mapping[str, Any],
) -> bool:
    """Whether a column identity holds; one that no short row enters, or with unknown cells, does not
    speak."""
    rows = [*identity["total"], *identity["parts"]]
    if not any(r in short for r in rows):
        return True
    total: Number = 0
    for names, sign in ((identity["total"], 1), (identity["parts"], -1)):
        for row in names:
            value = filling.get((row, column), known.get((row, column)))
            if value is None:
                continue
            total += sign * value
    return total == 0
