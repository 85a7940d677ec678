"""Pages to blocks: the one function of layout that a reader calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.document import Block, Paragraph, Role, Trouble
from checker.layout.beside import beside
from checker.layout.furniture import Running, without_furniture
from checker.layout.grid import grids_of
from checker.layout.lines import Line, Piece, lines_of, normalised, runs_of
from checker.layout.normal import unmapped
from checker.layout.page import UNMAPPED, PageGlyphs
from checker.layout.paragraphs import Column, columns_of, stretches, text_of
from checker.layout.settings import LayoutSettings
from checker.layout.tables import RawTable, continues, filled, join, table_of
from checker.layout.unruled import aligned

_CONTINUED = ("续表", "（续表）", "(续表)", "续上表", "（续）", "(续)")

Item = Line | RawTable


@dataclass(frozen=True, slots=True)
class Layout:
    """Blocks in reading order with what could not be laid out."""

    blocks: tuple[Block, ...]
    troubles: tuple[Trouble, ...]


def lay_out(pages: Sequence[PageGlyphs], settings: LayoutSettings) -> Layout:
    """Paragraphs and tables of the pages in reading order.

    Running headers and footers come last, with their role, as does a menu beside the text; page numbers are left out. Text is placed by its
    coordinates alone: the order in the file is that of the program that wrote it.
    """
    tables: list[list[RawTable]] = []
    loose: list[tuple[float, list[Line]]] = []
    menus: list[Line] = []
    for page in pages:
        runs = runs_of(normalised(page.chars))
        found = []
        for grid in grids_of(page.segments, settings):
            raw, runs = filled(grid, runs, page.number, settings)
            if any(c.text for c in raw.cells):
                found.append(raw)
        tables.append(found)
        # text on its side outside tables is a stamp or a margin note of the printer
        upright = (kept for run in runs if (kept := [c for c in run if c.turn in (0, 4)]))
        text, entries = beside(lines_of(upright, page.number, settings), page.width)
        menus += entries
        loose.append((page.height, text))
    bodies, running = without_furniture(loose, settings)
    running += [Running("header", line) for line in menus]
    items: list[Item] = []
    proses: list[tuple[int, float, list[Line]]] = []
    for page, found, lines in zip(pages, tables, bodies, strict=True):
        rest, more, prose = aligned(lines, page.number, settings)
        proses.append((page.number, page.width, prose))
        items.extend(_in_order(rest, found + more))
    return _blocks(_joined_tables(items, settings), columns_of(proses), running, settings)


def _in_order(lines: Sequence[Line], tables: Sequence[RawTable]) -> list[Item]:
    return sorted([*lines, *tables], key=lambda i: i.top if isinstance(i, RawTable) else i.middle)


def _joined_tables(items: Sequence[Item], settings: LayoutSettings) -> list[Item]:
    """Tables that go on over a page break as one; a line 续表 between them goes."""
    result: list[Item] = []
    for item in items:
        if isinstance(item, RawTable) and result:
            back = 1
            last = result[-1]
            if (
                isinstance(last, Line)
                and len(result) > 1
                and last.page == item.page
                and last.text(settings).replace(" ", "") in _CONTINUED
            ):
                back, last = 2, result[-2]
            if isinstance(last, RawTable) and continues(last, item, settings):
                del result[-back:]
                result.append(join(last, item, settings))
                continue
        result.append(item)
    return result


def _blocks(
    items: Sequence[Item], columns: dict[int, Column], running: Sequence[Running], settings: LayoutSettings
) -> Layout:
    blocks: list[Block] = []
    troubles: list[Trouble] = []
    lines: list[Line] = []

    def flush() -> None:
        for stretch in stretches(lines, columns, settings):
            add(text_of(stretch, settings), "body")
        lines.clear()

    def add(content: list[Piece], role: Role) -> None:
        paragraph = _paragraph(content, len(blocks), role)
        if _garbled(paragraph.text):
            troubles.append(Trouble("unmapped_glyphs", paragraph.page, len(blocks)))
        blocks.append(paragraph)

    for item in items:
        if isinstance(item, Line):
            lines.append(item)
            continue
        flush()
        table = table_of(item, len(blocks))
        if table.ragged:
            troubles.append(Trouble("table_unruled", table.page, len(blocks)))
        pages = sorted({c.page for c in table.cells if not c.readable and c.page is not None})
        troubles.extend(Trouble("unmapped_glyphs", page, len(blocks)) for page in pages)
        blocks.append(table)
    flush()
    for one in running:
        add(one.line.pieces(settings), one.role)
    return Layout(tuple(blocks), tuple(troubles))


def _paragraph(content: Sequence[Piece], index: int, role: Role) -> Paragraph:
    glyphs = tuple(g for _, g in content)
    page: int | None = None
    breaks: list[tuple[int, int]] = []
    for offset, glyph in enumerate(glyphs):
        if glyph is None:
            continue
        if page is None:
            page = glyph[0]
        elif glyph[0] != (breaks[-1][1] if breaks else page):
            breaks.append((offset, glyph[0]))
    text = "".join(t for t, _ in content)
    return Paragraph(index, text, page, role=role, page_breaks=tuple(breaks), glyphs=glyphs)


def _garbled(text: str) -> bool:
    """Whether glyphs of the text have no Unicode value; a bullet from a symbol font at its beginning is
    none."""
    return unmapped(text[1:]) or text[:1] == UNMAPPED
