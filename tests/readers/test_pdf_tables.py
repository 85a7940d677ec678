"""Tables of a PDF: ruled, merged, cut by pages, without rules; white backgrounds and frames are none."""

from __future__ import annotations

import pytest

from checker.document import Paragraph, Table, Trouble
from tests.layout.drawing import LEFT, RIGHT, Sheet, drawn, prose
from tests.readers.pdf_files import ROWS, SENTENCE, XS, both, grid, table_of, texts


def test_a_ruled_table() -> None:
    def draw(s: Sheet) -> None:
        prose(s, 80, "二、主动公开政府信息情况")
        bottom = s.table(XS, 100, ROWS)
        prose(s, bottom + 40, "表后的文字。")

    document = both(drawn(draw))
    assert [type(b) for b in document.blocks] == [Paragraph, Table, Paragraph]
    assert grid(table_of(document)) == [list(r) for r in ROWS]
    assert not document.troubles


def test_the_last_row_counts_where_no_rule_closes_it() -> None:
    document = both(drawn(lambda s: s.table(XS, 100, ROWS, close=False)))
    assert grid(table_of(document)) == [list(r) for r in ROWS]


def test_white_backgrounds_are_no_table() -> None:
    def draw(s: Sheet) -> None:
        for i in range(4):
            s.box(LEFT, 90 + 20 * i, RIGHT, 110 + 20 * i, grey=1)
        prose(s, 104, SENTENCE * 3)

    document = both(drawn(draw))
    assert not list(document.tables())
    assert texts(document) == [SENTENCE * 3]


def test_an_underline_or_a_frame_is_no_table() -> None:
    def draw(s: Sheet) -> None:
        s.text(100, 100, "带下划线的标题", 12)
        s.line(100, 103, 190, 103)
        for x in (80, 515):
            s.line(x, 60, x, 300)
        for y in (60, 300):
            s.line(80, y, 515, y)

    document = both(drawn(draw))
    assert not list(document.tables())
    assert texts(document) == ["带下划线的标题"]


def test_merged_cells_are_cells_with_spans() -> None:
    def draw(s: Sheet) -> None:
        s.table(
            (85, 200, 300, 400), 100, [("申请人", "", ""), ("", "自然人", "其他"), ("一、新收", "7", "0")]
        )
        s.box(86, 123, 199, 125, grey=1)

    data = drawn(draw)
    document = both(data)
    assert len(table_of(document).cells) == 9  # a white patch hides no rule

    def merged(s: Sheet) -> None:
        for x, y0, y1 in ((85, 100, 172), (200, 100, 172), (300, 124, 172), (400, 100, 172)):
            s.line(x, y0, x, y1)
        for y, x0, x1 in ((100, 85, 400), (124, 200, 400), (148, 85, 400), (172, 85, 400)):
            s.line(x0, y, x1, y)
        s.text(90, 128, "项目", 9)
        s.text(280, 116, "申请人情况", 9)
        s.text(210, 140, "自然人", 9)
        s.text(320, 140, "总计", 9)
        for x, t in ((90, "一、新收"), (240, "7"), (340, "7")):
            s.text(x, 164, t, 9)

    table = table_of(both(drawn(merged)))
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in table.cells] == [
        ("项目", 0, 0, 2, 1),
        ("申请人情况", 0, 1, 1, 2),
        ("自然人", 1, 1, 1, 1),
        ("总计", 1, 2, 1, 1),
        ("一、新收", 2, 0, 1, 1),
        ("7", 2, 1, 1, 1),
        ("7", 2, 2, 1, 1),
    ]


def test_a_stray_rule_in_a_header_moves_no_number() -> None:
    def draw(s: Sheet) -> None:
        s.table(XS, 100, ROWS)
        s.line(300, 100, 300, 124)

    table = table_of(both(drawn(draw)))
    assert grid(table)[1:] == [list(r) for r in ROWS[1:]]
    assert table.rows()[1][-1].column == table.column_count - 1


def test_lines_of_a_cell_are_joined_and_two_numbers_never_become_one() -> None:
    def draw(s: Sheet) -> None:
        s.table((85, 125, 165, 205), 100, [("商业\n企业", "2\n3", "结果\n维持"), ("1", "2", "3")], height=40)

    assert grid(table_of(both(drawn(draw)))) == [["商业企业", "2 3", "结果维持"], ["1", "2", "3"]]


