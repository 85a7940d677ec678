"""Text made comparable: widths, blanks and line ends taken out, with the way back to the printed characters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

_SAME = {0x2018: "“", 0x2019: "”", ord("﹝"): "〔", ord("﹞"): "〕", ord("－"): "-", ord("｡"): "。", ord("､"): "、"}
_CHINESE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", "[": "〔", "]": "〕"}
_DROPPED = frozenset(" \t\r\n\v\f\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff*#>_")


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is the folded text; character ``i`` of it was printed at ``at[i]``.

    ``lines`` holds the positions in ``text`` before which the source had a line end.
    """

    text: str
    at: tuple[int, ...]
    lines: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The printed range of the folded characters ``start``..``end`` (not empty)."""
        return self.at[start], self.at[end - 1] + 1


@lru_cache(maxsize=8)
def fold(text: str) -> Folded:
    """Half-width letters and digits, Chinese punctuation (but not inside numbers), no blanks, no Markdown marks."""
    out: list[str] = []
    at: list[int] = []
    lines: list[int] = []
    for i, char in enumerate(text):
        if char in _DROPPED:
            if char == "\n" and out and (not lines or lines[-1] != len(out)):
                lines.append(len(out))
            continue
        code = ord(char)
        if 0xFF01 <= code <= 0xFF5E:
            char = chr(code - 0xFEE0)
        elif code in _SAME:
            char = _SAME[code]
        out.append(char)
        at.append(i)
    for i, char in enumerate(out):
        if char in _CHINESE:
            if char in ",:" and 0 < i < len(out) - 1 and out[i - 1].isdigit() and out[i + 1].isdigit():
                continue
            out[i] = _CHINESE[char]
        elif char == "." and i and not out[i - 1].isascii() and out[i - 1] not in "一二三四五六七八九十":
            out[i] = "。"  # an ASCII full stop at the end of a sentence
    if lines and lines[-1] >= len(out):
        lines.pop()
    return Folded("".join(out), tuple(at), tuple(lines))
