"""Words of a Chinese text: the most probable path through the dictionary, unknown stretches by character statistics.

The method and every result are those of ``jieba.cut`` (accurate mode) over the same dictionary; the tests compare them on
random text. Only the storage differs: a mapped table in the place of a Python dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from math import log

from checker.lexicon.table import WordTable

_BLOCK = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&\._%\-]+)")
_HAN = re.compile(r"([\u4E00-\u9FD5]+)")
_LATIN = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
_SINGLE = re.compile(r"\r\n|.", re.DOTALL)
_WORD = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&\._%\-]+\Z")
_LOW = -3.14e200
_CACHED_BLOCKS = 4096  # stretches between punctuation; reports of one year share many
_LONG = 60  # longer stretches do not come twice


def can_be_word(word: str) -> bool:
    """Whether the segmentation can ever yield ``word``: text is cut at all other characters beforehand."""
    return _WORD.match(word) is not None


class Segmenter:
    """Cuts text into words. ``terms`` maps words to frequencies, in addition to, or in place of, the table's."""

    def __init__(self, table: WordTable, terms: Mapping[str, int] | None = None) -> None:
        self._table = table
        self._terms = dict(terms or {})
        total = table.total + sum(self._terms.values())
        self._weights = table.weights_for(total)
        self._none = self._weights[0]
        self._by_first: dict[str, list[tuple[int, str, float]]] = {}
        for word in sorted(self._terms, key=lambda w: (len(w), w)):
            weight = log(self._terms[word]) - log(total)
            self._by_first.setdefault(word[0], []).append((len(word) - 1, word, weight))
        self._block = lru_cache(maxsize=_CACHED_BLOCKS)(self._cut_block)

    def cut(self, text: str) -> list[str]:
        """The words of ``text`` in order; joined, they are the text again."""
        words: list[str] = []
        for i, part in enumerate(_BLOCK.split(text)):
            if i % 2 == 0:
                words += _SINGLE.findall(part)
            elif len(part) <= _LONG:
                words += self._block(part)
            else:
                words += self._cut_block(part)
        return words

    def known(self, word: str) -> bool:
        """Whether the dictionary or the terms hold ``word``."""
        return bool(self._terms.get(word) or self._table.count(word))

    def _path(self, text: str) -> list[int]:
        """For each position the last position of the word that begins there on the most probable way to the end."""
        table, weights, none, by_first = self._table, self._weights, self._none, self._by_first
        base, check, value = table.base, table.check, table.value
        code = table.code.get
        codes = [code(c, 0) for c in text]
        n = len(text)
        score = [0.0] * (n + 1)
        last = [0] * n
        for k in range(n - 1, -1, -1):
            slot, x, best, end = 0, k, _LOW, k
            if text[k] in by_first:
                best, end = self._best_with_terms(text, codes, k, score)
            else:
                while x < n:
                    below = base[slot] + codes[x]
                    if check[below] != slot or not below:
                        break
                    slot = below
                    number = value[slot]
                    x += 1
                    if number:
                        this = weights[number] + score[x]
                        if this >= best:
                            best, end = this, x - 1
            if best == _LOW:
                best, end = none + score[k + 1], k
            score[k], last[k] = best, end
        return last

    def _best_with_terms(self, text: str, codes: list[int], k: int, score: list[float]) -> tuple[float, int]:
        """The same choice where terms begin with this character; a term replaces the table's word."""
        table, weights = self._table, self._weights
        ends: dict[int, float] = {}
        slot, x, n = 0, k, len(text)
        while x < n:
            below = table.base[slot] + codes[x]
            if table.check[below] != slot or not below:
                break
            slot = below
            if table.value[slot]:
                ends[x] = weights[table.value[slot]]
            x += 1
        for length, term, weight in self._by_first[text[k]]:
            if text.startswith(term, k):
                ends[k + length] = weight
        best, end = _LOW, k
        for x in sorted(ends):
            this = ends[x] + score[x + 1]
            if this >= best:
                best, end = this, x
        return best, end

    def _cut_block(self, text: str) -> tuple[str, ...]:
        last = self._path(text)
        words: list[str] = []
        start = x = 0
        n = len(text)
        while x < n:
            y = last[x] + 1
            if y - x > 1:
                if start < x:
                    self._loose(text[start:x], words)
                words.append(text[x:y])
                start = y
            x = y
        if start < n:
            self._loose(text[start:], words)
        return tuple(words)

    def _loose(self, text: str, words: list[str]) -> None:
        """A run of single characters: a word of the dictionary stays apart, others are joined by statistics."""
        if len(text) == 1:
            words.append(text)
        elif self.known(text):
            words.extend(text)
        else:
            for i, part in enumerate(_HAN.split(text)):
                if i % 2:
                    self._guess(part, words)
                else:
                    words.extend(x for x in _LATIN.split(part) if x)

    def _guess(self, text: str, words: list[str]) -> None:
        """Words by the hidden states begin, middle, end, single of each character (Viterbi)."""
        table = self._table
        code, emit = table.code.get, table.emit
        (_, tbm, tbe, _), (_, tmm, tme, _), (teb, _, _, tes), (tsb, _, _, tss) = table.trans
        i = 4 * code(text[0], 0)
        b, m, e, s = (start + x for start, x in zip(table.start, emit[i : i + 4], strict=True))
        back: list[tuple[bool, bool, bool, bool]] = []
        for c in text[1:]:
            i = 4 * code(c, 0)
            xb, xm, xe, xs = emit[i : i + 4]
            # Sums in jieba's order, and its choice where two are equal: the state whose letter comes later.
            be, bs = e + teb + xb, s + tsb + xb
            mb, mm = b + tbm + xm, m + tmm + xm
            eb, em = b + tbe + xe, m + tme + xe
            se, ss = e + tes + xs, s + tss + xs
            choice = (bs >= be, mm >= mb, em >= eb, ss >= se)
            b = bs if choice[0] else be
            m = mm if choice[1] else mb
            e = em if choice[2] else eb
            s = ss if choice[3] else se
            back.append(choice)
        state = "S" if s >= e else "E"
        states = [state]
        for from_s, mm_, em_, ss_ in reversed(back):
            if state == "B":
                state = "S" if from_s else "E"
            elif state == "M":
                state = "M" if mm_ else "B"
            elif state == "E":
                state = "M" if em_ else "B"
            else:
                state = "S" if ss_ else "E"
            states.append(state)
        states.reverse()
        begin = done = 0
        for i, state in enumerate(states):
            if state == "B":
                begin = i
            elif state == "E":
                words.append(text[begin : i + 1])
                done = i + 1
            elif state == "S":
                words.append(text[i])
                done = i + 1
        if done < len(text):
            words.append(text[done:])
