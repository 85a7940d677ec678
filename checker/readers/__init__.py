"""Readers: a file's bytes -> :class:`checker.document.Document`, the kind told from content."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.document import Document


def read(data: bytes, *, path: str, engine: str = "auto") -> Document:
    """Reads one input of any supported kind.

    ``path`` names it in messages and settles Markdown against text; nothing is opened. ``engine`` chooses
    the PDF engine ("auto", "pdfium", "pdfminer") and means nothing to the other kinds.
    Raises ReadError: empty, no_text, too_large, encrypted, scanned, damaged, unsupported.
    """
    from checker.errors import ReadError
    from checker.limits import FILE_BYTES, MIB
    from checker.readers.kinds import detect

    if len(data) > FILE_BYTES:
        raise ReadError(
            "too_large", path=path, what="文件", what_en="the file", limit=f"{FILE_BYTES // MIB} MB"
        )
    kind = detect(data, path)
    if kind == "pdf":
        from checker.readers import pdf

        return pdf.read(data, path=path, engine=engine)
    if kind == "docx":
        from checker.readers import docx

        return docx.read(data, path=path)
    if kind == "html":
        from checker.readers import html

        return html.read(data, path=path)
    from checker.readers import text

    return text.read(data, path=path, kind=kind)
