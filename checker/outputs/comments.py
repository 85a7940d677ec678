"""What a comment in an annotated copy says, in Word and in PDF alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.findings import Finding, Review
from checker.outputs.masking import quoted
from checker.outputs.text_words import accepted, confidence, mark, name, place_text, words

FITTING = {"pdf": "pdf", "docx": "docx"}


def comment_text(finding: Finding, lang: str) -> str:
    """Severity and rule, message, basis, suggestion; acceptance where there is one."""
    own, colon = words(lang, "comment"), mark("colon", lang)
    head = own["head"].format(severity=name("severities", finding.severity.name, lang), rule=finding.rule)
    lines = [f"{head}{finding.message.get(lang)}{confidence(finding, lang)}"]
    if finding.expected is not None and finding.actual is not None:
        lines.append(own["expected"].format(finding.expected, finding.actual))
    lines.append(f"{own['basis']}{colon}{finding.basis.get(lang)}")
    lines.append(f"{own['do']}{colon}{finding.suggestion.get(lang)}")
    if finding.place is not None and finding.place.document != "this":
        lines.append(f"{place_text(finding.place, lang)} {quoted(finding.place)}".rstrip())
    if finding.accepted is not None:
        lines.append(accepted(finding.accepted.get("reason", ""), lang))
    return "\n".join(lines)


def content(source: str | bytes) -> bytes:
    """The input's own bytes, of which a copy is annotated. Raises OSError."""
    if isinstance(source, bytes):
        return source
    with open(source, "rb") as file:
        return file.read()


def unfit(wanted: str, review: Review, settings: Mapping[str, Any]) -> str | None:
    """The line that says which format fits an input of another kind; None for one that was not read at all."""
    if review.outcome != "reviewed":
        return None
    fits = FITTING.get(review.kind or "", "html")
    told = str(words(settings.get("lang", "zh"), "comment")["unfit"])
    return told.format(path=review.path, wanted=wanted, files=wanted.upper(), fits=fits)
