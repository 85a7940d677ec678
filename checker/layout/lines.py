"""Characters to lines: whatever stands side by side, in the order of the page and not of the file."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from checker.document import Glyph
from checker.layout.normal import chinese, plain
from checker.layout.page import Char
from checker.layout.settings import LayoutSettings

Piece = tuple[str, Glyph | None]
"""A character with its place, or one that layout put in."""

_LEFT = attrgetter("x0")


@dataclass(slots=True)
class Line:
    """Characters that stand on one line of page ``page``, from left to right, blanks at the ends cut off."""

    page: int
    chars: list[Char]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def text(self, settings: LayoutSettings) -> str:
        return "".join(t for t, _ in pieces(self.chars, self.page, settings))


def normalised(chars: Iterable[Char]) -> list[Char]:
    """The same characters as typed (see ``plain``); those without a shape of their own are left out."""
    result: list[Char] = []
    for c in chars:
        text = plain(c.text)
        if text == c.text:
            result.append(c)
        elif len(text) == 1:
            result.append(c._replace(text=text))
        elif text:
            step = (c.x1 - c.x0) / len(text)
            result.extend(
                c._replace(text=t, x0=c.x0 + i * step, x1=c.x0 + (i + 1) * step) for i, t in enumerate(text)
            )
    return result


def _middle(c: Char) -> float:
    return c[2] + c[4]


def rows_of(chars: Iterable[Char], settings: LayoutSettings) -> list[list[Char]]:
    """Characters grouped by the line on which they stand, lines from top to bottom, each from left to right.

    Two characters share a line where their middles differ by less than ``row_em`` of the smaller one, or
    where the smaller one stands mostly within the height of the larger (an exponent). A character printed
    twice nearly in place counts once.
    """
    rows: list[list[Char]] = []
    reach = settings.row_em
    base, total, small, large = 0.0, 0.0, 0.0, 0.0
    for c in sorted(chars, key=_middle):
        middle, size = (c.top + c.bottom) / 2, c.size
        less, more = (size, large) if size < small else (small, size if size > large else large)
        if rows and middle - base <= max(reach * less, more / 2 - 0.1 * less):
            rows[-1].append(c)
            total += middle
            base = total / len(rows[-1])
            if c.text != " ":
                small, large = less, more
        else:
            rows.append([c])
            base = total = middle
            small = large = size
    for row in rows:
        row.sort(key=_LEFT)
    return [_without_twins(row, settings) for row in rows]


def _without_twins(row: list[Char], settings: LayoutSettings) -> list[Char]:
    if len(row) < 2:
        return row
    kept: list[Char] = []
    for c in row:
        for other in reversed(kept[-3:]):
            if other.text == c.text and c.x0 - other.x0 < settings.twin_em * min(c.size, c.x1 - c.x0 + 0.01):
                break
        else:
            kept.append(c)
    return kept


def line_of(row: Sequence[Char], page: int) -> Line | None:
    """The row as a line without blanks at its ends; None where nothing but blanks is left."""
    start, end = 0, len(row)
    while start < end and row[start].text == " ":
        start += 1
    while end > start and row[end - 1].text == " ":
        end -= 1
    chars = list(row[start:end])
    if not chars:
        return None
    inked = [c for c in chars if c.text != " "]
    _, lefts, tops, rights, bottoms, sizes, _ = zip(*inked, strict=True)
    middle = sorted(sizes)[len(sizes) // 2]
    return Line(page, chars, min(lefts), min(tops), max(rights), max(bottoms), middle)


def lines_of(chars: Iterable[Char], page: int, settings: LayoutSettings) -> list[Line]:
    """All lines of a page (or of a cell), from top to bottom."""
    found = (line_of(row, page) for row in rows_of(chars, settings))
    return [line for line in found if line is not None]


def pieces(chars: Sequence[Char], page: int, settings: LayoutSettings) -> list[Piece]:
    """A line's characters with their places; runs of blanks become one, a gap that reads as a blank becomes
    one.

    Justified lines stretch every gap, so beside Chinese characters only a gap far above the line's usual one
    counts.
    """
    result: list[Piece] = []
    usual = -1.0
    previous: Char | None = None
    blank: Char | None = None
    for c in chars:
        if c.text == " ":
            blank = blank or c
            continue
        if previous is not None:
            if blank is not None:
                result.append((" ", (page, (blank.x0, blank.top, max(blank.x0, blank.x1), blank.bottom))))
            else:
                gap = c.x0 - previous.x1
                size = min(c.size, previous.size)
                if gap > settings.blank_em * size:
                    if not chinese(c.text) and not chinese(previous.text):
                        result.append((" ", None))
                    elif gap > settings.wide_em * size:
                        if usual < 0:
                            usual = _usual_gap(chars)
                        if gap > 3 * usual + 0.8 * size:
                            result.append((" ", None))
        result.append((c.text, (page, (c.x0, c.top, c.x1, c.bottom))))
        previous, blank = c, None
    return result


def _usual_gap(chars: Sequence[Char]) -> float:
    gaps = sorted(max(0.0, b.x0 - a.x1) for a, b in itertools.pairwise(chars))
    return gaps[len(gaps) // 2]


def joined(parts: Sequence[Sequence[Piece]], full: Sequence[bool]) -> list[Piece]:
    """Lines of one paragraph or cell in a row.

    Chinese is joined without a blank, Latin words with one. Digits that meet digits are one number only where
    the line before was ``full`` (a long number broken by a narrow cell); else they are two.
    """
    result: list[Piece] = []
    for part, before_full in zip(parts, [False, *full], strict=False):
        if result and part:
            last, first = result[-1][0], part[0][0]
            if not (chinese(last) or chinese(first)) and last != " " and first != " ":
                number = last in "0123456789.,-" and first in "0123456789.,"
                if not (number and before_full) and not (last in "-/@_" and before_full):
                    result.append((" ", None))
        result.extend(part)
    return result
