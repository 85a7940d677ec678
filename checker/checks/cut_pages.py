"""Pages whose lines run over the edge of the paper: what a reader does not see is no defect of the report."""

from __future__ import annotations

from typing import Final

from checker.checks.context import Context
from checker.findings import Finding

CODE: Final = "text_cut"
_WHOLE: Final = ("S", "Q")
"""Groups of rules that judge what the whole report says: a heading or a topic may be what was cut off."""


def cut(ctx: Context, finding: Finding) -> int | None:
    """The page that makes a finding uncertain because part of its text is cut off; None where the finding stands."""
    pages = sorted(t.page for t in ctx.document.troubles if t.code == CODE and t.page is not None)
    if not pages:
        return None
    place = finding.place
    if place is None:
        return None if finding.rule.startswith("W") else pages[0]  # W: what the file carries beside its pages
    if place.document != "this":
        return None
    if finding.rule.startswith(_WHOLE):
        return pages[0]
    own = {place.page}
    if place.table is not None and place.table in ctx.report.tables:
        own |= {c.place.page for c in ctx.report.tables[place.table].cells.values()}
    return next((page for page in pages if page in own), None)
