"""The article among a page's navigation.

Its core is the lowest common ancestor of the numbered section headings where at least four are found, else the
element into which a descent along the bulk of the Chinese characters outside links leads. Around the core, level by
level, only lines are kept that belong to a report: title, date, period, contact, prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from checker.limits import CHINESE_SHARE
from checker.readers.html_pages import SHORT, pages
from checker.readers.html_text import BLANK, Para
from checker.readers.html_tree import Node
from checker.readers.html_walk import Grid, Item, Mark, Walker

_FOUR: Final = 4
_HEADING: Final = re.compile(
    r"(?:第\s?)?(?P<plain>[一二三四五六])(?:\s?部分|\s?章)?\s{0,3}[、．.,，:：\s]"
    r"|[（(]\s?(?P<bracket>[一二三四五六])\s?[）)]|(?P<arabic>[1-6])\s{0,3}[、．.](?!\d)"
)
_VALUES: Final = {c: i % 6 for i, c in enumerate("一二三四五六123456")}
_NUMBER: Final = re.compile(r"[\d０-９][\d０-９,，.．]{0,15}$")
_NUMBERS: Final = 3  # numbers and blanks in a row of a form
_FOOT_CHARS: Final = 400  # Chinese characters of the largest foot of a page
_LINK_CHARS: Final = 8  # so many in links, and more than outside, make a block a menu
_MOST: Final = 0.25  # share of the core that a block named like furniture may hold
_DESCEND: Final = frozenset(
    [
        "div",
        "table",
        "tbody",
        "tr",
        "td",
        "center",
        "section",
        "article",
        "main",
        "form",
        "body",
        "font",
        "span",
    ]
)
_MENUS: Final = _DESCEND | frozenset(["ul", "ol", "dl", "aside", "nav", "header", "footer", "p"])


def article(root: Node, path: str) -> list[Item]:
    """The items of the article in ``root``, furniture left out. Raises ReadError: too_large."""
    scan = _Scan()
    scan.visit(root, False, False)
    scan.finish()
    core = _core(root, scan.headings)
    walker = Walker(path, _furniture(root, core, scan.feet))
    items = walker.blocks(core)
    if core is not root:
        before, after = _around(root, core, walker, items)
        items = [*before, *items, *after]
    return _trim(items)


class _Scan:
    """Lines of a page that begin with a number of one to six (style, value, element) or begin the foot of a page."""

    def __init__(self) -> None:
        self.headings: list[tuple[str, int, Node]] = []
        self.feet: list[Node] = []
        self._line: list[str] = []
        self._length = 0
        self._at: tuple[Node, bool] | None = None
        self._foot = pages().foot

    def visit(self, node: Node, linked: bool, numeric: bool) -> None:
        if node.hidden:
            return
        block = node.is_block
        if block or node.tag == "br":
            self.finish()
        linked = linked or (node.tag == "a" and node.links > 0)
        numeric = numeric or (node.tag == "tr" and _is_form_row(node))
        for child in node.children:
            if not isinstance(child, str):
                self.visit(child, linked, numeric)
            elif self._length <= SHORT and (self._line or not child.isspace()):
                if not self._line:
                    self._at = node, linked or numeric
                self._line.append(child[: 2 * SHORT])
                self._length += len(child.strip())
        if block:
            self.finish()

    def finish(self) -> None:
        if not self._line or self._at is None:
            return
        text = "".join(self._line).strip(BLANK + "*【")
        (node, excluded), length = self._at, self._length
        self._line.clear()
        self._length = 0
        match = None if excluded else _HEADING.match(text)
        if match and match.lastgroup:
            self.headings.append((match.lastgroup, _VALUES[match[match.lastgroup]], node))
        elif length <= SHORT and self._foot.search(text):
            self.feet.append(node)


def _is_form_row(row: Node) -> bool:
    """Whether a table row prints numbers, like those of the form whose labels begin with 一、二、三、四、."""
    found = 0
    for cell in row.nodes():
        text, empty = "", True
        for part in cell.strings():
            text += part.strip()
            empty = False
            if len(text) > 20:
                break
        if (not text.strip(BLANK) and (empty or cell.tag == "td")) or _NUMBER.match(text):
            found += 1
    return found >= _NUMBERS


def _core(root: Node, headings: Sequence[tuple[str, int, Node]]) -> Node:
    for style in ("plain", "bracket", "arabic"):
        values = {value for name, value, _ in headings if name == style}
        if len(values) < _FOUR:
            continue
        for name, value, at in headings:
            node: Node | None = at if name == style else None
            while node is not None and not node.mask & 1 << value:
                node.mask |= 1 << value
                node = node.parent
        core = root
        while True:
            full = [n for n in core.nodes() if n.mask == root.mask and not n.hidden]
            if not full:
                return core
            core = max(full, key=lambda n: n.chars)
    core = root
    while True:
        inner = max((n for n in core.nodes() if not n.hidden), key=lambda n: n.chars, default=None)
        if (
            inner is None
            or inner.tag not in _DESCEND
            or inner.chars < CHINESE_SHARE * core.chars
            or not inner.chars
        ):
            return core
        core = inner


def _furniture(root: Node, core: Node, feet: Sequence[Node]) -> set[int]:
    """Ids of elements that a site prints around and in its articles: menus, tool bars, the foot of the page."""
    way = set()
    node: Node | None = core
    while node is not None:
        way.add(id(node))
        node = node.parent
    dropped: set[int] = set()
    for foot in feet:
        at, found = foot, None
        while (
            at.parent is not None
            and id(at) not in way
            and not at.mask
            and at.chars <= _FOOT_CHARS
            and id(at) not in dropped
        ):
            found, at = at, at.parent
        # A line alone says nothing about the lines beside it: _trim looks at their order.
        if found is not None and found is not _block(foot):
            dropped.add(id(found))
    data = pages()
    stack = [root]
    while stack:
        at = stack.pop()
        for child in at.nodes():
            if _is_bit(child) or id(child) in dropped or child.hidden:
                continue  # a bit of text
            if id(child) not in way and not child.mask and _is_menu(child, core, data.names):
                dropped.add(id(child))
            else:
                stack.append(child)
    return dropped


def _is_bit(node: Node) -> bool:
    """A span that holds nothing but a bit of text: too small to be a menu, and there are thousands."""
    inside = node.children
    return node.tag == "span" and (not inside or (len(inside) == 1 and isinstance(inside[0], str)))


def _block(node: Node) -> Node:
    while not node.is_block and node.parent is not None:
        node = node.parent
    return node


def _is_menu(node: Node, core: Node, names: re.Pattern[str]) -> bool:
    if node.linked >= _LINK_CHARS and node.linked > node.chars and node.links >= 2 and node.tag in _MENUS:
        return True
    if node.chars > _MOST * core.chars:
        return False
    if node.tag in ("nav", "footer", "aside"):
        return True
    attrs = node.attrs
    return any(k in attrs and names.search(attrs[k][:200]) for k in ("class", "id", "role"))


def _around(root: Node, core: Node, walker: Walker, items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """What belongs to the article before and behind its core.

    Climbing ends at the first level that adds lines of which none belongs; from there on only a missing title is
    looked for.
    """
    data = pages()
    bare = root.links == core.links  # nothing but text stands around the core: a page without navigation
    before: list[Item] = []
    after: list[Item] = []
    titled = any(isinstance(i, Para) and data.is_title(i.text) for i in items)
    ended = False
    child, level = core, core.parent
    while level is not None and not (ended and titled):
        at = next(i for i, c in enumerate(level.children) if c is child)
        ahead = _siblings(level.children[:at], level, walker)
        behind = _siblings(level.children[at + 1 :], level, walker)
        if not bare:
            lines = [i for i in (*ahead, *behind) if isinstance(i, Para) and not data.is_furniture(i.text)]
            ahead, behind = _worthy(ahead), _worthy(behind)
            if not ahead and not behind:
                ended = ended or bool(lines)
            elif ended:
                named = any(isinstance(i, Para) and data.is_title(i.text) for i in ahead)
                ahead, behind = ahead if named else [], []
        titled = titled or any(isinstance(i, Para) and data.is_title(i.text) for i in ahead)
        before = [*ahead, *before]
        after = [*after, *behind]
        child, level = level, level.parent
    return before, after


def _siblings(children: Sequence[Node | str], level: Node, walker: Walker) -> list[Item]:
    holder = Node("div", {}, level)
    holder.children.extend(children)
    return walker.blocks(holder)


def _worthy(items: Sequence[Item]) -> list[Item]:
    """The items outside the core that belong to a report."""
    data = pages()
    out: list[Item] = []
    lines = [i for i in items if not isinstance(i, Mark) or i.kind == "object"]
    for i, item in enumerate(lines):
        if isinstance(item, Grid):
            keep = sum(bool(_NUMBER.match(c.text)) for c in item.cells) >= 2 * _NUMBERS
        elif isinstance(item, Mark):
            keep = True
        else:
            following = lines[i + 1] if i + 1 < len(lines) else None
            earlier = lines[i - 1] if i else None
            keep = not _is_linked(item) and (
                data.is_worth(item.text)
                # The organ's name above the title, and a title broken into two lines.
                or (_is_near(item) and isinstance(following, Para) and data.is_title(following.text))
                or (_is_near(item) and isinstance(following, Para) and data.is_title(item.text + following.text))
                or (_is_near(item) and isinstance(earlier, Para) and data.is_title(earlier.text + item.text)
                and not data.is_title(earlier.text))
            )  # fmt: skip
        if keep and not (
            isinstance(item, Para) and (data.is_furniture(item.text) or data.is_foot(item.text))
        ):
            out.append(item)
    return out


def _is_near(item: Para) -> bool:
    return len(item.text) <= 30 and not re.search("[，。：:；>|]", item.text)


def _is_linked(item: Para) -> bool:
    return 2 * sum(b - a for a, b in item.links) > len(item.text)


def _trim(items: Sequence[Item]) -> list[Item]:
    """Without furniture lines; the page's foot behind the last heading cut off; metadata lines shortened."""
    data = pages()
    numbered = [i for i, x in enumerate(items) if isinstance(x, Para) and _HEADING.match(x.text)]
    first = numbered[0] if numbered else len(items)
    last = numbered[-1] if numbered else -1
    out: list[Item] = []
    for i, item in enumerate(items):
        if not isinstance(item, Para):
            out.append(item)
            continue
        if data.is_furniture(item.text):
            continue
        if i > last and data.is_foot(item.text) and not any(isinstance(x, Grid) for x in items[i:]):
            out += [x for x in items[i:] if isinstance(x, Mark)]
            break
        ranges = data.segments(item.text) if i < first and item.level is None else None
        if ranges is None:
            out.append(item)
        else:
            out += [Para(t) for a, b in ranges if (t := item.text[a:b].strip(BLANK + "|｜[【（("))]
    return out
