"""Blocks -> the six sections: what stands below which heading (see :mod:`checker.report.headings`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from checker.document import Block, Cell, Paragraph, Place, Table
from checker.report.headings import (
    CLOSE,
    LONGEST,
    MOST,
    Heading,
    Line,
    Names,
    choose,
    heading_at,
    numbered,
    others,
)
from checker.report.model import Fact, Section

if TYPE_CHECKING:
    from checker.language import Language

_INNER = re.compile(r"(?<=[。！])[ \t\u3000\u00a0]{0,8}(?=[一二三四五六]、[\u4e00-\u9fff])")
_NOTHING = " 。：:　*】]"
_HAN = re.compile("[\u4e00-\u9fff]")

At = tuple[int, int]
"""A piece of the document and an offset in its text."""


def find_sections(
    blocks: Sequence[Block], data: Mapping[str, Any], language: Language
) -> tuple[tuple[Section, ...], tuple[Fact, ...]]:
    """The sections in reading order, the preamble (number 0) first, and top-level headings that are none of the six.

    ``data`` is ``rules/headings.yml``. What stands below such an extra heading belongs to the section before it.
    """
    names = Names(data, language)
    pieces, cells = _pieces(blocks, names)
    lines = list(_lines(pieces))
    candidates = list(islice((h for line in lines if (h := heading_at(line, names)) is not None), MOST))
    chosen = choose(candidates, lines)
    in_place, extra = others(lines, chosen, names)
    marks = sorted([*chosen, *in_place], key=lambda h: h.at)
    end: At = (len(pieces), 0)
    preamble, _ = _between(pieces, (0, 0), marks[0].at if marks else end)
    sections = [Section(0, "", "", "", None, tuple(preamble))]
    for i, mark in enumerate(marks):
        stop = marks[i + 1].at if i + 1 < len(marks) else end
        body, offset = _between(pieces, (mark.line.piece, mark.end), stop)
        if offset and mark.start and isinstance(body[0], Paragraph):
            body[0] = _after(body[0], mark.start)
        place = _place(mark, cells)
        sections.append(Section(mark.number or 0, (place.quote or "").strip(), mark.printed, mark.name, place, tuple(body), offset))
    return tuple(sections), tuple(Fact((p.quote or "").strip(), p) for p in (_place(h, cells) for h in extra))


def _place(h: Heading, cells: Mapping[int, tuple[int, int]]) -> Place:
    paragraph = h.line.paragraph
    return Place(
        section=h.number, page=paragraph.page_at(h.start), paragraph=paragraph.index, span=(h.start, h.end),
        quote=paragraph.text[h.start : h.end], cell=cells.get(h.line.piece),
    )  # fmt: skip


def _between(pieces: Sequence[Block], start: At, stop: At) -> tuple[list[Block], int]:
    """The blocks from ``start`` to ``stop``, and the offset at which the text begins in the first of them.

    A paragraph in which the next heading begins is cut before it; offsets in what remains stay those of the paragraph.
    """
    out: list[Block] = []
    offset = 0
    for number in range(start[0], min(stop[0] + 1, len(pieces))):
        block = pieces[number]
        cut = stop[1] if number == stop[0] else None
        begin = start[1] if number == start[0] else 0
        if not isinstance(block, Paragraph):
            if cut is None:
                out.append(block)
            continue
        if (cut is not None or begin) and not block.text[begin:cut].strip(_NOTHING):
            continue
        out.append(block if cut is None else _cut(block, cut))
        if begin:
            offset = begin
    return out, offset


def _after(paragraph: Paragraph, start: int) -> Paragraph:
    """A paragraph in which a heading begins, blanks where the section before it stands: nothing is read twice."""
    return replace(paragraph, text=" " * start + paragraph.text[start:])


def _cut(paragraph: Paragraph, end: int) -> Paragraph:
    return replace(
        paragraph, text=paragraph.text[:end], glyphs=paragraph.glyphs[:end] if paragraph.glyphs else None,
        page_breaks=tuple(b for b in paragraph.page_breaks if b[0] < end),
        links=tuple((a, min(b, end)) for a, b in paragraph.links if a < end),
    )  # fmt: skip


def _lines(pieces: Sequence[Block]) -> Iterator[Line]:
    for number, piece in enumerate(pieces):
        if isinstance(piece, Paragraph) and piece.role in ("body", "textbox"):
            start = 0
            for text in piece.text.split("\n"):
                if text.strip():
                    yield from _parts(number, piece, start, text)
                start += len(text) + 1


def _parts(number: int, piece: Paragraph, start: int, text: str) -> Iterator[Line]:
    """The line, parted where a numbered heading may begin behind a full stop."""
    cuts = [0, *(m.end() for m in _INNER.finditer(text)), len(text)]
    for a, b in pairwise(cuts):
        if text[a:b].strip():
            yield Line(number, piece, start + a, text[a:b], inner=a > 0)


def _pieces(blocks: Sequence[Block], names: Names) -> tuple[list[Block], dict[int, tuple[int, int]]]:
    """The blocks, tables that hold headings taken apart; and the cells from which pieces were taken.

    Pages set in a table keep headings, and often all their text, in cells that fill a row.
    """
    pieces: list[Block] = []
    cells: dict[int, tuple[int, int]] = {}
    for block in blocks:
        if isinstance(block, Paragraph):
            pieces.append(block)
            continue
        full = {row: cell for row, cell in enumerate(_full_rows(block)) if cell is not None and _is_text(cell)}
        if not any(_holds_heading(block, cell, names) for cell in full.values()):
            pieces.append(block)
            continue
        rest: list[Cell] = []
        for row, row_cells in enumerate(block.rows()):
            cell = full.get(row)
            if cell is None or not (_is_long(cell) or _holds_heading(block, cell, names)):
                rest += row_cells
                continue
            if rest:
                pieces.append(replace(block, cells=tuple(rest)))
                rest = []
            cells[len(pieces)] = (cell.row, cell.column)
            pieces.append(_paragraph(block, cell))
        if rest:
            pieces.append(replace(block, cells=tuple(rest)))
    return pieces, cells


def _full_rows(table: Table) -> Iterator[Cell | None]:
    """For each row the cell that holds all of its text, if one does."""
    width = table.column_count
    for cells in table.rows():
        texts = {c.text.strip() for c in cells} - {""}
        found = next((c for c in cells if c.text.strip()), None)
        alone = len(cells) == 1 or sum(c.column_span for c in cells) >= width
        yield found if len(texts) == 1 and alone else None


def _is_text(cell: Cell) -> bool:
    return cell.readable and _HAN.search(cell.text) is not None


def _is_long(cell: Cell) -> bool:
    """Whether it is running text rather than a caption of a form."""
    return "。" in cell.text and len(cell.text) > LONGEST // 2


def _holds_heading(table: Table, cell: Cell, names: Names) -> bool:
    """Whether a line of the cell is plainly one of the six headings, numbered."""
    for line in _lines([_paragraph(table, cell)]):
        found = heading_at(line, names) if numbered(line) else None
        if found is not None and found.gap <= CLOSE:
            return True
    return False


def _paragraph(table: Table, cell: Cell) -> Paragraph:
    return Paragraph(table.index, cell.text, cell.page or table.page, glyphs=cell.glyphs)
