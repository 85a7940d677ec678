"""The default PDF engine: pdfium through pypdfium2's raw functions, with reused buffers.

pdfium is not thread-safe and keeps global state: only one thread of a process may be in here at a time.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from checker.layout.page import ASCENT, DESCENT, UNMAPPED, Char, PageGlyphs, Point, rules_of, runs_over
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


class _Handle(ctypes.c_void_p):
    """A pointer that stays an object, to be handed on to the next call as it is."""


def _direct(function: Any, result: Any = ctypes.c_int) -> Any:
    """The same C function without conversion of arguments, which is most of what a call costs: asked for three times
    a character, it shows. Integers are C ints, pointers must be :class:`_Handle` or ``byref``."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result)(address)


def _handle(pointer: Any) -> _Handle:
    return ctypes.cast(pointer, _Handle)


_unicode_of = _direct(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
_unmapped = _direct(pdfium.FPDFText_HasUnicodeMapError)
_generated = _direct(pdfium.FPDFText_IsGenerated)
_object_of = _direct(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)
_loose_of = _direct(pdfium.FPDFText_GetLooseCharBox, None)
_matrix_of = _direct(pdfium.FPDFText_GetMatrix, None)
_size_of = _direct(pdfium.FPDFText_GetFontSize, ctypes.c_double)
_get_object = _direct(pdfium.FPDFPage_GetObject, _Handle)
_get_part = _direct(pdfium.FPDFFormObj_GetObject, _Handle)
_kind_of = _direct(pdfium.FPDFPageObj_GetType)
_mode_of = _direct(pdfium.FPDFTextObj_GetTextRenderMode)
_object_matrix = _direct(pdfium.FPDFPageObj_GetMatrix, None)
_bounds_of = _direct(pdfium.FPDFPageObj_GetBounds, None)
_draw_mode = _direct(pdfium.FPDFPath_GetDrawMode, None)
_count_segments = _direct(pdfium.FPDFPath_CountSegments)
_get_segment = _direct(pdfium.FPDFPath_GetPathSegment, _Handle)
_segment_kind = _direct(pdfium.FPDFPathSegment_GetType)
_segment_point = _direct(pdfium.FPDFPathSegment_GetPoint, None)
_segment_closes = _direct(pdfium.FPDFPathSegment_GetClose)

_PAINTS_NOTHING = (3, 7)
"""Text render modes of text that is in the file but not seen."""


class _Run(NamedTuple):
    """What all characters of one text object share."""

    hidden: bool
    turn: int
    unit: float
    """Font size before the matrix."""
    size: float
    baseline: float
    """From the bottom, as pdfium counts."""


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
        self.invisible = False
        # one of each for the whole page: making them costs more than the calls that fill them
        self.fill, self.stroke = ctypes.c_int(), ctypes.c_int()
        self.x, self.y = ctypes.c_float(), ctypes.c_float()
        self.bounds = [ctypes.c_float() for _ in range(4)]
        self.form = pdfium.FS_MATRIX()

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
        page = _handle(self.page)
        self._objects((_get_object(page, i) for i in range(count)), self.shift, 0)
        self._text()
        return self.out

    # -- drawn objects ---------------------------------------------------------------------------------------

    def _objects(self, objects: Iterable[_Handle], matrix: Matrix, depth: int) -> None:
        text = pdfium.FPDF_PAGEOBJ_TEXT
        for item in objects:
            kind = _kind_of(item)
            if kind == text:
                self.invisible = self.invisible or _mode_of(item) in _PAINTS_NOTHING
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._image(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
                count = pdfium.FPDFFormObj_CountObjects(ctypes.cast(item, pdfium.FPDF_PAGEOBJECT))
                inner = _times(self._matrix(item), matrix)
                self._objects((_get_part(item, i) for i in range(max(count, 0))), inner, depth + 1)

    def _matrix(self, item: _Handle) -> Matrix:
        m = self.form
        m.a, m.b, m.c, m.d, m.e, m.f = (0.0,) * 6  # what pdfium leaves where it has none
        _object_matrix(item, ctypes.byref(m))
        return (m.a, m.b, m.c, m.d, m.e, m.f)

    def _path(self, item: _Handle, matrix: Matrix) -> None:
        fill, stroke = self.fill, self.stroke
        _draw_mode(item, ctypes.byref(fill), ctypes.byref(stroke))
        if not fill.value and not stroke.value:
            return
        count = _count_segments(item)
        if not stroke.value and count <= 6 and not self._thin(item, matrix):
            self.out.drawings += 1
            return  # a background: most of what WPS draws
        if len(self.out.segments) > self.settings.pieces_max or count > self.settings.pieces_max:
            self.out.drawings += 1
            return
        own = _times(self._matrix(item), matrix)
        subpaths = self._subpaths(item, count, own)
        found = rules_of(
            subpaths, stroked=bool(stroke.value), filled=bool(fill.value), thin=self.settings.thin_pt
        )
        self.out.segments.extend(found)
        self.out.drawings += not found

    def _thin(self, item: _Handle, matrix: Matrix) -> bool:
        left, bottom, right, top = self.bounds
        _bounds_of(item, *map(ctypes.byref, self.bounds))
        width, height = right.value - left.value, top.value - bottom.value
        scale = max(abs(matrix[0]), abs(matrix[1]))
        return bool(min(width, height) * scale <= self.settings.thin_pt + 0.5)

    def _subpaths(self, item: _Handle, count: int, m: Matrix) -> list[list[Point]]:
        a, b, c, d, e, f = m
        height = self.out.height
        x, y = self.x, self.y
        at_x, at_y = ctypes.byref(x), ctypes.byref(y)
        result: list[list[Point]] = []
        points: list[Point] = []
        for i in range(count):
            segment = _get_segment(item, i)
            _segment_point(segment, at_x, at_y)
            px, py = x.value, y.value
            point = (a * px + c * py + e, height - (b * px + d * py + f))
            if not points or _segment_kind(segment) == pdfium.FPDF_SEGMENT_MOVETO:
                points = [point]
                result.append(points)
            else:
                points.append(point)
            if _segment_closes(segment) and points[0] != points[-1]:
                points.append(points[0])
        return result

    def _image(self, item: _Handle, matrix: Matrix) -> None:
        a, b, c, d, e, f = _times(self._matrix(item), matrix)
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
        box_at = ctypes.byref(box)
        sides = memoryview(box).cast("B").cast("f")  # the fields of ``box`` at once
        handle = _handle(text)
        unicode_of, unmapped, object_of, loose_of = _unicode_of, _unmapped, _object_of, _loose_of
        new, char = tuple.__new__, Char  # a Char without the argument handling of its constructor
        dx, dy = self.shift[4], self.shift[5]
        width, height = self.out.width, self.out.height
        chars = self.out.chars
        hidden: list[str] = []
        high = 0
        last: int | None = None
        run = _Run(False, 0, 0.0, 0.0, 0.0)
        for i in range(pdfium.FPDFText_CountChars(text)):
            code = unicode_of(handle, i)
            if code in (10, 13) or (code == 32 and _generated(handle, i) == 1):
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
            item = object_of(handle, i)
            if item != last or item is None:  # what pdfium adds itself belongs to no object
                last, run = item, self._run(handle, i, item, m)
            is_hidden, turn, unit, size, baseline = run
            if is_hidden:
                hidden.append(mark)
                continue
            if turn:
                c = self._turned(text, i, mark, unit, m, turn) if turn > 0 else None
                if c is not None:
                    chars.append(c)
                continue
            loose_of(handle, i, box_at)
            x0, _, x1, bottom = sides
            if not -0.1 * size <= baseline - bottom <= 0.7 * size:
                # A vertical-writing font: its loose box is unscaled (199 pt for a 10 pt character), its
                # origin is right, its tight box would let commas and 一 fall off their line.
                x, y = ctypes.c_double(), ctypes.c_double()
                pdfium.FPDFText_GetCharOrigin(text, i, x, y)
                x0, baseline, turn = x.value, y.value, 4
                x1 = x0 + size
            base = height - baseline - dy
            top = base - ASCENT * size
            x0 += dx
            x1 += dx
            if x0 < 0 or x1 > width or base < 0 or top > height:
                if 0 <= base <= height and mark.strip() and runs_over(x0, x1, size, width):
                    self.out.cut = True
                if x1 < 0 or x0 > width or base < 0 or top > height:
                    continue
            chars.append(new(char, (mark, x0, top, x1, base + DESCENT * size, size, turn)))
        self.out.hidden = "".join(hidden)

    def _run(self, handle: _Handle, i: int, item: int | None, m: Any) -> _Run:
        """What the text object ``item`` of the character ``i`` tells; fills ``m`` with its matrix."""
        hidden = self.invisible and item is not None and _mode_of(_Handle(item)) in _PAINTS_NOTHING
        _matrix_of(handle, i, ctypes.byref(m))
        unit = _size_of(handle, i)
        turn = turn_of(m.a, m.b, m.c, m.d) if m.b or m.a <= 0 else 0
        return _Run(hidden, turn, unit, unit * abs(m.d), m.f)

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


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
