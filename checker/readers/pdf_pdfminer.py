"""The second PDF engine: pdfminer.six, slower, reads what pdfium cannot and checks it where sums fail.

Its releases before 20251230 run code from a crafted CMap and must not be used. One resource manager a
document: a shared one silently returns wrong characters.
"""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Sequence
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, list_value, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import decode_text

from checker.layout.page import ASCENT, DESCENT, UNMAPPED, Char, PageGlyphs, Point, rules_of, runs_over
from checker.layout.settings import LayoutSettings
from checker.limits import PDF_PAGES, PDF_STREAM_BYTES
from checker.readers.pdf_engines import (
    INFO_KEYS,
    EngineError,
    Matrix,
    PasswordNeededError,
    StreamTooLargeError,
    main_turn,
    turn_of,
    upright_matrix,
)

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns once a glyph about fonts that lack a box


class PdfminerFile:
    """An open PDF file; see :class:`checker.readers.pdf_engines.OpenedPdf`."""

    def __init__(self, data: bytes, settings: LayoutSettings) -> None:
        self._settings = settings
        try:
            self._document = PDFDocument(PDFParser(io.BytesIO(data)))
            self._pages: list[PDFPage] = []
            for page in PDFPage.create_pages(self._document):
                self._pages.append(page)
                if len(self._pages) > PDF_PAGES:
                    break  # the caller refuses the file; counting on would only cost time
        except PDFPasswordIncorrect as error:
            raise PasswordNeededError("password") from error
        except Exception as error:  # pdfminer lets many kinds of errors through from damaged files
            raise EngineError(_reason(error)) from error
        self._resources = PDFResourceManager(caching=True)
        self.page_count = len(self._pages)
        if not self.page_count:
            raise EngineError("no pages")

    def close(self) -> None:
        self._pages = []

    def info(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for entries in reversed(self._document.info):
            for key in INFO_KEYS:
                value = resolve1(entries.get(key))
                if isinstance(value, bytes):
                    values[key] = _decoded(value)
                elif isinstance(value, str):
                    values[key] = value
        return values

    def page(self, number: int) -> PageGlyphs:
        page = self._pages[number - 1]
        try:
            for content in page.contents:
                _refuse_bomb(content)
            glyphs = self._render(page, number, 0)
            turn = main_turn(glyphs)
            if turn:
                glyphs = self._render(page, number, (-90 * turn) % 360)
        except (StreamTooLargeError, MemoryError):
            raise
        except Exception as error:
            raise EngineError(_reason(error)) from error
        return glyphs

    def _render(self, page: PDFPage, number: int, extra: int) -> PageGlyphs:
        rotate = round((page.rotate + extra) % 360 / 90) * 90 % 360
        matrix, width, height = upright_matrix(_visible(page), rotate)
        out = PageGlyphs(number, width, height)
        device = _Device(self._resources, out, self._settings)
        interpreter = PDFPageInterpreter(self._resources, device)
        interpreter.render_contents(page.resources, page.contents, ctm=matrix)
        device.finish()
        return out


class _Device(PDFTextDevice):
    """Collects characters, rules and pictures as the interpreter meets them."""

    def __init__(self, resources: PDFResourceManager, out: PageGlyphs, settings: LayoutSettings) -> None:
        super().__init__(resources)
        self.out = out
        self.settings = settings
        self.ctm: Matrix = (1, 0, 0, 1, 0, 0)
        self.hidden: list[str] = []
        self._mode = 0
        self._outer: list[Matrix] = []

    def finish(self) -> None:
        self.out.hidden = "".join(self.hidden)

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        self._outer.append(self.ctm)

    def end_figure(self, name: str) -> None:
        self.ctm = self._outer.pop()  # the interpreter forgets to restore it after a form

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self._mode = textstate.render
        if textstate.font is not None:
            super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        try:
            text = font.to_unichr(cid) or UNMAPPED
        except PDFUnicodeNotDefined:
            text = UNMAPPED
        if text == "\x00":
            text = UNMAPPED
        advance: float = font.char_width(cid) * fontsize * scaling
        if self._mode in (3, 7):
            self.hidden.append(text)
            return advance
        a, b, c, d, e, f = matrix
        turn = turn_of(a * scaling, b * scaling, c, d) if (b or a * scaling <= 0) else 0
        if turn < 0:
            return advance
        height = self.out.height
        if font.is_vertical():
            vx, vy = font.char_disp(cid)
            vx = 0.5 * fontsize if vx is None else vx * 0.001 * fontsize
            size = abs(d) * fontsize
            x0 = e - vx * abs(a)
            x1 = x0 + size
            base = height - (f - vy * 0.001 * size)
            y0, y1, turn = base - ASCENT * size, base + DESCENT * size, 4
        else:
            e, f = e + rise * c, f + rise * d
            size = fontsize * (abs(d) if turn in (0, 2) else abs(c))
            along_x, along_y = a * advance, b * advance
            if turn in (0, 2):
                x0, x1 = sorted((e, e + along_x))
                base = height - f
                y0, y1 = (
                    (base - ASCENT * size, base + DESCENT * size)
                    if turn == 0
                    else (base - DESCENT * size, base + ASCENT * size)
                )
            else:
                y0, y1 = sorted((height - f, height - f - along_y))
                x0, x1 = (
                    (e - DESCENT * size, e + ASCENT * size)
                    if turn == 1
                    else (e - ASCENT * size, e + DESCENT * size)
                )
        if turn == 0 and text.strip() and 0 <= y1 <= height and runs_over(x0, x1, size, self.out.width):
            self.out.cut = True
        if not (x1 < 0 or x0 > self.out.width or y1 < 0 or y0 > height):
            self._add(text, x0, y0, x1, y1, size, turn)
        return advance

    def _add(self, text: str, x0: float, y0: float, x1: float, y1: float, size: float, turn: int) -> None:
        if len(text) == 1:
            self.out.chars.append(Char(text, x0, y0, x1, y1, size, turn))
            return
        step = (x1 - x0) / len(text)  # one glyph that stands for several letters
        for i, letter in enumerate(text):
            self.out.chars.append(Char(letter, x0 + i * step, y0, x0 + (i + 1) * step, y1, size, turn))

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        if not path or not (stroke or fill):
            return
        if len(self.out.segments) > self.settings.pieces_max or len(path) > self.settings.pieces_max:
            self.out.drawings += 1
            return
        subpaths: list[list[Point]] = []
        points: list[Point] = []
        for operator, *numbers in path:
            if operator == "h":
                if points and points[0] != points[-1]:
                    points.append(points[0])
                continue
            point = self._point(numbers[-2], numbers[-1])
            if operator == "m" or not points:
                points = [point]
                subpaths.append(points)
            else:
                points.append(point)
        found = rules_of(subpaths, stroked=stroke, filled=fill, thin=self.settings.thin_pt)
        self.out.segments.extend(found)
        self.out.drawings += not found

    def _point(self, x: float, y: float) -> Point:
        a, b, c, d, e, f = self.ctm
        return (a * x + c * y + e, self.out.height - (b * x + d * y + f))

    def render_image(self, name: str, stream: PDFStream) -> None:
        corners = [self._point(x, y) for x in (0, 1) for y in (0, 1)]
        left, right = min(p[0] for p in corners), max(p[0] for p in corners)
        top, bottom = min(p[1] for p in corners), max(p[1] for p in corners)
        left, right = max(0.0, left), min(self.out.width, right)
        top, bottom = max(0.0, top), min(self.out.height, bottom)
        if right > left and bottom > top:
            self.out.images.append((left, top, right, bottom))


def _visible(page: PDFPage) -> tuple[float, float, float, float]:
    """The part of the page that is shown: the crop box inside the media box."""
    mx0, my0, mx1, my1 = page.mediabox
    cx0, cy0, cx1, cy1 = page.cropbox
    left, right = max(min(mx0, mx1), min(cx0, cx1)), min(max(mx0, mx1), max(cx0, cx1))
    bottom, top = max(min(my0, my1), min(cy0, cy1)), min(max(my0, my1), max(cy0, cy1))
    if right <= left or top <= bottom:
        return (min(mx0, mx1), min(my0, my1), max(mx0, mx1), max(my0, my1))
    return (left, bottom, right, top)


def _refuse_bomb(content: Any) -> None:
    """Raise StreamTooLargeError where a page's own stream unpacks to more than the limit (pdfminer knows
    none)."""
    stream = resolve1(content)
    if not isinstance(stream, PDFStream) or stream.rawdata is None:
        return
    names = [literal_name(resolve1(n)) for n in list_value(_as_list(stream.get_any(("F", "Filter"))))]
    if not names or names[0] not in ("FlateDecode", "Fl"):
        return
    unpack = zlib.decompressobj()
    try:
        size = len(unpack.decompress(stream.rawdata, PDF_STREAM_BYTES + 1))
    except zlib.error:
        return  # damaged or encrypted: pdfminer copes or complains itself
    if size > PDF_STREAM_BYTES:
        raise StreamTooLargeError


def _as_list(value: Any) -> list[Any]:
    value = resolve1(value)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _decoded(value: bytes) -> str:
    if value.startswith(b"\xff\xfe"):  # not in the standard, but WPS writes it
        return value[2:].decode("utf-16-le", "replace")
    return decode_text(value)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:120] if str(error) else type(error).__name__
