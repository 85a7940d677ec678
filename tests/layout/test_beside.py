"""A menu beside the text of a printed web page; labels before what they label are none."""

from __future__ import annotations

from checker.readers import pdf
from tests.layout.drawing import Sheet, drawn

TEXT = "本报告由清河县水利局按照条例编制并经集体审议后予以公布全文如下所示"
MENU = ["公开指南", "公开目录", "公开年报", "2020年", "2019年"]


def read(draw: object) -> list[tuple[str, str]]:
    document = pdf.read(drawn(draw), path="r.pdf")  # type: ignore[arg-type]
    return [(p.role, p.text) for p in document.paragraphs()]


def test_a_menu_beside_the_text_is_no_part_of_its_lines() -> None:
    def draw(s: Sheet) -> None:
        for i, entry in enumerate(MENU):
            s.text(40, 100 + 17 * i, entry, 10)
        s.text(170, 100, "清河县水利局2023年政府信息公开工作年度报告", 14)
        for i in range(6):
            s.text(150, 130 + 20 * i, TEXT, 11)

    found = read(draw)
    assert found[0] == ("body", "清河县水利局2023年政府信息公开工作年度报告")
    assert "".join(t for role, t in found if role == "body")[len(found[0][1]) :] == TEXT * 6
    assert [t for role, t in found if role == "header"] == MENU


def test_labels_on_the_lines_of_what_they_label_stay() -> None:
    def draw(s: Sheet) -> None:
        for i, label in enumerate(["地址", "单位", "说明"]):
            s.text(60, 100 + 24 * i, label, 11)
            s.text(150, 100 + 24 * i, TEXT, 11)

    assert {role for role, _ in read(draw)} == {"body"}


def test_rows_of_numbers_beside_labels_are_no_menu() -> None:
    def draw(s: Sheet) -> None:
        for i, label in enumerate(["规章", "行政许可", "行政处罚", "行政强制"]):
            s.text(60, 100 + 24 * i, label, 11)
            s.text(250, 104 + 24 * i, "12", 11)

    document = pdf.read(drawn(draw), path="r.pdf")
    assert all(p.role == "body" for p in document.paragraphs())
