"""The statistical period, the report's own date, and the parts that the preamble announces."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from checker.document import DateFact, Paragraph, Place
from checker.report.dates import PrintedDate, find_dates, month_number
from checker.report.model import Period
from checker.report.numbers import chinese_number

if TYPE_CHECKING:
    from checker.language import Language, Match

Texts = Sequence[tuple[int | None, Paragraph]]

_HINTS = ("期", "数据", "涵盖", "起止", "统计", "时间范围", "时间区间", "时间跨度")
_BETWEEN = re.compile(r"\s*(?:(?:零|0|00|24)\s*(?:时|点|:00))?\s*(?:起|开始|始)?\s*[，,]?\s*(?:至|到|—|－|-|–|~|～|―|止于|截止到|截至)+\s*")
_MONTHS = re.compile(
    r"\s*(?:自|从|为|是|[:：])?\s*(?P<year>20\d\d)\s*年(?:度|全年|整年)?\s*"
    r"(?:(?P<first>\d{1,2}|元|[一二三四五六七八九十]{1,2})\s*(?:月份?)?\s*[至到—\-－–~～]\s*(?:(?P<again>20\d\d)\s*年\s*)?(?P<last>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?[底末]?)?"
    r"(?=\s*(?:[，,、)）止期]|$))"
)
"""The year alone, or its months, where no day is printed."""
_YEAR_BEFORE = re.compile(r"(?P<year>20\d\d)\s*年(?:度|全年|整年)?\s*[（(]?\s*(?:即|自|从)?\s*$")
"""The year of dates that print none: 2024年度（1月1日—12月31日）."""
_LOST = re.compile(r"\s*(?:自|从|为|[:：])?\s*[xX×*_]{0,4}\s*年\s*[xX×*_]{0,2}\s*月\s*[xX×*_]{0,2}\s*日")
"""A date whose digits are gone: lost by the page, or never filled in (W02 tells that)."""
_YEAR_NEAR = 16
"""Characters before a date without year in which its year stands."""
_FAR = 40
"""Characters between the label and the first date (本报告中所列数据的统计期限，按照规定，自…)."""
_SENTENCE = 200
"""Characters in which both dates stand."""
_ANNOUNCEMENT = 2000
"""Characters that an announcement of parts may have; what is longer is read in pieces, so that time grows with the text."""
_DIGITS = re.compile(r"\d[\d\s年月日至到止起.\-]*")
_DATED = re.compile(
    r"(?:(?:发布|公布|发文|成文|公开|印发|生成|报告|发表)\s*|(?:^|(?<=[\s　]))\s*)(?:时\s*间|日\s*期)\s*[：:】\]]\s*"
    r"|^\s*(?:发布|公布|发文|成文|公开|印发|生成)(?:时间|日期)\s+"
)
_ALONE = re.compile(r"[\s（）()\[\]【】]*(?:\d{1,2}:\d\d(?::\d\d)?\s*)?")
_TAIL = re.compile(r"印发|公布|发布|讯|[\s。（）()]")
"""What may stand behind a date that closes the report."""
_ENTRY = re.compile(r"(?:年度报告|年报|通知|公告|通报|公示|通告|方案|要点)[\s\[（(【]*$")
"""Before the date of an entry in a list of pages."""
_COUNT = re.compile(r"[一二三四五六七八九十\d]+")
_ANNOUNCES = re.compile(r"部分|部份|内容|方面|组成|构成")
_MADE_OF = re.compile(r"等?(?:组成|构成)")
_BARE = re.compile(r"部[分份]内?容?(?:组成|构成)|分为?[^，。]{1,3}部[分份]")
_LEAD = re.compile(r"由|包括|包含|分为|分别[为是]|[：:]")
_REPORT = re.compile(r"报告|全文")
_PART_MARK = re.compile(r"以及|[、，,；;。“”\"《》\s]|[及和与]")
_TRIM = re.compile(r"^[\s（(]+|(?:等|共|共计|内容|这)*[\s）)]*$")
_NUMERAL = re.compile(r"第?[（(]?[一二三四五六七八九十\d]+[）)]?(?:[.．]|部分)?")


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
            if found is None or (match.label == "range" and section != 0 and not _whole_year(found)):
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
        for first, second in pairwise(find_dates(text, month_ends=True)):
            if not _BETWEEN.fullmatch(text, first.end, second.start):
                continue
            year, start = _year_of(text, max(0, first.start - _YEAR_NEAR), first)
            if year is None:
                continue
            ends = ((first.month, first.day) == (1, 1), (second.month, second.day) == (12, 31))
            if all(ends) or (section == 0 and any(ends)):
                place = _place(section, paragraph, start, second.end)
                return Period(first.value(year), second.value(year), place)
    return None


def _year_of(text: str, at: int, first: PrintedDate) -> tuple[int | None, int]:
    """The year of a period's first date, its own or the one right before it (from ``at`` on), and where the dates begin."""
    before = _YEAR_BEFORE.search(text[at : first.start]) if first.year is None else None
    return (int(before["year"]), at + before.start()) if before else (first.year, first.start)


