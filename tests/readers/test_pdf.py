"""PDF: what a reader of the page sees is what the document holds, by either engine."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from checker import limits
from checker.document import Document, Paragraph, Revision, Table, Trouble
from checker.errors import ReadError
from checker.readers import pdf
from tests.layout.drawing import LEFT, RIGHT, Sheet, drawn, prose

ENGINES = ("pdfium", "pdfminer")
SENTENCE = "本报告中所列数据的统计期限自二〇二四年一月一日起至十二月三十一日止，"


def both(data: bytes) -> Document:
    """The document, after making sure that both engines read the same."""
    one, two = (pdf.read(data, path="r.pdf", engine=e) for e in ENGINES)
    assert one.blocks == two.blocks
    assert one.troubles == two.troubles
    assert one.revisions == two.revisions
    assert one.properties == two.properties
    return one


def texts(document: Document) -> list[str]:
    return [p.text for p in document.paragraphs()]


def grid(table: Table) -> list[list[str]]:
    return [[c.text for c in row] for row in table.rows()]


def table_of(document: Document) -> Table:
    (table,) = document.tables()
    return table


# --- paragraphs


def test_a_wrapped_paragraph_is_one() -> None:
    def draw(s: Sheet) -> None:
        prose(s, 100, SENTENCE * 4)

    assert texts(both(drawn(draw))) == [SENTENCE * 4]


def test_a_paragraph_goes_on_over_the_page_number_and_the_page() -> None:
    s = Sheet()
    length = int((RIGHT - LEFT) / 12)
    first, second = SENTENCE * 3, SENTENCE * 2
    whole = first + second
    head = whole[: 2 * length - 2]
    prose(s, 700, head)
    s.text(290, 810, "- 1 -", 9)
    s.page()
    prose(s, 80, whole[2 * length - 2 :], indent=0)
    s.text(290, 810, "- 2 -", 9)
    document = both(s.data())
    assert texts(document) == [whole]
    (paragraph,) = document.paragraphs()
    assert paragraph.page == 1
    assert paragraph.page_breaks == ((len(head), 2),)
    assert paragraph.page_at(len(head) - 1) == 1
    assert paragraph.page_at(len(head)) == 2


@pytest.mark.parametrize(
    "mark", ["- {} -", "— {} —", "第{}页 共3页", "第 {} 页", "{}", "{}/3", "－{}－", "Page {} of 3", "·{}·"]
)
def test_page_numbers_are_no_text(mark: str) -> None:
    s = Sheet()
    for n in (1, 2, 3):
        prose(s, 100, f"第{'一二三'[n - 1]}段文字。")
        s.text(290 if n % 2 else 100, 812, mark.format(n), 9)
        if n < 3:
            s.page()
    assert texts(both(s.data())) == ["第一段文字。", "第二段文字。", "第三段文字。"]


def test_running_headers_and_footers_are_told_once_at_the_end() -> None:
    s = Sheet()
    for n in (1, 2, 3):
        s.text(200, 40, "江州市人民政府年度报告", 9)
        prose(s, 100, f"第{'一二三'[n - 1]}段文字。")
        s.text(90, 812, f"地址：人民路1号 第{n}页", 9)
        if n < 3:
            s.page()
    document = both(s.data())
    assert [(p.role, p.text) for p in document.paragraphs()] == [
        ("body", "第一段文字。"),
        ("body", "第二段文字。"),
        ("body", "第三段文字。"),
        ("header", "江州市人民政府年度报告"),
        ("footer", "地址：人民路1号 第1页"),
    ]


def test_section_and_item_numbers_begin_paragraphs_even_without_indent() -> None:
    def draw(s: Sheet) -> None:
        y = prose(s, 100, (SENTENCE * 3)[:70] + "完。", indent=0)
        y = prose(s, y, "一、总体情况", indent=0)
        y = prose(s, y, "（一）主动公开。" + SENTENCE, indent=0)
        y = prose(s, y, "1.政策解读。", indent=0)
        prose(s, y, "2.回应关切。", indent=0)

    assert texts(both(drawn(draw)))[1:] == [
        "一、总体情况",
        "（一）主动公开。" + SENTENCE,
        "1.政策解读。",
        "2.回应关切。",
    ]


def test_an_item_number_in_the_middle_of_a_sentence_begins_nothing() -> None:
    def draw(s: Sheet) -> None:
        s.text(LEFT + 24, 100, "本" * 31 + "第", 12)
        s.text(LEFT, 120, "（一）项规定的内容。", 12)
        s.text(LEFT, 140, "本" * 10, 12)

    assert texts(both(drawn(draw)))[0].endswith("本第（一）项规定的内容。")


def test_a_line_is_full_where_the_next_word_would_not_have_fitted() -> None:
    def draw(s: Sheet) -> None:
        s.text(LEFT + 24, 80, "本" * 33, 12)
        s.text(LEFT + 24, 100, "如有疑问请与办公室联系，电子邮箱", 12)
        s.text(LEFT, 120, "zhengwugongkai-bangongshi@jiangzhou.gov.cn-abcdefg。", 12)

    document = both(drawn(draw))
    assert texts(document)[-1].startswith("如有疑问请与办公室联系，电子邮箱zhengwu")


def test_lines_of_different_size_are_different_paragraphs() -> None:
    def draw(s: Sheet) -> None:
        s.text(LEFT, 100, "标" * 26, 16)
        s.text(LEFT, 125, "文" * 30, 12)

    assert len(texts(both(drawn(draw)))) == 2


def test_text_comes_by_place_and_not_by_order_of_the_file() -> None:
    def draw(s: Sheet) -> None:
        s.text(LEFT, 300, "第三行。", 12)
        s.text(LEFT + 200, 100, "右边", 12)
        s.text(LEFT, 200, "第二行。", 12)
        s.text(LEFT, 100, "左边", 12)

    assert texts(both(drawn(draw))) == ["左边 右边", "第二行。", "第三行。"]


def test_bold_type_made_by_printing_twice_is_read_once() -> None:
    def draw(s: Sheet) -> None:
        for dx in (0, 0.3, 0.6):
            s.text(LEFT + dx, 100, "总体情况11", 12)

    assert texts(both(drawn(draw))) == ["总体情况11"]


def test_every_character_has_its_place() -> None:
    def draw(s: Sheet) -> None:
        s.text(100, 200, "数字21", 12)

    document = both(drawn(draw))
    (paragraph,) = document.paragraphs()
    assert paragraph.glyphs is not None
    assert len(paragraph.glyphs) == len(paragraph.text)
    page, (left, top, right, bottom) = paragraph.glyphs[0]  # type: ignore[misc]
    assert page == 1
    assert left == pytest.approx(100, abs=0.5)
    assert right == pytest.approx(112, abs=0.5)
    assert top < 192 < 200 < bottom


# --- tables


XS = (85.0, 255.0, 340.0, 425.0, 510.0)
ROWS = (
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "0"),
    ("行政规范性文件", "12", "3", "1,045"),
)


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


# --- pages lying on their side, cut pages


def turned(data: bytes, **changes: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        for page in file.pages:
            for key, value in changes.items():
                page[f"/{key}"] = value
        file.save(out)
    return out.getvalue()


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_rotated_page_reads_as_it_is_seen(angle: int) -> None:
    """Content drawn on its side with /Rotate, as a landscape page out of many drivers."""

    def upright(s: Sheet) -> None:
        s.table(XS, 100, ROWS)
        prose(s, 80, "附表")

    expected = both(drawn(upright))

    s = Sheet(size=(842.0, 595.0) if angle != 180 else (595.0, 842.0))
    width, height = (842.0, 595.0) if angle != 180 else (595.0, 842.0)
    if angle == 90:
        s.canvas.transform(0, 1, -1, 0, width, 0)
    elif angle == 270:
        s.canvas.transform(0, -1, 1, 0, 0, height)
    else:
        s.canvas.transform(-1, 0, 0, -1, width, height)
    s.height = 842.0
    upright(s)
    on_its_side = s.data()
    document = both(turned(on_its_side, Rotate=angle))
    assert texts(document) == texts(expected)
    assert grid(table_of(document)) == grid(table_of(expected))
    # and without /Rotate: most text lies on its side, so the page does
    document = both(on_its_side)
    assert texts(document) == texts(expected)
    assert grid(table_of(document)) == grid(table_of(expected))


def test_what_lies_outside_the_crop_box_is_not_read() -> None:
    def draw(s: Sheet) -> None:
        s.text(20, 100, "裁掉的字", 12)
        s.text(120, 200, "看得见的字", 12)

    document = both(turned(drawn(draw), CropBox=pikepdf.Array([100, 100, 500, 742])))
    assert texts(document) == ["看得见的字"]
    (paragraph,) = document.paragraphs()
    assert paragraph.glyphs is not None
    assert paragraph.glyphs[0] is not None
    left, top, _, _ = paragraph.glyphs[0][1]
    assert left == pytest.approx(20, abs=0.5)
    assert 85 < top < 100


def test_a_slanting_watermark_is_no_text() -> None:
    def draw(s: Sheet) -> None:
        s.table(XS, 100, ROWS)
        s.canvas.saveState()
        s.canvas.translate(200, 600)
        s.canvas.rotate(45)
        s.canvas.setFont("STSong-Light", 40)
        s.canvas.drawString(0, 0, "征求意见稿")
        s.canvas.restoreState()

    document = both(drawn(draw))
    assert grid(table_of(document)) == [list(r) for r in ROWS]
    assert not texts(document)


# --- trouble


def picture(grey: int = 200) -> ImageReader:
    from PIL import Image

    return ImageReader(Image.new("L", (40, 40), grey))


def test_a_scan_is_refused() -> None:
    data = drawn(lambda s: s.canvas.drawImage(picture(), 0, 0, 595, 842))
    for engine in ENGINES:
        with pytest.raises(ReadError) as caught:
            pdf.read(data, path="r.pdf", engine=engine)
        assert caught.value.code == "scanned"


def test_text_guessed_by_a_scanner_is_no_text() -> None:
    def draw(s: Sheet) -> None:
        s.canvas.drawImage(picture(), 0, 0, 595, 842)
        t = s.canvas.beginText(100, 700)
        t.setFont("Helvetica", 12)
        t.setTextRenderMode(3)
        t.textLine("2O24 scanned words " * 5)
        s.canvas.drawText(t)

    for engine in ENGINES:
        with pytest.raises(ReadError) as caught:
            pdf.read(drawn(draw), path="r.pdf", engine=engine)
        assert caught.value.code == "scanned"


def test_hidden_text_is_told_and_not_read() -> None:
    def draw(s: Sheet) -> None:
        s.text(100, 100, "看得见的字。", 12)
        t = s.canvas.beginText(100, 600)
        t.setFont("Helvetica", 12)
        t.setTextRenderMode(3)
        t.textLine("hidden words")
        s.canvas.drawText(t)

    document = both(drawn(draw))
    assert texts(document) == ["看得见的字。"]
    assert document.revisions == (Revision("hidden", "hidden words"),)


def test_a_page_without_text_among_others_is_told() -> None:
    s = Sheet()
    s.text(100, 100, "第一页。", 12)
    s.page()
    s.canvas.drawImage(picture(), 0, 0, 595, 842)
    document = both(s.data())
    assert [(t.code, t.page) for t in document.troubles] == [("page_without_text", 2)]


def test_a_picture_that_may_be_a_table_is_told_and_a_seal_is_not() -> None:
    def draw(s: Sheet, width: float, height: float) -> None:
        prose(s, 80, "三、收到和处理政府信息公开申请情况")
        s.canvas.drawImage(picture(), 85, 400, width, height)

    assert [t.code for t in both(drawn(lambda s: draw(s, 425, 250))).troubles] == ["picture"]
    assert not both(drawn(lambda s: draw(s, 110, 110))).troubles


def unmapped(draw: Callable[[Sheet], object]) -> bytes:
    """The PDF with an embedded font ("Lost") whose letters beyond ASCII have no Unicode value."""
    pdfmetrics.registerFont(TTFont("Lost", "Vera.ttf"))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn(draw))) as file:
        for item in file.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                del item["/ToUnicode"]
        file.save(out)
    return out.getvalue()


def test_glyphs_without_a_value_make_a_cell_unreadable() -> None:
    def draw(s: Sheet) -> None:
        s.table(XS, 100, [*ROWS[:2], ("行政规范性文件", "", "3", "4")])
        s.canvas.setFont("Lost", 9)
        s.canvas.drawString(280, s.height - 162, "1é5")

    document = both(unmapped(draw))
    bad = [c for c in table_of(document).cells if not c.readable]
    assert [(c.row, c.column, c.text) for c in bad] == [(2, 1, "1\ufffd5")]
    assert document.troubles == (Trouble("unmapped_glyphs", 1, 0),)


def test_a_page_of_glyphs_without_values_has_no_text() -> None:
    def draw(s: Sheet) -> None:
        s.canvas.setFont("Lost", 9)
        s.canvas.drawString(100, 700, "éèàùéèàù")

    for engine in ENGINES:
        with pytest.raises(ReadError) as caught:
            pdf.read(unmapped(draw), path="r.pdf", engine=engine)
        assert caught.value.code == "no_text"


def test_an_empty_page_is_no_trouble_and_an_empty_file_has_no_text() -> None:
    s = Sheet()
    s.text(100, 100, "第一页。", 12)
    s.page()
    assert not both(s.data()).troubles
    with pytest.raises(ReadError) as caught:
        pdf.read(Sheet().data(), path="r.pdf")
    assert caught.value.code == "no_text"


@pytest.mark.parametrize("engine", ["auto", *ENGINES])
def test_a_password_is_told_and_an_owner_password_does_no_harm(engine: pdf.EngineChoice) -> None:
    def draw(s: Sheet) -> None:
        s.text(100, 100, "第一页。", 12)

    def locked(user: str) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(drawn(draw))) as file:
            file.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
        return out.getvalue()

    with pytest.raises(ReadError) as caught:
        pdf.read(locked("user"), path="r.pdf", engine=engine)
    assert caught.value.code == "encrypted"
    assert texts(pdf.read(locked(""), path="r.pdf", engine=engine)) == ["第一页。"]


@pytest.mark.parametrize("engine", ["auto", *ENGINES])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.98])
def test_a_file_cut_off_is_damaged(engine: pdf.EngineChoice, share: float) -> None:
    s = Sheet()
    for _ in range(5):
        prose(s, 100, SENTENCE * 5)
        s.page()
    whole = s.data()
    with pytest.raises(ReadError) as caught:
        pdf.read(whole[: int(len(whole) * share)], path="r.pdf", engine=engine)
    assert caught.value.code == "damaged"
    assert "r.pdf" in caught.value.text("r.pdf").zh


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n%%EOF\n", b"\xff\xd8\xff\xe0 JPEG", b"%PDF-1.4\n" + b"x" * 500 + b"%%EOF"]
)
@pytest.mark.parametrize("engine", ["auto", *ENGINES])
def test_what_is_no_pdf_is_damaged(data: bytes, engine: pdf.EngineChoice) -> None:
    with pytest.raises(ReadError) as caught:
        pdf.read(data, path="r.pdf", engine=engine)
    assert caught.value.code == "damaged"


@pytest.mark.parametrize("engine", ENGINES)
def test_limits_hold(engine: pdf.EngineChoice, monkeypatch: pytest.MonkeyPatch) -> None:
    s = Sheet()
    for _ in range(3):
        s.text(100, 100, "一页文字。", 12)
        s.page()
    data = s.data()
    monkeypatch.setattr(limits, "PDF_PAGES", 2)
    with pytest.raises(ReadError) as caught:
        pdf.read(data, path="r.pdf", engine=engine)
    assert caught.value.code == "too_large"
    monkeypatch.setattr(limits, "PDF_PAGES", 300)
    monkeypatch.setattr(limits, "TEXT_CHARACTERS", 12)
    with pytest.raises(ReadError) as caught:
        pdf.read(data, path="r.pdf", engine=engine)
    assert caught.value.code == "too_large"


def test_reread_gives_the_asked_pages_only() -> None:
    s = Sheet()
    for n in "一二三":
        s.text(100, 100, f"第{n}页。", 12)
        s.page()
    file = pdf.Reopened(s.data(), "pdfminer")
    document = file.read([2])
    file.close()
    assert texts(document) == ["第二页。"]
    assert document.engine == "pdfminer"
    assert next(document.paragraphs()).page == 2


def test_properties() -> None:
    s = Sheet()
    s.canvas.setAuthor("某某")
    s.canvas.setTitle("年度报告")
    s.text(100, 100, "第一页。", 12)
    values = dict(both(s.data()).properties)
    assert values["author"] == "某某"
    assert values["title"] == "年度报告"
    assert values["created"].startswith("2000-01-01")


# --- the real file


REAL = Path(__file__).resolve().parents[3] / "shared" / "real" / "hongze-2023.pdf"


@pytest.mark.shared
@pytest.mark.skipif(
    not REAL.exists(), reason="../shared/real is not here (it belongs to the project, not to a clone)"
)
def test_the_real_report_reads_right_by_both_engines() -> None:
    document = both(REAL.read_bytes())
    two, three, four = document.tables()
    assert not document.troubles
    assert document.page_count == 5
    assert [r[-1].text for r in two.rows()] == [
        *("第二十条第（一）项", "现行有效件数", "0", "5", "第二十条第（五）项", "本年处理决定数量", "550"),
        *("第二十条第（六）项", "本年处理决定数量", "4119", "195"),
        *("第二十条第（八）项", "本年收费金额（单位：万元）", "7730.28"),
    ]
    numbers = [[c.text for c in row][-7:] for row in three.rows()[3:]]
    person = [21, 0, 0, 4, 1, 0, 0, 0, 0, 1, 1, 0, 10, 3, 0, 1, 0, 0, 0, 0, 0, 21, 0]
    assert numbers == [[str(n), "0", "0", "0", "0", "0", str(n)] for n in person]
    assert three.rows()[5][0].text == "三、本年度办理结果"
    assert three.rows()[5][0].row_span == 20
    assert [c.text for c in four.rows()[-1]] == ["10", "1", *"00000000", "5", *"0000"]
    headings = [t for t in texts(document) if t[1] == "、"]
    assert [h[0] for h in headings] == list("一二三四五六")
    assert dict(document.properties)["created"].startswith("2024-02-26")
