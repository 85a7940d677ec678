"""Lines of a text before they are paragraphs: page numbers, front matter, the width at which they are wrapped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from checker.readers.html_pages import pages

_FIRST: Final = re.compile(r"\s{0,8}(?:#{1,6}\s|\*\*)?(?:[一二三][、．.]|[（(]一[）)]|第一部分)")
_ABOVE: Final = 40
"""Lines among which a page's furniture is looked for where no heading follows."""
_CELLS: Final = re.compile(r"\s{0,8}\|\s{0,8}")
"""What parts the cells of a table of metadata."""
_POINTS: Final = "•·*- \t"
_EDGES: Final = " \t\u3000\u00a0|｜[【（("
_PAGE: Final = re.compile(
    r"[-—–－·~]{1,2}\s{0,4}\d{1,3}\s{0,4}[-—–－·~]{1,2}|第\s{0,3}\d{1,3}\s{0,3}页(?:[\s,，/]{0,4}共\s{0,3}\d{1,3}\s{0,3}页)?"
    r"|\d{1,3}\s{0,3}/\s{0,3}\d{1,3}|[Pp]age\s\d{1,3}(?:\sof\s\d{1,3})?"
)
FEED: Final = re.compile("\f+")
CJK: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_WRAPPED: Final = 40  # columns of the narrowest wrapped text
SLACK: Final = 6  # columns that a wrapped line may lack: its next character or token did not fit
_TITLE_KEYS: Final = ("title", "标题")
_DATE_KEYS: Final = ("date", "日期", "发布日期", "published")


def front_matter(lines: list[str]) -> tuple[str, str, list[str]]:
    """Title and date of a block of YAML at the head ("" where it tells none), and the lines below it."""
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None or lines[first].strip() != "---":
        return "", "", lines
    stop = min(len(lines), first + 60)
    end = next((i for i in range(first + 1, stop) if lines[i].strip() in ("---", "...")), None)
    if end is None or not any(":" in line for line in lines[first + 1 : end]):
        return "", "", lines
    title = date = ""
    for line in lines[first + 1 : end]:
        key, _, value = line.partition(":")
        value = value.strip().strip("\"'")
        if key.strip().lower() in _TITLE_KEYS:
            title = title or value
        elif key.strip().lower() in _DATE_KEYS:
            date = date or value
    return title, date, lines[end + 1 :]


def without_page_numbers(lines: list[str]) -> list[str]:
    """Form feeds as empty lines; page numbers that stand alone, and bare ones beside a form feed, are gone."""
    out = ["" if len(line) < 60 and _PAGE.fullmatch(line.strip()) else line for line in lines]
    for i, line in enumerate(lines):
        if line != "\f":
            continue
        out[i] = ""
        for step in (-1, 1):
            at = i + step
            while 0 <= at < len(lines) and abs(at - i) < 8 and not lines[at].strip():
                at += step
            beyond = at + step
            bare = lines[at].strip() if 0 <= at < len(lines) else ""
            alone = not 0 <= beyond < len(lines) or not lines[beyond].strip()
            if bare.isdecimal() and len(bare) <= 3 and alone:
                out[at] = ""
    return out


def without_furniture(lines: list[str]) -> list[str]:
    """The lines without what a web page prints above its article (copied with it), metadata shortened to title and date.

    Looked for above the first numbered heading alone; prose and what tells title, date or contact stays.
    """
    data = pages()
    first = next((i for i, line in enumerate(lines) if _FIRST.match(line)), min(len(lines), _ABOVE))
    told = [_CELLS.sub(" ", line).strip().lstrip(_POINTS) for line in lines[:first]]
    table = sum(data.loose.match(bare) is not None for bare in told) >= data.table_at_least
    out: list[str] = []
    for line, bare in zip(lines, told, strict=False):
        piped = "|" in line and not (table and data.loose.match(bare))
        if not bare or piped or "\t" in line or line.startswith(("#", "<", "---")):
            out.append(line)
            continue
        if data.is_furniture(bare):
            out.append("")
            continue
        ranges = data.entries(bare) if table else None
        if ranges is None and "。" not in bare:
            ranges = data.segments(bare)
        if ranges is None:
            out.append(line)
        else:
            out += ["", *(t for a, b in ranges if (t := bare[a:b].strip(_EDGES))), ""]
    return [*out, *lines[first:]]


def wrap_width(lines: Sequence[str]) -> int | None:
    """The columns at which the text is wrapped; None where its lines are paragraphs."""
    counts: dict[int, int] = {}
    for line in lines:
        if (
            len(line) <= 400
            and "\t" not in line
            and "|" not in line
            and (width := width_of(line)) >= _WRAPPED
        ):
            counts[width] = counts.get(width, 0) + 1
    best, at = 0, 0
    for width in counts:
        near = sum(counts.get(width - k, 0) for k in range(SLACK))
        if (near, width) > (best, at):
            best, at = near, width
    total = sum(counts.values())
    beyond = sum(n for width, n in counts.items() if width > at)
    return at if best >= 3 and 2 * best >= total and 10 * beyond <= total else None


def width_of(line: str) -> int:
    bare = line.rstrip()
    return len(bare) + len(CJK.findall(bare))


def glue(parts: Sequence[str]) -> str:
    """The parts of a wrapped line: no blank between CJK characters, one between words."""
    out: list[str] = []
    for part in parts:
        if out and out[-1] and part and _is_word(out[-1][-1]) and _is_word(part[0]):
            out.append(" ")
        out.append(part)
    return "".join(out)


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()
