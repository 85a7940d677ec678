"""Table 3: rows of outcomes by columns of applicants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from checker.document import Cell, Place
from checker.report.completion import complete
from checker.report.form_cells import form_cell, unread
from checker.report.labels import (
    CLOSE,
    SAME_SLOT,
    align,
    difference,
    distance,
    normalise,
    without_number,
    wording_gap,
)
from checker.report.matrix_labels import columns_by_header, header_labels, path_labels
from checker.report.model import FormCell, FormTable, LabelMatch
from checker.report.numbers import parse_cell
from checker.report.rows import Row, is_label

Variant = tuple[list[Mapping[str, Any]], tuple[str, ...]]
"""The rows of a form, and which of them are kept from the previous edition."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed row: its innermost label (joined where the page tore it), the value cells behind it."""

    row: Row
    label: Cell
    text: str
    values: tuple[Cell, ...]


def read_matrix(
    key: str, forms: Mapping[str, Mapping[str, Any]], rows: Sequence[Row], section_of: Mapping[int, int]
) -> FormTable:
    """The matrix among ``rows``, read by the edition whose row labels fit best (the first of ``forms`` wins
    ties)."""
    first = rows[0]
    place = Place(
        section=section_of.get(first.block, section_of[-1]), page=first.page, paragraph=first.block, table=key
    )
    lines, header, torn = _lines(forms, rows)
    if not lines:
        return FormTable(key, "unreadable", place=place, reason="rows_without_numbers")
    edition, (expected, kept), partner = _best_fit(forms, [line.text for line in lines])
    form = forms[edition]
    columns = [c["key"] for c in form["columns"]]
    positions = columns_by_header(header, form)
    cells: dict[tuple[str, str], FormCell] = {}
    labels = header_labels(key, header, form, section_of)
    added: list[Mapping[tuple[str, str], FormCell]] = []
    short: dict[str, list[Cell]] = {}
    for line, index in zip(lines, partner, strict=True):
        section = section_of.get(line.row.block, section_of[-1])
        at = Place(
            section=section,
            page=line.label.page or line.row.page,
            paragraph=line.row.block,
            quote=line.label.text,
            table=key,
            cell=(line.label.row, line.label.column),
        )
        values = _values(line, len(columns), positions)
        if index is None:
            labels.append(LabelMatch(None, line.text, None, at))
            if len(values) == len(columns):
                name = f"added_{len(added) + 1}"
                added.append(
                    {
                        (name, c): form_cell(v, line.row.block, section, key, name, c)
                        for c, v in zip(columns, values, strict=True)
                    }
                )
            continue
        entry = expected[index]
        row_key = entry["key"]
        wordings = [entry["label"], *entry.get("also", ())]
        off = (
            min(distance(normalise(line.text), normalise(w)) for w in wordings) if line.label.readable else 0
        )
        labels.append(LabelMatch(row_key, line.text, entry["label"], replace(at, row=row_key), off))
        if min(wording_gap(line.text, w) for w in wordings) > SAME_SLOT:
            # Another label stands where this row should: its numbers are not taken for the row's.
            cells.update(_unread_row(line, section, key, row_key, columns))
        elif len(values) == len(columns):
            for column, cell in zip(columns, values, strict=True):
                cells[row_key, column] = form_cell(cell, line.row.block, section, key, row_key, column)
        else:
            short[row_key] = values
            cells.update(_unread_row(line, section, key, row_key, columns))
    if short:
        numbers = {k: [parse_cell(c.text).value for c in v] for k, v in short.items()}
        for (row_key, column), value in complete(form, cells, columns, numbers).items():
            cells[row_key, column] = replace(cells[row_key, column], value=value, state="inferred")
    labels += path_labels(key, [(line.row, line.label) for line in lines], torn, form, section_of)
    printed = {m.key for m in labels if m.key}
    return FormTable(
        key,
        "read",
        edition,
        cells,
        tuple(labels),
        missing_rows=tuple(r["key"] for r in expected if r["key"] not in printed),
        kept_rows=tuple(k for k in kept if k in printed),
        added=tuple(added),
        place=place,
    )


def _unread_row(
    line: _Line, section: int, key: str, row_key: str, columns: Sequence[str]
) -> dict[tuple[str, str], FormCell]:
    row = line.row
    return {(row_key, c): unread(row.block, section, key, row_key, c, row.page) for c in columns}


# -- lines -------------------------------------------------------------------------------------------------


def _lines(
    forms: Mapping[str, Mapping[str, Any]], rows: Sequence[Row]
) -> tuple[list[_Line], list[Row], list[Row]]:
    """Rows with numbers; the header rows above them; the rows between that hold labels alone."""
    width = len(next(iter(forms.values()))["columns"])
    known = {
        normalise(w)
        for f in forms.values()
        for r in (*f["rows"], *f.get("kept_rows", ()))
        for w in (r["label"], *r.get("also", ()))
    }
    body = [i for i, row in enumerate(rows) if _is_body(row, width, known)]
    body = [i for i in body if not _is_torn(rows, i, body, width, known)]
    if not body:
        return [], list(rows), []
    lines: list[_Line] = []
    for i in body:
        label, values = _split(rows[i], width, known)
        lines.append(_Line(rows[i], label, _joined(rows, i, body, label, known), tuple(values)))
    header = list(rows[: body[0]])
    return lines, header, [row for i, row in enumerate(rows) if i > body[0] and i not in set(body)]


