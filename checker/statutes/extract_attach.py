"""The bracket directly behind a title: a number, a history, a version, a definition."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from checker.statutes.extract_data import CitationData
from checker.statutes.extract_numbers import CLOSE, OPEN, N, Number
from checker.statutes.names import chinese_number

LONGEST: Final = 160
"""Characters that a bracket behind a title may hold; histories of three versions take 80."""
_BARE: Final = re.compile(rf"第?({N})号(?:令)?(?=公布|发布|修订|修正|修改|颁布|施行|废止|[,;、]|$)")
_DATE: Final = re.compile(r"(?:(?:19|20)[0-9]{2}年)?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?")
_VERSION: Final = re.compile(r"[0-9年月日]{0,12}[\u4e00-\u9fff]{1,8}")


@dataclass(frozen=True, slots=True)
class Bracket:
    """What stands in a bracket behind a title.

    ``end`` is where the citation ends (behind the bracket, or behind the number where the bracket goes on
    with a definition), ``close`` the index behind the bracket. ``number`` is the range of the number as
    printed: in a history the whole content. ``note``: the bracket names a version only.
    """

    end: int
    close: int
    content: tuple[int, int]
    number: tuple[int, int] | None = None
    numbers: tuple[Number, ...] = ()
    history: bool = False
    note: bool = False


def bracket_at(
    text: str, start: int, found: list[Number], starts: list[int], data: CitationData
) -> Bracket | None:
    """Reads the bracket that begins at ``start`` of folded ``text``, or a number without one; None where
    neither does.

    ``found`` are the numbers of the text, ``starts`` where they begin.
    """
    index = bisect_left(starts, start)
    if index < len(found) and found[index].start == start and found[index].form:
        bare = found[index]
        return Bracket(bare.end, bare.end, (start, bare.end), (start, bare.end), (bare,))
    if start >= len(text) or text[start] not in OPEN:
        return None
    inner = start + 1
    close = _closing(text, start)
    limit = close if close is not None else min(len(text), start + LONGEST)
    definition = data.definition.search(text, inner, limit)
    stop = _trim(text, inner, definition.start()) if definition else limit
    index = bisect_left(starts, inner)
    held: list[Number] = []
    while index < len(found) and found[index].end <= stop:
        held.append(found[index])
        index += 1
    behind = close + 1 if close is not None else limit
    if not held:
        held = _bare(text, inner, stop)
    if not held:
        content = text[inner:stop]
        if close is not None and _VERSION.fullmatch(content) and data.version_word.search(content):
            return Bracket(behind, behind, (inner, stop), note=True)
        return None
    first = held[0]
    if close is None:  # an unclosed bracket ends with its number
        if first.start != inner:
            return None
        return Bracket(first.end, first.end, (inner, first.end), (inner, first.end), (first,))
    after = text[held[-1].end : stop]
    lead = _DATE.match(text, inner)
    begins = first.start in (inner, lead.end() if lead else inner)
    if not begins and not data.history_verb.search(text, inner, first.start):
        return None
    history = bool(data.history_verb.search(text, first.end, stop)) or not begins
    if history or len(held) > 1:
        extra = _bare(text, held[-1].end, stop)
        return Bracket(
            stop if definition else behind,
            behind,
            (inner, stop),
            (inner, stop),
            (*held, *extra),
            history=True,
        )
    number = (first.start, first.end)
    whole = not definition and not after
    return Bracket(behind if whole else first.end, behind, (inner, stop), number, (first,))


def definition_end(text: str, start: int, data: CitationData) -> int:
    """The index behind a bracket at ``start`` that holds nothing but a definition (以下简称《条例》), else ``start``."""
    if start >= len(text) or text[start] not in OPEN or not data.definition.match(text, start + 1):
        return start
    close = _closing(text, start)
    return start if close is None else close + 1


def _closing(text: str, start: int) -> int | None:
    """The index of the bracket that closes the one at ``start``; brackets of all kinds nest."""
    depth = 0
    for index in range(start, min(len(text), start + LONGEST)):
        char = text[index]
        if char in OPEN:
            depth += 1
        elif char in CLOSE:
            depth -= 1
            if not depth:
                return index
        elif char in "。!?":
            return None
    return None


def _bare(text: str, start: int, stop: int) -> list[Number]:
    """Decrees named by their serial alone inside a history (第711号修订)."""
    out = []
    for match in _BARE.finditer(text, start, stop):
        value = chinese_number(match[1])
        if value:
            out.append(Number(match.start(), match.end(), None, value, "decree", ""))
    return out


def _trim(text: str, start: int, end: int) -> int:
    """The end of what precedes a definition, its comma left out."""
    while end > start and text[end - 1] in ",;、:":
        end -= 1
    return end
