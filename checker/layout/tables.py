"""Grids and characters to tables: what stands in each cell, and tables that go on over several pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from checker.document import Box, Cell, Table
from checker.layout.grid import Grid
from checker.layout.lines import Piece, Run, joined, lines_of, rows_of, runs_of
from checker.layout.normal import chinese, unmapped
from checker.layout.page import Char
from checker.layout.settings import LayoutSettings

_TOKEN_EM = 0.12  # digits of one number stand closer than this, numbers of two cells do not
_RUN_EM = 0.03  # Chinese characters touch; a border and its padding between two cells are wider than this
_PADDING_PT = 11.0  # Word keeps 5.4 pt free at either side of a cell
_HEADER_ROWS = 6  # more rows than this are not repeated as a header

ENUMERATED = re.compile(
    r"\s*(?:[（(]\s*[一二三四五六七八九十]{1,3}\s*[）)]|[一二三四五六七八九十]{1,3}\s*[、．.]|\d{1,2}\s*[.．、)）](?!\d))"
)
"""A label that begins an item: 一、 （一） 1."""
_NUMBER = re.compile(r"[-－—]?\s*[\d,，.．]+\s*[%％]?|[/／\-—－]")


@dataclass(slots=True)
class RawCell:
    """A cell by grid lines, with its characters in reading order."""

    r0: int
    c0: int
    r1: int
    c1: int
    pieces: list[Piece]
    page: int
    full: bool = False
    """Whether its last line leaves no room for a further character: the text may go on below a page break."""

    @property
    def text(self) -> str:
        return "".join([t for t, _ in self.pieces])


@dataclass(slots=True)
class RawTable:
    """A table of one page, or of several once joined; ``xs`` are the places of its column lines."""

    page: int
    last_page: int
    xs: list[float]
    top: float
    bottom: float
    rows: int
    cells: list[RawCell]
    open_top: bool
    open_bottom: bool
    ragged: bool = False


def filled(
    grid: Grid, runs: Sequence[Run], page: int, settings: LayoutSettings
) -> tuple[RawTable, list[Run]]:
    """The grid with its text, and the characters (all by ``runs_of``) that do not belong to it.

    A number is never divided between two cells: where it runs over a rule it belongs to the cell in which its
    middle lies.
    """
    held: list[list[Char]] = [[] for _ in grid.cells]
    top, bottom = grid.ys[0], grid.ys[-1]
    inside, rest = _divided(runs, (grid.xs[0], top, grid.xs[-1], bottom))
    for row in rows_of(inside, settings):
        for token in _tokens(row):
            x = (token[0].x0 + token[-1].x1) / 2
            where = grid.locate(x, token[0].middle)
            if where is not None:
                held[where].extend(token)
    cells = []
    for cell, content in zip(grid.cells, held, strict=True):
        width = grid.xs[cell.c1] - grid.xs[cell.c0]
        text, full = cell_content(content, width, page, settings)
        cells.append(RawCell(cell.r0, cell.c0, cell.r1, cell.c1, text, page, full))
    raw = RawTable(
        page, page, list(grid.xs), top, bottom, len(grid.ys) - 1, cells, grid.open_top, grid.open_bottom
    )
    return raw, rest


def _divided(runs: Sequence[Run], box: Box) -> tuple[list[Run], list[Run]]:
    """The characters whose middles lie within ``box``, and the others, both still in runs."""
    left, top, right, bottom = box
    inside: list[Run] = []
    rest: list[Run] = []
    for run in runs:
        if not top <= run[0].middle <= bottom:
            rest.append(run)
            continue
        held = [c for c in run if left <= (c[1] + c[3]) / 2 <= right]
        if len(held) == len(run):
            inside.append(run)
            continue
        if held:
            inside.append(held)
        rest.append([c for c in run if not left <= (c[1] + c[3]) / 2 <= right])
    return inside, rest


def _tokens(row: Sequence[Char]) -> list[list[Char]]:
    """Stretches of a line that no cell border divides: what is set without the least gap."""
    tokens: list[list[Char]] = []
    before, right = " ", 0.0
    for c in row:
        text, x0, _, x1, _, size, turn = c
        gap = x0 - right
        if turn == 0 and text != " " != before and gap < _TOKEN_EM * size and (
            gap < _RUN_EM * size or not (chinese(text) or chinese(before))
        ):  # fmt: skip
            tokens[-1].append(c)
        else:
            tokens.append([c])
        before, right = text, x1
    return tokens


def cell_content(
    chars: Sequence[Char], width: float, page: int, settings: LayoutSettings
) -> tuple[list[Piece], bool]:
    """The text of a cell that is ``width`` wide, lines joined, and whether its last line is full.

    Text on its side is read along its direction; whether it is full is not known and taken for granted.
    """
    if len(chars) < 2:
        return [(c.text, (page, c.box)) for c in chars if c.text != " "], False
    turned = [c.turn for c in chars if c.turn]
    if 2 * len(turned) > len(chars):
        return _sideways(chars, max(sorted(set(turned)), key=turned.count), page), True
    lines = lines_of(runs_of(chars), page, settings)
    if not lines:
        return [], False
    parts = [line.pieces(settings) for line in lines]
    counts = [len(line.chars) for line in lines]
    even = len(set(counts[:-1])) == 1 and counts[0] >= 3 and counts[-1] <= counts[0]
    room = [width - (line.x1 - line.x0) - _PADDING_PT for line in lines]
    full = [even and r < 0.6 * line.size for r, line in zip(room, lines, strict=True)]
    return joined(parts, full), room[-1] < lines[-1].size


def _sideways(chars: Sequence[Char], turn: int, page: int) -> list[Piece]:
    """Text in columns: from right to left and downwards (1 and 4), from left to right and upwards (3)."""
    size = sorted(c.size for c in chars)[len(chars) // 2]
    columns: list[list[Char]] = []
    for c in sorted(chars, key=lambda c: -c.centre if turn in (1, 4) else c.centre):
        if columns and abs(c.centre - columns[-1][0].centre) < 0.6 * size:
            columns[-1].append(c)
        else:
            columns.append([c])
    result: list[Piece] = []
    for column in columns:
        column.sort(key=lambda c: -c.bottom if turn == 3 else c.top)
        result.extend((c.text, (page, c.box)) for c in column if c.text != " ")
    return result


# -- tables over several pages -------------------------------------------------


def continues(upper: RawTable, lower: RawTable, settings: LayoutSettings) -> bool:
    """Whether ``lower``, first on its page, can be the rest of ``upper``, last on the page before."""
    if lower.page != upper.last_page + 1 or upper.ragged != lower.ragged:
        return False
    near = 2 * settings.snap_pt
    if upper.ragged:  # whose columns are counted, not placed
        return abs(upper.xs[-1] - lower.xs[-1]) <= 2 * near
    if abs(upper.xs[0] - lower.xs[0]) > near or abs(upper.xs[-1] - lower.xs[-1]) > near:
        return False
    few, many = sorted((upper.xs, lower.xs), key=len)
    inner = few[1:-1]
    shared = sum(any(abs(x - y) <= near for y in many) for x in inner)
    return shared >= 0.8 * len(inner)


def join(upper: RawTable, lower: RawTable, settings: LayoutSettings) -> RawTable:
    """Both parts as one table: columns united, repeated header rows dropped, a row cut by the page made
    whole."""
    if upper.ragged:
        more = [
            RawCell(c.r0 + upper.rows, c.c0, c.r1 + upper.rows, c.c1, c.pieces, c.page) for c in lower.cells
        ]
        return replace(
            upper,
            last_page=lower.last_page,
            xs=max(upper.xs, lower.xs, key=len),
            bottom=lower.bottom,
            rows=upper.rows + lower.rows,
            cells=upper.cells + more,
        )
    xs = _united(upper.xs, lower.xs, settings)
    above = _on_columns(upper, xs)
    below = _on_columns(lower, xs)
    skip = _repeated(above, below, min(upper.rows, lower.rows))
    below = [c for c in below if c.r0 >= skip]
    rows = upper.rows
    offset = rows - skip
    for c in below:
        c.r0 += offset
        c.r1 += offset
    if skip < lower.rows:
        both_open = upper.open_bottom and lower.open_top and not skip
        if _cut(above, below, rows, both_open):
            _mend(above, below, rows)
            rows -= 1
        elif not skip:
            _span_on(above, below, rows)
    return RawTable(
        upper.page,
        lower.last_page,
        xs,
        upper.top,
        lower.bottom,
        rows + lower.rows - skip,
        above + below,
        upper.open_top,
        lower.open_bottom,
        upper.ragged,
    )


def _united(first: Sequence[float], second: Sequence[float], settings: LayoutSettings) -> list[float]:
    near = 2 * settings.snap_pt
    xs = list(first)
    for x in second:
        if not any(abs(x - y) <= near for y in xs):
            xs.append(x)
    return sorted(xs)


def _on_columns(table: RawTable, xs: Sequence[float]) -> list[RawCell]:
    """The table's cells counted on the column lines ``xs``."""
    index = [min(range(len(xs)), key=lambda i: abs(xs[i] - x)) for x in table.xs]
    return [RawCell(c.r0, index[c.c0], c.r1, index[c.c1], c.pieces, c.page, c.full) for c in table.cells]


