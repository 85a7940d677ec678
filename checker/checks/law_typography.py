"""L07: the form of document numbers (GB/T 9704) and of title marks (GB/T 15834)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.document import Paragraph, Place
from checker.report.model import Section
from checker.statutes.extract_fold import Folded, fold
from checker.statutes.extract_marks import Mark, pair


@check("L07")
def typography(ctx: Context) -> Iterator[Result]:
    """Departures, each kind once for the same writing; lost brackets may be the page's doing and are not
    judged.
    """
    told: dict[tuple[str, str], list[Place]] = {}
    forms: dict[tuple[str, str], str | None] = {}
    for c in ctx.report.statutes:
        for number in c.numbers:
            if number.brackets == "damaged":
                yield ctx.not_checked("L07", "number_damaged", c.place)
                continue
            if number.faults:
                key = number.faults[0], "".join((c.number or "").split())
                told.setdefault(key, []).append(c.place)
                forms[key] = number.form
    for (fault, printed), places in told.items():
        yield ctx.finding(
            "L07",
            places[0],
            variant=fault,
            actual=printed,
            expected=forms[fault, printed],
            related=tuple(places[1:20]),
        )
    yield from _marks(ctx)


@dataclass(frozen=True, slots=True)
class _Read:
    section: Section
    paragraph: Paragraph
    folded: Folded
    marks: list[Mark]


def _marks(ctx: Context) -> Iterator[Result]:
    """Marks that do not pair, are doubled, or hold the same marks inside."""
    read = []
    for section, paragraph in ctx.body():
        if any(c in paragraph.text for c in "《》") and "&" not in paragraph.text:
            folded = fold(paragraph.text)
            read.append(_Read(section, paragraph, folded, pair(folded.text)))
    for number, item in enumerate(read):
        for index, mark in enumerate(item.marks):
            variant = _fault(mark, item.folded.text)
            if variant is None:
                continue
            if variant == "unclosed" and index + 1 == len(item.marks) and _goes_on(item, mark, read, number):
                continue
            if variant == "stray" and index == 0 and number and _came_from(read[number - 1], item):
                continue
            last = mark.end if mark.closed else min(len(item.folded.text), mark.end + 12)
            first = max(0, mark.start - 12) if mark.stray else mark.start
            a, b = item.folded.span(first, mark.end if mark.stray else last)
            yield ctx.finding(
                "L07", ctx.place(item.paragraph, a, b, section=item.section.number), variant=variant
            )


def _fault(mark: Mark, text: str) -> str | None:
    if mark.stray:
        return "stray"
    if not mark.closed:
        return "unclosed" if mark.opener == "《" else None
    if mark.doubled:
        return "doubled"
    if mark.opener == "《" and any(child.opener == "《" for child in mark.children):
        return "nested"
    return None


def _goes_on(item: _Read, mark: Mark, read: list[_Read], number: int) -> bool:
    """Whether an unclosed mark is closed at the head of the next paragraph (cut by a page break)."""
    if any(c in item.folded.text[mark.end :] for c in "。;!?") or number + 1 >= len(read):
        return False
    return _came_from(item, read[number + 1])


def _came_from(before: _Read, after: _Read) -> bool:
    """Whether ``after`` begins inside a title that ``before`` opened."""
    if not before.marks or not after.marks or after.paragraph.index - before.paragraph.index > 2:
        return False
    last, first = before.marks[-1], after.marks[0]
    return not last.closed and not last.stray and first.stray and "。" not in before.folded.text[last.end :]
