"""L01, L02, L03, L05, L06, L10: numbers, versions, repealed acts, articles, yearly priorities.

One cause gives one finding: a superseded number is L02 and not L01, the superseded format L03 alone, the
yearly priorities L10 alone, a repealed act L05 whatever number is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from checker.checks import law_phrases, law_titles, law_typography  # noqa: F401 (they register their checks)
from checker.checks.context import Context
from checker.checks.law_register import REPORT_FORMAT, SERIES, Gaps, day_zh, register_of, relied_on, work_of
from checker.checks.registry import Result, check
from checker.findings import Finding, Severity
from checker.statutes.extract_data import citation_data
from checker.statutes.model import Unknown, Version, Work
from checker.statutes.names import normalise_title
from checker.statutes.resolve import NATIONAL, PRIORITIES, names, not_yet

if TYPE_CHECKING:
    from checker.statutes.citations import Citation
    from checker.statutes.extract_numbers import Number
    from checker.statutes.register import Register

_PRIORITIES = re.compile(
    r"(20[0-9]{2})年?(?:度)?(?:全国)?(?:当前)?(?:政务公开|政府信息公开)(?:重点)?工作(?:要点|安排)"
)


@check("L01")
def wrong_number(ctx: Context) -> Iterator[Result]:
    """The number behind a title must be one of the act's."""
    register = register_of(ctx)
    for c in ctx.report.statutes:
        work = work_of(register, c)
        if work is None or c.title is None or not c.numbers or c.history or work.series == PRIORITIES:
            continue
        if work.series == REPORT_FORMAT and _of_series(register, c):
            continue
        if any(names(v, n) for v in work.versions for n in c.numbers):
            continue
        number = c.numbers[0]
        if not _contradicts(register, work, number, c):
            continue
        if number.brackets == "damaged":
            yield ctx.not_checked("L01", "number_damaged", c.place)
            continue
        due = _due(register, ctx, work)
        doubtful = due is None or "number" in due.unsourced
        other = next((w.id for w, _ in register.by_number(number.form or "") if w.id != work.id), None)
        variant = "unknown" if due is None else "other" if other else "default"
        yield ctx.finding(
            "L01", c.place, variant=variant, expected=due.number if due else None, actual=c.number,
            title=work.id, other=other or "", severity=Severity.warning if doubtful else None,
            confidence="likely" if doubtful else "certain",
        )  # fmt: skip


def _of_series(register: Register, citation: Citation) -> bool:
    """Whether the number is that of another edition of the format (rule L03)."""
    other = register.by_title(citation.by_number) if citation.by_number else None
    return other is not None and other.series == REPORT_FORMAT


def _contradicts(register: Register, work: Work, number: Number, citation: Citation) -> bool:
    """Whether a number that is none of the known ones cannot be the act's."""
    if number.form in citation_data().amending:  # one decree that amends many acts
        return False
    foreign = number.kind == "document" and not number.prefix.startswith((*NATIONAL, "法"))
    if foreign and (citation.reissued or work.kind not in ("law", "administrative_regulation")):
        return False  # a local body passes the document on, or has one of the same name
    if work.numbers_complete:
        return True
    return number.prefix != "主席" and bool(number.form and register.by_number(number.form))


def _due(register: Register, ctx: Context, work: Work) -> Version | None:
    """The version whose number should stand there: that in force on the day, else the last one."""
    if ctx.as_of:
        current = register.version_on(work, ctx.as_of)
        if isinstance(current, Version) and current.number:
            return current
    return next((v for v in reversed(work.versions) if v.number), None)