def _repeated(above: Sequence[RawCell], below: Sequence[RawCell], rows: int) -> int:
    """How many rows at the head of the lower part repeat the head of the upper one."""
    best = 0
    for count in range(1, min(rows, _HEADER_ROWS) + 1):
        head = _head(above, count)
        if head is None or _head(below, count) != head:
            continue
        texts = [t for *_, t in head if t]
        if len(texts) >= 2 and not any(_NUMBER.fullmatch(t) for t in texts):
            best = count
    return best


def _head(cells: Sequence[RawCell], rows: int) -> list[tuple[int, int, str]] | None:
    """The first ``rows`` rows as comparable values; None where a cell reaches beyond them."""
    chosen = [c for c in cells if c.r0 < rows]
    if any(c.r1 > rows for c in chosen):
        return None
    return sorted((c.r0, c.c0, re.sub(r"\s", "", c.text)) for c in chosen)


def _last_row(cells: Sequence[RawCell], rows: int) -> dict[tuple[int, int], RawCell]:
    return {(c.c0, c.c1): c for c in cells if c.r1 == rows}


def _first_row(cells: Sequence[RawCell], row: int) -> dict[tuple[int, int], RawCell]:
    return {(c.c0, c.c1): c for c in cells if c.r0 == row}


def _cut(above: Sequence[RawCell], below: Sequence[RawCell], rows: int, both_open: bool) -> bool:
    """Whether the page break went through a row.

    Its numbers then stand on one side only, the lower label begins no item, and either the lower part has the
    numbers alone, or the upper label is visibly unfinished, or it fills its last line and begins an item or
    no rule closes the row. A row that the agency left blank must never be taken for the rest of the row above
    it.
    """
    last, first = _last_row(above, rows), _first_row(below, rows)
    if set(last) != set(first) or not any(c.text for c in first.values()):
        return False
    labels = [k for k, c in first.items() if c.text and not _NUMBER.fullmatch(c.text)]
    numbers_above = any(_NUMBER.fullmatch(c.text) for c in last.values())
    numbers_below = any(_NUMBER.fullmatch(c.text) for c in first.values())
    if (numbers_above and numbers_below) or any(ENUMERATED.match(first[k].text) for k in labels):
        return False
    if numbers_below and not labels:  # and the cells above those numbers wait for one
        return not any(c.text and last[k].text for k, c in first.items())
    if any(_unfinished(last[k].text, first[k].text) for k in labels):
        return True
    if not labels or not all(last[k].full for k in labels):
        return False
    if any(ENUMERATED.match(last[k].text) for k in labels):
        return True  # where items are numbered, a label without a number is no item
    if numbers_above or numbers_below:
        return both_open
    return any(last[k].text and not first[k].text for k in last)  # a header row: one of its cells was cut


