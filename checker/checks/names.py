"""W05: organs called by a name that a reform ended. (W06 stands in names_places and names_self.)"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from checker import lexicons
from checker.checks import names_places, names_self  # noqa: F401 (they register their checks)
from checker.checks.context import Context
from checker.checks.passages import Passage, inside, running_text
from checker.checks.registry import Result, check
from checker.document import Place
from checker.organs import RENAMES, OldName, Renames

_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_NAMED: Final = re.compile(r"《[^《》\n]{1,80}》|“[^“”\n]{1,60}”")


@lru_cache(maxsize=4)
def _renames(path: Path) -> Renames:
    return Renames(lexicons.read(path, RENAMES))


@check("W05")
def old_names(ctx: Context) -> Iterator[Result]:
    """One finding for each old name, with further places. An organ that reports under the name still bears it."""
    year = ctx.report.year
    if year is None:
        yield ctx.not_checked("W05", "year_unknown")
        return
    renames = _renames(ctx.rules.path("organs/renames.yml"))
    own = ctx.report.agency or ""
    found: dict[str, list[tuple[Place, OldName]]] = {}
    for passage in running_text(ctx, title=True):
        hits = [
            h for h in renames.find(passage.text, passage.start)
            if h.rename.day < dt.date(year, 1, 1) and h.rename.old not in own
        ]  # fmt: skip
        if not hits:
            continue
        named = [m.span() for m in _NAMED.finditer(passage.text)]
        spans = ctx.language.sentences(passage.text)
        for hit in hits:
            if inside(named, hit.start) or _past(spans, renames, passage, hit, year):
                continue
            found.setdefault(hit.rename.old, []).append((passage.place(hit.start, hit.end), hit))
    for old, places in found.items():
        yield ctx.finding(
            "W05", places[0][0], related=tuple(p for p, _ in places[1:]), expected=places[0][1].rename.new, actual=old,
            confidence="likely", year=year,
        )  # fmt: skip


def _past(spans: Sequence[tuple[int, int]], renames: Renames, passage: Passage, hit: OldName, year: int) -> bool:
    """Whether the sentence speaks of the time in which the name was right."""
    start, end = spans[bisect_right(spans, hit.start, key=lambda s: s[0]) - 1]
    sentence = passage.text[start:end]
    if renames.history.search(sentence):
        return True
    years = [int(y) for y in _YEAR.findall(sentence)]
    return bool(years) and year not in years and min(years) <= hit.rename.day.year