def _whole_year(period: Period) -> bool:
    start, end = period.start, period.end
    return start is not None and end == dt.date(start.year, 12, 31) and (start.month, start.day) == (1, 1)


def _after(section: int | None, paragraph: Paragraph, text: str, start: int, at: int) -> Period | None:
    far = min(at + _SENTENCE, len(text))
    stop = min([e for e in (text.find(mark, at, far) for mark in "。；;\n") if e >= 0] or [far])
    dates = list(find_dates(text, at, stop, month_ends=True))
    if dates and dates[0].start - at <= _FAR:
        first = dates[0]
        second = dates[1] if len(dates) > 1 and _BETWEEN.fullmatch(text, first.end, dates[1].start) else None
        if second is not None:
            place = _place(section, paragraph, start, second.end)
            year, _ = _year_of(text, at, first)
            return Period(first.value(year), second.value(year), place)
        whole_year = re.match(r"\s*(?:全年|整年)", text[first.end : first.end + 8])
        if whole_year:
            return None
    months = _MONTHS.match(text, at, stop)
    if months:
        return _months(months, _place(section, paragraph, start, months.end()))
    if _LOST.match(text, at, stop):
        return Period(None, None, _place(section, paragraph, start, stop), readable=False)
    if text.startswith("涵盖", start):
        return None  # what a law or a site covers, unless two dates follow
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
    first, last = month_number(match["first"] or "1") or 0, month_number(match["last"] or "12") or 0
    start = dt.date(year, first, 1) if 1 <= first <= 12 else None
    end = dt.date(last_year, last, monthrange(last_year, last)[1]) if 1 <= last <= 12 else None
    return Period(start, end, place)


def read_dated(
    paragraphs: Texts, properties: Sequence[tuple[str, str]], beside: Texts = ()
) -> DateFact | None:
    """The report's own date: alone on one of the last lines or in the preamble, behind 发布日期：, or named by the page.

    A date inside running text is none. ``beside`` is what a site prints round the report: a labelled date in it counts
    where there is no other.
    """
    labelled = last = None
    body = list(paragraphs)
    for i, (section, paragraph) in enumerate(body):
        text = _plain(paragraph.text)
        labelled = labelled or _labelled(section, paragraph, text)
        if section == 0 and labelled is None and len(text) <= 40:
            for date in find_dates(text):  # （2024年1月25日） below the title
                value = date.value()
                if value and _ALONE.fullmatch(text[: date.start] + text[date.end :]):
                    labelled = DateFact(value, _place(section, paragraph, date.start, date.end))
        if i >= len(body) - 6 and len(text) <= 60:
            dates = list(find_dates(text))
            if dates and dates[-1].value() and not _TAIL.sub("", text[dates[-1].end :]):
                head = text[: dates[-1].start]
                if len(head) <= 30 and not _ENTRY.search(head) and not re.search(r"[，。；：、]|至|到|截", head.rstrip("：: ")):
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
    return next((d for n, p in beside if (d := _labelled(n, p, _plain(p.text))) is not None), None)


def _labelled(section: int | None, paragraph: Paragraph, text: str) -> DateFact | None:
    """The first date right behind a label such as 发布日期：."""
    for label in _DATED.finditer(text):
        for date in find_dates(text, label.end(), label.end() + 24):
            value = date.value()
            if value and date.start - label.end() <= 2:
                return DateFact(value, _place(section, paragraph, date.start, date.end))
    return None


