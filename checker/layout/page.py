"""What an engine tells about one page: characters, straight drawn lines and pictures, upright and top-left.

Engines turn pages so that most text reads from left to right, cut away what lies outside the crop box, and
give every coordinate in points from the top left corner of what a reader of the page sees.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from checker.document import Box

UNMAPPED: Final = "\ufffd"
"""Stands for a glyph that the file gives no Unicode value for."""

CUT_INSIDE: Final = 0.3
"""Ems of a character that must lie beyond the edge: boxes of fonts are wider than their letters."""
CUT_OUTSIDE: Final = 1.5
"""Ems beyond the edge within which a line goes on."""
ASCENT: Final = 0.88
DESCENT: Final = 0.12
"""A character's box reaches so many ems above and below its baseline, whatever font metrics say: fonts lie
about theirs, engines read them differently, and two engines must see the same lines."""


class Char(NamedTuple):
    """One character; ``size`` is the font size as it appears on the page.

    ``turn`` is 0 for upright text, 1 for text that reads downwards, 2 for upside down, 3 for text that reads
    upwards, 4 for upright characters of a vertical-writing font.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    turn: int = 0

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def box(self) -> Box:
        return (self.x0, self.top, self.x1, self.bottom)


class Segment(NamedTuple):
    """A drawn line, horizontal (``top == bottom``) or vertical (``x0 == x1``)."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(slots=True)
class PageGlyphs:
    """Everything that layout needs of one page; ``number`` counts from 1."""

    number: int
    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    hidden: str = ""
    """Text that is in the file but not painted (render mode 3): what a scanner's OCR or an author left
    there."""
    cut: bool = False
    """Whether lines run over the left or right edge of the page: a reader of it does not see all that they say."""
    drawings: int = 0
    """How many filled shapes the page has beside rules: text turned into outlines shows here."""


def runs_over(x0: float, x1: float, size: float, width: float) -> bool:
    """Whether a character of a line stands on the left or right edge of the page or right behind it.

    What stands further out is no line that goes on: the other half of a sheet, marks of the printer.
    """
    least, most = CUT_INSIDE * size, CUT_OUTSIDE * size
    return (-most < x1 and x0 < -least) or (x1 > width + least and x0 < width + most)


Point = tuple[float, float]


def rules_of(
    subpaths: Iterable[Sequence[Point]], *, stroked: bool, filled: bool, thin: float
) -> list[Segment]:
    """The straight rules that a painted path shows.

    ``subpaths`` are lists of corner points (y downwards); a closed one repeats its first point. Anything
    thinner than ``thin`` is a rule along its length; the edges of a wider shape are rules only where they are
    stroked, because wide fills are backgrounds (WPS puts white ones behind every paragraph). Two nested
    filled rectangles less than ``thin`` apart are a frame, as browsers draw borders.
    """
    found: list[Segment] = []
    wide: list[Box] = []
    for points in subpaths:
        if len(points) < 2:
            continue
        xs = [p[0] for p in points]
        ys = [p[1] for p in points]
        x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
        width, height = x1 - x0, bottom - top
        if (stroked or filled) and (height <= thin or width <= thin):
            found.extend(_thin(x0, top, x1, bottom))
            continue
        if stroked:
            for (ax, ay), (bx, by) in itertools.pairwise(points):
                if abs(ay - by) <= 0.5 < abs(ax - bx):
                    y = (ay + by) / 2
                    found.append(Segment(min(ax, bx), y, max(ax, bx), y))
                elif abs(ax - bx) <= 0.5 < abs(ay - by):
                    x = (ax + bx) / 2
                    found.append(Segment(x, min(ay, by), x, max(ay, by)))
        elif filled and 4 <= len(points) <= 6:
            wide.append((x0, top, x1, bottom))
    for outer, inner in itertools.pairwise(wide):
        gaps = (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
        if min(gaps) < -0.01:
            gaps = (-gaps[0], -gaps[1], -gaps[2], -gaps[3])
        if min(gaps) < -0.01 or max(gaps) > thin or max(gaps) <= 0:
            continue
        x0, x1 = (outer[0] + inner[0]) / 2, (outer[2] + inner[2]) / 2
        top, bottom = (outer[1] + inner[1]) / 2, (outer[3] + inner[3]) / 2
        if gaps[1] > 0:
            found.append(Segment(x0, top, x1, top))
        if gaps[3] > 0:
            found.append(Segment(x0, bottom, x1, bottom))
        if gaps[0] > 0:
            found.append(Segment(x0, top, x0, bottom))
        if gaps[2] > 0:
            found.append(Segment(x1, top, x1, bottom))
    return found


def _thin(x0: float, top: float, x1: float, bottom: float) -> list[Segment]:
    """A thin shape as a rule; a dot (part of a dotted border) may belong to either direction."""
    width, height = x1 - x0, bottom - top
    across = Segment(x0, (top + bottom) / 2, x1, (top + bottom) / 2)
    down = Segment((x0 + x1) / 2, top, (x0 + x1) / 2, bottom)
    if width > 2 * height:
        return [across]
    if height > 2 * width:
        return [down]
    return [across, down]
