"""Stretches of text for rules about wording: running text, or every word of the file, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from checker.checks.context import Context
from checker.document import Cell, Paragraph, Place, Table
from checker.findings import NotChecked

_HAN = re.compile("[\u4e00-\u9fff]")
_FORMS = (2, 3, 4)
"""Sections that hold the statutory tables."""
_SENTENCE = re.compile("[。；！？]")
_UNSURE = ("unmapped_glyphs", "encoding")
"""Reading troubles after which a missing or odd character may be ours."""


@dataclass(frozen=True, slots=True)
class Passage:
    """``text`` from ``start`` on is to be judged (a heading may stand before it); offsets count in the whole text."""

    text: str
    section: int | None
    paragraph: Paragraph | None
    start: int = 0
    table: Table | None = None
    cell: Cell | None = None

    def place(self, start: int, end: int) -> Place:
        """The place of characters ``start`` to ``end`` of the text."""
        quote = self.text[start:end]
        if self.paragraph is not None:
            p = self.paragraph
            return Place("this", self.section, p.page_at(start), p.index, (start, end), quote)
        assert self.table is not None and self.cell is not None
        at = (self.cell.row, self.cell.column)
        page = self.cell.page or self.table.page
        return Place("this", self.section, page, self.table.index, (start, end), quote, cell=at)


def running_text(ctx: Context, *, title: bool = False) -> Iterator[Passage]:
    """The text below the headings and the preamble, in reading order; the lines of the title only if asked for."""
    skip = set() if title else title_blocks(ctx)
    for section in ctx.report.sections:
        for i, paragraph in enumerate(section.paragraphs()):
            if section.number == 0 and paragraph.index in skip:
                continue
            start = section.body_offset if i == 0 else 0
            yield Passage(paragraph.text, section.number, paragraph, max(start, paragraph.auto))


def every_text(ctx: Context) -> Sequence[Passage]:
    """All that the report says: headings, page margins and cells that hold words included."""
    known: list[Passage] | None = ctx.memo.get(every_text)
    if known is None:
        known = ctx.memo[every_text] = list(_every(ctx))
    return known


def _every(ctx: Context) -> Iterator[Passage]:
    for block in ctx.document.blocks:
        if block.index in ctx.report.outside:
            continue
        section = ctx.section_of(block.index)
        if isinstance(block, Paragraph):
            if section is None and block.role not in ("header", "footer"):
                section = 0
            yield Passage(block.text, section, block, block.auto)
            continue
        for cell in block.cells:
            if cell.readable and _HAN.search(cell.text):
                yield Passage(cell.text, section, None, 0, block, cell)


def inside(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether one of some ordered spans holds the character at ``at``."""
    i = bisect_right(spans, at, key=lambda s: s[0]) - 1
    return i >= 0 and at < spans[i][1]


def form_blocks(ctx: Context) -> set[int]:
    """Blocks that hold the statutory tables."""
    found = set()
    for table in ctx.report.tables.values():
        places = [table.place, *(c.place for c in table.cells.values())]
        found |= {p.paragraph for p in places if p is not None and p.paragraph is not None}
    return found


def title_blocks(ctx: Context) -> set[int]:
    """The blocks on which the title is printed."""
    title = ctx.report.title
    if title is None or title.place.paragraph is None:
        return set()
    lines = {line.replace(" ", "") for line in title.lines}
    found = {title.place.paragraph}
    for section in ctx.report.sections:
        if section.number == 0:
            found |= {p.index for p in section.paragraphs() if p.text.strip().replace(" ", "") in lines}
    return found


def unsure(ctx: Context, passage: Passage) -> dict[str, Any] | None:
    """Where the reader could not make out characters here: the fields of a could-not-check, else None."""
    index = passage.paragraph.index if passage.paragraph else passage.table.index if passage.table else None
    for trouble in ctx.document.troubles:
        if trouble.code not in _UNSURE:
            continue
        if trouble.block == index or (trouble.block is None and trouble.page is None):
            return {"reason": trouble.code, "detail": trouble.detail}
    if passage.paragraph is not None and _is_piece_of_a_form(ctx, passage):
        return {"reason": "table_unruled", "page": passage.paragraph.page}
    return None


def _is_piece_of_a_form(ctx: Context, passage: Passage) -> bool:
    """Whether a line may be cells of a statutory table that nothing is drawn around: no sentence, in its section."""
    unruled = any(t.code == "table_unruled" for t in ctx.document.troubles)
    return unruled and passage.section in _FORMS and not _SENTENCE.search(passage.text, passage.start)


def sure_text(ctx: Context, *rules: str) -> tuple[list[Passage], list[NotChecked]]:
    """The running text whose characters were read with certainty, and what cannot be checked beside it."""
    passages, skipped = [], []
    for passage in running_text(ctx):
        doubt = unsure(ctx, passage)
        if doubt is None:
            passages.append(passage)
            continue
        place = replace(passage.place(passage.start, len(passage.text)), span=None, quote=None)
        skipped += [ctx.not_checked(r, doubt["reason"], place, **{k: v for k, v in doubt.items() if k != "reason"}) for r in rules]
    return passages, skipped
