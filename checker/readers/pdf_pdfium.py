"""The default PDF engine: pdfium through pypdfium2's raw functions, with reused buffers.

pdfium is not thread-safe and keeps global state: only one thread of a process may be in here at a time.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from checker.layout.page import ASCENT, DESCENT, UNMAPPED, Char, PageGlyphs, Point, rules_of
from checker.layout.settings import LayoutSettings
from checker.readers.pdf_engines import (
    INFO_KEYS,
    EngineError,
    Matrix,
    PasswordNeededError,
    main_turn,
    turn_of,
    upright_matrix,
)

_REASONS = {
    1: "unknown error",
    2: "cannot be opened",
    3: "no PDF or damaged",
    5: "unsupported security",
    6: "no pages",
}
_FORM_DEPTH = 8


def _direct(function: Any, result: Any, *arguments: Any) -> Any:
    """The same C function with plain integer handles: asked for five times a character, conversion is what
    costs."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.CFUNCTYPE(result, *arguments)(address)


_POINTER = ctypes.c_void_p
_unicode_of = _direct(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _POINTER, ctypes.c_int)
_unmapped = _direct(pdfium.FPDFText_HasUnicodeMapError, ctypes.c_int, _POINTER, ctypes.c_int)
_loose_of = _direct(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, _POINTER, ctypes.c_int, _POINTER)
_matrix_of = _direct(pdfium.FPDFText_GetMatrix, ctypes.c_int, _POINTER, ctypes.c_int, _POINTER)
_size_of = _direct(pdfium.FPDFText_GetFontSize, ctypes.c_double, _POINTER, ctypes.c_int)
_get_object = _direct(pdfium.FPDFPage_GetObject, _POINTER, _POINTER, ctypes.c_int)
_kind_of = _direct(pdfium.FPDFPageObj_GetType, ctypes.c_int, _POINTER)
_mode_of = _direct(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.c_int, _POINTER)


