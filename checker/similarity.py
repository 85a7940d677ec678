"""How alike two texts are once names, places, years, numbers and statutory phrases are masked (rules X03 and G02).

Texts are compared by shingles: runs of characters of the masked text (Broder 1997, resemblance). Shared boilerplate can
be left out of the count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from checker import data
from checker.places import codes, split_name, stem
from checker.yaml_lines import load_yaml

SIZE: Final = 6
"""Characters in a shingle: four jieba words at most, so that word order counts."""
_LEVEL: Final = re.compile(r"[省市区县州盟旗]")
PASSAGE: Final = 14
"""Characters of the shortest passage worth showing, masked."""


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
    own = own_names(tuple(names))
    if own is not None:
        plain = own.sub("¤", plain)
    plain = organs.sub("¤", _without_regions(plain))
    plain = numbers.sub("#", plain)
    # Neighbouring names and numbers count as one, however many there are (县、乡 for 市、县、乡).
    return re.sub(r"([¤#])\1+", r"\1", re.sub(r"[^\w§¤#]|_", "", plain))


@lru_cache(maxsize=512)
def own_names(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern of agencies' names, whole and in parts: 鹿城区教育局, 鹿城区, 鹿城, 教育局."""
    parts: set[str] = set()
    for name in names:
        split = split_name(name)
        parts |= {name, split.organ, *split.regions, *(stem(r) for r in split.regions)}
    listed = sorted((p for p in parts if len(p) >= 2), key=lambda p: (-len(p), p))
    return re.compile("|".join(map(re.escape, listed))) if listed else None


def _without_regions(text: str) -> str:
    """Regions that exist masked; a name of another kind before 县 or 市 is left, so that no other word is lost."""
    known = codes()
    out: list[str] = []
    done = 0
    for match in _LEVEL.finditer(text):
        end = match.end()
        start = next((s for s in range(max(done, end - 11), end - 2) if text[s:end] in known), None)
        if start is not None:
            out += [text[done:start], "¤"]
            done = end
    return "".join([*out, text[done:]])


def shingles(text: str, size: int = SIZE) -> frozenset[str]:
    """Runs of ``size`` characters of a masked text that are not masks alone."""
    runs = (text[i : i + size] for i in range(len(text) - size + 1))
    return frozenset(run for run in runs if sum(run.count(c) for c in "§¤#") <= size // 2)


def resemblance(a: frozenset[str], b: frozenset[str], common: frozenset[str] = frozenset()) -> float:
    """Shared shingles as a share of the mean of both texts (Dice), ``common`` ones left out; 0 where either has too few.

    The mean, since the smaller text alone would call a quotation a copy.
    """
    a, b = a - common, b - common
    if min(len(a), len(b)) < 10:
        return 0.0
    return 2 * len(a & b) / (len(a) + len(b))


@dataclass(frozen=True, slots=True)
class Passage:
    """Equal stretches of two texts: offsets and the printed words of both."""

    start: int
    other_start: int
    text: str
    other: str


def passages(
    text: str, other: str, names: Sequence[str] = (), least: int = PASSAGE, most: int = 8
) -> list[Passage]:
    """Sentences that two texts share once masked (``names`` as in :func:`masked`), longest first."""
    ours, theirs = _sentences(text), _sentences(other)
    index: dict[str, tuple[int, str]] = {}
    for at, sentence in theirs:
        index.setdefault(masked(sentence, names), (at, sentence))
    found = [
        Passage(at, index[key][0], sentence, index[key][1])
        for at, sentence in ours
        if len(key := masked(sentence, names)) >= least and key in index
    ]
    found.sort(key=lambda p: (-len(p.text), p.start))
    return found[:most]


def _sentences(text: str) -> list[tuple[int, str]]:
    return [(m.start(), m[0].strip()) for m in re.finditer(r"[^。；;！？!?\n]+", text) if m[0].strip()]

