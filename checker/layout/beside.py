"""A menu that a web page prints beside its text: a narrow column of short entries, not lines of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from checker.layout.lines import Line, line_of
from checker.layout.normal import chinese
from checker.layout.page import Char
from checker.layout.tables import ENUMERATED

_NARROW: Final = 0.35
"""Share of the page's width in which a menu stands."""
_ENTRY: Final = 14  # characters of the longest entry
_ENTRIES: Final = 3  # entries that make a menu
_GAP_EM: Final = 2.5  # between the menu and the text
_PROSE: Final = 20  # Chinese characters of a line of text
_LINES: Final = 2  # lines of text that stand beside a menu
_LEVEL: Final = 0.05  # ems by which the middles of a label and its text differ at most


@dataclass(slots=True)
class _Row:
    """A line, cut where a menu may end: ``left`` None where it begins in the text."""

    line: Line
    left: Line | None
    right: Line | None

    @property
    def level(self) -> bool:
        """Whether both parts stand equally high, as a label and what it labels do."""
        if self.left is None or self.right is None:
            return False
        return abs(self.left.middle - self.right.middle) <= _LEVEL * self.line.size


def beside(lines: Sequence[Line], width: float) -> tuple[list[Line], list[Line]]:
    """The lines of a page ``width`` wide without a menu left of the text, and the entries of the menu."""
    text: list[Line] = []
    menu: list[Line] = []
    cut = [row for line in lines if (row := _cut(line, _NARROW * width)) is not None and row.left is not None]
    begins = min((row.right.x0 for row in cut if row.right is not None), default=0.0)
    if not begins or len(cut) < _ENTRIES:
        return list(lines), []
    for group in _groups(lines, begins - 1):
        entries = _entries(group)
        menu += entries
        if entries:
            text += [row.right for row in group if row.right is not None]
        else:
            text += [row.line for row in group]
    return text, menu


def _groups(lines: Sequence[Line], reach: float) -> Iterator[list[_Row]]:
    """Lines below each other of which none runs from the place of a menu, left of ``reach``, into the text."""
    group: list[_Row] = []
    for line in lines:
        row = _cut(line, reach)
        if row is None:
            yield group
            yield [_Row(line, None, line)]
            group = []
        else:
            group.append(row)
    yield group


def _cut(line: Line, reach: float) -> _Row | None:
    """The line as an entry, as text, or as both with a gap between; None for any other."""
    if line.x0 > reach:
        return _Row(line, None, line)
    count, right = 0, line.x0
    for at, c in enumerate(line.chars):
        if c.text == " ":
            continue
        if c.x0 - right > _GAP_EM * line.size and at:
            left, rest = line_of(line.chars[:at], line.page), line_of(line.chars[at:], line.page)
            return _Row(line, left, rest) if left is not None and left.x1 <= reach else None
        count, right = count + 1, c.x1
        if count > _ENTRY or right > reach:
            return None
    return _Row(line, line, None)


def _entries(group: Sequence[_Row]) -> list[Line]:
    """The entries of the menu among the lines; none where there is no menu."""
    held = [row for row in group if row.left is not None]
    entries = [row.left for row in held if row.left is not None]
    rest = [row.right for row in group if row.right is not None]
    if len(entries) < _ENTRIES or not any(row.right for row in held) or 2 * sum(row.level for row in held) > len(held):
        return []
    if any(ENUMERATED.match(_text(line.chars)) for line in entries):
        return []
    if sum(_is_prose(line.chars) for line in rest) < _LINES:
        return []
    size = max(line.size for line in entries)
    if min(line.x0 for line in rest) - max(line.x1 for line in entries) < _GAP_EM * size:
        return []
    return entries


def _is_prose(chars: Sequence[Char]) -> bool:
    return sum(chinese(c.text) for c in chars) >= _PROSE


def _text(chars: Sequence[Char]) -> str:
    return "".join([c.text for c in chars])
