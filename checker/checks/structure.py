"""S01–S05, S07, S11: the six sections, their order, names and contents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.document import Place
from checker.report.headings import split_number
from checker.report.labels import normalise
from checker.report.model import FormTable, Section

_BLANK = re.compile(r"[\s　。.．、…—\-－_*（）()]+")
_NUMERALS = "〇一二三四五六"


def _six(ctx: Context) -> Sequence[Mapping[str, Any]]:
    entries: Sequence[Mapping[str, Any]] = ctx.rules.file("headings.yml")["sections"]
    return entries


def _name(entry: Mapping[str, Any]) -> str:
    return f"{_NUMERALS[entry['number']]}、{entry['label']}"


@check("S01")
def missing(ctx: Context) -> Iterator[Result]:
    """Each of the six sections must be there; a page that we could not read may hold a heading.

    Where the preamble announces a section that is missing, that is the same defect (S07 stands in ``also``).
    """
    found = {s.number for s in ctx.report.sections if s.number}
    blind = next((t for t in ctx.document.troubles if t.code == "page_without_text"), None)
    named = ctx.report.announced.get("numbers") or ()
    assert isinstance(named, tuple)
    for entry in _six(ctx):
        if entry["number"] in found:
            continue
        if blind is not None:
            yield ctx.not_checked("S01", "page_without_text", page=blind.page or "?")
            return
        yield ctx.finding(
            "S01", number=entry["number"], heading=_name(entry), expected=_name(entry),
            also=("S07",) if entry["number"] in named else (),
        )  # fmt: skip


@check("S02")
def order(ctx: Context) -> Iterator[Result]:
    """Sections in the form's order, printed numbers in sequence. One finding for one cause."""
    sections = [s for s in ctx.report.sections if s.number]
    first: dict[int, Section] = {}
    displaced = False
    for section in sections:
        earlier = first.get(section.number)
        if earlier is not None:
            yield ctx.finding(
                "S02", section.place, variant="repeated", heading=section.heading,
                related=(earlier.place,) if earlier.place else (),
            )  # fmt: skip
            displaced = True
            continue
        first[section.number] = section
    kept = _rising([s.number for s in first.values()])
    for i, section in enumerate(first.values()):
        if section.number not in kept:
            after = [s for s in list(first.values())[:i] if s.number > section.number]
            variant, other = ("order", after[0]) if after else ("early", _next(first, section, kept))
            yield ctx.finding("S02", section.place, variant=variant, heading=section.heading, before=other.heading)
            displaced = True
    if not displaced:
        yield from _numbers(ctx, list(first.values()))


def _rising(numbers: Sequence[int]) -> set[int]:
    """The longest rising choice of numbers: what is left out stands in the wrong place."""
    best: list[list[int]] = []
    for i, n in enumerate(numbers):
        before: list[int] = []
        for j in range(i):
            if numbers[j] < n and len(best[j]) > len(before):
                before = best[j]
        best.append([*before, n])
    longest: list[int] = max(best, key=len, default=[])
    return set(longest)


def _next(sections: Mapping[int, Section], section: Section, kept: set[int]) -> Section:
    """The section behind which one that stands too early belongs."""
    return sections[max((n for n in kept if n < section.number), default=min(kept))]


def _numbers(ctx: Context, sections: Sequence[Section]) -> Iterator[Result]:
    """Printed numbers that skip or repeat, where the names are in order.

    A number that skips a missing section is S01's alone, an extra section is S05's; both orders of counting pass.
    """
    printed: list[tuple[Place, str, int | None, int | None]] = [
        (s.place, s.heading, split_number(s.printed_number + "　")[1], s.number) for s in sections if s.place
    ]
    printed += [(f.place, f.value, split_number(f.value)[1], None) for f in ctx.report.extra_headings]
    printed.sort(key=lambda p: p[0].order())
    last = 0
    for place, heading, value, number in printed:
        if value is None or value in (last + 1, number):
            last = value or last + 1
            continue
        yield ctx.finding(
            "S02", place, variant="number", heading=heading, expected=number or last + 1, actual=value,
            wanted=_NUMERALS[number] if number else str(last + 1),
        )  # fmt: skip
        return


@check("S03")
def wording(ctx: Context) -> Iterator[Result]:
    """Headings in the words of the form, in its short or long form. Those of before 2019 are S05's."""
    data = ctx.rules.file("headings.yml")
    entries = {e["number"]: e for e in _six(ctx)}
    old = _old(ctx)
    for section in ctx.report.sections:
        if not section.number or any(p.search(section.heading) for p in old):
            continue
        entry = entries[section.number]
        accepted = {_bare(w, data) for w in (entry["label"], *entry["also"], *entry["passes"])}
        if _bare(section.name, data) not in accepted and normalise(section.name) not in accepted:
            yield ctx.finding(
                "S03", section.place, heading=section.heading, expected=_name(entry), actual=section.heading
            )


