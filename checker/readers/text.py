"""Markdown and plain text -> Document.

Tables come as Markdown pipes, as lines of tab-separated cells, in boxes of line characters, as columns parted by
blanks (what extracted PDFs give), or as HTML inside Markdown. A table that lost its cells, one
label or one number a line, comes out as one row a label.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from checker.document import Block, Document, Paragraph, Role, Trouble
from checker.errors import ReadError
from checker.limits import TEXT_CHARACTERS
from checker.readers import text_columns as columns
from checker.readers import text_copied as copied
from checker.readers import text_inline as inline
from checker.readers import text_tables as tables
from checker.readers.encodings import decode
from checker.readers.text_lines import (
    CJK,
    FEED,
    SLACK,
    front_matter,
    glue,
    width_of,
    without_furniture,
    without_page_numbers,
    wrap_width,
)

_HTML: Final = re.compile(
    r"\s{0,3}<(?:table|div|p|center|h[1-6]|ul|ol|dl|section|article|html|body|figure|iframe|object)[\s>]",
    re.I,
)
_FENCE: Final = re.compile(r" {0,3}(```|~~~)")
_BULLET: Final = re.compile(r"[-*+]\s{1,4}(?=\S)")
_QUOTE: Final = re.compile(r"(?:\s{0,3}>){1,10}\s?")  # at the head of a line
_TOKEN: Final = re.compile("[!-~]{1,40}")
_LONE: Final = re.compile(
    r"[+\-－]?[\d０-９][\d０-９,，.．\s]{0,40}(?:万元|元|件|个|项|%)?|[/\\—－-]{1,2}|无"
)
_STARTS_NEW: Final = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}\s?(?:[、．.]|是|要)|[（(]\s?(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s?[）)]"
    r"|\d{1,2}\s?[、．](?!\d)|\d{1,2}\.(?!\d)|第[一二三四五六七八九十]{1,3}(?:[,，、]|部分|条)|[①-⑳]|附[件表：:])"
)
_ENDS: Final = "。！？；：!?;:"
_CLOSES: Final = _ENDS + "”’》）)】…"
_MARK: Final = re.compile(r"[，。；：、]|[,;:](?!\d)")
_LONG: Final = 25  # characters of the shortest line that somebody may have broken in the middle of a sentence


def read(data: bytes, *, path: str, kind: Literal["markdown", "text"]) -> Document:
    """A Markdown or plain text file. Raises ReadError: empty, no_text, too_large."""
    text, lost = decode(data)
    if len(text) > TEXT_CHARACTERS:
        raise ReadError("too_large", path=path, what="文字", what_en="the text", limit=f"{TEXT_CHARACTERS:,}")
    if not text.strip():
        raise ReadError("empty" if not data.strip() else "no_text", path=path)
    blocks, troubles = read_text(text, markdown=kind == "markdown")
    if not blocks and not troubles:
        raise ReadError("no_text", path=path)
    if lost:
        troubles.append(Trouble("encoding", detail=str(lost)))
    return Document(path, hashlib.sha256(data).hexdigest(), kind, tuple(blocks), troubles=tuple(troubles))


def read_text(text: str, *, markdown: bool) -> tuple[list[Block], list[Trouble]]:
    """Blocks of some text, and what could not be read in it."""
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\x00", "")
        .replace("\u2028", "\n")
        .replace("\v", "\n")
    )
    lines = without_page_numbers(FEED.sub("\n\f\n", text).split("\n"))
    if "\t" in text:
        lines = copied.with_labels(copied.with_rows(lines))
    reader = _Reader(markdown, wrap_width(lines), len(lines))
    if markdown:
        title, date, lines = front_matter(lines)
        reader.head(title, date)
    reader.read(without_furniture(lines))
    return reader.blocks, reader.troubles


class _Reader:
    """Collects blocks line by line."""

    def __init__(self, markdown: bool, wrap: int | None, length: int) -> None:
        self.markdown = markdown
        self.wrap = wrap
        self.blocks: list[Block] = []
        self.troubles: list[Trouble] = []
        self.lines = columns.Lines(())
        self._budget = (
            4 * length + 1000
        )  # lines that may still be searched for the end of tables never closed
        self._comments = True
        self._open: list[str] | None = None  # what the last paragraph consists of

    def head(self, title: str, date: str) -> None:
        """Title and date of the front matter as paragraphs; "" where there is none."""
        if title:
            self.blocks.append(Paragraph(0, title, level=1))
        if date:
            self.blocks.append(Paragraph(len(self.blocks), f"发布日期：{date}"))

    def read(self, lines: Sequence[str]) -> None:
        outer, self.lines = self.lines, columns.Lines(lines)
        at = 0
        while at < len(lines):
            at = self._next(lines, at) if lines[at].strip() else at + 1
        self._settle()
        self.lines = outer

    def _next(self, lines: Sequence[str], at: int) -> int:
        """Reads the block that begins at a line; returns the line behind it."""
        line = lines[at]
        if self.markdown:
            end = self._marked(lines, at)
            if end is not None:
                return end
        for fits, rows in ((tables.is_box, tables.box_rows), (tables.is_pipes, None), (tables.is_tabs, None)):
            if fits(line) and not (rows is None and self._is_prose(lines, at, fits)):
                end = copied.run(lines, at, fits) if fits is tables.is_tabs else _run(lines, at, fits)
                found = lines[at:end]
                if rows is not None:
                    made = rows(found)
                elif fits is tables.is_pipes:
                    made = tables.pipe_rows(found, self._inline)
                else:
                    made = tables.tab_rows(found, self._inline)
                self._table(made)
                return end
        region = self.lines.region(at)
        if region is not None:
            self._table([[self._inline(c) for c in row] for row in region[1]])
            return region[0]
        end = at + 1
        while end < len(lines) and self._is_text(lines, end):
            end += 1
        self._paragraphs(lines[at:end])
        return end

    def _marked(self, lines: Sequence[str], at: int) -> int | None:
        """Blocks that only Markdown has; None where none begins."""
        line = lines[at]
        level = _heading_level(line)
        if level:
            self._add(line.strip().lstrip("#").rstrip("# \t"), level=level)
            return at + 1
        fence = _FENCE.match(line)
        if fence:
            end = next(
                (i for i in range(at + 1, len(lines)) if lines[i].lstrip().startswith(fence[1])), len(lines)
            )
            markdown, self.markdown = self.markdown, False
            self.read(lines[at + 1 : end])
            self.markdown = markdown
            return end + 1
        if line.lstrip().startswith("<!--"):
            end = next((i for i in range(at, len(lines)) if "-->" in lines[i]), -1) if self._comments else -1
            self._comments = end >= 0  # none closed from here on: none further down either
            rest = lines[max(end, at)].partition("-->")[2]
            if rest.strip():
                self._paragraphs([rest])
            return max(end, at) + 1
        if _HTML.match(line):
            return self._html(lines, at)
        if "|" in line and at + 1 < len(lines) and "|" in lines[at + 1] and tables.rule_like(lines[at + 1]):
            end = _run(lines, at, lambda text: "|" in text)
            self._table(tables.pipe_rows(lines[at:end], self._inline))
            return end
        if _is_underlined(lines, at) and not tables.is_pipes(line) and not tables.is_tabs(line):
            self._add(line.strip(), level=1 if lines[at + 1].lstrip()[0] == "=" else 2)
            return at + 2
        if inline.REFERENCE.match(line) and not inline.FOOTNOTE.match(line.lstrip()):
            return at + 1
        return None

    def _html(self, lines: Sequence[str], at: int) -> int:
        from checker.readers.html import blocks_of

        end, depth = at, 0
        while end < len(lines) and self._budget > 0:
            low = lines[end].lower()
            depth += low.count("<table") - low.count("</table")
            end += 1
            if depth <= 0 and (end >= len(lines) or not lines[end].strip() or "</table" in low):
                break
        if depth > 0 or end == at:  # never closed: what stands below an empty line is no part of it
            self._budget -= end - at
            end = next((i for i in range(at, len(lines)) if not lines[i].strip()), len(lines))
        self._settle()
        blocks, troubles = blocks_of("\n".join(lines[at:end]))
        base = len(self.blocks)
        self.blocks += [replace(b, index=base + b.index) for b in blocks]
        self.troubles += [replace(t, block=base + (t.block or 0)) for t in troubles]
        return end

    def _is_prose(self, lines: Sequence[str], at: int, fits: object) -> bool:
        """A line on its own with a tab behind its number or before a word is text, not a table of one row."""
        alone = copied.run(lines, at, tables.is_tabs) == at + 1
        alone = alone and (at == 0 or not tables.is_tabs(lines[at - 1]))
        cells = [c for c in lines[at].split("\t") if c.strip()]
        return (
            fits is tables.is_tabs
            and alone
            and (
                (len(cells) < 3 and not all(_LONE.fullmatch(c.strip()) for c in cells[1:])) or len(cells) < 2
            )
        )

    def _is_text(self, lines: Sequence[str], at: int) -> bool:
        line = lines[at]
        if not line.strip() or tables.is_box(line) or tables.is_pipes(line):
            return False
        if tables.is_tabs(line) and not self._is_prose(lines, at, tables.is_tabs):
            return False
        if self.markdown and (
            _heading_level(line) or _FENCE.match(line) or _HTML.match(line) or _is_underlined(lines, at)
            or line.lstrip().startswith("<!--") or (at + 1 < len(lines) and "|" in line and tables.rule_like(lines[at + 1]))
        ):  # fmt: skip
            return False
        return self.lines.region(at) is None

    def _table(self, rows: Sequence[Sequence[str]]) -> None:
        self._settle()
        made = tables.table(rows, len(self.blocks))
        if made is not None:
            if any(inline.IMAGE.search(c.text) for c in made.cells):
                made = replace(made, cells=tuple(
                    replace(c, text=t, readable=bool(t) or t == c.text)
                    for c in made.cells for t in [inline.IMAGE.sub("", c.text).strip()]
                ))  # fmt: skip
            self.blocks.append(made)

    def _inline(self, text: str) -> str:
        return inline.plain(text) if self.markdown else text

    def _paragraphs(self, lines: Sequence[str]) -> None:
        """Paragraphs of a run of lines: a wrapped line is full, one that is not was meant to end there."""
        parts: list[str] = []
        last = ""
        for line in lines:
            if len(line.strip()) >= 3 and not line.strip("-*_=~—─ \t"):  # a drawn rule
                self._add(glue(parts))
                parts, last = [], ""
                continue
            quote = _QUOTE.match(line) if self.markdown else None
            bare = line[quote.end() if quote else 0 :].strip()
            bullet = _BULLET.match(bare) if self.markdown else None
            if bullet:
                bare = bare[bullet.end() :]
            if parts and (bullet or not self._goes_on(last, line, bare)):
                self._add(glue(parts))
                parts = []
            parts.append(bare)
            last = line
        self._add(glue(parts))

    def _goes_on(self, last: str, line: str, bare: str) -> bool:
        """Whether ``line`` continues the paragraph of the line before it."""
        before = last.strip()
        if (
            not bare
            or not before
            or _STARTS_NEW.match(bare)
            or _LONE.fullmatch(bare)
            or _LONE.fullmatch(before)
        ):
            return False
        if self.markdown and (last.endswith(("  ", "\\")) or inline.is_bold(last) or inline.is_bold(line)):
            return False
        if line.startswith(("　　", "    ", "\u00a0\u00a0")) and not last.startswith(
            line[: len(line) - len(line.lstrip())]
        ):
            return False
        if line.startswith("　　") or inline.FOOTNOTE.match(bare):
            return False
        if before.endswith(("）", ")")) and before.startswith(("（", "(")):
            return False  # a remark of its own
        if self.wrap is None:
            # A line without a mark is no sentence that goes on, however long: a title, a heading.
            return (
                len(before) >= _LONG
                and before[-1] not in _ENDS
                and len(bare) > 1
                and _MARK.search(before) is not None
            )
        width = width_of(last)
        token = _TOKEN.match(bare)
        if width > self.wrap + SLACK:
            return before[-1] not in _ENDS
        if before[-1] in "。！？!?":
            return width >= self.wrap - 2
        return width >= self.wrap - max(SLACK, len(token[0]) if token else 0)

    def _add(self, text: str, level: int | None = None) -> None:
        """A paragraph; one that goes on behind an empty line (a page break) is joined to the one before."""
        for part in inline.BREAK.split(text) if self.markdown and "<" in text else [text]:
            part = part.strip()
            if inline.IMAGE.search(part) and self.markdown:
                self.troubles.append(Trouble("picture", block=len(self.blocks)))
                part = inline.IMAGE.sub("", part).strip()
            note = inline.FOOTNOTE.match(part) if self.markdown else None
            part = self._inline(part[note.end() :] if note else part).strip().removesuffix("\\")
            if not part:
                continue
            role: Role = "footnote" if note else "body"
            previous = self.blocks[-1] if self.blocks else None
            if isinstance(previous, Paragraph) and level is None and previous.role == role:
                if self._open is None:
                    self._open = [previous.text]
                if previous.level is None and _continues(self._open, part):
                    self._open.append(part)
                    continue
            self._settle()
            self.blocks.append(Paragraph(len(self.blocks), part, level=level, role=role))

    def _settle(self) -> None:
        """Gives the last paragraph the text that was joined to it."""
        if self._open is not None and len(self._open) > 1:
            last = self.blocks[-1]
            assert isinstance(last, Paragraph)
            self.blocks[-1] = replace(last, text=glue(self._open))
        self._open = None


def _run(lines: Sequence[str], at: int, fits: object) -> int:
    end = at + 1
    while end < len(lines) and lines[end].strip() and fits(lines[end]):  # type: ignore[operator]
        end += 1
    return end


def _heading_level(line: str) -> int:
    bare = line.lstrip(" ")
    level = len(bare) - len(bare.lstrip("#"))
    return (
        level
        if 1 <= level <= 6 and bare[level : level + 1] in (" ", "\t", "\u3000") and len(line) - len(bare) < 4
        else 0
    )


def _is_underlined(lines: Sequence[str], at: int) -> bool:
    """A setext heading: a short line above a row of = or -."""
    if at + 1 >= len(lines) or len(lines[at]) > 100 or not CJK.search(lines[at]):
        return False
    below = lines[at + 1].strip()
    return len(below) >= 2 and (not below.strip("=") or (len(below) >= 3 and not below.strip("-")))


def _continues(parts: Sequence[str], text: str) -> bool:
    """Whether a blank line (a page break in extracted text) stands inside one sentence."""
    last = parts[-1][-1:]
    if (len(parts) == 1 and len(parts[0]) < _LONG) or last in _CLOSES:
        return False
    if not any(_MARK.search(part) for part in parts) or (len(parts) == 1 and columns.is_heading(parts[0])):
        return False  # a title or a heading, however long: a sentence of that length has a mark in it
    if _STARTS_NEW.match(text) or _LONE.fullmatch(text):
        return False
    return bool(CJK.match(last) or last in "，、,") and bool(CJK.search(text[:200]))
