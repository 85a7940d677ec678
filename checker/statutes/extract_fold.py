"""A paragraph brought to one writing, with the way back: what the extractor reads instead of the text itself.

Blanks and invisible characters are dropped, widths, dashes and HTML entities made equal, ``<<`` and ``>>`` become 《》.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from unicodedata import normalize

_ENTITY: Final = re.compile(r"&(?:amp;)?(lt|gt|quot|amp|nbsp|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5});")
_NAMED: Final = {"lt": "<", "gt": ">", "quot": '"', "amp": "&", "nbsp": " "}
_INVISIBLE: Final = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_SAME: Final = {
    **dict.fromkeys("‐‑‒–—―−－─", "-"), "○": "〇", "«": "《", "»": "》", "≪": "《", "≫": "》", "<": "〈", ">": "〉",
    "〖": "【", "〗": "】",
}  # fmt: skip
_UNKEYED: Final = frozenset("《》〈〉“”‘’\"'「」『』")


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    """One character in the form of comparison; empty where it says nothing."""
    if char.isspace() or char in _INVISIBLE:
        return ""
    wide = normalize("NFKC", char)
    if len(wide) != 1:
        wide = char
    if wide.isspace():
        return ""
    return _SAME.get(wide, wide)


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is the folded paragraph, ``starts`` and ``ends`` the offsets of each character in the original.

    ``key`` is ``text`` without title marks and quotes (the form of :func:`normalise_title`), ``at`` the index in
    ``text`` of each character of ``key``. ``entities`` says that marks or brackets stood there as HTML entities.
    """

    text: str
    starts: list[int]
    ends: list[int]
    key: str
    at: list[int]
    entities: bool

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the folded characters ``start``..``end``."""
        return self.starts[start], self.ends[end - 1]


def fold(original: str) -> Folded:
    """Folds a paragraph in one pass."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(char: str, start: int, end: int) -> None:
        folded = _fold(char)
        if not folded:
            return
        if folded in "〈〉" and out and out[-1] == folded and ends[-1] == start:
            out[-1], ends[-1] = ("《" if folded == "〈" else "》"), end  # << and >> are written for 《 and 》
            return
        out.append(folded)
        starts.append(start)
        ends.append(end)

    entities, done = False, 0
    for match in _ENTITY.finditer(original) if "&" in original else ():
        for index in range(done, match.start()):
            put(original[index], index, index + 1)
        char = _named(match[1])
        entities = entities or char in "<>《》〈〉"
        put(char, match.start(), match.end())
        done = match.end()
    for index in range(done, len(original)):
        put(original[index], index, index + 1)
    text = "".join(out)
    at = [i for i, c in enumerate(text) if c not in _UNKEYED]
    return Folded(text, starts, ends, "".join([text[i] for i in at]), at, entities)


def _named(name: str) -> str:
    if name[0] != "#":
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if 32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
