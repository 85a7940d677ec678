"""How the outputs put things in running text, in both languages; the words stand in ``outputs.yml`` and ``names.yml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from checker import rulebook
from checker.document import Place
from checker.findings import Finding, Review


@cache
def words(lang: str, part: str = "words") -> Mapping[str, Any]:
    """The words of one part of ``outputs.yml`` in a language."""
    return {k: v[lang] for k, v in rulebook.load().file("outputs.yml")[part].items()}


def name(group: str, key: str, lang: str) -> str:
    """A name of ``names.yml``: of a severity, a table, a punctuation mark …; the key itself where it has none."""
    found = rulebook.load().file("names.yml")[group].get(key)
    return str(found[lang]) if found else key


def mark(key: str, lang: str) -> str:
    """A punctuation mark: comma, stop (；), colon, join (、)."""
    return name("punctuation", key, lang)


def listed(items: Iterable[object], lang: str) -> str:
    """A、B、C; A, B, C."""
    return mark("join", lang).join(map(str, items))


def bracketed(text: str, lang: str) -> str:
    """A remark behind what it belongs to: （很可能）; nothing where there is none."""
    return str(words(lang)["remark"]).format(text) if text else ""


def confidence(finding: Finding, lang: str) -> str:
    """（很可能）; a finding that is certain does not say so."""
    return "" if finding.confidence == "certain" else bracketed(name("confidences", finding.confidence, lang), lang)


def accepted(reason: object, lang: str) -> str:
    """已接受：号码待变更"""
    told: str = rulebook.load().file("names.yml")["accepted_because"][lang]
    return told.format(reason)


def counted(what: str, count: int, lang: str) -> str:
    """2 个错误; 1 error, 2 errors: ``what`` is a key of ``counts``."""
    forms: list[str] = words(lang, "counts")[what]
    return forms[count != 1].format(count)


def section_name(number: int, lang: str) -> str:
    """第三部分; 标题和前言 for what stands before the first heading."""
    named: list[str] = rulebook.load().file("names.yml")["sections"][lang]
    return named[number]


def page_name(number: int, lang: str) -> str:
    """第3页"""
    told: str = rulebook.load().file("names.yml")["page"][lang]
    return told.format(number)


def place_text(place: Place | None, lang: str) -> str:
    """第三部分 第3页 …, as a reader would look for it."""
    if place is None:
        return ""
    own = words(lang)
    parts = []
    if place.document == "previous":
        parts.append(own["previous"])
    elif place.document != "this":
        parts.append(place.document)
    if place.section is not None:
        parts.append(section_name(place.section, lang))
    if place.page is not None:
        parts.append(page_name(place.page, lang))
    return str(own["gap"]).join(parts)


def unchecked(review: Review, lang: str) -> list[tuple[str, list[str]]]:
    """Reasons with the rules that they keep from being checked, in the order of the first rule."""
    grouped: dict[str, list[str]] = {}
    for item in review.not_checked:
        rules = grouped.setdefault(item.reason.get(lang), [])
        if item.rule not in rules:
            rules.append(item.rule)
    return list(grouped.items())
