"""Agencies and years: which documents belong together, whose report is whose, and what each scores."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from checker.batch.inputs import Entry
from checker.checks.previous import GOVERNMENT, REGION_ENDS
from checker.findings import Finding, NotChecked, Severity, Text
from checker.rulebook import RuleBook
from checker.scoring import score

_BLANK = re.compile(r"\s+")
_BRACKETS = re.compile(r"[（(][^（）()]{0,40}[）)]$")
PLACE = ("section", "page", "paragraph", "quote", "table", "row", "column")
"""What the outputs across documents tell of a finding's place."""


@dataclass(slots=True)
class Document:
    """One document as the rules across documents see it."""

    path: str
    source: str
    line: dict[str, Any]
    facts: dict[str, Any]
    entry: Entry

    @property
    def reviewed(self) -> bool:
        return bool(self.line["outcome"] == "reviewed")


@dataclass(slots=True)
class Agency:
    """One agency and year. ``documents`` are its reports (the first counts); none for a roster line without one.

    ``within`` is the parent that tells it from another agency of its name (every second county has a 城关镇).
    """

    name: str
    year: int | None
    within: str | None = None
    documents: list[Document] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    not_checked: list[dict[str, Any]] = field(default_factory=list)
    applicable: set[str] = field(default_factory=set)

    @property
    def report(self) -> Document | None:
        return next((d for d in self.documents if d.reviewed), None)

    def roster(self, name: str) -> Any:
        return next((v for e in self.entries if (v := getattr(e, name)) is not None), None)

    @property
    def kind(self) -> str:
        own = self.roster("kind")
        return str(own or (self.report.facts.get("kind") if self.report else None) or "unknown")


def canonical(name: str) -> str:
    """A name that two ways of printing it share: blanks and a bracket at the end left out; a government's own name and
    its office's are one reporter (清河县, 清河县人民政府办公室)."""
    plain = _BRACKETS.sub("", _BLANK.sub("", name))
    for ending in GOVERNMENT:
        stem = plain.removesuffix(ending)
        if stem != plain and len(stem) > 1 and stem[-1] in REGION_ENDS:
            return stem
    return plain


Key = tuple[str, str | None, int | None]


def group(entries: Sequence[Entry], results: Iterable[tuple[str, str, str]]) -> list[Agency]:
    """Agencies and years by name and year. ``results`` are (path, line, facts) by path.

    The roster's names and years lead; a file that several of its lines name is the report of each. A document outside
    the roster goes to the one agency that bears its name and year, else to an agency of its own.
    """
    by_path: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.path:
            by_path.setdefault(entry.path, []).append(entry)
    namesakes = _namesakes(entries)
    agencies: dict[Key, Agency] = {}
    later: list[Document] = []
    for path, line, facts in results:
        slim, known = _slim(json.loads(line)), json.loads(facts)
        if "applicable" in known:
            known["applicable"] = _ids(tuple(known["applicable"]))
        for entry in by_path[path]:
            document = Document(path, entry.source or path, slim, known, entry)
            if entry.agency:
                within = entry.parent if entry.agency in namesakes else None
                _place(agencies, (entry.agency, within, entry.year or known.get("year")), document)
            else:
                later.append(document)
    for entry in entries:
        if entry.agency:
            key = (entry.agency, entry.parent if entry.agency in namesakes else None, entry.year)
            agency = agencies.get(key)
            if agency is None and (entry.year is not None or entry.path is None):
                agency = agencies[key] = Agency(key[0], key[2], key[1])
            if agency is not None and entry not in agency.entries:
                agency.entries.append(entry)
    listed: dict[tuple[str, int | None], set[Key]] = {}
    for key in agencies:
        listed.setdefault((canonical(key[0]), key[2]), set()).add(key)
    for document in later:
        name = document.facts.get("agency") or document.path
        year = document.entry.year or document.facts.get("year")
        found = listed.setdefault((canonical(name), year), {(name, None, year)})
        exact = {k for k in found if k[0] == name}
        key = next(iter(exact or found)) if len(exact or found) == 1 else (name, None, year)
        _place(agencies, key, document)
    return sorted(agencies.values(), key=lambda a: (a.name, a.within or "", a.year or 0))


def _namesakes(entries: Sequence[Entry]) -> set[str]:
    """Names that the roster gives to several agencies: in one year below several parents."""
    parents: dict[tuple[str, int | None], set[str]] = {}
    for entry in entries:
        if entry.agency and entry.parent:
            parents.setdefault((entry.agency, entry.year), set()).add(entry.parent)
    return {name for (name, _), found in parents.items() if len(found) > 1}


