"""Markdown and plain text -> Document.

Tables come as Markdown pipes, as lines of tab-separated cells (what a copied web table or an extracted PDF gives),
or as HTML inside Markdown. None of the first two tells merged cells, so those tables are ``ragged``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from checker.document import Block, Cell, Document, Paragraph, Table, Trouble
from checker.errors import ReadError
from checker.limits import TEXT_CHARACTERS
from checker.readers.encodings import decode

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_SETEXT = re.compile(r"(=+|-{3,})\s*$")
_RULE = re.compile(r"\s*([-*_]\s*){3,}$")
_PIPE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_DASH_CELL = re.compile(r"\s*:?-{2,}:?\s*$")
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\s]*(?:\s+\"[^\"\n]*\")?\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^>\s]*)>")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_STARTS_NEW = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*(?:[、．.]|是|要)|[（(]\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[）)]"
    r"|\d{1,2}\s*[、．.]|第[一二三四五六七八九十]+(?:[,，、]|部分|条)|[①-⑳]|附[件表：:])"
)
_ENDS = "。！？；：!?;:”’》）)】…"
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


def read(data: bytes, *, path: str, kind: Literal["markdown", "text"]) -> Document:
    """A Markdown or plain text file.

    Raises ReadError: empty, no_text, too_large.
    """
    text, lost = decode(data)
    if len(text) > TEXT_CHARACTERS:
        raise ReadError("too_large", path=path, what="文字", what_en="the text", limit=f"{TEXT_CHARACTERS:,}")
    if not text.strip():
        raise ReadError("empty" if not data.strip() else "no_text", path=path)
    blocks, troubles = read_text(text, markdown=kind == "markdown")
    if lost:
        troubles.append(Trouble("encoding", detail=str(lost)))
    return Document(path, hashlib.sha256(data).hexdigest(), kind, tuple(blocks), troubles=tuple(troubles))


def read_text(text: str, *, markdown: bool) -> tuple[list[Block], list[Trouble]]:
    """Blocks of some text, and what could not be read in it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").replace("\x00", "")
    blocks: list[Block] = []
    troubles: list[Trouble] = []
    for chunk in _chunks(text.split("\n"), markdown):
        kind, lines = chunk
        if kind == "html":
            from checker.readers.html import blocks_of

            inner, more = blocks_of("\n".join(lines))
            for block in inner:
                blocks.append(replace(block, index=len(blocks)))
            troubles += more
        elif kind in ("pipes", "tabs"):
            table = _table(lines, kind, len(blocks))
            if table is not None:
                blocks.append(table)
        else:
            for paragraph in _paragraphs(lines, kind, markdown):
                if _IMAGE.search(paragraph.text):
                    troubles.append(Trouble("picture", block=len(blocks)))
                    paragraph = replace(paragraph, text=_IMAGE.sub("", paragraph.text).strip())
                if not paragraph.text:
                    continue
                previous = blocks[-1] if blocks else None
                if isinstance(previous, Paragraph) and _continues(previous, paragraph):
                    blocks[-1] = replace(previous, text=_join(previous.text, paragraph.text))
                else:
                    blocks.append(replace(paragraph, index=len(blocks)))
    return blocks, troubles


def _chunks(lines: list[str], markdown: bool) -> Iterator[tuple[str, list[str]]]:
    """Runs of lines of one sort: pipes, tabs, html, heading, text; blank lines part them."""
    i, n = 0, len(lines)
    while i < n:
        line = lines[i]
        if not line.strip():
            i += 1
            continue
        if markdown and line.lstrip().lower().startswith("<table"):
            j = i
            while j < n and "</table>" not in lines[j].lower():
                j += 1
            yield "html", lines[i : j + 1]
            i = j + 1
            continue
        kind = _sort(line)
        if markdown and _HEADING.match(line):
            yield "heading", [line]
            i += 1
            continue
        if markdown and kind == "text" and i + 1 < n and _SETEXT.match(lines[i + 1]) and not _RULE.match(line):
            level = "#" if lines[i + 1].startswith("=") else "##"
            yield "heading", [f"{level} {line.strip()}"]
            i += 2
            continue
        if kind == "text" and _RULE.match(line):
            i += 1
            continue
        j = i
        while j < n and lines[j].strip() and _sort(lines[j]) == kind and not (
            markdown and (_HEADING.match(lines[j]) and j > i)
        ):  # fmt: skip
            j += 1
        yield kind, lines[i:j]
        i = j


