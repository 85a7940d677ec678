"""Agencies and years: which documents belong together, whose report is whose, and what each scores."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checker.batch.inputs import Entry
from checker.batch.scratch import Notes, Scratch, Shelf
from checker.checks.previous import GOVERNMENT, REGION_ENDS
from checker.findings import Finding, NotChecked, Severity, Text
from checker.rulebook import RuleBook
from checker.scoring import score

_BLANK = re.compile(r"\s+")
_BRACKETS = re.compile(r"[（(][^（）()]{0,40}[）)]$")
PLACE = ("section", "page", "paragraph", "quote", "table", "row", "column")
"""What the outputs across documents tell of a finding's place."""


RECENT = 8
"""Results that stay parsed: an agency's documents are asked for several things in a row."""


class Details:
    """The large parts of results, read when they are asked for. ``read`` gives (line, facts) of a path as JSON."""

    def __init__(self, read: Callable[[str], tuple[str, str]]) -> None:
        self._read = read
        self._recent: OrderedDict[tuple[str, bool], dict[str, Any]] = OrderedDict()

    def line(self, path: str) -> dict[str, Any]:
        """Of the result of a document what rules and outputs across documents need."""
        return self._recall(path, True)

    def facts(self, path: str) -> dict[str, Any]:
        return self._recall(path, False)

    def _recall(self, path: str, line: bool) -> dict[str, Any]:
        key = (path, line)
        found = self._recent.get(key)
        if found is None:
            raw = self._read(path)
            found = self._recent[key] = _parts(json.loads(raw[0])) if line else json.loads(raw[1])
            if len(self._recent) > RECENT:
                self._recent.popitem(last=False)
        return found


@dataclass(slots=True)
class Document:
    """One document as the rules across documents see it; ``line`` and ``facts`` are read anew from the store.
    ``edition`` is the form that its year prescribes."""

    path: str
    source: str
    entry: Entry
    outcome: str
    edition: str | None
    agency: str | None
    kind: str | None
    year: int | None
    dated: str | None
    withheld: bool
    """Whether the file could not be had though it may be there: nobody has failed to report."""
    details: Details = field(repr=False)

    @property
    def line(self) -> dict[str, Any]:
        return self.details.line(self.path)

    @property
    def facts(self) -> dict[str, Any]:
        return self.details.facts(self.path)

    @property
    def absent(self) -> bool:
        """Whether there is no such file."""
        return self.outcome == "missing" and not self.withheld

    @property
    def state(self) -> str:
        """What people are told of the file: a key of ``outcomes`` in ``batch/outputs.yml``."""
        return "withheld" if self.withheld else self.outcome

    @property
    def reviewed(self) -> bool:
        return self.outcome == "reviewed"


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
    findings: Notes = field(default_factory=list)
    not_checked: Notes = field(default_factory=list)
    applicable: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.name, self.within, self.year

    @property
    def report(self) -> Document | None:
        return next((d for d in self.documents if d.reviewed), None)

    def roster(self, name: str) -> Any:
        return next((v for e in self.entries if (v := getattr(e, name)) is not None), None)

    @property
    def kind(self) -> str:
        own = self.roster("kind")
        return str(own or (self.report.kind if self.report else None) or "unknown")


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


