"""PDF to Document, by pdfium (default) or pdfminer.six, with our own layout.

pdfium keeps global state and is not thread-safe: one thread of a process may read PDFs at a time (the product
reviews in child processes).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast, get_args

from checker import limits
from checker.document import Block, Document, Paragraph, Revision, Trouble
from checker.errors import ReadError
from checker.layout.assemble import lay_out
from checker.layout.page import UNMAPPED, PageGlyphs
from checker.layout.settings import DEFAULT, LayoutSettings
from checker.readers.pdf_engines import (
    INFO_KEYS,
    EngineChoice,
    EngineError,
    EngineName,
    OpenedPdf,
    PasswordNeededError,
    StreamTooLargeError,
    open_with,
)

_OUTLINES: Final = 150  # filled shapes on a page without text: letters turned into outlines, not decoration
_HIDDEN_SHOWN: Final = 500
_ABOVE: Final = 40
"""Blocks at the head of a file among which the furniture of a web page is looked for."""
_PATH: Final = ("首页", "位置")
"""Without one of these a line is no path through a site: the data are not asked."""


def read(data: bytes, *, path: str, engine: str = "auto", settings: LayoutSettings = DEFAULT) -> Document:
    """The PDF ``data`` as a Document; ``path`` only names it.

    ``auto`` asks pdfium and, where pdfium cannot open the file or one of its pages, pdfminer. Blocks are in
    reading order with a glyph (page and box) a character. Troubles: ``page_without_text``, ``picture``,
    ``unmapped_glyphs``, ``table_unruled``, ``text_cut``.

    Raises ReadError: ``encrypted`` (opens with a password only), ``damaged`` (cut off or no engine can
    parse it),
    ``scanned`` (pictures and no text), ``no_text``, ``too_large`` (pages, text or a stream over the limit).
    """
    choice = _choice(engine)
    try:
        return _read(data, path, choice, settings)
    except ReadError as error:
        error.fields.setdefault("path", path)
        raise


def _choice(engine: str) -> EngineChoice:
    for known in get_args(EngineChoice):
        if engine == known:
            return cast(EngineChoice, known)
    raise ValueError(f"no PDF engine {engine!r}: auto, pdfium or pdfminer")


def _read(data: bytes, path: str, engine: EngineChoice, settings: LayoutSettings) -> Document:
    _refuse_truncated(data)
    opened, name = _open(data, engine, settings)
    try:
        count = opened.page_count
        if count > limits.PDF_PAGES:
            raise ReadError(
                "too_large", what="页数", limit=f"{limits.PDF_PAGES} 页", what_en="the number of pages",
                limit_en=f"{limits.PDF_PAGES} pages",
            )
        pages, troubles = _pages(opened, data, range(1, count + 1), engine, settings)
        info = opened.info()
    except StreamTooLargeError:
        raise _stream_error() from None
    finally:
        opened.close()
    pages, found = _judged(pages, settings)
    troubles += found
    _refuse_textless(pages, [t for t in troubles if t.code == "page_without_text"], count)
    return _document(data, path, pages, count, name, info, troubles, settings)


class Reopened:
    """A file that was read before, open in the engine ``engine`` for a second opinion on figures.

    Raises ReadError ``damaged`` or ``encrypted`` where this engine cannot open it. A page is read once, however often it
    is asked for.
    """

    def __init__(self, data: bytes, engine: str, *, path: str = "", settings: LayoutSettings = DEFAULT) -> None:
        self._choice = _choice(engine)
        self._data = data
        self._path = path
        self._settings = settings
        try:
            self._opened, self._name = _open(data, self._choice, settings)
        except StreamTooLargeError:
            raise _stream_error() from None
        self._kept: dict[int, tuple[list[PageGlyphs], list[Trouble]]] = {}

    def read(self, pages: Sequence[int]) -> Document:
        """These pages (from 1), consecutive ones joined as in :func:`read`: give all pages of a table to get it whole.

        Raises ReadError ``too_large`` for a stream or a text over the limit.
        """
        wanted = sorted({p for p in pages if 1 <= p <= self._opened.page_count})
        glyphs: list[PageGlyphs] = []
        troubles: list[Trouble] = []
        for number in wanted:
            read_pages, found = self._page(number)
            glyphs += read_pages
            troubles += found
        count, info = self._opened.page_count, self._opened.info()
        return _document(self._data, self._path, glyphs, count, self._name, info, troubles, self._settings)

    def _page(self, number: int) -> tuple[list[PageGlyphs], list[Trouble]]:
        if number not in self._kept:
            try:
                pages, troubles = _pages(self._opened, self._data, [number], self._choice, self._settings)
            except StreamTooLargeError:
                raise _stream_error() from None
            pages, found = _judged(pages, self._settings)
            self._kept[number] = pages, [*troubles, *found]
        return self._kept[number]

    def close(self) -> None:
        self._opened.close()


def _open(data: bytes, engine: EngineChoice, settings: LayoutSettings) -> tuple[OpenedPdf, EngineName]:
    order: tuple[EngineName, ...] = ("pdfium", "pdfminer") if engine == "auto" else (engine,)
    reasons = []
    for name in order:
        try:
            return open_with(name, data, settings), name
        except PasswordNeededError:
            raise ReadError("encrypted") from None
        except EngineError as error:
            reasons.append(error.reason)
    raise ReadError("damaged", what="PDF ", what_en="PDF", detail=reasons[0])


def _pages(
    opened: OpenedPdf, data: bytes, numbers: Sequence[int], engine: EngineChoice, settings: LayoutSettings
) -> tuple[list[PageGlyphs], list[Trouble]]:
    """The pages; one that the engine cannot read is asked of the other, or is a trouble and stays empty."""
    second: OpenedPdf | None = None
    pages: list[PageGlyphs] = []
    troubles: list[Trouble] = []
    characters = 0
    try:
        for number in numbers:
            try:
                page = opened.page(number)
            except EngineError as error:
                again, second = _second_try(second, data, number, engine, settings)
                if again is None:
                    troubles.append(Trouble("page_without_text", number, detail=error.reason))
                page = again or PageGlyphs(number, 595.0, 842.0)
            characters += len(page.chars)
            if characters > limits.TEXT_CHARACTERS:
                raise ReadError(
                    "too_large",
                    what="文字",
                    limit=f"{limits.TEXT_CHARACTERS} 字",
                    what_en="text",
                )
            pages.append(page)
    finally:
        if second is not None:
            second.close()
    return pages, troubles


def _second_try(
    second: OpenedPdf | None, data: bytes, number: int, engine: EngineChoice, settings: LayoutSettings
) -> tuple[PageGlyphs | None, OpenedPdf | None]:
    """The page by pdfminer where the choice of engine was left to us, and that engine's open file."""
    if engine != "auto":
        return None, second
    try:
        second = second or open_with("pdfminer", data, settings)
        return second.page(number), second
    except (EngineError, IndexError):
        return None, second


