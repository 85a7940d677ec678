"""N01-N10 on whole reports: what is said when a table or cell cannot be read, one root cause, places, hostile text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checker import rulebook, specimen
from checker.checks import numbers
from checker.checks.context import Context
from checker.checks.registry import CHECKS, _inapplicable
from checker.document import Paragraph
from checker.findings import Finding, NotChecked
from checker.language import get_language
from checker.readers import read
from checker.report.build import build

BOOK = rulebook.load()
OWN = [c for c in CHECKS if c.run.__module__ == numbers.__name__]


def context(**edit: Any) -> Context:
    """The specimen with edits (dots written as double underscores) as a context."""
    text = specimen.markdown(BOOK, specimen.make(BOOK, {k.replace("__", "."): v for k, v in edit.items()}))
    document = read(text.encode(), path="x.md")
    return Context(build(document, BOOK, get_language()), document, BOOK, get_language())


def run(ctx: Context) -> tuple[list[tuple[str, str | None]], list[NotChecked]]:
    found, skipped = [], []
    for check in OWN:
        for rule in check.rules:
            reason = _inapplicable(ctx, BOOK.rules[rule], check)
            if reason and reason[0]:
                skipped.append(ctx.not_checked(rule, reason[0], **reason[1]))
        if any(_inapplicable(ctx, BOOK.rules[r], check) is None for r in check.rules):
            for item in check.run(ctx):
                if isinstance(item, Finding):
                    found.append((item.rule, item.place.quote if item.place else None))
                else:
                    skipped.append(item)
    return found, skipped


@pytest.mark.parametrize("year", range(2019, 2026))
def test_the_specimen_agrees_with_its_tables(year: int) -> None:
    assert run(context(year=year)) == ([], [])


@pytest.mark.parametrize("rule", [f"N{n:02}" for n in range(1, 11)])
def test_examples_of_the_catalogue(rule: str) -> None:
    for example in BOOK.rules[rule].flags:
        found, _ = run(context(**{k.replace(".", "__"): v for k, v in example.edit.items()}))
        assert rule in [r for r, _ in found], example.name
    for example in BOOK.rules[rule].passes:
        found, _ = run(context(**{k.replace(".", "__"): v for k, v in example.edit.items()}))
        assert found == [], example.name


def test_finding_names_the_cell() -> None:
    ctx = context(section__1="全年新收政府信息公开申请15件。")
    finding = next(f for f in numbers.requests(ctx) if isinstance(f, Finding))
    assert (finding.expected, finding.actual) == (12, 15)
    assert finding.place is not None
    assert finding.place.section == 1
    assert [(p.table, p.row, p.column) for p in finding.related] == [("requests", "new", "total")]


def test_without_table_three_its_rules_are_not_checked() -> None:
    found, skipped = run(context(drop__requests=True, section__1="新收政府信息公开申请15件，结转9件。"))
    assert found == []
    assert {n.rule for n in skipped} >= {"N01", "N02", "N03", "N04", "N05", "N09"}


def test_arithmetic_of_the_text_needs_no_table() -> None:
    found, _ = run(context(drop__requests=True, section__1="收到申请30件，比上年的20件增长40%。"))
    assert found == [("N08", "40%")]


def test_an_unread_cell_is_not_checked() -> None:
    ctx = context(section__1="全年行政复议3件。", disputes__review__total="")
    found, skipped = run(ctx)
    assert found == []
    assert [n.rule for n in skipped] == ["N06"]


@pytest.mark.parametrize("number", ["10", "11"])
def test_a_cell_that_fails_its_own_sum_is_no_second_finding(number: str) -> None:
    ctx = context(
        section__1=f"全年行政复议{number}件。", disputes__review__upheld=11, disputes__review__total=10
    )
    assert run(ctx)[0] == []


def test_where_both_values_are_contradicted_the_text_is_flagged() -> None:
    ctx = context(section__1="全年行政复议17件。", disputes__review__upheld=11, disputes__review__total=10)
    assert run(ctx)[0] == [("N06", "17件")]


def test_topic_of_a_sub_heading_holds_below_it() -> None:
    found, _ = run(context(section__1=["（二）依申请公开情况", "全年共收到15件，办结11件。"]))
    assert found == [("N01", "15件")]


def test_one_number_twice_in_a_sentence_is_one_finding() -> None:
    found, _ = run(context(section__1="收到政府信息公开申请21件，答复21件。"))
    assert found == [("N01", "21件")]


@pytest.mark.parametrize(
    "text",
    ["1" * 100_000, "收到申请1件，" * 12_000, "局" * 30_000, "未" * 30_000 + "申请", "均" * 30_000, "（" * 100_000,
     "其中" * 30_000, "、".join(["1件"] * 30_000), "占5%" * 25_000, "一" * 100_000,
     "".join(f"{n}件,占{n % 100}%。" for n in range(8_000))],
    ids=lambda t: t[:6],
)  # fmt: skip
def test_hostile_text_ends(text: str) -> None:
    ctx = context()
    section = ctx.report.section(1)
    assert section is not None
    body = (Paragraph(section.blocks[0].index, text),)
    report = replace(ctx.report, sections=(replace(section, blocks=body, body_offset=0),))
    ctx = Context(report, ctx.document, BOOK, get_language())
    for check in OWN:
        list(check.run(ctx))


def test_a_long_sentence_is_cut_in_no_number() -> None:
    text = "收到" + "申请" * 389 + "1,230件已办结。"
    assert all(not text[start].isdigit() for start, _ in numbers.sentences(text))
