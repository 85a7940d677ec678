"""PDF files for the tests of the reader: read by both engines, looked at piece by piece."""

from __future__ import annotations

from checker.document import Document, Table
from checker.readers import pdf

ENGINES = ("pdfium", "pdfminer")
SENTENCE = "本报告中所列数据的统计期限自二〇二四年一月一日起至十二月三十一日止，"
XS = (85.0, 255.0, 340.0, 425.0, 510.0)
ROWS = (
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "0"),
    ("行政规范性文件", "12", "3", "1,045"),
)


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
