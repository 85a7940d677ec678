"""Lines to paragraphs: which line goes on in the next one, over pages too."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from checker.layout.lines import Line, Piece, joined
from checker.layout.normal import chinese
from checker.layout.settings import LayoutSettings

SECTION = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、．.]|第\s*[一二三四五六七八九十]{1,3}\s*(?:部分|章|节))"
)
"""一、 and 第一部分 begin a paragraph wherever they stand at the beginning of a line."""

ITEM = re.compile(
    r"\s*(?:[（(]\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[）)]|\d{1,2}\s*(?:[、)）]|[.．](?!\d))|[①-⑳]"
    r"|[•●■◆▪\uf06c\uf0b7\uf06e]\s*)"
)
"""（一） and 1. begin one unless the line before is in the middle of a sentence and the number not
indented."""

_FEW_LINES = 8
_ENDS = "。；;：:！!？?"
_MARKS = "，。、；：！？,.;:!?)）》〉」』”’】〕］％%"
_CLOSERS = "”’）)》〉」』】〕］"
_OPENERS = "“‘（(《〈「『【〔［"


@dataclass(frozen=True, slots=True)
class Column:
    """The sides between which the lines of a page run."""

    left: float
    right: float
    leading: float
    """Usual distance from line to line; 0 where it is not known."""


@dataclass(slots=True)
class Stretch:
    """Lines that make one paragraph, with what each was told about its column."""

    lines: list[Line]
    full: list[bool]


def columns_of(pages: Sequence[tuple[int, float, Sequence[Line]]]) -> dict[int, Column]:
    """The column of each page, given with its number, width and lines of prose.

    A page of few lines (the last one, one full of tables) takes the sides of all pages of its width.
    """
    columns: dict[int, Column] = {}
    for number, width, lines in pages:
        if len(lines) < _FEW_LINES:
            alike = [line for _, other, more in pages if abs(other - width) < 1 for line in more]
            columns[number] = _column(lines, alike, width)
        else:
            columns[number] = _column(lines, lines, width)
    return columns


def _column(lines: Sequence[Line], alike: Sequence[Line], width: float) -> Column:
    if not alike:
        return Column(0.0, width, 0.0)
    lefts = sorted(line.x0 for line in alike)
    rights = sorted(_right_of(line) for line in alike)
    left, right = lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]
    if len(alike) < _FEW_LINES:
        left, right = lefts[0], max(rights[-1], width - lefts[0])  # margins are mostly alike
    steps = sorted(
        b.middle - a.middle
        for a, b in itertools.pairwise(lines)
        if 0.8 * a.size < b.middle - a.middle < 3 * a.size
    )
    return Column(left, right, steps[len(steps) // 2] if len(steps) >= 2 else 0.0)


def _right_of(line: Line) -> float:
    """Where the line ends without a mark at its end, which may hang in the margin."""
    last = line.chars[-1]
    return line.x1 if len(line.chars) < 2 or last.text not in _MARKS else min(line.x1, last.x0)


def goes_on(
    before: Line, line: Line, column: Column, next_column: Column, settings: LayoutSettings, *, first: Line
) -> bool:
    """Whether ``line`` continues the sentence of ``before``; ``first`` is the first line of that paragraph.

    A wrapped line is full, of the same size, and the next one is not indented; a line is full too where its
    next word would not have fitted. Section numbers always begin a new paragraph.
    """
    if abs(before.size - line.size) > settings.size_share * max(before.size, line.size):
        return False
    text = line.text(settings)
    if SECTION.match(text):
        return False
    room = column.right - before.x1
    if room > settings.full_em * before.size and room > _first_word(line) + 0.35 * before.size:
        return False
    indent = line.x0 - next_column.left
    ended = before.text(settings).rstrip(_CLOSERS)[-1:] in _ENDS
    if indent > settings.indent_em * line.size and not _hangs(first, line, settings):
        # a centred title goes on centred: its sentence has not ended, and the line above was full
        beside = next_column.right - line.x1
        if ended or abs(indent - beside) > line.size:
            return False
    if before.page == line.page and column.leading:
        gap = line.middle - before.middle
        if gap > settings.leading_share * max(column.leading, 1.2 * line.size):
            return False
    return not (ITEM.match(text) and (ended or indent > 0.3 * line.size))


def _first_word(line: Line) -> float:
    """Width of what must come to this line as a whole: a Latin word or number, or a character with its
    marks."""
    end = 0
    chars = line.chars
    while end < len(chars):
        while end < len(chars) and chars[end].text in _OPENERS:
            end += 1
        if end < len(chars) and chinese(chars[end].text):
            end += 1
        else:
            end = _latin_end(line, end)
        while end < len(chars) and chars[end].text in _MARKS:
            end += 1
        if chars[end - 1].text not in _CLOSERS or _latin_end(line, end) == end:
            break  # （0532）85730012 stays together
    return chars[min(end, len(chars)) - 1].x1 - chars[0].x0 if end else 0.0


def _latin_end(line: Line, at: int) -> int:
    """Where the Latin word or number that begins at ``at`` ends; ``at`` itself where none does."""
    chars = line.chars
    while at < len(chars) and chars[at].text != " " and not chinese(chars[at].text):
        at += 1
    return at


def _hangs(first: Line, line: Line, settings: LayoutSettings) -> bool:
    """A list item whose further lines begin below its text, right of its number."""
    if not ITEM.match(first.text(settings)):
        return False
    return any(abs(c.x0 - line.x0) < 0.3 * line.size for c in first.chars[1:8])


def stretches(lines: Sequence[Line], columns: dict[int, Column], settings: LayoutSettings) -> list[Stretch]:
    """The lines, in reading order, as paragraphs; ``columns`` are by page."""
    result: list[Stretch] = []
    for line in lines:
        if result:
            last = result[-1]
            before = last.lines[-1]
            column, after = columns[before.page], columns[line.page]
            if goes_on(before, line, column, after, settings, first=last.lines[0]):
                last.full.append(column.right - before.x1 < 0.8 * before.size)
                last.lines.append(line)
                continue
        result.append(Stretch([line], []))
    return result


def text_of(stretch: Stretch, settings: LayoutSettings) -> list[Piece]:
    """The characters of a paragraph with their places."""
    return joined([line.pieces(settings) for line in stretch.lines], stretch.full)
