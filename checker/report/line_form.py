"""Table 4: three groups of five outcomes on one line of fifteen numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checker.document import Cell, Place
from checker.report.form_cells import form_cell, unread
from checker.report.labels import SAME_SLOT, align, difference, distance, normalise
from checker.report.model import FormCell, FormTable, LabelMatch
from checker.report.numbers import parse_cell
from checker.report.rows import Row, is_label


def read_line(
    key: str, forms: Mapping[str, Mapping[str, Any]], rows: Sequence[Row], section_of: Mapping[int, int]
) -> FormTable:
    """The line of numbers among ``rows`` and the labels above it."""
    edition, form, full, data = _fitting(forms, rows)
    slots = [(g["key"], c["key"]) for g in form["groups"] for c in form["columns"]]
    first = rows[0]
    section = section_of.get(first.block, section_of[-1])
    place = Place(section=section, page=first.page, paragraph=first.block, table=key)
    labels = _labels(key, form, rows, section)
    cells: dict[tuple[str, str], FormCell] = {}
    if not full:
        if not data:
            return FormTable(
                key, "unreadable", edition, {}, labels, place=place, reason="rows_without_numbers"
            )
        row = data[0][0]
        for group, column in slots:
            cells[group, column] = unread(row.block, section, key, group, column, row.page)
        return FormTable(key, "unreadable", edition, cells, labels, place=place, reason="fifteen_numbers")
    row, values = full[0]
    for (group, column), cell in zip(slots, values, strict=True):
        cells[group, column] = form_cell(
            cell, row.block, section_of.get(row.block, section), key, group, column
        )
    return FormTable(key, "read", edition, cells, labels, place=place)


Data = list[tuple[Row, list[Cell]]]


def _fitting(
    forms: Mapping[str, Mapping[str, Any]], rows: Sequence[Row]
) -> tuple[str, Mapping[str, Any], Data, Data]:
    """The first edition of whose numbers a row prints as many as are due, with these rows and all rows of
    numbers."""
    tried: list[tuple[str, Mapping[str, Any], Data, Data]] = []
    for edition, form in forms.items():
        count = len(form["groups"]) * len(form["columns"])
        data = [(row, values) for row in rows if (values := _numbers(row, count)) is not None]
        full = [(row, values) for row, values in data if len(values) == count]
        tried.append((edition, form, full, data))
        if full:
            return tried[-1]
    return tried[0]


def _numbers(row: Row, count: int) -> list[Cell] | None:
    """The value cells of a data row; None where the row holds labels only. Fifteen are needed before
    judging."""
    values = _behind_labels(row, count)
    states = [parse_cell(v.text).state for v in values]
    if "read" not in states:
        blank = len(values) >= count and set(states) <= {"blank", "not_a_number"} and not row.labels()
        if not blank:
            return None
    if row.ragged:
        while len(values) > count and not values[-1].text.strip():
            values = values[:-1]
        while len(values) > count and not values[0].text.strip():
            values = values[1:]
        if len(values) < count:
            values = [v for v in values if v.text.strip()]
    elif len(values) != count or not all(v.text.strip() for v in values):
        # Where every cell holds a number, fifteen cells are fifteen numbers, however wide.
        single = [v for v in values if v.column_span == 1]
        if len(single) != len(values) and len(single) < count:
            return single
        values = single
        while len(values) > count and not values[-1].text.strip():
            values = values[:-1]
        values = (
            values[-count:]
            if len(values) > count and all(not v.text.strip() for v in values[:-count])
            else values
        )
    return values


def _behind_labels(row: Row, count: int) -> list[Cell]:
    """The cells behind the labels; a word among numbers (若干) is a value, not a label."""
    cells = list(row.cells)
    numbers = [i for i, c in enumerate(cells) if parse_cell(c.text).state == "read"]
    if numbers and len(cells) == count:
        return cells
    last = max(
        (i for i, c in enumerate(cells) if is_label(c.text) and (not numbers or i < numbers[0])), default=-1
    )
    return cells[last + 1 :]


def _labels(key: str, form: Mapping[str, Any], rows: Sequence[Row], section: int) -> tuple[LabelMatch, ...]:
    """Group and outcome labels in the order of print against those of the form."""
    groups = {normalise(g["label"]): g for g in form["groups"]}
    heads = {normalise(p): p for g in form["groups"] for p in g["path"]}
    outcomes = [c["label"] for c in form["columns"]]
    found: list[LabelMatch] = []
    printed: list[Cell] = []
    seen: set[tuple[int, int, int]] = set()
    blocks: dict[int, Row] = {}
    for row in rows:
        for cell in row.cells:
            spot = (row.block, cell.row, cell.column)
            if spot in seen or not is_label(cell.text):
                continue
            seen.add(spot)
            blocks[id(cell)] = row
            printed.append(cell)
    wanted_groups = [*form["groups"]]
    for group in wanted_groups:
        label = normalise(group["label"])
        best = min(printed, key=lambda c: difference(normalise(c.text), label), default=None)
        if best is not None and difference(normalise(best.text), label) <= SAME_SLOT:
            off = distance(normalise(best.text), label)
            found.append(
                LabelMatch(
                    group["key"], best.text, group["label"], _place(key, blocks[id(best)], best, section), off
                )
            )
    rest = [
        c
        for c in printed
        if normalise(c.text) not in groups
        and normalise(c.text) not in heads
        and not any(m.printed == c.text for m in found)
    ]
    # Outcomes repeat once a group (or stand once for all in flattened text): align each run of five.
    names = [normalise(o) for o in outcomes]
    runs = [rest[i : i + len(names)] for i in range(0, len(rest), len(names))]
    for run in runs:
        partner, _ = align([c.text for c in run], [[o] for o in outcomes])
        for cell, index in zip(run, partner, strict=True):
            at = _place(key, blocks[id(cell)], cell, section)
            if index is None:
                found.append(LabelMatch(None, cell.text, None, at))
            else:
                off = distance(normalise(cell.text), names[index])
                found.append(LabelMatch(form["columns"][index]["key"], cell.text, outcomes[index], at, off))
    return tuple(found)


def _place(key: str, row: Row, cell: Cell, section: int) -> Place:
    return Place(
        section=section,
        page=cell.page or row.page,
        paragraph=row.block,
        quote=cell.text,
        table=key,
        cell=(cell.row, cell.column),
    )
