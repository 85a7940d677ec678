"""scores.xlsx as a spreadsheet program reads it."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any
from xml.etree import ElementTree

import pytest

from checker.batch import workbook as module
from checker.batch.sheets import Batch
from checker.batch.workbook import CELL, fit, workbook
from tests.batch.made import BOOK, batch, county, finding, result

openpyxl = pytest.importorskip("openpyxl")
LAYOUT = BOOK.file("batch/outputs.yml")["sheets"]
COPIED = {
    "cluster": 1, "section": 5, "agency": "清河县水利局", "year": 2023, "nearest": "清河县教育局", "nearest_year": 2023,
    "similarity": 0.91, "passages": [["甲段", "甲段"], ["乙段", "丙段"]], "file": "/srv/报送/水利局.pdf",
}  # fmt: skip


def written(made: Batch, layout: Any, **more: Any) -> bytes:
    out = io.BytesIO()
    workbook(out, made, layout, **more)
    return out.getvalue()


@pytest.fixture(scope="module")
def content() -> bytes:
    from decimal import Decimal

    sums = [
        {"agency": "清河县水利局", "year": 2023, "table": "requests", "row": "new", "column": "total",
         "printed": Decimal(7), "sum": Decimal(9), "members": 2},
    ]  # fmt: skip
    return written(batch(county(), sums=sums, copied=[COPIED]), LAYOUT)


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(sheet: Any) -> Iterator[dict[str, Any]]:
    head, *rest = sheet.iter_rows(values_only=True)
    return ({h: v for h, v in zip(head, row, strict=True) if h} for row in rest)


def test_the_sheets(book: Any) -> None:
    assert book.sheetnames == [
        "总览", "汇总与排名", "问题", "表二 主动公开", "表三 依申请公开", "表四 复议诉讼", "未读文件", "雷同段落", "汇总核对",
    ]  # fmt: skip
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes is not None, sheet.title
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0), (
            "one page wide"
        )
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_ranking_begins_with_the_latest_year_and_ends_it_with_those_not_ranked(book: Any) -> None:
    found = list(rows(book["汇总与排名"]))
    assert [(r["年度"], r["年度名次"], r["机关"]) for r in found] == [
        (2023, 1, "清河县公安局"), (2023, 1, "清河县教育局"), (2023, 3, "清河县水利局"), (2023, None, "清河县民政局"),
        (2023, None, "清河县统计局"), (2023, None, "清河县财政局"), (2022, 1, "清河县水利局"),
    ]  # fmt: skip
    assert "30% 未能检查" in found[5]["未排名原因"]
    assert found[5]["得分"] == 100
    assert found[2]["较上年"] == -8.5
    assert "T02 办理结果合计有误 −6" in found[2]["扣分"]


def test_a_cell_that_begins_like_a_formula_is_text_and_stays_so_when_edited(book: Any) -> None:
    sheet = book["问题"]
    cells = {
        c.value: c
        for row in sheet.iter_rows()
        for c in row
        if isinstance(c.value, str) and c.value[0] in "=+-@"
    }
    assert set(cells) == {'=HYPERLINK("http://x")', "@引用<b>"}
    for cell in cells.values():
        assert cell.data_type in ("s", "inlineStr")
        assert cell.quotePrefix
    assert all(c.data_type != "f" for s in book.worksheets for row in s.iter_rows() for c in row)


def test_numbers_of_all_tables_are_numbers(book: Any) -> None:
    first = next(r for r in rows(book["表三 依申请公开"]) if r["机关"] == "清河县水利局")
    assert (first["办理情况"], first["自然人"], first["总计"], first["商业企业"]) == (
        "一、本年新收政府信息公开申请数量",
        7,
        7,
        None,
    )
    fees = next(r for r in rows(book["表二 主动公开"]) if r["信息内容"] == "行政事业性收费")
    assert (fees["本年收费金额（单位：万元）"], fees["单位"]) == (38.5, "万元")
    assert "本年新制作数量" not in [c.value for c in book["表二 主动公开"][1]], (
        "a column of no report's edition"
    )
    assert book["表四 复议诉讼"]["A2"].value == "没有"


def test_links_lead_to_the_pages_beside_the_workbook(content: bytes, book: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        targets = re.findall(
            r'Target="([^"]+)"', archive.read("xl/worksheets/_rels/sheet2.xml.rels").decode()
        )
    assert all(re.fullmatch(r"reports[/\\][\w.-]+\.html", t) for t in targets)
    shown = [r["报告"] for r in rows(book["汇总与排名"])]
    assert shown[2] == "水利局.pdf"
    assert len([s for s in shown if s]) == len(targets)


def test_unread_files_copies_and_roll_up(book: Any) -> None:
    unread = [(r["机关或文件"], r["结果"]) for r in rows(book["未读文件"])]
    assert unread == [("清河县民政局", "已损坏"), ("清河县统计局", "没有报告")]
    copied = next(rows(book["雷同段落"]))
    assert (copied["部分"], copied["相似度"]) == ("第五部分", 0.91)
    assert copied["相同语句（两边不同时以 ⇄ 隔开）"] == "甲段\n乙段 ⇄ 丙段"
    rolled = next(rows(book["汇总核对"]))
    assert (rolled["填报数"], rolled["相加数"], rolled["差"], rolled["结果"]) == (7, 9, -2, "不符")


def test_text_beyond_a_cell_is_cut_and_says_so() -> None:
    assert fit("短") == "短"
    assert fit("字" * CELL) == "字" * CELL
    long = fit("字" * (CELL + 1))
    assert len(long) == CELL
    assert long.endswith("…")
    rare = fit("𠮷" * CELL)  # two UTF-16 units each
    assert len(rare.encode("utf-16-le")) // 2 <= CELL
    assert fit("报告\udcff.pdf") == "报告?.pdf", "a file name that is no UTF-8"


def test_long_and_odd_texts_come_through_whole_sheets() -> None:
    from checker.batch.agencies import group
    from checker.batch.inputs import Entry

    path = "/x/报告\x01\udcff.pdf".encode("utf-8", "replace").decode()
    found = [finding("T01", message="长" * 40_000, quote="\x00\x0b控制字符")]
    agencies = group([Entry(path, path)], [result(path, "清河县水利局", 2023, found)])
    sheet = openpyxl.load_workbook(io.BytesIO(written(batch(agencies), LAYOUT)))["问题"]
    assert len(next(rows(sheet))["问题"]) == CELL


def test_a_sheet_that_is_full_goes_on_in_another() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(batch(county()), LAYOUT, rows=4)))
    assert [s for s in book.sheetnames if s.startswith("汇总与排名")] == [
        "汇总与排名",
        "汇总与排名 (2)",
        "汇总与排名 (3)",
    ]
    names = [r["机关"] for s in book.sheetnames if s.startswith("汇总与排名") for r in rows(book[s])]
    assert len(names) == 7
    assert book["汇总与排名 (3)"].freeze_panes is not None


def test_links_beyond_what_a_sheet_may_have_become_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINKS", 2)
    content = written(batch(county()), LAYOUT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet2.xml"))
    assert len(sheet.findall(".//{*}hyperlink")) == 2
    shown = [r["报告"] for r in rows(openpyxl.load_workbook(io.BytesIO(content))["汇总与排名"])]
    assert [s for s in shown if s][2].startswith("reports/")


def test_the_same_results_give_the_same_bytes(content: bytes) -> None:
    assert written(batch(county()), LAYOUT) == written(batch(county()), LAYOUT)


def test_english() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(batch(county(), "en"), LAYOUT)))
    assert book.sheetnames[:3] == ["overview", "ranking", "findings"]
    assert [c.value for c in book["table 3 requests"][1]][4:7] == ["row", "自然人", "商业企业"]


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_opens_it(content: bytes, tmp_path: Path) -> None:
    if which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "scores.xlsx").write_bytes(content)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "scores.xlsx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (made,) = tmp_path.glob("*.csv")
    text = made.read_text(encoding="utf-8")
    assert text.startswith("年度名次,同级名次,机关")
    assert "清河县水利局,2023" in text
