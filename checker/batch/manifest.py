"""Reads a roster: CSV (UTF-8, GBK or UTF-16) or XLSX, one agency and year a line.

A mistake is told with the row as a spreadsheet counts it and with its cell (D3), the heading beside it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from checker import rulebook
from checker.batch.inputs import Entry, is_url, local
from checker.errors import RuleBookError
from checker.findings import Text

HEADS = 10  # rows among which the headings are looked for: a title may stand above them
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?!\d)|(\d{4})(\d\d)(\d\d)(?!\d)"
)
_YEAR = re.compile(r"(?:19|20)\d{2}(?!\d)")


def read(path: Path) -> list[Entry]:
    """The roster's entries; files are relative to the roster. Raises RuleBookError (file, row, cell, reason)."""
    words = rulebook.load().file("batch/manifest.yml")
    rows = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path, words["encodings"])
    return list(_entries(path, rows, words))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the roster with what its columns are: contract name to (position, heading as printed)."""

    path: Path
    number: int
    cells: Sequence[Any]
    columns: Mapping[str, tuple[int, str]]

    def cell(self, name: str) -> Any:
        at = self.columns.get(name, (-1, ""))[0]
        value = self.cells[at] if 0 <= at < len(self.cells) else None
        return value.strip() if isinstance(value, str) else "" if value is None else value

    def text(self, name: str) -> str | None:
        value = self.cell(name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # a spreadsheet keeps 101 as 101.0
        return str(value) or None

    def fail(self, name: str, zh: str, en: str) -> RuleBookError:
        at, heading = self.columns[name]
        cell = f"{_letters(at)}{self.number}"
        return RuleBookError(
            str(self.path), self.number, Text(f"{cell}（{heading}）：{zh}", f"{cell} ({heading}): {en}")
        )


def _letters(at: int) -> str:
    """The name of a spreadsheet's column: 0 is A, 26 is AA."""
    return (_letters(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def _entries(path: Path, rows: Iterable[Sequence[Any]], words: Mapping[str, Any]) -> Iterator[Entry]:
    kinds = {w: k for k, ws in words["kinds"].items() for w in (k, *ws)}
    numbered = ((n, r) for n, r in enumerate(rows, 1) if any(str(c).strip() for c in r if c is not None))
    head = list(islice(numbered, HEADS))
    if not head:
        told = Text(
            "名单是空的；第一行应为列名，至少有“文件”一列",
            "the roster is empty; its first row names the columns, file at least",
        )
        raise RuleBookError(str(path), None, told)
    top = head[0][0]
    columns: dict[str, tuple[int, str]] = {}
    while head and "file" not in columns:
        number, cells = head.pop(0)
        columns = _columns(path, number, cells, words["columns"])
    if "file" not in columns:
        names = words["columns"]
        shown = "、".join(f"{w[1]}（{k}）" for k, w in names.items())
        told = Text(
            f"没有“文件”一列；可用的列名：{shown}；列名应在最前面的行里",
            f"no column file; the first row names the columns, which are {', '.join(names)}",
        )
        raise RuleBookError(str(path), top, told)
    for number, cells in chain(head, numbered):
        row = _Row(path, number, cells, columns)
        kind = row.text("kind")
        if kind and kind not in kinds:
            ours = [ws[0] for ws in words["kinds"].values()]
            raise row.fail(
                "kind", f"不认识的机关类型 {kind}（可用：{'、'.join(ours)}）",
                f"unknown kind of agency {kind} (there are {', '.join(words['kinds'])})",
            )  # fmt: skip
        source = _source(row)
        yield Entry(
            path=source, source=source, agency=row.text("agency"), level=row.text("level"),
            parent=row.text("parent"), kind=kinds.get(kind or ""), year=_year(row), due=_date(row),
        )  # fmt: skip


def _columns(
    path: Path, number: int, cells: Sequence[Any], names: Mapping[str, Sequence[str]]
) -> dict[str, tuple[int, str]]:
    printed = [str(c).strip() if c is not None else "" for c in cells]
    out: dict[str, tuple[int, str]] = {}
    for name, words in names.items():
        hits = [i for i, p in enumerate(printed) if p.lower() in words]
        if len(hits) > 1:
            where = [f"{_letters(i)}{number}（{printed[i]}）" for i in hits]
            told = Text(
                f"{'、'.join(where)} 是同一列，只能有一个", f"several columns are {name}: {', '.join(where)}"
            )
            raise RuleBookError(str(path), number, told)
        if hits:
            out[name] = hits[0], printed[hits[0]]
    return out


def _source(row: _Row) -> str | None:
    """Where the file is: a URL as it is, else a path below the roster's folder."""
    file = row.text("file")
    if file is None or is_url(file := local(file)):
        return file
    folder = row.path.parent
    if "\\" in file and not (folder / file).exists():
        file = file.replace("\\", "/")  # a roster made on Windows
    return str(folder / file)


def _year(row: _Row) -> int | None:
    text = row.text("year")
    if text is None:
        return None
    found = _YEAR.match(text)
    if not found:
        raise row.fail("year", f"年度 {text} 不是四位数字", f"the year {text} does not have four digits")
    return int(found[0])


def _date(row: _Row) -> dt.date | None:
    value = row.cell("due")
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = row.text("due")
    if text is None:
        return None
    found = _DATE.match(text)
    try:
        if found:
            return dt.date(*(int(g) for g in found.groups() if g))
    except ValueError:
        pass
    raise row.fail("due", f"{text} 不是日期（写成 2024-01-31）", f"{text} is no date (write 2024-01-31)")


def _csv(path: Path, encodings: Sequence[str]) -> Iterator[Sequence[Any]]:
    raw = _bytes(path)
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else encodings:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        told = Text(
            "名单的编码读不了；请另存为 UTF-8 或 GBK 的 CSV", "unknown encoding; save the CSV as UTF-8 or GBK"
        )
        raise RuleBookError(str(path), None, told)
    head = text[:4096]
    delimiter = max(",;\t", key=head.count)
    number = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            number += 1
            yield row
    except csv.Error as problem:
        raise RuleBookError(
            str(path), number + 1, Text(f"CSV 格式有误：{problem}", f"not valid CSV: {problem}")
        ) from None


def _xlsx(path: Path) -> Iterator[Sequence[Any]]:
    from checker.batch.extras import need

    openpyxl = need("openpyxl", "batch")
    try:
        book = openpyxl.load_workbook(io.BytesIO(_bytes(path)), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be left out
        yield from (list(r) for r in sheet.iter_rows(values_only=True))
    except RuleBookError:
        raise
    except Exception as problem:  # openpyxl raises whatever its parts raise
        raise RuleBookError(
            str(path), None, Text(f"XLSX 读不了：{problem}", f"the XLSX cannot be read: {problem}")
        ) from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        detail = problem.strerror or str(problem)
        told = Text(f"名单读不了：{detail}", f"the roster cannot be read: {detail}")
        raise RuleBookError(str(path), None, told) from None
