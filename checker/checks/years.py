"""Y01–Y03, Y06, Y08: the report's year, its period, its date, and dates that do not exist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.checks.years_mentions import half_width, patterns
from checker.checks.years_sentences import figures_dated
from checker.report.dates import find_dates
from checker.report.model import Period


@check("Y01")
def one_year(ctx: Context) -> Iterator[Result]:
    """Title and period must speak of one year; so must the year that the roster expects (batch)."""
    report = ctx.report
    titled = report.title.year if report.title else None
    period = report.period
    if period is not None and not period.readable:
        yield ctx.not_checked("Y01", "period_damaged", period.place)
        return
    covered = _year_of(period)
    expected = ctx.settings.get("expected_year")
    if titled and covered and titled != covered:
        assert report.title is not None
        assert period is not None
        yield ctx.finding(
            "Y01", report.title.place, related=(period.place,), titled=titled, covered=covered,
            expected=covered, actual=titled,
        )  # fmt: skip
    elif expected and report.year and int(expected) != report.year:
        place = report.title.place if report.title else None
        yield ctx.finding(
            "Y01", place, variant="expected", wanted=expected, expected=int(expected), actual=report.year
        )


def _year_of(period: Period | None) -> int | None:
    """The year that a period covers: that of both ends, or of the end that is readable."""
    if period is None:
        return None
    if period.start and period.end:
        return period.start.year if period.start.year == period.end.year else None
    only = period.start or period.end
    return only.year if only else None


@check("Y02")
def period_given(ctx: Context) -> Iterator[Result]:
    """The statistical period is announced somewhere; the day up to which the figures of the report's year count will do."""
    year = ctx.report.year
    if ctx.report.period is None and not (year is not None and figures_dated(ctx, year)):
        if any(t.code == "page_without_text" for t in ctx.document.troubles):
            yield ctx.not_checked("Y02", "page_without_text", page=1)
        else:
            yield ctx.finding("Y02")


@check("Y03")
def whole_year(ctx: Context) -> Iterator[Result]:
    """January 1 to December 31; an end before the start contradicts itself."""
    period = ctx.report.period
    if period is None:
        return
    if not period.readable:
        yield ctx.not_checked("Y03", "period_damaged", period.place)
        return
    if period.start is None or period.end is None:
        return  # a day that does not exist is Y08's
    fields: dict[str, Any] = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    if period.end < period.start:
        yield ctx.finding("Y03", period.place, variant="reversed", **fields)
    elif (period.start.month, period.start.day, period.end.month, period.end.day) != (
        1,
        1,
        12,
        31,
    ) or period.start.year != period.end.year:
        yield ctx.finding("Y03", period.place, **fields)


@check("Y06")
def in_time(ctx: Context) -> Iterator[Result]:
    """Published in time: by kind of agency; never before the period has ended.

    A date more than a year late or early is rather that of a page put up again, or of a template: the report's own
    date is then unknown.
    """
    report = ctx.report
    dated = report.dated
    if report.year is None or dated is None:
        yield ctx.not_checked("Y06", "date_unknown" if dated is None else "year_unknown")
        return
    place = report.dated_place
    years = ctx.rules.file("years.yml")
    month, day = years["due_before_2019"] if report.year < 2019 else years["due"][report.agency_kind]
    due = dt.date(report.year + 1, month, day)
    fields: dict[str, Any] = {"date": dated.isoformat(), "due": due.isoformat(), "year": report.year}
    printed = place is not None and place.paragraph is not None
    if dated.year < report.year - 1 or (not printed and dated.year > report.year + 1):
        yield ctx.not_checked("Y06", "date_unknown", place)
    elif dated <= dt.date(report.year, 12, 31):
        yield ctx.finding("Y06", place, variant="premature", **fields)
    elif dated > due:
        variant = "township" if report.agency_kind == "township" and report.year >= 2019 else "late"
        yield ctx.finding("Y06", place, variant=variant, **fields)


@check("Y08")
def existing_dates(ctx: Context) -> Iterator[Result]:
    """Dates that no calendar has, anywhere in the text, the lines round the title and the last ones included: 2月30日, 13月1日."""
    p = patterns(ctx.rules)
    for paragraph in ctx.document.paragraphs():
        if paragraph.index in ctx.report.outside or not any(mark in paragraph.text for mark in "月-/."):
            continue
        text = half_width(paragraph.text)
        for date in find_dates(text):
            # February 29 without a printed year may be right.
            if date.value(_LEAP) is not None or not (0 < date.month < 100 and 0 < date.day < 100):
                continue
            if date.start and text[date.start - 1].isdigit():
                continue  # digits run together (202511月…): a page has lost characters
            in_words = "月" in text[date.start : date.end]
            around = text[max(0, date.start - 1) : date.start] + "<>" + text[date.end - 1 : date.end + 4]
            if p["no_date_month" if in_words else "no_date_signs"].search(around):
                continue
            wild = date.month > 12 or date.day > 31
            if (
                wild
                and not in_words
                and not p["date_label"].search(text[max(0, date.start - 8) : date.start])
            ):
                continue
            yield ctx.finding("Y08", ctx.place(paragraph, date.start, date.end))


_LEAP = 2024
