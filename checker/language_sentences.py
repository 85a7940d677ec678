"""Sentences: cut at 。！？；!?; and line breaks, never inside brackets, title marks, quotes, addresses or numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from checker.limits import KEPT_CHARACTERS, MATCHER_TOKENS

_PAIRS: Final = {
    "》": "《", "〉": "〈", "）": "（", ")": "(", "]": "[", "】": "【", "〕": "〔", "”": "“", "’": "‘", "」": "「", "』": "『",
}  # fmt: skip
_OPEN: Final = frozenset(_PAIRS.values())
_MARKS = re.compile("[" + re.escape("".join([*_PAIRS, *_OPEN])) + "。！？；!?;\n]")
_COMMAS = "，,、：: "


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence, blanks around it left out.

    A bracket that is not closed on its line, or only after more characters than a sentence may have, holds nothing
    together. A sentence of more than MATCHER_TOKENS characters is cut at a comma. Linear in the length.
    """
    return list(_kept(text) if len(text) <= KEPT_CHARACTERS else _spans(text))


def _spans(text: str) -> tuple[tuple[int, int], ...]:
    marks = [(m.start(), m[0]) for m in _MARKS.finditer(text)]
    out: list[tuple[int, int]] = []
    start = 0
    held = _held(marks)
    for i, (at, c) in enumerate(marks):
        if c in _OPEN or c in _PAIRS or (held[i] and c != "\n"):
            continue
        if c in "!?;" and _inside_token(text, at):
            continue
        _add(text, start, at + 1, out)
        start = at + 1
    _add(text, start, len(text), out)
    return tuple(out)


_kept = lru_cache(maxsize=512)(_spans)  # rule after rule asks for the same paragraphs and cells


def _held(marks: list[tuple[int, str]]) -> list[bool]:
    """For each mark whether a closed pair of brackets holds it."""
    depth = [0] * (len(marks) + 1)
    stack: list[int] = []
    waiting: dict[str, int] = {}
    for i, (at, c) in enumerate(marks):
        if c == "\n":
            stack.clear()
            waiting.clear()
        elif c in _OPEN:
            stack.append(i)
            waiting[c] = waiting.get(c, 0) + 1
        elif c in _PAIRS and waiting.get(_PAIRS[c]):
            while True:  # openers in between were never closed
                j = stack.pop()
                waiting[marks[j][1]] -= 1
                if marks[j][1] == _PAIRS[c]:
                    break
            if at - marks[j][0] <= MATCHER_TOKENS:
                depth[j] += 1
                depth[i] -= 1
    out, level = [], 0
    for change in depth[:-1]:
        level += change
        out.append(level > 0)
    return out


def _inside_token(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()


def _add(text: str, start: int, end: int, out: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MATCHER_TOKENS:
        limit = start + MATCHER_TOKENS
        cut = max(text.rfind(c, start + MATCHER_TOKENS // 2, limit) for c in _COMMAS) + 1 or limit
        out.append((start, cut))
        start = cut
    if end > start:
        out.append((start, end))
