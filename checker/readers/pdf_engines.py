"""The one small interface behind which two PDF engines stand, and the choice between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, Protocol

from checker.layout.page import PageGlyphs
from checker.layout.settings import LayoutSettings

EngineName = Literal["pdfium", "pdfminer"]
EngineChoice = Literal["auto", "pdfium", "pdfminer"]

INFO_KEYS: Final[Mapping[str, str]] = {
    "Title": "title",
    "Author": "author",
    "Creator": "creator",
    "Producer": "producer",
    "CreationDate": "created",
    "ModDate": "modified",
    "Subject": "subject",
    "Keywords": "keywords",
    "Company": "company",
    "Manager": "manager",
    "LastModifiedBy": "last_modified_by",
    "LastSavedBy": "last_modified_by",
}
"""Entries of a PDF's information dictionary and the property that each becomes."""


class EngineError(Exception):
    """The engine cannot open these bytes; ``reason`` says why in its own words."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class PasswordNeededError(EngineError):
    """The file opens with a password only."""


class StreamTooLargeError(Exception):
    """A stream of the file unpacks to more than the limit."""


class OpenedPdf(Protocol):
    """An open file; ``close`` frees what the engine holds of it."""

    page_count: int

    def info(self) -> dict[str, str]:
        """Entries of the information dictionary by :data:`INFO_KEYS`."""
        ...

    def page(self, number: int) -> PageGlyphs:
        """Page ``number`` (from 1). Raises EngineError where only this page is damaged."""
        ...

    def close(self) -> None: ...


def open_with(engine: EngineName, data: bytes, settings: LayoutSettings) -> OpenedPdf:
    """Open ``data`` with ``engine``. Raises EngineError or PasswordNeededError."""
    if engine == "pdfium":
        from checker.readers.pdf_pdfium import PdfiumFile

        return PdfiumFile(data, settings)
    from checker.readers.pdf_pdfminer import PdfminerFile

    return PdfminerFile(data, settings)


Matrix = tuple[float, float, float, float, float, float]


def upright_matrix(box: tuple[float, float, float, float], rotate: int) -> tuple[Matrix, float, float]:
    """The matrix that lays the page box ``box`` (left, bottom, right, top), turned clockwise by ``rotate``
    degrees, with its lower left corner at the origin; and the width and height that it then has."""
    left, bottom, right, top = box
    if rotate == 90:
        return (0, -1, 1, 0, -bottom, right), top - bottom, right - left
    if rotate == 180:
        return (-1, 0, 0, -1, right, top), right - left, top - bottom
    if rotate == 270:
        return (0, 1, -1, 0, top, -left), top - bottom, right - left
    return (1, 0, 0, 1, -left, -bottom), right - left, top - bottom


def turn_of(a: float, b: float, c: float, d: float) -> int:
    """The quarter turn (as in Char.turn) of text with this matrix, or -1 for slanting text such as a
    watermark."""
    if abs(b) <= 0.1 * abs(a):
        return 0 if a > 0 else 2
    if abs(a) <= 0.1 * abs(b):
        return 3 if b > 0 else 1
    return -1


def main_turn(page: PageGlyphs) -> int:
    """The quarter turn of most characters: text lying on its side makes the page lie on its side."""
    if not page.chars:
        return 0
    counts = [0, 0, 0, 0]
    for c in page.chars:
        counts[c.turn % 4] += 1
    best = max(range(4), key=lambda t: counts[t])
    return best if counts[best] > 0.6 * len(page.chars) else 0
