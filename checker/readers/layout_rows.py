"""Rows of a table that only arranges the page, told from rows of a form; for every format that has such tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, Protocol

LONG: Final = 40  # the longest printed label of the forms has 33 characters
PROSE: Final = 150  # one paragraph of this length is no label and no remark
NUMBERS: Final = 3  # a row with so many numbers is a row of a form whatever else it holds
_NUMBER: Final = re.compile(r"[-−－+]?[\d０-９][\d０-９,，.．\s]*%?")
_NUMBERED: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．,，]|第[一二三四五六七八九十]{1,3}部分)"
)


class Held(Protocol):
    """A cell: its text, the rows that it spans, and what stands in it, in order."""

    @property
    def text(self) -> str: ...

    @property
    def row_span(self) -> int: ...

    @property
    def items(self) -> Sequence[Any]: ...


def is_number(text: str) -> bool:
    """Whether a cell holds a number and nothing else."""
    return _NUMBER.fullmatch(text) is not None


def is_prose(cells: Sequence[Held], paragraph: type[Any], grid: type[Any]) -> bool:
    """Whether a row arranges the page: long paragraphs, or a table inside a cell (items of these two types)."""
    if sum(is_number(cell.text) for cell in cells) >= NUMBERS:
        return False
    for cell in cells:
        lengths = [len(item.text) for item in cell.items if isinstance(item, paragraph)]
        if sum(n >= LONG for n in lengths) >= 2 or any(n >= PROSE for n in lengths):
            return True
        if any(isinstance(item, grid) for item in cell.items):
            return True
    return False


def is_heading(cells: Sequence[Held], covered: bool, below: Sequence[Held]) -> bool:
    """A numbered line across a table above another header: a row without number or blank. ``covered`` says that a
    cell from above reaches into the row."""
    if covered or len(cells) != 1:
        return False
    cell = cells[0]
    if cell.row_span > 1 or len(cell.text) > LONG or not _NUMBERED.match(cell.text):
        return False
    return not any(not c.text or is_number(c.text) for c in below)
