"""``scores.xlsx``: summary and ranking, findings, numbers, outcomes, copied passages, roll-up.

Everything is written as text or number, never as a formula: what begins with = + - @ stays what it is.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from checker.batch.agencies import Agency
from checker.batch.extras import need
from checker.batch.write import page_name

CELL = 32_000  # Excel's limit is 32,767 characters a cell
ROWS = 1_048_000  # and 1,048,576 rows a sheet


def workbook(
    agencies: Sequence[Agency], told: Sequence[Mapping[str, Any]], sums: Sequence[Mapping[str, Any]],
    copied: Sequence[Mapping[str, Any]], words: Mapping[str, Any],
) -> bytes:  # fmt: skip
    """The workbook. ``words`` are the sheets with their headings. Raises MissingExtra."""
    out = io.BytesIO()
    book = need("xlsxwriter", "batch").Workbook(
        out, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": _epoch()})
    bold = book.add_format({"bold": True, "bg_color": "#E8EDF3", "text_wrap": True, "valign": "top"})
    link = book.get_default_url_format()
    sheets = {
        "summary": _summary(told), "findings": _findings(agencies), "numbers": _numbers(agencies),
        "outcomes": _outcomes(agencies), "copies": _copies(copied), "rollup": _rollup(sums),
    }  # fmt: skip
    for key, rows in sheets.items():
        _sheet(book, words[key], rows, bold, link)
    book.close()
    return out.getvalue()


def _epoch() -> Any:
    import datetime as dt

    return dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # no clock in the file: the same input gives the same bytes


def _sheet(book: Any, words: Mapping[str, Any], rows: Iterable[Sequence[Any]], bold: Any, link: Any) -> None:
    sheet = book.add_worksheet(words["name"])
    heads = words["columns"]
    for column, (head, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, bold)
    last = 0
    for r, row in enumerate(rows, 1):
        if r > ROWS:
            break
        last = r
        for c, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, tuple):
                sheet.write_url(r, c, f"external:{value[0]}", link, value[1][:CELL])
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.write_number(r, c, value)
            else:
                sheet.write_string(r, c, str(value)[:CELL])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)


def _page(path: str | None) -> tuple[str, str] | None:
    return (f"reports/{quote(page_name(path))}", path) if path else None


def _summary(told: Sequence[Mapping[str, Any]]) -> Iterable[Sequence[Any]]:
    ranked = sorted((t for t in told if t["ranked"]), key=lambda t: -t["score"])
    place: dict[int, int] = {}
    for n, t in enumerate(ranked, 1):
        before = ranked[n - 2] if n > 1 else None
        same = before is not None and before["score"] == t["score"]
        place[id(t)] = place[id(before)] if same else n
    rest = sorted((t for t in told if not t["ranked"]), key=lambda t: (t["score"] is None, t["agency"]))
    for t in (*ranked, *rest):
        points = "；".join(f"{p['rule']} −{p['points']:g}" for p in t["points"])
        yield (
            place.get(id(t)), t["agency"], t["year"], t["level"], t["parent"], t["kind"], t["score"], t["unchecked"],
            points, _page(t["file"]),
        )  # fmt: skip


def _findings(agencies: Sequence[Agency]) -> Iterable[Sequence[Any]]:
    for a in agencies:
        for d in a.documents:
            for f in d.line["findings"]:
                yield (
                    a.name, a.year, f["rule"], f["severity"], f["message"], f["section"], f["page"], f["quote"],
                    f["suggestion"], f["basis"], f["confidence"], _page(d.path),
                )  # fmt: skip
        for f in a.findings:
            p = f["place"] or {}
            yield (
                a.name, a.year, f["rule"], f["severity"], f["message"], p.get("section"), p.get("page"), p.get("quote"),
                f["suggestion"], f["basis"], f["confidence"], _page(a.report.path if a.report else None),
            )  # fmt: skip


def _numbers(agencies: Sequence[Agency]) -> Iterable[Sequence[Any]]:
    for a in agencies:
        if a.report is None:
            continue
        for table, rows in a.report.line["tables"].items():
            for row, columns in (rows or {}).items():
                for column, value in columns.items():
                    if column != "unit":
                        yield a.name, a.year, table, row, column, _number(value), columns.get("unit")


def _number(value: Any) -> Any:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _outcomes(agencies: Sequence[Agency]) -> Iterable[Sequence[Any]]:
    for a in agencies:
        for d in a.documents:
            if not d.reviewed:
                yield a.name, a.year, d.line["outcome"], d.line["message"], _page(d.path)


def _copies(copied: Sequence[Mapping[str, Any]]) -> Iterable[Sequence[Any]]:
    for c in copied:
        shown = "\n".join(f"{a} ⇄ {b}" for a, b in c["passages"])
        yield (
            c["cluster"], c["section"], c["agency"], c["year"], c["nearest"], c["nearest_year"], c["similarity"],
            shown, _page(c["file"]),
        )  # fmt: skip


def _rollup(sums: Sequence[Mapping[str, Any]]) -> Iterable[Sequence[Any]]:
    for s in sums:
        yield (
            s["agency"], s["year"], s["table"], s["row"], s["column"], float(s["printed"]), float(s["sum"]),
            float(s["printed"] - s["sum"]), s["members"],
        )  # fmt: skip
