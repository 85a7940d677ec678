"""Blocks -> the six sections: which paragraphs are headings, and what stands below them.

A heading is found by what it says (its name, long or short form) together with how it stands (its number, a
marked level, a paragraph of its own); never by the number alone, since table 3's rows and sub-headings are numbered
alike, and never inside the preamble's list of the six names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker.document import Block, Paragraph, Place, Table
from checker.report.labels import difference, normalise
from checker.report.model import Fact, Section
from checker.report.numbers import chinese_number

_NUMBER = re.compile(
    r"\s*(?:(?P<part>第\s*[一二三四五六七八九十]{1,2}\s*(?:部分|章|项)?)\s*[、.．:：,，]?"
    r"|(?P<chinese>[一二三四五六七八九十]{1,2})\s*[、.．,，:：]"
    r"|[（(]\s*(?P<bracket>[一二三四五六七八九十]{1,2})\s*[）)]\s*[、.．]?"
    r"|(?P<bare>[一二三四五六七八九十])(?=\s)"
    r"|(?P<arabic>\d{1,2})\s*[、.．](?!\d))\s*"
)
_STOP = re.compile(r"[。；;：:！？!?\n]|\s{2,}")

NEAR = 0.35
"""Share of a heading that may differ for it still to be the section's (S03 names the deviation)."""
LOOSE = 0.5
"""The same for a numbered line standing alone whose number agrees as well."""
LONGEST = 45
"""Characters of the longest heading name accepted; the longest official one has 26."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: ``end`` is the offset behind it in its paragraph (the body may go on in the same one)."""

    block: int
    number: int | None
    printed_number: str
    printed_value: int | None
    name: str
    start: int
    end: int
    score: float
    paragraph: Paragraph
    style: str


def find_sections(
    blocks: Sequence[Block], names: Sequence[Mapping[str, Any]]
) -> tuple[tuple[Section, ...], tuple[Fact, ...]]:
    """The sections in reading order, the preamble (number 0) first, and top-level headings that are none of the six.

    ``names`` is ``sections`` of ``rules/headings.yml``.
    """
    flat = _with_cells(blocks)
    candidates = [h for p in flat if (h := _heading(p, names)) is not None]
    chosen = _choose(candidates)
    extra = _extra(flat, chosen, candidates)
    marks = sorted([*chosen, *extra], key=lambda h: (h.block, h.start))
    sections = []
    first = marks[0].block if marks else len(blocks)
    preamble = [b for b in blocks if b.index < first]
    if marks and marks[0].start > 0:
        paragraph = marks[0].paragraph
        preamble.append(_cut(paragraph, 0, marks[0].start))
    sections.append(Section(0, "", "", "", None, tuple(preamble)))
    for i, mark in enumerate(marks):
        following = marks[i + 1] if i + 1 < len(marks) else None
        body: list[Block] = []
        offset = 0
        rest = mark.paragraph.text[mark.end :]
        if rest.strip(" 。：:　"):
            body.append(mark.paragraph)
            offset = mark.end
        stop = following.block if following else len(blocks)
        body += [b for b in blocks if mark.block < b.index < stop]
        place = Place(
            section=mark.number, page=mark.paragraph.page_at(mark.start), paragraph=mark.block,
            span=(mark.start, mark.end), quote=mark.paragraph.text[mark.start : mark.end],
        )  # fmt: skip
        heading = mark.paragraph.text[mark.start : mark.end].strip()
        if mark.number is None:
            # An extra top-level heading: its text belongs to the section before it.
            if sections:
                last = sections[-1]
                sections[-1] = Section(
                    last.number, last.heading, last.printed_number, last.name, last.place,
                    (*last.blocks, mark.paragraph, *(b for b in body if b is not mark.paragraph)), last.body_offset,
                )  # fmt: skip
            continue
        sections.append(Section(mark.number, heading, mark.printed_number, mark.name, place, tuple(body), offset))
    facts = tuple(
        Fact(h.paragraph.text[h.start : h.end].strip(),
             Place(page=h.paragraph.page, paragraph=h.block, span=(h.start, h.end),
                   quote=h.paragraph.text[h.start : h.end]))
        for h in extra
    )  # fmt: skip
    return tuple(sections), facts


