"""A tree of a page -> paragraphs, tables and marks in reading order."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from checker.document import Cell, Role
from checker.readers.html_pages import pages
from checker.readers.html_text import BLANK, Para, paragraphs
from checker.readers.html_tree import BREAK, CLOSE, OPEN, Node
from checker.readers.numerals import render

SMALL: Final = 100  # pixels; a table as a screenshot is larger in both directions
SPACER: Final = 6
_HEADING: Final = re.compile(r"h([1-6])$")
_LENGTH: Final = re.compile(r"\s{0,5}(\d{1,6})(?:\.\d{1,9})?\s{0,5}(px|pt|cm|mm|in|%|$)")
_PIXELS: Final = {"px": 1.0, "": 1.0, "pt": 4 / 3, "cm": 37.8, "mm": 3.78, "in": 96.0}
_OUTLINE: Final = re.compile(r"mso-outline-level\s{0,3}:\s{0,3}(\d)", re.I)
_ELEMENT: Final = re.compile(r"mso-element\s{0,3}:\s{0,3}([\w-]{1,40})", re.I)
_STYLE_SIZE: Final = re.compile(
    r"(?:^|;)\s{0,5}(width|height)\s{0,5}:\s{0,5}([\d.]{1,9}\s{0,3}(?:px|pt|cm|mm|in)?)", re.I
)
_LIST_STYLE: Final = re.compile(r"list-style(?:-type)?\s{0,5}:[^;]{0,60}", re.I)
_TYPED: Final = ("", "text", "number", "tel")
"""Types of input fields that show what was typed."""
_FIGURE: Final = re.compile(r"[\d０-９,，.．+\-－—/／\s]{1,24}(?:万元|元|件|个|项)?")
_OFFICE: Final = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|ofd|pptx?)(?:[?#&]|$)|pdf", re.I)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_SENTENCE: Final = re.compile("[。；，]")
_LISTS: Final[Mapping[str, str]] = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter", "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman", "cjk-ideographic": "chineseCountingThousand", "trad-chinese-informal":
    "chineseCountingThousand", "simp-chinese-informal": "chineseCountingThousand", "cjk-decimal": "ideographDigital",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before it has its place among the blocks."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that stands between blocks: what could not be read, or what the page carries unseen."""

    kind: Literal["picture", "object", "hidden", "deletion", "insertion", "comment"]
    text: str = ""
    author: str | None = None


Item = Para | Grid | Mark


