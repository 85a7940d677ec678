"""DOCX tables: forms stay grids with merged cells, tables that only arrange the page are taken apart."""

from __future__ import annotations

import pytest

from checker.document import Paragraph, Table, Trouble
from checker.errors import ReadError
from tests.readers.docx_files import p, r, read, rows, span, tbl, tc, texts, tr

PROSE = "我局坚持以公开为常态、不公开为例外，全年通过门户网站、政务新媒体等平台主动公开各类政府信息，" * 2
RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def shapes(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]


def only(body: str) -> Table:
    document = read(body)
    (block,) = document.blocks
    assert isinstance(block, Table)
    return block


def test_merged_cells_take_their_place_in_the_grid() -> None:
    table = only(
        tbl(
            tr(tc("（本列数据的勾稽关系为…）", span(2) + RESTART), tc("申请人情况", span(3))),
            tr(tc("", span(2) + CONTINUE), "自然人", "其他", "总计"),
            tr(tc("三、本年度办理结果", RESTART), "（一）予以公开", "1", "0", "1"),
            tr(tc("", CONTINUE), "（七）总计", "1", "0", "1"),
        )
    )
    assert shapes(table)[:5] == [
        (0, 0, 2, 2, "（本列数据的勾稽关系为…）"),
        (0, 2, 1, 3, "申请人情况"),
        (1, 2, 1, 1, "自然人"),
        (1, 3, 1, 1, "其他"),
        (1, 4, 1, 1, "总计"),
    ]
    assert shapes(table)[5] == (2, 0, 2, 1, "三、本年度办理结果")
    assert all(cell is not None for row in table.grid() for cell in row)


def test_old_horizontal_merges_and_skipped_columns() -> None:
    table = only(
        tbl(
            tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "乙"),
            tr("1", "2", properties='<w:gridBefore w:val="1"/>'),
        )
    )
    assert shapes(table) == [(0, 0, 1, 2, "甲"), (0, 2, 1, 1, "乙"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "2")]


def test_a_continuation_without_a_beginning_is_a_cell() -> None:
    assert shapes(only(tbl(tr(tc("甲", CONTINUE), "1"), tr("乙", "2")))) == [
        (0, 0, 1, 1, "甲"),
        (0, 1, 1, 1, "1"),
        (1, 0, 1, 1, "乙"),
        (1, 1, 1, 1, "2"),
    ]