def _bare(name: str, data: Mapping[str, Any]) -> str:
    """A name without what may stand before it and without particles."""
    text = normalise(name)
    lead = re.match(f"(?:{data['leads']})+", text)
    rest = text[lead.end() :] if lead else text
    return re.sub(f"[{data['particles']}]", "", rest or text)


@check("S04")
def contents(ctx: Context) -> Iterator[Result]:
    """A section needs content: text, a table, or something there that we could not read."""
    params = ctx.rule("S04").params
    missing = {ctx.rules.editions[e]["tables"][t.key]["section"] for e, t in _missing_tables(ctx)}
    for section in ctx.report.sections:
        if not section.number or any(True for _ in section.tables()):
            continue
        text = _BLANK.sub("", section.text)
        if text and text not in params["empty"]:
            continue
        trouble = _trouble(ctx, section)
        variant = "five" if section.number == 5 else "default"
        if trouble:
            yield ctx.not_checked("S04", "section_unread", section.place, number=_NUMERALS[section.number])
        elif text or section.number not in missing:  # an empty section without its table is S08's
            yield ctx.finding("S04", section.place, variant=variant, heading=section.heading)


def _missing_tables(ctx: Context) -> Iterator[tuple[str, FormTable]]:
    due = ctx.report.edition_due
    if due is not None and ctx.selected("S08"):
        yield from ((due, t) for t in ctx.report.tables.values() if t.status == "missing")


def _trouble(ctx: Context, section: Section) -> bool:
    start = section.place.paragraph if section.place and section.place.paragraph is not None else -1
    following = [
        s.place.paragraph for s in ctx.report.sections
        if s.place and s.place.paragraph is not None and s.place.paragraph > start
    ]  # fmt: skip
    end = min(following, default=10**9)
    return any(
        (t.block is not None and start <= t.block <= end) or (t.block is None and t.code == "page_without_text")
        for t in ctx.document.troubles
    )


def _old(ctx: Context) -> list[re.Pattern[str]]:
    rule = ctx.rules.rules.get("S05")
    return [re.compile(p) for p in rule.params["old"]] if rule else []


@check("S05")
def skeleton(ctx: Context) -> Iterator[Result]:
    """Top-level headings of the form before 2019, and others that the form does not have: each kind told once."""
    passes = re.compile(ctx.rule("S05").params["passes"])
    old = _old(ctx)
    extra = [(f.value, f.place) for f in ctx.report.extra_headings if not passes.search(f.value)]
    stale = [e for e in extra if any(p.search(e[0]) for p in old)]
    stale += [(s.heading, s.place) for s in ctx.report.sections if s.place and any(p.search(s.heading) for p in old)]
    stale.sort(key=lambda e: e[1].order())
    for variant, found in (("old", stale), ("default", [e for e in extra if e not in stale])):
        if found:
            yield ctx.finding(
                "S05", found[0][1], variant=variant, headings=[f"“{heading}”" for heading, _ in found],
                related=tuple(place for _, place in found[1:]),
            )  # fmt: skip


@check("S07")
def announced(ctx: Context) -> Iterator[Result]:
    """Parts announced by number, parts named and parts present must agree.

    A section that is announced and missing is told by S01 (with S07 in ``also``): the announcement is right then.
    """
    said = ctx.report.announced
    if not said:
        return
    place = said.get("place")
    assert place is None or isinstance(place, Place)
    count = said.get("count")
    numbers = said.get("numbers") or ()
    names = said.get("names") or ()
    assert isinstance(names, tuple)
    assert isinstance(numbers, tuple)
    present = {s.number for s in ctx.report.sections if s.number}
    parts = len(present) + len(ctx.report.extra_headings)
    named = len(set(numbers)) if numbers else len(names)
    absent = set(numbers) - present
    if isinstance(count, int) and names and count not in (named, len(names)):
        yield ctx.finding("S07", place, variant="named", count=count, named=named, expected=named, actual=count)
    elif isinstance(count, int) and present and not absent and count not in (len(present), parts, 6):
        yield ctx.finding(
            "S07", place, variant="present", count=count, present=len(present), expected=len(present), actual=count
        )
    elif numbers and len(names) <= len(numbers) and present - set(numbers):  # every name listed is understood
        left = [_name(e) for e in _six(ctx) if e["number"] in present - set(numbers)]
        yield ctx.finding("S07", place, variant="left_out", left=left)


@check("S11")
def aspects(ctx: Context) -> Iterator[Result]:
    """Section one speaks of five aspects (2021 edition); told once, with those that are lacking."""
    section = ctx.report.section(1)
    if section is None:
        yield ctx.not_checked("S11", "section_missing", number="一")
        return
    text = re.sub(r"\s", "", section.text)
    if not text:
        return
    lacking = [a["name"] for a in ctx.rule("S11").params["aspects"] if not re.search(a["words"], text)]
    if lacking:
        yield ctx.finding("S11", section.place, aspects=lacking)
