"""A specimen's tables in the shapes in which reports come: a grid, pipes and tabs without merged cells,
lone lines."""

from __future__ import annotations

from collections.abc import Sequence

from checker.document import Block, Cell, Paragraph, Table
from checker.rulebook import RuleBook
from checker.specimen import Specimen, table_rows


def merged(rows: Sequence[Sequence[str]], labels: int) -> list[Cell]:
    """Cells with spans: equal neighbours among the first ``labels`` columns and the header rows are one
    cell."""
    width = len(rows[0])
    header = next((i for i, r in enumerate(rows) if any(c.strip().isdigit() for c in r)), len(rows))
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    cells: list[Cell] = []
    for r, row in enumerate(rows):
        for c in range(width):
            if (r, c) in owner:
                continue
            joins = r < header or c < labels
            right = c
            while (
                joins
                and right + 1 < width
                and row[right + 1] == row[c]
                and (r < header or right + 1 < labels)
            ):
                right += 1
            down = r
            while (
                joins
                and row[c]
                and down + 1 < len(rows)
                and (down + 1 < header) == (r < header)
                and all(rows[down + 1][x] == row[c] for x in range(c, right + 1))
            ):
                down += 1
            for y in range(r, down + 1):
                for x in range(c, right + 1):
                    owner[y, x] = (r, c)
            cells.append(Cell(r, c, row[c], down - r + 1, right - c + 1))
    return cells


def _header(rows: Sequence[Sequence[str]], at: int) -> Sequence[str]:
    """The header row above row ``at`` of table 2."""
    return next((rows[i] for i in range(at, -1, -1) if rows[i][0] == "信息内容"), rows[at])


def grid(book: RuleBook, specimen: Specimen, key: str, index: int = 5) -> Table:
    """As Word, HTML and ruled PDF pages give it."""
    rows = table_rows(book, specimen, key)
    labels = {"matrix": 3, "line": 0, "blocks": 1}[book.editions[specimen.layout]["tables"][key]["kind"]]
    if labels == 1:  # captions and the values of blocks with one column span the width
        cells = []
        for r, row in enumerate(rows):
            c = 0
            while c < len(row):
                end = c
                heads = _header(rows, r)
                same = all(x == row[0] for x in row)
                while end + 1 < len(row) and (
                    same or (c > 0 and heads[end + 1] == heads[c] and row[end + 1] == row[c])
                ):
                    end += 1
                cells.append(Cell(r, c, row[c], 1, end - c + 1))
                c = end + 1
        return Table(index, tuple(cells))
    return Table(index, tuple(merged(rows, labels)))


def ragged(book: RuleBook, specimen: Specimen, key: str, *, fill: str = "", index: int = 5) -> Table:
    """As pipes or tabs give it: every merged cell printed once, the positions that it covers left blank or
    left out.

    ``fill`` "drop" leaves covered positions out altogether.
    """
    table = grid(book, specimen, key)
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for r, line in enumerate(table.grid()):
        for c, cell in enumerate(line):
            if cell is None:
                continue
            if (cell.row, cell.column) == (r, c):
                rows[r].append(cell.text)
            elif fill != "drop":
                rows[r].append(fill)
    made = tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table(index, made, ragged=True)


def lone_lines(book: RuleBook, specimen: Specimen, key: str, index: int = 5) -> list[Block]:
    """As text copied cell by cell: one label or number a line."""
    table = grid(book, specimen, key)
    texts = [c.text for c in sorted(table.cells, key=lambda c: (c.row, c.column))]
    return [Paragraph(index + i, t) for i, t in enumerate(texts) if t]
