"""Titles of every kind of agency: organ, year and kind (tests/data/titles.txt, at least 200 cases)."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import rulebook
from checker.document import Paragraph
from checker.language import get_language
from checker.report.model import Title
from checker.report.titles import kind_of
from checker.report.titles import read_title as read

BOOK = rulebook.load()
LINES = (Path(__file__).parents[1] / "data" / "titles.txt").read_text(encoding="utf-8").splitlines()
CASES = [tuple(part.strip() for part in line.split("|")) for line in LINES if line and not line.startswith("#")]


def read_title(blocks: list[Paragraph]) -> Title | None:
    return read(blocks, BOOK.file("agency_kinds.yml"), get_language())


def blocks(lines: list[str]) -> list[Paragraph]:
    """The title's lines as a page shows them, with page furniture above and text below."""
    return [
        Paragraph(i, text)
        for i, text in enumerate([*lines, "根据《中华人民共和国政府信息公开条例》的规定，编制本报告。"])
    ]


@pytest.mark.parametrize(("printed", "organ", "year", "kind"), CASES, ids=[c[0] for c in CASES])
def test_title(printed: str, organ: str, year: str, kind: str) -> None:
    title = read_title(blocks(printed.split("⏎")))
    assert title is not None
    assert (title.organ or "-", str(title.year or "-")) == (organ, year)
    assert kind_of(title.organ, [], BOOK.file("agency_kinds.yml")) == kind


def test_there_are_at_least_two_hundred() -> None:
    assert len(CASES) >= 200
    assert len({c[0] for c in CASES}) == len(CASES)


@pytest.mark.parametrize(
    "furniture",
    [["索引号：000014349/2024-00012", "发布机构：清河县水利局"], ["当前位置：首页 > 政府信息公开年报"], ["政府信息公开年报"]],
)
def test_page_furniture_above_is_no_organ(furniture: list[str]) -> None:
    title = read_title(blocks([*furniture, "清河县水利局2023年政府信息公开工作年度报告"]))
    assert title is not None
    assert title.organ == "清河县水利局"


def test_self_reference_tells_the_kind_where_the_title_does_not() -> None:
    rules = BOOK.file("agency_kinds.yml")
    assert kind_of(None, ["2023年，我局共公开信息120条。我局高度重视。"], rules) == "department"
    assert kind_of(None, ["我镇公开信息120条，镇政府网站更新及时。"], rules) == "township"
    assert kind_of(None, ["全年公开信息120条。"], rules) == "unknown"


def test_a_sentence_is_no_title() -> None:
    assert read_title([Paragraph(0, "现将2023年政府信息公开工作年度报告公布如下，欢迎监督。")]) is None


@pytest.mark.parametrize("label", ["标 题 ", "标题：", "【年报】", "信息名称："])
def test_a_label_before_the_title_is_no_part_of_the_name(label: str) -> None:
    printed = "清河县水利局2023年政府信息公开工作年度报告"
    title = read_title(blocks([label + printed]))
    assert title is not None and title.organ == "清河县水利局"
    twice = read_title(blocks([label + printed, printed]))
    assert twice is not None and twice.text == printed


@pytest.mark.parametrize("line", ["【文稿解读】清河县水利局2023年政府信息公开工作年度报告", "一图读懂清河县水利局2023年政府信息公开工作年度报告"])
def test_a_text_about_a_report_bears_no_title_of_one(line: str) -> None:
    assert read_title(blocks([line])) is None
