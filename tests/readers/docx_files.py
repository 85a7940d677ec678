"""DOCX files for the tests, written part by part, so that a test shows the very markup that it is about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from checker.document import Document, Table
from checker.readers import docx

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ROOTS = {
    "styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes",
    "comments": "comments", "header": "hdr", "footer": "ftr",
}  # fmt: skip


def r(text: str, properties: str = "") -> str:
    """A run."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(content: str, properties: str = "") -> str:
    """A paragraph: of plain text, or of ready markup where it begins with a tag."""
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inner}{content if content.startswith('<') else r(content)}</w:p>"


def tc(content: str = "", properties: str = "") -> str:
    """A cell: of plain text, or of ready blocks."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    content = "".join(c if c.startswith("<") else tc(c) for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{content}</w:tr>"


def tbl(*rows: str, grid: tuple[int, ...] = ()) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def change(kind: str, content: str, author: str = "张三") -> str:
    """A tracked change; ``content`` is markup."""
    return f'<w:{kind} w:id="1" w:author="{author}">{content}</w:{kind}>'


def deleted(text: str, author: str = "张三") -> str:
    return change("del", f"<w:r><w:delText>{text}</w:delText></w:r>", author)


def package(body: str, extra: Mapping[str, str | bytes] | None = None, /, **parts: str) -> bytes:
    """A file with this body and related parts (styles="…", footer="…"); ``extra`` are raw entries."""
    document = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    related = "".join(
        f'<Relationship Id="{kind}" Type="{_OFFICE}{kind}" Target="{kind}.xml"/>' for kind in parts
    )
    relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    entries: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships {relations}><Relationship Id="1" Type="{_OFFICE}officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": document,
        "word/_rels/document.xml.rels": f"<Relationships {relations}>{related}</Relationships>",
    }
    for kind, inner in parts.items():
        entries[f"word/{kind}.xml"] = f"<w:{_ROOTS[kind]} {NAMESPACES}>{inner}</w:{_ROOTS[kind]}>"
    entries.update(extra or {})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def read(body: str, **parts: str) -> Document:
    return docx.read(package(body, **parts), path="报告.docx")


def texts(document: Document) -> list[str]:
    """The paragraphs' texts."""
    return [paragraph.text for paragraph in document.paragraphs()]


def rows(table: Table) -> list[list[str]]:
    """The texts of the cells that begin in each row."""
    return [[cell.text for cell in row] for row in table.rows()]
