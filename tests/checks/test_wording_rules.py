"""W01–W04 beyond the labelled sentences: told once, nothing from what we could not read, right words left alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from checker import lexicons, rulebook
from checker.checks import registry
from checker.checks.context import Context
from checker.document import Paragraph, Trouble
from checker.errors import RuleBookError
from checker.findings import Finding, NotChecked
from checker.language import get_language
from checker.reviewing import review
from checker.terms import SHAPES, Terms
from tests.checks.wording_cases import build
from tests.support.road import only

MODULES = ("wording", "wording_gaps", "wording_repeats", "wording_widths")
BOOK = rulebook.load()


@pytest.fixture(autouse=True)
def _wording_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, MODULES)


def run(ctx: Context) -> tuple[list[Finding], list[NotChecked]]:
    findings, skipped, _ = registry.run(ctx)
    return findings, skipped


def say(*texts: str, section: int = 1) -> Context:
    """A report whose section holds these paragraphs."""
    ctx = build({"section": section, "text": texts[0]})
    sections = []
    for s in ctx.report.sections:
        if s.number == section:
            first = s.blocks[0].index
            s = replace(s, blocks=tuple(Paragraph(first + i, t) for i, t in enumerate(texts)))
        sections.append(s)
    return replace(ctx, report=replace(ctx.report, sections=tuple(sections)))


def test_one_finding_for_a_slip_that_comes_again() -> None:
    (finding,), _ = run(say("收到行政覆议申请2件。", "行政覆议均已审结。"))
    assert (finding.rule, finding.actual, finding.expected) == ("W01", "行政覆议", "行政复议")
    assert [p.quote for p in finding.related] == ["行政覆议"]


def test_cells_of_a_form_without_lines_are_no_sentences() -> None:
    lines = ("结果维结果纠其他结尚未审总结果维结果纠其他结尚未审总", "持正果结计持正果结计")
    ctx = say(*lines, section=4)
    trouble = Trouble("table_unruled", 5, 3)
    findings, skipped = run(replace(ctx, document=replace(ctx.document, troubles=(trouble,))))
    assert not findings
    assert {"W01", "W03"} <= {n.rule for n in skipped}
    assert run(ctx)[0]


def test_every_term_is_right_as_it_stands() -> None:
    terms = Terms(BOOK.file("wording/terms.yml"), get_language().known)
    for term in BOOK.file("wording/terms.yml")["terms"]:
        assert terms.slips(f"我局认真做好{term}，全年共{term}的有关工作。", get_language()) == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("进一步完善政府信息公开目路。", "政府信息公开目录"),
        ("信息处埋费0元。", "信息处理费"),
        ("加强政府门户网站建投，行政执去案卷1件。", "行政执法案卷"),
        ("召开新闻发步会3场。", "新闻发布会"),
        ("市场监督管垂局牵头。", "市场监督管理局"),
        ("政务公领开导小组办公室。", "政务公开领导小组"),
        ("涉及商业密秘的1件。", "商业秘密"),
        ("，府信息公开平台全年更新。", "政府信息公开平台"),
    ],
)
def test_slips_that_no_list_holds(text: str, right: str) -> None:
    terms = Terms({**BOOK.file("wording/terms.yml"), "mistakes": {"〇": "零"}}, get_language().known)
    found = [s.right for s in terms.slips(text, get_language())]
    assert found == [right]


@pytest.mark.parametrize(
    "text",
    ["做好政务信息报送。", "不敢公开、不会公开的现象。", "重大决策预公开两次。", "微信公开政府信息148条。", "政府开放周活动。",
     "行政复核3件。", "政府类信息公开12条。", "依法申请公开的3人。", "《政府信息公并条例》解读。", "“政务功开”专栏。"],
)  # fmt: skip
def test_right_words_near_a_term(text: str) -> None:
    assert [f for f in run(say(text))[0] if f.rule == "W01"] == []


def test_nothing_is_said_where_glyphs_could_not_be_read() -> None:
    ctx = say("收到行政覆议申请 件,均已审结。（按期")
    block = next(s for s in ctx.report.sections if s.number == 1).blocks[0].index
    ctx = replace(ctx, document=replace(ctx.document, troubles=(Trouble("unmapped_glyphs", block=block),)))
    findings, skipped = run(ctx)
    assert findings == []
    assert [n.rule for n in skipped] == ["W01", "W02", "W03", "W04"]


@pytest.mark.parametrize("text", ["相关文 件，另行公布。", "政 府 信 息 公 开 事 项，", "主动公开 12 条，", "共 条例一部。"])
def test_blanks_that_are_no_missing_number(text: str) -> None:
    assert run(say(text))[0] == []


def test_a_blank_that_the_reader_put_in_passes() -> None:
    text = "主动公开政府信息 条，"
    line = [(1, (10.0 * i, 100.0, 10.0 * i + 9, 110.0)) for i in range(8)]
    ends_here = (*line, None, (1, (0.0, 130.0, 9.0, 140.0)), (1, (10.0, 130.0, 19.0, 140.0)))
    same_line = (*line, None, (1, (120.0, 100.0, 129.0, 110.0)), (1, (130.0, 100.0, 139.0, 110.0)))
    for glyphs, count in ((ends_here, 0), (same_line, 1)):
        ctx = say(text)
        one = next(s for s in ctx.report.sections if s.number == 1)
        wrapped = replace(one, blocks=(replace(one.blocks[0], glyphs=glyphs),))  # type: ignore[type-var]
        sections = tuple(wrapped if s.number == 1 else s for s in ctx.report.sections)
        findings, _ = run(replace(ctx, report=replace(ctx.report, sections=sections)))
        assert [f.rule for f in findings] == ["W02"] * count


def test_a_sentence_that_comes_again_names_the_first() -> None:
    sentence = "通过政府门户网站专栏公开重大建设项目批准和实施信息。"
    (finding,), _ = run(say(sentence, "另有一句。" + sentence))
    assert (finding.rule, finding.variant, finding.place.quote if finding.place else "") == ("W03", "statement", sentence)
    assert finding.related[0].quote == sentence


@pytest.mark.parametrize("text", ["（一）主动公开。主动公开信息85条。", "了解政务公开、支持政务公开、监督政务公开。", "《济南市文明条例》与《济宁市文明条例》。"])
def test_parallels_and_headings_are_no_repetition(text: str) -> None:
    assert run(say(text))[0] == []


def test_widths_are_told_once_a_file() -> None:
    (finding,), _ = run(say("加强领导,压实责任,抓好落实;", "全年１２条（另有3条。"))
    assert finding.rule == "W04"
    kinds = {k["kind"]: k["count"] for k in finding.details["kinds"]}
    assert kinds == {"mark": 3, "digit": 1, "pair": 1}


@pytest.mark.parametrize(
    "texts", [("推行“三审三校制度（试行", "版）”，确保准确。"), ("1）强化培训。2）完善制度。",), ("依国办公开办函〔202130号填报。",)]
)
def test_brackets_that_pass(texts: tuple[str, ...]) -> None:
    assert run(say(*texts))[0] == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("cut: [", "cut: 受理渠道 #[", "应当是一列文字"), ("safe: >-", "save: >-", "缺少 safe"), ("  行政覆议: 行政复议", "  行政复议: 行政复议", "两边不能相同")],
)
def test_a_damaged_lexicon_stops_with_file_and_reason(tmp_path: Path, old: str, new: str, line: str) -> None:
    (tmp_path / "wording").mkdir()
    text = (BOOK.roots[0] / "wording" / "terms.yml").read_text("utf-8")
    assert old in text
    (tmp_path / "wording" / "terms.yml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RuleBookError, match=line) as caught:
        lexicons.read(rulebook.load((tmp_path,)).path("wording/terms.yml"), SHAPES)
    assert "terms.yml" in str(caught.value)


def test_a_letter_above_the_report_may_repeat_its_own_title() -> None:
    letter = "清河县人民政府关于报送清河县2023年政府信息公开工作年度报告的函。"
    text = "\n\n".join([letter, letter, "清河县人民政府2023年政府信息公开工作年度报告", "一、总体情况", "甲。", "二、主动公开政府信息情况"])
    found = review(text.encode(), path="report.txt")
    assert [f.rule for f in found.findings if f.rule == "W03"] == []