def _place(agencies: dict[Key, Agency], key: Key, document: Document) -> None:
    agency = agencies.setdefault(key, Agency(key[0], key[2], key[1]))
    if all(d.path != document.path for d in agency.documents):  # a roster may list a line twice
        agency.documents.append(document)
    if document.entry not in agency.entries:
        agency.entries.append(document.entry)


def _slim(line: dict[str, Any]) -> dict[str, Any]:
    """The parts of a result that rules and outputs across documents need, what many results share once: 5,000 agencies
    fit in memory."""
    report = line["report"] or {}
    findings = [
        {k: _once(f.get(k)) for k in ("rule", "severity", "confidence", "suggestion", "basis")}
        | {k: f.get(k) for k in ("message", "accepted")}
        | {k: _once((f["place"] or {}).get(k)) for k in PLACE}
        for f in line["findings"]
    ]  # fmt: skip
    tables = {
        t: {r: _row(c) for r, c in rows.items()} if rows else rows
        for t, rows in (report.get("tables") or {}).items()
    }
    return {
        "path": line["path"], "sha256": line["sha256"], "outcome": line["outcome"], "message": line["message"],
        "score": line["score"], "findings": findings, "tables": tables,
        "edition_due": report.get("edition_due"),
        "not_checked": [{"rule": _once(n["rule"]), "reason": _once(n["reason"])} for n in line["not_checked"]],
    }  # fmt: skip


def _once(value: Any) -> Any:
    return sys.intern(value) if isinstance(value, str) else value


def _row(cells: dict[str, Any]) -> Mapping[str, Any]:
    """A table's row; rows without any number but 0, which most are, are one and the same object."""
    return cells if any(cells.values()) else _empty_row(tuple(cells.items()))


@cache
def _empty_row(cells: tuple[tuple[str, Any], ...]) -> Mapping[str, Any]:
    return dict(cells)


@cache
def _ids(rules: tuple[str, ...]) -> tuple[str, ...]:
    return rules


def pairs(agencies: Sequence[Agency]) -> list[tuple[Agency, Agency]]:
    """(this year, the year before) of every agency that has both reports.

    Names are taken as printed; only where there is no such name the year before, a government and its office (which
    may both report, or take turns) count as one, and only where that leaves one.
    """
    exact = {(a.name, a.within, a.year): a for a in agencies if a.report and a.year}
    alike: dict[tuple[str, str | None, int | None], list[Agency]] = {}
    for a in exact.values():
        alike.setdefault((canonical(a.name), a.within, a.year), []).append(a)
    out = []
    for agency in exact.values():
        last = (agency.year or 0) - 1
        before = exact.get((agency.name, agency.within, last))
        if before is None:
            now = alike[canonical(agency.name), agency.within, agency.year]
            then = alike.get((canonical(agency.name), agency.within, last), [])
            before = then[0] if len(now) == len(then) == 1 else None
        if before is not None:
            out.append((agency, before))
    return out


def line_of(agency: Agency, book: RuleBook) -> dict[str, Any]:
    """The agency's line of agencies.jsonl: its score over all its findings, each point explained."""
    report = agency.report
    found = [*(report.line["findings"] if report else ()), *agency.findings]
    open_items = [*(report.line["not_checked"] if report else ()), *agency.not_checked]
    applicable = {*(report.facts["applicable"] if report else ()), *agency.applicable}
    marks = score([_finding(f) for f in found], [_open(n) for n in open_items], applicable, book)
    scored = report is not None
    return {
        "agency": agency.name, "year": agency.year, "level": agency.roster("level"), "parent": agency.roster("parent"),
        "kind": agency.kind, "file": report.path if report else None,
        "files": [{"path": d.path, "outcome": d.line["outcome"]} for d in agency.documents],
        "score": float(marks.value) if scored else None, "ranked": scored and marks.ranked,
        "unchecked": float(marks.unchecked),
        "points": [
            {"rule": d.rule, "found": d.found, "counted": d.counted, "points": float(d.points)}
            for d in marks.deductions
        ],
        "findings": agency.findings, "not_checked": agency.not_checked,
    }  # fmt: skip


_NOTHING = Text("", "")


def _finding(raw: Mapping[str, Any]) -> Finding:
    return Finding(
        raw["rule"], Severity[raw["severity"]], _NOTHING, _NOTHING, _NOTHING, confidence=raw["confidence"],
        accepted=raw.get("accepted"),
    )  # fmt: skip


def _open(raw: Mapping[str, Any]) -> NotChecked:
    return NotChecked(raw["rule"], _NOTHING)
