"""Y04, Y05, Y07: years and cut-off dates in sentences, told apart by the words around them (``rules/years.yml``)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.document import Paragraph
from checker.report.dates import find_dates
from checker.report.titles import year_value
from checker.rulebook import RuleBook

_YEAR = re.compile(r"(?<!\d)(?:20\d\s?\d|[二][零〇○][零〇○一二三四五六七八九]{2})\s?年(?:度)?(?!代)")
_CLAUSE = "，；：,;:。！？"


@dataclass(frozen=True, slots=True)
class YearInText:
    """A year in a sentence: offsets into the paragraph, its clause and the whole sentence."""

    year: int
    start: int
    end: int
    clause: str
    before: str
    behind: str
    sentence: str
    paragraph: Paragraph
    section: int


def _patterns(book: RuleBook) -> dict[str, re.Pattern[str]]:
    """The patterns of ``rules/years.yml``; ``re`` keeps them compiled."""
    return {k: re.compile(v) for k, v in book.file("years.yml").items() if isinstance(v, str)}


def years_in(ctx: Context) -> Iterator[YearInText]:
    """Every year printed in running text, titles in 《》 aside, with its surroundings."""
    for section, paragraph in ctx.body():
        text = unicodedata.normalize("NFKC", paragraph.text)
        if len(text) != len(paragraph.text):
            text = paragraph.text
        if "年" not in text:
            continue
        for begin, end in ctx.language.sentences(paragraph.text):
            sentence = text[begin:end]
            for match in _YEAR.finditer(sentence):
                year = year_value(re.sub(r"[年度\s]", "", match[0]))
                if year is None or _in_title(sentence, match.start()):
                    continue
                left = max(sentence.rfind(m, 0, match.start()) for m in _CLAUSE) + 1
                rights = [r for m in _CLAUSE if (r := sentence.find(m, match.end())) >= 0]
                # 2022年，我局…: a year alone before a comma belongs to the clause behind it.
                right = min(rights, default=len(sentence))
                if not sentence[left : match.start()].strip() and sentence[match.end() : right].strip() == "":
                    more = [r for m in _CLAUSE if (r := sentence.find(m, right + 1)) >= 0]
                    right = min(more, default=len(sentence))
                yield YearInText(
                    year, begin + match.start(), begin + match.end(), sentence[left:right],
                    sentence[max(0, match.start() - 8) : match.start()], sentence[match.end() : match.end() + 14],
                    sentence, paragraph, section.number,
                )  # fmt: skip


def _in_title(sentence: str, at: int) -> bool:
    for opening, closing in (("《", "》"), ("〔", "〕"), ("“", "”"), ("（", "）"), ("(", ")"), ("[", "]")):
        if sentence.rfind(opening, 0, at) > sentence.rfind(closing, 0, at):
            return True
    return False


@check("Y04")
def leftovers(ctx: Context) -> Iterator[Result]:
    """A sentence that tells another year's work as the reporting year's: last year's text left standing.

    One finding a year and section: the first place, the others related.
    """
    year = ctx.report.year
    if year is None:
        yield ctx.not_checked("Y04", "year_unknown")
        return
    p = _patterns(ctx.rules)
    found: dict[tuple[int, int], list[YearInText]] = {}
    for item in years_in(ctx):
        if item.year == year or not year - 3 <= item.year <= year + 1 or item.section == 0:
            continue
        if item.section == 5 and item.year != year - 1:
            continue
        if p["behind"].search(item.behind) or p["before"].search(item.before):
            continue
        rest = item.clause.replace("年度", "年")
        if p["excuses"].search(rest) or p["excuses_near"].search(item.behind[:12]):
            continue
        if not p["reporting"].search(item.clause):
            continue
        if p["plan_words"].search(item.clause) or (item.year > year and not p["done"].search(item.clause)):
            continue
        if re.search(r"\d\s*月\s*\d*\s*日?", item.behind[:8]):
            continue  # the date of a document or an event
        # Two years in one sentence, one of them the report's: a comparison without its usual words.
        if any(int(y) == year for y in re.findall(r"20\d\d", item.sentence)) and item.sentence.find(str(year)) < item.sentence.find(str(item.year)):
            continue
        found.setdefault((item.year, item.section), []).append(item)
    for (other, _), items in found.items():
        places = [ctx.place(i.paragraph, i.start, i.end, section=i.section) for i in items]
        yield ctx.finding(
            "Y04", places[0], related=tuple(places[1:]), sentence=items[0].clause.strip()[:40], year=other,
            expected=year, actual=other, confidence="likely",
        )  # fmt: skip


@check("Y05")
def plans(ctx: Context) -> Iterator[Result]:
    """A plan for a year that is already over."""
    year = ctx.report.year
    if year is None:
        yield ctx.not_checked("Y05", "year_unknown")
        return
    p = _patterns(ctx.rules)
    for item in years_in(ctx):
        if item.year > year or item.year < year - 2 or item.section == 0:
            continue
        behind = item.sentence[item.sentence.find(item.clause) :]
        if not p["plan_words"].search(item.clause) or p["plan_reviewed"].search(item.sentence):
            continue
        if p["before_plan"].search(item.before) or p["behind"].search(item.behind):
            continue
        where = re.search(p["plan_words"].pattern, behind)
        if where is None or (re.search(r"信息|文件|材料|资料|其|申请|内容", behind[where.end() : where.end() + 8]) and behind[where.start()] == "将" and not re.search(r"下一步|下步|今后|继续|进一步", item.sentence)):
            continue
        place = ctx.place(item.paragraph, item.start, item.end, section=item.section)
        yield ctx.finding("Y05", place, year=item.year, expected=year + 1, actual=item.year, confidence="likely")


@check("Y07")
def cut_off(ctx: Context) -> Iterator[Result]:
    """Figures counted up to a day before December 31 of the report year."""
    year = ctx.report.year
    if year is None:
        yield ctx.not_checked("Y07", "year_unknown")
        return
    p = _patterns(ctx.rules)
    for section, paragraph in ctx.body():
        text = unicodedata.normalize("NFKC", paragraph.text)
        if len(text) != len(paragraph.text) or not p["cut_off"].search(text):
            continue
        for begin, end in ctx.language.sentences(paragraph.text):
            sentence = text[begin:end]
            for mark in p["cut_off"].finditer(sentence):
                for date in find_dates(sentence, mark.end(), mark.end() + 16):
                    value = date.value(year)
                    if value is None or value.year != year or value >= dt.date(year, 12, 31):
                        continue
                    rest = sentence[date.end :]
                    if p["cut_off_single"].search(rest[:24]) or p["cut_off_single"].search(sentence[: mark.start()][-16:]):
                        continue
                    if not p["cut_off_figures"].search(rest):
                        continue
                    place = ctx.place(paragraph, begin + mark.start(), begin + date.end, section=section.number)
                    yield ctx.finding(
                        "Y07", place, date=value.isoformat(), expected=f"{year}-12-31", actual=value.isoformat(),
                        confidence="likely",
                    )  # fmt: skip
                    break