def test_rows_and_cells_inside_content_controls_count() -> None:
    row = tr("规章", "<w:sdt><w:sdtContent>" + tc("3") + "</w:sdtContent></w:sdt>")
    assert rows(only(tbl(f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>", tr("合计", "3")))) == [
        ["规章", "3"],
        ["合计", "3"],
    ]


def test_borders_drawn_by_a_trembling_hand_are_one_border() -> None:
    table = only(
        tbl(
            tr("甲", tc("1", span(2)), "2"),
            tr(tc("乙", span(2)), "3", "4"),
            grid=(2000, 40, 1000, 1000),
        )
    )
    assert [(c.column, c.column_span, c.text) for c in table.cells] == [
        (0, 1, "甲"),
        (1, 1, "1"),
        (2, 1, "2"),
        (0, 1, "乙"),
        (1, 1, "3"),
        (2, 1, "4"),
    ]


def test_the_lines_of_a_cell_are_joined() -> None:
    assert rows(only(tbl(tr(tc(p("商业") + p("企业")), "0"), tr("自然人", "1"))))[0] == ["商业\n企业", "0"]


def test_a_cell_that_is_a_picture_or_an_equation_is_no_number() -> None:
    seal = '<w:r><w:drawing><wp:inline><wp:extent cx="90000"/><a:blip/></wp:inline></w:drawing></w:r>'
    equation = r("1") + "<m:oMath><m:r><m:t>2</m:t></m:r></m:oMath>"
    document = read(tbl(tr(tc(p(seal)), tc(p(equation)), tc(p(r("5") + seal)), "")))
    assert [(c.text, c.readable) for c in next(document.tables()).cells] == [
        ("", False),
        ("1", False),
        ("5", True),
        ("", True),
    ]
    assert document.troubles == (Trouble("picture", block=0), Trouble("object", block=0, detail="equation"))


def test_a_report_inside_one_cell_comes_out_as_paragraphs_and_tables() -> None:
    form = tbl(tr("信息内容", "本年制发件数"), tr("规章", "0"))
    document = read(
        tbl(tr(tc(p("一、总体情况") + p(PROSE) + p("二、主动公开") + form + p("三、收到和处理"))))
    )
    assert [b.text if isinstance(b, Paragraph) else rows(b) for b in document.blocks] == [
        "一、总体情况",
        PROSE,
        "二、主动公开",
        [["信息内容", "本年制发件数"], ["规章", "0"]],
        "三、收到和处理",
    ]


def test_a_report_drawn_as_one_table_keeps_its_forms() -> None:
    document = read(
        tbl(
            tr(tc("某局2023年政府信息公开工作年度报告", span(3))),
            tr(tc("一、总体情况", span(3))),
            tr(tc(p(PROSE) + p(PROSE), span(3))),
            tr(tc("二、主动公开政府信息情况", span(3))),
            tr(tc("第二十条第（一）项", span(3))),
            tr("信息内容", "本年制发件数", "本年废止件数"),
            tr("规章", "0", "0"),
            tr(tc("三、收到和处理政府信息公开申请情况", span(3))),
            tr("申请人情况", "自然人", "总计"),
            tr(tc("三、本年度办理结果", span(3))),
            tr("（一）予以公开", "1", "1"),
            tr(tc("五、存在的主要问题及改进情况", span(3))),
            tr(tc(PROSE * 2, span(3))),
            tr(tc("六、其他需要报告的事项", span(3))),
            tr(tc("无。", span(3))),
        )
    )
    shown = [
        b.text if isinstance(b, Paragraph) else [row[0].text for row in b.rows()] for b in document.blocks
    ]
    assert shown == [
        "某局2023年政府信息公开工作年度报告",
        "一、总体情况",
        PROSE,
        PROSE,
        "二、主动公开政府信息情况",
        ["第二十条第（一）项", "信息内容", "规章"],
        "三、收到和处理政府信息公开申请情况",
        ["申请人情况", "三、本年度办理结果", "（一）予以公开"],
        "五、存在的主要问题及改进情况",
        PROSE * 2,
        "六、其他需要报告的事项",
        "无。",
    ]


def test_a_long_remark_beside_numbers_leaves_a_form_whole() -> None:
    table = only(tbl(tr("规章", "0", "0", "0", PROSE * 3), tr("规范性文件", "1", "2", "3", "")))
    assert table.row_count == 2


def test_a_label_column_beside_prose_is_read_row_by_row() -> None:
    document = read(tbl(tr("一、总体情况", PROSE * 2), tr("五、存在的主要问题", PROSE * 3)))
    assert texts(document) == ["一、总体情况", PROSE * 2, "五、存在的主要问题", PROSE * 3]


def test_a_table_that_claims_more_cells_than_memory_is_refused() -> None:
    huge = tbl(*(tr(tc("1", span(i + 1)), "2") for i in range(700)))
    with pytest.raises(ReadError) as caught:
        read(huge)
    assert caught.value.code == "too_large"


def test_rows_without_cells_are_nothing() -> None:
    assert texts(read(tbl(tr()) + tbl() + p("文"))) == ["文"]
    split = tbl(tr(tc(PROSE * 2, RESTART)), tr(tc("", CONTINUE)), tr(tc("", CONTINUE)))
    assert texts(read(split)) == [PROSE * 2]


def test_one_wide_merge_costs_nothing() -> None:
    assert only(tbl(tr(tc("1", span(99999)), "2"))).column_count == 2