class PdfiumFile:
    """An open PDF file; see :class:`checker.readers.pdf_engines.OpenedPdf`."""

    def __init__(self, data: bytes, settings: LayoutSettings) -> None:
        self._data = data  # pdfium reads from this memory as long as the document is open
        self._settings = settings
        self._document: Any = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not self._document:
            code = pdfium.FPDF_GetLastError()
            if code == pdfium.FPDF_ERR_PASSWORD:
                raise PasswordNeededError("password")
            raise EngineError(_REASONS.get(code, f"error {code}"))
        self.page_count: int = pdfium.FPDF_GetPageCount(self._document)
        if self.page_count < 1:
            self.close()
            raise EngineError("no pages")

    def close(self) -> None:
        if self._document:
            pdfium.FPDF_CloseDocument(self._document)
            self._document = None

    def info(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for key in INFO_KEYS:
            size = pdfium.FPDF_GetMetaText(self._document, key.encode(), None, 0)
            if size <= 2:
                continue
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDF_GetMetaText(self._document, key.encode(), buffer, size)
            values[key] = buffer.raw[: size - 2].decode("utf-16-le", "replace")
        return values

    def page(self, number: int) -> PageGlyphs:
        glyphs = self._load(number, 0)
        turn = main_turn(glyphs)
        if turn:
            # text that reads downwards is upright after a further quarter turn anticlockwise, and so on
            glyphs = self._load(number, (-90 * turn) % 360)
        return glyphs

    def _load(self, number: int, extra: int) -> PageGlyphs:
        page = pdfium.FPDF_LoadPage(self._document, number - 1)
        if not page:
            raise EngineError(f"page {number} is damaged")
        try:
            return _Reader(page, number, extra, self._settings).read()
        finally:
            pdfium.FPDF_ClosePage(page)


class _Reader:
    """One pass over one loaded page."""

    def __init__(self, page: Any, number: int, extra: int, settings: LayoutSettings) -> None:
        self.page = page
        self.settings = settings
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        rotate = (pdfium.FPDFPage_GetRotation(page) * 90 + extra) % 360
        matrix, width, height = upright_matrix((box.left, box.bottom, box.right, box.top), rotate)
        self.turned = rotate != 0
        self.matrix = matrix
        self.out = PageGlyphs(number, width, height)
        self.invisible = 0
        self.fill, self.stroke = ctypes.c_int(), ctypes.c_int()
        self.bounds = [ctypes.c_float() for _ in range(4)]

    def read(self) -> PageGlyphs:
        if self.turned:
            # Boxes of characters are only right for upright text, so the objects themselves are laid upright
            # (in memory) before the text is read.
            upright = pdfium.FS_MATRIX(*self.matrix)
            for i in range(pdfium.FPDFPage_CountObjects(self.page)):
                pdfium.FPDFPageObj_TransformF(pdfium.FPDFPage_GetObject(self.page, i), upright)
            self.shift: Matrix = (1, 0, 0, 1, 0, 0)
        else:
            self.shift = self.matrix
        count = pdfium.FPDFPage_CountObjects(self.page)
        handle = ctypes.cast(self.page, ctypes.c_void_p).value
        self._objects((_get_object(handle, i) for i in range(count)), self.shift, 0)
        self._text()
        return self.out

    # -- drawn objects ---------------------------------------------------------------------------------------

    def _objects(self, objects: Any, matrix: Matrix, depth: int) -> None:
        kind_of, mode_of, text = _kind_of, _mode_of, pdfium.FPDF_PAGEOBJ_TEXT
        for handle in objects:
            kind = kind_of(handle)
            if kind == text:
                if mode_of(handle) in (3, 7):
                    self.invisible += 1
                continue
            item = ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT)
            if handle is None:
                continue
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._image(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
                count = pdfium.FPDFFormObj_CountObjects(item)
                inner = _matrix(item)
                get = pdfium.FPDFFormObj_GetObject
                parts = (ctypes.cast(get(item, i), _POINTER).value for i in range(max(count, 0)))
                self._objects(parts, _times(inner, matrix), depth + 1)

    def _path(self, item: Any, matrix: Matrix) -> None:
        fill, stroke = self.fill, self.stroke
        pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
        if not fill.value and not stroke.value:
            return
        count = pdfium.FPDFPath_CountSegments(item)
        if not stroke.value and count <= 6 and not self._thin(item, matrix):
            self.out.drawings += 1
            return  # a background: most of what WPS draws
        if len(self.out.segments) > self.settings.pieces_max or count > self.settings.pieces_max:
            self.out.drawings += 1
            return
        own = _times(_matrix(item), matrix)
        subpaths = self._subpaths(item, count, own)
        found = rules_of(
            subpaths, stroked=bool(stroke.value), filled=bool(fill.value), thin=self.settings.thin_pt
        )
        self.out.segments.extend(found)
        self.out.drawings += not found

    def _thin(self, item: Any, matrix: Matrix) -> bool:
        left, bottom, right, top = self.bounds
        pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        width, height = right.value - left.value, top.value - bottom.value
        scale = max(abs(matrix[0]), abs(matrix[1]))
        return bool(min(width, height) * scale <= self.settings.thin_pt + 0.5)

    def _subpaths(self, item: Any, count: int, m: Matrix) -> list[list[Point]]:
        a, b, c, d, e, f = m
        height = self.out.height
        x, y = ctypes.c_float(), ctypes.c_float()
        result: list[list[Point]] = []
        points: list[Point] = []
        for i in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(item, i)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            px, py = x.value, y.value
            point = (a * px + c * py + e, height - (b * px + d * py + f))
            if kind == pdfium.FPDF_SEGMENT_MOVETO or not points:
                points = [point]
                result.append(points)
            else:
                points.append(point)
            if pdfium.FPDFPathSegment_GetClose(segment) and points[0] != points[-1]:
                points.append(points[0])
        return result

    def _image(self, item: Any, matrix: Matrix) -> None:
        a, b, c, d, e, f = _times(_matrix(item), matrix)
        xs = (e, e + a, e + c, e + a + c)
        ys = (f, f + b, f + d, f + b + d)
        left, right = max(0.0, min(xs)), min(self.out.width, max(xs))
        top, bottom = self.out.height - max(ys), self.out.height - min(ys)
        top, bottom = max(0.0, top), min(self.out.height, bottom)
        if right > left and bottom > top:
            self.out.images.append((left, top, right, bottom))

    # -- text ------------------------------------------------------------------------------------------------

    def _text(self) -> None:
        text = pdfium.FPDFText_LoadPage(self.page)
        if not text:
            raise EngineError(f"text of page {self.out.number} is damaged")
        try:
            self._characters(text)
        finally:
            pdfium.FPDFText_ClosePage(text)

    def _characters(self, text: Any) -> None:
        box, m = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        box_at, m_at = ctypes.addressof(box), ctypes.addressof(m)
        handle = ctypes.cast(text, ctypes.c_void_p).value
        unicode_of, unmapped, size_of = _unicode_of, _unmapped, _size_of
        loose_of, matrix_of = _loose_of, _matrix_of
        dx, dy = self.shift[4], self.shift[5]
        width, height = self.out.width, self.out.height
        chars = self.out.chars
        hidden: list[str] = []
        high = 0
        for i in range(pdfium.FPDFText_CountChars(text)):
            code = unicode_of(handle, i)
            if code in (10, 13) or (code == 32 and pdfium.FPDFText_IsGenerated(text, i) == 1):
                continue
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                if not high:
                    continue
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
                high = 0
            mark = UNMAPPED if code == 0 or unmapped(handle, i) == 1 else chr(code)
            if self.invisible and self._is_hidden(text, i):
                hidden.append(mark)
                continue
            loose_of(handle, i, box_at)
            matrix_of(handle, i, m_at)
            a, d = m.a, m.d
            unit = size_of(handle, i)
            size = unit * abs(d)
            turn = 0
            baseline = m.f
            x0, x1 = box.left, box.right
            if m.b or a <= 0:
                turn = turn_of(a, m.b, m.c, d)
                if turn < 0:
                    continue
                if turn:
                    c = self._turned(text, i, mark, unit, m, turn)
                    if c is not None:
                        chars.append(c)
                    continue
            if not -0.1 * size <= baseline - box.bottom <= 0.7 * size:
                # A vertical-writing font: its loose box is unscaled (199 pt for a 10 pt character), its
                # origin is right, its tight box would let commas and 一 fall off their line.
                x, y = ctypes.c_double(), ctypes.c_double()
                pdfium.FPDFText_GetCharOrigin(text, i, x, y)
                x0, baseline, turn = x.value, y.value, 4
                x1 = x0 + size
            y = height - baseline - dy
            x0 += dx
            x1 += dx
            if x1 < 0 or x0 > width or y < 0 or y - ASCENT * size > height:
                continue
            chars.append(Char(mark, x0, y - ASCENT * size, x1, y + DESCENT * size, size, turn))
        self.out.hidden = "".join(hidden)

    def _turned(self, text: Any, i: int, mark: str, unit: float, m: Any, turn: int) -> Char | None:
        """A character on its side or upside down: the tight box along the line, the font size across it."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(text, i, left, right, bottom, top)
        dx, dy = self.shift[4], self.shift[5]
        x0, x1 = left.value + dx, right.value + dx
        y0, y1 = self.out.height - top.value - dy, self.out.height - bottom.value - dy
        if turn == 2:
            size = unit * abs(m.d)
            base = self.out.height - m.f - dy
            y0, y1 = base - DESCENT * size, base + ASCENT * size
        else:
            size = unit * abs(m.c)
            base = m.e + dx
            x0, x1 = (
                (base - DESCENT * size, base + ASCENT * size)
                if turn == 1
                else (base - ASCENT * size, base + DESCENT * size)
            )
        if x1 < 0 or x0 > self.out.width or y1 < 0 or y0 > self.out.height:
            return None
        return Char(mark, x0, y0, x1, y1, size, turn)

    @staticmethod
    def _is_hidden(text: Any, i: int) -> bool:
        item = pdfium.FPDFText_GetTextObject(text, i)
        return bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) in (3, 7)


def _matrix(item: Any) -> Matrix:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, m)
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