def _judged(pages: Sequence[PageGlyphs], settings: LayoutSettings) -> tuple[list[PageGlyphs], list[Trouble]]:
    """Which pages hold a picture in the place of text, which a picture that may be a table, which lines that run over
    their edge.

    The hidden text that scanners lay under a page image is a machine's guess at it: the page counts as a
    picture, or a misread figure would become a finding.
    """
    kept: list[PageGlyphs] = []
    troubles: list[Trouble] = []
    for page in pages:
        area = page.width * page.height
        texts = [c.text for c in page.chars]
        inked = len(texts) - texts.count(" ")
        largest = max(((b[2] - b[0]) * (b[3] - b[1]) for b in page.images), default=0.0)
        covered = min(area, sum((b[2] - b[0]) * (b[3] - b[1]) for b in page.images))
        lost = texts.count(UNMAPPED)
        scanned = covered > settings.scan_share * area and inked < settings.scan_characters
        if scanned or (not inked and (largest > settings.picture_share * area or page.drawings > _OUTLINES)):
            troubles.append(
                Trouble("page_without_text", page.number, detail="picture" if page.images else "outlines")
            )
            page.chars = []
            page.hidden = ""
        elif 2 * lost > inked:
            troubles.append(Trouble("page_without_text", page.number, detail="unmapped"))
            page.chars = []
        elif any(_table_sized(box, page, settings) for box in page.images):
            troubles.append(Trouble("picture", page.number))
        if page.cut and page.chars:
            troubles.append(Trouble("text_cut", page.number))
        kept.append(page)
    return kept, troubles


def _table_sized(box: tuple[float, float, float, float], page: PageGlyphs, settings: LayoutSettings) -> bool:
    """A picture that could be a table: large, wide, and no background behind the text."""
    width, height = box[2] - box[0], box[3] - box[1]
    if width < settings.picture_width * page.width or width * height < (
        settings.picture_share * page.width * page.height
    ):
        return False
    over = sum(
        box[0] <= c.centre <= box[2] and box[1] <= c.middle <= box[3] for c in page.chars if c.text != " "
    )
    return over < settings.scan_characters


def _refuse_textless(pages: Sequence[PageGlyphs], troubles: Sequence[Trouble], count: int) -> None:
    if any(c.text != " " for page in pages for c in page.chars):
        return
    if any(page.images for page in pages):
        raise ReadError("scanned")
    damaged = [t.detail for t in troubles if t.detail not in ("", "outlines", "picture", "unmapped")]
    if len(damaged) == count:
        raise ReadError("damaged", what="PDF ", what_en="PDF", detail=damaged[0])
    raise ReadError("no_text")


