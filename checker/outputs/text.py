"""``--format text``: findings for a reader at a terminal, in reading order, with place, reason and remedy."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from checker.document import Place
from checker.findings import Finding, Review, Severity
from checker.outputs import Rendered

STYLES = {Severity.error: "bold red", Severity.warning: "yellow", Severity.advice: "cyan"}

WORDS = {
    "zh": {
        "error": "错误", "warning": "警告", "advice": "建议", "page": "第{0}页", "section": ["标题和前言", "第{0}部分"],
        "basis": "依据", "do": "建议", "expected": "应为 {0}，现为 {1}", "clean": "没有发现问题",
        "summary": "{0}：{1} 个错误，{2} 个警告，{3} 条建议", "unchecked": "未能检查（不算问题）：",
        "facts": "{0} · {1}年 · {2}年版格式", "accepted": "已接受：{0}", "more": "{0} 另有 {1} 处相同问题未列出",
        "also": "同一处还牵动 {0}", "certain": "", "likely": "（很可能）", "open": "（待人工确认）", "score": "得分 {0}",
        "previous": "上一年报告", "unknown": "未识别",
    },
    "en": {
        "error": "error", "warning": "warning", "advice": "advice", "page": "page {0}",
        "section": ["title and preamble", "section {0}"], "basis": "basis", "do": "do",
        "expected": "expected {0}, found {1}", "clean": "nothing found",
        "summary": "{0}: {1} errors, {2} warnings, {3} pieces of advice", "unchecked": "could not check (no fault):",
        "facts": "{0} · {1} · form of {2}", "accepted": "accepted: {0}", "more": "{0}: {1} more of the same kind not listed",
        "also": "also breaks {0}", "certain": "", "likely": " (likely)", "open": " (to be confirmed)", "score": "score {0}",
        "previous": "last year's report", "unknown": "unknown",
    },
}  # fmt: skip
NUMERALS = "〇一二三四五六"


def one(review: Review, source: str | bytes, settings: Mapping[str, Any]) -> Rendered:
    """The review as text; ``settings``: lang, color (bool). Long lines are left to the terminal to wrap."""
    from rich.console import Console

    lang = settings.get("lang", "zh")
    color = bool(settings.get("color", False))
    out = io.StringIO()
    console = Console(
        file=out, force_terminal=color, color_system="standard" if color else None, no_color=not color,
        width=100, highlight=False, emoji=False, markup=False, legacy_windows=False,
    )  # fmt: skip
    _print(console, review, lang)
    return Rendered("\n".join(line.rstrip() for line in out.getvalue().split("\n")))


def _print(console: Any, review: Review, lang: str) -> None:
    from rich.text import Text

    words: dict[str, Any] = WORDS[lang]
    if review.outcome != "reviewed":
        console.print(Text(review.message.get(lang) if review.message else review.outcome, style="bold red"))
        return
    console.print(Text(review.path, style="bold"))
    report = review.report
    if report is not None:
        unknown = words["unknown"]
        console.print(
            Text(words["facts"].format(report.agency or unknown, report.year or unknown, report.edition or unknown), style="dim")
        )
    for finding in review.findings:
        line = Text()
        style = STYLES[finding.severity] if finding.accepted is None else "dim"
        line.append(f"{words[finding.severity.name]} {finding.rule}", style=style)
        line.append("  ")
        where = place_text(finding.place, lang)
        if where:
            line.append(f"[{where}] ", style="dim")
        line.append(finding.message.get(lang) + words[finding.confidence])
        console.print(line, soft_wrap=True)
        for detail in _details(finding, words, lang):
            console.print(Text(f"    {detail}", style="dim"), soft_wrap=True)
    for rule, count in review.truncated.items():
        console.print(Text(words["more"].format(rule, count), style="dim"))
    counts = {s: sum(f.severity is s and f.accepted is None for f in review.findings) for s in Severity}
    if not review.findings:
        console.print(Text(words["clean"], style="green"))
    if review.not_checked:
        console.print(Text(words["unchecked"], style="bold"))
        for reason, rules in unchecked(review, lang):
            listed = f"  {'、'.join(rules)}：{reason}" if lang == "zh" else f"  {', '.join(rules)}: {reason}"
            console.print(Text(listed), soft_wrap=True)
    summary = words["summary"].format(
        review.path, counts[Severity.error], counts[Severity.warning], counts[Severity.advice]
    )
    if review.score is not None:
        summary += "  " + words["score"].format(f"{review.score:g}")
    console.print(Text(summary, style="bold"))
    console.print()


def unchecked(review: Review, lang: str) -> list[tuple[str, list[str]]]:
    """Reasons with the rules that they keep from being checked, in the order of the first rule."""
    grouped: dict[str, list[str]] = {}
    for item in review.not_checked:
        rules = grouped.setdefault(item.reason.get(lang), [])
        if item.rule not in rules:
            rules.append(item.rule)
    return list(grouped.items())


def _details(finding: Finding, words: Mapping[str, Any], lang: str) -> Iterator[str]:
    told = str(finding.expected) in finding.message.get(lang)
    if finding.expected is not None and finding.actual is not None and not told:
        yield words["expected"].format(finding.expected, finding.actual)
    if finding.also:
        yield words["also"].format("、".join(finding.also))
    yield f"{words['basis']}：{finding.basis.get(lang)}" if lang == "zh" else f"{words['basis']}: {finding.basis.get(lang)}"
    yield f"{words['do']}：{finding.suggestion.get(lang)}" if lang == "zh" else f"{words['do']}: {finding.suggestion.get(lang)}"
    if finding.accepted is not None:
        yield words["accepted"].format(finding.accepted.get("reason", ""))


def place_text(place: Place | None, lang: str) -> str:
    """第3页 第三部分 …, as a reader would look for it."""
    if place is None:
        return ""
    words: dict[str, Any] = WORDS[lang]
    parts = []
    if place.document == "previous":
        parts.append(words["previous"])
    elif place.document != "this":
        parts.append(place.document)
    if place.section is not None:
        preamble, section = words["section"]
        name = NUMERALS[place.section] if lang == "zh" and 0 < place.section < 7 else str(place.section)
        parts.append(preamble if place.section == 0 else section.format(name))
    if place.page is not None:
        parts.append(words["page"].format(place.page))
    return " ".join(parts) if lang == "zh" else ", ".join(parts)
