"""``scores.xlsx``: overview, ranking, findings, numbers, outcomes, copied passages, roll-up.

Everything is written as text or number, never as a formula: what begins with = + - @ stays what it is, in later edits too.
Rows go out as they come (xlsxwriter's constant memory): a province's numbers never stand in memory at once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import IO, Any

from checker.batch import sheets
from checker.batch.extras import need
from checker.batch.sheets import Batch, Row

CELL = 32_767  # UTF-16 units a cell, ROWS lines a sheet, LINKS on a sheet: the limits of Excel
ROWS = 1_048_576
LINKS = 65_530
LINE, LINES = 14.5, 28  # points a line of text, lines that a row shows at most (Excel: 409 points)
FORMULA = ("=", "+", "-", "@")
BASE = {"valign": "top", "font_size": 10}
FORMATS: Mapping[str, Mapping[str, Any]] = {
    "text": {}, "wrap": {"text_wrap": True}, "link": {"font_color": "#0563C1", "underline": 1}, "int": {"num_format": "#,##0"}, "year": {"num_format": "0", "align": "center"},
    "score": {"num_format": "0.0"}, "change": {"num_format": '+0.0;[Red]-0.0;0.0'}, "share": {"num_format": "0.0%"},
    "number": {"num_format": "#,##0.######;[Red]-#,##0.######"}, "gap": {"num_format": '[Red]+#,##0.######;[Red]-#,##0.######;0'},
    "head": {"bold": True, "bg_color": "#E8EDF3", "text_wrap": True, "valign": "vcenter", "bottom": 1},
    "title": {"bold": True, "font_size": 14},
}  # fmt: skip


@dataclass(slots=True)
class _Book:
    """The open workbook with its formats, made once each."""

    book: Any
    made: dict[tuple[str, bool], Any] = field(default_factory=dict)

    def format(self, kind: str, quoted: bool = False) -> Any:
        if (kind, quoted) not in self.made:
            # quote_prefix: a cell that begins with = stays text when somebody edits it
            more = {"quote_prefix": True} if quoted else {}
            self.made[kind, quoted] = self.book.add_format({**BASE, **FORMATS[kind], **more})
        return self.made[kind, quoted]


def workbook(
    file: IO[bytes], batch: Batch, layout: Mapping[str, Any], folder: Path | None = None, rows: int = ROWS
) -> None:
    """Writes the workbook. ``layout`` are the sheets of ``batch/outputs.yml``: name and columns of each, in order. A sheet longer
    than ``rows`` goes on in a further one. The rows wait in ``folder`` (the system's own place for such files is often
    memory). Raises MissingExtra, OSError."""
    with tempfile.TemporaryDirectory(
        dir=folder, prefix=".gongkai-", suffix=".part", ignore_cleanup_errors=True
    ) as waiting:
        _write_book(file, batch, layout, waiting, rows)


def _write_book(file: IO[bytes], batch: Batch, layout: Mapping[str, Any], waiting: str, rows: int) -> None:
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "tmpdir": waiting,
    }  # fmt: skip
    book = _Book(need("xlsxwriter", "batch").Workbook(file, options))
    book.book.set_properties({"title": batch.words["title"], "created": _epoch()})
    _overview(book, batch, layout["overview"])
    content: dict[str, Iterable[Row]] = {
        "summary": sheets.summary(batch), "findings": sheets.findings(batch),
        **{t: sheets.numbers(batch, t) for t in sheets.TABLES},
        "outcomes": sheets.outcomes(batch), "copies": sheets.copies(batch), "rollup": sheets.rollup(batch),
    }  # fmt: skip
    for key, lines in content.items():
        _sheets(book, batch, key, layout[key], lines, rows)
    try:
        book.book.close()
    except need("xlsxwriter.exceptions", "batch").FileCreateError as problem:
        raise OSError(*getattr(problem.args[0], "args", (0, str(problem)))) from None


def _epoch() -> Any:
    import datetime as dt

    return dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # no clock in the file: the same input gives the same bytes


def _columns(batch: Batch, key: str, layout: Mapping[str, Any]) -> list[tuple[str, float, str]]:
    """(heading, width, format); the columns of a statutory table come from its editions, where layout has ``numbers``."""
    at = 1 if batch.lang == "en" else 0
    out: list[tuple[str, float, str]] = []
    for column in layout["columns"]:
        if column[0] == "numbers":
            out += [(h, column[2], column[3]) for _, h in sheets.columns_of(batch, key)]
        else:
            out.append((column[at], column[2], column[3] if len(column) > 3 else "text"))
    return out


def _sheets(
    book: _Book, batch: Batch, key: str, layout: Mapping[str, Any], lines: Iterable[Row], rows: int
) -> None:
    columns = _columns(batch, key, layout)
    name, part, last, links = layout["name"][batch.lang], 1, 0, 0
    sheet = _begin(book, name, layout, columns)
    wrapped = [c for c, (_, _, kind) in enumerate(columns) if kind == "wrap"]
    for line in lines:
        if last + 1 >= rows:
            _end(sheet, last, columns)
            part, last, links = part + 1, 0, 0
            sheet = _begin(book, f"{name} ({part})", layout, columns)
        last += 1
        # Heights are written: not every program fits a row to its wrapped text when it opens the file.
        height = max((_lines(line[c], columns[c]) for c in wrapped), default=1)
        if height > 1:
            sheet.set_row(last, LINE * height)
        for c, value in enumerate(line):
            if value is None or value == "":
                continue
            kind = columns[c][2]
            if isinstance(value, tuple):
                links += 1
                _link(book, sheet, last, c, value, links <= LINKS)
            else:
                _write(book, sheet, last, c, value, kind)
    if not last:
        sheet.write_string(1, 0, batch.words["nothing_here"], book.format("text"))
    _end(sheet, last, columns)


def _begin(
    book: _Book, name: str, layout: Mapping[str, Any], columns: Sequence[tuple[str, float, str]]
) -> Any:
    sheet = book.book.add_worksheet(name)
    _print(sheet, layout)
    sheet.repeat_rows(0)
    # The head and the columns that name the agency stay in sight.
    sheet.freeze_panes(1, layout.get("frozen", 1))
    head = book.format("head")
    sheet.set_row(0, LINE * max(_lines(h, (h, w, "wrap")) for h, w, _ in columns) + 3)
    for c, (heading, width, kind) in enumerate(columns):
        sheet.set_column(c, c, width, book.format(kind if kind != "link" else "text"))
        sheet.write_string(0, c, heading, head)
    return sheet


def _end(sheet: Any, last: int, columns: Sequence[Any]) -> None:
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)


def _print(sheet: Any, layout: Mapping[str, Any]) -> None:
    sheet.set_landscape()
    sheet.set_paper(8 if layout.get("paper") == "A3" else 9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.hide_gridlines(0)
    sheet.set_footer("&L&A&R&P / &N")


def _write(book: _Book, sheet: Any, row: int, column: int, value: Any, kind: str) -> None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(row, column, value, book.format(kind))
    else:
        text = fit(str(value))
        sheet.write_string(row, column, text, book.format(kind, text.startswith(FORMULA)))


def _link(book: _Book, sheet: Any, row: int, column: int, value: tuple[str, str], room: bool) -> None:
    if room:
        sheet.write_url(row, column, f"external:{value[0]}", book.format("link"), fit(value[1]))
    else:  # Excel opens no sheet with more links; the name of the page leads there as well
        sheet.write_string(row, column, fit(value[0]), book.format("text"))


def fit(text: str) -> str:
    """Text as a cell holds it: no half characters (from file names that are no UTF-8), cut with … at Excel's limit."""
    text = text.encode("utf-8", "replace").decode()
    if len(text) * 2 <= CELL:
        return text
    raw = text.encode("utf-16-le")
    if len(raw) <= CELL * 2:
        return text
    return raw[: (CELL - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _lines(value: Any, column: tuple[str, float, str]) -> int:
    """Lines that a value takes in its column, as far as can be told without fonts: a Chinese character is two wide."""
    if not isinstance(value, str):
        return 1
    lines = 0
    for part in value.split("\n"):
        wide = (len(part.encode("utf-8", "replace")) - len(part)) / 2
        lines += max(1, ceil((len(part) + wide) * 1.04 / column[1]))
    return min(lines, LINES)


def _overview(book: _Book, batch: Batch, layout: Mapping[str, Any]) -> None:
    sheet = book.book.add_worksheet(layout["name"][batch.lang])
    _print(sheet, layout)
    sheet.set_portrait()
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 4, 11)
    head = book.format("head")
    sheet.write_string(0, 0, batch.words["title"], book.format("title"))
    row = 1
    for style, line in sheets.overview(batch):
        row += 1
        for c, value in enumerate(line):
            if style == "head":
                sheet.write_string(row, c, value, head)
            else:
                kind = "text" if not c else "score" if isinstance(value, float) else "int"
                if (style, c) == ("rules", 3):
                    kind = "share"
                _write(book, sheet, row, c, value if c else str(value), kind)