def _refuse_truncated(data: bytes) -> None:
    """A file that was cut off may still open with some of its pages; half a report must not be reviewed."""
    detail: tuple[str, str] | None = None
    if b"%PDF-" not in data[:1024]:
        detail = ("没有 PDF 文件头", "no %PDF header")
    else:
        end = data.rfind(b"%%EOF")
        last = data.rfind(b"startxref")
        tail = data[end + 5 :] if end >= 0 else b""
        if end < 0 and (last < 0 or not re.match(rb"startxref\s+\d+", data[last : last + 40])):
            detail = ("没有结束标记，多半没有下载完", "no end mark")
        elif end >= 0 and re.search(rb"\d\s+\d{1,5}\s+obj\b", tail[: 1 << 20]):
            detail = ("最后一次修改没有写完", "cut off after an update")
        else:
            head = data[:2048]
            length = re.search(rb"/L\s+(\d{1,12})\b", head) if b"/Linearized" in head else None
            if length and int(length[1]) > len(data):
                detail = ("比文件自己写明的长度短，多半没有下载完", "shorter than it says")
    if detail:
        raise ReadError("damaged", what="PDF ", what_en="PDF", detail=detail[0], detail_en=detail[1])


def _stream_error() -> ReadError:
    limit = f"{limits.PDF_STREAM_BYTES // limits.MIB} MB"
    return ReadError("too_large", what="解压后的页面数据", limit=limit, what_en="unpacked page data")


def _document(
    data: bytes,
    path: str,
    pages: Sequence[PageGlyphs],
    count: int,
    engine: EngineName,
    info: dict[str, str],
    troubles: Sequence[Trouble],
    settings: LayoutSettings,
) -> Document:
    layout = lay_out(pages, settings)
    blocks = _without_path(layout.blocks)
    hidden = [" ".join(page.hidden.split()) for page in pages]
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        kind="pdf",
        blocks=blocks,
        page_count=count,
        troubles=tuple(
            sorted([*troubles, *layout.troubles], key=lambda t: (t.page or 0, t.block or 0, t.code))
        ),
        properties=_properties(info, data),
        revisions=tuple(Revision("hidden", text[:_HIDDEN_SHOWN]) for text in hidden if text),
        engine=engine,
    )


def _without_path(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; the path through the site (首页 > 政府信息公开 > …) that a printed web page shows above its article
    as what it is, a page header."""
    made = list(blocks)
    for at, block in enumerate(blocks[:_ABOVE]):
        if isinstance(block, Paragraph) and block.role == "body" and any(word in block.text for word in _PATH):
            from checker.readers.html_pages import pages

            if pages().is_furniture(block.text.strip()):
                made[at] = replace(block, role="header")
    return tuple(made)


# -- properties ----------------------------------------------------------------

_XMP: Final = (
    ("title", rb"dc:title"),
    ("author", rb"dc:creator"),
    ("creator", rb"xmp:CreatorTool"),
    ("producer", rb"pdf:Producer"),
    ("company", rb"pdfx:Company"),
    ("last_modified_by", rb"(?:pdfx:(?:LastModifiedBy|LastSavedBy)|cp:lastModifiedBy)"),
)
_XMP_BYTES: Final = 1 << 16


def _properties(info: dict[str, str], data: bytes) -> tuple[tuple[str, str], ...]:
    """Properties from the information dictionary, completed from XMP metadata; dates as ISO 8601."""
    values: dict[str, str] = {}
    for key, name in INFO_KEYS.items():
        value = info.get(key, "").strip("\x00 \t\r\n\ufeff")
        if name in ("created", "modified"):
            value = _iso(value)
        if value:
            values.setdefault(name, value)
    for name, value in _xmp(data):
        values.setdefault(name, value)
    return tuple(sorted(values.items()))


def _iso(value: str) -> str:
    """``D:20240226144123+08'00'`` as ISO 8601; an impossible zone (WPS writes +06'41') is left out."""
    found = re.match(
        r"(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:([Zz+-])(\d{2})?'?(\d{2})?)?", value
    )
    if not found:
        return ""
    parts = [int(p) if p else d for p, d in zip(found.groups()[:6], (1, 1, 1, 0, 0, 0), strict=True)]
    try:
        when = dt.datetime(*parts)  # type: ignore[arg-type]
    except ValueError:
        return ""
    sign, hours, minutes = found[7], int(found[8] or 0), int(found[9] or 0)
    if sign in ("Z", "z"):
        return when.isoformat() + "+00:00"
    if sign and hours <= 14 and minutes in (0, 30, 45):
        return f"{when.isoformat()}{sign}{hours:02d}:{minutes:02d}"
    return when.isoformat()


def _xmp(data: bytes) -> list[tuple[str, str]]:
    start = data.rfind(b"<x:xmpmeta")
    if start < 0:
        return []
    packet = data[start : start + _XMP_BYTES]
    packet = packet[: max(packet.find(b"</x:xmpmeta>"), 0)]
    found = []
    for name, tag in _XMP:
        match = re.search(rb"<" + tag + rb"\b[^<>]*>([^<>]*(?:<[^<>]*>[^<>]*){0,3})</", packet)
        if match is None:
            match = re.search(rb"\b" + tag + rb'="([^"<>]*)"', packet)
        if match is not None:
            value = re.sub(rb"<[^<>]*>", b"", match[1]).decode("utf-8", "replace").strip()
            if value:
                found.append((name, value))
    return found
