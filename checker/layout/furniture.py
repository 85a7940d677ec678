"""What stands on every page and belongs to none: page numbers, running headers and footers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from checker.layout.lines import Line
from checker.layout.settings import LayoutSettings

_DASH = "-‐‑–—―－·•~～"
_NUMBER = r"(?:\d{1,4}|[０-９]{1,4}|[ivxIVX]{1,6}|[一二三四五六七八九十]{1,3})"
PAGE_NUMBER = re.compile(
    rf"[{_DASH}]?\s*(?:第\s*{_NUMBER}\s*页|Page\s*\d{{1,4}}|\d{{1,4}}|[０-９]{{1,4}})\s*[{_DASH}]?"
    rf"(?:\s*[,，;；]?\s*[/／]?\s*(?:共\s*{_NUMBER}\s*页|of\s*\d{{1,4}}|\d{{1,4}}))?\s*",
    re.IGNORECASE,
)
_ROMAN = re.compile(rf"[{_DASH}]?\s*[ivxIVXⅠ-Ⅻⅰ-ⅻ]{{1,6}}\s*[{_DASH}]?")
_DIGITS = re.compile(r"[\d０-９]+")


@dataclass(frozen=True, slots=True)
class Running:
    """A header or footer that repeats over the pages, told once with the place where it first stands."""

    role: Literal["header", "footer"]
    line: Line


def without_furniture(
    pages: Sequence[tuple[float, list[Line]]], settings: LayoutSettings
) -> tuple[list[list[Line]], list[Running]]:
    """The lines of each page (given with its height) without page numbers and repeated headers and footers.

    A page number is a lone number in the margin beyond all other text; a running line repeats at the same
    height on at least two pages and at least 60 % of all.
    """
    kept = [list(lines) for _, lines in pages]
    running: list[Running] = []
    for _ in range(3):  # a margin may hold a page number, a rule of text and a second line
        changed = _drop_numbers(pages, kept, settings)
        for role in ("header", "footer"):
            changed |= _drop_running(pages, kept, role, running, settings)
        if not changed:
            break
    return kept, running


def _zone(line: Line, height: float, settings: LayoutSettings) -> Literal["header", "footer", "body"]:
    if line.middle < settings.margin_share * height:
        return "header"
    return "footer" if line.middle > (1 - settings.margin_share) * height else "body"


def _drop_numbers(
    pages: Sequence[tuple[float, list[Line]]], kept: list[list[Line]], settings: LayoutSettings
) -> bool:
    """Drops lone page numbers; one that repeats nowhere must also stand apart from the text."""
    found: list[tuple[int, Line, Literal["header", "footer", "body"]]] = []
    for i, (height, _) in enumerate(pages):
        for at in (-1, 0):
            if not kept[i] or (at == 0 and len(kept[i]) == 1 and found and found[-1][1] is kept[i][0]):
                continue
            line = kept[i][at]
            text = line.text(settings)
            zone = _zone(line, height, settings)
            if zone == ("footer" if at == -1 else "header") and (
                PAGE_NUMBER.fullmatch(text) or _ROMAN.fullmatch(text)
            ):
                found.append((i, line, zone))
    if not found:
        return False
    heights = Counter(round(line.middle) for _, line, _ in found)
    changed = False
    for i, line, zone in found:
        alone = sum(heights[round(line.middle) + d] for d in (-2, -1, 0, 1, 2)) < 2
        others = [o for o in kept[i] if o is not line]
        gap = min((abs(o.middle - line.middle) for o in others), default=pages[i][0])
        bare = _DIGITS.fullmatch(line.text(settings)) is not None
        if alone and bare and zone == "header" and len(pages) > 1:
            continue  # a lone figure at the top of one page only is the rest of a sentence or table
        if gap > 1.2 * line.size:
            kept[i].remove(line)
            changed = True
    return changed


def _drop_running(
    pages: Sequence[tuple[float, list[Line]]],
    kept: list[list[Line]],
    role: Literal["header", "footer"],
    running: list[Running],
    settings: LayoutSettings,
) -> bool:
    at = 0 if role == "header" else -1
    groups: dict[str, list[tuple[int, Line]]] = {}
    for i, (height, _) in enumerate(pages):
        if kept[i] and _zone(kept[i][at], height, settings) == role:
            text = _DIGITS.sub("#", re.sub(r"\s+", "", kept[i][at].text(settings)))
            groups.setdefault(text, []).append((i, kept[i][at]))
    changed = False
    for text, members in groups.items():
        tops = sorted(line.middle for _, line in members)
        if len(members) < max(2, 0.6 * len(pages)) or tops[-1] - tops[0] > 6 or not text.strip("#/"):
            continue
        changed = True
        running.append(Running(role, members[0][1]))
        for i, line in members:
            kept[i].remove(line)
    return changed
