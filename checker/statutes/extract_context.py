"""What surrounds a citation: its sentence, quotation marks, words that tell history or compare years."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from checker.statutes.extract_data import CitationData

SENTENCE_END: Final = re.compile(r"[。;!?]")
_QUOTES: Final = re.compile("[“”「」『』]")
SENTENCE: Final = 400
"""A sentence is looked at no further than so many characters to either side of a citation."""


def within(at: int, ranges: list[tuple[int, int]]) -> bool:
    """Whether ``at`` lies in one of the sorted ``ranges``."""
    index = bisect_left(ranges, (at + 1,)) - 1
    return index >= 0 and ranges[index][0] <= at < ranges[index][1]


class _Found:
    """Where a pattern stands in a text, looked for once."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._spans = [m.span() for m in pattern.finditer(text)]

    def within(self, start: int, end: int) -> bool:
        """Whether a match lies between ``start`` and ``end``."""
        index = bisect_left(self._spans, (start,))
        return index < len(self._spans) and self._spans[index][1] <= end


class Sentences:
    """The sentences of a folded text, its quotations, and the words that give a context."""

    def __init__(self, text: str, data: CitationData) -> None:
        self._length = len(text)
        self.history = _Found(data.history, text)
        self.comparison = _Found(data.comparison, text)
        self._ends = [m.end() for m in SENTENCE_END.finditer(text)]
        self._quotes: list[tuple[int, int]] = []
        opened = -1
        for match in _QUOTES.finditer(text):
            if match[0] in "“「『":
                opened = match.start() if opened < 0 else opened
            elif opened >= 0:
                self._quotes.append((opened, match.start()))
                opened = -1

    def around(self, at: int) -> tuple[int, int]:
        """The sentence that holds ``at``, cut to a useful length."""
        index = bisect_left(self._ends, at + 1)
        start = self._ends[index - 1] if index else 0
        end = self._ends[index] if index < len(self._ends) else self._length
        return max(start, at - SENTENCE), min(end, at + SENTENCE)

    def quoted(self, at: int) -> bool:
        return within(at, self._quotes)