@check("L02")
def superseded(ctx: Context) -> Iterator[Result]:
    """A number of an earlier version, cited as if it held on the day."""
    if ctx.as_of is None:
        yield ctx.not_checked("L02", "date_unknown")
        return
    register, gaps = register_of(ctx), Gaps(ctx, "L02")
    grave = ctx.rule("L02").params["grave"]
    if ctx.report.statutes:
        gaps.add_register(register)
    for c in ctx.report.statutes:
        work = work_of(register, c)
        if work is None or not c.numbers or not relied_on(c) or work.series in SERIES:
            continue
        version = _version(work, c)
        if version is None or _ended(register, ctx, work) or _revised_beside(ctx, c):
            continue
        held = register.holds(work, version, ctx.as_of)
        if isinstance(held, Unknown):
            gaps.add(work, held, c)
        elif not held and not not_yet(version, ctx.as_of):
            current = register.version_on(work, ctx.as_of)
            due = current if isinstance(current, Version) else work.versions[-1]
            if _amended_only(version, due):
                continue
            begin = due.in_force or due.issued
            variant = "grave" if version.number in grave else "default"
            yield ctx.finding(
                "L02", c.place, variant=variant, expected=due.number,
                actual=c.number, title=work.id, since=day_zh(begin), since_en=str(begin or ""),
                now=due.number or "新版本", now_en=due.number or "a new version",
                severity=Severity.warning if "in_force" in due.unsourced else None,
            )  # fmt: skip
    yield from gaps.told()


def _amended_only(cited: Version, current: Version) -> bool:
    """Whether the act was amended and not revised as a whole since: then its own number is still the one
    to cite.
    """
    if current.number in citation_data().amending:
        return True
    return cited.articles is not None and cited.articles == current.articles


def _version(work: Work, citation: Citation) -> Version | None:
    return next((v for v in reversed(work.versions) if any(names(v, n) for n in citation.numbers)), None)


def _ended(register: Register, ctx: Context, work: Work) -> bool:
    """Whether no version of the act holds any more on the day (rule L05)."""
    assert ctx.as_of is not None
    return bool(
        work.versions
        and register.version_on(work, ctx.as_of) is None
        and not not_yet(work.versions[0], ctx.as_of)
    )


def _revised_beside(ctx: Context, citation: Citation) -> bool:
    """Whether the same sentence names a later version of the act too: then it tells the act's history."""
    return any(
        other is not citation and other.resolved == citation.resolved and other.sentence == citation.sentence
        and other.numbers and other.state == "in_force"
        for other in ctx.report.statutes
        if other.place.paragraph == citation.place.paragraph
    )  # fmt: skip


@check("L03")
def superseded_format(ctx: Context) -> Iterator[Result]:
    """The format of an earlier report year as basis of this report."""
    register, year = register_of(ctx), ctx.report.year
    assert year is not None  # the rule has a first year
    for c in ctx.report.statutes:
        if not relied_on(c):
            continue
        for act in dict.fromkeys((c.resolved, c.by_number)):
            work = register.by_title(act) if act else None
            if work is None or work.series != REPORT_FORMAT or not _expired(work, year):
                continue
            successor = register.by_title(work.replaced_by) if work.replaced_by else None
            number = successor.numbers[-1] if successor and successor.numbers else None
            named = c.resolved == act and c.by_number != act and c.by_number is not None
            variant = "title" if named else "number" if c.numbers else "default"
            yield ctx.finding(
                "L03", c.place, variant=variant, expected=number, actual=c.number or c.title, year=year,
                old=work.numbers[-1] if work.numbers else "", title=work.replaced_by or "",
            )  # fmt: skip
            break


def _expired(work: Work, year: int) -> bool:
    """Whether the document was made for report years before ``year``."""
    years = work.versions[-1].years if work.versions else None
    return bool(years and years[1] is not None and years[1] < year)


@check("L05")
def repealed(ctx: Context) -> Iterator[Result]:
    """An act that no longer holds on the day, or made for years that are over, as a current basis."""
    if ctx.as_of is None:
        yield ctx.not_checked("L05", "date_unknown")
        return
    register, gaps = register_of(ctx), Gaps(ctx, "L05")
    if ctx.report.statutes:
        gaps.add_register(register)
    for c in ctx.report.statutes:
        work = work_of(register, c)
        if work is None or not relied_on(c) or work.series in SERIES:
            continue
        current = register.version_on(work, ctx.as_of)
        if work.status == "stale" and ctx.report.year is not None and _expired(work, ctx.report.year):
            yield ctx.finding("L05", c.place, variant="stale", actual=c.text, title=work.id)
        elif isinstance(current, Unknown):
            gaps.add(work, current, c)
        elif _ended(register, ctx, work):
            ended = work.versions[-1].repealed
            variant = "replaced" if work.replaced_by else "default"
            yield ctx.finding(
                "L05", c.place, variant=variant, expected=work.replaced_by,
                actual=c.text, title=work.id, since=day_zh(ended), since_en=str(ended or ""),
            )  # fmt: skip
    yield from gaps.told()