def read_announced(paragraphs: Texts, language: Language) -> Mapping[str, object]:
    """What the preamble announces: ``count``, ``names`` as printed, ``numbers`` of the sections named, ``place``.

    Empty where it announces nothing. 行政复议、行政诉讼情况 is one name although it holds the mark that parts names.
    """
    for section, paragraph in paragraphs:
        if section in (0, 1) and _ANNOUNCES.search(paragraph.text):
            for begin, end in _stretches(paragraph.text, language):
                found = _announced(paragraph.text[begin:end], language)
                if found:
                    return {**found, "place": _place(section, paragraph, begin, end)}
    return {}


def _stretches(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Sentences, those that only a semicolon parts taken together (分六部分：一、…；二、…)."""
    start = None
    for begin, end in language.sentences(text):
        start = begin if start is None else start
        if text[end - 1] not in "；;" or end - start > _ANNOUNCEMENT:
            yield start, end
            start = None
    if start is not None:
        yield start, len(text)


def _announced(text: str, language: Language) -> dict[str, object]:
    """Count, names and section numbers of one announcement; empty where ``text`` is none."""
    parts = language.find("parts", text)
    count = next((m for m in parts if m.label == "count"), None)
    known = language.find("headings", text)
    bare = count is not None and _BARE.search(text) and _REPORT.search(text)
    if not bare and not (known and (count or (len({m.label for m in known}) > 3 and _MADE_OF.search(text)))):
        return {}
    names: list[str] = []
    numbers: list[int] = []
    if known:
        if count is not None and count.end <= known[0].start:
            region = (count.end, len(text))
        else:
            lead = [m.end() for m in _LEAD.finditer(text, 0, known[0].start)]
            made = _MADE_OF.search(text, known[-1].end)
            region = (lead[-1] if lead else 0, count.start if count else made.start() if made else len(text))
        names, numbers = _names(text, region, known, [m for m in parts if m.label != "count"])
    if len(set(numbers)) < 3 and not bare:
        return {}
    digits = _COUNT.search(count.text) if count else None
    number = None
    if digits:
        number = int(digits[0]) if digits[0].isascii() else chinese_number(digits[0])
    return {"count": number, "names": tuple(names), "numbers": tuple(dict.fromkeys(numbers))}


def _names(
    text: str, region: tuple[int, int], known: Sequence[Match], hints: Sequence[Match]
) -> tuple[list[str], list[int]]:
    """The names of a list and the sections that they mean; marks inside a known name part nothing.

    A name in the agency's own words (问题及改进) counts by the word that tells its section, if any does.
    """
    cuts = [region[0]]
    for mark in _PART_MARK.finditer(text, *region):
        if any(k.start < mark.end() and mark.start() < k.end for k in known):
            continue
        if mark[0] in ("及", "和", "与"):  # these part names only where another section's name begins behind them
            before = [m.label for m in (*hints, *known) if region[0] <= m.start and m.end <= mark.start()]
            behind = next((k.label for k in known if k.start == mark.end()), None)
            if behind is None or behind == max(before, default=None):
                continue
        cuts += [mark.start(), mark.end()]
    cuts.append(region[1])
    pieces: list[tuple[int, int]] = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=True):
        piece = _TRIM.sub("", text[start:end])
        if len(piece) < 2 or _NUMERAL.fullmatch(piece):
            continue
        if pieces and "诉" in piece and text[: pieces[-1][1]].endswith("复议"):
            pieces[-1] = (pieces[-1][0], end)  # 复议、应诉情况 is one name
        else:
            pieces.append((start, end))
    names, numbers = [], []
    for start, end in pieces:
        names.append(_TRIM.sub("", text[start:end]))
        inner = [m.label for m in (*known, *hints) if start <= m.start and m.end <= end]
        if inner and inner[0].isdigit():
            numbers.append(int(inner[0]))
    return names, numbers


def _plain(text: str) -> str:
    """Half-width digits and signs at unchanged offsets."""
    plain = unicodedata.normalize("NFKC", text)
    return plain if len(plain) == len(text) else text


def _place(section: int | None, paragraph: Paragraph, start: int, end: int) -> Place:
    return Place(
        section=section, page=paragraph.page_at(start), paragraph=paragraph.index, span=(start, end),
        quote=paragraph.text[start:end],
    )  # fmt: skip
