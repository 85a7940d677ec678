"""A second reading of a PDF's statutory tables by the other engine, for figures and labels that look wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from checker.errors import ReadError

if TYPE_CHECKING:
    from checker.document import Document
    from checker.readers.pdf import Reopened
    from checker.report.model import FormTable, Report
    from checker.rulebook import RuleBook

OTHER_ENGINE = {"pdfium": "pdfminer", "pdfminer": "pdfium"}


class SecondOpinion:
    """Called with the key of a table, gives that table as the other engine reads it, or None where it cannot.

    ``data`` gives the file's bytes and is called on the first question only. A page is read once, however many tables
    stand on it. :meth:`close` frees the file.
    """

    def __init__(self, data: Callable[[], bytes], document: Document, report: Report, book: RuleBook) -> None:
        self._data = data
        self._engine = document.engine
        self._report = report
        self._book = book
        self._file: Reopened | None = None
        self._tables: dict[str, FormTable | None] = {}

    def __call__(self, key: str) -> FormTable | None:
        if key not in self._tables:
            self._tables[key] = self._read(key)
        return self._tables[key]

    def _read(self, key: str) -> FormTable | None:
        from checker.readers.pdf import Reopened
        from checker.report.forms import read_forms

        table = self._report.tables[key]
        pages = sorted({c.place.page for c in table.cells.values() if c.place.page})
        if not pages:
            return None
        if self._file is None:
            content = self._data()  # its trouble is the caller's
        try:
            if self._file is None:
                self._file = Reopened(content, OTHER_ENGINE[self._engine or "pdfium"])
            other = self._file.read(pages)
        except ReadError:
            return None
        section = table.place.section if table.place else None
        blocks = [(section or 0, other.blocks)]
        return read_forms(self._book.editions, self._report.edition_due, blocks, other.troubles).get(key)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def second_opinion(
    data: Callable[[], bytes], document: Document, report: Report, book: RuleBook
) -> SecondOpinion | None:
    """The second reader of a document; None for what is no PDF."""
    if document.kind != "pdf" or document.engine not in OTHER_ENGINE:
        return None
    return SecondOpinion(data, document, report, book)