class Walker:
    """Reads elements; ``dropped`` are ids of nodes to leave out. ``path`` names the file in errors."""

    def __init__(self, path: str, dropped: Collection[int] = ()) -> None:
        self.path = path
        self.dropped = dropped
        self._items: list[Item] = []
        self._pieces: list[str] = []
        self._prefix = ""
        self._level: int | None = None
        self._role: Role = "body"
        self._link = False  # whether the text at hand stands in a link
        self._begun_in_link = False  # whether the pieces so far began in one

    def blocks(self, node: Node) -> list[Item]:
        """What stands in ``node``. Raises ReadError: too_large (a table of too many positions)."""
        kept = self._items, self._pieces, self._prefix, self._level, self._begun_in_link
        self._items, self._pieces, self._prefix, self._level = [], [], "", None
        self._begun_in_link = self._link
        self._children(node)
        self._flush()
        made = self._items
        self._items, self._pieces, self._prefix, self._level, self._begun_in_link = kept
        return made

    def _children(self, node: Node) -> None:
        for child in node.children:
            if isinstance(child, str):
                self._pieces.append(child)
            elif id(child) not in self.dropped:
                self._visit(child)

    def _visit(self, node: Node) -> None:
        tag = node.tag
        if node.hidden:
            self._hide(node)
            return
        style = node.attrs.get("style")
        if style and "mso-element" in style.lower() and self._word(node, style):
            return
        if tag == "br":
            self._pieces.append(BREAK)
        elif tag == "img":
            self._picture(node)
        elif tag in ("iframe", "object", "embed"):
            self._object(node)
        elif tag in ("input", "textarea", "select"):
            self._field(node)
        elif tag in ("del", "ins"):
            self._tracked(node)
        elif tag == "a":
            self._anchor(node)
        elif tag == "table":
            from checker.readers.html_tables import read_table

            self._flush()
            self._items += read_table(node, self)
        elif tag in ("ol", "ul"):
            self._flush()
            self._list(node)
            self._flush()
        elif tag == "pre" and any("\n" in c for c in node.strings()):
            self._flush()
            self._pieces.append("".join(node.strings()).replace("\n", BREAK))
            self._flush()
        elif node.is_block:
            self._flush()
            level = self._level
            self._level = _level(node) or level
            self._children(node)
            self._flush()
            self._level = level
        else:
            self._children(node)

    def _flush(self) -> None:
        if self._pieces:
            made = paragraphs(
                self._pieces,
                level=self._level,
                prefix=self._prefix,
                role=self._role,
                linked=self._begun_in_link,
            )
            if made:
                self._prefix = ""
                self._items += made
            self._pieces = []
        self._begun_in_link = self._link

    def _anchor(self, node: Node) -> None:
        if not node.attrs.get("href") or self._link:
            self._children(node)
            return
        self._link = True
        self._pieces.append(OPEN)
        self._children(node)
        self._pieces.append(CLOSE)
        self._link = False

    def _list(self, node: Node) -> None:
        ordered = node.tag == "ol"
        items = [c for c in node.nodes() if c.tag == "li"]
        step = -1 if "reversed" in node.attrs else 1
        number = _int(node.attrs.get("start"), len(items) if step < 0 else 1)
        outer = _list_form(node) if ordered else "none"
        for child in node.children:
            if isinstance(child, str):
                self._pieces.append(child)
                continue
            if child.tag == "li":
                number = _int(child.attrs.get("value"), number)
                form = _list_form(child, outer) if ordered else "none"
                if form != "none" and not child.hidden and id(child) not in self.dropped:
                    self._flush()
                    mark = "、" if form in ("chineseCountingThousand", "ideographDigital") else "."
                    self._prefix = render(number, form) + mark
                number += step
            if id(child) not in self.dropped:
                self._visit(child)
            self._prefix = ""

    def _picture(self, node: Node) -> None:
        width, height = _size(node)
        if any(side is not None and side <= SPACER for side in (width, height)):
            return
        small = any(side is not None and side < SMALL for side in (width, height))
        about = " ".join(node.attrs.get(k, "")[:300] for k in ("src", "data-src", "alt", "class"))
        if not (small or about.startswith("data:") or not pages().decoration.search(about)):
            small = True
        self._items.append(Mark("picture", "small" if small else ""))

    def _field(self, node: Node) -> None:
        """A field of a form inside a table: the number in it; with anything else in it, it is nothing that we read."""
        if node.tag == "input":
            if node.attrs.get("type", "").lower() not in _TYPED:
                return
            shown = node.attrs.get("value", "")
        elif node.tag == "select":
            options = [n for n in node.nodes() if n.tag == "option"]
            shown = next(("".join(n.strings()) for n in options if "selected" in n.attrs), "")
            shown = shown or ("".join(options[0].strings()) if options else "")
        else:
            shown = "".join(node.strings())
        if _FIGURE.fullmatch(shown.strip()):
            self._pieces.append(shown.strip())
        else:
            self._items.append(Mark("picture", "small"))

    def _object(self, node: Node) -> None:
        address = next((a for k in ("src", "data", "data-src", "href") if (a := node.attrs.get(k))), "")
        kind = node.attrs.get("type", "")
        width, height = _size(node)
        unseen = any(side is not None and side <= SPACER for side in (width, height))
        if not unseen and (_OFFICE.search(address[-2000:]) or _OFFICE.search(kind)):
            self._items.append(Mark("object", address[-200:]))
        elif node.tag == "object":
            self._children(node)  # its fallback is what a browser without the plug-in shows

    def _hide(self, node: Node) -> None:
        text = _text(node)
        # A menu or a button is no content; a sentence that nobody sees is.
        if len(_HAN.findall(text)) >= 10 and _SENTENCE.search(text) and not pages().is_furniture(text):
            self._items.append(Mark("hidden", text))

    def _tracked(self, node: Node) -> None:
        author = (node.attrs.get("cite") or "").removeprefix("mailto:") or None
        if node.tag == "del":
            text = _text(node)
            if text:
                self._items.append(Mark("deletion", text, author))
            return
        if author or node.attrs.get("datetime"):
            self._items.append(Mark("insertion", _text(node), author))
        self._children(node)

    def _word(self, node: Node, style: str) -> bool:
        """Parts of a page that Word saved: whether ``node`` was one and is dealt with."""
        match = _ELEMENT.search(style)
        kind = match[1].lower() if match else ""
        if kind in ("header", "footer", "comment-list", "comment"):
            text = _text(node)
            if kind.startswith("comment") and text:
                self._items.append(Mark("comment", text))
            return True
        if kind in ("footnote", "endnote", "footnote-list", "endnote-list"):
            self._flush()
            role, self._role = self._role, "footnote"
            self._children(node)
            self._flush()
            self._role = role
            return True
        return False


def _text(node: Node) -> str:
    return " ".join("".join(node.strings()).replace(BREAK, " ").split()).strip(BLANK)


def _level(node: Node) -> int | None:
    match = _HEADING.match(node.tag)
    if match:
        return int(match[1])
    outline = _OUTLINE.search(node.attrs.get("style", ""))
    return int(outline[1]) if outline else None


def _int(text: str | None, default: int) -> int:
    bare = (text or "").strip()
    return int(bare) if bare.removeprefix("-").isdecimal() and len(bare) < 8 else default


def _list_form(node: Node, default: str = "decimal") -> str:
    style = _LIST_STYLE.search(node.attrs.get("style", ""))
    for word in style[0].split(":", 1)[1].split() if style else ():
        if word.lower() == "none":
            return "none"
        if word.lower() in _LISTS:
            return _LISTS[word.lower()]
    return _LISTS.get(node.attrs.get("type", ""), default)


def _size(node: Node) -> tuple[float | None, float | None]:
    """Width and height in pixels as far as the page tells them."""
    found = {k: _pixels(node.attrs.get(k)) for k in ("width", "height")}
    for name, value in _STYLE_SIZE.findall(node.attrs.get("style", "")):
        found[name.lower()] = _pixels(value) or found[name.lower()]
    return found["width"] or _pixels(node.attrs.get("data-w")), found["height"]


def _pixels(text: str | None) -> float | None:
    match = _LENGTH.match(text or "")
    return float(match[1]) * _PIXELS[match[2]] if match and match[2] in _PIXELS else None
