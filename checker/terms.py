"""Fixed terms of the form and what is one edit away from them. Data: ``rules/wording/terms.yml``.

A typo is told from a right word by the segmentation: only a character that belongs to no word of the dictionary can be
the odd one, so that 政务信息 beside 政府信息, or 复核 beside 复议, are never taken for slips.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from checker import lexicons

if TYPE_CHECKING:
    from checker.language import Language

_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_SHORT: Final = 4  # a shorter term is one edit away from too many words
_STOPS: Final = frozenset("，。；：、！？）（,;:!?)(")
_ROOMY: Final = 6  # in a shorter one a further character makes another word (决策预公开)


SHAPES: Final[Mapping[str, lexicons.Shape]] = {
    "terms": lexicons.texts, "cut": lexicons.texts, "mistakes": lexicons.pairs, "variants": lexicons.pairs,
    "right": lexicons.texts, "safe": lexicons.text,
}  # fmt: skip
"""What ``rules/wording/terms.yml`` holds."""


@dataclass(frozen=True, slots=True)
class Slip:
    """Characters ``start`` to ``end`` of a text should read ``right``; ``known`` where the data names the slip."""

    start: int
    end: int
    right: str
    known: bool = False
    variant: bool = False


class Terms:
    """The terms with an index by the characters beside every position of theirs. ``data`` is of the SHAPES above;
    ``known`` says whether the dictionary holds a word."""

    def __init__(self, data: Mapping[str, Any], known: Callable[[str], bool]) -> None:
        self._terms = tuple(dict.fromkeys(t for t in data["terms"] if len(t) >= _SHORT and _all_han(t)))
        self._known: dict[str, str] = {**data["mistakes"], **data["variants"]}
        self._variants = frozenset(data["variants"])
        self._right = tuple(data["right"])
        self._safe = frozenset("".join(data["safe"].split()))
        alternatives = sorted(self._known, key=lambda w: (-len(w), w))
        self._listed = re.compile("|".join(map(re.escape, alternatives)))
        self._inner: dict[tuple[str, str], list[tuple[str, int]]] = {}
        self._last: dict[str, list[str]] = {}
        self._first: dict[str, list[str]] = {}
        self._lost: dict[tuple[str, str], list[tuple[str, int]]] = {}
        self._added: dict[tuple[str, str], list[tuple[str, int]]] = {}
        self._whole = frozenset(self._terms)
        self._swapped: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for term in self._terms:
            for i in range(1, len(term) - 1):
                self._inner.setdefault((term[i - 1], term[i + 1]), []).append((term, i))
                self._lost.setdefault((term[i - 1], term[i + 1]), []).append((term, i))
            for i in range(1, len(term)):
                if len(term) >= _ROOMY:
                    self._added.setdefault((term[i - 1], term[i]), []).append((term, i))
                if term[i] != term[i - 1]:
                    self._swapped.setdefault((term[i], term[i - 1]), []).append((term, i))
            # An outer character that is a word by itself (开放日) may be another one just as well (开放周).
            if known(term[-2:]):
                self._last.setdefault(term[-3:-1], []).append(term)
            if len(term) > _SHORT and known(term[:2]):
                self._first.setdefault(term[1:3], []).append(term)
        self._cut = {t[-3:-1]: t for t in data["cut"]}

    def slips(self, text: str, language: Language, start: int = 0) -> list[Slip]:
        """The slips in ``text`` from ``start`` on, in order, none overlapping another: the known ones, then the nearest,
        the longest term first."""
        listed = list(self._listed.finditer(text, start))
        within = _within(language, text) if any(m[0][1:] in self._whole for m in listed) else set()
        known = [
            Slip(m.start(), m.end(), self._known[m[0]], True, m[0] in self._variants)
            for m in listed
            if m.start() not in within or m[0][1:] not in self._whole  # 民政|信息公开 holds no 政信息公开
        ]
        guesses = [g for g in self._guesses(text, language) if g.start >= start]
        guesses.sort(key=lambda g: (-(g.end - g.start), g.start))
        chosen: list[Slip] = []
        taken: set[int] = set()
        for slip in [*known, *guesses]:
            if taken.isdisjoint(range(slip.start, slip.end)):
                taken.update(range(slip.start, slip.end))
                chosen.append(slip)
        return sorted(chosen, key=lambda s: s.start)

    def _guesses(self, text: str, language: Language) -> Iterator[Slip]:
        words = language.words(text)
        inside: set[int] | None = None  # most texts hold no slip that would ask for it
        for slip in self._edits(text, words, language):
            if inside is None:
                inside = {
                    i for word, start in words if len(word) > 1 for i in range(start + 1, start + len(word))
                }
            if slip.start not in inside and slip.end not in inside:  # 微信|公开 holds no 信公开
                yield slip

    def _edits(self, text: str, words: Iterable[tuple[str, int]], language: Language) -> Iterator[Slip]:
        for a, b in self._odd(words, language):
            for p in range(a, b):
                yield from self._replaced(text, p)
                if b - a == 1:
                    yield from self._inserted(text, p)
            for p in range(a, b + 1):
                yield from self._missing(text, p)
                yield from self._exchanged(text, p)
            yield from self._beheaded(text, a)
            yield from self._shortened(text, b - 1)

    def _odd(self, words: Iterable[tuple[str, int]], language: Language) -> Iterator[tuple[int, int]]:
        """Stretches that are no words: single characters that cannot stand alone, and guesses of the segmentation."""
        for word, start in words:
            if not _HAN.match(word) or (len(word) == 1 and word in self._safe):
                continue
            if len(word) == 1 or not language.known(word):
                yield start, start + len(word)

    def _slip(self, text: str, start: int, end: int, term: str) -> Iterator[Slip]:
        wrong = text[start:end]
        if wrong != term and not any(r in wrong for r in self._right if len(r) >= len(wrong) - 1):
            yield Slip(start, end, term)

    def _replaced(self, text: str, p: int) -> Iterator[Slip]:
        for term, i in self._inner.get((text[p - 1 : p], text[p + 1 : p + 2]), ()):
            s = p - i
            if s >= 0 and text[s:p] == term[:i] and text[p + 1 : s + len(term)] == term[i + 1 :]:
                yield from self._slip(text, s, s + len(term), term)
        for term in self._last.get(text[max(0, p - 2) : p], ()):
            s = p - len(term) + 1
            if s >= 0 and text[s:p] == term[:-1]:
                yield from self._slip(text, s, p + 1, term)
        for term in self._first.get(text[p + 1 : p + 3], ()):
            if text[p + 1 : p + len(term)] == term[1:]:
                yield from self._slip(text, p, p + len(term), term)

    def _inserted(self, text: str, p: int) -> Iterator[Slip]:
        before, after = text[p - 1 : p], text[p + 1 : p + 2]
        if text[p] in (before, after):  # a doubled character is rule W03's
            return
        for term, i in self._added.get((before, after), ()):
            s = p - i
            if s >= 0 and text[s:p] == term[:i] and text[p + 1 : s + len(term) + 1] == term[i:]:
                yield from self._slip(text, s, s + len(term) + 1, term)

    def _missing(self, text: str, p: int) -> Iterator[Slip]:
        for term, i in self._lost.get((text[p - 1 : p], text[p : p + 1]), ()):
            s = p - i
            if s >= 0 and text[s:p] == term[:i] and text[p : s + len(term) - 1] == term[i + 1 :]:
                yield from self._slip(text, s, s + len(term) - 1, term)

    def _exchanged(self, text: str, p: int) -> Iterator[Slip]:
        for term, i in self._swapped.get((text[p - 1 : p], text[p : p + 1]), ()):
            s = p - i
            rest = text[p + 1 : s + len(term)]
            if s >= 0 and text[s : p - 1] == term[: i - 1] and rest == term[i + 1 :]:
                yield from self._slip(text, s, s + len(term), term)

    def _beheaded(self, text: str, p: int) -> Iterator[Slip]:
        if text[p - 1 : p] not in _STOPS or p == 0:
            return
        for term in self._first.get(text[p : p + 2], ()):
            if text[p : p + len(term) - 1] == term[1:]:
                yield from self._slip(text, p, p + len(term) - 1, term)

    def _shortened(self, text: str, p: int) -> Iterator[Slip]:
        # At the end of a paragraph the rest may stand on the next page.
        if text[p + 1 : p + 2] not in _STOPS or p + 1 == len(text):
            return
        term = self._cut.get(text[max(0, p - 1) : p + 1])
        if term is not None and text[max(0, p - len(term) + 2) : p + 1] == term[:-1]:
            yield Slip(p - len(term) + 2, p + 1, term)


def _within(language: Language, text: str) -> set[int]:
    """Places inside the known words of a text."""
    return {
        i
        for word, start in language.words(text)
        if len(word) > 1 and language.known(word)
        for i in range(start + 1, start + len(word))
    }


def _all_han(term: str) -> bool:
    return all(_HAN.match(c) for c in term)
