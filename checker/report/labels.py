"""Printed labels against those of an edition: normalisation, distance, alignment in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from checker.limits import KEPT_CHARACTERS

_DROP = re.compile(r"[^\w]|_")
_NOTE = re.compile(r"[（(](?![一二三四五六七八九十\d]{1,3}[）)])[^（）()]{1,80}[）)]")
_NUMBER = re.compile(r"\d{1,2}|[一二三四五六七八九十]{1,2}(?=.{2})")

SAME_SLOT = 0.5
"""Share of a label that may differ before two labels in the same slot are no longer taken for one."""
CLOSE = 0.34
"""Share of a label that may differ for a damaged label still to be known (one in three characters)."""
NOTED = 0.05
"""Cost of explanations in brackets that stand in one label and not in the other."""
GAP = 0.55
"""Cost of a printed label without partner, or of an expected one: two gaps cost more than any match."""


@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """A label without what varies in print: width, blanks, punctuation, quotes, line breaks."""
    return _DROP.sub("", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=20_000)
def without_notes(text: str) -> str:
    """A label without explanations in brackets; （一） and other numbers stay."""
    return _NOTE.sub("", text)


def without_number(text: str) -> str:
    """A normalised label without the number before it (1属于国家秘密, 一予以公开)."""
    return _NUMBER.sub("", normalise(text), count=1) if _NUMBER.match(normalise(text)) else normalise(text)


def distance(a: str, b: str) -> int:
    """Edits (insert, delete, replace) between two normalised labels."""
    return int(_levenshtein()(a, b))


@cache
def _levenshtein() -> Callable[[str, str], int]:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance


@lru_cache(maxsize=50_000)
def difference(a: str, b: str) -> float:
    """Edits as a share of the longer label, 0 to 1."""
    if a == b:
        return 0.0
    if not a or not b:
        return 1.0
    return distance(a, b) / max(len(a), len(b))


@lru_cache(maxsize=50_000)
def wording_gap(printed: str, wording: str) -> float:
    """How far a printed label is from a wording of the form, explanations in brackets on either side left
    out."""
    a, b = normalise(printed), normalise(wording)
    if a == b:
        return 0.0
    return min(
        difference(a, b),
        NOTED + difference(normalise(without_notes(printed)), normalise(without_notes(wording))),
    )


def align(printed: Sequence[str], expected: Sequence[Sequence[str]]) -> tuple[list[int | None], float]:
    """The cheapest alignment in order of printed labels with expected ones (each a list of accepted
    wordings).

    Returns, for each printed label, the index of its partner or None, and the cost. Quadratic in the number
    of rows, which a form bounds.
    """
    labels, wordings = tuple(printed), tuple(map(tuple, expected))
    kept = sum(map(len, labels)) + sum(len(w) for options in wordings for w in options) <= KEPT_CHARACTERS
    partner, cost = (_kept if kept else _aligned)(labels, wordings)
    return list(partner), cost


def _aligned(
    printed: tuple[str, ...], expected: tuple[tuple[str, ...], ...]
) -> tuple[tuple[int | None, ...], float]:
    n, m = len(printed), len(expected)
    costs = [[min([wording_gap(p, e) for e in options]) for options in expected] for p in printed]
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        for j in range(m + 1):
            if not i or not j:
                best[i][j] = GAP * (i + j)
                continue
            best[i][j] = min(
                best[i - 1][j - 1] + costs[i - 1][j - 1], best[i - 1][j] + GAP, best[i][j - 1] + GAP
            )
    partner: list[int | None] = [None] * n
    i, j = n, m
    while i and j:
        if abs(best[i][j] - (best[i - 1][j - 1] + costs[i - 1][j - 1])) < 1e-9:
            partner[i - 1] = j - 1
            i, j = i - 1, j - 1
        elif abs(best[i][j] - (best[i - 1][j] + GAP)) < 1e-9:
            i -= 1
        else:
            j -= 1
    return tuple(partner), best[n][m]


_kept = lru_cache(maxsize=256)(_aligned)  # most reports print the form's labels to the letter