@check("L06")
def articles(ctx: Context) -> Iterator[Result]:
    """An article that the act does not have, or that is about something else."""
    register, gaps = register_of(ctx), Gaps(ctx, "L06")
    topics = ctx.rule("L06").params["topics"]
    for c in ctx.report.statutes:
        work = work_of(register, c)
        if work is None or not c.articles:
            continue
        if c.state == "superseded" and relied_on(c):
            continue  # the version is the fault (L02); its articles are its own
        count = _article_count(ctx, register, work, c)
        if isinstance(count, Unknown):
            gaps.add(work, count, c)
        elif count is not None and max(c.articles) > count:
            yield ctx.finding("L06", c.place, actual=c.article, expected=None, title=work.id, count=count)
            continue
        if not c.history and (topic := _wrong_topic(ctx, work, c, topics)):
            yield ctx.finding(
                "L06", c.place, variant="topic", actual=c.article, expected=topic["right"], title=work.id,
                topic=topic["name"], topic_en=topic["name_en"],
            )  # fmt: skip
    yield from gaps.told()


def _article_count(ctx: Context, register: Register, work: Work, citation: Citation) -> int | Unknown | None:
    """How many articles the version cited has; in a tale of the past the longest version counts."""
    if citation.history:
        return work.most_articles
    if (version := _version(work, citation)) is not None and version.articles:
        return version.articles
    if ctx.as_of is None:
        return work.most_articles
    return register.articles(work, ctx.as_of)


def _wrong_topic(
    ctx: Context, work: Work, citation: Citation, topics: list[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    import re2

    for topic in topics:
        if topic["act"] != work.id or not set(citation.articles) <= set(topic["wrong"]):
            continue
        if ctx.as_of is None or ctx.as_of < topic["since"]:
            continue
        near = citation.sentence[max(0, citation.offset - 30) : citation.offset + 70]
        if re2.search(topic["pattern"], near):
            return topic
    return None


@check("L10")
def priorities(ctx: Context) -> Iterator[Result]:
    """Yearly priorities: the number must be that of the year; after the last national ones a national
    number is odd.
    """
    register, gaps = register_of(ctx), Gaps(ctx, "L10")
    if ctx.report.statutes:
        gaps.add_register(register)
    for c in ctx.report.statutes:
        match = _PRIORITIES.search(normalise_title(c.title)) if c.title else None
        if match is None or c.history:
            continue
        number = next((n for n in c.numbers if n.prefix.startswith("国办")), None)
        year = int(match[1])
        due = _national(register, year)
        if due is None:
            yield from _beyond(ctx, register, c, number, year)
            continue
        if number is None or number.form in due.numbers:
            continue
        if number.brackets == "damaged":
            yield ctx.not_checked("L10", "number_damaged", c.place)
            continue
        belongs = next(
            (
                v.years[0]
                for w, v in register.by_number(number.form or "")
                if w.series == PRIORITIES and v.years
            ),
            None,
        )
        yield ctx.finding(
            "L10", c.place, variant="default" if belongs is None else "other", expected=due.numbers[-1],
            actual=c.number, year=year, belongs=belongs,
            confidence="likely" if any("number" in v.unsourced for v in due.versions) else "certain",
        )  # fmt: skip
    yield from gaps.told()


def _national(register: Register, year: int) -> Work | None:
    """The national priorities of a year."""
    for title in ("政务公开工作要点", "政府信息公开工作要点", "政府信息公开重点工作安排"):
        work = register.by_title(f"{year}年{title}")
        if work is not None and work.series == PRIORITIES:
            return work
    return None


def _beyond(
    ctx: Context, register: Register, citation: Citation, number: Number | None, year: int
) -> Iterator[Finding]:  # fmt: skip
    """A year for which no national priorities are known, cited with a national number or issuer."""
    if year < 2012 or (number is None and citation.issuer != "国务院办公厅"):
        return
    if ctx.as_of and register.state_of and ctx.as_of > register.state_of:
        return  # they may have been issued since
    yield ctx.finding(
        "L10", citation.place, variant="beyond", actual=citation.number or citation.title, year=year
    )
