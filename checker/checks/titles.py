"""S06: the form of the title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.findings import Text


@check("S06")
def form(ctx: Context) -> Iterator[Result]:
    """Organ, year and the fixed words 政府信息公开工作年度报告; every deviation of one title in one finding."""
    title = ctx.report.title
    if title is None:
        if ctx.report.sections and any(s.number for s in ctx.report.sections):
            yield ctx.finding("S06", variant="none")
        return
    bare = re.sub(r"[\s《》“”\"]", "", title.text)
    faults = []
    exempt = False
    for fault in ctx.rule("S06").params["faults"]:
        holds = {
            "organ": title.organ is None,
            "year": title.year is None,
            "pattern": bool(fault.get("pattern") and re.search(fault["pattern"], bare)),
            "lacks": bool(fault.get("lacks") and not re.search(fault["lacks"], bare)),
        }
        if holds[fault["when"]] and ctx.report.agency_kind in fault.get("except", ()):
            exempt = True
        elif holds[fault["when"]]:
            faults.append(fault)
    if not faults:
        return
    organ = title.organ or ctx.report.agency or "〔机关名称〕"
    year = title.year or ctx.report.year or "〔年份〕"
    yield ctx.finding(
        "S06", title.place, faults=[Text(f["zh"], f["en"]) for f in faults],
        title=title.text, expected=f"{organ}{year}年{'' if exempt else '政府'}信息公开工作年度报告", actual=title.text,
    )  # fmt: skip
