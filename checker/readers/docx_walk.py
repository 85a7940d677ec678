"""The body of a DOCX file in document order, each block with the elements that it came from.

:func:`walk` serves the reader and whoever writes into a copy (comments at exact words): a block's index and
a character offset, or a table cell, lead back to the ``w:r`` and ``w:t`` elements. Both use this one walk,
so that what was read and what is marked never differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from checker.document import Block, Cell, Paragraph, Revision, Role, Table, Trouble
from checker.errors import ReadError
from checker.limits import TEXT_CHARACTERS
from checker.readers.docx_numbering import Numbering
from checker.readers.docx_package import W
from checker.readers.docx_styles import Styles, value
from checker.readers.docx_tables import Grid, Item, Para, read_table
from checker.readers.docx_text import (
    ALTERNATE,
    CONTAINERS,
    DELETED,
    INSERTED,
    Flow,
    Mark,
    Runs,
    Span,
    alternative,
    author,
    deleted_text,
    relation_ids,
)

if TYPE_CHECKING:
    from checker.readers.docx_package import Element, Package

_TWIP: Final = 635  # EMU
_A4: Final = 11906 * _TWIP
_PAGE_WORDS: Final = frozenset("第页共/-—–―·~ \t\u3000")


@dataclass(frozen=True, slots=True)
class Source:
    """The root elements of the parts that are walked, from a package or parsed by someone else."""

    document: Element
    styles: Element | None = None
    numbering: Element | None = None
    footnotes: Element | None = None
    endnotes: Element | None = None
    comments: Element | None = None
    margins: tuple[tuple[Role, str, Element], ...] = ()
    """Headers and footers: role, part name, root."""


@dataclass(frozen=True, slots=True)
class TracedCell:
    """A table cell's ``w:tc`` and where the characters of :attr:`Cell.text` come from."""

    element: Element
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """A block with its origin.

    ``part`` is "document", "footnotes", "endnotes" or the name of a header or footer part. ``elements`` are
    the ``w:p`` of a paragraph (several where the mark between them was deleted) or the one ``w:tbl``.
    ``spans`` cover a paragraph's text in order; those of table cells stand in ``cells`` by (row, column).
    """

    block: Block
    part: str
    elements: tuple[Element, ...]
    spans: tuple[Span, ...] = ()
    cells: Mapping[tuple[int, int], TracedCell] = field(default_factory=dict)
    reference: Element | None = None
    """For a footnote or text box the ``w:r`` in the body that holds its mark or anchor."""


@dataclass(frozen=True, slots=True)
class Walk:
    """In order: blocks with their origin, what could not be read, what the file carries besides."""

    blocks: tuple[Traced, ...]
    troubles: tuple[Trouble, ...]
    revisions: tuple[Revision, ...]


def source(package: Package) -> Source:
    """The parts of a package that are walked. Raises ReadError: damaged, too_large."""
    document = package.root(package.main)
    if document is None or document.tag != W + "document":
        raise ReadError(
            "damaged", path=package.path, what="Word（DOCX）", what_en="Word (DOCX)",
            detail="里面没有正文部件", detail_en="no document part inside",
        )  # fmt: skip
    margins: list[tuple[Role, str, Element]] = []
    roles: tuple[Role, ...] = ("header", "footer")
    for role in roles:
        names = (package.target(i) for i in relation_ids(document, f"{role}Reference"))
        for name in dict.fromkeys(n for n in names if n):
            root = package.root(name)
            if root is not None:
                margins.append((role, name, root))
    kinds = ("styles", "numbering", "footnotes", "endnotes", "comments")
    parts = {kind: package.root(package.related(kind)) for kind in kinds}
    return Source(document, margins=tuple(margins), **parts)


