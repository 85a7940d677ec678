"""Y04, Y05, Y07: years and cut-off dates in sentences, told apart by what stands around them (``rules/years.yml``)."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.checks.years_mentions import YearMention, mentions, named_years, patterns, sentences
from checker.report.dates import find_dates

Patterns = dict[str, re.Pattern[str]]


@check("Y04")
def leftovers(ctx: Context) -> Iterator[Result]:
    """A sentence that tells another year's work as the reporting year's: last year's text left standing.

    One finding a year and section: the first place, the others related. Where title and period disagree (Y01) the
    years of both pass: one cause, one finding.
    """
    year = ctx.report.year
    if year is None:
        yield ctx.not_checked("Y04", "year_unknown")
        return
    p = patterns(ctx.rules)
    own = {year} | _years_of_the_head(ctx)
    found: dict[tuple[int, int], list[YearMention]] = {}
    for item in mentions(ctx):
        if item.year in own or not year - 3 <= item.year <= year + 1:
            continue
        if _tells_when(item, p, year) and not _plan(item, p):
            found.setdefault((item.year, item.section), []).append(item)
    for item in named_years(ctx, p["this_year"]):
        if item.year not in own:
            found.setdefault((item.year, item.section), []).append(item)
    for (other, _), items in found.items():
        places = [ctx.place(i.paragraph, i.start, i.end, section=i.section) for i in items]
        sentence = items[0].sentence.strip()
        yield ctx.finding(
            "Y04", places[0], related=tuple(places[1:]), year=other, expected=year, actual=other, confidence="likely",
            sentence=sentence if len(sentence) <= 40 else sentence[:40] + "…",
        )  # fmt: skip


def _years_of_the_head(ctx: Context) -> set[int]:
    title, period = ctx.report.title, ctx.report.period
    ends = (period.start, period.end) if period else ()
    return {d.year for d in ends if d} | ({title.year} if title and title.year else set())


def _tells_when(item: YearMention, p: Patterns, year: int) -> bool:
    """Whether the sentence says that the organ's work told in it was done in that year."""
    if str(year) in item.sentence or p["now"].search(item.sentence) or p["series"].search(item.sentence):
        return False
    if (
        p["stale_cut_off"].search(item.lead)
        and item.year == year - 1
        and (end := p["year_end"].match(item.tail))
    ):
        return bool(p["cut_off_figures"].search(item.tail[end.end() :]))
    if p["quoted"].search(item.sentence[: len(item.sentence) - len(item.tail) - len(item.lead) - (item.end - item.start)]):
        return False
    told = p["told"].match(item.tail)
    if told is None or not p["opener"].fullmatch(item.lead):
        return False
    if item.year > year and not p["done"].search(item.tail):
        return False
    if item.following.startswith((str(year), f"{year - 2000}年")) and not p["modal"].search(item.following):
        return False  # 2022年公开380条。2023年公开412条。
    near = item.clauses(1)
    if p["history"].search(near) and not p["total"].search(near):
        return False
    return bool(p["reporting"].search(item.clauses(3)))


@check("Y05")
def plans(ctx: Context) -> Iterator[Result]:
    """A plan for a year that is already over."""
    year = ctx.report.year
    if year is None:
        yield ctx.not_checked("Y05", "year_unknown")
        return
    p = patterns(ctx.rules)
    planned = [i for i in mentions(ctx) if year - 2 <= i.year <= year and _plan(i, p)]
    planned += [i for i in named_years(ctx, p["next_year"]) if i.year != year + 1]
    for item in planned:
        place = ctx.place(item.paragraph, item.start, item.end, section=item.section)
        yield ctx.finding("Y05", place, year=item.year, expected=year + 1, actual=item.year, confidence="likely")


def _plan(item: YearMention, p: Patterns) -> bool:
    """Whether the sentence plans something for the year."""
    if p["reviewed"].search(item.sentence) or p["since"].search(item.following):
        return False
    if not p["plan_lead"].fullmatch(item.lead) or not p["plan_tail"].match(item.tail):
        return False
    head = item.sentence[: len(item.sentence) - len(item.tail)]
    ahead = bool(p["ahead"].search(head) or p["plan_word"].search(item.lead) or p["ahead"].match(item.tail))
    stretch = item.lead + item.clauses(2)
    modal = p["modal"].search(stretch)
    between = stretch[len(item.lead) : modal.start() if modal else len(stretch)]
    if p["lacking"].search(between) or (modal and p["ahead"].search(between)):
        return False  # what the year lacked or did stands here; the plan behind it has no year
    if modal is None:
        return ahead
    behind = stretch[modal.start() :]
    if p["takes"].search(behind) and not p["still"].search(behind):
        return ahead
    return ahead or item.section == 5 or not p["weak"].match(modal[0])


