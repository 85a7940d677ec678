"""A ``w:tbl`` as grids and paragraphs: merged cells resolved, layout tables taken apart.

A form of the report has many short cells. A table that only arranges the page holds prose: a cell with long
paragraphs or with a table inside. Such rows come out as the paragraphs and tables that they hold, the rows
between them as tables of their own; nothing here knows what a form looks like beyond that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from checker.document import Role
from checker.errors import ReadError
from checker.limits import TABLE_POSITIONS
from checker.readers.docx_package import W
from checker.readers.docx_styles import switched, value
from checker.readers.docx_text import (
    ALTERNATE,
    CONTAINERS,
    DELETED,
    INSERTED,
    Mark,
    Span,
    alternative,
    author,
    deleted_text,
)
from checker.readers.layout_rows import is_heading, is_prose

if TYPE_CHECKING:
    from checker.readers.docx_package import Element

_NEAR: Final = 120  # twentieths of a point: cell borders 2 mm apart were drawn as one line by hand


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph before it has its place among the blocks."""

    text: str
    spans: tuple[Span, ...]
    role: Role
    part: str
    elements: tuple[Element, ...]
    level: int | None = None
    auto: int = 0
    reference: Element | None = None


@dataclass(slots=True)
class GridCell:
    """A cell with what stands in it: ``items`` in order, ``text`` and ``spans`` for a cell of a form."""

    row: int
    column: int
    span: int
    element: Element
    items: list[Item] = field(default_factory=list)
    row_span: int = 1
    text: str = ""
    spans: tuple[Span, ...] = ()
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before it has its place among the blocks."""

    cells: tuple[GridCell, ...]
    part: str
    element: Element


Item = Para | Grid | Mark


@dataclass(slots=True)
class Row:
    """The cells that begin in one row; ``covered`` where a cell from above reaches into it."""

    cells: list[GridCell] = field(default_factory=list)
    covered: bool = False


def read_table(
    table: Element, part: str, role: Role, blocks: Callable[[Element], list[Item]], path: str
) -> list[Item]:
    """The items of one ``w:tbl`` in reading order; ``blocks`` reads the content of a cell.

    Raises ReadError: too_large.
    """
    rows, loose = _rows(table, blocks)
    for row in rows:
        for cell in row.cells:
            _join(cell, role)
    out: list[Item] = []
    run: list[Row] = []
    widths = [_int(c.get(W + "w"), 0) for c in table.iterfind(f"{W}tblGrid/{W}gridCol")]

    def flush() -> None:
        if run:
            out.extend(_grid(run, widths, part, role, table, path))
            run.clear()

    for i, row in enumerate(rows):
        below = rows[i + 1].cells if i + 1 < len(rows) else []
        if is_prose(row.cells, Para, Grid) or is_heading(row.cells, row.covered, below):
            flush()
            out.extend(item for cell in row.cells for item in cell.items)
        else:
            run.append(row)
    flush()
    return out + list(loose)


def _rows(table: Element, blocks: Callable[[Element], list[Item]]) -> tuple[list[Row], list[Mark]]:
    """The rows, and the marks of rows that are gone."""
    rows: list[Row] = []
    loose: list[Mark] = []
    anchors: dict[int, GridCell] = {}
    for element in _inside(table, W + "tr", loose):
        properties = element.find(W + "trPr")
        if properties is not None:
            removed = properties.find(W + "del")
            if removed is not None:
                loose.append(Mark("deletion", deleted_text(element), author(removed)))
                continue
            if switched(properties, "hidden"):
                loose.append(Mark("hidden", deleted_text(element)))
                continue
        row = _row(element, len(rows), anchors, blocks, loose)
        added = None if properties is None else properties.find(W + "ins")
        if added is not None:
            loose.append(Mark("insertion", "\t".join(_plain(c.items) for c in row.cells), author(added)))
        rows.append(row)
    return rows, loose


def _row(
    element: Element,
    number: int,
    anchors: dict[int, GridCell],
    blocks: Callable[[Element], list[Item]],
    loose: list[Mark],
) -> Row:
    row = Row()
    last: GridCell | None = None
    column = _int(value(element.find(f"{W}trPr/{W}gridBefore")), 0)
    for tc in _inside(element, W + "tc", loose):
        properties = tc.find(W + "tcPr")
        span, vertical, horizontal = 1, None, None
        if properties is not None:
            removed = properties.find(W + "cellDel")
            if removed is not None:
                loose.append(Mark("deletion", deleted_text(tc), author(removed)))
                continue
            span = max(1, _int(value(properties.find(W + "gridSpan")), 1))
            vertical = _merge(properties, "vMerge")
            horizontal = _merge(properties, "hMerge")
            tracked = properties.find(W + "cellMerge")
            if tracked is not None and vertical is None:
                vertical = {"cont": "continue", "rest": "restart"}.get(tracked.get(W + "vMerge", ""))
        if horizontal == "continue" and last is not None:
            last.span += span
            column += span
            continue
        anchor = anchors.get(column)
        if vertical == "continue" and anchor is not None and anchor.row + anchor.row_span == number:
            anchor.row_span += 1  # what a covered cell holds is not shown
            row.covered, last = True, None
        else:
            last = anchors[column] = GridCell(number, column, span, tc, blocks(tc))
            row.cells.append(last)
        column += span
    return row


def _merge(properties: Element, name: str) -> str | None:
    found = properties.find(W + name)
    return None if found is None else found.get(W + "val", "continue")


def _inside(element: Element, tag: str, loose: list[Mark]) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those inside content controls and tracked changes."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in CONTAINERS or child.tag in INSERTED or child.tag == W + "sdt":
            yield from _inside(child, tag, loose)
        elif child.tag in DELETED:
            loose.append(Mark("deletion", deleted_text(child), author(child)))
        elif child.tag == ALTERNATE:
            yield from _inside(alternative(child), tag, loose)


def _join(cell: GridCell, role: Role) -> None:
    """Sets a cell's text from its own paragraphs, one line each; not those of notes and text boxes."""
    spans: list[Span] = []
    parts: list[str] = []
    length = 0
    for item in cell.items:
        if isinstance(item, Para) and item.role == role:
            if parts:
                length += 1
            spans += [replace(s, start=s.start + length, end=s.end + length) for s in item.spans]
            parts.append(item.text)
            length += len(item.text)
    cell.text, cell.spans = "\n".join(parts), tuple(spans)
    troubled = {m.text for m in cell.items if isinstance(m, Mark) and m.kind == "trouble"}
    # A picture beside text may be a seal; alone, however small, it may be the number itself.
    cell.readable = (
        "object" not in troubled and not (troubled and not cell.text) and "\ufffd" not in cell.text
    )


