"""Automatic numbers of a DOCX file made visible: 一、 and （一） that Word draws and never writes into the
text.

Lists are counted as Word counts them: per abstract list, so that two lists of one definition continue each
other, with restarts by ``w:startOverride`` and by a higher level (ECMA-376 part 1, 17.9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from checker.readers.docx_package import W
from checker.readers.docx_styles import Style, Styles, switched, value
from checker.readers.docx_symbols import symbol
from checker.readers.numerals import render

if TYPE_CHECKING:
    from checker.readers.docx_package import Element

_LEVELS: Final = 9
_FIELD: Final = re.compile(r"%([1-9])")
_CLOSED: Final = "、，。．：；）】〕》」』"  # after these Word's tab only makes the hanging indent
_MOST: Final = 32767  # Word's own ceiling for a list number


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: first number, format, pattern, what follows, after which level it begins anew."""

    start: int = 1
    format: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    hidden: bool = False


class Numbering:
    """Counts the lists of one document; ask for each numbered paragraph once, in document order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._nums: dict[str, Element] = {}
        self._levels: dict[str, tuple[str, list[Level], dict[int, int], dict[str, int]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        for element in () if root is None else root:
            if element.tag == W + "abstractNum":
                self._abstract[element.get(W + "abstractNumId", "")] = element
            elif element.tag == W + "num":
                self._nums[element.get(W + "numId", "")] = element

    def label(self, properties: Element | None, style: Style, style_id: str | None) -> str:
        """The number of the next paragraph with what Word puts after it; empty where it has none."""
        direct = None if properties is None else properties.find(W + "numPr")
        num_id = ilvl = None
        if direct is not None:
            num_id, ilvl = value(direct.find(W + "numId")), value(direct.find(W + "ilvl"))
        num_id = num_id or style.num_id
        if not num_id or num_id == "0" or num_id not in self._nums:
            return ""
        abstract, levels, starts, linked = self._resolve(num_id)
        if direct is None or ilvl is None:
            # A list tied to a style says itself which of its levels the style stands for.
            of_style = linked.get(self._styles.default if style_id is None else style_id)
            at = of_style if of_style is not None else _int(ilvl or style.ilvl, 0)
        else:
            at = _int(ilvl, 0)
        if not 0 <= at < len(levels):
            return ""
        self._count(abstract, num_id, at, levels, starts)
        return self._show(self._counts[abstract], at, levels)

    def _count(
        self, abstract: str, num_id: str, at: int, levels: list[Level], starts: dict[int, int]
    ) -> None:
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        if at in starts and (num_id, at) not in self._begun:
            counts[at] = None
        self._begun.add((num_id, at))
        current = counts[at]
        counts[at] = starts.get(at, levels[at].start) if current is None else min(current + 1, _MOST)
        for lower in range(at + 1, len(levels)):
            restart = levels[lower].restart
            # lvlRestart 0: never; n: only when level n (from 1) or one above it is used; absent: always.
            if restart is None or (restart > 0 and at < restart):
                counts[lower] = None

    def _show(self, counts: list[int | None], at: int, levels: list[Level]) -> str:
        level = levels[at]
        if level.format == "bullet":
            text = "".join(symbol(c) for c in level.pattern)
        else:

            def number(match: re.Match[str]) -> str:
                i = int(match[1]) - 1
                if i > at or i >= len(levels):
                    return ""
                count = counts[i] if counts[i] is not None else levels[i].start
                return render(count or 0, "decimal" if level.legal else levels[i].format)

            text = _FIELD.sub(number, level.pattern)
        if not text.strip() or level.hidden:
            return ""
        if level.suffix == "nothing" or text.rstrip()[-1] in _CLOSED:
            return text
        return text + (" " if level.suffix == "space" else "\t")

    def _resolve(self, num_id: str) -> tuple[str, list[Level], dict[int, int], dict[str, int]]:
        found = self._levels.get(num_id)
        if found is not None:
            return found
        num = self._nums[num_id]
        abstract_id, abstract = self._abstract_of(num)
        elements: dict[int, Element] = {}
        starts: dict[int, int] = {}
        for level in () if abstract is None else abstract.iterchildren(W + "lvl"):
            elements[_int(level.get(W + "ilvl"), -1)] = level
        for override in num.iterchildren(W + "lvlOverride"):
            at = _int(override.get(W + "ilvl"), -1)
            start, level = override.find(W + "startOverride"), override.find(W + "lvl")
            if level is not None:
                elements[at] = level
            if start is not None:
                starts[at] = _int(value(start), 1)
        levels = (
            [_level(elements[i]) if i in elements else Level() for i in range(_LEVELS)] if elements else []
        )
        linked = {
            style: i
            for i, e in elements.items()
            if 0 <= i < _LEVELS and (style := value(e.find(W + "pStyle")))
        }
        made = self._levels[num_id] = (abstract_id, levels, starts, linked)
        return made

    def _abstract_of(self, num: Element) -> tuple[str, Element | None]:
        """The definition behind a list; a definition may point on to the list of a numbering style."""
        key = ""
        for _ in range(4):
            key = value(num.find(W + "abstractNumId")) or ""
            abstract = self._abstract.get(key)
            link = None if abstract is None else value(abstract.find(W + "numStyleLink"))
            if not link:
                return key, abstract
            next_num = self._nums.get(self._styles.get(link).num_id or "")
            if next_num is None:
                return key, abstract
            num = next_num
        return key, None


def _level(element: Element) -> Level:
    restart = element.find(W + "lvlRestart")
    run = element.find(W + "rPr")
    picture = element.find(W + "lvlPicBulletId") is not None
    shape = next(
        element.iter(W + "numFmt"), None
    )  # a newer format stands in mc:AlternateContent, first choice first
    return Level(
        start=_int(value(element.find(W + "start")), 0),
        format="bullet" if picture else value(shape, "decimal") or "decimal",
        pattern="•" if picture else value(element.find(W + "lvlText")) or "",
        suffix=value(element.find(W + "suff"), "tab") or "tab",
        restart=None if restart is None else _int(value(restart), 0),
        legal=switched(element, "isLgl") is True,
        hidden=switched(run, "vanish") is True,
    )


def _int(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else default
