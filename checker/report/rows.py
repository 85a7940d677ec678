"""Tables of any shape -> logical rows: label cells and value cells, joined over what the source tore apart.

A grid tells positions; text with tabs or pipes does not, so there a row is label cells and then values in
order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from checker.document import Block, Cell, Paragraph, Table
from checker.report.labels import normalise
from checker.report.numbers import PLACEHOLDERS, parse_cell

_HAS_WORD = re.compile(r"[\u3400-\u9fff]")
MOST_PIECES = 4
"""Lines over which one label is broken, the first left out."""
MOST_LABELS = 40
"""Labels kept before the numbers that they head: table 4 prints 20."""
_LONE_NUMBER = re.compile(r"[\d,，.．+\-－\s０-９]{1,15}$|(?:[\d０-９]{1,9}\s{1,4}){4,40}[\d０-９]{1,9}$")


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row. ``ragged``: positions tell nothing, values count from the label on."""

    block: int
    cells: tuple[Cell, ...]
    width: int
    ragged: bool
    page: int | None

    def labels(self) -> list[Cell]:
        return [c for c in self.cells if is_label(c.text)]

    def values(self) -> list[Cell]:
        """The cells behind the last label cell, blanks included."""
        last = -1
        for i, cell in enumerate(self.cells):
            if is_label(cell.text):
                last = i
        return list(self.cells[last + 1 :])


@lru_cache(maxsize=4096)
def is_label(text: str) -> bool:
    """Whether a cell's text is words and not a value: a number, a blank, a placeholder such as “/”."""
    bare = text.strip()
    return (
        bool(bare)
        and bare not in PLACEHOLDERS
        and bool(_HAS_WORD.search(bare))
        and parse_cell(bare).state != "read"
    )


def rows_of(blocks: Sequence[Block], known: Collection[str] = ()) -> Iterator[Row]:
    """Rows of all tables among ``blocks`` in reading order; a row of a grid includes cells that reach down
    into it. In a table without positions halves of one of the ``known`` labels (normalised) are one cell."""
    for block in blocks:
        if not isinstance(block, Table):
            continue
        if block.ragged:
            for cells in _whole([_parted(row, known) for row in block.rows()], known):
                if cells:
                    cells = _mended(cells, known)
                    yield Row(block.index, tuple(cells), len(cells), True, cells[0].page or block.page)
            continue
        width = block.column_count
        for at, line in enumerate(block.grid()):
            seen = list({id(cell): cell for cell in line if cell is not None}.values())
            if seen and not _goes_down(seen, at):
                own = [c.page for c in seen if c.page is not None]
                yield Row(block.index, tuple(seen), width, False, max(own) if own else block.page)


def _parted(cells: list[Cell], known: Collection[str]) -> list[Cell]:
    """A row's cells; labels that a single blank parts, all of them ``known`` (normalised), are cells of their own."""
    if not any(" " in cell.text and _words(cell.text, known) for cell in cells):
        return cells
    out: list[Cell] = []
    for cell in cells:
        for text in _words(cell.text, known) or [cell.text]:
            out.append(replace(cell, column=len(out), text=text, glyphs=None))
    return out


def _words(text: str, known: Collection[str]) -> list[str]:
    """The labels of a text that holds several; empty where it is none, or one."""
    words = text.split()
    many = len(words) > 1 and normalise(text) not in known and all(normalise(w) in known for w in words)
    return words if many else []


def _goes_down(cells: Sequence[Cell], at: int) -> bool:
    """Whether a line of the grid is but the lower part of the row above it, which a stray rule (the foot of a page)
    runs through: its numbers began there, and nothing that is printed begins in it."""
    begun = any(c.row < at and parse_cell(c.text).state == "read" for c in cells)
    return begun and not any(c.row == at and c.text.strip() for c in cells)


def _whole(rows: Sequence[list[Cell]], known: Collection[str]) -> Iterator[list[Cell]]:
    """Rows without positions; where a line break inside a cell tore a row in two, it is one row again.

    Such a row ends in the first piece of one of the ``known`` labels (normalised), the next rows hold nothing but
    further pieces, the last of them begins with the rest of it.
    """
    rows = [row for row in rows if row]
    at = 0
    while at < len(rows):
        row = list(rows[at])
        at += 1
        while (used := _rest(row, rows[at : at + MOST_PIECES], known)) is not None:
            pieces = [row[-1], *(other[0] for other in rows[at : at + used])]
            text = "".join(piece.text for piece in pieces)
            cells = [*row[:-1], replace(row[-1], text=text, glyphs=None), *rows[at + used - 1][1:]]
            row = [replace(cell, column=i) for i, cell in enumerate(cells)] if len(row) > 1 else cells
            at += used
        yield row


def _rest(row: Sequence[Cell], below: Sequence[Sequence[Cell]], known: Collection[str]) -> int | None:
    """How many rows below complete the label in which a row ends; None where it is whole or nothing does."""
    text = normalise(row[-1].text)
    if not is_label(row[-1].text) or text in known:
        return None
    for count, other in enumerate(below, 1):
        head = normalise(other[0].text)
        if head in known or not is_label(other[0].text):
            return None
        text += head
        if text in known:
            return count
        if len(other) > 1:
            return None
    return None


def _mended(cells: Sequence[Cell], known: Collection[str]) -> list[Cell]:
    """A row's cells, the halves of a label joined."""
    out: list[Cell] = []
    for cell in cells:
        if out and cell.readable and _torn(out[-1].text, cell.text, known):
            out[-1] = replace(out[-1], text=out[-1].text + cell.text, glyphs=None)
        else:
            out.append(cell)
    return out


def _torn(first: str, second: str, known: Collection[str]) -> bool:
    """Whether two lines are the halves of one label."""
    a, b = normalise(first), normalise(second)
    return a + b in known and a not in known and b not in known


def flattened(blocks: Sequence[Block], known: Collection[str] = ()) -> Iterator[Row]:
    """Rows made from paragraphs that hold one label or one number each (a table that lost its cells).

    The last label before some numbers opens a row that they fill; the labels before it are a row of their
    own. Two lines that together are one of the ``known`` labels (normalised) and are none apart are one.
    """
    labels: list[Cell] = []
    values: list[Cell] = []
    block = 0

    def flush() -> Iterator[Row]:
        if values:
            if len(labels) > 1:
                yield Row(block, tuple(labels[:-1]), len(labels) - 1, True, labels[0].page)
            cells = [*labels[-1:], *values]
            made = tuple(Cell(0, i, c.text, page=c.page) for i, c in enumerate(cells))
            yield Row(block, made, len(made), True, made[0].page)

    for item in blocks:
        if not isinstance(item, Paragraph):
            continue
        for part in item.text.split("\n"):
            text = part.strip()
            if not text:
                continue
            if _LONE_NUMBER.match(text) or text in PLACEHOLDERS:
                values += [Cell(0, 0, v, page=item.page) for v in text.split()]
                continue
            words = _words(text, known)
            if words:
                if values:
                    yield from flush()
                    values, labels = [], []
                block = block if labels else item.index
                labels = [*labels[-MOST_LABELS:], *(Cell(0, len(labels) + i, w, page=item.page) for i, w in enumerate(words))]
                continue
            if values:
                yield from flush()
                labels, values = [], []
            if not labels:
                block = item.index
            if labels and _torn(labels[-1].text, text, known):
                labels[-1] = replace(labels[-1], text=labels[-1].text + text)
                continue
            labels = [*labels[-MOST_LABELS:], Cell(0, len(labels), text, page=item.page)]
    yield from flush()
