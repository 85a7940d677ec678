"""A ``<table>`` as grids and paragraphs: spans resolved as browsers do, layout tables taken apart.

A form of the report has many short cells. A table that only arranges the page holds prose, headings or further
tables: such rows come out as what they hold, the rows between them as tables of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from checker.document import Cell
from checker.errors import ReadError
from checker.limits import TABLE_POSITIONS
from checker.readers.html_pages import pages
from checker.readers.html_text import Para
from checker.readers.html_tree import Node
from checker.readers.html_walk import Grid, Item, Mark
from checker.readers.layout_rows import NUMBERS, is_heading, is_number, is_prose

if TYPE_CHECKING:
    from checker.readers.html_walk import Walker

_SPAN: Final = 1000  # the widest span that browsers grant


@dataclass(slots=True)
class _Cell:
    row: int
    column: int
    row_span: int
    span: int
    items: list[Item]
    text: str = ""
    readable: bool = True


@dataclass(slots=True)
class _Row:
    cells: list[_Cell] = field(default_factory=list)
    covered: bool = False


def read_table(table: Node, walker: Walker) -> list[Item]:
    """The items of one table in reading order. Raises ReadError: too_large."""
    out: list[Item] = []
    rows = _rows(table, walker, out)
    run: list[_Row] = []
    layout = table.attrs.get("role", "").lower() in ("presentation", "none")

    def flush() -> None:
        if run:
            out.extend(_grid(run, walker))
            run.clear()

    for i, row in enumerate(rows):
        below = rows[i + 1].cells if i + 1 < len(rows) else []
        if layout or is_prose(row.cells, Para, Grid) or is_heading(row.cells, row.covered, below):
            flush()
            out.extend(item for cell in row.cells for item in cell.items)
        else:
            run.append(row)
    flush()
    return out


def _groups(table: Node, walker: Walker, out: list[Item]) -> Iterator[list[Node]]:
    """Rows by row group, the foot last; captions and what stands outside cells go to ``out``."""
    foot: list[list[Node]] = []
    loose: list[Node] = []
    stack = [iter(table.children)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif isinstance(child, str):
            if child.strip():
                _stray(child, table, walker, out)
        elif child.hidden or id(child) in walker.dropped:
            continue
        elif child.tag == "tr":
            loose.append(child)
        elif child.tag in ("tbody", "thead", "tfoot"):
            if loose:
                yield loose
                loose = []
            rows = [
                c for c in child.nodes() if c.tag == "tr" and not c.hidden and id(c) not in walker.dropped
            ]
            (foot.append(rows) if child.tag == "tfoot" else (yield rows))
        elif child.tag in ("form", "div", "span") and any(c.tag in ("tr", "tbody") for c in child.nodes()):
            stack.append(iter(child.children))
        elif child.tag not in ("colgroup", "col"):
            _stray(child, table, walker, out)
    if loose:
        yield loose
    yield from foot


def _stray(child: Node | str, table: Node, walker: Walker, out: list[Item]) -> None:
    holder = Node("div", {}, table)
    holder.children.append(child)
    out.extend(walker.blocks(holder))


def _rows(table: Node, walker: Walker, out: list[Item]) -> list[_Row]:
    """The rows with the position of every cell, after the table model of HTML.

    A cell that would run into one from above ends before it, so that no position is covered twice.
    """
    rows: list[_Row] = []
    positions = 0
    for group in _groups(table, walker, out):
        if len(rows) + sum(1 for tr in group for _ in tr.nodes()) > TABLE_POSITIONS:
            raise _too_large(walker.path)
        covered: dict[int, int] = {}  # column -> first row that is free again
        end = len(rows) + len(group)
        for tr in group:
            at, row = len(rows), _Row()
            row.covered = any(until > at for until in covered.values())
            positions += len(covered)
            column = 0
            for td in _cells(tr, walker):
                while covered.get(column, 0) > at:
                    column += 1
                wide = min(max(_number(td.attrs.get("colspan"), 1), 1), _SPAN)
                free = next((w for w in range(1, wide) if covered.get(column + w, 0) > at), wide)
                tall = _number(td.attrs.get("rowspan"), 1)
                last = end if tall == 0 else min(at + max(tall, 1), end)
                cell = _Cell(at, column, last - at, free, walker.blocks(td))
                _join(cell)
                row.cells.append(cell)
                for c in range(column, column + free):
                    covered[c] = last
                column += free
                positions += free + 1
                if positions > 5 * TABLE_POSITIONS:
                    raise _too_large(walker.path)
            rows.append(row)
    return rows


def _cells(tr: Node, walker: Walker) -> Iterator[Node]:
    for child in tr.children:
        if isinstance(child, Node) and not child.hidden and id(child) not in walker.dropped:
            if child.tag in ("td", "th"):
                yield child
            elif child.children:
                yield from (c for c in child.nodes() if c.tag in ("td", "th"))  # a form around cells


def _join(cell: _Cell) -> None:
    lines: list[str] = []
    for item in cell.items:
        if isinstance(item, Para):
            lines.append(item.text)
        elif isinstance(item, Grid):
            lines += [c.text for c in item.cells if c.text]
    cell.text = "\n".join(lines)
    blind = [m for m in cell.items if isinstance(m, Mark) and m.kind in ("picture", "object")]
    # A picture beside text may be a seal; alone, however small, it may be the number itself.
    cell.readable = "\ufffd" not in cell.text and not (blind and not cell.text)


def _grid(rows: list[_Row], walker: Walker) -> list[Item]:
    cells = [cell for row in rows for cell in row.cells]
    if all(len(row.cells) < 2 and not row.covered for row in rows):  # one column: lines in a frame
        return [item for cell in cells for item in cell.items]
    pairs = _metadata(rows)
    if pairs is not None:
        return list(pairs)
    first = min(cell.row for cell in cells)
    last = max(cell.row for cell in cells) + 1
    down = {row: i for i, row in enumerate(sorted({c.row for c in cells}))}
    across = {column: i for i, column in enumerate(sorted({c.column for c in cells}))}
    if len(down) * len(across) > TABLE_POSITIONS:
        raise _too_large(walker.path)
    # Rows and columns in which no cell begins have no extent on the page.
    rows_to = _renumber(down, first, max(c.row + c.row_span for c in cells))
    columns_to = _renumber(across, 0, max(c.column + c.span for c in cells))
    made = []
    for c in cells:
        top, left = down[c.row], across[c.column]
        height = rows_to[min(c.row + c.row_span, last)] - top
        width = columns_to[c.column + c.span] - left
        made.append(Cell(top, left, c.text, height, width, readable=c.readable))
    aside = [
        m
        for c in cells
        for m in c.items
        if isinstance(m, Mark) and not (m.kind == "picture" and m.text and c.readable)
    ]
    return [Grid(tuple(made)), *(Mark(m.kind, "", m.author) if m.kind == "picture" else m for m in aside)]


def _renumber(places: dict[int, int], start: int, end: int) -> list[int]:
    """For every old edge up to ``end`` the number of places that begin before it."""
    out = [0] * (end + 1)
    count = 0
    for edge in range(start, end + 1):
        out[edge] = count
        if edge in places:
            count += 1
    return out


def _metadata(rows: list[_Row]) -> Iterator[Para] | None:
    """A table of a site's metadata (索引号, 发文日期 …) as lines of label and value; None for any other table."""
    known = pages().known
    labels = {id(c) for row in rows for c in row.cells if _bare(c.text) in known}
    numbers = sum(1 for row in rows for c in row.cells if is_number(c.text))
    inline = sum(1 for row in rows for c in row.cells if pages().labels.match(c.text))
    if len(labels) + inline < pages().table_at_least or numbers >= 2 * NUMBERS:
        return None
    return _pairs(rows, labels)


def _pairs(rows: list[_Row], labels: set[int]) -> Iterator[Para]:
    for row in rows:
        label = ""
        for cell in row.cells:
            if id(cell) in labels:
                label = cell.text.rstrip(":： \n")
            elif cell.text:
                text = cell.text.replace("\n", " ")
                yield Para(f"{label}：{text}" if label else text)
                label = ""


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text[:30]).rstrip(":：")


def _number(text: str | None, default: int) -> int:
    match = re.match(r"\s{0,9}(\d{1,9})", text or "")
    return int(match[1]) if match else default


def _too_large(path: str) -> ReadError:
    return ReadError(
        "too_large",
        path=path,
        what="表格单元格数",
        what_en="the number of table cells",
        limit=f"{TABLE_POSITIONS:,}",
    )
