"""Tables of which only the words and numbers are left: columns parted by blanks, or one label or number a line.

Extracted PDFs and copied pages look so. Rows come out as label cells and values in order (``ragged``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

VALUE: Final = re.compile(
    r"[+\-－]?[\d０-９][\d０-９,，]{0,14}(?:[.．][\d０-９]{1,6})?(?:万元|元|件|个|项|%)?|[/\\—－-]{1,2}"
)
_MAYBE: Final = re.compile(r"[\d０-９/\\—－-]")
_DIGIT: Final = re.compile(r"[\d０-９]")
_GAP: Final = re.compile(
    r"[ \u3000\u00a0\t]{2,}|[\u3000\t]| (?=[（(][一二三四五六七八九十][）)]|\d{1,2}[、．.]\D)"
)
_WORD: Final = re.compile(r"[\u3400-\u9fff]")
_NUMBERED: Final = re.compile(
    r"(?:[一二三四五六七八九十]\s?[、．.]|[（(]\s?[一二三四五六七八九十]\s?[）)]|\d{1,2}\s?[、．.])"
)
_TOP: Final = re.compile(r"[一二三四五六七八]\s?[、．.]")
_WORDED: Final = ("情况", "事项")  # how headings of sections end
_STOPS: Final = re.compile("[。；！？]")
_LABEL: Final = 45  # characters of the longest line of labels or piece of one
_MANY: Final = 7  # numbers that make a line a row whatever stands around it
_ROWS: Final = 3  # rows that make a table
_BETWEEN: Final = 6  # lines of labels between two rows, or above the first
_EMPTY: Final = 8  # empty lines inside a table (a page break)
WIDEST: Final = 400  # characters of the longest line that may be a row
_FAR: Final = 24  # lines from the first label of a table to its first number: the header of table 4
_CELLS: Final = 6  # numbers that make a run of lines a table
_INNER: Final = re.compile(r"[（(]\s?[一二三四五六七八九十]\s?[）)]|\d{1,2}\s?[、．.](?!\d)")


def spaced(line: str) -> tuple[str, list[str]] | None:
    """A row of columns parted by blanks as its label part and its numbers; None for any other line."""
    if len(line) > WIDEST or not _MAYBE.search(line):
        return None
    tokens = line.split()
    values: list[str] = []
    while tokens and VALUE.fullmatch(tokens[-1]):
        values.append(tokens.pop())
    values.reverse()
    if len(values) < _ROWS and not any(map(_DIGIT.search, values)):
        return None
    if not tokens:
        return ("", values) if len(values) >= _ROWS else None
    # Where the label ends: its last token, found from the right so that a label may hold the same digits.
    label = line[: line.rfind(tokens[-1]) + len(tokens[-1])]
    if len(values) < _ROWS and not _GAP.match(line, len(label)):
        return None
    return (label.strip(), values) if is_piece(label.strip()) else None


class Lines:
    """The lines of a text with the sort of each: a row, values alone, a piece of a label, a heading, empty, other."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self._bare = [line.strip() if len(line) <= WIDEST else "" for line in lines]
        self._row = [spaced(line) if len(line) <= WIDEST else None for line in lines]
        self._sort = [self._sort_of(i) for i in range(len(lines))]
        # For each line the first at or behind it that holds numbers of a table, and the first that ends any table.
        self._number = _next([s in "rv" for s in self._sort])
        self._end = _next([s in "xs" for s in self._sort])

    def _sort_of(self, at: int) -> str:
        bare, row = self._bare[at], self._row[at]
        if not bare:
            return "x" if len(self.lines[at]) > WIDEST else "e"
        if all(map(VALUE.fullmatch, bare.split())):
            return "v"
        if row is not None:
            return "r"
        return "x" if not is_piece(bare) else "s" if is_section(bare) else "p"

    def region(self, start: int) -> tuple[int, list[list[str]]] | None:
        """The table that begins at a line: the line behind it and its rows; None where none begins."""
        number = self._number[start]
        if self._sort[start] not in "rvps" or number - start > _FAR * (1 + _EMPTY):
            return None
        if number < len(self.lines) and self._sort[number] == "v":
            return self._run(start) or self._spaced(start)
        return self._spaced(start) or self._run(start)

    def _spaced(self, start: int) -> tuple[int, list[list[str]]] | None:
        """Columns parted by blanks. Lines of labels between and above the rows belong to them; a label torn into
        lines is joined again."""
        at = next(
            (
                i
                for i in range(self._number[start], len(self.lines))
                if self._row[i] is not None or i > start + _FAR
            ),
            -1,
        )
        if at < 0 or self._end[start] < at or at - start > _FAR or self._row[at] is None:
            return None
        rows = [fields(line) for line in self.lines[start:at] if line.strip()]
        pieces: list[str] = []
        found, most, end, empty = 0, 0, at, 0
        while at < len(self.lines) and empty <= _EMPTY:
            row, sort = self._row[at], self._sort[at]
            if row is not None:
                if any(is_section(p) for p in pieces) and not _INNER.match(row[0]):
                    break  # the heading of the next section, and its table
                _add(rows, pieces, row)
                pieces = []
                found, most, end, empty = found + 1, max(most, len(row[1])), at + 1, 0
            elif sort == "e":
                empty += 1
            elif sort in "ps" and len(pieces) < _BETWEEN:
                pieces.append(self._bare[at])
            else:
                break
            at += 1
        return (end, rows) if found >= _ROWS or most >= _MANY else None

    def _run(self, start: int) -> tuple[int, list[list[str]]] | None:
        """A table that lost its cells, one label or some numbers a line.

        The last label above numbers is theirs; those before it are a row of their own, as in a header.
        """
        rows: list[list[str]] = []
        heads: list[list[str]] = []
        at, end, empty, numbers = start, start, 0, 0
        while at < len(self.lines) and empty <= _EMPTY and len(heads) <= _FAR:
            sort, bare = self._sort[at], self._bare[at]
            if sort == "e":
                empty += 1
            elif sort == "v":
                values = bare.split()
                if heads:
                    rows += _headed(heads, values)
                elif not rows:
                    return None
                else:
                    rows[-1] += values
                # A postcode or a telephone number below its label is no cell.
                numbers += sum(len(v) < 6 for v in values)
                heads, empty, end = [], 0, at + 1
            elif sort == "p" or (sort == "s" and self._opens_rows(at)):
                heads.append(fields(bare))
                empty = 0
            else:
                break
            at += 1
        return (end, rows) if numbers >= _CELLS else None

    def _opens_rows(self, at: int) -> bool:
        """Whether a line numbered like a heading is a row of the form: numbers or rows of a lower order follow."""
        following = next((i for i in range(at + 1, min(at + 4, len(self.lines))) if self._bare[i]), None)
        return following is not None and (
            self._sort[following] == "v" or bool(_INNER.match(self._bare[following]))
        )


