"""Draws small PDFs for the tests: text and rules at exact places, by reportlab with a CJK font."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT = 85.0, 510.0


@cache
def _registered() -> str:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return FONT


class Sheet:
    """A canvas with the origin at the top left, as in the documents that readers yield."""

    def __init__(self, size: tuple[float, float] = (WIDTH, HEIGHT), **options: object) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=size, invariant=1, **options)
        self.height = size[1]

    def text(self, x: float, y: float, text: str, size: float = 12.0) -> None:
        """``text`` with its baseline at ``y`` below the top."""
        self.canvas.setFont(_registered(), size)
        self.canvas.drawString(x, self.height - y, text)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def box(self, x0: float, y0: float, x1: float, y1: float, *, grey: float) -> None:
        """A filled background without a border."""
        self.canvas.setFillGray(grey)
        self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def table(
        self,
        xs: Sequence[float],
        top: float,
        rows: Sequence[Sequence[str]],
        height: float = 24.0,
        *,
        close: bool = True,
        open_top: bool = False,
    ) -> float:
        """A fully ruled table; returns its bottom. ``close=False`` leaves the last bottom rule out."""
        bottom = top + height * len(rows)
        for x in xs:
            self.line(x, top, x, bottom)
        for i in range(len(rows) + 1):
            if (i == len(rows) and not close) or (i == 0 and open_top):
                continue
            self.line(xs[0], top + i * height, xs[-1], top + i * height)
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                for k, part in enumerate(text.split("\n")):
                    self.text(xs[j] + 4, top + i * height + 14 + 11 * k, part, 9)
        return bottom

    def page(self) -> None:
        self.canvas.showPage()

    def data(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()


def drawn(draw: Callable[[Sheet], object], **options: object) -> bytes:
    """The PDF that ``draw`` makes of one sheet."""
    sheet = Sheet(**options)  # type: ignore[arg-type]
    draw(sheet)
    return sheet.data()


def prose(
    sheet: Sheet, y: float, text: str, *, indent: float = 2.0, size: float = 12.0, pitch: float = 20.0
) -> float:
    """``text`` wrapped character by character between the margins, the first line indented by ``indent``
    ems."""
    x, line = LEFT + indent * size, ""
    start = x
    for c in text:
        step = pdfmetrics.stringWidth(c, _registered(), size)
        if x + step > RIGHT:
            sheet.text(start, y, line, size)
            y, x, start, line = y + pitch, LEFT, LEFT, ""
        line += c
        x += step
    sheet.text(start, y, line, size)
    return y + pitch
