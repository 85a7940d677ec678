"""The kind of a file is told from its bytes; what cannot be reviewed is named with what to do."""

from __future__ import annotations

import io
import zipfile

import pytest

from checker.errors import ReadError
from checker.readers.kinds import detect
from tests.readers.docx_files import p, package

REPORT = "一、总体情况\n2023年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，共收到申请21件。\n"
PAGE = f"<!DOCTYPE html><html><head><title>年报</title></head><body><p>{REPORT}</p></body></html>"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
MHT = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(*names: str, **stored: str) -> bytes:
    """A ZIP file: ``stored`` entries first, then empty ones."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in stored.items():
            archive.writestr(name, content)
        for name in names:
            archive.writestr(name, "")
    return stream.getvalue()


def compound(*streams: str) -> bytes:
    """The beginning of an OLE2 file whose directory names these streams."""
    entries = b""
    for name in ("Root Entry", *streams):
        raw = (name + "\0").encode("utf-16-le")
        entries += (raw.ljust(64, b"\0") + len(raw).to_bytes(2, "little")).ljust(128, b"\0")
    return OLE.ljust(512, b"\0") + entries


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "报告.pdf", "pdf"),
        (PDF, "报告.doc", "pdf"),
        (b"\xef\xbb\xbf\r\n" + PDF, "报告", "pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 900 + PDF, "报告.pdf", "pdf"),
        (package(p("文")), "报告.docx", "docx"),
        (package(p("文")), "报告.wps", "docx"),
        (package(p("文")), "报告", "docx"),
        (PAGE.encode(), "报告.html", "html"),
        (PAGE.encode(), "报告.doc", "html"),
        (PAGE.encode("utf-16"), "报告.htm", "html"),
        (PAGE.encode("gb18030"), "报告", "html"),
        (f'<?xml version="1.0"?>\n<!-- 存 -->\n<html xmlns="x">{REPORT}</html>'.encode(), "a.xhtml", "html"),
        (f"<!-- saved from url=(0014)about:internet -->\n<div>{REPORT}</div>".encode(), "a", "html"),
        (f"<table><tr><td>{REPORT}</td></tr></table>".encode(), "a.txt", "html"),
        (f"警告：脚本出错\n{PAGE}".encode(), "a.html", "html"),
        (f"# 年报\n\n## 一、总体情况\n{REPORT}".encode(), "报告.md", "markdown"),
        (f"# 年报\n\n## 一、总体情况\n{REPORT}".encode(), "报告.txt", "markdown"),
        (f"规章 | 0\n--- | ---\n{REPORT}".encode(), "报告", "markdown"),
        (f"<center>年报</center>\n\n## 一、\n\n## 二、\n{REPORT}".encode(), "报告.md", "markdown"),
        (REPORT.encode(), "报告.md", "markdown"),
        (REPORT.encode(), "报告.txt", "text"),
        (REPORT.encode(), "报告.pdf", "text"),
        (REPORT.encode("utf-8-sig"), "报告.txt", "text"),
        (REPORT.encode("utf-16"), "报告.txt", "text"),
        (REPORT.encode("utf-16-le"), "报告.txt", "text"),
        (REPORT.encode("utf-16-be"), "报告.txt", "text"),
        (REPORT.encode("gb18030"), "报告.txt", "text"),
        (REPORT.encode("gb18030") * 2000, "报告.txt", "text"),
        (REPORT.encode("gb18030").replace("申请".encode("gb18030"), b"\xff\xff"), "报告.txt", "text"),
    ],
)
def test_what_can_be_read(data: bytes, name: str, kind: str) -> None:
    assert detect(data, name) == kind


@pytest.mark.parametrize(
    ("data", "name", "what", "todo"),
    [
        (compound("WordDocument", "1Table"), "报告.doc", ".doc", "另存为 .docx"),
        (compound("WordDocument"), "报告.docx", ".doc", "另存为 .docx"),
        (compound("WordDocument", "1Table"), "报告.wps", ".wps", "另存为 .docx"),
        (compound("Workbook"), "报告.xls", ".xls", "Word"),
        (compound("PowerPoint Document"), "报告.ppt", ".ppt", "Word"),
        (compound("Unknown"), "报告.doc", "Office", "另存为 .docx"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "报告.xlsx", ".xlsx", "Word"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "报告.pptx", ".pptx", "Word"),
        (packed("OFD.xml", "Doc_0/Document.xml"), "报告.ofd", ".ofd", "导出为 PDF"),
        (packed("OFD.xml"), "报告.pdf", ".ofd", "导出为 PDF"),
        (packed("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "a.odt", ".odt", ".docx"),
        (packed("content.xml", mimetype="application/epub+zip"), "a.epub", ".epub", "Word"),
        (packed("报告.docx"), "报告.zip", "ZIP", "解压"),
        (b"Rar!\x1a\x07\x01\x00" + b"x" * 50, "报告.rar", "RAR", "解压"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "报告.7z", "7z", "解压"),
        (b"\x1f\x8b\x08\0" + b"x" * 50, "报告.tar.gz", "GZ", "解压"),
        (b"{\\rtf1\\ansi\\ansicpg936 ", "报告.doc", "RTF", "另存为 .docx"),
        (MHT, "a.mht", ".mht", "浏览器"),
        (b"From: <Word>\r\n" + MHT, "a.mhtml", ".mht", "浏览器"),
        (MHT, "a.doc", "Word", "另存为 .docx"),
        (b"From: a@b.cn\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n", "a.eml", "邮件", "解压"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "报告.pdf", "JPEG", "选中文字"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.png", "PNG", "选中文字"),
        (b"GIF89a\1\0\1\0", "a.gif", "GIF", "选中文字"),
        (b"BM\x36\0\0\0\0\0\0\0\x36\0", "a.bmp", "BMP", "选中文字"),
        (b"II*\0\x08\0\0\0", "a.tif", "TIFF", "选中文字"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a.webp", "WebP", "选中文字"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "a.heic", "HEIC", "选中文字"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "a.svg", "SVG", "选中文字"),
        (b'<?xml version="1.0"?><?mso-application?><w:wordDocument xmlns:w="x"/>', "a.xml",
         "Word XML", "另存为 .docx"),
        (b'<?xml version="1.0"?><pkg:package xmlns:pkg="x"/>', "a.xml", "Word XML", "另存为 .docx"),
        (b'<?xml version="1.0"?><office:document xmlns:office="x"/>', "a.fodt", "OpenDocument", ".docx"),
        (b'<?xml version="1.0"?><rss/>', "a.xml", "XML", "确认"),
        (b"MZ\x90\0\3\0\0\0", "报告.exe", "程序", "确认"),
        (b"\x7fELF\2\1\1\0", "报告", "程序", "确认"),
        (bytes(range(256)) * 20, "报告.bin", "二进制", "确认"),
        (bytes(range(256)) * 20, "报告.docx", ".docx", "重新"),
        (bytes(range(256)) * 20, "报告.pdf", ".pdf", "重新"),
        (PAGE.encode(), "报告.docx", "HTML", "另存为 .docx"),
        (b"not a zip", "报告.docx", "纯文本", "另存为 .docx"),
        (PDF, "报告.docx", "PDF", "扩展名"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(data: bytes, name: str, what: str, todo: str) -> None:
    with pytest.raises(ReadError) as caught:
        detect(data, name)
    error = caught.value
    message = error.text(name)
    assert error.outcome == "unsupported"
    assert what in message.zh and todo in message.zh and message.zh.startswith(f"{name}：")
    assert not any("\u4e00" <= c <= "\u9fff" for c in message.en.removeprefix(name))
    assert "\n" not in message.zh + message.en


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "no_text"),
        (b"\xef\xbb\xbf", "no_text"),
        ("\u3000\n".encode("utf-16"), "no_text"),
        (b"\0" * 5000, "damaged"),
        (compound("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (package(p("文"))[:300], "damaged"),
        (b"PK\x03\x04", "damaged"),
    ],
)
def test_files_without_contents(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        detect(data, "报告.docx")
    assert caught.value.code == code


def test_a_stream_name_in_the_text_of_another_stream_is_no_stream() -> None:
    misleading = compound("WordDocument") + b"\1" + "EncryptedPackage\0".encode("utf-16-le")
    with pytest.raises(ReadError) as caught:
        detect(misleading, "报告.doc")
    assert caught.value.code == "unsupported"


@pytest.mark.parametrize(
    "unit", ["<!--", "<?", "<!-- -->", "-" * 50 + "|", "# ", "|", "<a ", "\n\n", "mime-version:"]
)
def test_repetition_costs_no_more_than_its_length(unit: str) -> None:
    try:
        detect((unit * 200_000).encode(), "a.txt")
    except ReadError as error:
        assert error.code in ("no_text", "unsupported")
