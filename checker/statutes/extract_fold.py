"""A paragraph brought to one writing, with the way back: what the extractor reads instead of the text itself.

Blanks and invisible characters are dropped, widths, dashes and HTML entities made equal, ``<<`` and ``>>``
become 《》.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html.entities import html5
from typing import Final
from unicodedata import normalize

from checker.limits import KEPT_CHARACTERS

_ENTITY: Final = re.compile(r"&(?:amp;)?(#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5}|[A-Za-z][A-Za-z0-9]{1,7});")
_INVISIBLE: Final = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_SAME: Final = {
    **dict.fromkeys("‐‑‒–—―−－─", "-"), "○": "〇", "«": "《", "»": "》", "≪": "《", "≫": "》", "<": "〈",
    ">": "〉", "〖": "【", "〗": "】",
}  # fmt: skip
_UNKEYED: Final = frozenset("《》〈〉“”‘’\"'「」『』")


class _Forms(dict[str, str]):
    """Each character in the form of comparison, worked out once; empty where it says nothing."""

    def __missing__(self, char: str) -> str:
        self[char] = form = self._form(char)
        return form

    @staticmethod
    def _form(char: str) -> str:
        if char.isspace() or char in _INVISIBLE:
            return ""
        wide = normalize("NFKC", char)
        if len(wide) != 1:
            wide = char
        return "" if wide.isspace() else _SAME.get(wide, wide)


_FORMS: Final = _Forms()


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is the folded paragraph, ``starts`` and ``ends`` the offsets of each character in the
    original.

    ``key`` is ``text`` without title marks and quotes (the form of :func:`normalise_title`), ``at`` the
    index in ``text`` of each character of ``key``. ``entities`` says that marks or brackets stood there as
    HTML entities.
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
    return _kept(original) if len(original) <= KEPT_CHARACTERS else _fold(original)


def _fold(original: str) -> Folded:
    forms, starts, ends, entities = _forms(original)
    if "" in forms:
        kept = [i for i, form in enumerate(forms) if form]
        forms, starts, ends = [forms[i] for i in kept], [starts[i] for i in kept], [ends[i] for i in kept]
    text = "".join(forms)
    if "〈〈" in text or "〉〉" in text:
        text, starts, ends = _double(text, starts, ends)
    at = [i for i, c in enumerate(text) if c not in _UNKEYED]
    return Folded(text, starts, ends, "".join([text[i] for i in at]), at, entities)


_kept = lru_cache(maxsize=64)(_fold)  # the extractor and the rules on quoted law ask for the same paragraphs


def _forms(original: str) -> tuple[list[str], list[int], list[int], bool]:
    """The form of each character or entity with its offsets, and whether a mark or bracket was an entity."""
    if "&" not in original:
        return (
            [_FORMS[c] for c in original],
            list(range(len(original))),
            list(range(1, len(original) + 1)),
            False,
        )
    forms: list[str] = []
    starts: list[int] = []
    entities, done = False, 0
    for match in _ENTITY.finditer(original):
        forms += [_FORMS[c] for c in original[done : match.start()]]
        starts += range(done, match.start())
        char = _named(match[1])
        entities = entities or char in "<>《》〈〉"
        forms.append(_FORMS[char])
        starts.append(match.start())
        done = match.end()
    forms += [_FORMS[c] for c in original[done:]]
    starts += range(done, len(original))
    return forms, starts, [*starts[1:], len(original)], entities


def _double(text: str, starts: list[int], ends: list[int]) -> tuple[str, list[int], list[int]]:
    """Two angle marks in a row are how 《 and 》 were written."""
    out: list[str] = []
    first: list[int] = []
    last: list[int] = []
    for char, start, end in zip(text, starts, ends, strict=True):
        if char in "〈〉" and out and out[-1] == char and last[-1] == start:
            out[-1], last[-1] = ("《" if char == "〈" else "》"), end
            continue
        out.append(char)
        first.append(start)
        last.append(end)
    return "".join(out), first, last


def _named(name: str) -> str:
    """The character of an entity; a blank where there is no such entity or it is none to be read."""
    if name[0] != "#":
        char = html5.get(f"{name};", " ")
        return char if len(char) == 1 else " "
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if 32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
