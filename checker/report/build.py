"""Document -> Report: the facts put together."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from checker.document import Document, Paragraph, Place
from checker.errors import ReadError
from checker.report.contacts import read_contacts
from checker.report.forms import read_forms
from checker.report.model import Edition, FormTable, Report, Section, Title, YearSource
from checker.report.period import read_announced, read_dated, read_period
from checker.report.sections import find_sections
from checker.report.surroundings import without_surroundings
from checker.report.titles import kind_of, page_title, read_title
from checker.rulebook import RuleBook

if TYPE_CHECKING:
    from checker.language import Language

_SUBJECT = re.compile(r"信息公开|政务公开")
_PATH_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")


def build(document: Document, book: RuleBook, language: Language) -> Report:
    """The report in ``document``.

    Raises ReadError("not_a_report") where nothing speaks for an annual report on 政府信息公开.
    """
    found, extra = find_sections(document.blocks, book.file("headings.yml"), language)
    sections, outside = without_surroundings(found, book.file("surroundings.yml"))
    preamble = sections[0]
    has_headings = len(sections) > 1
    kinds = book.file("agency_kinds.yml")
    texts = [(s.number, p) for s in sections for p in s.paragraphs()]
    # A page footer may hold the contacts; it belongs to no section.
    margins = [(0, p) for p in document.paragraphs() if p.role in ("header", "footer")]
    period = read_period(texts, language)
    covered = period.end.year if period and period.end else None
    named = dict(document.properties).get("title", "") if document.kind == "html" else ""
    title = read_title(
        preamble.blocks if has_headings and preamble.blocks else document.blocks, kinds, language, named, covered
    )
    contacts = read_contacts([*texts, *margins], language)
    if not contacts.phones:  # some agencies leave them to the foot of their site
        contacts = read_contacts([(s.number, p) for s in found for p in s.paragraphs()], language)
    beside = [(s.number, p) for s in found for p in s.paragraphs() if p.index in outside]
    dated = read_dated(texts, document.properties, beside)
    announced = read_announced(texts, language)
    _refuse_other_subjects(document, title, sections)
    if title is None or (title.organ is None and title.year is None):
        title = page_title(named, kinds, language) or title
    year, source = _year(title, covered, document, sections)
    due = book.edition_due(year) if year is not None else None
    tables: dict[str, FormTable] = {}
    if due is None or book.editions[due]["tables"]:
        tables = read_forms(book.editions, due, [(s.number, s.blocks) for s in sections], document.troubles)
    edition = _edition(tables, due)
    name, place = _agency(title, sections, contacts.organ.value if contacts.organ else None)
    one = next((s for s in sections if s.number == 1), None)
    kind = kind_of(name, [preamble.text, one.text if one else ""], kinds)
    inferred = tuple(
        f"{key}.{row}.{column}"
        for key, table in tables.items()
        for (row, column), cell in table.cells.items()
        if cell.state == "inferred"
    )
    return Report(
        title=title, agency=name, agency_kind=kind, year=year, edition=edition, edition_due=due,
        dated=dated.value if dated else None, dated_place=dated.place if dated else None, period=period,
        contacts=contacts, sections=sections, tables=tables, announced=announced, inferred=inferred,
        agency_place=place, year_source=source, extra_headings=extra, outside=outside,
    )  # fmt: skip


def _refuse_other_subjects(document: Document, title: Title | None, sections: tuple[Section, ...]) -> None:
    """A file of another subject is no report: it has neither the title nor two of the six headings."""
    if title is not None or len({s.number for s in sections if s.number}) >= 3:
        return
    text = "\n".join(p.text for p in document.paragraphs())
    known = {s.number for s in sections if s.number}
    if len(known) >= 2 and _SUBJECT.search(text):
        return
    raise ReadError(
        "not_a_report", path=document.path, detail="没有年度报告的标题，也没有六个部分的标题",
        detail_en="neither its title nor the headings of its six sections",
    )  # fmt: skip


def _year(
    title: Title | None, period_year: int | None, document: Document, sections: tuple[Section, ...]
) -> tuple[int | None, YearSource | None]:  # fmt: skip
    """The report year and what told it: title, period, the year most spoken of, the file's name."""
    if title and title.year:
        return title.year, "title"
    if period_year:
        return period_year, "period"
    counts: dict[int, int] = {}
    for section in sections:
        if section.number in (0, 1):
            for match in re.finditer(r"(20[0-3]\d)\s*年", section.text):
                counts[int(match[1])] = counts.get(int(match[1]), 0) + 1
    if counts:
        best = max(counts, key=lambda y: (counts[y], y))
        if counts[best] >= 2 or len(counts) == 1:
            return best, "text"
    named = _PATH_YEAR.search(PurePath(document.path).stem)
    return (int(named[1]), "path") if named else (None, None)


def _edition(tables: dict[str, FormTable], due: str | None) -> Edition | None:
    """The edition whose labels are printed: table 2 tells best, then table 3."""
    if due == "pre2019":
        return "pre2019"
    for key in ("disclosure", "requests"):
        table = tables.get(key)
        if table and table.status == "read" and table.layout:
            return table.layout
    return None


_ORGAN = re.compile(r"(?:本报告|本年度报告|报告)?(?:是|由)([\u4e00-\u9fff]{3,30}?)(?:根据|按照|依据|依照|结合|编制)")
_OFFICE = re.compile(r"(?<=[局厅委署])(?:机关)?(?:办公室|[\u4e00-\u9fff]{2,12}(?:办公室|科|股|处|机构))$")
"""The part of an organ that a contact names."""


def _agency(title: Title | None, sections: tuple[Section, ...], contact: str | None) -> tuple[str | None, Place | None]:
    """The reporting organ: from the title, else 本报告由…编制 in the preamble, else the organ of the contact."""
    if title and title.organ:
        return title.organ, title.place
    for section in sections:
        if section.number not in (0, 1):
            continue
        for paragraph in section.paragraphs():
            match = _ORGAN.search(paragraph.text)
            if match and not match[1].startswith(("总体", "概述", "以下", "主动")):
                place = _at(paragraph, match.start(1), match.end(1), section.number)
                return match[1], place
    if contact and not contact.startswith(("本", "我")):  # 本局办公室 names no agency
        return _OFFICE.sub("", contact), None
    return None, None


def _at(paragraph: Paragraph, start: int, end: int, section: int) -> Place:
    return Place(
        section=section, page=paragraph.page_at(start), paragraph=paragraph.index, span=(start, end),
        quote=paragraph.text[start:end],
    )  # fmt: skip
