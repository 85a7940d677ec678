"""``--format sarif``: SARIF 2.1.0, one run over all inputs, with rule metadata and suppressions.

Places: the artifact is the file; region offsets cannot be given for PDF and DOCX (the format counts characters of a
text file), so that the quote stands in the snippet and page, section and cell in logical locations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from checker import __version__
from checker.document import Place
from checker.findings import Finding, Review, Severity
from checker.outputs import Rendered
from checker.outputs.masking import quoted
from checker.outputs.text_words import place_text

LEVELS = {Severity.error: "error", Severity.warning: "warning", Severity.advice: "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def one(review: Review, source: str | bytes, settings: Mapping[str, Any]) -> Rendered:
    """One review as a part (rules, artifact, results), joined into one run by :func:`join`."""
    lang = settings.get("lang", "zh")
    rules: dict[str, dict[str, Any]] = {}
    results = []
    for finding in review.findings:
        rules.setdefault(finding.rule, _rule(finding, lang))
        results.append(_result(finding, review, lang))
    part = {
        "artifact": {"location": {"uri": uri(review.path)}, "hashes": {"sha-256": review.sha256} if review.sha256 else {}},
        "rules": rules,
        "results": results,
        "notice": None if review.outcome == "reviewed" else _notice(review, lang),
        "skipped": [
            {
                "descriptor": {"id": n.rule},
                "level": "note",
                "message": {"text": n.reason.get(lang)},
                "locations": [_location(n.place, review.path, lang)],
            }
            for n in review.not_checked
        ],
        "version": review.rules_version,
    }
    return Rendered(json.dumps(part, ensure_ascii=False))


def join(parts: Sequence[str]) -> str:
    """The SARIF log of all inputs."""
    made = [json.loads(p) for p in parts]
    rules: dict[str, dict[str, Any]] = {}
    for part in made:
        rules.update(part["rules"])
    order = sorted(rules)
    results = []
    for index, part in enumerate(made):
        for result in part["results"]:
            result["ruleIndex"] = order.index(result["ruleId"])
            for location in result["locations"]:
                location["physicalLocation"]["artifactLocation"]["index"] = index
            results.append(result)
    notices = [p["notice"] for p in made if p["notice"]]
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "gongkai",
                        "version": __version__,
                        "rules": [rules[r] for r in order],
                        "properties": {"rules": made[0]["version"] if made else ""},
                    }
                },
                "artifacts": [p["artifact"] for p in made],
                "invocations": [
                    {
                        "executionSuccessful": not notices,
                        "toolExecutionNotifications": notices + [s for p in made for s in p["skipped"]],
                    }
                ],
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def uri(path: str) -> str:
    """A relative or file URI for a path."""
    if path == "-":
        return "stdin"
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix())


def _rule(finding: Finding, lang: str) -> dict[str, Any]:
    from checker import rulebook

    rule = rulebook.load().rules.get(finding.rule)
    if rule is None:  # a rule of the office's own
        return {"id": finding.rule, "shortDescription": {"text": finding.message.get(lang)}}
    return {
        "id": rule.id,
        "name": rule.title.en,
        "shortDescription": {"text": rule.title.get(lang)},
        "fullDescription": {"text": rule.what.get(lang)},
        "help": {"text": f"{rule.why.get(lang)}\n{rule.basis.get(lang)}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"legalBasis": rule.basis.get(lang)},
    }


def _result(finding: Finding, review: Review, lang: str) -> dict[str, Any]:
    from checker.accepted import context, fingerprint

    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.message.get(lang)} {finding.suggestion.get(lang)}"},
        "locations": [_location(finding.place, review.path, lang)],
        "partialFingerprints": {
            "gongkai/content": fingerprint(finding), "gongkai/context": context(finding, review.document)
        },
        "properties": {
            "basis": finding.basis.get(lang), "confidence": finding.confidence, "also": list(finding.also),
            "expected": None if finding.expected is None else str(finding.expected),
            "actual": None if finding.actual is None else str(finding.actual),
        },
    }  # fmt: skip
    if finding.related:
        result["relatedLocations"] = [_location(p, review.path, lang) for p in finding.related]
    if finding.accepted is not None:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": str(finding.accepted.get("reason", ""))}
        ]
    return result


def _location(place: Place | None, path: str, lang: str) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(path)}}
    location: dict[str, Any] = {"physicalLocation": physical}
    if place is None:
        return location
    if place.document not in ("this", "previous"):
        physical["artifactLocation"]["uri"] = uri(place.document)
    name = " ".join(x for x in (place_text(place, lang), place.table, place.row, place.column) if x)
    if name:
        location["logicalLocations"] = [{"fullyQualifiedName": name}]
    if place.quote:
        location["message"] = {"text": quoted(place)}
    return location


def _notice(review: Review, lang: str) -> dict[str, Any]:
    text = review.message.get(lang) if review.message else review.outcome
    return {
        "level": "error",
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(review.path)}}}],
    }