def _cut(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    glyphs = paragraph.glyphs[start:end] if paragraph.glyphs else None
    return Paragraph(
        paragraph.index, paragraph.text[start:end], paragraph.page, paragraph.level, paragraph.role, 0, (), glyphs
    )


def _with_cells(blocks: Sequence[Block]) -> list[Paragraph]:
    """Paragraphs, and single-cell tables' texts (a heading inside a table cell) as paragraphs of the same index."""
    out: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            out.append(block)
        elif isinstance(block, Table) and len({c.text for c in block.cells if c.text.strip()}) == 1:
            text = next(c.text for c in block.cells if c.text.strip())
            if len(text) <= LONGEST:
                out.append(Paragraph(block.index, text, block.page, role="body"))
    return out


def wordings(entry: Mapping[str, Any]) -> list[str]:
    """Every name under which a section is known, those that S03 flags included."""
    return [entry["label"], *entry["also"], *entry.get("passes", ()), *entry.get("flagged", ())]


def split_number(text: str) -> tuple[str, int | None, int, str]:
    """The printed number of a line, its value, the offset behind it, and its style; ("", None, 0, "") where none."""
    match = _NUMBER.match(text)
    if match is None:
        return "", None, 0, ""
    for style in ("part", "chinese", "bracket", "bare", "arabic"):
        raw = match[style]
        if raw:
            digits = re.sub(r"[第部分章项\s]", "", raw)
            value = int(digits) if digits.isdigit() else chinese_number(digits)
            return match[0].strip(), value, match.end(), style
    return "", None, 0, ""


def _heading(paragraph: Paragraph, names: Sequence[Mapping[str, Any]]) -> Heading | None:
    """The paragraph as a heading of one of the six sections, or None."""
    text = paragraph.text
    if paragraph.role not in ("body", "textbox"):
        return None
    lead = len(text) - len(text.lstrip("　 *#【"))
    printed, value, offset, style = split_number(text[lead:])
    at = lead + offset
    best: tuple[float, int, int] | None = None
    for end in _ends(text, at):
        name = normalise(text[at:end])
        if not name:
            continue
        for entry in names:
            gap = min(difference(name, normalise(w)) for w in wordings(entry))
            if value == entry["number"]:
                gap -= 0.05
            if best is None or gap < best[0]:
                best = (gap, entry["number"], end)
    if best is None:
        return None
    gap, number, end = best
    alone = not text[end:].strip(" 。：:　*")
    marked = paragraph.level is not None
    limit = NEAR
    if alone and value == number:
        limit = LOOSE
    if not printed and not marked and not alone:
        return None
    if not printed and not marked:
        limit = 0.12
    if style == "arabic" or style == "bracket":
        # （一）主动公开情况 and 1.主动公开 are sub-headings unless their number is the section's own and they name it fully.
        limit = 0.12 if value == number else 0.0
    if not alone and gap > 0.12:
        return None
    if gap > limit:
        return None
    return Heading(paragraph.index, number, printed, value, text[at:end].strip(), lead, end, gap, paragraph, style)


def _ends(text: str, at: int) -> list[int]:
    """Where the heading's name may end: the paragraph's end, or the first stop in it."""
    ends = []
    if len(text) - at <= LONGEST:
        ends.append(len(text.rstrip()))
    stop = _STOP.search(text, at, min(len(text), at + LONGEST + 1))
    if stop and stop.start() > at:
        ends.append(stop.start())
    return ends


def _choose(candidates: Sequence[Heading]) -> list[Heading]:
    """Those candidates that are the report's headings.

    Candidates of the style of the majority win over others of the same number (a sub-heading that repeats a section's
    name); a table of contents – the six names in a row with nothing between – loses against later ones.
    """
    if not candidates:
        return []
    styles: dict[str, set[int]] = {}
    for h in candidates:
        styles.setdefault(h.style or "none", set()).add(h.number or 0)
    order = sorted(styles, key=lambda s: (-len(styles[s]), ["chinese", "part", "none", "bare", "arabic", "bracket"].index(s)))
    main = order[0]
    chosen: list[Heading] = [h for h in candidates if (h.style or "none") == main]
    if main in ("bracket", "arabic"):
        # Sub-headings are numbered alike: a section's heading bears its own number.
        chosen = [h for h in chosen if h.printed_value == h.number] or chosen
    have = {h.number for h in chosen}
    for h in candidates:
        if h.number not in have and _fits(h, chosen):
            chosen.append(h)
            have.add(h.number)
    chosen.sort(key=lambda h: (h.block, h.start))
    return _without_contents(chosen)


def _fits(heading: Heading, chosen: Sequence[Heading]) -> bool:
    """Whether a candidate of another style stands between its neighbours in number."""
    if heading.style in ("arabic", "bracket"):
        return False
    before = [h for h in chosen if h.block < heading.block]
    after = [h for h in chosen if h.block > heading.block]
    number = heading.number or 0
    low = max((h.number or 0 for h in before), default=0)
    high = min((h.number or 7 for h in after), default=7)
    return low < number < high or not chosen


def _without_contents(chosen: list[Heading]) -> list[Heading]:
    """Drops a table of contents: a run of at least four adjacent headings whose numbers all come again later."""
    run: list[Heading] = []
    for h in chosen:
        if run and h.block - run[-1].block <= 1 and (h.number or 0) > (run[-1].number or 0):
            run.append(h)
        elif len(run) >= 4:
            break
        else:
            run = [h]
    later = {h.number for h in chosen if run and h.block > run[-1].block}
    if len(run) >= 4 and {h.number for h in run} <= later | {run[-1].number}:
        if run[-1].number in later:
            return [h for h in chosen if h not in run]
    return chosen


def _extra(flat: Sequence[Paragraph], chosen: Sequence[Heading], candidates: Sequence[Heading]) -> list[Heading]:
    """Top-level headings in the style of the chosen ones that are none of the six sections (S03, S05)."""
    if len(chosen) < 2:
        return []
    style = max({h.style for h in chosen}, key=lambda s: sum(h.style == s for h in chosen))
    if style not in ("chinese", "part"):
        return []
    levels = {h.paragraph.level for h in chosen}
    taken = {h.block for h in chosen}
    out: list[Heading] = []
    for p in flat:
        if p.index in taken or p.role != "body":
            continue
        lead = len(p.text) - len(p.text.lstrip("　 *#"))
        printed, value, offset, own = split_number(p.text[lead:])
        name = p.text[lead + offset :].strip()
        if own != style or value is None or not name or len(name) > 25 or _STOP.search(name.rstrip("。：:")):
            continue
        before = [h.printed_value or 0 for h in [*chosen, *out] if h.block < p.index]
        if levels != {None} and p.level is None and value != max(before, default=0) + 1:
            continue  # an unmarked line is a heading only where it carries the numbers on
        # Table 3's own rows begin with 一、二、三、四、; as loose paragraphs they are no headings.
        if normalise(name) in TABLE_ROWS or any(name.endswith(x) for x in "，,、"):
            continue
        out.append(Heading(p.index, None, printed, value, name, lead, len(p.text.rstrip()), 1.0, p, own))
    return out


TABLE_ROWS = frozenset(
    normalise(t)
    for t in ("本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量", "本年度办理结果", "结转下年度继续办理", "本年度办理")
)
