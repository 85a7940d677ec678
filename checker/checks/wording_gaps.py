"""W02, the part that patterns cannot tell: a measure word with a blank where its number belongs.

A blank that the reader put in, a word that is set with blanks between its characters, and a word parted by a blank
(文 件) are none. What templates leave behind (XX, 【填写】 …) stands as patterns in the rule's data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from checker.checks.context import Context
from checker.checks.passages import Passage, sure_text
from checker.checks.registry import Result, check


@lru_cache(maxsize=4)
def _gap(units: tuple[str, ...], leads: tuple[str, ...]) -> re.Pattern[str]:
    unit = "|".join(sorted(map(re.escape, units), key=lambda u: (-len(u), u)))
    lead = "|".join(sorted(map(re.escape, leads), key=lambda u: (-len(u), u)))
    return re.compile(
        rf"(?P<before>[\u4e00-\u9fff）”》])(?P<gap>[ \t\u3000\u00a0]{{1,12}})(?P<unit>{unit})"
        rf"(?=[，。、；：,;.）)]|\s*$)"
        rf"|(?P<lead>{lead})(?P<gap2>[ \t\u3000\u00a0]{{1,12}})(?P<unit2>{unit})(?=[\u4e00-\u9fff])"
        rf"|(?<=[\u4e00-\u9fff])(?P<doubt>[?？]{{1,4}})(?P<unit3>{unit})(?=[，。、；,;]|\s*$)"
    )


@check("W02")
def missing_numbers(ctx: Context) -> Iterator[Result]:
    """One finding for each blank before a measure word."""
    params = ctx.rule("W02").params
    passages, skipped = sure_text(ctx, "W02")
    yield from skipped
    pattern = _gap(tuple(params["units"]), tuple(params["leads"]))
    for passage in passages:
        for match in pattern.finditer(passage.text, passage.start):
            if match["doubt"]:  # 新收申请?件
                yield ctx.finding("W02", passage.place(match.start(), match.end()), variant="number", unit=match["unit3"])
                continue
            lead = match["lead"] is not None
            before, unit, gap = ("lead", "unit2", "gap2") if lead else ("before", "unit", "gap")
            if _parted(ctx, passage.text, match, before, unit) or _readers(passage, *match.span(gap)):
                continue
            if lead and _begins_word(ctx, passage.text, match.start(unit)):
                continue
            start = max(passage.start, match.start() - 6)
            yield ctx.finding("W02", passage.place(start, match.end(unit)), variant="number", unit=match[unit])


def _parted(ctx: Context, text: str, match: re.Match[str], before: str, unit: str) -> bool:
    """Whether the blank stands inside a word, or between characters all of which are set apart."""
    last, at = match[before][-1], match.end(before) - 1
    if ctx.language.known(last + match[unit]):
        return True
    apart = at >= 1 and text[at - 1].isspace()
    return apart and at >= 2 and "\u4e00" <= text[at - 2] <= "\u9fff"


def _begins_word(ctx: Context, text: str, at: int) -> bool:
    return any(ctx.language.known(text[at : at + n]) for n in (2, 3, 4) if len(text) >= at + n)


def _readers(passage: Passage, start: int, end: int) -> bool:
    """Whether the reader put the blank in, at the end of a line or of a page."""
    p = passage.paragraph
    if p is None:
        return False
    if any(start <= offset <= end for offset, _ in p.page_breaks):
        return True
    if p.glyphs is None:
        return False
    drawn = [g for g in p.glyphs[start:end] if g is not None]
    if drawn:
        return False
    before, after = p.glyphs[start - 1], p.glyphs[end]
    if before is None or after is None:
        return True
    (page, a), (other, b) = before, after
    # The same line, with room for a number between: the author's blank. Another line: the reader's.
    return page != other or b[1] > a[3] or b[0] < a[2]
