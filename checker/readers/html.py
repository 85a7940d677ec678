"""HTML pages -> Document: pages of government sites, of office programs, of WeChat; and tables inside Markdown."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from checker.document import Block, Document, Paragraph, Revision, Table, Trouble
from checker.errors import ReadError
from checker.limits import TEXT_CHARACTERS
from checker.readers.encodings import decode
from checker.readers.html_article import article
from checker.readers.html_text import Para
from checker.readers.html_tree import declared_charset, parse
from checker.readers.html_walk import Grid, Item, Walker

_META: Final = (  # names of <meta> (the state's site standard first) -> names of properties
    ("articletitle", "title"), ("pubdate", "published"), ("author", "author"), ("contentsource", "source"),
    ("sitename", "site"), ("generator", "application"),
)  # fmt: skip
_OFFICE: Final = (
    ("Author", "author"),
    ("LastAuthor", "last_modified_by"),
    ("Company", "company"),
    ("Created", "created"),
)
_STRETCH: Final = 4
"""Characters of a stretch of text by which hidden text is compared with what a page shows."""
_SHARED: Final = 0.7
_NUMBER: Final = re.compile(r"\d+")
_OFFICE_HEAD: Final = 65536  # the properties that Word writes stand in the head


@dataclass(slots=True)
class _Emitted:
    blocks: list[Block] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)


def read(data: bytes, *, path: str) -> Document:
    """A web page: its article in reading order.

    Raises ReadError: empty, no_text, too_large.
    """
    if not data.strip():
        raise ReadError("empty" if not data else "no_text", path=path)
    text, lost = decode(data, declared_charset(data))
    page = parse(text)
    made = _emit(article(page.root, path), path)
    if (
        not made.blocks and page.root.chars
    ):  # all of it looked like furniture: what is left is the page itself
        made = _emit(Walker(path).blocks(page.root), path)
    if not made.blocks and not made.troubles:
        raise ReadError("no_text", path=path)
    if lost:
        made.troubles.append(Trouble("encoding", detail=str(lost)))
    made.revisions = _untold(made.revisions, made.blocks)
    return Document(
        path, hashlib.sha256(data).hexdigest(), "html", tuple(made.blocks), troubles=tuple(made.troubles),
        properties=tuple(_properties(page.title, page.meta, text)), revisions=tuple(made.revisions),
    )  # fmt: skip


def blocks_of(fragment: str) -> tuple[list[Block], list[Trouble]]:
    """Blocks of a piece of HTML, numbered from 0, and what could not be read in it. Raises ReadError: too_large."""
    made = _emit(Walker("").blocks(parse(fragment).root), "")
    return made.blocks, made.troubles


def _emit(items: Iterable[Item], path: str) -> _Emitted:
    out = _Emitted()
    length = 0
    for item in items:
        index = len(out.blocks)
        if isinstance(item, Para):
            length += len(item.text)
            out.blocks.append(
                Paragraph(
                    index, item.text, level=item.level, role=item.role, auto=item.auto, links=item.links
                )
            )
        elif isinstance(item, Grid):
            length += sum(len(c.text) for c in item.cells)
            out.blocks.append(Table(index, item.cells))
        elif item.kind == "picture":
            if not item.text:
                out.troubles.append(Trouble("picture", block=index))
        elif item.kind == "object":
            out.troubles.append(Trouble("object", block=index, detail=item.text))
        else:
            out.revisions.append(Revision(item.kind, item.text, item.author, index))
        if length > TEXT_CHARACTERS:
            raise ReadError(
                "too_large", path=path, what="文字", what_en="the text", limit=f"{TEXT_CHARACTERS:,}"
            )
    return out


def _untold(revisions: list[Revision], blocks: Iterable[Block]) -> list[Revision]:
    """The revisions without hidden text that the page shows anyway: a summary for its search, a copy for a script.

    Such text shares most of its stretches of characters with what is shown, and each of its numbers.
    """
    if not any(r.kind == "hidden" for r in revisions):
        return revisions
    shown = "\n".join(
        b.text if isinstance(b, Paragraph) else "\n".join(c.text for c in b.cells) for b in blocks
    )  # fmt: skip
    stretches = {shown[i : i + _STRETCH] for i in range(len(shown) - _STRETCH + 1)}
    numbers = set(_NUMBER.findall(shown))

    def is_told(text: str) -> bool:
        own = [text[i : i + _STRETCH] for i in range(len(text) - _STRETCH + 1)]
        known = sum(s in stretches for s in own)
        return known >= _SHARED * len(own) and numbers.issuperset(_NUMBER.findall(text))

    return [r for r in revisions if r.kind != "hidden" or not is_told(r.text)]


def _properties(title: str, meta: dict[str, str], text: str) -> Iterable[tuple[str, str]]:
    seen = set()
    for name, key in _META:
        value = " ".join(meta.get(name, "").split())
        if value and key not in seen:
            seen.add(key)
            yield key, value
    if title and "title" not in seen:
        yield "title", title
    head = text[:_OFFICE_HEAD]
    if "<o:DocumentProperties" in head:
        for name, key in _OFFICE:
            match = re.search(rf"<o:{name}>([^<]{{1,200}})</o:{name}>", head)
            if match and key not in seen:
                seen.add(key)
                yield key, match[1].strip()
