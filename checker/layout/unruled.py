"""Tables that nothing is drawn around: numbers that stand below each other in columns.

Such a table is never certain, so it is given as ragged (rows are mapped by counting their numbers) and the
reader says that it was met. Where the columns do not line up the lines stay what they are: lines.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from checker.layout.lines import Line, Piece, joined, pieces
from checker.layout.page import Char
from checker.layout.paragraphs import SECTION
from checker.layout.settings import LayoutSettings
from checker.layout.tables import ENUMERATED, RawCell, RawTable

_NUMBER = re.compile(r"[-－—]?\s*[\d０-９,，.．]+\s*[%％件元]?|[/／\-—－]")
_FIGURES = "0123456789０１２３４５６７８９"
_LABELS_BETWEEN = 5  # more lines without a number than this between two rows end the table
_COLUMNS = 2  # so many number columns must line up


@dataclass(slots=True)
class _Row:
    """A line cut at its wide gaps."""

    line: Line
    parts: list[list[Char]]
    numbers: list[tuple[float, float]] = field(default_factory=list)
    """Left and right side of every part that is a number."""


def aligned(
    lines: Sequence[Line], page: int, settings: LayoutSettings
) -> tuple[list[Line], list[RawTable], list[Line]]:
    """Lines outside unruled tables, those tables, and the lines that can tell where the text column runs."""
    rows = [_row(line, settings) for line in lines]
    rest: list[Line] = []
    tables: list[RawTable] = []
    i = 0
    while i < len(rows):
        end = _region(rows, i) if _is_row(rows[i]) else i
        # header lines above the first row of numbers belong to the table
        if end > i and _lines_up(rows[i:end], settings):
            start = i
            while start > 0 and rest and len(rows[start - 1].parts) > 1 and not rows[start - 1].numbers:
                start -= 1
                rest.pop()
            tables.append(_table(rows[start:end], page, settings))
            i = end
            continue
        rest.append(rows[i].line)
        i += 1
    left = {id(line) for line in rest}
    prose = [r.line for r in rows if len(r.parts) == 1 and id(r.line) in left]
    return rest, tables, prose or rest


def _row(line: Line, settings: LayoutSettings) -> _Row:
    parts: list[list[Char]] = []
    reaches = (settings.column_gap_em, settings.figure_gap_em, 0.5 * settings.figure_gap_em)
    least = min(reaches)
    line_size = line.size
    before, right = "", -math.inf
    for c in line.chars:
        text, x0, _, x1, _, size, _ = c
        if text == " ":
            continue
        gap, unit = x0 - right, size if size < line_size else line_size
        if gap <= least * unit or (
            before and gap <= reaches[(text in _FIGURES) + (before in _FIGURES)] * unit
        ):
            parts[-1].append(c)
        else:
            parts.append([c])
        before, right = text, x1
    row = _Row(line, parts)
    for part in parts:
        if _NUMBER.fullmatch("".join([c.text for c in part])):
            row.numbers.append((part[0].x0, part[-1].x1))
    return row


def _is_row(row: _Row) -> bool:
    return len(row.parts) >= 2 and bool(row.numbers)


def _region(rows: Sequence[_Row], start: int) -> int:
    """The end of the stretch of rows that begins at ``start``; lines between rows may be labels only."""
    end = start + 1
    labels = 0
    size = rows[start].line.size
    for i in range(start + 1, len(rows)):
        row = rows[i]
        if _is_row(row):
            end, labels = i + 1, 0
            continue
        heading = SECTION.match("".join(c.text for c in row.line.chars)) and (
            row.line.size > 1.05 * size or row.line.top - rows[i - 1].line.bottom > 1.2 * size
        )
        labels += 1
        if labels > _LABELS_BETWEEN or heading or row.line.size > 1.3 * size:
            break
        if row.numbers and len(row.parts) == 1:
            end = i + 1  # numbers whose label stands half a line higher
    return end


def _lines_up(rows: Sequence[_Row], settings: LayoutSettings) -> bool:
    """Whether numbers of different rows stand below each other in at least two columns, or in one over
    many."""
    columns: list[list[tuple[float, float]]] = []
    if sum(len(r.numbers) for r in rows) > settings.cells_max:
        return False
    for row in rows:
        near = 0.7 * row.line.size
        for left, right in row.numbers:
            for column in columns:
                x0, x1 = column[0]
                if (
                    abs(left - x0) < near
                    or abs(right - x1) < near
                    or abs((left + right) / 2 - (x0 + x1) / 2) < near
                ):
                    column.append((left, right))
                    break
            else:
                columns.append([(left, right)])
    shared = [c for c in columns if len(c) >= 2]
    total = sum(len(r.numbers) for r in rows)
    if sum(len(c) for c in shared) < 0.7 * total:
        return False
    return len(shared) >= _COLUMNS or (len(shared) == 1 and len(shared[0]) >= 3)


def _table(rows: Sequence[_Row], page: int, settings: LayoutSettings) -> RawTable:
    groups: list[list[_Row]] = []
    for i, row in enumerate(rows):
        if groups:
            step = row.line.middle - groups[-1][-1].line.middle
            after = rows[i + 1].line.middle - row.line.middle if i + 1 < len(rows) else 0.0
            text = "".join(c.text for c in row.line.chars)
            label_only = not row.numbers and len(row.parts) == 1
            if step < 1.15 * row.line.size and not _both_numbered(groups[-1], row):
                groups[-1].append(row)
                continue
            first = "".join(c.text for c in row.parts[0]) if row.parts else ""
            waiting = not any(r.numbers for r in groups[-1]) and ENUMERATED.match(
                "".join(c.text for c in groups[-1][0].line.chars)
            )
            if row.numbers and waiting and not ENUMERATED.match(first) and step < 1.8 * row.line.size:
                groups[-1].append(row)  # the label began above its numbers
                continue
            if (
                label_only
                and not ENUMERATED.match(text)
                and step < 0.8 * after
                and step < 1.8 * row.line.size
            ):
                groups[-1].append(row)
                continue
        groups.append([row])
    cells: list[RawCell] = []
    for r, group in enumerate(groups):
        for c, content in enumerate(_cells(group, page, settings)):
            cells.append(RawCell(r, c, r + 1, c + 1, content, page))
    widest = max((c.c1 for c in cells), default=1)
    left, right = min(r.line.x0 for r in rows), max(r.line.x1 for r in rows)
    xs = [left + (right - left) * k / widest for k in range(widest + 1)]
    return RawTable(
        page, page, xs, rows[0].line.top, rows[-1].line.bottom, len(groups), cells, True, True, ragged=True
    )


def _both_numbered(group: Sequence[_Row], row: _Row) -> bool:
    return bool(row.numbers) and any(r.numbers for r in group)


def _cells(group: Sequence[_Row], page: int, settings: LayoutSettings) -> list[list[Piece]]:
    """The parts of one row of the table from left to right; parts below each other are one cell."""
    stacks: list[list[list[Char]]] = []
    for part in sorted((p for row in group for p in row.parts), key=lambda p: p[0].x0):
        for stack in stacks:
            if part[0].x0 < max(p[-1].x1 for p in stack) and stack[0][0].x0 < part[-1].x1:
                stack.append(part)
                break
        else:
            stacks.append([part])
    result = []
    for stack in stacks:
        stack.sort(key=lambda p: p[0].middle)
        result.append(joined([pieces(p, page, settings) for p in stack], [False] * len(stack)))
    return result