def _grid(
    rows: list[Row], widths: list[int], part: str, role: Role, element: Element, path: str
) -> list[Item]:
    cells = [cell for row in rows for cell in row.cells]
    if not cells:
        return []
    first = min(cell.row for cell in cells)
    last = max(cell.row for cell in cells) + 1
    edges = _edges(cells, widths)
    alone = all(len(row.cells) < 2 and not row.covered for row in rows)
    if alone or max(edges.values()) == 1:  # one column: lines in a frame
        return [item for cell in cells for item in cell.items]
    if (last - first) * (max(edges.values()) + 1) > TABLE_POSITIONS:
        raise ReadError(
            "too_large",
            path=path,
            what="表格单元格数",
            what_en="the number of table cells",
            limit=f"{TABLE_POSITIONS:,}",
        )
    aside: list[Item] = []
    made = []
    for cell in cells:
        made.append(
            replace(
                cell,
                row=cell.row - first,
                column=edges[cell.column],
                span=edges[cell.column + cell.span] - edges[cell.column],
                row_span=min(cell.row_span, last - cell.row),
                items=[],
            )
        )
        for item in cell.items:
            if isinstance(item, Mark):
                aside.append(
                    replace(item, small=False) if not cell.readable and item.kind == "trouble" else item
                )
            elif not isinstance(item, Para) or item.role != role:
                aside.append(item)
    return [Grid(tuple(made), part, element), *aside]


def _edges(cells: list[GridCell], widths: list[int]) -> dict[int, int]:
    """Column borders renumbered: unused ones dropped, those that only a trembling hand parted made one."""
    used = sorted({c.column for c in cells} | {c.column + c.span for c in cells})
    plain = {edge: i for i, edge in enumerate(used)}
    if used[-1] > len(widths) or not all(widths):
        return plain
    at = [0]
    for width in widths:
        at.append(at[-1] + width)
    near: dict[int, int] = {}
    group = -1
    begun = None
    for edge in used:
        if begun is None or at[edge] - at[begun] > _NEAR:
            group, begun = group + 1, edge
        near[edge] = group
    return near if all(near[c.column] < near[c.column + c.span] for c in cells) else plain


def _plain(items: list[Item]) -> str:
    return "\n".join(item.text for item in items if isinstance(item, Para))


def _int(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else default
