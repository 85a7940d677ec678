"""Tables copied out of a browser: cells on lines of their own, a tab alone on a line between them.

Chrome writes a cell that holds paragraphs as its text between empty lines, so that a row is
``label, empty, tab, empty, number …`` and more empty lines follow behind the last cell. Such rows become lines of
cells parted by tabs; a label that a line break tore off its row is given back to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from checker.readers.text_columns import VALUE, is_heading, is_piece, is_section

_NUMBERED: Final = re.compile(
    r"(?:[一二三四五六七八九十]\s?[、．.]|[（(]\s?[一二三四五六七八九十]\s?[）)]|\d{1,2}\s?[、．.](?!\d))"
)
_INNER: Final = re.compile(r"[（(]\s?[一二三四五六七八九十]\s?[）)]|\d{1,2}\s?[、．.](?!\d)")
_SHORT: Final = re.compile(r"[\u4e00-\u9fff]{1,6}")
_ROW: Final = 3
"""Empty lines that part rows where one or two part the paragraphs of a cell."""
_CELL: Final = 90  # characters of the longest label: the corner of table 3 has some 40
_TABS: Final = 3  # tabs alone on their lines that make a table
_APART: Final = 40  # lines between two tabs of one table
_PIECES: Final = 12  # lines over which the longest label may be broken
_OPEN: Final = re.compile(r'(?:^|\t)"[^"\t]{0,90}$')
_QUOTED: Final = re.compile(r'(?:(?<=\t)|^)"([^"\t]{0,90})"(?=\t|$)')
_BLANKS: Final = " \u00a0\u3000\r"

Text = tuple[int, str]
"""A line that holds something: its index and its text without blanks around it."""


def with_rows(lines: Sequence[str]) -> list[str]:
    """The lines with each row of a copied table on one line, its cells parted by tabs."""
    tabs = [i for i, line in enumerate(lines) if "\t" in line and not line.strip()]
    out: list[str] = []
    at = 0
    for region in _regions(lines, tabs):
        begin, end, made = _rows(lines, region)
        if begin < at:
            continue
        out += [*lines[at:begin], *made]
        at = end
    return [*out, *lines[at:]] if at else list(lines)


def _regions(lines: Sequence[str], tabs: Sequence[int]) -> list[list[int]]:
    """Runs of lone tabs near each other, each between two cells; a tab that merely indents an empty line is none."""
    runs: list[list[int]] = []
    for tab in tabs:
        if runs and tab - runs[-1][-1] <= _APART and not _prose(lines, runs[-1][-1] + 1, tab):
            runs[-1].append(tab)
        else:
            runs.append([tab])
    return [run for run in runs if len(run) >= _TABS]


def _prose(lines: Sequence[str], begin: int, end: int) -> bool:
    """Whether a sentence or a line of cells stands between two tabs: they are of two tables."""
    return any("。" in lines[i] or "\t" in lines[i] or len(lines[i]) > _CELL for i in range(begin, end))


def _rows(lines: Sequence[str], tabs: Sequence[int]) -> tuple[int, int, list[str]]:
    """The lines of a table whose cells are parted by these tabs: its first, the one behind its last, its rows."""
    first = _next_text(lines, tabs[0], -1)
    begin = tabs[0] if first is None or tabs[0] - first > _ROW else first
    parts = [_texts(lines, a + 1, b) for a, b in pairwise(tabs)]
    wide = any(b[0] - a[0] > _ROW for texts in parts for a, b in pairwise(texts))
    cells = [lines[begin].strip() if begin < tabs[0] else ""]
    while _closes_more(cells[0]) and (above := _next_text(lines, begin, -1)) is not None and begin - above <= _ROW:
        begin, cells[0] = above, lines[above].strip() + cells[0]
    out: list[str] = []
    for (left, right), texts in zip(pairwise(tabs), parts, strict=True):
        inside, between, opening = _parted(left, right, texts, wide)
        cells.append(inside)
        if opening is None:
            continue
        out.append("\t".join(cells))
        for text in between:
            out += ["", text, ""]
        cells = [opening]
    last = _next_text(lines, tabs[-1], 1)
    end = tabs[-1] + 1
    if last is not None and last - tabs[-1] <= _ROW and "\t" not in lines[last] and len(lines[last]) <= _CELL:
        cells.append(lines[last].strip())
        end = last + 1
    return begin, end, [*out, "\t".join(cells), ""]


def _closes_more(text: str) -> bool:
    """Whether a bracket closes that was opened above: the first cell holds several paragraphs."""
    return len(text) < _CELL and text.count("）") + text.count(")") > text.count("（") + text.count("(")


def _parted(left: int, right: int, texts: Sequence[Text], wide: bool) -> tuple[str, list[str], str | None]:
    """What stands between two tabs: the cell behind the first, lines of their own, the cell before the second.

    None for the last where all is one cell. ``wide``: rows are told from paragraphs of a cell by empty lines.
    """
    if not texts:
        return "", [], None
    groups: list[list[Text]] = [[]]
    for text in texts:
        before = groups[-1][-1] if groups[-1] else None
        if before is not None and (not wide or text[0] - before[0] > _ROW or VALUE.fullmatch(before[1])):
            groups.append([])
        groups[-1].append(text)
    inside = ""
    if not wide or texts[0][0] - left <= _ROW:
        inside = "".join(t for _, t in groups.pop(0))
        if not groups:
            # Numbers have a row behind them: the next one begins with an empty cell.
            return inside, [], "" if wide and right - texts[-1][0] > _ROW else None
    if wide and right - texts[-1][0] > _ROW:
        return inside, [t for group in groups for _, t in group], ""
    last = groups.pop()
    above = texts[len(texts) - len(last) - 1] if len(texts) > len(last) else None
    if above is not None and last[0][0] - above[0] <= _ROW:
        own = 1  # a heading and the first cell of its table
        while own < len(last) and _closes_more("".join(t for _, t in last[-own:])):
            own += 1
        last, groups = last[-own:], [*groups, last[:-own]]
    return inside, [t for group in groups for _, t in group], "".join(t for _, t in last)


def _texts(lines: Sequence[str], begin: int, end: int) -> list[Text]:
    return [(i, lines[i].strip()) for i in range(begin, end) if lines[i].strip()]


def _next_text(lines: Sequence[str], at: int, step: int) -> int | None:
    """The nearest line before or behind ``at`` that holds something, if it is near."""
    for i in range(at + step, at + step * 9, step):
        if not 0 <= i < len(lines):
            return None
        if lines[i].strip():
            return i
    return None


def with_labels(lines: Sequence[str]) -> list[str]:
    """The lines with labels that a line break tore off their row of cells before it again."""
    out: list[str] = []
    for line in _unquoted(lines):
        if "\t" in line and out:
            at = _beginning(out, line)
            if at is not None:
                line = "".join(text.strip(_BLANKS) for text in out[at:]) + line.lstrip()
                del out[at:]
            elif len(out) == 1 or not out[-2].strip():
                if _halves(out[-1], line):
                    line = out.pop().rstrip() + line.lstrip()
        out.append(line)
    return out


def _unquoted(lines: Sequence[str]) -> Iterator[str]:
    """The lines; a cell that a spreadsheet put in quotes because lines break in it on one of them, without quotes."""
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        for _ in range(_PIECES):
            if not _OPEN.search(line) or at >= len(lines) or not lines[at].strip():
                break
            line += lines[at].strip(_BLANKS)
            at += 1
        yield _QUOTED.sub(r"\1", line) if "\t" in line else line


def _beginning(out: Sequence[str], row: str) -> int | None:
    """Where the first cell of a row of numbers, or the corner of a table, begins among the lines above it."""
    cells = [c.strip() for c in row.strip(_BLANKS).split("\t")]
    corner = _closes_more(cells[0])
    if not corner and (
        _NUMBERED.match(cells[0]) or not is_piece(cells[0]) or VALUE.fullmatch(cells[-1] or "0") is None
    ):
        return None
    head = cells[0]
    for at in range(len(out) - 1, max(-1, len(out) - 1 - _PIECES), -1):
        first, *rest = [c.strip() for c in out[at].strip(_BLANKS).split("\t")]
        if not (is_piece(first) or _NUMBERED.fullmatch(first)) or len(rest) > 1 or (rest and not _INNER.match(rest[0])):
            return None
        head = first + head
        if len(head) > _CELL:
            return None
        if corner:
            if not _closes_more(head):
                return at
        elif _NUMBERED.match(first):
            # 三、收到和处理政府信息公开申请情况 above a table is its heading.
            return at if _INNER.match(first) or not (is_heading(first) or is_heading(head)) else None
        elif is_section(first):
            return None
    return None


def _halves(line: str, row: str) -> bool:
    """Whether a line on its own and the label of the row below are the halves of a short label (行政, 许可)."""
    cells = [c.strip() for c in row.strip().split("\t")]
    return all(map(_SHORT.fullmatch, (line.strip(), cells[0]))) and all(map(VALUE.fullmatch, cells[1:]))


def _goes_on(line: str) -> bool:
    """A piece of a label that is not its beginning."""
    bare = line.strip()
    return "\t" not in bare and is_piece(bare) and not _NUMBERED.match(bare) and not is_section(bare)


def run(lines: Sequence[str], at: int, is_row: Callable[[str], bool]) -> int:
    """The line behind a run of rows of cells; lines without a tab between two of them are pieces of broken labels."""
    end = at + 1
    while end < len(lines):
        far = end
        while far < len(lines) and far - end <= _PIECES and _goes_on(lines[far]) and not is_row(lines[far]):
            far += 1
        if far >= len(lines) or far - end > _PIECES or not lines[far].strip() or not is_row(lines[far]):
            return end
        end = far + 1
    return end
