"""The six sections in every variation of real reports (tests/data/sections.yml)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker import readers, rulebook, specimen
from checker.document import Block, Cell, Paragraph, Table
from checker.language import get_language
from checker.report.build import build
from checker.report.model import Fact, Section
from checker.report.sections import find_sections
from checker.yaml_lines import load_yaml

BOOK = rulebook.load()
CASES = load_yaml(Path(__file__).parents[1] / "data" / "sections.yml")


def find(blocks: list[Block]) -> tuple[tuple[Section, ...], tuple[Fact, ...]]:
    return find_sections(blocks, BOOK.file("headings.yml"), get_language())


def blocks_of(case: dict[str, Any]) -> list[Block]:
    if case.get("cell"):
        return [Table(0, (Cell(0, 0, "\n".join(case["lines"])),))]
    if case.get("joined"):
        return [Paragraph(0, "\n".join(case["lines"]))]
    out: list[Block] = []
    for i, line in enumerate(case["lines"]):
        if line == "[表]":
            out.append(Table(i, (Cell(0, 0, "信息内容"), Cell(0, 1, "0"))))
            continue
        text = line.lstrip("#")
        out.append(Paragraph(i, text.strip(" "), level=len(line) - len(text) or None))
    return out


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_sections(case: dict[str, Any]) -> None:
    sections, extra = find(blocks_of(case))
    assert [s.number for s in sections[1:]] == case["sections"]
    assert [f.value for f in extra] == case.get("extra", [])
    if "preamble" in case:
        text = "\n".join(p.text for p in sections[0].paragraphs())
        assert len([t for t in text.split("\n") if t]) == case["preamble"] + (1 if case.get("cell") else 0)
    for s in sections[1:]:  # every place quotes the file
        assert s.place is not None
        assert s.place.quote == s.heading
        assert s.text or list(s.tables()), s.heading


def test_a_heading_as_the_first_row_of_its_table() -> None:
    made = specimen.make(BOOK)
    document = readers.read(specimen.markdown(BOOK, made).encode(), path="报告.md")
    plain = build(document, BOOK, get_language())
    out: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Table):
            heading = out.pop()
            assert isinstance(heading, Paragraph)
            rows = tuple(replace(c, row=c.row + 1) for c in block.cells)
            block = replace(block, cells=(Cell(0, 0, heading.text, 1, block.column_count), *rows))
        out.append(block)
    report = build(replace(document, blocks=tuple(out)), BOOK, get_language())
    assert [s.heading for s in report.sections] == [s.heading for s in plain.sections]
    assert [s.place.cell for s in report.sections if s.place] == [None, (0, 0), (0, 0), (0, 0), None, None]
    for key, table in plain.tables.items():
        assert report.table(key).status == "read"
        assert {k: c.value for k, c in report.table(key).cells.items()} == {k: c.value for k, c in table.cells.items()}


@pytest.mark.parametrize(
    "text",
    ["一、" * 30_000, "一、总体情况\n" * 20_000, "（一）主动公开情况\n" * 20_000, "总体情况……" + "…" * 100_000 + "x",
     "一、总体情况 " + " " * 100_000 + "x", "\n".join(f"（{n}）依申请公开情况" for n in "一二三四五六" * 3_000)],
    ids=["numbers", "headings", "sub-headings", "leader", "blanks", "many styles"],
)  # fmt: skip
def test_hostile_text_ends(text: str) -> None:
    sections, _ = find([Paragraph(0, text)])
    assert sections[0].number == 0


def test_sub_headings_between_headings_of_the_form_are_never_the_reports() -> None:
    lines = ["一、总体情况", "（一）概述", "甲。", "（二）主动公开信息情况", "乙。", "（三）依申请公开政府信息情况", "丙。", "二、主动公开政府信息情况", "丁。"]
    sections, _ = find([Paragraph(i, line) for i, line in enumerate(lines)])
    assert [s.heading for s in sections[1:]] == ["一、总体情况", "二、主动公开政府信息情况"]


def test_headings_in_a_paragraph_that_lost_its_line_breaks() -> None:
    text = (
        "根据《条例》编制本报告。 一、总体情况 2023年，我局公开信息。一、加强领导。二、主动公开渠道畅通。 二、主动公开政府信息情况 无。"
        "三、收到和处理政府信息公开申请情况 无。 四、政府信息公开行政复议、行政诉讼情况 无。五、存在的主要问题及改进情况 更新不及时。 六、其他需要报告的事项 无。"
    )
    sections, _ = find([Paragraph(0, "清河县水利局2023年政府信息公开工作年度报告"), Paragraph(1, text)])
    assert [s.number for s in sections[1:]] == [1, 2, 3, 4, 5, 6]
    assert sections[1].text.strip() == "2023年，我局公开信息。一、加强领导。二、主动公开渠道畅通。"


def test_a_list_of_the_parts_in_full_sentences_is_no_heading() -> None:
    text = "本报告共六部分。一、总体情况。二、主动公开政府信息情况。三、收到和处理政府信息公开申请情况。四、政府信息公开行政复议、行政诉讼情况。"
    lines = [text, "一、总体情况", "甲。", "二、主动公开政府信息情况", "乙。", "三、收到和处理政府信息公开申请情况", "丙。", "四、政府信息公开行政复议、行政诉讼情况", "丁。"]
    sections, _ = find([Paragraph(i, line) for i, line in enumerate(lines)])
    assert [s.place.paragraph for s in sections[1:] if s.place] == [1, 3, 5, 7]


def test_what_stands_before_a_heading_in_its_paragraph_is_no_part_of_the_section() -> None:
    sections, _ = find([Paragraph(0, "根据《条例》编制。 一、总体情况 公开信息9条。"), Paragraph(1, "二、主动公开政府信息情况")])
    (before,), (behind,) = (list(s.paragraphs()) for s in sections[:2])
    assert before.text == "根据《条例》编制。 "
    assert behind.text.strip() == "一、总体情况 公开信息9条。" and behind.text.endswith("公开信息9条。")
    assert len(behind.text) == len("根据《条例》编制。 一、总体情况 公开信息9条。")


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("如有疑问，请与清河县水利局办公室联系（地址：清河县文化路1号，电话：0319-8162345）。", "清河县水利局"),
        ("如有疑问，请与清河县水利局政务公开科联系（地址：清河县文化路1号，电话：0319-8162345）。", "清河县水利局"),
        ("本报告由清河县水利局结合全年数据编制。", "清河县水利局"),
        ("如有疑问，请与清河县人民政府办公室联系（电话：0319-8162345）。", "清河县人民政府办公室"),
    ],
)
def test_without_a_title_the_text_names_the_organ(line: str, agency: str) -> None:
    names = ["总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况"]
    lines = [line, *(t for i, name in enumerate(names) for t in (f"{'一二三四'[i]}、{name}", "无。"))]
    document = readers.read("\n\n".join(lines).encode(), path="report.txt")
    assert build(document, BOOK, get_language()).agency == agency
