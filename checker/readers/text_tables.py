"""Tables in plain text and Markdown: pipes, tabs, boxes of line characters.

None of them tells merged cells reliably, so all are ``ragged``: rows of label cells and values in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from checker.document import Cell, Table
from checker.readers.text_inline import BREAK

_WALL: Final = re.compile("[│┃║┆┇┊┋├┤┼┝┥┠┨┣┫┿╂╋╟╢╠╣╬╪╫╞╡┌┐└┘┏┓┗┛╔╗╚╝╒╕╘╛╓╖╙╜┬┴┯┷┳┻╦╩╤╧╥╨]")
_HORIZON: Final = frozenset("─━═┄┅┈┉-=+┬┴┯┷┳┻╦╩╤╧╥╨┌┐└┘┏┓┗┛╔╗╚╝╒╕╘╛╓╖╙╜├┤┼┝┥┠┨┣┫┿╂╋╟╢╠╣╬╪╫╞╡│┃║ \t\u3000")
_LINE: Final = frozenset("─━═┄┅┈┉")
_CELL: Final = 20  # characters of a cell that may stand alone between tabs; a longer line is indented prose


def rule_like(line: str) -> bool:
    """A Markdown delimiter row: dashes, colons, pipes."""
    return "-" in line and not line.strip("-:| \t｜")


def is_pipes(line: str) -> bool:
    return line.count("|") >= 2 or line.count("｜") >= 2 or ("|" in line and rule_like(line))


def is_box(line: str) -> bool:
    """A line of a table drawn with line characters."""
    bare = line.strip()
    if not bare or not (_WALL.match(bare[0]) or bare[0] in _LINE):
        return False
    return len(_WALL.findall(bare)) >= 2 or not bare.strip("".join(_LINE))


def is_tabs(line: str) -> bool:
    bare = line.strip()
    return "\t" in bare or (len(bare) <= _CELL and "\t" in line.strip(" ") and not set("。；，") & set(bare))


def pipe_rows(lines: Sequence[str], inline: Callable[[str], str]) -> list[list[str]]:
    rows = []
    for line in lines:
        body = line.strip().replace("\\|", "\x01").replace("｜", "|").lstrip("> ")
        if rule_like(body):
            continue
        cells = body.removeprefix("|").removesuffix("|").split("|")
        rows.append([inline(BREAK.sub("", c.replace("\x01", "|").strip())) for c in cells])
    return rows


def tab_rows(lines: Sequence[str], inline: Callable[[str], str]) -> list[list[str]]:
    rows = []
    for line in lines:
        cells = [inline(c.strip()) for c in line.rstrip("\n").split("\t")]
        # A rule drawn with dashes between header and numbers, and a last blank after a trailing tab, are no cells.
        if any(c and not (len(c) > 1 and rule_like(c)) for c in cells):
            rows.append(cells)
    while rows and all(len(row) > 1 and not row[0] for row in rows):  # lines that are indented by a tab
        rows = [row[1:] for row in rows]
    return rows


def box_rows(lines: Sequence[str]) -> list[list[str]]:
    """Rows between drawn lines; text that wraps inside a cell is joined."""
    rows: list[list[str]] = []
    pending: list[str] = []
    ruled = any(_LINE & set(line) for line in lines)
    for line in lines:
        bare = line.strip()
        if set(bare) <= _HORIZON and _LINE & set(bare):
            parts: list[str] = []
        else:
            parts = [p.strip(" \t\u3000") for p in _WALL.split(bare)[1:]]
            if parts and not parts[-1]:
                parts.pop()
        # Where a line is drawn under some cells only, the others go on below it: their text stays with the row above.
        broken = not parts or any(p and not p.strip("─━═┄┅┈┉") for p in parts)
        texts = ["" if not p.strip("─━═┄┅┈┉") else p for p in parts]
        if len(pending) < len(texts):
            pending += [""] * (len(texts) - len(pending))
        for i, text in enumerate(texts):
            pending[i] += text
        if broken or not ruled:
            if any(pending):
                rows.append(pending)
            pending = []
    if any(pending):
        rows.append(pending)
    return rows


def table(rows: Sequence[Sequence[str]], index: int) -> Table | None:
    """Rows as a ragged table; None where they hold nothing."""
    made = tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table(index, made, ragged=True) if made else None
