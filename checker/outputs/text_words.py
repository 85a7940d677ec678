"""Words of the outputs that read as running text, and how a place is told, in both languages."""

from __future__ import annotations

from typing import Any, Final

from checker.document import Place
from checker.findings import Review

WORDS: Final[dict[str, dict[str, Any]]] = {
    "zh": {
        "error": "错误", "warning": "警告", "advice": "建议", "page": "第{0}页", "section": ["标题和前言", "第{0}部分"],
        "basis": "依据", "do": "建议", "expected": "应为 {0}，现为 {1}", "clean": "没有发现问题。",
        "facts": "{0} · {1}年 · {2}年版格式", "accepted": "已接受：{0}", "more": "{0} 另有 {1} 处相同问题未列出",
        "certain": "", "likely": "（很可能）", "open": "（待人工确认）", "previous": "上一年报告", "unknown": "未识别",
        "whole": "整份报告", "comma": "，", "colon": "：", "list": "、", "semicolon": "；",
    },
    "en": {
        "error": "error", "warning": "warning", "advice": "advice", "page": "page {0}",
        "section": ["title and preamble", "section {0}"], "basis": "basis", "do": "do",
        "expected": "expected {0}, found {1}", "clean": "Nothing found.",
        "facts": "{0} · {1} · form of {2}", "accepted": "accepted: {0}", "more": "{0}: {1} more of the same kind not listed",
        "certain": "", "likely": " (likely)", "open": " (to be confirmed)", "previous": "last year's report",
        "unknown": "unknown", "whole": "the whole report", "comma": ", ", "colon": ": ", "list": ", ", "semicolon": "; ",
    },
}  # fmt: skip

LABELS: Final[dict[str, dict[str, Any]]] = {
    "zh": {
        "expected": "应为", "found": "现为", "in_place_of": "{0}（现为 {1}）", "quote": "原文", "where": "位置", "sums": "算式",
        "also": "牵动", "see": "相关", "basis": "依据", "fix": "改法", "accepted": "接受", "until": "有效期至 {0}",
        "more_places": "另有 {0} 处", "zeros": "未列出的各格为 0", "cut": "另有 {0} 格未列出", "report": "本报告", "nothing": "空白",
        "row": "“{0}”行", "column": "“{0}”列", "group": "“{0}”组", "unchecked": "未能检查（不算问题）",
        "counts": {"error": ["{0} 个错误"] * 2, "warning": ["{0} 个警告"] * 2, "advice": ["{0} 条建议"] * 2},
        "score": "得分 {0}", "taken": "已接受 {0} 项", "rules": ["{0} 条规则未能检查"] * 2,
    },
    "en": {
        "expected": "expected", "found": "found", "in_place_of": "{0} (found {1})", "quote": "text", "where": "where",
        "sums": "sums", "also": "also", "see": "see", "basis": "basis", "fix": "to do", "accepted": "accepted",
        "until": "until {0}", "more_places": "{0} more", "zeros": "cells not shown are 0", "cut": "{0} more cells not shown",
        "report": "this report", "nothing": "blank", "row": "row “{0}”", "column": "column “{0}”", "group": "group “{0}”",
        "unchecked": "Could not be checked (no fault)",
        "counts": {
            "error": ["{0} error", "{0} errors"], "warning": ["{0} warning", "{0} warnings"],
            "advice": ["{0} piece of advice", "{0} pieces of advice"],
        },
        "score": "score {0}", "taken": "{0} accepted", "rules": ["{0} rule not checked", "{0} rules not checked"],
    },
}  # fmt: skip
NUMERALS: Final = "〇一二三四五六"


def plural(forms: list[str], count: int) -> str:
    """The form for a number, filled in."""
    return forms[count != 1].format(count)


def section_name(number: int, lang: str) -> str:
    """第三部分; 标题和前言 for what stands before the first heading."""
    preamble, section = WORDS[lang]["section"]
    numeral = NUMERALS[number] if lang == "zh" and 0 < number < 7 else str(number)
    return str(preamble) if number == 0 else str(section).format(numeral)


def place_text(place: Place | None, lang: str) -> str:
    """第三部分 第3页 …, as a reader would look for it."""
    if place is None:
        return ""
    words = WORDS[lang]
    parts = []
    if place.document == "previous":
        parts.append(words["previous"])
    elif place.document != "this":
        parts.append(place.document)
    if place.section is not None:
        parts.append(section_name(place.section, lang))
    if place.page is not None:
        parts.append(words["page"].format(place.page))
    return " ".join(parts) if lang == "zh" else ", ".join(parts)


def unchecked(review: Review, lang: str) -> list[tuple[str, list[str]]]:
    """Reasons with the rules that they keep from being checked, in the order of the first rule."""
    grouped: dict[str, list[str]] = {}
    for item in review.not_checked:
        rules = grouped.setdefault(item.reason.get(lang), [])
        if item.rule not in rules:
            rules.append(item.rule)
    return list(grouped.items())
