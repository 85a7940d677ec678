"""Whether last year's report is one: the same agency, the year before. Shared by every rule that compares
years."""

from __future__ import annotations

import re

from checker.checks.context import Context
from checker.findings import NotChecked
from checker.report.model import Report

_BLANK = re.compile(r"[\s\u3000\u00a0]+")
_BRACKETS = re.compile(r"[（(][^（）()]{0,40}[）)]$")
GOVERNMENT = (
    "人民政府办公厅",
    "人民政府办公室",
    "政府办公厅",
    "政府办公室",
    "人民政府",
    "政府",
    "办公厅",
    "办公室",
)
"""Endings that a government's own report and that of its office bear or leave out (清河县,
清河县人民政府办公室)."""
REGION_ENDS = "省市区县旗州盟乡镇"


def not_comparable(ctx: Context, *rules: str) -> list[NotChecked]:
    """Why ``rules`` cannot compare with last year's report; empty where they can."""
    assert ctx.previous is not None
    if not same_agency(ctx.report, ctx.previous):
        return [ctx.not_checked(r, "previous_other_agency") for r in rules]
    ours, theirs = ctx.report.year, ctx.previous.year
    if ours is None:
        return [ctx.not_checked(r, "year_unknown") for r in rules]
    if theirs != ours - 1:
        detail = f"{theirs}" if theirs is not None else "?"
        return [ctx.not_checked(r, "previous_other_year", detail=detail) for r in rules]
    return []


def same_agency(one: Report, other: Report) -> bool:
    """Whether both reports are of one agency: equal names, names with and without the region above, or a
    government under its own name and its office's. Unknown names are taken at the caller's word."""
    if not one.agency or not other.agency:
        return True
    a, b = _name(one.agency), _name(other.agency)
    if a == b or _prefixed(a, b) or _prefixed(b, a):
        return True
    a, b = _region(a), _region(b)
    return a[-1:] in REGION_ENDS and (a == b or _prefixed(a, b) or _prefixed(b, a))


def _name(text: str) -> str:
    return _BRACKETS.sub("", _BLANK.sub("", text))


def _region(name: str) -> str:
    for ending in GOVERNMENT:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def _prefixed(longer: str, shorter: str) -> bool:
    """洪泽区人民政府 and 淮安市洪泽区人民政府."""
    head = longer.removesuffix(shorter)
    return longer != shorter and longer.endswith(shorter) and len(shorter) >= 3 and head[-1] in REGION_ENDS