def _unfinished(upper: str, lower: str) -> bool:
    """An opened bracket or book-title mark that the lower text closes."""
    for left, right in ("（）", "()", "《》", "“”"):
        missing = upper.count(left) - upper.count(right)
        if missing > 0 and lower.count(right) > lower.count(left):
            return True
    return False


def _mend(above: Sequence[RawCell], below: list[RawCell], rows: int) -> None:
    """Puts the lower pieces of a cut row into the cells above them."""
    last, first = _last_row(above, rows), _first_row(below, rows)
    for key, cell in first.items():
        upper = last[key]
        if cell.pieces:
            upper.page = upper.page if upper.pieces else cell.page
            upper.pieces = joined([upper.pieces, cell.pieces], [True])
            upper.full = cell.full
        upper.r1 += cell.r1 - cell.r0 - 1
        below.remove(cell)
    for c in below:
        c.r0 -= 1
        c.r1 -= 1


def _span_on(above: list[RawCell], below: list[RawCell], rows: int) -> None:
    """A label that spans rows on both sides of the break is one cell where its lower part is empty or goes
    on."""
    numeric = [c.c0 for c in [*above, *below] if _NUMBER.fullmatch(c.text)]
    if not numeric:
        return
    first_number = min(numeric)
    last, first = _last_row(above, rows), _first_row(below, rows)
    for key, cell in first.items():
        upper = last.get(key)
        if upper is None or key[1] > first_number or max(upper.r1 - upper.r0, cell.r1 - cell.r0) < 2:
            continue
        if not upper.text:
            continue
        goes_on = (ENUMERATED.match(upper.text) and not ENUMERATED.match(cell.text)) or (
            _unfinished(upper.text, cell.text)
        )
        if not cell.text or goes_on:
            upper.pieces = joined([upper.pieces, cell.pieces], [True]) if cell.pieces else upper.pieces
            upper.r1 = cell.r1
            below.remove(cell)


# -- to the document -----------------------------------------------------------


def table_of(raw: RawTable, index: int) -> Table:
    """The joined table as a block of the document; column lines at which no cell begins or ends are
    dropped."""
    used = sorted({c.c0 for c in raw.cells} | {c.c1 for c in raw.cells})
    place = {c: i for i, c in enumerate(used)}
    cells = []
    for c in sorted(raw.cells, key=lambda c: (c.r0, c.c0)):
        text = c.text
        cells.append(
            Cell(
                row=c.r0,
                column=place[c.c0],
                text=text,
                row_span=c.r1 - c.r0,
                column_span=place[c.c1] - place[c.c0],
                page=c.page,
                readable=not unmapped(text),
                glyphs=tuple([g for _, g in c.pieces]),
            )
        )
    return Table(index, tuple(cells), raw.page, raw.ragged)