def _headed(heads: Sequence[list[str]], values: list[str]) -> list[list[str]]:
    """Lines of labels above some values as rows: lines of one label each are one row, the last goes with the values."""
    own = heads[-1] if len(heads[-1]) == 1 else []
    out: list[list[str]] = []
    for i, head in enumerate(heads[:-1] if own else heads):
        if len(head) == 1 and i and len(heads[i - 1]) == 1:
            out[-1] += head
        else:
            out.append(list(head))
    return [*out, [*own, *values]]


def _next(marked: Sequence[bool]) -> list[int]:
    """For each place the first marked one at or behind it; far away where there is none."""
    out = [10**9] * len(marked)
    last = 10**9
    for i in range(len(marked) - 1, -1, -1):
        last = i if marked[i] else last
        out[i] = last
    return out


def fields(line: str) -> list[str]:
    """A line of labels as its labels."""
    parts = [p for p in _GAP.split(line.strip()) if p]
    words = line.split()
    return words if len(parts) < _ROWS <= len(words) and all(len(w) <= 8 for w in words) else parts


def is_heading(bare: str) -> bool:
    """A line that cannot but head a section: numbered at the top order and worded so."""
    return bool(_TOP.match(bare)) and bare.endswith(_WORDED)


def is_section(bare: str) -> bool:
    """A line that may head a section: numbered at the top order, or worded like one."""
    return bool(_TOP.match(bare)) or (len(bare) > 8 and bare.endswith(_WORDED))


def is_piece(bare: str) -> bool:
    """A line that may be labels of a table, or a part of one."""
    if not bare or _STOPS.search(bare) or not _WORD.search(bare):
        return False
    return max(map(len, _GAP.split(bare))) <= _LABEL


def _add(rows: list[list[str]], pieces: list[str], row: tuple[str, list[str]]) -> None:
    label, values = row
    own = [p for p in _GAP.split(label) if p]
    numbered = max((i for i, p in enumerate(pieces) if _NUMBERED.match(p)), default=None)
    if not own or (not _NUMBERED.match(own[-1]) and numbered is not None):
        # The label stands on the lines above its numbers.
        begin = numbered if numbered is not None else max(0, len(pieces) - 1)
        rows += [fields(p) for p in pieces[:begin]]
        rows.append(["".join(["".join(pieces[begin:]), *own]), *values] if pieces or own else list(values))
        return
    for piece in pieces:
        if not _NUMBERED.match(piece) and _NUMBERED.match(own[0]) and rows and _is_torn(rows[-1]):
            rows[-1][0] += piece  # the rest of the label above
        else:
            rows.append(fields(piece))
    rows.append([*own, *values])


def _is_torn(row: Sequence[str]) -> bool:
    """Whether a row's only label may go on below: numbered, with values behind it."""
    return len(row) > 1 and bool(_NUMBERED.match(row[0])) and bool(VALUE.fullmatch(row[1]))
