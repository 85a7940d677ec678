"""Table 3: rows of outcomes by columns of applicants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from checker.document import Cell, Place
from checker.report.completion import complete
from checker.report.form_cells import form_cell, unread
from checker.report.labels import SAME_SLOT, align, difference, distance, normalise
from checker.report.model import FormCell, FormTable, LabelMatch
from checker.report.numbers import parse_cell
from checker.report.rows import Row


def read_matrix(
    key: str, forms: Mapping[str, Mapping[str, Any]], rows: Sequence[Row], section_of: Mapping[int, int]
) -> FormTable:
    """The matrix among ``rows``, read by the edition whose row labels fit best (the first of ``forms`` wins ties)."""
    body = [row for row in rows if _is_body(row)]
    header = [row for row in rows if row not in body]
    if not body:
        first = rows[0]
        place = Place(section=section_of.get(first.block, section_of[-1]), page=first.page, paragraph=first.block, table=key)
        return FormTable(key, "unreadable", place=place, reason="rows_without_numbers")
    printed = [normalise(_row_label(row).text) for row in body]
    best: tuple[float, str, list[Mapping[str, Any]], list[int | None], tuple[str, ...]] | None = None
    for edition, form in forms.items():
        for variant, kept in _variants(form):
            wordings = [[normalise(w) for w in (r["label"], *r.get("also", ()))] for r in variant]
            partner, cost = align(printed, wordings)
            if best is None or cost < best[0] - 1e-9:
                best = (cost, edition, variant, partner, kept)
    assert best is not None
    _, edition, expected, partner, kept = best
    form = forms[edition]
    columns = [c["key"] for c in form["columns"]]
    positions = _columns_by_header(header, form)
    cells: dict[tuple[str, str], FormCell] = {}
    labels: list[LabelMatch] = []
    short: dict[str, tuple[Row, list[Cell]]] = {}
    for row, index in zip(body, partner, strict=True):
        section = section_of.get(row.block, section_of[-1])
        label = _row_label(row)
        place = Place(
            section=section, page=label.page or row.page, paragraph=row.block, quote=label.text, table=key,
            cell=(label.row, label.column),
        )  # fmt: skip
        if index is None:
            labels.append(LabelMatch(None, label.text, None, place))
            continue
        entry = expected[index]
        wordings = [entry["label"], *entry.get("also", ())]
        off = min(distance(normalise(label.text), normalise(w)) for w in wordings)
        gap = min(difference(normalise(label.text), normalise(w)) for w in wordings)
        place = replace(place, row=entry["key"])
        labels.append(LabelMatch(entry["key"], label.text, entry["label"], place, off))
        row_key = entry["key"]
        if gap > SAME_SLOT:
            # Another label stands where this row should: its numbers are not taken for the row's.
            for column in columns:
                cells[row_key, column] = unread(row.block, section, key, row_key, column, row.page)
            continue
        values = _values(row, len(columns), positions)
        if len(values) == len(columns):
            for column, cell in zip(columns, values, strict=True):
                cells[row_key, column] = form_cell(cell, row.block, section, key, row_key, column)
        else:
            short[row_key] = (row, values)
            for column in columns:
                cells[row_key, column] = unread(row.block, section, key, row_key, column, row.page)
    if short:
        numbers = {k: [parse_cell(c.text).value for c in v] for k, (_, v) in short.items()}
        for (row_key, column), value in complete(form, cells, columns, numbers).items():
            cells[row_key, column] = replace(cells[row_key, column], value=value, state="inferred")
    printed_keys = {m.key for m in labels if m.key}
    first = rows[0]
    return FormTable(
        key, "read", edition, cells, tuple(labels),
        missing_rows=tuple(r["key"] for r in expected if r["key"] not in printed_keys),
        kept_rows=tuple(k for k in kept if k in printed_keys),
        place=Place(section=section_of.get(first.block, section_of[-1]), page=first.page, paragraph=first.block, table=key),
    )  # fmt: skip


def _variants(form: Mapping[str, Any]) -> list[tuple[list[Mapping[str, Any]], tuple[str, ...]]]:
    """The form's rows, and its rows with those of the previous edition that reports keep."""
    rows = list(form["rows"])
    out: list[tuple[list[Mapping[str, Any]], tuple[str, ...]]] = [(rows, ())]
    for kept in form.get("kept_rows", ()):
        gone = kept["instead_of"]
        at = next(i for i, r in enumerate(rows) if r["key"] == gone[0])
        out.append(([*rows[:at], kept, *(r for r in rows[at:] if r["key"] not in gone)], (kept["key"],)))
    return out


def _is_body(row: Row) -> bool:
    """A row with a label and, behind it, at least one value that is a number, a blank or a placeholder."""
    values = row.values()
    if not row.labels() or not values:
        return False
    numeric = sum(parse_cell(v.text).state == "read" for v in values)
    if numeric:
        return True
    # A row of blanks is a row of the form only where there are as many as a form has columns.
    return len(values) >= 6 and not any(v.text.strip() for v in values if parse_cell(v.text).state == "read")


def _row_label(row: Row) -> Cell:
    labels = row.labels()
    # The innermost label names the row; a value typed as words (无) is none of it.
    return labels[-1]


def _columns_by_header(header: Sequence[Row], form: Mapping[str, Any]) -> list[int] | None:
    """Grid positions of the number columns by their header labels; None where the header does not tell all."""
    found: dict[str, set[int]] = {}
    wanted = {normalise(c["label"]): c["key"] for c in form["columns"]}
    for row in header:
        if row.ragged:
            return None
        for cell in row.cells:
            name = wanted.get(normalise(cell.text))
            if name and cell.column_span == 1:
                found.setdefault(name, set()).add(cell.column)
    if len(found) != len(form["columns"]) or any(len(p) != 1 for p in found.values()):
        return None
    positions = [next(iter(found[c["key"]])) for c in form["columns"]]
    return positions if len(set(positions)) == len(positions) else None


def _values(row: Row, count: int, positions: list[int] | None) -> list[Cell]:
    """The row's value cells, one a column; fewer where the row does not print as many."""
    if not row.ragged:
        by_column = {c.column: c for c in row.cells if c.column_span == 1}
        if positions and all(p in by_column for p in positions):
            return [by_column[p] for p in positions]
        # A stray rule can split a header cell: count from the right.
        tail = sorted(by_column)
        while len(tail) > count and not by_column[tail[-1]].text.strip() and _blank_margin(row, by_column, tail, count):
            tail.pop()
        wanted = tail[-count:]
        cells = [by_column[p] for p in wanted]
        return cells if len(cells) == count and not any(c in row.labels() for c in cells) else []
    values = row.values()
    while len(values) > count and not values[0].text.strip():
        values = values[1:]
    while len(values) > count and not values[-1].text.strip():
        values = values[:-1]
    if len(values) == count:
        return values
    return [v for v in values if v.text.strip()] if len(values) < count else []


def _blank_margin(row: Row, by_column: Mapping[int, Cell], tail: Sequence[int], count: int) -> bool:
    """Whether the blank last column is a margin: without it enough value cells remain."""
    rest = [by_column[p] for p in tail[:-1]][-count:]
    return len(rest) == count and not any(c in row.labels() for c in rest)