def test_a_number_that_runs_over_a_rule_stays_whole() -> None:
    def draw(s: Sheet) -> None:
        s.table((85, 200, 240, 280), 100, [("项目", "甲", "乙"), ("金额", "", "")])
        s.text(202, 138, "133296401", 9)

    rows = grid(table_of(both(drawn(draw))))
    assert [t for t in rows[1] if t] == ["金额", "133296401"]


LABELS = ["一、本年新收", "二、上年结转", "1.属于国家秘密", "2.重复申请", "3.其他"]


def numbered(labels: list[str], start: int = 0) -> list[tuple[str, ...]]:
    return [(t, str(start + i), "0", str(start + i)) for i, t in enumerate(labels)]


@pytest.mark.parametrize("close", [True, False])
@pytest.mark.parametrize("header", [True, False])
def test_a_table_goes_on_over_the_page(close: bool, header: bool) -> None:
    head = [("项目", "自然人", "企业", "总计")]
    s = Sheet()
    s.table(XS, 700, head + numbered(LABELS[:3]), close=close)
    s.text(290, 822, "- 1 -", 9)
    s.page()
    s.table(XS, 72, (head if header else []) + numbered(LABELS[3:], 3), open_top=not close)
    s.text(290, 822, "- 2 -", 9)
    table = table_of(both(s.data()))
    assert grid(table) == [list(r) for r in head + numbered(LABELS)]
    assert [r[0].page for r in table.rows()] == [1, 1, 1, 1, 2, 2]


@pytest.mark.parametrize("close", [True, False])
def test_a_row_cut_by_the_page_is_one(close: bool) -> None:
    s = Sheet()
    s.table(
        XS,
        700,
        [*numbered(LABELS[:2]), ("（二）部分公开（区分\n处理的，只计这一情", "4", "0", "4")],
        close=close,
    )
    s.page()
    s.table(XS, 72, [("形，不计其他情形）", "", "", ""), *numbered(LABELS[3:], 3)], open_top=not close)
    rows = grid(table_of(both(s.data())))
    assert rows[2] == ["（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "4", "0", "4"]
    assert len(rows) == 5


def test_a_row_left_blank_is_not_taken_for_the_rest_of_the_row_above() -> None:
    s = Sheet()
    s.table(XS, 700, [("行政许可", "1", "2", "3"), ("行政处罚", "4119", "0", "0")], close=False)
    s.page()
    s.table(XS, 72, [("行政强制", "", "", ""), ("行政检查", "5", "5", "5")], open_top=True)
    assert grid(table_of(both(s.data())))[1:3] == [["行政处罚", "4119", "0", "0"], ["行政强制", "", "", ""]]


def test_header_labels_above_numbers_on_the_next_page_keep_apart() -> None:
    s = Sheet()
    s.table(XS, 740, [("维持", "纠正", "其他", "总计")])
    s.page()
    s.table(XS, 72, [("10", "1", "0", "0")])
    assert grid(table_of(both(s.data()))) == [["维持", "纠正", "其他", "总计"], ["10", "1", "0", "0"]]


def test_two_tables_with_other_columns_stay_two() -> None:
    s = Sheet()
    s.table(XS, 700, numbered(LABELS[:3]))
    s.page()
    s.table((85, 160, 230, 300, 370, 440, 510), 72, [tuple("123456")] * 2)
    assert len(list(both(s.data()).tables())) == 2


def test_a_table_without_rules_is_ragged_and_told() -> None:
    def draw(s: Sheet) -> None:
        prose(s, 60, "三、收到和处理政府信息公开申请情况")
        for i, (label, *numbers) in enumerate(numbered(LABELS, 1230)):
            s.text(85, 100 + 18 * i, label, 10)
            for j, n in enumerate(numbers):
                s.text(300 + 60 * j, 100 + 18 * i, n, 10)
        prose(s, 260, "四、" + "行政复议、行政诉讼情况", size=14)

    document = both(drawn(draw))
    table = table_of(document)
    assert table.ragged
    assert grid(table) == [list(r) for r in numbered(LABELS, 1230)]
    assert texts(document) == ["三、收到和处理政府信息公开申请情况", "四、行政复议、行政诉讼情况"]
    assert document.troubles == (Trouble("table_unruled", 1, 1),)
