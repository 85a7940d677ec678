"""What a comment in an annotated copy says, in Word and in PDF alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker import rulebook
from checker.findings import Finding, Review
from checker.outputs.masking import quoted
from checker.outputs.text_words import WORDS, place_text

FITTING = {"pdf": "pdf", "docx": "docx"}


def comment_text(finding: Finding, lang: str) -> str:
    """Severity and rule, message, basis, suggestion; acceptance where there is one."""
    names = rulebook.load().file("names.yml")
    words: Mapping[str, Any] = WORDS[lang]
    colon = "：" if lang == "zh" else ": "
    lines = [f"【{names['severities'][finding.severity.name][lang]} {finding.rule}】{finding.message.get(lang)}{words[finding.confidence]}"]
    if finding.expected is not None and finding.actual is not None:
        lines.append(words["expected"].format(finding.expected, finding.actual))
    lines.append(f"{words['basis']}{colon}{finding.basis.get(lang)}")
    lines.append(f"{words['do']}{colon}{finding.suggestion.get(lang)}")
    if finding.place is not None and finding.place.document != "this":
        lines.append(f"{place_text(finding.place, lang)} {quoted(finding.place)}".rstrip())
    if finding.accepted is not None:
        lines.append(words["accepted"].format(finding.accepted.get("reason", "")))
    return "\n".join(lines)


def unfit(wanted: str, review: Review, settings: Mapping[str, Any]) -> str | None:
    """The line that says which format fits an input of another kind; None for one that was not read at all."""
    if review.outcome != "reviewed":
        return None
    fits = FITTING.get(review.kind or "", "html")
    if settings.get("lang", "zh") == "en":
        return f"{review.path}: {wanted} annotates {wanted.upper()} files only; for this file use --format {fits}."
    return f"{review.path}：{wanted} 格式只能批注 {wanted.upper()} 文件；这个文件请用 --format {fits}。"
