"""The statistical period, the report's own date, and the parts that the preamble announces."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from checker.document import DateFact, Paragraph, Place
from checker.report.dates import find_dates
from checker.report.model import Period
from checker.report.numbers import chinese_number

if TYPE_CHECKING:
    from checker.language import Language

Texts = Sequence[tuple[int | None, Paragraph]]

_HINTS = ("期", "数据", "涵盖", "起止", "统计")
_BETWEEN = re.compile(r"\s*(?:起|开始)?\s*[，,]?\s*(?:至|到|—|－|-|–|~|～|―|止于|截止到|截至)+\s*")
_MONTHS = re.compile(
    r"\s*(?:自|从|为|是|[:：])?\s*(?P<year>20\d\d)\s*年(?:度|全年|整年)?\s*"
    r"(?:(?P<first>\d{1,2})\s*月份?\s*[至到—\-－–~～]\s*(?:(?P<again>20\d\d)\s*年\s*)?(?P<last>\d{1,2})\s*月份?)?"
    r"(?=\s*(?:[，,、)）止期]|$))"
)
"""The year alone, or its months, where no day is printed."""
_FAR = 40
"""Characters between the label and the first date (本报告中所列数据的统计期限，按照规定，自…)."""
_DIGITS = re.compile(r"\d[\d\s年月日至到止起.\-]*")
_DATED = re.compile(r"(?:(?:发布|公布|发文|成文|公开|印发|更新|生成|报告)\s*|^\s*)(?:时间|日期)\s*[：:]\s*")
_TAIL = re.compile(r"印发|公布|发布|讯|[\s。（）()]")
"""What may stand behind a date that closes the report."""
_COUNT = re.compile(r"[一二三四五六七八九十\d]+")


def read_period(paragraphs: Texts, language: Language) -> Period | None:
    """The first period announced in the preamble, in section one or, failing these, anywhere.

    A date that does not exist gives a missing end; digits that a page has damaged (202511日) give
    ``readable=False``: could not check.
    """
    damaged: Period | None = None
    for section, paragraph in sorted(paragraphs, key=lambda p: p[0] not in (0, 1)):
        if not any(h in paragraph.text for h in _HINTS):
            continue
        text = _plain(paragraph.text)
        for match in language.find("periods", paragraph.text):
            found = _after(section, paragraph, text, match.start, match.end)
            if found is None:
                continue
            if found.readable:
                return found
            damaged = damaged or found
    return damaged or _unannounced(paragraphs)


def _unannounced(paragraphs: Texts) -> Period | None:
    """A whole year, in the preamble or section one, though nothing calls it the period; in the preamble one end will do."""
    for section, paragraph in paragraphs:
        if section not in (0, 1) or "月" not in paragraph.text:
            continue
        text = _plain(paragraph.text)
        dates = list(find_dates(text))
        for first, second in pairwise(dates):
            if first.year is None or not _BETWEEN.fullmatch(text, first.end, second.start):
                continue
            ends = ((first.month, first.day) == (1, 1), (second.month, second.day) == (12, 31))
            if all(ends) or (section == 0 and any(ends)):
                place = _place(section, paragraph, first.start, second.end)
                return Period(first.value(), second.value(first.year), place)
    return None


def _after(section: int | None, paragraph: Paragraph, text: str, start: int, at: int) -> Period | None:
    stop = min([e for e in (text.find(mark, at) for mark in "。；;\n") if e >= 0] or [len(text)])
    dates = list(find_dates(text, at, stop))
    if dates and dates[0].start - at <= _FAR:
        first = dates[0]
        second = dates[1] if len(dates) > 1 and _BETWEEN.fullmatch(text, first.end, dates[1].start) else None
        if second is not None:
            place = _place(section, paragraph, start, second.end)
            return Period(first.value(), second.value(first.year), place)
        whole_year = re.match(r"\s*(?:全年|整年)", text[first.end :])
        if whole_year:
            return None
    months = _MONTHS.match(text, at, stop)
    if months:
        return _months(months, _place(section, paragraph, start, months.end()))
    rest = text[at : min(stop, at + _FAR)]
    digits = _DIGITS.search(rest)
    if digits and re.fullmatch(r"20\d\d\s?年?", digits[0].strip()):
        return None  # the year of something else
    if digits and re.search(r"[日月年]", digits[0]) and len(re.sub(r"\D", "", digits[0])) >= 4:
        return Period(None, None, _place(section, paragraph, start, at + digits.end()), readable=False)
    return None


def _months(match: re.Match[str], place: Place) -> Period:
    """统计期限为2023年, 2023年1月至12月: from the first day to the last. A month that does not exist gives a missing end."""
    year, last_year = int(match["year"]), int(match["again"] or match["year"])
    first, last = int(match["first"] or 1), int(match["last"] or 12)
    start = dt.date(year, first, 1) if 1 <= first <= 12 else None
    end = dt.date(last_year, last, monthrange(last_year, last)[1]) if 1 <= last <= 12 else None
    return Period(start, end, place)


def read_dated(paragraphs: Texts, properties: Sequence[tuple[str, str]]) -> DateFact | None:
    """The report's own date: alone on one of the last lines, behind 发布日期： anywhere, or named by the page itself.

    A date inside running text is none.
    """
    labelled = last = None
    body = list(paragraphs)
    for i, (section, paragraph) in enumerate(body):
        text = _plain(paragraph.text)
        for label in _DATED.finditer(text):
            for date in find_dates(text, label.end(), label.end() + 24):
                value = date.value()
                if value and labelled is None and date.start - label.end() <= 2:
                    labelled = DateFact(value, _place(section, paragraph, date.start, date.end))
        if i >= len(body) - 6 and len(text) <= 60:
            dates = list(find_dates(text))
            if dates and dates[-1].value() and not _TAIL.sub("", text[dates[-1].end :]):
                head = text[: dates[-1].start]
                if len(head) <= 30 and not re.search(r"[，。；：、]|至|到|截", head.rstrip("：: ")):
                    value = dates[-1].value()
                    assert value is not None
                    last = DateFact(value, _place(section, paragraph, dates[-1].start, dates[-1].end))
    if labelled or last:
        return last or labelled
    for name, value_text in properties:
        if name == "published":
            for date in find_dates(_plain(value_text)):
                value = date.value()
                if value:
                    return DateFact(value, Place())
    return None


def read_announced(paragraphs: Texts, language: Language) -> Mapping[str, object]:
    """What the preamble announces: ``count``, ``names`` as printed, ``numbers`` of the sections named, ``place``.

    Empty where it announces nothing. 行政复议、行政诉讼情况 is one name although it holds the mark that parts names.
    """
    for section, paragraph in paragraphs:
        if section not in (0, 1):
            continue
        for begin, end in language.sentences(paragraph.text):
            sentence = paragraph.text[begin:end]
            if "部分" not in sentence and "部份" not in sentence and "内容" not in sentence and "方面" not in sentence:
                continue
            counts = language.find("parts", sentence)
            names = list(language.find("headings", sentence))
            if not counts or (len({m.label for m in names}) < 3 and not re.search(r"(?:组成|构成|分为)", sentence)):
                continue
            digits = _COUNT.search(counts[0].text)
            number = None
            if digits:
                number = int(digits[0]) if digits[0].isascii() else chinese_number(digits[0])
            numbers = tuple(dict.fromkeys(int(m.label) for m in names if m.label.isdigit()))
            return {
                "count": number,
                "names": tuple(m.text for m in names),
                "numbers": numbers,
                "place": _place(section, paragraph, begin, end),
            }
    return {}


def _plain(text: str) -> str:
    """Half-width digits and signs at unchanged offsets."""
    plain = unicodedata.normalize("NFKC", text)
    return plain if len(plain) == len(text) else text


def _place(section: int | None, paragraph: Paragraph, start: int, end: int) -> Place:
    return Place(
        section=section, page=paragraph.page_at(start), paragraph=paragraph.index, span=(start, end),
        quote=paragraph.text[start:end],
    )  # fmt: skip
