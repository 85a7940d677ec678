"""Pages whose lines run over the edge: what may have been cut off is not checked, what stands elsewhere is judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker import rulebook, specimen
from checker.checks.context import Context
from checker.checks.cut_pages import cut
from checker.document import Place, Trouble
from checker.findings import Finding, Severity, Text
from checker.language import get_language
from tests.support.road import understand

BOOK = rulebook.load()


def context(*pages: int) -> Context:
    document, report = understand(specimen.markdown(BOOK, specimen.make(BOOK, {})), BOOK)
    document = replace(document, troubles=tuple(Trouble("text_cut", page) for page in pages))
    return Context(report=report, document=document, rules=BOOK, language=get_language(()))


def some(rule: str, place: Place | None) -> Finding:
    text = Text("", "")
    return Finding(rule, Severity.warning, text, text, text, place)


@pytest.mark.parametrize(
    ("rule", "place", "page"),
    [
        ("W04", Place(page=2, quote="）主动公"), 2),
        ("N01", Place(page=2, quote="16"), 2),
        ("N01", Place(page=1, quote="16"), None),
        ("L01", Place(page=1, quote="717"), None),
        ("S01", None, 2),  # the heading may be what was cut off
        ("S02", Place(page=1, quote="三、"), 2),
        ("Y02", None, 2),
        ("W09", None, None),  # the file's own properties are on no page
        ("L01", Place(document="previous", page=2), None),
    ],
)
def test_what_is_judged_beside_a_page_cut_off(rule: str, place: Place | None, page: int | None) -> None:
    ctx = context(2, 4)
    finding = some(rule, place)
    assert cut(ctx, finding) == page
    assert cut(context(), finding) is None


def test_a_table_of_which_some_cells_stand_on_such_a_page_is_uncertain() -> None:
    ctx = context(3)
    table = ctx.report.tables["requests"]
    key, cell = next(iter(table.cells.items()))
    cells = {**table.cells, key: replace(cell, place=replace(cell.place, page=3))}
    ctx = replace(ctx, report=replace(ctx.report, tables={**ctx.report.tables, "requests": replace(table, cells=cells)}))
    assert cut(ctx, some("T05", Place(page=2, table="requests"))) == 3
    assert cut(ctx, some("T05", Place(page=2, table="disputes"))) is None
