"""DOCX -> Document: the text as Word shows it with all changes accepted, and what the file carries besides.

Paragraphs and tables come in document order; a footnote or endnote follows the block with its mark (so that
it stays in its section) with the role "footnote", a text box the paragraph that anchors it, headers and
footers stand at the end, once each. The mark of a footnote is left out of the text: a raised 1 behind 21件
would read as 211. A manual line break begins a new paragraph, as it does for the reader of the page, unless
the line ends inside a sentence. Where the file says nothing about pages, neither do the blocks.
"""

from __future__ import annotations

import hashlib
from typing import Final

from checker.document import Document
from checker.errors import ReadError
from checker.readers.docx_package import Package
from checker.readers.docx_walk import source, walk

_CORE: Final = {
    "creator": "author", "lastModifiedBy": "last_modified_by", "title": "title", "subject": "subject",
    "keywords": "keywords", "description": "description", "created": "created", "modified": "modified",
    "lastPrinted": "last_printed",
}  # fmt: skip
_APP: Final = {"Company": "company", "Manager": "manager", "Application": "application"}
_MOST_PROPERTIES: Final = 100  # own properties of a file; programs write a handful
_LONGEST_PROPERTY: Final = 1000


def read(data: bytes, *, path: str) -> Document:
    """Reads a DOCX file.

    Raises ReadError: damaged, encrypted, too_large, no_text, scanned (pictures and no text).
    """
    package = Package(data, path)
    walked = walk(source(package), path)
    blocks = tuple(traced.block for traced in walked.blocks)
    if not any(traced.part == "document" for traced in walked.blocks):
        scanned = any(trouble.code == "picture" for trouble in walked.troubles)
        raise ReadError("scanned" if scanned else "no_text", path=path)
    return Document(
        path, hashlib.sha256(data).hexdigest(), "docx", blocks, troubles=walked.troubles,
        properties=_properties(package), revisions=walked.revisions,
    )  # fmt: skip


def _properties(package: Package) -> tuple[tuple[str, str], ...]:
    """Who and what the file names besides its text; own properties as ``custom:name``."""
    found: list[tuple[str, str]] = []
    for part, names in ((package.core, _CORE), (package.extended, _APP)):
        root = package.root(part)
        for child in () if root is None else root:
            name = names.get(child.tag.rpartition("}")[2])
            _keep(found, name, child.text)
    root = package.root(package.custom)
    for child in list(() if root is None else root)[:_MOST_PROPERTIES]:
        _keep(found, f"custom:{child.get('name', '')}", "".join(child.itertext()))
    return tuple(found)


def _keep(found: list[tuple[str, str]], name: str | None, text: str | None) -> None:
    if name and text and text.strip():
        found.append((name, text.strip()[:_LONGEST_PROPERTY]))