def _sort(line: str) -> str:
    if "\t" in line.strip("\n ").rstrip("\t") or (line.startswith("\t") and line.strip()) or line.rstrip(" ").endswith("\t"):
        return "tabs"
    if line.count("|") >= 2 or _PIPE_RULE.match(line) and "|" in line:
        return "pipes"
    if line.count("｜") >= 2:
        return "pipes"
    return "text"


def _table(lines: list[str], kind: str, index: int) -> Table | None:
    rows = []
    for line in lines:
        if kind == "pipes":
            body = line.strip().replace("\\|", "\x01").replace("｜", "|")
            if _PIPE_RULE.match(body):
                continue
            cells = [c.replace("\x01", "|").strip() for c in body.strip().removeprefix("|").removesuffix("|").split("|")]
            cells = [_inline(c.replace("<br>", "").replace("<br/>", "").replace("<br />", "")) for c in cells]
        else:
            cells = [_inline(c.strip()) for c in line.rstrip("\n").split("\t")]
            # A rule drawn with dashes between header and numbers, and a last blank after a trailing tab, are no cells.
            if all(_DASH_CELL.match(c) or not c for c in cells):
                continue
        rows.append(cells)
    if not rows:
        return None
    made = tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table(index, made, ragged=True)


def _paragraphs(lines: list[str], kind: str, markdown: bool) -> Iterator[Paragraph]:
    if kind == "heading":
        match = _HEADING.match(lines[0])
        assert match is not None
        yield Paragraph(0, _inline(match[2]), level=len(match[1]))
        return
    width = max(_width(line) for line in lines)
    text = ""
    for i, line in enumerate(lines):
        bare = line.strip().removeprefix("> ") if markdown else line.strip()
        hard = markdown and (lines[i - 1].endswith("  ") or lines[i - 1].endswith("\\")) if i else False
        new = (
            not text
            or hard
            or _STARTS_NEW.match(bare)
            # A wrapped line is full; one that ends early and closes a sentence was meant to end there.
            or (not markdown and (line.startswith(("　　", "    ")) or _width(lines[i - 1]) < 0.8 * width
                                  or text.endswith(tuple("。！？!?")) and _width(lines[i - 1]) < 0.95 * width))
        )  # fmt: skip
        if new and text:
            yield Paragraph(0, _inline(text) if markdown else text)
            text = ""
        text = _join(text, bare) if text else bare
    if text:
        yield Paragraph(0, _inline(text) if markdown else text)


def _width(line: str) -> int:
    return sum(2 if _CJK.match(c) else 1 for c in line.rstrip())


def _join(a: str, b: str) -> str:
    """Two parts of a wrapped line: no blank between CJK characters, one between words."""
    a, b = a.rstrip(), b.lstrip()
    if a and b and a[-1].isascii() and b[0].isascii() and a[-1].isalnum() and b[0].isalnum():
        return f"{a} {b}"
    return a + b


def _continues(a: Paragraph, b: Paragraph) -> bool:
    """Whether a blank line (a page break in extracted text) stands inside one sentence."""
    if a.level is not None or b.level is not None or len(a.text) < 25:
        return False
    return a.text[-1] not in _ENDS and not _STARTS_NEW.match(b.text) and bool(_CJK.match(a.text[-1]) or a.text[-1] in "，、,")


def _inline(text: str) -> str:
    """Markdown's inline marks removed; the characters that a reader sees stay."""
    if "*" in text or "__" in text:
        text = _EMPHASIS.sub(r"\2", text)
        text = _EMPHASIS.sub(r"\2", text)
    if "<" in text:
        text = _AUTOLINK.sub(r"\1", text)
    if "[" in text and "![" not in text:
        text = _LINK.sub(r"\1", text)
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text
