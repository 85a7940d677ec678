"""How alike two texts are once names, places, years, numbers and statutory phrases are masked (rules X03 and G02).

Texts are compared by shingles: runs of characters of the masked text (Broder 1997, resemblance). Shared boilerplate can
be left out of the count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from checker import data
from checker.yaml_lines import load_yaml

SIZE: Final = 6
"""Characters in a shingle: four jieba words at most, so that word order counts."""
PASSAGE: Final = 14
"""Characters of the shortest passage worth showing."""


@cache
def _masks() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table: Any = load_yaml(data.folder("rules") / "similarity.yml")
    phrases = sorted(map(str, table["phrases"]), key=len, reverse=True)
    return re.compile(table["numbers"]), re.compile(table["names"]), re.compile("|".join(map(re.escape, phrases)))


def masked(text: str, names: Sequence[str] = ()) -> str:
    """``text`` folded, with numbers, years, places and organs, ``names`` (the agency's own) and statutory phrases
    replaced by one sign each, and without blanks and punctuation."""
    numbers, organs, phrases = _masks()
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    plain = phrases.sub("§", plain)
    for name in sorted({n for n in names if len(n) >= 2}, key=len, reverse=True):
        plain = plain.replace(name, "¤")
    plain = organs.sub("¤", plain)
    plain = numbers.sub("#", plain)
    return re.sub(r"[^\w§¤#]|_", "", plain)


def shingles(text: str, size: int = SIZE) -> frozenset[str]:
    """Runs of ``size`` characters of a masked text that are not masks alone."""
    runs = (text[i : i + size] for i in range(len(text) - size + 1))
    return frozenset(run for run in runs if sum(run.count(c) for c in "§¤#") <= size // 2)


def resemblance(a: frozenset[str], b: frozenset[str], common: frozenset[str] = frozenset()) -> float:
    """Shared shingles as a share of the smaller text's, ``common`` ones left out; 0 where either has too few."""
    a, b = a - common, b - common
    least = min(len(a), len(b))
    if least < 10:
        return 0.0
    # The union weighs a text that merely contains the other; the smaller side alone would call a quotation a copy.
    return 2 * len(a & b) / (len(a) + len(b))


@dataclass(frozen=True, slots=True)
class Passage:
    """Equal stretches of two texts: offsets and the printed words of both."""

    start: int
    other_start: int
    text: str
    other: str


def passages(text: str, other: str, least: int = PASSAGE, most: int = 8) -> list[Passage]:
    """Sentences that two texts share once masked, longest first."""
    ours, theirs = _sentences(text), _sentences(other)
    index: dict[str, tuple[int, str]] = {}
    for at, sentence in theirs:
        index.setdefault(masked(sentence), (at, sentence))
    found = [
        Passage(at, index[key][0], sentence, index[key][1])
        for at, sentence in ours
        if len(key := masked(sentence)) >= least and key in index
    ]
    found.sort(key=lambda p: (-len(p.text), p.start))
    return found[:most]


def _sentences(text: str) -> list[tuple[int, str]]:
    return [(m.start(), m[0].strip()) for m in re.finditer(r"[^。；;！？!?\n]+", text) if m[0].strip()]

