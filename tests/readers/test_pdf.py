"""PDF: what a reader of the page sees is what the document holds, by either engine."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from tests.layout.drawing import LEFT, RIGHT, Sheet, drawn, prose
from tests.readers.pdf_files import ROWS, SENTENCE, XS, both, grid, table_of, texts


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


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("首页 / 政府信息公开 / 政府信息公开年报 / 市政府年报", "header"),
        ("您所在的位置：首页 > 信息公开 > 公开年报", "header"),
        ("本报告可在市政府网站首页下载，位置见文末。", "body"),
    ],
)
def test_the_path_through_a_site_is_no_text(line: str, role: str) -> None:
    def draw(s: Sheet) -> None:
        prose(s, 60, line)
        prose(s, 120, SENTENCE)

    first = next(both(drawn(draw)).paragraphs())
    assert (first.text, first.role) == (line, role)
