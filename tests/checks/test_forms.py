"""S08–S10: the form's tables, in the right edition, with the form's labels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checker import rulebook, specimen
from checker.checks import registry
from checker.checks.context import Context
from checker.language import get_language
from tests.support.road import judge, judge_edit, only, understand

BOOK = rulebook.load()


@pytest.fixture(autouse=True)
def _modules(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch)


def found(edit: dict[str, Any], **options: Any) -> list[tuple[str, str, object]]:
    return [(f.rule, f.variant, f.actual) for f in judge_edit(edit, **options)[0]]


@pytest.mark.parametrize("rule", ["S08", "S09", "S10"])
def test_examples_of_the_catalogue(rule: str) -> None:
    for example in BOOK.rules[rule].flags:
        assert rule in {f.rule for f in judge_edit(example.edit)[0]}, example.name
    for example in BOOK.rules[rule].passes:
        assert not judge_edit(example.edit)[0], example.name


@pytest.mark.parametrize("year", range(2019, 2027))
def test_the_specimen_gives_nothing_in_any_year(year: int) -> None:
    assert judge_edit({"year": year}) == ([], [])


# -- S08 ---------------------------------------------------------------------------------------------------


def test_a_missing_table_is_one_error_and_its_rules_are_not_checked() -> None:
    findings, skipped = judge_edit({"drop.requests": True})
    assert [(f.rule, f.place.section if f.place else None) for f in findings] == [("S08", 3)]
    assert {"T01", "T02", "T03", "S09", "S10"} <= {n.rule for n in skipped}


def test_a_picture_in_its_place_is_not_checked() -> None:
    text = specimen.markdown(
        BOOK, specimen.make(BOOK, {"drop.disputes": True, "after_table.requests": "附图"})
    )
    text = text.replace("## 五、", "![表](table4.png)\n\n## 五、")
    findings, skipped = judge(text)
    assert not findings
    assert "S08" in {n.rule for n in skipped}


def test_an_unreadable_table_is_never_missing() -> None:
    document, report = understand(specimen.markdown(BOOK, specimen.make(BOOK, {})), BOOK)
    bad = replace(report.tables["disputes"], status="unreadable", reason="picture", cells={})
    report = replace(report, tables={**report.tables, "disputes": bad})
    ctx = Context(report=report, document=document, rules=BOOK, language=get_language(()))
    findings, skipped, _ = registry.run(ctx)
    assert not findings
    assert {n.rule for n in skipped} == {"S08", "S09", "S10", "T04", "T05", "T06"}


def test_labels_of_a_table_without_lines_are_not_judged() -> None:
    text = specimen.markdown(BOOK, specimen.make(BOOK, {})).replace("1.属于国家秘密", "1.属于国家")
    document, report = understand(text, BOOK)
    tables = {**report.tables, "requests": replace(report.tables["requests"], doubt="table_unruled")}
    ctx = Context(report=replace(report, tables=tables), document=document, rules=BOOK, language=get_language(()))
    findings, skipped, _ = registry.run(ctx)
    assert not findings
    assert [n.rule for n in skipped] == ["S10"]


# -- S09 ---------------------------------------------------------------------------------------------------


def test_the_old_form_in_a_new_year_is_one_error_with_its_kept_row() -> None:
    (finding,) = judge_edit({"layout": "2019"})[0]
    assert (finding.rule, finding.expected, finding.actual, len(finding.related)) == (
        "S09",
        "2021",
        "2019",
        1,
    )


def test_the_new_form_in_an_old_year_is_an_error_for_each_table_that_differs() -> None:
    findings, _ = judge_edit({"year": 2020, "layout": "2021"})
    assert [(f.rule, f.place.table if f.place else None) for f in findings] == [
        ("S09", "disclosure"),
        ("S09", "requests"),
    ]


def test_some_labels_of_the_other_edition_make_a_mixed_table_one_makes_an_added_label() -> None:
    row = "| 行政许可 |"
    one = {"replace": [[row, f"| 其他对外管理服务事项 | 3 | 3 | 3 |\n{row}"]]}
    assert found(one) == [("S10", "added", "其他对外管理服务事项")]
    two = {"replace": [[row, f"| 其他对外管理服务事项 | 3 | 3 | 3 |\n| 政府集中采购 | 3 | 3 | 3 |\n{row}"]]}
    assert [f[:2] for f in found(two)] == [("S09", "mixed")]


# -- S10 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("requests.refused_state_secret", "1、属于国家秘密"),
        ("requests.refused_state_secret", "１．属于 国家秘密"),
        ("requests.refused_security_and_stability", '3.危及"三安全一稳定"'),
        ("requests.refused_security_and_stability", "3.危及三安全一稳定"),
        ("requests.granted", "(一) 予以公开"),
        ("requests.legal_service", "法律服务\u3000机构"),
        ("requests.（三）不予公开", "(三)不予公开"),
        ("disclosure.amount", "本年收费金额(单位:万元)"),
        ("disclosure.第二十条第（五）项", "第二十条第(五)项"),
        ("disputes.suit_after_review", "复议 后起诉"),
    ],
)
def test_punctuation_quotes_and_blanks_pass(key: str, printed: str) -> None:
    assert found({f"label.{key}": printed}) == []


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("requests.refused_prohibited_by_law", "2.其他法律行政止公开"),
        ("requests.business", "商业企来"),
        ("requests.（三）不予公开", "（三）不与公开"),
        ("requests.partly_granted", "（二）部分公开"),
        ("disclosure.amount", "本年收费金额（单位：元）"),
        ("disclosure.amount", "本年收费金额"),
        ("disclosure.第二十条第（八）项", "第二十条第（七）项"),
        ("disclosure.issued", "本年制定件数"),
        ("disputes.pending", "尚未审理"),
        ("disputes.direct_suit", "未经复议起诉"),
    ],
)
def test_a_damaged_or_renamed_label_is_one_finding(key: str, printed: str) -> None:
    assert found({f"label.{key}": printed}) == [("S10", "renamed", printed)]


def test_explanations_in_brackets_are_one_finding_a_table() -> None:
    edit = {
        "label.requests.granted": "（一）予以公开（含告知已主动公开的）",
        "label.requests.partly_granted": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）（按件计）",
        "label.requests.carried_out": "四、结转下年度继续办理（截至年底尚未办结的）",
    }
    (finding,) = judge_edit(edit)[0]
    assert (finding.rule, finding.variant, len(finding.related)) == ("S10", "notes", 2)


def test_rows_missing_added_and_moved() -> None:
    assert [f[:2] for f in found({"drop_row.requests.declined_publication": True})] == [("S10", "missing")]
    swap = {
        "label.requests.declined_petition": "1.重复申请",
        "label.requests.declined_repeated": "2.信访举报投诉类申请",
    }
    assert [f[:2] for f in found(swap)] == [("S10", "order")]


def test_other_handling_in_one_row_is_one_finding_and_no_other_edition() -> None:
    edit = {
        "drop_row.requests.other_no_correction": True,
        "drop_row.requests.other_no_payment": True,
        "label.requests.other_rest": "（六）其他处理",
        "label.requests.（六）其他处理": "三、本年度办理结果",
    }
    assert [f[:2] for f in found(edit)] == [("S10", "kept")]
    assert found({"year": 2020}) == []


def test_a_label_that_the_other_engine_reads_well_is_trouble_of_reading() -> None:
    _, report = understand(specimen.markdown(BOOK, specimen.make(BOOK, {})), BOOK)
    edit = {"label.requests.refused_prohibited_by_law": "2.其他法律行政止公开"}
    findings, skipped = judge_edit(edit, second_opinion=lambda key: report.tables[key])
    assert not findings
    assert [n.rule for n in skipped] == ["S10"]
