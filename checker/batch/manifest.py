"""Reads a roster: CSV (UTF-8 or GBK) or XLSX, one agency and year a line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from checker import rulebook
from checker.batch.inputs import Entry, is_url
from checker.errors import RuleBookError

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_YEAR = re.compile(r"\d{4}")


def read(path: Path) -> list[Entry]:
    """The roster's entries; files are relative to the roster. Raises RuleBookError (file, line, reason)."""
    words = rulebook.load().file("batch/manifest.yml")
    rows = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path, words["encodings"])
    return list(_entries(path, rows, words))


def _entries(path: Path, rows: Iterable[Sequence[Any]], words: Mapping[str, Any]) -> Iterator[Entry]:
    columns: dict[str, int] | None = None
    kinds = {w: k for k, ws in words["kinds"].items() for w in (k, *ws)}
    for number, row in enumerate(rows, 1):
        cells = ["" if c is None else c for c in row]
        if not any(str(c).strip() for c in cells):
            continue
        if columns is None:
            columns = _columns(path, number, cells, words["columns"])
            continue
        where = columns

        def cell(name: str, cells: Sequence[Any] = cells, where: Mapping[str, int] = where) -> Any:
            at = where.get(name)
            value = cells[at] if at is not None and at < len(cells) else ""
            return value.strip() if isinstance(value, str) else value

        file = str(cell("file")) or None
        source = file if file is None or is_url(file) else str(path.parent / file)
        kind = str(cell("kind"))
        if kind and kind not in kinds:
            raise RuleBookError(
                str(path), number, f"不认识的机关类型 {kind}（可用：{'、'.join(words['kinds'])}）"
            )
        yield Entry(
            path=source, source=source, agency=_text(cell("agency")), level=_text(cell("level")),
            parent=_text(cell("parent")), kind=kinds.get(kind), year=_year(path, number, cell("year")),
            due=_date(path, number, cell("due")), roster=str(path), line=number,
        )  # fmt: skip
    if columns is None:
        raise RuleBookError(str(path), None, "名单是空的；第一行应为列名，至少有 file 一列")


def _columns(
    path: Path, number: int, cells: Sequence[Any], names: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    printed = [str(c).strip().lower() for c in cells]
    out: dict[str, int] = {}
    for name, words in names.items():
        hits = [i for i, p in enumerate(printed) if p in words]
        if len(hits) > 1:
            raise RuleBookError(str(path), number, f"{name} 一列出现了 {len(hits)} 次")
        if hits:
            out[name] = hits[0]
    if "file" not in out:
        raise RuleBookError(
            str(path), number, f"名单缺少 file 一列（可用的列名：{'、'.join(names)}；第一行应为列名）"
        )
    return out


def _text(value: Any) -> str | None:
    text = str(value).strip()
    return text or None


def _year(path: Path, number: int, value: Any) -> int | None:
    if value in ("", None):
        return None
    if isinstance(value, (int, float)) and value == int(value):
        return int(value)
    found = _YEAR.match(str(value))
    if not found:
        raise RuleBookError(str(path), number, f"年度 {value} 不是四位数字")
    return int(found[0])


def _date(path: Path, number: int, value: Any) -> dt.date | None:
    if value in ("", None):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    found = _DATE.match(str(value))
    try:
        if found:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise RuleBookError(str(path), number, f"截止日期 {value} 不是日期（写成 2024-01-31）")


def _csv(path: Path, encodings: Sequence[str]) -> Iterator[Sequence[Any]]:
    raw = _bytes(path)
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RuleBookError(str(path), None, "名单的编码读不了；请另存为 UTF-8 或 GBK 的 CSV")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter)
    except csv.Error as problem:
        raise RuleBookError(str(path), None, f"CSV 格式有误：{problem}") from None


def _xlsx(path: Path) -> Iterator[Sequence[Any]]:
    from checker.batch.extras import need

    openpyxl = need("openpyxl", "batch")
    try:
        book = openpyxl.load_workbook(io.BytesIO(_bytes(path)), read_only=True, data_only=True)
        yield from (list(r) for r in book.worksheets[0].iter_rows(values_only=True))
    except RuleBookError:
        raise
    except Exception as problem:  # openpyxl raises whatever its parts raise
        raise RuleBookError(str(path), None, f"XLSX 读不了：{problem}") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise RuleBookError(str(path), None, f"名单读不了：{problem.strerror}") from None
