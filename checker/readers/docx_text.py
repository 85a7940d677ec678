"""The running text of one paragraph: runs, fields, tracked changes, hidden text, symbols, graphics."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from checker.readers.docx_package import R, W
from checker.readers.docx_styles import Styles, switched, value
from checker.readers.docx_symbols import symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.readers.docx_package import Element

MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V: Final = "{urn:schemas-microsoft-com:vml}"
_O: Final = "{urn:schemas-microsoft-com:office:office}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"

ALTERNATE: Final = MC + "AlternateContent"
INSERTED: Final = frozenset((W + "ins", W + "moveTo"))
DELETED: Final = frozenset((W + "del", W + "moveFrom"))
CONTAINERS: Final = frozenset(
    W + t for t in ("sdtContent", "customXml", "smartTag", "hyperlink", "bdo", "dir", "rubyBase")
)
_EQUATIONS: Final = frozenset((_M + "oMath", _M + "oMathPara"))
_GRAPHICS: Final = frozenset((W + "drawing", W + "pict", W + "object"))
_FIXED: Final = {W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
_PAGE_FIELD: Final = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_POINTS: Final = re.compile(r"(?:^|;)\s*width\s*:\s*(\d{1,6}(?:\.\d{1,6})?)(pt|in|cm|mm|px|)", re.IGNORECASE)
_EMU: Final = {"pt": 12700, "in": 914400, "cm": 360000, "mm": 36000, "px": 9525, "": 12700}
_HIDDEN: Final = 2000  # characters of hidden text kept together; the rest follows as further revisions
_JOINS: Final = "，、,（(《“"  # a line that ends so was broken inside a sentence


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of a block's or cell's text come from one node (w:t, w:tab …) of
    ``run``.

    ``offset`` counts into the node's own text. ``run`` is None for an automatic number.
    """

    start: int
    end: int
    run: Element | None
    node: Element | None
    offset: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Something met on the way that is no text: a trouble or a revision."""

    kind: Literal["trouble", "insertion", "deletion", "comment", "hidden"]
    text: str
    author: str | None = None
    detail: str = ""
    small: bool = False
    """A picture too small to hold a table; it matters only in a cell without text."""


@dataclass(slots=True)
class Flow:
    """What one paragraph (or several, where the mark between them is deleted) yields, line by line."""

    lines: list[list[tuple[str, Element, Element, int]]] = field(default_factory=lambda: [[]])
    marks: list[tuple[int, Mark]] = field(default_factory=list)
    notes: list[tuple[str, str, Element]] = field(default_factory=list)
    """Footnotes and endnotes: kind, id, run of the mark."""
    boxes: list[tuple[Element, Element]] = field(default_factory=list)
    """Text boxes with the run that anchors them."""

    def mark(self, mark: Mark) -> None:
        self.marks.append((len(self.lines) - 1, mark))

    def revise(
        self, kind: Literal["insertion", "deletion", "hidden"], text: str, author: str | None = None
    ) -> None:
        """Adds a revision; hidden text that follows hidden text belongs to it."""
        if self.marks:
            line, last = self.marks[-1]
            joins = kind == "hidden" == last.kind and line == len(self.lines) - 1
            if joins and len(last.text) < _HIDDEN:
                self.marks[-1] = (line, Mark(kind, last.text + text, author))
                return
        self.mark(Mark(kind, text, author))

    def position(self) -> tuple[int, int]:
        return len(self.lines) - 1, len(self.lines[-1])

    def since(self, position: tuple[int, int]) -> str:
        """The text added after ``position``."""
        line, at = position
        parts = ["".join(p[0] for p in self.lines[line][at:])]
        parts += ["".join(p[0] for p in pieces) for pieces in self.lines[line + 1 :]]
        return "\n".join(parts)

    def break_line(self) -> None:
        """A break begins a new paragraph for the reader of the page, unless it stands inside a sentence."""
        last = self.lines[-1]
        if not (last and last[-1][0].rstrip().endswith(tuple(_JOINS))):
            self.lines.append([])


class Runs:
    """Reads the paragraphs of one story (body, a footnote …) in order: fields run across paragraphs."""

    def __init__(self, styles: Styles, page_width: int, *, page_numbers: bool = True) -> None:
        self._styles = styles
        self._page_width = page_width
        self._page_numbers = page_numbers
        self._fields: list[list[str]] = []  # of each open field: phase, instruction

    def paragraph(self, element: Element, flow: Flow) -> None:
        """Adds the visible text of one ``w:p`` to ``flow``."""
        properties = element.find(W + "pPr")
        style = None if properties is None else value(properties.find(W + "pStyle"))
        inherited = self._styles.get(style).hidden if self._styles.hides else None
        self._children(element, flow, inherited)
        # An instruction ends with its paragraph: one that was never closed must not swallow the rest of the
        # report.
        self._fields = [f for f in self._fields if f[0] == "result"]

    def _children(self, element: Element, flow: Flow, inherited: bool | None) -> None:
        for child in element:
            tag = child.tag
            if tag == W + "r":
                self._run(child, flow, inherited)
            elif tag in INSERTED:
                before = flow.position()
                self._children(child, flow, inherited)
                flow.revise("insertion", flow.since(before), author(child))
            elif tag in DELETED:
                flow.revise("deletion", deleted_text(child), author(child))
            elif tag in CONTAINERS:
                self._children(child, flow, inherited)
            elif tag == W + "sdt":
                content = child.find(W + "sdtContent")
                if content is not None:
                    self._children(content, flow, inherited)
            elif tag == W + "fldSimple":
                if self._page_numbers or not _PAGE_FIELD.match(child.get(W + "instr", "")):
                    self._children(child, flow, inherited)
            elif tag == ALTERNATE:
                self._children(alternative(child), flow, inherited)
            elif tag in (W + "commentRangeStart", W + "commentReference"):
                flow.mark(Mark("comment", child.get(W + "id", "")))
            elif tag in _EQUATIONS:
                flow.mark(Mark("trouble", "object", detail="equation"))

    def _run(self, run: Element, flow: Flow, inherited: bool | None) -> None:
        properties = run.find(W + "rPr")
        hidden = bool(inherited)
        if properties is not None:
            if self._styles.hides:
                style = value(properties.find(W + "rStyle"))
                # A toggle: given by paragraph and character style, each undoes the other (17.7.3).
                hidden ^= bool(style is not None and self._styles.get(style).hidden)
            direct = switched(properties, "vanish")
            hidden = hidden if direct is None else direct
        self._nodes(run, run, flow, hidden)

    def _nodes(self, parent: Element, run: Element, flow: Flow, hidden: bool) -> None:
        for node in parent:
            tag = node.tag
            if tag == W + "t":
                if hidden:
                    flow.revise("hidden", node.text or "")
                elif self._visible():
                    for text, offset in _seen(node):
                        flow.lines[-1].append((text, run, node, offset))
            elif tag == W + "fldChar":
                self._field(node.get(W + "fldCharType"))
            elif tag == W + "instrText":
                if self._fields:
                    self._fields[-1][1] += node.text or ""
            elif hidden:
                continue
            elif tag in _FIXED or tag == W + "sym":
                if self._visible():
                    flow.lines[-1].append((_FIXED.get(tag) or _symbol(node), run, node, 0))
            elif tag in (W + "br", W + "cr"):
                if self._visible():
                    flow.break_line()
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                kind = "footnote" if tag == W + "footnoteReference" else "endnote"
                flow.notes.append((kind, node.get(W + "id", ""), run))
            elif tag == W + "commentReference":
                flow.mark(Mark("comment", node.get(W + "id", "")))
            elif tag in _GRAPHICS:
                self._graphic(node, run, flow)
            elif tag == ALTERNATE:
                self._nodes(alternative(node), run, flow, hidden)
            elif tag == W + "ruby":
                self._children(node, flow, hidden)

    def _visible(self) -> bool:
        return all(
            phase == "result" and (self._page_numbers or not _PAGE_FIELD.match(instruction))
            for phase, instruction in self._fields
        )

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(["instruction", ""])
        elif kind == "separate" and self._fields:
            self._fields[-1][0] = "result"
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _graphic(self, element: Element, run: Element, flow: Flow) -> None:
        """Text boxes, pictures and embedded objects of a drawing; of alternatives the first."""
        width = 0
        behind = False
        stack = [element]
        while stack:
            node = stack.pop()
            tag = node.tag
            if tag == W + "txbxContent":
                flow.boxes.append((node, run))
                continue
            if tag == ALTERNATE:
                stack.append(alternative(node))
                continue
            if tag == _WP + "anchor":
                behind = node.get("behindDoc") in ("1", "true")
            elif tag == _WP + "extent":
                width = max(width, _number(node.get("cx")))
            elif tag.startswith(_V) and node.get("style"):
                match = _POINTS.search(node.get("style", "")[:2000])
                width = max(width, int(float(match[1]) * _EMU[match[2].lower()]) if match else 0)
            elif tag == _O + "OLEObject":
                flow.mark(Mark("trouble", "object", detail=node.get("ProgID", "")))
            elif tag in (_A + "blip", _V + "imagedata") or tag.endswith(("}chart", "}relIds")):
                shown = not behind and element.tag != W + "object"  # no letterhead, no preview of an object
                if shown:
                    flow.mark(Mark("trouble", "picture", small=width * 3 < self._page_width))
            stack.extend(reversed(node))


def author(element: Element) -> str | None:
    """Who made a tracked change or comment."""
    return element.get(W + "author") or None


def alternative(element: Element) -> Element:
    """The one branch of ``mc:AlternateContent`` that is read: the first choice that holds something."""
    branches = [b for b in element if b.tag in (MC + "Choice", MC + "Fallback")]
    return next((b for b in branches if len(b)), element if not branches else branches[0])


def deleted_text(element: Element) -> str:
    """All characters inside a deletion, those of a deleted table row included."""
    return "".join(n.text or "" for n in element.iter(W + "delText", W + "t"))


def _seen(node: Element) -> Iterator[tuple[str, int]]:
    """The visible characters of ``w:t`` with their offset: blanks as Word keeps them, no unseen marks."""
    text = node.text
    if not text:
        return
    start, end = 0, len(text)
    if node.get(_SPACE) != "preserve":
        # Blanks at the ends count only where the writer says so; an indented file is full of them.
        end = len(text.rstrip(" \t\r\n"))
        start = len(text[:end]) - len(text[:end].lstrip(" \t\r\n"))
    text = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    if _UNSEEN.search(text, start, end) is None:
        if start < end:
            yield text[start:end], start
        return
    for match in _UNSEEN.finditer(text, start, end):
        if start < match.start():
            yield text[start : match.start()], start
        start = match.end()
    if start < end:
        yield text[start:end], start


def _symbol(node: Element) -> str:
    try:
        character = chr(int(node.get(W + "char", ""), 16))
    except (ValueError, OverflowError):
        return "\ufffd"
    return symbol(character, node.get(W + "font", ""))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 12 else 0


def relation_ids(element: Element, name: str) -> list[str]:
    """The ``r:id`` of all elements ``name`` below ``element``, in order."""
    return [node.get(R + "id", "") for node in element.iter(W + name)]
