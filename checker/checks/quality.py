"""Q01–Q06: whether section five can be checked next year, and what else the law wants told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.document import Paragraph, Place
from checker.findings import Confidence, Text
from checker.narrative.model import ClauseResult, NarrativeResult
from checker.report.model import Section

QUALITY = ("Q01", "Q02", "Q03", "Q04")
SHOWN = 3
"""Clauses that a message quotes; the others stand in the details."""


@check(*QUALITY)
def narrative(ctx: Context) -> Iterator[Result]:
    """The narrative's reasons R1–R4 (labelling guide) as findings."""
    section = ctx.report.section(5)
    result = ctx.narrative
    if section is None or result is None:
        for rule in QUALITY:
            yield ctx.not_checked(rule, "section_missing" if section is None else "no_narrative", number="五")
        return
    if result.verdict == "absent":
        if _unreadable(ctx, section):
            for rule in QUALITY:
                yield ctx.not_checked(rule, "section_unread", section.place, number="五")
        elif re.sub(r"\s", "", section.text):  # an empty section is S04's
            yield ctx.finding("Q01", _whole(section) or section.place)
        return
    sure = _confidence(result)
    places = _Places(section)
    problems, measures = result.problems(), result.measures()
    if "R1" in result.reasons:
        yield ctx.finding("Q01", _whole(section), confidence=sure, details=_details(ctx, result))
    if "R2" in result.reasons:
        variant = "weak" if result.verdict == "weak" else "adequate"
        yield _of_clauses(ctx, "Q02", variant, places, result, problems, sure)
    if "R3" in result.reasons and problems:
        if not measures:
            yield ctx.finding("Q03", places.of(result.clauses[problems[0]]), variant="none", confidence=sure,
                              details=_details(ctx, result))  # fmt: skip
        else:
            yield _of_clauses(ctx, "Q03", "unanswered", places, result, problems, _weaker(sure))
    if "R4" in result.reasons:
        yield _of_clauses(ctx, "Q04", "default", places, result, measures, sure)


def _of_clauses(
    ctx: Context, rule: str, variant: str, places: _Places, result: NarrativeResult, which: Sequence[int], sure: Confidence
) -> Result:
    clauses = [result.clauses[i] for i in which]
    quotes = ctx.listed((f"“{_short(c.text)}”" for c in clauses[:SHOWN]), "stop", more=len(clauses) > SHOWN)
    spots = [p for c in clauses if (p := places.of(c)) is not None]
    return ctx.finding(
        rule, spots[0] if spots else None, variant=variant, related=tuple(spots[1:]), confidence=sure,
        clauses=quotes, details=_details(ctx, result, clauses),
    )  # fmt: skip


def _details(ctx: Context, result: NarrativeResult, clauses: Sequence[ClauseResult] = ()) -> dict[str, Any]:
    """What made the section so: the words that weighed most, what a specific sentence would name, problems unanswered."""
    weighed: dict[str, float] = {}
    for clause in clauses:
        for word, weight in clause.weights:
            weighed[word] = max(weighed.get(word, 0.0), weight)
    words = [w for w, _ in sorted(weighed.items(), key=lambda x: (-x[1], x[0]))[:6]]
    out: dict[str, Any] = {"weak_probability": result.weak_probability}
    if words:
        out["words"] = ctx.listed(words)
    out["instead"] = Text(**ctx.rules.file("narrative/advice.yml")["instead"])
    answered = [
        [_short(result.clauses[p].text), _short(c.text)] for c in result.clauses for p in c.answers
    ]
    if answered:
        out["passages"] = answered
    left = [_short(result.clauses[i].text) for i in result.unanswered()]
    if left:
        out["unanswered"] = left
    return out


def _short(text: str, size: int = 40) -> str:
    text = re.sub(r"\s", "", text)
    return text if len(text) <= size else text[: size - 1] + "…"


def _confidence(result: NarrativeResult) -> Confidence:
    return "open" if result.near_threshold else "likely"


def _weaker(sure: Confidence) -> Confidence:
    return "open" if sure == "open" else "likely"


def _unreadable(ctx: Context, section: Section) -> bool:
    at = section.place.paragraph if section.place else None
    return any(t.block is not None and at is not None and abs(t.block - at) <= 1 for t in ctx.document.troubles)


def _whole(section: Section) -> Place | None:
    first = next(section.paragraphs(), None)
    if first is None:
        return section.place
    start = section.body_offset
    return Place(
        section=5, page=first.page_at(start), paragraph=first.index, span=(start, len(first.text)),
        quote=first.text[start:],
    )  # fmt: skip


class _Places:
    """Offsets into the section's text back to its paragraphs."""

    def __init__(self, section: Section) -> None:
        self._parts: list[tuple[int, int, Paragraph]] = []
        at = 0
        for i, paragraph in enumerate(section.paragraphs()):
            skip = section.body_offset if i == 0 else 0
            size = len(paragraph.text) - skip
            self._parts.append((at, skip, paragraph))
            at += size + 1

    def of(self, clause: ClauseResult) -> Place | None:
        start, end = clause.span
        for at, skip, paragraph in reversed(self._parts):
            if start >= at:
                a = start - at + skip
                b = min(end - at + skip, len(paragraph.text))
                return Place(
                    section=5, page=paragraph.page_at(a), paragraph=paragraph.index, span=(a, b), quote=paragraph.text[a:b]
                )
        return None


@check("Q05", "Q06")
def statements(ctx: Context) -> Iterator[Result]:
    """Statements that must stand somewhere in the text; which and for whom is data (``params``)."""
    text = re.sub(r"\s", "", "\n".join(s.text for s in ctx.report.sections))
    blind = any(t.code == "page_without_text" for t in ctx.document.troubles)
    for rule_id in ("Q05", "Q06"):
        rule = ctx.rules.rules.get(rule_id)
        if rule is None:
            continue
        kinds = rule.params.get("kinds")
        if kinds and ctx.report.agency_kind not in kinds:
            continue
        sent_out = rule.params.get("sent_out")
        if sent_out and re.search(sent_out, ctx.report.agency or ""):
            continue
        lacking = [item["name"] for item in rule.params["statements"] if not re.search(item["words"], text)]
        if len(lacking) < rule.params.get("at_least", 1):
            continue
        if blind:
            yield ctx.not_checked(rule_id, "page_without_text", page="?")
            continue
        section = ctx.report.section(int(rule.params["section"]))
        yield ctx.finding(rule_id, section.place if section else None, lacking=lacking)
