"""Dates as reports print them: 2024年1月1日, 2024年元月1日, 2024-01-01, 二〇二四年一月一日; blanks anywhere between the parts."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

from checker.report.numbers import chinese_number

_D = r"[〇零○一二三四五六七八九十]"
DATE = re.compile(
    rf"(?:(?P<year>(?:1\s?9|2\s?0)\s?\d\s?\d|{_D}{{4}})\s*年\s*)?(?P<month>\d\s?\d?|{_D}{{1,3}}|元)\s*月\s*(?:(?P<day>\d\s?\d?|{_D}{{1,3}})\s*[日号]|份?(?P<last>[底末]))"
    r"|(?P<iso_year>(?:19|20)\d\d)\s?(?P<sep>[-./])\s?(?P<iso_month>\d{1,2})\s?(?P=sep)\s?(?P<iso_day>\d{1,2})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date in a text: ``value`` is None where no such day exists. ``year`` may be unprinted (None)."""

    year: int | None
    month: int
    day: int
    start: int
    end: int

    def value(self, year: int | None = None) -> dt.date | None:
        """The day; ``year`` stands in for one that is not printed."""
        when = self.year if self.year is not None else year
        if when is None:
            return None
        try:
            return dt.date(when, self.month, self.day)
        except ValueError:
            return None


def find_dates(
    text: str, start: int = 0, end: int | None = None, *, month_ends: bool = False
) -> Iterator[PrintedDate]:
    """Dates with day, in order. Impossible ones (2月30日) are among them.

    With ``month_ends`` the end of a month (12月底) is its last day, in February without a printed year the 28th.
    """
    for m in DATE.finditer(text, start, len(text) if end is None else end):
        if m["iso_year"]:
            yield PrintedDate(int(m["iso_year"]), int(m["iso_month"]), int(m["iso_day"]), m.start(), m.end())
            continue
        year = _year(m["year"]) if m["year"] else None
        month = month_number(m["month"])
        if m["last"]:
            if month_ends and month is not None and 1 <= month <= 12:
                yield PrintedDate(year, month, monthrange(year or _COMMON, month)[1], m.start(), m.end())
            continue
        day = _number(m["day"])
        if month is not None and day is not None:
            yield PrintedDate(year, month, day, m.start(), m.end())


_COMMON = 2023
"""A year without February 29."""


def month_number(text: str) -> int | None:
    """1 for 1, 一 and 元; None where it is no number. Whether there is such a month is not asked."""
    return 1 if text == "元" else _number(text)


def _number(text: str) -> int | None:
    text = re.sub(r"\s", "", text)
    return int(text) if text.isdigit() and text.isascii() else chinese_number(text)


def _year(text: str) -> int | None:
    text = re.sub(r"\s", "", text).replace("○", "〇")
    return int(text) if text.isascii() else chinese_number(text)
