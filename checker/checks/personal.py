"""W07: personal numbers, and names with a home address. Whatever is quoted is masked at the same length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from checker.checks.context import Context
from checker.checks.passages import Passage, every_text, form_blocks
from checker.checks.registry import Result, check
from checker.document import Place, Table
from checker.personal import PersonalNumber, find_numbers, masked

_OLD_IDENTITY: Final = 15
_REACH: Final = 24
"""Characters beside a number among which a word must tell what it is, or excuses it."""


@check("W07")
def personal(ctx: Context) -> Iterator[Result]:
    """One finding a number or address. Numbers in the statutory tables are figures, not persons."""
    params = ctx.rule("W07").params
    forms = form_blocks(ctx)
    for passage in every_text(ctx):
        if passage.cell is not None and passage.table is not None and passage.table.index in forms:
            continue
        yield from _numbers(ctx, passage, params)
        yield from _addresses(ctx, passage, params)
    for block in ctx.document.blocks:
        if isinstance(block, Table) and block.index not in forms | ctx.report.outside:
            yield from _columns(ctx, block, params)


def _numbers(ctx: Context, passage: Passage, params: Mapping[str, Any], heading: str = "") -> Iterator[Result]:
    for number in find_numbers(passage.text):
        if passage.start <= number.start and _personal(passage.text, number, params, heading):
            place = _masked(passage, number.start, number.end)
            yield ctx.finding("W07", place, variant=number.kind, actual=place.quote)


def _masked(passage: Passage, start: int, end: int) -> Place:
    place = passage.place(start, end)
    return replace(place, quote=masked(place.quote or ""), masked=True)


def _personal(text: str, number: PersonalNumber, params: Mapping[str, Any], heading: str) -> bool:
    """Whether the words beside a number let it be a person's."""
    before = heading + text[max(0, number.start - _REACH) : number.start]
    after = text[number.end : number.end + _REACH]
    if number.kind == "mobile":
        published = re.search(params["published"], before + "#" + after[:8])
        measured = re.match(params["measures"], after.lstrip())
        return not published and not measured and not re.search(rf"(?:{params['codes']})[^，。；]{{0,6}}$", before)
    digits = re.sub(r"\D", "", text[number.start : number.end])
    if number.kind == "identity" and len(digits) != _OLD_IDENTITY:
        return True
    cue = params["identity_words"] if number.kind == "identity" else params["card_words"]
    return bool(re.search(cue, before) or re.search(cue, after[:8]))


def _columns(ctx: Context, table: Table, params: Mapping[str, Any]) -> Iterator[Result]:
    """Cells that hold nothing but a number, read with the heading of their column (a list of names)."""
    headings = {c.column: c.text for c in table.cells if c.row == 0}
    section = ctx.section_of(table.index)
    for cell in table.cells:
        if cell.row == 0 or not cell.readable or any("\u4e00" <= c <= "\u9fff" for c in cell.text):
            continue
        passage = Passage(cell.text, section, None, 0, table, cell)
        heading = headings.get(cell.column, "")
        if re.search(f"{params['identity_words']}|{params['card_words']}|{params['mobile_words']}", heading):
            yield from _numbers(ctx, passage, params, heading)


@lru_cache(maxsize=4)
def _home(surnames: str, lives: str, apart: str, parts: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<name>[{surnames}][\u4e00-\u9fff]{{1,2}})"
        rf"(?:[（(，,、：: ]{{0,2}}(?:{lives})|[（(，,：:]{{1,2}}(?:{apart}))[：:于在为是]{{0,2}}"
        rf"(?P<address>[^，,。；;）)（(\n]{{3,40}}?[0-9０-９一二三四五六七八九十甲乙丙]{{1,5}}(?:{parts}))"
    )


def _addresses(ctx: Context, passage: Passage, params: Mapping[str, Any]) -> Iterator[Result]:
    pattern = _home(*(str(params[k]) for k in ("surnames", "lives", "lives_apart", "address_parts")))
    for match in pattern.finditer(passage.text, passage.start):
        name = match["name"]
        if name[-1] in params["no_names"] or "某" in name or ctx.language.known(name):
            continue
        end = match.end("address")
        while more := re.match(rf"[0-9０-９一二三四五六七八九十]{{1,5}}(?:{params['address_parts']})", passage.text[end:]):
            end += more.end()
        place = passage.place(match.start(), end)
        hidden = name[0] + "*" * (len(name) - 1) + passage.text[match.end("name") : match.start("address")]
        quote = hidden + "*" * (end - match.start("address"))
        yield ctx.finding("W07", replace(place, quote=quote, masked=True), variant="address", actual=quote)
