"""``--format json``: the contract's object, key for key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from checker import __version__
from checker.document import Place
from checker.findings import Finding, NotChecked, Review, Text
from checker.outputs import Rendered

if TYPE_CHECKING:
    from checker.report.model import Contacts, Fact, FormTable, Report

TOOL = "gongkai"


def one(review: Review, source: str | bytes, settings: Mapping[str, Any]) -> Rendered:
    """One review as a JSON object, indented as an element of the array."""
    return Rendered(json.dumps(as_dict(review, settings.get("lang", "zh")), ensure_ascii=False, indent=2, default=plain))


def join(parts: Sequence[str]) -> str:
    """The contract's array of objects, a line break at the end."""
    if not parts:
        return "[]\n"
    return "[\n" + ",\n".join(parts) + "\n]\n"


def as_dict(review: Review, lang: str = "zh") -> dict[str, Any]:
    """One review as the contract's object; messages in ``lang``."""
    return {
        "path": review.path,
        "sha256": review.sha256,
        "kind": review.kind,
        "tool": {"name": TOOL, "version": __version__, "rules": review.rules_version},
        "outcome": review.outcome,
        "message": review.message.get(lang) if review.message else None,
        "report": report_dict(review.report) if review.report else None,
        "narrative": narrative_dict(review.narrative),
        "findings": [finding_dict(f, lang) for f in review.findings],
        "not_checked": [not_checked_dict(n, lang) for n in review.not_checked],
        "score": review.score,
        "points": [
            {"rule": d.rule, "found": d.found, "counted": d.counted, "points": float(d.points)}
            for d in review.scoring.deductions
        ]
        if review.scoring
        else [],
        "truncated": dict(review.truncated),
        "elapsed_ms": review.elapsed_ms,
    }


def plain(value: object) -> Any:
    """JSON for what json does not know: decimals as strings, dates in ISO form."""
    if isinstance(value, Decimal):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def finding_dict(finding: Finding, lang: str) -> dict[str, Any]:
    out = {
        "rule": finding.rule,
        "severity": finding.severity.name,
        "message": finding.message.get(lang),
        "basis": finding.basis.get(lang),
        "suggestion": finding.suggestion.get(lang),
        "place": place_dict(finding.place),
        "related": [place_dict(p) for p in finding.related],
        "expected": _value(finding.expected),
        "actual": _value(finding.actual),
        "confidence": finding.confidence,
        "also": list(finding.also),
        "variant": finding.variant,
        "details": _details(finding.details, lang),
    }
    if finding.accepted is not None:
        out["accepted"] = dict(finding.accepted)
    return out


def _details(details: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Further facts; what exists in two languages in the one asked for."""
    return {k: v.get(lang) if isinstance(v, Text) else v for k, v in details.items()}


def not_checked_dict(item: NotChecked, lang: str) -> dict[str, Any]:
    return {"rule": item.rule, "reason": item.reason.get(lang), "place": place_dict(item.place)}


def place_dict(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "document": place.document,
        "section": place.section,
        "page": place.page,
        "paragraph": place.paragraph,
        "span": list(place.span) if place.span else None,
        "quote": place.quote,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "masked": place.masked,
        "cell": list(place.cell) if place.cell else None,
    }


def report_dict(report: Report) -> dict[str, Any]:
    period = report.period
    return {
        "agency": report.agency,
        "agency_kind": report.agency_kind,
        "year": report.year,
        "edition": report.edition,
        "edition_due": report.edition_due,
        "dated": report.dated.isoformat() if report.dated else None,
        "title": report.title.text if report.title else None,
        "period": {
            "from": period.start.isoformat() if period.start else None,
            "to": period.end.isoformat() if period.end else None,
        }
        if period
        else None,
        "sections": [
            {"number": s.number, "heading": s.heading, "page": s.place.page if s.place else None}
            for s in report.sections
            if s.number
        ],
        "contacts": contacts_dict(report.contacts),
        "statutes": [statute_dict(s) for s in report.statutes],
        "tables": {key: table_dict(table) for key, table in report.tables.items()},
        "inferred": list(report.inferred),
    }


def contacts_dict(contacts: Contacts) -> dict[str, Any]:
    def one(fact: Fact | None) -> str | None:
        return fact.value if fact else None

    return {
        "address": one(contacts.address),
        "postcode": one(contacts.postcode),
        "phones": [f.value for f in contacts.phones],
        "faxes": [f.value for f in contacts.faxes],
        "emails": [f.value for f in contacts.emails],
        "websites": [f.value for f in contacts.websites],
    }


def table_dict(table: FormTable) -> dict[str, dict[str, Any]] | None:
    """Rows in the form's order; None where the table is missing or nothing of it could be read."""
    if not table.cells:
        return None
    rows: dict[str, dict[str, Any]] = {}
    for (row, column), cell in table.cells.items():
        decimal = isinstance(cell.value, Decimal) or column == "amount"
        rows.setdefault(row, {})[column] = str(cell.value) if decimal and cell.value is not None else cell.value
        if column == "amount":
            rows[row]["unit"] = cell.unit or table.units.get((row, column))
    return rows


def statute_dict(citation: Any) -> dict[str, Any]:
    return {
        "text": citation.text,
        "title": citation.title,
        "number": citation.number,
        "article": citation.article,
        "resolved": citation.resolved,
        "section": citation.place.section,
        "place": place_dict(citation.place),
    }


def narrative_dict(narrative: Any) -> dict[str, Any] | None:
    if narrative is None:
        return None
    return {
        "verdict": narrative.verdict,
        "weak_probability": round(narrative.weak_probability, 4) if narrative.weak_probability is not None else None,
        "clauses": [
            {"text": c.text, "role": c.role, "specificity": c.specificity, "answers": list(c.answers)}
            for c in narrative.clauses
        ],
    }


def _value(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
