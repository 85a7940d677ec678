"""The report as a reviewer sees it: typed facts, each with its place.

Keys of tables, rows and columns are the contract's ("Table keys").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from checker.document import Block, Paragraph, Place, Table

if TYPE_CHECKING:
    from checker.statutes.citations import Citation

AgencyKind = Literal["government", "department", "office", "township", "institution", "unknown"]
Edition = Literal["pre2019", "2019", "2021"] | str
YearSource = Literal["title", "period", "text", "path"]
Number = int | Decimal

CellState = Literal["read", "blank", "not_a_number", "unread", "inferred", "absent"]
"""read: a number stands there. blank / not_a_number: so in the source (T05). unread: we could not tell (not checked).
inferred: filled by the only filling that satisfies every identity. absent: the row or column is not printed."""


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of a statutory table. ``value`` is None unless the state is read or inferred.

    ``printed`` is the cell's text as it stands. ``unit`` is a unit printed with the number (元, 万元, 件) or None.
    """

    value: Number | None
    state: CellState
    place: Place
    printed: str = ""
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """A printed label and the key that it was taken for (None: matches no label of the edition)."""

    key: str | None
    printed: str
    expected: str | None
    place: Place
    distance: int = 0
    """Edits between printed and expected label after normalisation; 0 for a clean match."""


@dataclass(frozen=True, slots=True)
class FormTable:
    """A statutory table: ``disclosure``, ``requests`` or ``disputes``.

    ``status``: read; missing (no such table in the report); unreadable (there is something that we could not read,
    ``reason`` is a key of ``rules/reasons.yml``). ``cells`` maps (row, column) – for ``disputes`` (group, outcome) –
    to the cell. ``layout`` is the edition whose labels are printed. Missing, foreign and damaged labels stand in
    ``labels``; ``missing_rows`` are keys of the edition that are not printed; ``kept_rows`` those printed in the
    manner of the previous edition.
    """

    key: str
    status: Literal["read", "missing", "unreadable"]
    layout: str | None = None
    cells: Mapping[tuple[str, str], FormCell] = field(default_factory=dict)
    labels: tuple[LabelMatch, ...] = ()
    missing_rows: tuple[str, ...] = ()
    kept_rows: tuple[str, ...] = ()
    foreign_marks: tuple[LabelMatch, ...] = ()
    """Labels that belong to another edition only (rule S09)."""
    place: Place | None = None
    reason: str | None = None
    doubt: str | None = None
    """Why what is printed as a label cannot be told with certainty, a key of ``rules/reasons.yml`` (rule S10)."""
    added: tuple[Mapping[tuple[str, str], FormCell], ...] = ()
    """Numbers of printed rows that match no row of the form: never added up, but they may explain a total."""
    units: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Units that the form itself prints for a cell (万元 for the fees of the 2021 edition)."""

    def value(self, row: str, column: str) -> Number | None:
        cell = self.cells.get((row, column))
        return cell.value if cell else None

    def integer(self, row: str, column: str) -> int | None:
        """The value where it is a whole number, else None."""
        value = self.value(row, column)
        if value is None or value != int(value):
            return None
        return int(value)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six sections, or the preamble (number 0: title and what stands before the first heading)."""

    number: int
    heading: str
    printed_number: str
    """The number as printed (一、 or 第一部分 …), automatic numbers included; empty where there is none."""
    name: str
    """The heading without its number."""
    place: Place | None
    blocks: tuple[Block, ...]
    """What stands below the heading. Where heading and text share a paragraph, the text is a Paragraph with the same
    index whose ``text`` keeps the whole; see :attr:`body_offset`."""
    body_offset: int = 0
    """Where the body begins inside the first block, when that block also holds the heading."""

    def paragraphs(self) -> Iterator[Paragraph]:
        """The running text; page headers and footers are not part of a section."""
        return (b for b in self.blocks if isinstance(b, Paragraph) and b.role not in ("header", "footer"))

    def tables(self) -> Iterator[Table]:
        return (b for b in self.blocks if isinstance(b, Table))

    @property
    def text(self) -> str:
        """The running text below the heading, one line a paragraph."""
        out = []
        for i, p in enumerate(self.paragraphs()):
            out.append(p.text[self.body_offset :] if i == 0 and self.body_offset else p.text)
        return "\n".join(out)


@dataclass(frozen=True, slots=True)
class Fact:
    """A value read from text and where it stands."""

    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Period:
    """The statistical period as printed. A date that does not exist or could not be read is None."""

    start: dt.date | None
    end: dt.date | None
    place: Place
    readable: bool = True
    """False where the digits are damaged (202511日): could not check, never a wrong period."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contact details in the order in which they stand."""

    address: Fact | None = None
    postcode: Fact | None = None
    phones: tuple[Fact, ...] = ()
    faxes: tuple[Fact, ...] = ()
    emails: tuple[Fact, ...] = ()
    websites: tuple[Fact, ...] = ()
    organ: Fact | None = None
    """The organ named in 请与…联系."""

    def any(self) -> bool:
        return bool(self.address or self.postcode or self.phones or self.faxes or self.emails)


@dataclass(frozen=True, slots=True)
class Title:
    """The title: ``text`` with lines joined, ``lines`` as printed."""

    text: str
    lines: tuple[str, ...]
    place: Place
    organ: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was understood. Unknown facts are None or empty."""

    title: Title | None
    agency: str | None
    agency_kind: AgencyKind
    year: int | None
    edition: Edition | None
    edition_due: Edition | None
    dated: dt.date | None
    dated_place: Place | None
    period: Period | None
    contacts: Contacts
    sections: tuple[Section, ...]
    """Sections as found, in reading order, the preamble (number 0) first; a number may be missing or come twice."""
    tables: Mapping[str, FormTable]
    announced: Mapping[str, object] = field(default_factory=dict)
    """Parts announced in the preamble: ``count`` (int | None), ``names`` (tuple of printed names), ``numbers`` (the
    section numbers that they name), ``place``."""
    inferred: tuple[str, ...] = ()
    agency_place: Place | None = None
    year_source: YearSource | None = None
    statutes: tuple[Citation, ...] = ()
    """References to law in reading order (filled by the review road, which knows the register)."""
    extra_headings: tuple[Fact, ...] = ()
    """Top-level headings that are none of the six (rules S03, S05)."""
    outside: frozenset[int] = frozenset()
    """Indices of blocks that a site prints behind the report: they belong to no section and are never judged."""

    def section(self, number: int) -> Section | None:
        """The first section with this number."""
        return next((s for s in self.sections if s.number == number), None)

    def table(self, key: str) -> FormTable:
        return self.tables[key]
