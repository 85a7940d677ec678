"""W06, second half: what an agency calls itself, and its region, against its own name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from checker import lexicons
from checker.checks.context import Context
from checker.checks.passages import inside, running_text
from checker.checks.registry import Result, check
from checker.document import Place
from checker.findings import Text
from checker.places import OrganName, ending, split_name

_AUTONOMOUS = ("15", "45", "54", "64", "65")
"""Provinces that are 自治区: 全区 may mean all of it."""


def _levels(value: Any) -> Text | None:
    if isinstance(value, dict) and all(isinstance(v, dict) and lexicons.texts(v.get("not")) is None for v in value.values()):
        return None
    return Text("应当是“区: {not: [县]}”", "must be like “区: {not: [县]}”")


_SHAPES: Mapping[str, lexicons.Shape] = {
    "universal": lexicons.texts, "organs": lexicons.rows(ends=lexicons.texts, says=lexicons.texts),
    "words": lexicons.pattern, "regions": _levels, "township_speaks": lexicons.pattern,
    "region_words": lexicons.pattern,
}  # fmt: skip


@lru_cache(maxsize=4)
def _data(path: Path) -> tuple[Mapping[str, Any], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = lexicons.read(path, _SHAPES)
    words = re.compile(f"(?<![自忘为])(?:{''.join(data['words'].split())})")
    return data, words, re.compile(data["region_words"]), re.compile(data["township_speaks"])


@check("W06")
def self_names(ctx: Context) -> Iterator[Result]:
    """One finding for each word that does not fit, with further places."""
    if not ctx.report.agency:
        return
    data, words, region, township = _data(ctx.rules.path("organs/self_references.yml"))
    own = split_name(ctx.report.agency)
    says = _allowed(ctx, data)
    wrong_regions = _wrong_regions(own, data)
    found: dict[tuple[str, str], list[Place]] = {}
    for passage in running_text(ctx):
        text, quoted = passage.text, [m.span() for m in re.finditer(r"“[^“”\n]{1,60}”|《[^《》\n]{1,60}》", passage.text)]
        hits = []
        if says is not None:
            hits += [("self", m.span(), m[0]) for m in words.finditer(text, passage.start) if m[0] not in says]
        hits += [
            ("region", m.span(), m[0]) for m in region.finditer(text, passage.start) if m[2] in wrong_regions
        ]
        if ctx.report.agency_kind == "township":
            hits += [("region", m.span(1), m[1]) for m in township.finditer(text, passage.start)]
        for variant, (start, end), word in hits:
            if not inside(quoted, start):
                found.setdefault((variant, word), []).append(passage.place(start, end))
    for (variant, word), places in found.items():
        yield ctx.finding(
            "W06", places[0], variant=variant, related=tuple(places[1:]), actual=word, confidence="likely",
            agency=ctx.report.agency, count=len(places),
        )  # fmt: skip


def _allowed(ctx: Context, data: Mapping[str, Any]) -> frozenset[str] | None:
    """The words that the agency may use; None where its name does not tell."""
    name = re.sub(r"[（(][^（）()]*[）)]$", "", re.sub(r"\s+", "", ctx.report.agency or ""))
    for entry in data["organs"]:
        if name.endswith(tuple(entry["ends"])):
            return frozenset([*entry["says"], *data["universal"]])
    return None


def _wrong_regions(own: OrganName, data: Mapping[str, Any]) -> frozenset[str]:
    """Generic words for a region (县, 区) that neither the agency's own nor one above it can bear."""
    level = next((ending(r) for r in reversed(own.regions) if ending(r) in data["regions"]), None)
    if level is None or ending(own.regions[-1]) != level:
        return frozenset()
    wrong = set(data["regions"][level]["not"])
    if "区" in wrong:
        known = own.codes()
        if not known or any(c[:2] in _AUTONOMOUS for c in known):
            wrong.discard("区")
    return frozenset(wrong)
