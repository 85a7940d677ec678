"""Lines that end where Chinese lines may end: rich measures and cuts, this says where.

rich breaks at blanks alone, which leaves half a line empty before a run of Chinese, and may begin a line with “。”.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

NEVER_FIRST = frozenset("，。；：、？！）》〉」』】〕”’％%…—·,.;:?!)]}")
NEVER_LAST = frozenset("（《〈「『【〔“‘([{第")
COUNTED = frozenset("年月日页件个条项号款份处格行列")
"""Not parted from the figure before them."""
BLANKS = frozenset(" \u3000\xa0")

#: What could move a terminal's cursor or turn its text round becomes a blank: the words are somebody else's.
CONTROLS = dict.fromkeys((*range(32), *range(127, 160), *range(8234, 8239), *range(8294, 8298)), " ")


def columns(text: str) -> int:
    """Columns that a text takes on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def clean(text: str) -> str:
    """``text`` as one line without control characters, of the same length."""
    return text.translate(CONTROLS)


def lines(text: Text, width: int) -> list[Text]:
    """``text`` cut into lines of at most ``width`` cells, styles kept; no line begins with a closing mark."""
    cut = list(text.divide(breaks(text.plain, width)))
    for line in cut:
        line.rstrip()
    return cut


def breaks(text: str, width: int) -> list[int]:
    """Offsets at which new lines begin."""
    from rich.cells import get_character_cell_size

    offsets: list[int] = []
    begin, used = 0, 0  # the current line: where it begins, its cells so far
    allowed, cells_there = 0, 0  # the last place where it may end, its cells up to there
    before = ""
    for i, char in enumerate(text):
        size = get_character_cell_size(char)
        if i > begin and _may_break(before, char):
            allowed, cells_there = i, used
        if used + size > width and char not in BLANKS and i > begin:
            if allowed <= begin:  # nowhere to end: a long word is cut
                allowed, cells_there = i, used
            offsets.append(allowed)
            begin, used = allowed, used - cells_there
        used += size
        before = char
    return offsets


def _may_break(before: str, after: str) -> bool:
    if after in BLANKS:
        return False
    if before in BLANKS:
        return after not in "≠→"
    if before in NEVER_LAST or after in NEVER_FIRST or (after in COUNTED and before.isdigit()):
        return False
    return _wide(before) or _wide(after)


def _wide(char: str) -> bool:
    """Chinese writing and the marks that go with it: a line may end beside them."""
    return char >= "\u2e80" or char in "“”‘’…—"
