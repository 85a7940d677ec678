"""The terminal view: grouped by section, wrapped where Chinese may be wrapped, words and cells marked, a closing line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.text import Text as RichText

from checker.document import Place
from checker.findings import Review
from checker.outputs import render_one
from checker.outputs.text_quote import Quotes
from checker.outputs.text_wrap import breaks, clean, lines
from checker.reviewing import review
from checker.rulebook import RuleBook, load
from tests.support.examples import review_of

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpus" / "samples" / "report-2023.md"


@pytest.fixture(scope="module")
def sample() -> Review:
    return review(SAMPLE.read_bytes(), path="报告.md")


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load()


def shown(found: Review, **settings: Any) -> str:
    return str(render_one("text", found, b"", {"lang": "zh", **settings}).content)


def only(found: Review, rule: str) -> Review:
    return replace(found, findings=tuple(f for f in found.findings if f.rule == rule), not_checked=())


def edited(book: RuleBook, edit: Mapping[str, Any], rule: str) -> str:
    return shown(only(review_of(book, edit), rule))


# -- lines -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 80, 100, 120])
def test_no_line_is_wider_than_the_terminal(sample: Review, width: int, lang: str) -> None:
    text = shown(sample, width=width, lang=lang)
    assert max(cell_len(line) for line in text.split("\n")) <= width


def test_without_a_width_it_is_a_hundred_cells_whatever_the_machine(
    sample: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "61")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert shown(sample) == shown(sample, width=100, color=False)


@pytest.mark.parametrize("text", [
    "写的是 12，按勾稽关系应为 11（“总计”：12+1=13 ≠ 12+2=14）。",
    "《政府信息公开条例》第五十条第（二）项；国办公开办函〔2021〕30号",
    "The text says 15件; table 3 gives 12, and no other reading fits.",
    "https://www.example.gov.cn/" + "a" * 80,
    "，" * 30,
    "",
])  # fmt: skip
@pytest.mark.parametrize("width", [20, 31, 66])
def test_wrapping_keeps_every_character_and_the_width(text: str, width: int) -> None:
    cut = lines(RichText(text), width)
    assert "".join(line.plain for line in cut).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line.plain) <= width for line in cut)


def test_a_line_begins_with_no_closing_mark_and_ends_with_no_opening_one() -> None:
    text = "对照台账把“（七）总计”行“总计”列改为（11），或更正与它相加的数字。见第三部分（第4页），2023年1月1日。"
    for width in range(20, 60):
        starts = [0, *breaks(text, width)]
        assert len(starts) > 1
        assert all(text[at] not in "，。；：、）”" for at in starts)
        assert all(text[at - 1] not in "（“第" for at in starts[1:])


def test_chinese_runs_fill_the_line_behind_a_blank() -> None:
    first = lines(RichText("改为 " + "字" * 40), 20)[0]
    assert first.plain == "改为 字字字字字字字"


def test_text_of_others_moves_no_cursor(sample: Review) -> None:
    assert clean("a\x1b[2J\r\n\u202eb") == "a [2J   b"
    assert "\x1b" not in shown(replace(sample, path="\x1b]0;x\x07.md"))


# -- what is shown -----------------------------------------------------------------------------------------------------


def test_findings_stand_under_the_headings_as_printed(sample: Review) -> None:
    headings = [
        line.split(" ─")[0] for line in shown(sample).split("\n") if "───" in line and line[0] not in " ┌├└"
    ]
    assert headings == [
        "标题和前言", "三、收到和处理政府信息公开申请情况", "五、存在的主要问题及改进情况", "未能检查（不算问题）",
    ]  # fmt: skip
    assert "Section 5: 五、存在的主要问题及改进情况 ──" in shown(sample, lang="en")


def test_severity_has_a_sign_a_word_and_a_colour(sample: Review) -> None:
    plain = shown(sample)
    assert "  × 错误 T03  " in plain and "  ! 警告 C02  " in plain and "  i 建议 Q04  " in plain
    assert "\x1b" not in plain
    coloured = shown(sample, color=True)
    assert "\x1b[1;31m  × 错误 T03" in coloured and "\x1b[33m  ! 警告 C02" in coloured


def test_a_finding_says_what_was_found_where_why_and_what_to_do(sample: Review) -> None:
    assert shown(only(sample, "L01"), width=120).split("\n")[4:-4] == [
        "  × 错误 L01  《中华人民共和国政府信息公开条例》的文号不是国务院令第771号，应为国务院令第711号。",
        "        应为  国务院令第711号（现为 国务院令第771号）",
        "        原文  根据【《中华人民共和国政府信息公开条例》（国务院令第771号】，以下简称《条例》）编制本报告。",
        "        依据  法规登记册所载文号",
        "        改法  把文号改为国务院令第711号。",
    ]


def test_the_cells_of_a_broken_sum_in_the_order_of_the_form(book: RuleBook) -> None:
    text = edited(book, {"requests.new.natural_person": 88}, "T03")
    table = [line.strip(" │").split("│") for line in text.split("\n") if "│" in line]
    assert [[cell.strip() for cell in row] for row in table] == [
        ["自然人", "商业企业", "法律服务机构", "总计"],
        ["一、本年新收政府信息公开申请数量", "【88】 → 8", "3", "1", "12"],
        ["二、上年结转政府信息公开申请数量", "1"],
        ["（七）总计", "8"],
        ["四、结转下年度继续办理", "1"],
    ]
    assert "算式  T03 “自然人”列：88+1=89 ≠ 8+1=9" in text
    assert "T01 “一、本年新收政府信息公开申请数量”行：88+3+1=92 ≠ 12" in text


def test_an_excerpt_says_what_its_empty_cells_are(book: RuleBook) -> None:
    apart = "空着的格与这处问题无关"
    for edit in ({"requests.new.natural_person": 88}, {"requests.processed_total.total": 12}):
        assert f"算式中没有列出的格为 0；{apart}" in edited(book, edit, "T03")
    whole = edited(book, {"disputes.review.total": 2}, "T04")
    assert apart not in whole and "没有列出" not in whole


def test_a_guess_is_marked_as_one_and_a_blank_is_named(book: RuleBook) -> None:
    assert "【1】 → 2？" in edited(
        book, {"requests.carried_out.natural_person": 0, "requests.carried_out.total": 1}, "T03"
    )
    blank = edited(book, {"requests.new.other": ""}, "T05")
    assert "现为  空白" in blank and "【空白】" in blank


def test_a_count_that_is_none_shows_the_sums_that_it_breaks(book: RuleBook) -> None:
    text = edited(book, {"requests.partly_granted.natural_person": "1.5"}, "T06")
    assert "【1.5】 → 1 " in text and "T01 “（二）部分公开”行：1.5 ≠ 1" in text


def test_last_years_cell_stands_beside_this_years(book: RuleBook) -> None:
    text = edited(
        book, {"previous": {"requests.carried_out.total": 3, "requests.carried_out.natural_person": 3}}, "X01"
    )
    assert "位置  上一年报告 第三部分，收到和处理政府信息公开申请情况表" in text
    assert "│ 四、结转下年度继续办理 │" in text


def test_personal_numbers_are_masked_in_the_context_too(book: RuleBook) -> None:
    words = "张三身份证号110101199003072316，手机13812345678，请核对。"
    found = review_of(book, {"section.6": [words]})
    text = shown(found)
    assert "110101199003072316" not in text and "13812345678" not in text
    assert "原文  张三身份证号【110*************16】，手机138******78，请核对。" in text


def test_a_long_quote_keeps_its_beginning_and_its_end(sample: Review) -> None:
    place = Place(quote="开头" + "字" * 200 + "结尾")
    before, quote, after = Quotes(sample).parts(place)
    assert len(quote) < 100 and quote.startswith("开头字") and " …… " in quote and quote.endswith("字结尾")
    assert before == after == ""


def test_accepted_findings_are_marked_and_not_counted(sample: Review) -> None:
    entry = {"reason": "号码待变更", "who": "张工", "until": "2027-01-01"}
    findings = tuple(replace(f, accepted=entry) if f.rule == "C02" else f for f in sample.findings)
    text = shown(replace(sample, findings=findings))
    assert "  √ 警告 C02  电话" in text
    assert "        接受  号码待变更；张工；有效期至 2027-01-01" in text
    assert "报告.md：× 2 个错误，! 3 个警告，i 1 条建议，已接受 1 项，得分 79.5，1 条规则未能检查" in text


def test_the_closing_line_counts(sample: Review) -> None:
    last = [line for line in shown(sample, lang="en").split("\n") if line][-1]
    assert last == "报告.md: × 2 errors, ! 4 warnings, i 1 piece of advice, score 79.5, 1 rule not checked"


def test_nothing_found_is_said(sample: Review) -> None:
    clean_one = replace(sample, findings=(), not_checked=())
    assert "没有发现问题。" in shown(clean_one)
    assert "0 errors, 0 warnings, 0 pieces of advice" in shown(clean_one, lang="en")


def test_a_report_not_read_gives_its_line(sample: Review) -> None:
    from checker.errors import ReadError

    unread = Review("某.pdf", None, None, "scanned", ReadError("scanned").text("某.pdf"))
    assert shown(unread, width=200).startswith("某.pdf：这是扫描件")


def test_a_gbk_console_gets_lines_that_it_can_draw(sample: Review) -> None:
    text = shown(sample, encoding="gbk")
    text.encode("gbk")
    assert "─" not in text and "| （七）总计 " in text
