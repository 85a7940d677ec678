"""L08 and L09: a principle and periods quoted from the regulation of 2008. The phrases stand in the rules'
data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import re2

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.document import Paragraph
from checker.report.model import Section
from checker.statutes.extract_fold import Folded, fold

_END = re.compile("[。;!?]")

Sentence = tuple[Section, Paragraph, Folded, int, str]
"""Section and paragraph, the folded paragraph, where the sentence begins in it, the folded sentence."""


def _sentences(ctx: Context) -> list[Sentence]:
    """Every sentence of the report, cut once for all phrases."""
    known: list[Sentence] | None = ctx.memo.get(_sentences)
    if known is None:
        known = ctx.memo[_sentences] = list(_cut(ctx))
    return known


def _cut(ctx: Context) -> Iterator[Sentence]:
    for section, paragraph in ctx.body():
        folded = fold(paragraph.text)
        start = 0
        for end in [*(m.end() for m in _END.finditer(folded.text)), len(folded.text)]:
            if end > start:
                yield section, paragraph, folded, start, folded.text[start:end]
            start = end


def _matches(ctx: Context, case: Mapping[str, Any]) -> Iterator[tuple[Section, Paragraph, int, int]]:
    """Sentences that hold ``pattern`` and ``needs`` and nothing of ``unless``; the range is the pattern's."""
    pattern, needs = re2.compile(case["pattern"]), re2.compile(case.get("needs") or "")
    unless = re2.compile(case["unless"]) if case.get("unless") else None
    for section, paragraph, folded, start, sentence in _sentences(ctx):
        found = pattern.search(sentence)
        if found is None or not needs.search(sentence) or (unless and unless.search(sentence)):
            continue
        a, b = folded.span(start + found.start(), start + found.end())
        yield section, paragraph, a, b


@check("L08")
def principle(ctx: Context) -> Iterator[Result]:
    """以公开为原则、不公开为例外, which the regulation of 2019 replaced."""
    params = ctx.rule("L08").params
    if ctx.as_of is not None and ctx.as_of < params["since"]:
        return
    for section, paragraph, a, b in _matches(ctx, params):
        yield ctx.finding("L08", ctx.place(paragraph, a, b, section=section.number))


@check("L09")
def periods(ctx: Context) -> Iterator[Result]:
    """Periods told as the law's that are not: 15 working days for an answer, March 31 for a department's
    report.
    """
    for case in ctx.rule("L09").params["cases"]:
        if ctx.as_of is not None and ctx.as_of < case["since"]:
            continue
        for section, paragraph, a, b in _matches(ctx, case):
            place = ctx.place(paragraph, a, b, section=section.number)
            kinds = case.get("kinds")
            if kinds and ctx.report.agency_kind == "unknown":
                yield ctx.not_checked("L09", "kind_unknown", place)
            elif not kinds or ctx.report.agency_kind in kinds:
                yield ctx.finding("L09", place, variant=case["message"], expected=case["right"])
