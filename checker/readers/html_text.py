"""Inline text of a page -> paragraphs: blanks as a browser shows them, line breaks where they begin a paragraph.

A page that ends its paragraphs with one or two <br>, or indents them with wide blanks, is read like one that uses <p>.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from checker.document import Role
from checker.readers.html_tree import BREAK, CLOSE, OPEN

BLANK: Final = " \t\r\n\f\u00a0\u3000\u2002\u2003\u2009"
_ZERO: Final = {ord(c): None for c in "\u200b\u200c\u200d\u2060\ufeff\u00ad"} | {
    0x2028: BREAK,
    0x2029: BREAK,
}
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_WIDE: Final = re.compile(f"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—{OPEN}{CLOSE}]")
_MARK: Final = re.compile(f"[{OPEN}{CLOSE}]")
_NUMBERED: Final = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}\s?(?:[、．.]|是|要)|[（(]\s?(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s?[）)]|\d{1,2}\s?[、．.]"
    r"|第[一二三四五六七八九十]{1,3}(?:[,，、]|部分)|[①-⑳]|附件)"
)
_ENDS: Final = "。！？；：!?;:"
_WRAPPED: Final = (
    25  # characters of the shortest line that somebody may have wrapped in the middle of a sentence
)


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph before it has its place among the blocks."""

    text: str
    level: int | None = None
    auto: int = 0
    links: tuple[tuple[int, int], ...] = ()
    role: Role = "body"


def paragraphs(
    pieces: Iterable[str],
    *,
    level: int | None = None,
    prefix: str = "",
    role: Role = "body",
    linked: bool = False,
) -> list[Para]:
    """The paragraphs of a stretch of inline text.

    ``pieces`` may hold BREAK, OPEN and CLOSE; ``linked`` says that they begin inside a link. ``prefix`` is the number
    that the browser puts before a list item.
    """
    text = "".join(pieces)
    if not text or text.isspace():
        return []
    text = _collapse(text.translate(_ZERO))
    out: list[Para] = []
    for line in _lines(text) if BREAK in text else [text]:
        bare, links, linked = _links(line, linked)
        if not bare:
            continue
        auto = ""
        if prefix and not out and not _NUMBERED.match(bare):
            auto = prefix
        moved = tuple((a + len(auto), b + len(auto)) for a, b in links)
        bare = bare.replace("\u00a0", " ")
        out.append(Para(auto + bare, level, len(auto), moved, role))
    return out


def _collapse(text: str) -> str:
    """Runs of blanks as one; none where a source line ends beside a Chinese character (writers wrap there)."""

    def blank(match: re.Match[str]) -> str:
        run = match[0]
        if "\n" not in run and "\r" not in run:
            return " "
        before = text[match.start() - 1] if match.start() else BREAK
        after = text[match.end()] if match.end() < len(text) else BREAK
        return "" if _WIDE.match(before) or _WIDE.match(after) else " "

    return _SPACES.sub(blank, text)


def _lines(text: str) -> list[str]:
    """Paragraphs between line breaks; a break amid a long sentence is no end of one."""
    out: list[str] = []
    open_end = False
    for line in text.split(BREAK):
        bare = line.strip(BLANK + OPEN + CLOSE)
        if not bare:
            open_end = False
            if out:
                out[-1] += line.strip(BLANK)  # a link may begin or end on an empty line
            elif line.strip(BLANK):
                out.append(line)
            continue
        indented = line[:1] in ("\u3000", "\u2003") or line.startswith("\u00a0\u00a0")
        if open_end and not indented and len(bare) >= 2 and not _NUMBERED.match(bare):
            glue = " " if out[-1][-1:].isascii() and bare[0].isascii() and bare[0].isalnum() else ""
            out[-1] = out[-1].rstrip(BLANK) + glue + line.lstrip(BLANK)
        else:
            out.append(line)
        open_end = len(bare) >= _WRAPPED and bare[-1] not in _ENDS
    return out


def _links(line: str, linked: bool) -> tuple[str, tuple[tuple[int, int], ...], bool]:
    """The line without marks, the ranges that are links, and whether one is still open at its end."""
    if not linked and OPEN not in line and CLOSE not in line:
        return line.strip(BLANK), (), False
    parts: list[str] = []
    ranges: list[tuple[int, int]] = []
    length = at = 0
    for match in [*_MARK.finditer(line), None]:
        part = line[at : match.start() if match else len(line)]
        if not parts or parts[-1].endswith(" "):
            part = part.lstrip(BLANK if not parts else " ")
        if part:
            if linked:
                ranges.append((length, length + len(part)))
            parts.append(part)
            length += len(part)
        if match:
            linked = match[0] == OPEN
            at = match.end()
    bare = "".join(parts).rstrip(BLANK)
    return bare, tuple((a, min(b, len(bare))) for a, b in ranges if a < len(bare)), linked
