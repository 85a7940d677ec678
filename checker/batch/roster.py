"""G01 and G03: the roll-up of a roster, and reports missing, late, of another year or handed in twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from checker.batch.agencies import Agency, canonical
from checker.batch.say import finding, unchecked
from checker.batch.scratch import Notes
from checker.checks.context import label_of
from checker.document import Place
from checker.outputs.text_words import listed
from checker.rulebook import RuleBook


def rosters(agencies: Sequence[Agency], book: RuleBook, lang: str) -> None:
    """G03: adds its findings to the agencies that a roster lists."""
    for agency in agencies:
        if not any(e.agency for e in agency.entries):
            continue
        agency.applicable.add("G03")
        for item in _roster(agency, book, lang):
            if item is not None:
                (agency.findings if "severity" in item else agency.not_checked).append(item)


def _roster(agency: Agency, book: RuleBook, lang: str) -> Iterator[dict[str, Any] | None]:
    there = [d for d in agency.documents if not d.absent]
    year = agency.year or ""
    if not there:
        yield finding(book, "G03", lang, None, "missing", confidence="certain", agency=agency.name, year=year)
        return
    if len(there) > 1:
        yield finding(
            book, "G03", lang, Place(there[1].path), "duplicate", confidence="certain", agency=agency.name, year=year,
            count=len(there), files=listed((d.path for d in there), lang), related=[Place(d.path) for d in there],
        )  # fmt: skip
    for document in there:
        place = Place(document.path)
        if not document.reviewed:
            outcome = book.file("batch/outputs.yml")["outcomes"][document.state][lang]
            yield unchecked(book, "G03", lang, "file_unread", place, outcome=outcome)
            continue
        printed, due = document.year, document.entry.due or agency.roster("due")
        if document.entry.year is not None and printed != document.entry.year:
            if printed is None:
                yield unchecked(book, "G03", lang, "year_unknown", place)
            else:
                yield finding(
                    book, "G03", lang, place, "wrong_year", confidence="certain",
                    expected=document.entry.year, actual=printed,
                )  # fmt: skip
        if due is not None:
            dated = document.dated
            if dated is None:
                yield unchecked(book, "G03", lang, "date_unknown", place)
            elif dt.date.fromisoformat(dated) > due:
                yield finding(
                    book,
                    "G03",
                    lang,
                    place,
                    "late",
                    confidence="certain",
                    expected=due.isoformat(),
                    actual=dated,
                )


def rollups(agencies: Sequence[Agency], book: RuleBook, lang: str, sums: Notes) -> None:
    """G01: adds its findings to the agencies that others name as parent, and to ``sums`` a dict a cell."""
    members = _members(agencies)
    for agency in agencies:
        below = members.get(id(agency))
        if not below:
            continue
        kind = agency.kind
        if kind not in ("unknown", *book.rules["G01"].params["kinds"]):
            continue
        agency.applicable.add("G01")
        if kind == "unknown" or agency.report is None:
            reason = "kind_unknown" if agency.report else "rollup_unread"
            agency.not_checked.append(unchecked(book, "G01", lang, reason))
            continue
        _rollup(agency, below, book, lang, sums)


def _members(agencies: Sequence[Agency]) -> dict[int, list[Agency]]:
    """The agencies that name each as parent, by its identity. A parent is meant by its name as the roster prints it,
    else as the one government that is also called so (清河县)."""
    by_name: dict[tuple[str, int | None], list[Agency]] = {}
    for agency in agencies:
        for name in {agency.name, canonical(agency.name)}:
            by_name.setdefault((name, agency.year), []).append(agency)
    members: dict[int, list[Agency]] = {}
    for agency in agencies:
        parent = agency.roster("parent")
        if not parent:
            continue
        found = by_name.get((parent, agency.year)) or by_name.get((canonical(parent), agency.year), [])
        found = [a for a in found if a.name == parent] or found
        if len(found) == 1 and found[0] is not agency:
            members.setdefault(id(found[0]), []).append(agency)
    return members


def _addable(agency: Agency, table: str) -> bool:
    """Whether the agency's numbers of a table are known: a readable report of the roster's year, and no second one that
    says otherwise."""
    given = [d.line["tables"].get(table) for d in agency.documents if d.reviewed]
    report = agency.report
    right = report is not None and report.year in (None, agency.year)
    return right and bool(given[0]) and all(g == given[0] for g in given)


def _rollup(agency: Agency, below: Sequence[Agency], book: RuleBook, lang: str, sums: Notes) -> None:
    report = agency.report
    assert report is not None
    params = book.rules["G01"].params
    own = {t: report.line["tables"][t] if _addable(agency, t) else None for t in params["tables"]}
    cells = {
        table: [
            (row, column, printed)
            for row, columns in (rows or {}).items()
            if f"{table}.{row}" not in params["not_added"]
            for column, printed in columns.items()
            if column != "unit"
        ]
        for table, rows in own.items()
    }
    given = [_given(m, cells) for m in below]
    for table, variant in params["tables"].items():
        name = book.file("names.yml")["tables"][table][lang]
        absent = [m.name for m, g in zip(below, given, strict=True) if g[table] is None]
        if not own[table] or absent:
            who = listed(absent, lang) if own[table] else agency.name
            agency.not_checked.append(
                unchecked(book, "G01", lang, "members_unread", table=name, agencies=who)
            )
            continue
        off, blank = [], set()
        for n, (row, column, printed) in enumerate(cells[table]):
            parts = [(m.name, _decimal((g[table] or ())[n])) for m, g in zip(below, given, strict=True)]
            actual = _decimal(printed)
            blank |= {who for who, v in parts if v is None} | ({agency.name} if actual is None else set())
            if actual is None or any(v is None for _, v in parts):
                continue
            expected = sum((v for _, v in parts if v is not None), Decimal(0))
            sums.append({
                "agency": agency.name, "within": agency.within, "year": agency.year, "table": table, "row": row, "column": column,
                "printed": actual, "sum": expected, "members": len(below),
            })  # fmt: skip
            if actual != expected:
                off.append((row, column, expected, actual, parts))
        if blank:
            who = listed(sorted(blank), lang)
            agency.not_checked.append(unchecked(book, "G01", lang, "members_blank", table=name, agencies=who))
        if off:
            _differs(agency, table, variant, off, below, book, lang)


def _given(
    member: Agency, cells: Mapping[str, Sequence[tuple[str, str, Any]]]
) -> dict[str, list[Any] | None]:
    """A member's values of the parent's cells, table by table; None where its numbers of a table are not known."""
    out: dict[str, list[Any] | None] = {}
    for table, asked in cells.items():
        tables = member.report.line["tables"] if member.report and _addable(member, table) else None
        out[table] = [tables[table].get(row, {}).get(column) for row, column, _ in asked] if tables else None
    return out


def _differs(
    agency: Agency,
    table: str,
    variant: str,
    off: list[Any],
    below: Sequence[Agency],
    book: RuleBook,
    lang: str,
) -> None:
    report = agency.report
    assert report is not None
    row, column, expected, actual, parts = next((o for o in off if o[1] == "total"), off[0])
    gap = abs(actual - expected)
    explains = [n for n, v in parts if v == gap]
    template = book.rules["G01"].params["explained"][lang]
    hint = template.format(gap=gap, names=listed(explains[:3], lang)) if explains else ""
    edition = report.edition or "2021"
    most = int(book.rules["G01"].params["shown"])
    made = finding(
        book, "G01", lang, Place(report.path, table=table, row=row, column=column), variant,
        related=[Place(m.report.path, table=table, row=row, column=column) for m in below if m.report][:most],
        expected=_plain(expected), actual=_plain(actual), table=book.file("names.yml")["tables"][table][lang],
        row=label_of(book, edition, table, row), column=label_of(book, edition, table, column), cells=len(off),
        count=len(below), hint=hint,
        details={"cells": [
            {"row": r, "column": c, "sum": _plain(e), "printed": _plain(a)} for r, c, e, a, _ in off
        ], "explained_by": explains},
    )  # fmt: skip
    if made is not None:
        agency.findings.append(made)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _plain(value: Decimal) -> int | str:
    return int(value) if value == int(value) else str(value)
