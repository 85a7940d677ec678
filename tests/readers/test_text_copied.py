"""Tables copied out of a browser: cells on lines of their own between lone tabs, labels broken over lines."""

from __future__ import annotations

import pytest

from checker.document import Paragraph
from checker.readers.text import read_text


def shape(text: str) -> list[str]:
    """Paragraphs, and rows of tables with their cells parted by |."""
    out = []
    for block in read_text(text, markdown=False)[0]:
        if isinstance(block, Paragraph):
            out.append(block.text)
        else:
            out += ["|".join(c.text for c in row) for row in block.rows()]
    return out


def chrome(rows: list[str]) -> str:
    """What Chrome copies from cells that hold paragraphs; / parts the paragraphs of a cell."""
    return "\n\n\n\n\n".join(row.replace("|", "\n\n\t\n\n").replace("/", "\n\n") for row in rows)


FORM = [
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）|申请人情况",
    "自然人|法人或其他组织|总计",
    "商业/企业|科研/机构|社会公益组织|法律服务机构|其他",
    "一、本年新收政府信息/公开申请数量|27|2|0|0|1|0|30",
    "三、本年度办理结果|（一）予以公开|6|1|0|0|0|0|7",
    "8.属于行政查询事项|1|0|0|0|0|0|1",
    "四、结转下年度继续办理|1|0|0|0|0|0|1",
]


@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n", "\n\n\n\n\n"])
def test_rows_of_paragraphs_in_cells(gap: str) -> None:
    heads = "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"
    text = gap.join([heads[0], chrome(FORM), heads[1], "没有行政复议和行政诉讼。"])
    whole = [row.replace("/", "") for row in FORM]
    assert shape(text) == [heads[0], *whole, heads[1], "没有行政复议和行政诉讼。"]


def test_two_tables_and_the_heading_between_them() -> None:
    above = ["第二十条第（五）项", "信息内容|本年处理决定数量", "行政许可|8412"]
    text = chrome(above) + "\n\n三、收到和处理政府信息公开申请情况\n\n" + chrome(FORM)
    assert shape(text) == [
        *above,
        "三、收到和处理政府信息公开申请情况",
        *(row.replace("/", "") for row in FORM),
    ]


def test_empty_cells_keep_their_places() -> None:
    rows = ["规章|0||0", "行政规范性文件||5|"]
    tail = "\n\n\n\n\n行政许可\n\n\t\n\n7"
    assert shape(chrome(rows) + tail) == ["规章|0||0", "行政规范性文件||5|", "行政许可|7"]


def test_rows_told_by_single_line_breaks() -> None:
    text = "规章\n\t\n0\n\t\n1\n行政规范性文件\n\t\n2\n\t\n3\n"
    assert shape(text) == ["规章|0|1", "行政规范性文件|2|3"]


def test_a_tab_on_an_empty_line_between_sentences_parts_no_cells() -> None:
    lines = ["全年主动公开政府信息186条。", "没有收费。", "公开申请7件。", "没有行政诉讼。"]
    assert shape("\n\t\n".join(lines)) == lines


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "三、本年度\n办理结果\t（一）予以公开\t6\t7\n（七）总计\t6\t7",
            "三、本年度办理结果|（一）予以公开|6|7",
        ),
        ("（七）总计\t6\t7\n3.\n其他\t6\t7", "3.其他|6|7"),
        ("（七）总计\t6\t7\n8.属于行政\n查处事项\t6\t7", "8.属于行政查处事项|6|7"),
        ("信息内容\t数量\n\n行政\n许可\t12\n\n无。", "行政许可|12"),
        (
            "1.申请人无正当理由\n逾期不补正、行政机关\n不再处理\t0\t1",
            "1.申请人无正当理由逾期不补正、行政机关不再处理|0|1",
        ),
    ],
)
def test_a_label_broken_over_lines_is_one_label(text: str, wanted: str) -> None:
    assert wanted in shape(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # every cell broken after a few characters, the group before the label too
        ("（三）不予\n公开\t1.属于\n国家秘密\t1\t0\n2.其他法律\n行政法规\n禁止公开\t0\t0",
         ["（三）不予公开|1.属于国家秘密|1|0", "2.其他法律行政法规禁止公开|0|0"]),
        ("（本列数据的勾稽关系为：\n第一项加第二项之和，\n等于第三项加第四项之和）\t申请人情况\n自然人\t总计\n1\t1",
         ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）|申请人情况", "自然人|总计", "1|1"]),
        # spreadsheets put cells in quotes in which lines break
        ('自然人\t"商业\n企业"\t"法律服务\n机构"\n"一、本年新收\n申请数量"\t2\t0\t1',
         ["自然人|商业企业|法律服务机构", "一、本年新收申请数量|2|0|1"]),
        # rows that are indented by a tab
        ("\t规章\t1\t2\n\t行政规范性文件\t3\t4", ["规章|1|2", "行政规范性文件|3|4"]),
    ],
)  # fmt: skip
def test_rows_broken_in_other_ways(text: str, wanted: list[str]) -> None:
    assert shape(text) == wanted


def test_the_corner_of_a_table_in_several_paragraphs_is_one_cell() -> None:
    above = ["第二十条第（五）项", "信息内容|本年处理决定数量", "行政许可|8412"]
    corner = FORM[0].replace("：", "：/").replace("，", "，/")
    text = chrome(above) + "\n\n三、收到和处理政府信息公开申请情况\n\n" + chrome([corner, *FORM[1:]])
    assert shape(text) == [*above, "三、收到和处理政府信息公开申请情况", *(row.replace("/", "") for row in FORM)]


def test_a_heading_right_above_its_table_stays_a_heading() -> None:
    text = "二、主动公开政府信息情况\n信息内容\t本年处理决定数量\n行政许可\t12\n三、收到和处理政府信息公开申请情况\n自然人\t27\t1"
    assert shape(text) == [
        "二、主动公开政府信息情况", "信息内容|本年处理决定数量", "行政许可|12", "三、收到和处理政府信息公开申请情况", "自然人|27|1",
    ]  # fmt: skip


def test_a_heading_with_a_mark_in_it_does_not_run_on() -> None:
    head = "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"
    assert shape(f"{head}\n\n2025年，全市发生政府信息公开行政复议9件。") == [
        head,
        "2025年，全市发生政府信息公开行政复议9件。",
    ]


def test_hostile_runs_of_tabs_end() -> None:
    assert read_text("行\n\t\n" * 20_000 + "\t\n\n" * 20_000, markdown=False)[0]
    assert read_text("1.行\n" * 20_000 + "行\t1\n" * 20_000, markdown=False)[0]
