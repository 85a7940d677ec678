"""Registered titles found without their marks: one pass over the text with a trie of all names of the
register.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from checker.statutes.extract_data import CitationData
from checker.statutes.extract_fold import Folded
from checker.statutes.extract_marks import Mark

if TYPE_CHECKING:
    import marisa_trie

    from checker.statutes.register import Register

LONGEST = 100
SURE = 8
"""Names of so many characters need no word boundary before them."""


class Names:
    """All names of a register (full, short, without 中华人民共和国; no generic ones) and our aliases."""

    def __init__(self, register: Register, data: CitationData) -> None:
        import marisa_trie

        names = [key for key, rank in register.names() if rank < 3 and len(key) >= 2]
        self.trie: marisa_trie.Trie = marisa_trie.Trie([*names, *data.aliases])
        self.heads = {name[:2] for name in names} | {name[:2] for name in data.aliases}

    def longest(self, key: str, start: int) -> int:
        """The end of the longest name that begins at ``start`` of ``key``; ``start`` where none does."""
        if key[start : start + 2] not in self.heads:
            return start
        found = self.trie.prefixes(key[start : start + LONGEST])
        return start + max(map(len, found)) if found else start

    def prefixes(self, key: str, start: int) -> list[int]:
        """The ends of all names that begin at ``start``, longest first."""
        if key[start : start + 2] not in self.heads:
            return []
        return sorted(
            (start + len(n) for n in self.trie.prefixes(key[start : start + LONGEST])), reverse=True
        )


@lru_cache(maxsize=4)
def names_of(register: Register, data: CitationData) -> Names:
    """The names of a register, built once."""
    return Names(register, data)


def unmarked(
    folded: Folded, marks: list[Mark], names: Names, data: CitationData, boundaries: Boundaries
) -> list[tuple[int, int]]:
    """Ranges of folded text that are registered titles outside title marks, leftmost and longest first.

    A title may hold marked titles (…关于印发《…》的通知), but neither begin nor end inside a pair.
    """
    key, at, text = folded.key, folded.at, folded.text
    inside = _inside(marks, len(text))
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(key):
        ends = names.prefixes(key, index)
        taken = index
        for end in ends:
            a, b = at[index], at[end - 1] + 1
            start = _crossing(inside, a, b)
            if start is None or not _fits(text, start, b, key[index:end], names, data, boundaries):
                continue
            found.append((start, b))
            taken = end
            break
        index = max(taken, index + 1)
    return found


def _inside(marks: list[Mark], length: int) -> list[int]:
    """For each character the number (from 1) of the closed pair that holds it, marks included; 0 outside."""
    inside = [0] * length
    for number, mark in enumerate(marks, 1):
        if mark.closed:
            inside[mark.start : mark.end] = [number] * (mark.end - mark.start)
    return inside


def _crossing(inside: list[int], a: int, b: int) -> int | None:
    """Where a title over a..b begins, its first mark included; None where it begins or ends inside a pair."""
    if inside[b - 1]:
        return None
    first = inside[a]
    if not first:
        return a
    start = a
    while start and inside[start - 1] == first and a - start < 3:
        start -= 1
    return start if start == 0 or inside[start - 1] != first else None


class Boundaries:
    """Word boundaries of a folded text, segmented a stretch at a time and only where asked."""

    def __init__(self, text: str, segment: Callable[[str], Sequence[tuple[str, int]]]) -> None:
        self.text = text
        self._segment = segment
        self._known: dict[int, set[int]] = {}

    STRETCH = 200

    def words(self, start: int, end: int) -> list[str]:
        """The words of a stretch of text."""
        return [word for word, _ in self._segment(self.text[start:end])]

    def at(self, index: int) -> bool:
        """Whether a word begins at ``index`` (or the text ends there)."""
        if index <= 0 or index >= len(self.text):
            return True
        block = index // self.STRETCH
        if block not in self._known:
            begin = block * self.STRETCH
            # a margin on both sides, so that no word is cut at the edge
            low, high = max(0, begin - 20), min(len(self.text), begin + self.STRETCH + 20)
            position, known = low, set()
            for word in self.words(low, high):
                known.add(position)
                position += len(word)
            self._known[block] = known
        return index in self._known[block]


def _fits(
    text: str, start: int, end: int, key: str, names: Names, data: CitationData, boundaries: Boundaries
) -> bool:  # fmt: skip
    """Whether a name is one in its surroundings and no part of a longer word, title or place."""
    if len(key) <= 2 and not text.startswith("第", end):
        return False
    if text.startswith(data.continuations, end):
        return False
    if not (len(key) >= SURE or boundaries.at(start)):
        return False
    if key.endswith("法") and not boundaries.at(end):
        return False
    if (
        not key.startswith(("中华人民共和国", "国务院", "最高人民"))
        and start
        and text[start - 1] in data.places
    ):
        left = text[max(0, start - 4) : start]
        return left.endswith(data.not_places)
    return True
