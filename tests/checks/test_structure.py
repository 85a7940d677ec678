"""S01–S07 and S11: one cause gives one finding, variation gives none, reading trouble is no finding."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checker import readers, rulebook, specimen
from checker.document import Document, Paragraph, Trouble
from checker.findings import Review
from checker.reviewing import Options, review_document
from tests.support.examples import review_of

BOOK = rulebook.load()
STRUCTURE = ("S01", "S02", "S03", "S04", "S05", "S06", "S07", "S11")
SIX = {n: e["label"] for n, e in enumerate(BOOK.file("headings.yml")["sections"], 1)}


def found(review: Review) -> list[tuple[str, str]]:
    return [(f.rule, f.variant) for f in review.findings if f.rule in STRUCTURE]


def review(document: Document) -> Review:
    return review_document(document, lambda: b"", Options())


def document(**edit: Any) -> Document:
    made = specimen.make(BOOK, edit)
    return readers.read(specimen.markdown(BOOK, made).encode(), path="报告.md")


def numbered(names: list[str]) -> dict[str, str]:
    return {f"heading.{n}": f"{'一二三四五六七八'[i]}、{SIX[n]}" for i, n in enumerate(map(int, names))}


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({}, []),
        ({"heading.6": None}, [("S01", "default")]),
        ({"heading.4": None, **numbered(["1", "2", "3", "5", "6"])}, [("S01", "default")]),
        ({"order": [1, 2, 3, 5, 4, 6]}, [("S02", "order")]),
        ({"order": [6, 1, 2, 3, 4, 5]}, [("S02", "early")]),
        ({"order": [2, 3, 4, 5, 6, 1]}, [("S02", "order")]),
        ({"heading.4": "三、政府信息公开行政复议、行政诉讼情况"}, [("S02", "number")]),
        ({"heading.5": "六、存在的主要问题及改进情况", "heading.6": "七、其他需要报告的事项"}, [("S02", "number")]),
        ({"heading.1": "一、概述"}, [("S05", "old")]),
        ({"heading.5": "五、问题和建议"}, [("S03", "default")]),
        ({"heading.5": "五、不足之处与努力方向"}, [("S03", "default")]),
        ({"heading.2": "二、主动公开政府信情况"}, [("S03", "default")]),
        ({"section.5": []}, [("S04", "five")]),
        ({"section.5": "（略）"}, [("S04", "five")]),
        ({"section.1": "待补充。"}, [("S04", "default"), ("S11", "default")]),
        ({"section.6": ["无。", "七、下一步工作计划", "继续努力。"]}, [("S05", "default")]),
        ({"section.6": ["无。", "附件：公开指南"]}, []),
        ({"section.6": ["无。", "七、附件", "公开指南。"]}, []),
    ],
)  # fmt: skip
def test_one_cause_gives_one_finding(edit: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(review_of(BOOK, edit)) == expected


def test_a_missing_section_that_is_announced_names_both_rules_once() -> None:
    (finding,) = [f for f in review_of(BOOK, {"heading.6": None}).findings if f.rule in STRUCTURE]
    assert (finding.rule, finding.also) == ("S01", ("S07",))
    assert finding.severity.name == "error"


def test_the_skeleton_of_before_2019_is_told_once_with_every_heading() -> None:
    edit = {
        "heading.1": "一、概述", "heading.4": "四、咨询处理情况", "heading.5": "五、政府信息公开收费及减免情况",
        "heading.6": "六、行政复议、行政诉讼和申诉情况", "section.6": ["无。", "七、存在的主要问题及改进情况", "栏目更新慢。"],
    }  # fmt: skip
    findings = [f for f in review_of(BOOK, edit).findings if f.rule in ("S02", "S03", "S05")]
    assert [f.rule for f in findings] == ["S05"]
    assert len(findings[0].related) == 3


LIST = "总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议、行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (f"由{LIST}六部分组成", []),
        (f"由{LIST.replace('、其他', '以及其他')}等六个部分组成", []),
        (f"由{LIST}6个部分组成", []),
        ("由六部分组成", []),
        (f"由{LIST.replace('政府信息公开行政复议、行政诉讼情况', '因政府信息公开工作被申请行政复议、提起行政诉讼的情况')}六部分组成", []),
        (f"由{LIST}五部分组成", [("S07", "named")]),
        (f"由{LIST.replace('、其他需要报告的事项', '')}六部分组成", [("S07", "named")]),
        (f"由{LIST.replace('、其他需要报告的事项', '')}五部分组成", [("S07", "present")]),
        ("由五部分组成", [("S07", "present")]),
    ],
)  # fmt: skip
def test_announced_parts(printed: str, expected: list[tuple[str, str]]) -> None:
    edit = {"replace": [[f"由{LIST}六部分组成", printed]]}
    assert found(review_of(BOOK, edit)) == expected


def test_five_announced_five_named_and_five_present_miss_one_section_only() -> None:
    edit = {"heading.6": None, "replace": [["、其他需要报告的事项六部分组成", "五部分组成"]]}
    assert found(review_of(BOOK, edit)) == [("S01", "default")]


def test_a_page_that_could_not_be_read_may_hold_the_heading() -> None:
    read = document(**{"heading.4": None})
    blind = replace(read, troubles=(Trouble("page_without_text", page=3),))
    result = review(blind)
    assert "S01" not in {f.rule for f in result.findings}
    assert "S01" in {n.rule for n in result.not_checked}


def test_a_picture_below_a_heading_is_no_empty_section() -> None:
    read = document(**{"section.5": []})
    heading = next(b for b in read.blocks if isinstance(b, Paragraph) and b.text.startswith("五、"))
    result = review(replace(read, troubles=(Trouble("picture", block=heading.index),)))
    assert "S04" not in {f.rule for f in result.findings}
    assert "S04" in {n.rule for n in result.not_checked}


def test_the_five_aspects_belong_to_the_edition_of_2021() -> None:
    thin = {"section.1": "全年公开政府信息186条。"}
    assert found(review_of(BOOK, {"year": 2020, **thin})) == []
    (finding,) = [f for f in review_of(BOOK, {"year": 2021, **thin}).findings if f.rule == "S11"]
    assert "监督保障" in finding.message.zh
    assert "主动公开" not in finding.message.zh


@pytest.mark.parametrize("agency", ["清河市人民政府", "清河市人民政府办公室", "清河县东街镇人民政府", "清河区东街街道办事处",
                                    "清河市住房公积金管理中心", "国家税务总局清河县税务局", "河北省水利厅"])  # fmt: skip
@pytest.mark.parametrize("year", [2019, 2020, 2021, 2025])
def test_agencies_of_every_kind_give_no_finding_on_structure_or_contacts(agency: str, year: int) -> None:
    rules = {f.rule for f in review_of(BOOK, {"agency": agency, "year": year}).findings}
    assert not {r for r in rules if r[0] in "SCY"}
