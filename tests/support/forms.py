"""The three statutory tables of a specimen as cells with spans, the way Word, web pages and PDFs print them."""

from __future__ import annotations

from typing import NamedTuple

from checker.rulebook import RuleBook
from checker.specimen import Specimen


class Spanned(NamedTuple):
    row: int
    column: int
    row_span: int
    column_span: int
    text: str


def spanned(book: RuleBook, s: Specimen, key: str) -> list[Spanned]:
    """Cells in row order; every grid position is covered exactly once."""
    form = book.editions[s.layout]["tables"][key]
    return {"matrix": _matrix, "line": _line, "blocks": _blocks}[form["kind"]](s, key, form)


def _label(s: Specimen, key: str, entry: dict) -> str:
    return s.labels.get((key, entry["key"]), entry["label"])


def _number(s: Specimen, key: str, row: str, column: str) -> str:
    return s.cells[key].get((row, column), "0")


def _matrix(s: Specimen, key: str, form: dict) -> list[Spanned]:
    cells = [
        Spanned(0, 0, 3, 3, form["corner"]),
        Spanned(0, 3, 1, 7, "申请人情况"),
        Spanned(1, 3, 2, 1, "自然人"),
        Spanned(1, 4, 1, 5, "法人或其他组织"),
        Spanned(1, 9, 2, 1, "总计"),
    ]
    cells += [Spanned(2, 4 + i, 1, 1, c["label"]) for i, c in enumerate(form["columns"][1:6])]
    rows = form["rows"]
    paths = [tuple(r["path"]) for r in rows]
    for i, row in enumerate(rows):
        at, path = 3 + i, paths[i]
        for depth in range(len(path)):
            if i == 0 or paths[i - 1][: depth + 1] != path[: depth + 1]:
                run = 1
                while i + run < len(rows) and paths[i + run][: depth + 1] == path[: depth + 1]:
                    run += 1
                cells.append(Spanned(at, depth, run, 1, path[depth]))
        cells.append(Spanned(at, len(path), 1, 3 - len(path), _label(s, key, row)))
        cells += [Spanned(at, 3 + j, 1, 1, _number(s, key, row["key"], c["key"])) for j, c in enumerate(form["columns"])]
    return sorted(cells)


def _line(s: Specimen, key: str, form: dict) -> list[Spanned]:
    names = [c["label"] for c in form["columns"]]
    cells = [Spanned(0, 0, 1, 5, "行政复议"), Spanned(0, 5, 1, 10, "行政诉讼")]
    cells += [Spanned(1, i, 2, 1, n) for i, n in enumerate(names)]
    cells += [Spanned(1, 5, 1, 5, "未经复议直接起诉"), Spanned(1, 10, 1, 5, "复议后起诉")]
    cells += [Spanned(2, 5 + i, 1, 1, names[i % 5]) for i in range(10)]
    slots = [(g["key"], c["key"]) for g in form["groups"] for c in form["columns"]]
    cells += [Spanned(3, i, 1, 1, _number(s, key, *slot)) for i, slot in enumerate(slots)]
    return sorted(cells)


def _blocks(s: Specimen, key: str, form: dict) -> list[Spanned]:
    cells: list[Spanned] = []
    at = 0

    def line(row: int, texts: list[str]) -> None:
        # Columns share the width of twelve: 1, 2 or 3 number columns behind a label of three.
        width = 12 // (len(texts) - 1) if len(texts) > 1 else 0
        cells.append(Spanned(row, 0, 1, 3, texts[0]))
        for i, text in enumerate(texts[1:]):
            cells.append(Spanned(row, 3 + i * width, 1, width, text))

    for block in form["blocks"]:
        cells.append(Spanned(at, 0, 1, 15, block["caption"]))
        line(at + 1, ["信息内容", *(_label(s, key, c) for c in block["columns"])])
        at += 2
        for row in block["rows"]:
            line(at, [_label(s, key, row), *(_number(s, key, row["key"], c["key"]) for c in block["columns"])])
            at += 1
    return cells


def size(cells: list[Spanned]) -> tuple[int, int]:
    return max(c.row + c.row_span for c in cells), max(c.column + c.column_span for c in cells)