def figures_dated(ctx: Context, year: int) -> bool:
    """Whether the preamble or section one says to which day of the year the report's figures are counted."""
    p = patterns(ctx.rules)
    for section, _, begin, end, text in sentences(ctx, "年"):
        if section not in (0, 1):
            continue
        sentence = text[begin:end]
        for mark in p["cut_off"].finditer(sentence):
            day = _day(sentence, mark.end(), year, p)
            whole = p["cut_off_year"].match(sentence, mark.end())
            counted = day.value.year if day else int(whole["year"] or year) if whole else None
            if counted == year and _named_figures(sentence, mark.start(), p):
                return True
    return False


_REST = 200
"""Characters behind the first months of the year in which the others must be told."""


@dataclass(frozen=True, slots=True)
class _Day:
    value: dt.date
    end: int


@check("Y07")
def cut_off(ctx: Context) -> Iterator[Result]:
    """The report's figures counted up to a day before December 31; a single project's date passes."""
    year = ctx.report.year
    if year is None:
        yield ctx.not_checked("Y07", "year_unknown")
        return
    p = patterns(ctx.rules)
    for section, paragraph, begin, end, text in sentences(ctx, "月"):
        sentence = text[begin:end]
        if sentence.rstrip().endswith(("；", ";")):  # the rest of the year may be told behind it
            sentence = text[begin : text.find("。", end) + 1 or len(text)]
        for mark, day in _cut_offs(sentence, year, p):
            if day is None or day.value.year != year or day.value >= dt.date(year, 12, 31) or mark.start() >= end - begin:
                continue
            if _goes_on(text, begin + day.end, day.value, p):
                continue
            # The organ's own months at the beginning of a sentence need no further sign that all its figures are meant.
            organ = mark.re is p["part_year"] and _figures(sentence, day.end, p)
            if not organ and not _whole_report(sentence, mark.start(), day.end, p):
                continue
            place = ctx.place(paragraph, begin + mark.start(), begin + day.end, section=section)
            yield ctx.finding(
                "Y07", place, date=day.value.isoformat(), expected=f"{year}-12-31", actual=day.value.isoformat(),
                confidence="likely",
            )  # fmt: skip
            break


def _cut_offs(sentence: str, year: int, p: Patterns) -> Iterator[tuple[re.Match[str], _Day | None]]:
    """Days up to which a sentence may count: 截至…, and the year's first months told in the year's place."""
    part = p["part_year"].match(sentence)
    if part is not None:
        month = int(part["month"])
        last = calendar.monthrange(int(part["year"]), month)[1]
        yield part, _Day(dt.date(int(part["year"]), month, last), part.end())
    for mark in p["cut_off"].finditer(sentence):
        yield mark, _day(sentence, mark.end(), year, p)


def _day(sentence: str, at: int, year: int, p: Patterns) -> _Day | None:
    """The day printed at ``at``; the end of a month counts as its last day."""
    for date in find_dates(sentence, at, at + 20):
        value = date.value(year)
        return _Day(value, date.end) if value and date.start == at else None
    month = p["cut_off_month"].match(sentence, at)
    if month is None or not 1 <= int(month["month"]) <= 12:
        return None
    when = int(month["year"] or year)
    number = int(month["month"])
    end = month.end() - (1 if month[0][-1] in "，," else 0)
    return _Day(dt.date(when, number, calendar.monthrange(when, number)[1]), end)


def _whole_report(sentence: str, start: int, end: int, p: Patterns) -> bool:
    """Whether the figures around a cut-off are the report's and not a single matter's."""
    named = _named_figures(sentence, start, p)
    if named is not None:
        return named
    figures = _figures(sentence, end, p)
    return figures is not None and not p["cut_off_single"].search(sentence[end : figures.end()])


def _named_figures(sentence: str, start: int, p: Patterns) -> bool | None:
    """Whether the clause before a cut-off names the report's figures (统计数据); False: a single matter's; None: neither."""
    clause = sentence[max(sentence.rfind(m, 0, start) for m in "，；：。") + 1 : start]
    if p["cut_off_single"].search(clause):
        return False
    return True if p["cut_off_all"].search(clause) else None


def _goes_on(text: str, at: int, day: dt.date, p: Patterns) -> bool:
    """Whether the next month's figures follow, here or in the next sentence: 1月至11月收到97件，12月收到11件 is the year."""
    first = text.find("。", at, at + _REST)
    stop = text.find("。", first + 1, at + _REST) if first >= 0 else -1
    rest = p["cut_off_next"].finditer(text, at, stop if stop >= 0 else min(at + _REST, len(text)))
    return any(int(m["month"]) == day.month + 1 and int(m["year"] or day.year) == day.year for m in rest)


def _figures(sentence: str, at: int, p: Patterns) -> re.Match[str] | None:
    """The figures behind a cut-off, unless the rest of the year is told behind them."""
    figures = p["cut_off_figures"].search(sentence, at)
    return None if figures is None or p["cut_off_rest"].search(sentence, figures.end()) else figures