def group(
    entries: Sequence[Entry], results: Iterable[tuple[str, str, str]],
    read: Callable[[str], tuple[str, str]] | None = None, scratch: Scratch | None = None,
) -> list[Agency]:  # fmt: skip
    """Agencies and years by name and year. ``results`` are (path, line, facts) by path; ``read`` gives line and facts of
    a path once more, ``scratch`` keeps what is found about the agencies (without them all that stays in memory).

    The roster's names and years lead; a file that several of its lines name is the report of each. A document outside
    the roster goes to the one agency that bears its name and year, else to an agency of its own.
    """
    if read is None:
        kept = {path: (line, facts) for path, line, facts in results}
        results, read = [(p, *kept[p]) for p in kept], kept.__getitem__
    details = Details(read)
    by_path: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.path:
            by_path.setdefault(entry.path, []).append(entry)
    namesakes = _namesakes(entries)
    agencies: dict[Key, Agency] = {}
    later: list[Document] = []

    def place(key: Key, document: Document | None, entry: Entry) -> None:
        agency = agencies.get(key)
        if agency is None:
            agency = agencies[key] = Agency(key[0], key[2], key[1])
            if scratch is not None:
                agency.findings, agency.not_checked = Shelf(scratch), Shelf(scratch)
        # A roster may list a line twice.
        if document is not None and all(d.path != document.path for d in agency.documents):
            agency.documents.append(document)
        if entry not in agency.entries:
            agency.entries.append(entry)

    for path, line, facts in results:
        told, known = json.loads(line), json.loads(facts)
        edition = (told["report"] or {}).get("edition_due")
        about = (
            told["outcome"],
            edition,
            known.get("agency"),
            known.get("kind"),
            known.get("year"),
            known.get("dated"),
            bool(known.get("withheld")),
        )
        for entry in by_path[path]:
            document = Document(path, entry.source or path, entry, *about, details)
            if entry.agency:
                within = entry.parent if entry.agency in namesakes else None
                place((entry.agency, within, entry.year or document.year), document, entry)
            else:
                later.append(document)
    for entry in entries:
        if entry.agency:
            key = (entry.agency, entry.parent if entry.agency in namesakes else None, entry.year)
            if key in agencies or entry.year is not None or entry.path is None:
                place(key, None, entry)
    listed: dict[tuple[str, int | None], set[Key]] = {}
    for key in agencies:
        listed.setdefault((canonical(key[0]), key[2]), set()).add(key)
    for document in later:
        name = document.agency or document.path
        year = document.entry.year or document.year
        found = listed.setdefault((canonical(name), year), {(name, None, year)})
        exact = {k for k in found if k[0] == name}
        key = next(iter(exact or found)) if len(exact or found) == 1 else (name, None, year)
        place(key, document, document.entry)
    return sorted(agencies.values(), key=lambda a: (a.name, a.within or "", a.year or 0))


def _namesakes(entries: Sequence[Entry]) -> set[str]:
    """Names that the roster gives to several agencies: in one year below several parents."""
    parents: dict[tuple[str, int | None], set[str]] = {}
    for entry in entries:
        if entry.agency and entry.parent:
            parents.setdefault((entry.agency, entry.year), set()).add(entry.parent)
    return {name for (name, _), found in parents.items() if len(found) > 1}


def _parts(line: dict[str, Any]) -> dict[str, Any]:
    """The parts of a result that rules and outputs across documents need, each finding with the parts of its place."""
    report = line["report"] or {}
    findings = [
        {k: f.get(k) for k in ("rule", "severity", "confidence", "suggestion", "basis", "message", "accepted")}
        | {k: (f["place"] or {}).get(k) for k in PLACE}
        for f in line["findings"]
    ]  # fmt: skip
    return {
        "message": line["message"], "findings": findings, "tables": report.get("tables") or {},
        "not_checked": [{"rule": n["rule"], "reason": n["reason"]} for n in line["not_checked"]],
    }  # fmt: skip


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
        "files": [{"path": d.path, "outcome": d.outcome} for d in agency.documents],
        "score": float(marks.value) if scored else None, "ranked": scored and marks.ranked,
        "unchecked": float(marks.unchecked),
        "points": [
            {"rule": d.rule, "found": d.found, "counted": d.counted, "points": float(d.points)}
            for d in marks.deductions
        ],
        "findings": list(agency.findings), "not_checked": list(agency.not_checked),
    }  # fmt: skip


_NOTHING = Text("", "")


def _finding(raw: Mapping[str, Any]) -> Finding:
    return Finding(
        raw["rule"], Severity[raw["severity"]], _NOTHING, _NOTHING, _NOTHING, confidence=raw["confidence"],
        accepted=raw.get("accepted"),
    )  # fmt: skip


def _open(raw: Mapping[str, Any]) -> NotChecked:
    return NotChecked(raw["rule"], _NOTHING)
