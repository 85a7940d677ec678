"""What a site prints round a report (other pages, a survey, who put the page up) told from its first and last section.

Readers drop what the page marks as furniture; copied text, printed pages and careless templates mark nothing. Data:
``rules/surroundings.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from checker.document import Block, Paragraph, Table
from checker.report.model import Section

_BULLETS: Final = re.compile(r"[\s·•▪■◆●○>»\-–—*]*")
_NUMBER: Final = re.compile(r"[\d０-９][\d０-９,，.．]{0,15}$")
_LAST: Final = 5
"""The number of the section, at least, behind which a report ends."""
LONGEST: Final = 150
"""Characters of the longest line that is furniture."""


def without_surroundings(
    sections: Sequence[Section], data: Mapping[str, Any]
) -> tuple[tuple[Section, ...], frozenset[int]]:
    """The sections without what stands round the report, and the indices of the blocks so left out."""
    opens, alone = (_any(tuple(data[name])) for name in ("opens", "alone"))
    outside: set[int] = set()
    for block in sections[0].blocks:
        line = _line(block)
        if line is not None and alone.match(line):
            outside.add(block.index)
    if sections[-1].number >= _LAST:
        outside |= _behind(sections[-1], data, opens, alone)
    if not outside:
        return tuple(sections), frozenset()
    ends = {0, len(sections) - 1}
    return tuple(
        replace(s, blocks=tuple(b for b in s.blocks if b.index not in outside)) if i in ends else s
        for i, s in enumerate(sections)
    ), frozenset(outside)


def _behind(last: Section, data: Mapping[str, Any], opens: re.Pattern[str], alone: re.Pattern[str]) -> set[int]:
    start = 1 if last.body_offset else 0  # the paragraph of the heading is the report's
    own = max((i for i, b in enumerate(last.blocks) if _is_report(b, data, opens, alone)), default=-1)
    outside: set[int] = set()
    for i, block in enumerate(last.blocks[start:], start):
        line = _line(block)
        if line is None:
            continue
        if i > own and opens.match(line):
            outside.update(b.index for b in last.blocks[i:])
            break
        if alone.match(line):
            outside.add(block.index)
    return outside


@lru_cache(maxsize=8)
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns))


def _line(block: Block) -> str | None:
    """The text of a paragraph that may be furniture, bullets before it left out."""
    if not isinstance(block, Paragraph) or block.role != "body" or len(block.text) > LONGEST:
        return None
    return block.text[_BULLETS.match(block.text).end() :].strip()  # type: ignore[union-attr]


def _is_report(block: Block, data: Mapping[str, Any], opens: re.Pattern[str], alone: re.Pattern[str]) -> bool:
    """Whether a block can only be the report's own: prose, or a table of numbers."""
    if isinstance(block, Table):
        return sum(bool(_NUMBER.match(c.text.strip())) for c in block.cells) >= int(data["numbers"])
    line = _line(block)
    if len(block.text) < int(data["prose"]) or "。" not in block.text:
        return False
    return line is None or not (opens.match(line) or alone.match(line))
