"""Text as a matcher wants it: one width, one dash, no blanks that only justify; every character remembers its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_DASHES = "—–－−‐‑‒―﹣"
_TABLE: Final[dict[int, str]] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width ASCII
    **{ord(c): "-" for c in _DASHES},
    ord("〜"): "~", ord("○"): "〇", ord("Ｏ"): "O", ord("﹑"): "、", ord("｡"): "。", ord("："): ":", ord("∶"): ":",
    ord("〔"): "(", ord("〕"): ")",
}  # fmt: skip
_BLANK = re.compile(r"[^\S\n]+|[\u200b-\u200f\u2060\ufeff]+")
_TOKENS = re.compile(r"[0-9]+|[A-Za-z]+|\s|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is the folded text, ``at[i]`` the offset of its character i in ``source`` (one more entry: the end)."""

    text: str
    at: tuple[int, ...]
    source: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source of the folded characters ``start`` to ``end``."""
        return (self.at[start], self.at[end - 1] + 1) if end > start else (self.at[start], self.at[start])

    def printed(self, start: int, end: int) -> str:
        """These characters as they are printed, blanks normalised."""
        return "".join(" " if self.text[i] == " " else self.source[self.at[i]] for i in range(start, end))


def fold(source: str) -> Folded:
    """Folds a text: full width to half, dashes to ``-``, blanks gone except one between two Latin letters or digits.

    Line breaks stay. One source character gives one folded character or none.
    """
    flat = source.translate(_TABLE)
    if not _BLANK.search(flat):
        return Folded(flat, tuple(range(len(flat) + 1)), source)
    out: list[str] = []
    at: list[int] = []
    position = 0
    for blank in _BLANK.finditer(flat):
        out.append(flat[position : blank.start()])
        at.extend(range(position, blank.start()))
        before, after = flat[blank.start() - 1 : blank.start()], flat[blank.end() : blank.end() + 1]
        if _latin(before) and _latin(after) and not "\u200b" <= blank[0] <= "\u2060":
            out.append(" ")
            at.append(blank.start())
        position = blank.end()
    out.append(flat[position:])
    at.extend(range(position, len(flat) + 1))
    return Folded("".join(out), tuple(at), source)


def _latin(c: str) -> bool:
    return c.isascii() and c.isalnum()


def characters(text: str) -> list[str]:
    """Tokens of the unit ``character``: runs of digits, runs of Latin letters, every other character alone."""
    return _TOKENS.findall(text)
