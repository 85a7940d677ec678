"""PDF files that cannot be read, or not all of them: refused or told, never guessed."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from checker import limits
from checker.document import Revision, Trouble
from checker.errors import ReadError
from checker.readers import pdf
from tests.layout.drawing import Sheet, drawn, prose
from tests.readers.pdf_files import ENGINES, ROWS, SENTENCE, XS, both, table_of, texts


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


@pytest.mark.parametrize("left", [-25, 330])
def test_lines_that_run_over_the_edge_of_the_page_are_told(left: float) -> None:
    def draw(s: Sheet) -> None:
        prose(s, 60, "本报告由清河县水利局编制。")
        s.text(left, 120, "全年共收到政府信息公开申请四十二件均已答复" * 2, 12)
        s.page()
        prose(s, 60, "没有收费。")

    assert both(drawn(draw)).troubles == (Trouble("text_cut", 1),)


@pytest.mark.parametrize("at", [640, -120])
def test_what_stands_beside_the_page_is_no_line_of_it(at: float) -> None:
    def draw(s: Sheet) -> None:
        prose(s, 60, "本报告由清河县水利局编制。")
        s.text(at, 60, "另一页", 12)

    document = both(drawn(draw))
    assert (texts(document), document.troubles) == (["本报告由清河县水利局编制。"], ())


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
