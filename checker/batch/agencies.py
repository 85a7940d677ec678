"""Agencies and years: which documents belong together, whose report is whose, and what each scores."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checker.batch.inputs import Entry
from checker.checks.previous import GOVERNMENT, REGION_ENDS
from checker.findings import Finding, NotChecked, Severity, Text
from checker.rulebook import RuleBook
from checker.scoring import score

_BLANK = re.compile(r"\s+")
_BRACKETS = re.compile(r"[（(][^（）()]{0,40}[）)]$")


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
    """One agency and year. ``documents`` are its reports (the first counts); none for a roster line without one."""

    name: str
    year: int | None
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


def group(entries: Sequence[Entry], results: Iterable[tuple[str, str, str]]) -> list[Agency]:
    """Agencies and years by name and year. ``results`` are (path, line, facts) by path.

    The roster's names and years lead; a document outside the roster goes to the roster line without a file that bears
    its name and year, else to an agency of its own.
    """
    by_path = {e.path: e for e in reversed(entries) if e.path}
    agencies: dict[tuple[str, int | None], Agency] = {}
    later: list[Document] = []
    for path, line, facts in results:
        entry = by_path[path]
        document = Document(path, entry.source or path, _slim(json.loads(line)), json.loads(facts), entry)
        if entry.agency:
            _place(agencies, entry.agency, entry.year or document.facts.get("year"), document)
        else:
            later.append(document)
    for entry in entries:
        if entry.agency:
            key = (entry.agency, entry.year)
            agency = agencies.get(key)
            if agency is None and (entry.year is not None or entry.path is None):
                agency = agencies[key] = Agency(entry.agency, entry.year)
            if agency is not None and entry not in agency.entries:
                agency.entries.append(entry)
    names = {(canonical(a.name), a.year): (a.name, a.year) for a in agencies.values()}
    for document in later:
        name = document.facts.get("agency") or document.path
        year = document.entry.year or document.facts.get("year")
        shown, own = names.get((canonical(name), year), (name, year))
        names.setdefault((canonical(name), year), (shown, own))
        _place(agencies, shown, own, document)
    return sorted(agencies.values(), key=lambda a: (a.name, a.year or 0))


def _place(
    agencies: dict[tuple[str, int | None], Agency], name: str, year: int | None, document: Document
) -> None:
    agency = agencies.setdefault((name, year), Agency(name, year))
    agency.documents.append(document)
    if document.entry not in agency.entries:
        agency.entries.append(document.entry)


def _slim(line: dict[str, Any]) -> dict[str, Any]:
    """The parts of a result that rules and outputs across documents need: 5,000 agencies fit in memory."""
    report = line["report"] or {}
    findings = [
        {k: f.get(k) for k in ("rule", "severity", "confidence", "message", "accepted", "suggestion", "basis")}
        | {"page": (f["place"] or {}).get("page"), "section": (f["place"] or {}).get("section"),
           "quote": (f["place"] or {}).get("quote")}
        for f in line["findings"]
    ]  # fmt: skip
    return {
        "path": line["path"], "sha256": line["sha256"], "outcome": line["outcome"], "message": line["message"],
        "score": line["score"], "findings": findings, "tables": report.get("tables") or {},
        "edition_due": report.get("edition_due"), "not_checked": [{"rule": n["rule"]} for n in line["not_checked"]],
    }  # fmt: skip


def pairs(agencies: Sequence[Agency]) -> list[tuple[Agency, Agency]]:
    """(this year, the year before) of every agency that has both reports."""
    by_name = {(canonical(a.name), a.year): a for a in agencies if a.report and a.year}
    out = []
    for (name, year), agency in by_name.items():
        before = by_name.get((name, (year or 0) - 1))
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
