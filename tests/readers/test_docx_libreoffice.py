"""DOCX as LibreOffice writes it, from web pages and OpenDocument: another producer than our own writers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from checker.document import Document, Paragraph, Table
from checker.readers import docx
from tests.readers.docx_files import rows, texts

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"),
]

HTML = """<html><head><meta charset="utf-8"><title>年报</title></head><body>
<h1>一、总体情况</h1><p>全年共收到申请<b>21</b>件，<br>办结20件。</p>
<ol><li>主动公开</li><li>依申请公开</li></ol>
<table border="1"><tr><td rowspan="2">信息内容</td><td colspan="2">数量</td></tr>
<tr><td>制发</td><td>废止</td></tr>
<tr><td>规章</td><td>0</td><td>1</td></tr></table></body></html>"""

FODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles><text:list-style style:name="L"><text:list-level-style-number text:level="1"
 style:num-format="一, 二, 三, ..." style:num-suffix="、"/></text:list-style></office:automatic-styles>
<office:body><office:text>
<text:tracked-changes><text:changed-region text:id="c1"><text:insertion><office:change-info>
<dc:creator>张三</dc:creator><dc:date>2024-01-02T00:00:00</dc:date></office:change-info></text:insertion>
</text:changed-region></text:tracked-changes>
<text:list text:style-name="L">
<text:list-item><text:h text:outline-level="1">总体情况</text:h></text:list-item>
<text:list-item><text:h text:outline-level="1">主动公开</text:h></text:list-item></text:list>
<text:p>共收到申请<text:change-start text:change-id="c1"/>21<text:change-end text:change-id="c1"/>件<text:note
 text:note-class="footnote" text:id="n"><text:note-citation>1</text:note-citation><text:note-body>
<text:p>含上年结转。</text:p></text:note-body></text:note>。<office:annotation><dc:creator>李四</dc:creator>
<text:p>请核实</text:p></office:annotation></text:p>
</office:text></office:body></office:document>"""


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """Both sources made DOCX in one call, under a profile of their own."""
    folder: Path = tmp_path_factory.mktemp("soffice")
    (folder / "page.html").write_text(HTML, encoding="utf-8")
    (folder / "text.fodt").write_text(FODT, encoding="utf-8")
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
            "docx:MS Word 2007 XML", "--outdir", str(folder),
            str(folder / "page.html"), str(folder / "text.fodt"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return {
        name: docx.read((folder / f"{name}.docx").read_bytes(), path=f"{name}.docx")
        for name in ("page", "text")
    }


def test_a_web_page(converted: dict[str, Document]) -> None:
    document = converted["page"]
    heading = document.blocks[0]
    assert isinstance(heading, Paragraph) and heading.level == 1
    assert texts(document) == [
        "一、总体情况",
        "全年共收到申请21件，办结20件。",
        "1.\t主动公开",
        "2.\t依申请公开",
    ]
    (table,) = document.tables()
    assert isinstance(table, Table)
    assert rows(table) == [["信息内容", "数量"], ["制发", "废止"], ["规章", "0", "1"]]
    assert (table.cells[0].row_span, table.cells[1].column_span) == (2, 2)


def test_an_opendocument_text(converted: dict[str, Document]) -> None:
    document = converted["text"]
    assert [(b.text, b.auto, b.role) for b in document.paragraphs()] == [
        ("一、总体情况", 2, "body"),
        ("二、主动公开", 2, "body"),
        ("共收到申请21件。", 0, "body"),
        ("含上年结转。", 0, "footnote"),
    ]
    assert [(x.kind, x.text, x.author) for x in document.revisions] == [
        ("insertion", "21", "张三"),
        ("comment", "请核实", "李四"),
    ]
