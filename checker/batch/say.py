"""Findings across documents in the contract's shape; texts come from the catalogue like those of any other rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checker.checks.context import fill
from checker.document import Place
from checker.findings import Finding, NotChecked, Text
from checker.outputs.json import finding_dict, not_checked_dict
from checker.rulebook import RuleBook


def finding(
    book: RuleBook, rule: str, lang: str, place: Place | None, variant: str = "default", *,
    related: Sequence[Place] = (), expected: Any = None, actual: Any = None, confidence: Any = "likely",
    details: Mapping[str, Any] | None = None, **fields: Any,
) -> dict[str, Any] | None:  # fmt: skip
    """The finding as the contract's object; None where the configuration switches the rule off."""
    override = book.overrides.get(rule)
    if rule in book.overrides and override is None:
        return None
    message = book.rules[rule].messages[variant]
    values = {"expected": expected, "actual": actual, **fields}
    made = Finding(
        rule=rule, severity=override or message.severity, message=fill(book, message.text, values), basis=book.rules[rule].basis,
        suggestion=fill(book, message.suggestion, values), place=place, related=tuple(related), expected=expected, actual=actual,
        confidence=confidence, variant=variant, details=details or {},
    )  # fmt: skip
    return finding_dict(made, lang)


def unchecked(
    book: RuleBook, rule: str, lang: str, reason: str, place: Place | None = None, **fields: Any
) -> dict[str, Any]:
    """What could not be checked as the contract's object; ``reason`` is a key of reasons.yml, ``fields`` fill it."""
    text = fill(book, book.reasons[reason], fields)
    return not_checked(rule, lang, text.zh, text.en, place)


def not_checked(rule: str, lang: str, zh: str, en: str, place: Place | None = None) -> dict[str, Any]:
    return not_checked_dict(NotChecked(rule, Text(zh, en), place), lang)
