"""``--format github``: annotations of GitHub Actions, one line a finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.findings import Review, Severity
from checker.outputs import Rendered
from checker.outputs.text_words import accepted, place_text

COMMANDS = {Severity.error: "error", Severity.warning: "warning", Severity.advice: "notice"}


def one(review: Review, source: str | bytes, settings: Mapping[str, Any]) -> Rendered:
    """Workflow commands; accepted findings are notices that say so, since a log must not drop them silently."""
    lang = settings.get("lang", "zh")
    lines = []
    if review.outcome != "reviewed":
        text = review.message.get(lang) if review.message else review.outcome
        lines.append(f"::error file={_property(review.path)}::{_data(text)}")
    for finding in review.findings:
        where = place_text(finding.place, lang)
        title = f"{finding.rule} {where}".strip()
        message = f"{finding.message.get(lang)} {finding.suggestion.get(lang)}"
        command = COMMANDS[finding.severity]
        if finding.accepted is not None:
            told = accepted(finding.accepted.get("reason", ""), lang)
            command, message = "notice", f"{told} — {finding.message.get(lang)}"
        lines.append(f"::{command} file={_property(review.path)},title={_property(title)}::{_data(message)}")
    return Rendered("".join(f"{line}\n" for line in lines))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
