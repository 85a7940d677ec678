"""Styles of a DOCX file: what text inherits that changes how it reads (level, numbering, hidden)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from checker.readers.docx_package import W

if TYPE_CHECKING:
    from checker.readers.docx_package import Element

_OFF: Final = frozenset(("0", "false", "off"))
_HEADING_NAME: Final = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CHAIN: Final = 20  # Word itself writes at most ten ancestors; a longer chain is a circle


def value(element: Element | None, default: str | None = None) -> str | None:
    """The ``w:val`` of an element that may be absent."""
    return default if element is None else element.get(W + "val", default)


def switched(parent: Element | None, name: str) -> bool | None:
    """An on/off property: True, False, or None where it is not given."""
    found = None if parent is None else parent.find(W + name)
    return None if found is None else found.get(W + "val", "1") not in _OFF


@dataclass(frozen=True, slots=True)
class Style:
    """What a style and its ancestors give: outline level from 0, list and list level, hidden."""

    outline: int | None = None
    num_id: str | None = None
    ilvl: str | None = None
    hidden: bool | None = None


_PLAIN: Final = Style()


class Styles:
    """The styles of ``styles.xml``; an absent part gives plain ones."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._styles: dict[str, Style] = {}
        self.default = ""
        self.hides = False
        for style in () if root is None else root.iterchildren(W + "style"):
            name = style.get(W + "styleId", "")
            self._elements.setdefault(name, style)
            if style.get(W + "type") == "paragraph" and style.get(W + "default", "0") not in _OFF:
                self.default = name
            self.hides = self.hides or style.find(f"{W}rPr/{W}vanish") is not None

    def get(self, name: str | None) -> Style:
        """The style of that id; the default paragraph style for None."""
        name = self.default if name is None else name
        found = self._styles.get(name)
        if found is None:
            found = self._styles[name] = self._resolve(name)
        return found

    def _resolve(self, name: str) -> Style:
        outline: int | None = None
        num_id: str | None = None
        ilvl: str | None = None
        hidden: bool | None = None
        at: str | None = name
        for _ in range(_CHAIN):
            element = self._elements.get(at or "")
            if element is None:
                break
            paragraph, run = element.find(W + "pPr"), element.find(W + "rPr")
            if paragraph is not None:
                outline = _outline(paragraph) if outline is None else outline
                numbering = paragraph.find(W + "numPr")
                if numbering is not None:
                    num_id = num_id or value(numbering.find(W + "numId"))
                    ilvl = ilvl or value(numbering.find(W + "ilvl"))
            if outline is None:
                named = _HEADING_NAME.fullmatch((value(element.find(W + "name")) or "").strip())
                outline = int(named[1]) - 1 if named else None
            hidden = switched(run, "vanish") if hidden is None else hidden
            at = value(element.find(W + "basedOn"))
        return Style(outline, num_id, ilvl, hidden) if self._elements.get(name) is not None else _PLAIN

    def level(self, properties: Element | None, style: Style) -> int | None:
        """The heading level of a paragraph, from 1; None for body text."""
        outline = None if properties is None else _outline(properties)
        outline = style.outline if outline is None else outline
        return outline + 1 if outline is not None and 0 <= outline <= 8 else None


def _outline(properties: Element) -> int | None:
    text = value(properties.find(W + "outlineLvl")) or ""
    return int(text) if text.isdecimal() and len(text) < 3 else None