def _is_body(row: Row, width: int, known: set[str]) -> bool:
    """A row with a label and, behind it, at least one number – or as many blanks as a form has columns,
    where the label is one of the form's."""
    if not row.labels():
        return False
    label, values = _split(row, width, known)
    if any(parse_cell(v.text).state == "read" for v in values):
        return True
    name = normalise(label.text)
    return len(values) >= width - 1 and any(difference(name, k) <= CLOSE for k in known)


def _is_torn(rows: Sequence[Row], at: int, body: Sequence[int], width: int, known: set[str]) -> bool:
    """Whether a row without a number is but the rest of its neighbour's label, which the page tore: together they are
    one of the form's."""
    label, values = _split(rows[at], width, known)
    if normalise(label.text) in known or any(v.text.strip() for v in values):
        return False
    for other, before in ((at - 1, True), (at + 1, False)):
        if other in body:
            piece, _ = _split(rows[other], width, known)
            text = piece.text + label.text if before else label.text + piece.text
            if normalise(piece.text) not in known and normalise(text) in known:
                return True
    return False


def _split(row: Row, width: int, known: set[str]) -> tuple[Cell, list[Cell]]:
    """The innermost label cell and the cells behind it.

    Words among the values (无, 若干) are no labels: the last label that the form knows counts, else the
    last one that still leaves as many cells as the form has columns, else the last one.
    """
    cells = list(row.cells)
    marks = [i for i, c in enumerate(cells) if is_label(c.text)]
    numbers = [i for i, c in enumerate(cells) if parse_cell(c.text).state == "read"]
    before = [i for i in marks if not numbers or i < numbers[0]] or marks[:1]
    at = next((i for i in reversed(before) if normalise(cells[i].text) in known), None)
    if at is not None and at < before[-1] and len(cells) - 1 - before[-1] >= width:
        at = before[-1]  # a group that was a row in another edition, before a label that is damaged or torn
    if at is None:
        roomy = [i for i in before if len(cells) - 1 - i >= width]
        at = roomy[-1] if roomy else before[-1]
    return cells[at], cells[at + 1 :]


def _joined(rows: Sequence[Row], at: int, body: Sequence[int], label: Cell, known: set[str]) -> str:
    """The label, joined with a neighbouring row that holds nothing but the rest of it (a label torn by the
    page)."""
    if normalise(label.text) in known:
        return label.text
    taken = set(body)
    for other, before in ((at - 1, True), (at + 1, False)):
        if not 0 <= other < len(rows) or other in taken:
            continue
        for piece in rows[other].labels():
            text = piece.text + label.text if before else label.text + piece.text
            if normalise(text) in known:
                return text
    return label.text


# -- rows of the form --------------------------------------------------------------------------------------


def _best_fit(
    forms: Mapping[str, Mapping[str, Any]], printed: Sequence[str]
) -> tuple[str, Variant, list[int | None]]:
    """The edition and variant whose rows fit the printed labels best, and the partner of each printed
    label."""
    best: tuple[float, str, Variant, list[int | None]] | None = None
    for edition, form in forms.items():
        for variant in _variants(form):
            wordings = [[r["label"], *r.get("also", ())] for r in variant[0]]
            partner, cost = align(printed, wordings)
            if best is None or cost < best[0] - 1e-9:
                best = (cost, edition, variant, partner)
    assert best is not None
    _, edition, variant, partner = best
    # A row that stands elsewhere than in the form is still known by its label, whatever its number there.
    for spell in (normalise, without_number):
        names = {spell(r["label"]): i for i, r in enumerate(variant[0])}
        for i, text in enumerate(printed):
            index = names.get(spell(text))
            if partner[i] is None and index is not None and index not in partner:
                partner[i] = index
    return edition, variant, partner


def _variants(form: Mapping[str, Any]) -> list[Variant]:
    """The form's rows, and its rows with those of the previous edition that reports keep."""
    rows = list(form["rows"])
    out: list[Variant] = [(rows, ())]
    for kept in form.get("kept_rows", ()):
        gone = kept["instead_of"]
        at = next(i for i, r in enumerate(rows) if r["key"] == gone[0])
        out.append(([*rows[:at], kept, *(r for r in rows[at:] if r["key"] not in gone)], (kept["key"],)))
    return out


# -- values ------------------------------------------------------------------------------------------------


def _values(line: _Line, count: int, positions: list[int] | None) -> list[Cell]:
    """The row's value cells, one a column; fewer (or one too many) where the row does not print as many."""
    row = line.row
    if not row.ragged:
        by_column = {c.column: c for c in row.cells if c.column_span == 1}
        if positions and all(p in by_column for p in positions) and positions[0] > line.label.column:
            return [by_column[p] for p in positions]
        if len(line.values) == count and all(c.text.strip() for c in line.values):
            return list(line.values)  # one number a cell, however wide
        # A stray rule can split a header cell: count from the right.
        tail = sorted(c for c in by_column if c > line.label.column)
        while len(tail) > count and not by_column[tail[-1]].text.strip():
            tail.pop()
        cells = [by_column[p] for p in tail[-count:]]
        return cells if len(cells) == count else []
    values = list(line.values)
    while len(values) > count and not values[0].text.strip():
        values = values[1:]
    while len(values) > count and not values[-1].text.strip():
        values = values[:-1]
    if len(values) == count:
        return values
    return [v for v in values if v.text.strip()]
