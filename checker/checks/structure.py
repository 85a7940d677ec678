"""S01–S05, S07, S11: the six sections, their order, names and contents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.document import Place
from checker.report.labels import difference, normalise
from checker.report.model import Section
from checker.report.sections import split_number

_BLANK = re.compile(r"[\s　。.．、…—\-－_*]+")
_EMPTY = ("略", "此处略", "待补充", "待填", "暂缺")


def _six(ctx: Context) -> Sequence[Mapping[str, Any]]:
    entries: Sequence[Mapping[str, Any]] = ctx.rules.file("headings.yml")["sections"]
    return entries


def _name(entry: Mapping[str, Any]) -> str:
    return f"{'一二三四五六'[entry['number'] - 1]}、{entry['label']}"


@check("S01")
def missing(ctx: Context) -> Iterator[Result]:
    """Each of the six sections must be there; a page that we could not read may hold a heading."""
    found = {s.number for s in ctx.report.sections if s.number}
    blind = next((t for t in ctx.document.troubles if t.code == "page_without_text"), None)
    for entry in _six(ctx):
        if entry["number"] in found:
            continue
        if blind is not None:
            yield ctx.not_checked("S01", "page_without_text", page=blind.page or "?")
            return
        yield ctx.finding("S01", number=entry["number"], heading=_name(entry), expected=_name(entry))


@check("S02")
def order(ctx: Context) -> Iterator[Result]:
    """Sections in the form's order, printed numbers in sequence. One finding for one cause."""
    sections = [s for s in ctx.report.sections if s.number]
    last = 0
    seen: dict[int, Section] = {}
    for section in sections:
        if section.number in seen:
            earlier = seen[section.number].place
            yield ctx.finding(
                "S02", section.place, variant="repeated", heading=section.heading, related=(earlier,) if earlier else ()
            )
            continue
        seen[section.number] = section
        if section.number < last:
            before = next(s for s in sections if s.number == last)
            yield ctx.finding("S02", section.place, variant="order", heading=section.heading, before=before.heading)
        last = max(last, section.number)
    yield from _numbers(ctx, list(seen.values()))


def _numbers(ctx: Context, sections: Sequence[Section]) -> Iterator[Result]:
    """Printed numbers that skip or repeat, where the names are in order (a missing section is S01's alone)."""
    printed = [(s, split_number(s.printed_number + "　")[1]) for s in sections if s.printed_number]
    values = [v for _, v in printed]
    if not values or any(v is None for v in values) or values == sorted({s.number for s, _ in printed}):
        return
    wanted = 0
    for section, value in printed:
        wanted += 1
        if value in (wanted, section.number):
            wanted = value or wanted
            continue
        yield ctx.finding(
            "S02", section.place, variant="number", heading=section.heading, expected=section.number, actual=value
        )
        return


@check("S03")
def wording(ctx: Context) -> Iterator[Result]:
    """Headings in the words of the form, in its short or long form."""
    entries = {e["number"]: e for e in _six(ctx)}
    for section in ctx.report.sections:
        if not section.number:
            continue
        entry = entries[section.number]
        name = normalise(section.name)
        accepted = [entry["label"], *entry["also"], *entry["passes"]]
        if min(difference(name, normalise(a)) for a in accepted) > 0:
            yield ctx.finding(
                "S03", section.place, heading=section.heading, expected=_name(entry), actual=section.heading
            )


@check("S04")
def contents(ctx: Context) -> Iterator[Result]:
    """A section needs content: text, a table, or something there that we could not read."""
    for section in ctx.report.sections:
        if not section.number or any(True for _ in section.tables()):
            continue
        text = _BLANK.sub("", section.text)
        if text and text not in _EMPTY:
            continue
        trouble = _trouble(ctx, section)
        variant = "five" if section.number == 5 else "default"
        if trouble:
            yield ctx.not_checked("S04", "section_unread", section.place, number="〇一二三四五六"[section.number])
        elif section.number in _with_tables(ctx) and not text:
            continue  # the missing table is told by S08; one cause, one finding
        else:
            yield ctx.finding("S04", section.place, variant=variant, heading=section.heading)


def _with_tables(ctx: Context) -> set[int]:
    edition = ctx.rules.editions.get(ctx.report.edition_due or "", {})
    return {form["section"] for form in edition.get("tables", {}).values()}


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


@check("S05")
def skeleton(ctx: Context) -> Iterator[Result]:
    """Top-level headings of the form before 2019, and others that the form does not have: told once."""
    params = ctx.rule("S05").params
    old = [re.compile(p) for p in params["old"]]
    passes = re.compile(params["passes"])
    extra = [f for f in ctx.report.extra_headings if not passes.search(f.value)]
    stale = [f for f in extra if any(p.search(f.value) for p in old)]
    if stale:
        names = "、".join(f"“{f.value}”" for f in stale)
        yield ctx.finding("S05", stale[0].place, variant="old", headings=names, related=tuple(f.place for f in stale[1:]))
    rest = [f for f in extra if f not in stale]
    if rest:
        names = "、".join(f"“{f.value}”" for f in rest)
        yield ctx.finding("S05", rest[0].place, headings=names, related=tuple(f.place for f in rest[1:]))


@check("S07")
def announced(ctx: Context) -> Iterator[Result]:
    """Parts announced by number, parts named and parts present must agree."""
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
    named = len(set(numbers)) if numbers else len(names)
    if isinstance(count, int) and names and count != named and count != len(names):
        yield ctx.finding("S07", place, variant="named", count=count, named=named, expected=named, actual=count)
    elif isinstance(count, int) and present and count != len(present):
        # A missing section is told by S01: the announcement is then right and the report is not.
        if count != 6:
            yield ctx.finding(
                "S07", place, variant="present", count=count, present=len(present), expected=len(present), actual=count
            )
    elif numbers and present and set(numbers) != present and set(numbers) != {1, 2, 3, 4, 5, 6}:
        left = "、".join(_name(e) for e in _six(ctx) if e["number"] in present - set(numbers))
        if left:
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
        yield ctx.finding("S11", section.place, aspects="、".join(lacking))
