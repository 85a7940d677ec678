"""An HTML page -> a light tree without what no reader of the page sees, flattened below a depth cap.

lxml's parser (the HTML5 tokenizer of libxml2, no DTD, no entities but HTML's own) feeds it event by event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from checker.errors import ReadError
from checker.limits import HTML_DEPTH

BREAK: Final = "\x0b"  # stands for <br> in text
OPEN: Final = "\ufdd0"  # noncharacters: a link begins, ends
CLOSE: Final = "\ufdd1"

BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_UNSEEN: Final = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "textarea",
        "select",
        "option",
        "datalist",
        "button",
        "svg",
        "canvas",
        "audio",
        "video",
        "map",
        "xml",
        "rt",
        "rp",
        "noframes",
        "dialog",
        "math",
    ]
)
_FIELDS: Final = frozenset(["input", "textarea", "select", "option"])
"""Fields of forms: what stands in them is content inside the cells of a table alone (a site's own are furniture)."""
_LEAVES: Final = frozenset(["br", "img", "hr", "iframe", "object", "embed"])
_REFUSED_DEPTH: Final = 20 * HTML_DEPTH  # the parser looks through all open elements at each stray end tag

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_HIDE: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|mso-hide\s*:\s*all)", re.I)
_INLINE: Final = re.compile(r"(?:^|;)\s*display\s*:\s*inline", re.I)
_BLOCK: Final = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|table|list-item)", re.I)
_CONDITION: Final = re.compile(r"<!\[[^>]{0,80}\]>")  # Word's revealed conditions: <![if !supportLists]>
_NOISE: Final = re.compile(f"[\x00\x0b{OPEN}{CLOSE}]")
_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w.:-]{2,40})""", re.I)
_XML: Final = re.compile(rb"""^\s{0,100}<\?xml[^>]{0,100}?encoding\s{0,5}=\s{0,5}["']([\w.:-]{2,40})""", re.I)


_NONE: Final[Mapping[str, str]] = {}


class Node:
    """An element: ``children`` are strings and nodes; ``chars`` and ``linked`` count Chinese characters outside and
    inside links, ``links`` the links, hidden parts left out; ``mask`` is for the search of the article."""

    __slots__ = ("attrs", "chars", "children", "hidden", "linked", "links", "mask", "parent", "tag")

    def __init__(self, tag: str, attrs: Mapping[str, str], parent: Node | None) -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.children: list[Node | str] = []
        self.chars = self.linked = self.links = self.mask = 0
        self.hidden = False

    @property
    def is_block(self) -> bool:
        style = self.attrs.get("style", "")
        if "display" in style:
            if self.tag in BLOCKS:
                return self.tag not in ("div", "p", "li", "ul", "section") or not _INLINE.search(style)
            return bool(_BLOCK.search(style))
        return self.tag in BLOCKS

    def nodes(self) -> Iterator[Node]:
        return (c for c in self.children if isinstance(c, Node))

    def strings(self) -> Iterator[str]:
        """All text below this node, hidden parts included."""
        stack: list[Node | str] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                yield item
            elif item.tag == "br":
                yield BREAK
            else:
                stack.extend(reversed(item.children))


class Page:
    """The tree of a page with its title and its ``<meta name content>`` pairs (names in lower case)."""

    def __init__(self, root: Node, title: str, meta: dict[str, str]) -> None:
        self.root, self.title, self.meta = root, title, meta


class _Builder:
    """Receives lxml's parser events."""

    def __init__(self) -> None:
        self.root = self.at = Node("html", {}, None)
        self.unseen = 0  # depth at which an unseen element began
        self.titles: list[str] = []
        self.in_title = False
        self.meta: dict[str, str] = {}
        self.hidden: list[Node] = []
        self.stack: list[Node | None] = []  # one entry an open element; None where it has no node

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        made = None
        depth = len(self.stack) + 1
        if depth > _REFUSED_DEPTH:
            raise ReadError(
                "too_large", what="网页嵌套层数", what_en="the nesting of the page", limit=str(_REFUSED_DEPTH)
            )
        if self.unseen:
            pass
        elif tag in _UNSEEN and not (tag in _FIELDS and self._in_cell()):
            self.unseen = depth
        elif tag == "input" and not self._in_cell():
            pass
        elif tag == "meta":
            name = (attrib.get("name") or "").lower()
            if name and attrib.get("content"):
                self.meta.setdefault(name, attrib["content"])
        elif tag == "title":
            self.in_title = not self.titles
        elif tag in ("html", "head", "body"):
            if tag == "body":
                self.root.attrs = dict(attrib)
        elif depth <= HTML_DEPTH or tag in _LEAVES:
            made = Node(tag, _NONE, self.at)
            if attrib:
                made.attrs = attrs = dict(attrib)
                if "hidden" in attrs or ("style" in attrs and _HIDE.search(attrs["style"])):
                    made.hidden = True
                    self.hidden.append(made)
                made.links = int(tag == "a" and bool(attrs.get("href")))
            self.at.children.append(made)
            self.at = made
        elif tag in BLOCKS:
            self.at.children.append(Node("br", {}, self.at))
        self.stack.append(made)

    def _in_cell(self) -> bool:
        at: Node | None = self.at
        while at is not None and at.tag not in ("td", "th"):
            at = at.parent
        return at is not None

    def end(self, tag: str) -> None:
        if not self.stack:
            return
        if self.unseen == len(self.stack):
            self.unseen = 0
        made = self.stack.pop()
        if tag == "title":
            self.in_title = False
        if made is None or made.parent is None:
            return
        self.at = up = made.parent
        if not made.hidden:
            if made.tag == "a" and made.links:
                made.linked, made.chars = made.linked + made.chars, 0
            up.chars += made.chars
            up.linked += made.linked
            up.links += made.links

    def data(self, text: str) -> None:
        if self.in_title:
            self.titles.append(text)
        elif not self.unseen:
            self.at.chars += len(_HAN.findall(text))
            self.at.children.append(text)

    def comment(self, text: str) -> None:
        pass

    def pi(self, target: str, data: str | None = None) -> None:
        pass

    def close(self) -> Page:
        while self.stack:
            self.end("")
        return Page(self.root, " ".join("".join(self.titles).split()), self.meta)


def declared_charset(data: bytes) -> str | None:
    """The charset that the first bytes of a page declare."""
    head = data[:4096]
    match = _CHARSET.search(head) or _XML.search(head)
    return match[1].decode("ascii", "replace") if match else None


def parse(text: str) -> Page:
    """The tree of a page or fragment.

    A hidden element that holds half of the page's Chinese characters is what a script would show: it is kept.
    Raises ReadError: too_large (elements nested thousands of levels deep).
    """
    from lxml import etree

    text = _CONDITION.sub("", _NOISE.sub("", text))
    builder = _Builder()
    parser = etree.HTMLParser(encoding="utf-8", target=builder, huge_tree=True, remove_comments=True)
    page = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if not isinstance(page, Page):
        return Page(Node("html", {}, None), "", {})
    _show(page.root, builder.hidden)
    return page


def _show(root: Node, hidden: Sequence[Node]) -> None:
    for node in [n for n in hidden if n.chars > root.chars]:
        node.hidden = False
        up = node.parent
        while up is not None:
            up.chars += node.chars
            up.linked += node.linked
            up.links += node.links
            up = None if up.hidden else up.parent
