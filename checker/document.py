"""What any reader yields: blocks of text and tables in reading order, each with its place in the file.

Nothing here knows a file format or a rule. Offsets count Unicode code points; pages count from 1; boxes are
in PDF points with the origin at the top left of the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["pdf", "docx", "html", "markdown", "text"]

Box = tuple[float, float, float, float]
"""left, top, right, bottom"""

Glyph = tuple[int, Box]
"""page (from 1) and box of one character"""

Role = Literal["body", "footnote", "textbox", "header", "footer"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of running text that a reader of the page would call one paragraph.

    ``index`` is the position in :attr:`Document.blocks`. ``auto`` counts the leading characters of ``text`` that
    the word processor numbers by itself (they are visible, but not in the file's own text). ``page_breaks`` lists
    ``(offset, page)`` for text that runs on to a further page. ``glyphs``, where a reader knows them, holds one
    entry a character (None for characters that the reader put in, such as joining blanks).
    """

    index: int
    text: str
    page: int | None = None
    level: int | None = None
    role: Role = "body"
    auto: int = 0
    page_breaks: tuple[tuple[int, int], ...] = ()
    glyphs: tuple[Glyph | None, ...] | None = field(default=None, repr=False, compare=False)
    links: tuple[tuple[int, int], ...] = ()
    """Ranges of characters that are link text (HTML): navigation weighs less than prose."""

    def page_at(self, offset: int) -> int | None:
        """The page on which the character at ``offset`` stands."""
        page = self.page
        for start, number in self.page_breaks:
            if offset >= start:
                page = number
        return page


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; ``row`` and ``column`` are its top left grid position, from 0.

    ``readable`` is False where the reader met something that it cannot turn into text (a picture, glyphs without
    a Unicode value): such a cell is never a finding about the agency.
    """

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    page: int | None = None
    readable: bool = True
    glyphs: tuple[Glyph | None, ...] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells in row order; joined across pages by the reader where it continues.

    ``ragged`` says that grid positions after the label cells cannot be trusted because the source does not tell
    merged cells (text with tabs, Markdown pipes): such rows are mapped by counting, never by position.
    """

    index: int
    cells: tuple[Cell, ...]
    page: int | None = None
    ragged: bool = False

    @property
    def row_count(self) -> int:
        return max((c.row + c.row_span for c in self.cells), default=0)

    @property
    def column_count(self) -> int:
        return max((c.column + c.column_span for c in self.cells), default=0)

    def rows(self) -> list[list[Cell]]:
        """Cells by the row in which they begin, from left to right."""
        rows: list[list[Cell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        for row in rows:
            row.sort(key=lambda c: c.column)
        return rows

    def grid(self) -> list[list[Cell | None]]:
        """Every grid position with the cell that covers it; None where no cell does."""
        width = self.column_count
        grid: list[list[Cell | None]] = [[None] * width for _ in range(self.row_count)]
        for cell in self.cells:
            for r in range(cell.row, cell.row + cell.row_span):
                for c in range(cell.column, cell.column + cell.column_span):
                    grid[r][c] = cell
        return grid


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that the reader could not read; ``code`` is a key of ``rules/reasons.yml``."""

    code: str
    page: int | None = None
    block: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """What a file carries besides its text: a tracked change, a comment, hidden text (rule W09)."""

    kind: Literal["insertion", "deletion", "comment", "hidden"]
    text: str
    author: str | None = None
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text: the only thing that later stages see of it."""

    path: str
    sha256: str
    kind: Kind
    blocks: tuple[Block, ...]
    page_count: int | None = None
    troubles: tuple[Trouble, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    """Names and values that the file carries: author, last_modified_by, title, company, created (ISO) …"""
    revisions: tuple[Revision, ...] = ()
    engine: str | None = None
    """Which PDF engine read it."""

    def paragraphs(self) -> Iterator[Paragraph]:
        return (b for b in self.blocks if isinstance(b, Paragraph))

    def tables(self) -> Iterator[Table]:
        return (b for b in self.blocks if isinstance(b, Table))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact or a finding stands; the contract's ``place`` object, key for key.

    ``quote`` is text as it stands in the input, masked where ``masked``; ``span`` are offsets into the block's text.
    ``cell`` (grid row, grid column) belongs to the table that is block ``paragraph``.
    """

    document: str = "this"
    section: int | None = None
    page: int | None = None
    paragraph: int | None = None
    span: tuple[int, int] | None = None
    quote: str | None = None
    table: str | None = None
    row: str | None = None
    column: str | None = None
    masked: bool = False
    cell: tuple[int, int] | None = None

    def order(self) -> tuple[int, int, int, int]:
        """Sort key for reading order."""
        row, column = self.cell or (0, 0)
        start = self.span[0] if self.span else 0
        return (self.paragraph if self.paragraph is not None else -1, row, column, start)


@dataclass(frozen=True, slots=True)
class DateFact:
    """A date as read, with where it was read."""

    value: dt.date
    place: Place


def text_of(blocks: Sequence[Block]) -> str:
    """The running text of some blocks, one line a paragraph, tables left out."""
    return "\n".join(b.text for b in blocks if isinstance(b, Paragraph))
