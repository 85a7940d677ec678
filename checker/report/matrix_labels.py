"""The labels of table 3 beside its rows': the header above the numbers, the groups left of the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checker.document import Cell, Place
from checker.report.labels import CLOSE, difference, distance, normalise
from checker.report.model import LabelMatch
from checker.report.rows import Row


def columns_by_header(header: Sequence[Row], form: Mapping[str, Any]) -> list[int] | None:
    """Grid positions of the number columns by their header labels; None where the header does not tell
    all."""
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
    return positions if positions == sorted(set(positions)) else None


def header_labels(
    key: str, header: Sequence[Row], form: Mapping[str, Any], section_of: Mapping[int, int]
) -> list[LabelMatch]:
    """Column labels as printed; one that is far from every label of the form is no label of a column."""
    cells = list(_distinct(header))
    texts = {normalise(c.text) for _, c in cells}
    whole = "".join(normalise(c.text) for _, c in cells)
    paths = {normalise(p) for c in form["columns"] for p in c["path"]} | {normalise(form.get("corner", ""))}
    found: list[LabelMatch] = []
    taken = paths | {normalise(c["label"]) for c in form["columns"]}
    for column in form["columns"]:
        label = normalise(column["label"])
        exact = next(((r, c) for r, c in cells if normalise(c.text) == label), None)
        if exact is not None:
            found.append(LabelMatch(None, exact[1].text, column["label"], _place(key, *exact, section_of)))
            continue
        near = [
            (difference(normalise(c.text), label), i)
            for i, (_, c) in enumerate(cells)
            if normalise(c.text) not in taken
        ]
        gap, at = min(near, default=(1.0, -1))
        # A label in pieces, one below the other, is no other label.
        if gap <= CLOSE and label not in whole and not _in_pieces(label, texts):
            row, cell = cells[at]
            off = distance(normalise(cell.text), label)
            found.append(
                LabelMatch(None, cell.text, column["label"], _place(key, row, cell, section_of), off)
            )
            taken = taken | {normalise(cell.text)}
    return found


def path_labels(
    key: str,
    lines: Sequence[tuple[Row, Cell]],
    torn: Sequence[Row],
    form: Mapping[str, Any],
    section_of: Mapping[int, int],
) -> list[LabelMatch]:
    """Labels of groups of rows (（三）不予公开) that differ from the form's; a label in pieces is none of
    them."""
    inner = {(row.block, label.row, label.column) for row, label in lines}
    rows = [row for row, _ in lines] + list(torn)
    cells = [(r, c) for r, c in _distinct(rows) if (r.block, c.row, c.column) not in inner]
    texts = {normalise(c.text) for _, c in cells}
    wanted = list(dict.fromkeys(p for r in form["rows"] for p in r["path"]))
    known = {normalise(w) for w in wanted} | {normalise(r["label"]) for r in form["rows"]}
    found: list[LabelMatch] = []
    taken: set[str] = set()
    for label in wanted:
        name = normalise(label)
        if name in texts or _in_pieces(name, texts):
            continue
        near = [
            (difference(normalise(c.text), name), i)
            for i, (_, c) in enumerate(cells)
            if normalise(c.text) not in known | taken and normalise(c.text) not in name
        ]
        gap, at = min(near, default=(1.0, -1))
        if gap <= CLOSE:
            row, cell = cells[at]
            taken.add(normalise(cell.text))
            off = distance(normalise(cell.text), name)
            found.append(LabelMatch(None, cell.text, label, _place(key, row, cell, section_of), off))
    return found


def _in_pieces(label: str, texts: set[str]) -> bool:
    """Whether two printed pieces make up the label (broken by the page or over two cells)."""
    return any(label[:i] in texts and label[i:] in texts for i in range(1, len(label)))


def _distinct(rows: Sequence[Row]) -> Iterator[tuple[Row, Cell]]:
    """Label cells, each once, though it reaches down several rows."""
    seen: set[tuple[int, int, int]] = set()
    for row in rows:
        for cell in row.labels():
            spot = (row.block, cell.row, cell.column)
            if spot not in seen and cell.readable:
                seen.add(spot)
                yield row, cell


def _place(key: str, row: Row, cell: Cell, section_of: Mapping[int, int]) -> Place:
    return Place(
        section=section_of.get(row.block, section_of[-1]),
        page=cell.page or row.page,
        paragraph=row.block,
        quote=cell.text,
        table=key,
        cell=(cell.row, cell.column),
    )
