"""Characters to lines: whatever stands side by side, in the order of the page and not of the file."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from checker.document import Glyph
from checker.layout.normal import chinese, plain
from checker.layout.page import Char
from checker.layout.settings import LayoutSettings

Piece = tuple[str, Glyph | None]
"""A character with its place, or one that layout put in."""

Run = list[Char]
"""Characters that share top, bottom and size."""

_LEFT = itemgetter(1)


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
    _pieces: list[Piece] | None = field(default=None, repr=False, compare=False)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def pieces(self, settings: LayoutSettings) -> list[Piece]:
        """See :func:`pieces`; worked out once, since one layout has one set of settings."""
        if self._pieces is None:
            self._pieces = pieces(self.chars, self.page, settings)
        return self._pieces

    def text(self, settings: LayoutSettings) -> str:
        return "".join([t for t, _ in self.pieces(settings)])


def normalised(chars: Sequence[Char]) -> list[Char]:
    """The same characters as typed (see ``plain``); those without a shape of their own are left out."""
    changed = {text for text in {c[0] for c in chars} if plain(text) != text}
    if not changed:
        return list(chars)
    result: list[Char] = []
    for c in chars:
        if c.text not in changed:
            result.append(c)
            continue
        text = plain(c.text)
        if len(text) == 1:
            result.append(c._replace(text=text))
        elif text:
            step = (c.x1 - c.x0) / len(text)
            result.extend(
                c._replace(text=t, x0=c.x0 + i * step, x1=c.x0 + (i + 1) * step) for i, t in enumerate(text)
            )
    return result


def runs_of(chars: Iterable[Char]) -> list[Run]:
    """Neighbours in the file's order that stand equally high and are equally large, as most do: what asks for the
    height of a character can then be asked once for many."""
    runs: list[Run] = []
    run: Run = []
    last_top = last_bottom = last_size = -1.0
    for c in chars:
        _, _, top, _, bottom, size, _ = c
        if top == last_top and bottom == last_bottom and size == last_size and run:
            run.append(c)
        else:
            run = [c]
            runs.append(run)
            last_top, last_bottom, last_size = top, bottom, size
    return runs


def _middle(run: Run) -> float:
    return run[0][2] + run[0][4]


def rows_of(runs: Iterable[Run], settings: LayoutSettings) -> list[list[Char]]:
    """Characters (by :func:`runs_of`) grouped by the line on which they stand, lines from top to bottom, each from
    left to right.

    Two characters share a line where their middles differ by less than ``row_em`` of the smaller one, or
    where the smaller one stands mostly within the height of the larger (an exponent). A character printed
    twice nearly in place counts once.
    """
    rows: list[list[Char]] = []
    reach = settings.row_em
    base, total, small, large = 0.0, 0.0, 0.0, 0.0
    for run in sorted(runs, key=_middle):
        _, _, top, _, bottom, size, _ = run[0]
        middle = (top + bottom) / 2
        less, more = (size, large) if size < small else (small, size if size > large else large)
        if rows and middle - base <= max(reach * less, more / 2 - 0.1 * less):
            row = rows[-1]
            row.extend(run)
            total += middle * len(run)
            base = total / len(row)
            if run[0].text != " " or any(c.text != " " for c in run):
                small, large = less, more
        else:
            rows.append([*run])
            base, total = middle, middle * len(run)
            small = large = size
    for row in rows:
        row.sort(key=_LEFT)
    return [_without_twins(row, settings) for row in rows]


def _without_twins(row: list[Char], settings: LayoutSettings) -> list[Char]:
    near = settings.twin_em
    apart = [b[1] - a[1] >= near * b[5] for a, b in itertools.pairwise(row)]
    if all(apart):
        return row
    kept: list[Char] = []
    for c in row:
        for other in kept[:-4:-1]:
            if other.text == c.text and c.x0 - other.x0 < near * min(c.size, c.x1 - c.x0 + 0.01):
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


def lines_of(runs: Iterable[Run], page: int, settings: LayoutSettings) -> list[Line]:
    """All lines of a page (or of a cell), from top to bottom; its characters by :func:`runs_of`."""
    found = [line_of(row, page) for row in rows_of(runs, settings)]
    return [line for line in found if line is not None]


def pieces(chars: Sequence[Char], page: int, settings: LayoutSettings) -> list[Piece]:
    """A line's characters with their places; runs of blanks become one, a gap that reads as a blank becomes
    one.

    Justified lines stretch every gap, so beside Chinese characters only a gap far above the line's usual one
    counts.
    """
    result: list[Piece] = []
    least, usual = settings.blank_em, -1.0
    previous: Char | None = None
    blank: Char | None = None
    right, last_size = math.inf, 0.0  # of ``previous``; before the first character no gap counts
    for c in chars:
        text, x0, top, x1, bottom, size, _ = c
        if text == " ":
            blank = blank or c
            continue
        if blank is not None and previous is not None:
            result.append((" ", (page, (blank.x0, blank.top, max(blank.x0, blank.x1), blank.bottom))))
        elif x0 - right > least * (size if size < last_size else last_size) and previous is not None:
            if not chinese(text) and not chinese(previous.text):
                result.append((" ", None))
            elif x0 - right > settings.wide_em * min(size, last_size):
                if usual < 0:
                    usual = _usual_gap(chars)
                if x0 - right > 3 * usual + 0.8 * min(size, last_size):
                    result.append((" ", None))
        result.append((text, (page, (x0, top, x1, bottom))))
        previous, blank, right, last_size = c, None, x1, size
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