def spans_between(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    """The file text behind the characters ``start`` to ``end``, cut to size; no automatic numbers."""
    for span in spans:
        if span.run is not None and span.start < end and start < span.end:
            low = max(start, span.start)
            yield Span(low, min(end, span.end), span.run, span.node, span.offset + low - span.start)


def walk(parts: Source, path: str = "") -> Walk:
    """Walks the parts of one file; the same parts give the same blocks. Raises ReadError: too_large."""
    return _Walker(parts, path).walk()


class _Walker:
    def __init__(self, parts: Source, path: str) -> None:
        self._parts = parts
        self._path = path
        self._styles = Styles(parts.styles)
        self._numbering = Numbering(parts.numbering, self._styles)
        size = next(parts.document.iter(W + "pgSz"), None)
        width = "" if size is None else size.get(W + "w", "")
        self._page_width = int(width) * _TWIP if width.isdecimal() and len(width) < 6 else _A4
        self._notes: dict[str, dict[str, Element]] = {}
        for kind, root in (("footnote", parts.footnotes), ("endnote", parts.endnotes)):
            notes = () if root is None else root.iterchildren(W + kind)
            self._notes[kind] = {
                n.get(W + "id", ""): n for n in notes if n.get(W + "type", "normal") == "normal"
            }
        comments = () if parts.comments is None else parts.comments.iterchildren(W + "comment")
        self._comments = {c.get(W + "id", ""): c for c in comments}
        self._characters = 0
        self._runs = Runs(self._styles, self._page_width)
        self._role: Role = "body"
        self._part = "document"
        self._reference: Element | None = None

    def walk(self) -> Walk:
        body = self._parts.document.find(W + "body")
        items = [] if body is None else self._blocks(body)
        for role, name, root in self._parts.margins:
            for item in self._story(root, name, role, page_numbers=False):
                # A table here only arranges a letterhead; as a block it would pass for one of the body.
                flat = item.cells if isinstance(item, Grid) else ()
                lines: list[Item] = [Para(c.text, c.spans, role, name, (c.element,)) for c in flat]
                lines = lines or [item]
                items += [i for i in lines if not (isinstance(i, Para) and set(i.text) <= _PAGE_WORDS)]
        return _assemble(items, [self._comment(c) for c in self._comments.values()])

    def _story(
        self,
        element: Element,
        part: str,
        role: Role,
        reference: Element | None = None,
        *,
        page_numbers: bool = True,
    ) -> list[Item]:
        """The content of a note, text box, header or footer: fields begun outside do not reach into it."""
        before = self._part, self._role, self._runs, self._reference
        self._part, self._role, self._reference = part, role, reference
        self._runs = Runs(self._styles, self._page_width, page_numbers=page_numbers)
        items = self._blocks(element)
        self._part, self._role, self._runs, self._reference = before
        return items

    def _blocks(self, container: Element) -> list[Item]:
        items: list[Item] = []
        pending: list[Element] = []  # paragraphs whose closing mark is deleted run on into the next
        self._fill(container, items, pending)
        self._close(pending, items)
        return items

    def _fill(self, container: Element, items: list[Item], pending: list[Element]) -> None:
        for child in container:
            tag = child.tag
            if tag == W + "p":
                pending.append(child)
                if _changed(child, DELETED) is None:
                    self._close(pending, items)
            elif tag == W + "tbl":
                self._close(pending, items)
                items += read_table(child, self._part, self._role, self._blocks, self._path)
            elif tag == W + "sdt" or tag in CONTAINERS or tag in INSERTED:
                self._fill(child, items, pending)
            elif tag in DELETED:
                items.append(Mark("deletion", deleted_text(child), author(child)))
            elif tag == ALTERNATE:
                self._fill(alternative(child), items, pending)
            elif tag in (W + "altChunk", W + "subDoc"):
                items.append(Mark("trouble", "object", detail=tag.removeprefix(W)))

    def _close(self, pending: list[Element], items: list[Item]) -> None:
        """Reads the ``pending`` paragraphs as one, with the properties of the last, as Word merges them."""
        if not pending:
            return
        flow = Flow()
        for element in pending:
            self._runs.paragraph(element, flow)
            _note_mark(element, flow)
        elements = tuple(pending)
        gone = _changed(elements[-1], DELETED) is not None
        pending.clear()
        lines = [_line(pieces) for pieces in flow.lines]
        empty = not any(text for text, _ in lines)
        properties = elements[-1].find(W + "pPr")
        name = None if properties is None else value(properties.find(W + "pStyle"))
        style = self._styles.get(name)
        label = ""
        if not (empty and (gone or any(m.kind == "hidden" for _, m in flow.marks))):
            label = self._numbering.label(properties, style, name)
        level = self._styles.level(properties, style)
        marks: dict[int, list[Mark]] = {}
        for number, mark in flow.marks:
            marks.setdefault(number, []).append(mark)
        for number, (text, spans) in enumerate(lines):
            if text:
                auto = len(label)
                if auto:
                    spans = (
                        Span(0, auto, None, None, 0),
                        *(replace(s, start=s.start + auto, end=s.end + auto) for s in spans),
                    )
                self._characters += auto + len(text)
                items.append(
                    Para(label + text, spans, self._role, self._part, elements, level, auto, self._reference)
                )
                label = ""
            items += [self._resolved(mark) for mark in marks.get(number, ()) if self._wanted(mark)]
        if self._characters > TEXT_CHARACTERS:
            raise ReadError(
                "too_large", path=self._path, what="文字", what_en="the text", limit=f"{TEXT_CHARACTERS:,}"
            )
        for box, run in flow.boxes:
            items += self._story(
                box, self._part, "textbox", self._reference if self._reference is not None else run
            )
        for kind, key, run in flow.notes:
            note = self._notes[kind].pop(key, None)
            if note is not None:
                items += self._story(note, kind + "s", "footnote", run)

    def _wanted(self, mark: Mark) -> bool:
        return mark.kind != "comment" or mark.text in self._comments

    def _resolved(self, mark: Mark) -> Mark:
        return self._comment(self._comments.pop(mark.text)) if mark.kind == "comment" else mark

    def _comment(self, comment: Element) -> Mark:
        paragraphs = ("".join(t.text or "" for t in p.iter(W + "t")) for p in comment.iter(W + "p"))
        return Mark("comment", "\n".join(paragraphs), author(comment))


def _changed(paragraph: Element, tags: frozenset[str]) -> Element | None:
    """The tracked change of a paragraph's closing mark, where it is one of ``tags``."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return None if mark is None else next((change for change in mark if change.tag in tags), None)


def _note_mark(paragraph: Element, flow: Flow) -> None:
    """A tracked paragraph mark counts by itself only where no text of the paragraph changed with it."""
    kinds: tuple[tuple[Literal["insertion", "deletion"], frozenset[str]], ...]
    kinds = (("insertion", INSERTED), ("deletion", DELETED))
    for kind, tags in kinds:
        change = _changed(paragraph, tags)
        if change is not None and not any(m.kind == kind for _, m in flow.marks):
            flow.revise(kind, "¶", author(change))


def _line(pieces: list[tuple[str, Element, Element, int]]) -> tuple[str, tuple[Span, ...]]:
    """One line's text without the blanks at its ends (indents typed as blanks), and its origin."""
    raw = "".join(piece[0] for piece in pieces)
    text = raw.strip()
    if not text:
        return "", ()
    low = len(raw) - len(raw.lstrip())
    high = low + len(text)
    spans = []
    at = 0
    for part, run, node, offset in pieces:
        start, end = max(at, low), min(at + len(part), high)
        if start < end:
            spans.append(Span(start - low, end - low, run, node, offset + start - at))
        at += len(part)
    return text, tuple(spans)


def _assemble(items: list[Item], loose: list[Mark]) -> Walk:
    """Gives each block its index; a mark belongs to the block after which it stands."""
    blocks: list[Traced] = []
    troubles: list[Trouble] = []
    revisions: list[Revision] = []
    for item in items:
        index = len(blocks)
        if isinstance(item, Para):
            paragraph = Paragraph(index, item.text, level=item.level, role=item.role, auto=item.auto)
            blocks.append(Traced(paragraph, item.part, item.elements, item.spans, reference=item.reference))
            if "\ufffd" in item.text:
                troubles.append(Trouble("unmapped_glyphs", block=index))
        elif isinstance(item, Grid):
            ordered = sorted(item.cells, key=lambda c: (c.row, c.column))
            cells = tuple(
                Cell(c.row, c.column, c.text, c.row_span, c.span, readable=c.readable) for c in ordered
            )
            traced = {(c.row, c.column): TracedCell(c.element, c.spans) for c in ordered}
            blocks.append(Traced(Table(index, cells), item.part, (item.element,), cells=traced))
        elif item.kind != "trouble":
            revisions.append(Revision(item.kind, item.text, item.author, index - 1 if index else None))
        elif not item.small:
            troubles.append(Trouble(item.text, block=index - 1 if index else None, detail=item.detail))
    revisions += [Revision("comment", mark.text, mark.author) for mark in loose]
    return Walk(tuple(blocks), tuple(dict.fromkeys(troubles)), tuple(revisions))
