"""X03: sections one and five that repeat last year's."""

from __future__ import annotations

from collections.abc import Iterator

from checker.checks.context import Context
from checker.checks.previous import not_comparable
from checker.checks.registry import Result, check
from checker.document import Paragraph, Place
from checker.report.model import Section
from checker.similarity import masked, passages, resemblance, shingles


@check("X03", scope="pair")
def repeated(ctx: Context) -> Iterator[Result]:
    """Compares the sections with last year's, names, years, numbers and statutory phrases masked."""
    skipped = not_comparable(ctx, "X03")
    if skipped:
        yield from skipped
        return
    assert ctx.previous is not None
    params = ctx.rule("X03").params
    own = [n for n in (ctx.report.agency, ctx.previous.agency) if n]
    for number in params["sections"]:
        ours, theirs = ctx.report.section(number), ctx.previous.section(number)
        if ours is None or theirs is None:
            yield ctx.not_checked("X03", "section_missing", number="〇一二三四五六"[number])
            continue
        a, b = shingles(masked(ours.text, own)), shingles(masked(theirs.text, own))
        if min(len(a), len(b)) < params["least"]:
            continue
        alike = resemblance(a, b)
        variant = next((v for v, least in params["levels"].items() if alike >= least), None)
        if variant is None:
            continue
        same = passages(ours.text, theirs.text, own)
        related = [place(theirs, p.other_start, p.other, "previous") for p in same]
        here = [place(ours, p.start, p.text, "this") for p in same]
        yield ctx.finding(
            "X03", here[0] if here else ours.place, variant=variant, related=(*here[1:], *related),
            section="〇一二三四五六"[number], share=f"{alike:.0%}", confidence="likely",
            details={"similarity": round(alike, 4), "passages": [[p.text, p.other] for p in same]},
        )  # fmt: skip


def place(section: Section, start: int, text: str, document: str) -> Place:
    """Where a stretch of a section's text stands."""
    at = 0
    for i, paragraph in enumerate(section.paragraphs()):
        skip = section.body_offset if i == 0 else 0
        size = len(paragraph.text) - skip
        if start <= at + size:
            return _in(paragraph, max(0, start - at) + skip, text, section.number, document)
        at += size + 1
    return Place(document, section.number)


def _in(paragraph: Paragraph, start: int, text: str, section: int, document: str) -> Place:
    found = paragraph.text.find(text, max(0, start - 2))
    start = found if found >= 0 else start
    end = min(start + len(text), len(paragraph.text))
    return Place(document, section, paragraph.page_at(start), paragraph.index, (start, end), paragraph.text[start:end])
