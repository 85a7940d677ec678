"""``--format pdf``: a copy of a PDF with highlights and notes at the exact places."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checker.document import Box, Glyph, Paragraph, Place, Table
from checker.findings import Finding, Review, Severity
from checker.outputs import Rendered
from checker.outputs.comments import comment_text, content, unfit

COLOURS = {Severity.error: (1.0, 0.55, 0.5), Severity.warning: (1.0, 0.85, 0.4), Severity.advice: (0.6, 0.8, 1.0)}
NOTE = 18.0
"""Side of a note's icon in points."""


def one(review: Review, source: str | bytes, settings: Mapping[str, Any]) -> Rendered:
    """The highlighted copy; for another kind of input a line that says which format fits."""
    if review.kind != "pdf" or review.document is None:
        return Rendered(None, unfit("pdf", review, settings))
    import pikepdf

    data = content(source)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        notes = 0
        for finding in review.findings:
            quads = quads_of(review, finding.place)
            text = comment_text(finding, settings.get("lang", "zh"))
            if quads:
                for page, boxes in quads.items():
                    _highlight(pdf, pdf.pages[page - 1], boxes, finding, text)
            else:
                page = finding.place.page if finding.place and finding.place.page else 1
                _note(pdf, pdf.pages[min(page, len(pdf.pages)) - 1], notes, finding, text)
                notes += 1
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return Rendered(out.getvalue())


def quads_of(review: Review, place: Place | None) -> dict[int, list[Box]]:
    """Boxes (displayed page, origin top left) that cover a place, one a line, by page; empty where unknown."""
    document = review.document
    if document is None or place is None or place.paragraph is None or place.document != "this":
        return {}
    block = document.blocks[place.paragraph] if place.paragraph < len(document.blocks) else None
    glyphs: Sequence[Glyph | None] = ()
    if isinstance(block, Paragraph) and block.glyphs:
        start, end = place.span or (0, len(block.text))
        glyphs = block.glyphs[start:end]
    elif isinstance(block, Table) and place.cell is not None:
        cell = next((c for c in block.cells if (c.row, c.column) == place.cell), None)
        glyphs = cell.glyphs or () if cell else ()
    out: dict[int, list[Box]] = {}
    for page, box in _lines(g for g in glyphs if g is not None):
        out.setdefault(page, []).append(box)
    return out


def _lines(glyphs: Iterator[Glyph]) -> Iterator[Glyph]:
    """Neighbouring boxes on one line joined."""
    current: Glyph | None = None
    for page, box in glyphs:
        if current is not None:
            last_page, last = current
            overlap = min(last[3], box[3]) - max(last[1], box[1])
            if page == last_page and overlap > 0.4 * min(last[3] - last[1], box[3] - box[1]) and box[0] >= last[0] - 1:
                current = (page, (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3])))
                continue
            yield current
        current = (page, box)
    if current is not None:
        yield current


def to_user_space(page: Any, box: Box) -> Box:
    """A displayed box (origin top left) in the page's own coordinates: left, bottom, right, top."""
    crop = [float(v) for v in (page.obj.get("/CropBox") or page.cropbox)]
    left, bottom = min(crop[0], crop[2]), min(crop[1], crop[3])
    width, height = abs(crop[2] - crop[0]), abs(crop[3] - crop[1])
    turn = _rotation(page)
    corners = [(box[0], box[1]), (box[2], box[3])]
    moved = []
    for x, y in corners:
        ux, uy = {
            0: (x, height - y), 90: (y, x), 180: (width - x, y), 270: (width - y, height - x)
        }[turn]  # fmt: skip
        moved.append((ux + left, uy + bottom))
    (x0, y0), (x1, y1) = moved
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _rotation(page: Any) -> int:
    node, turn = page.obj, 0
    for _ in range(32):  # inherited through the tree of pages
        if "/Rotate" in node:
            turn = int(node["/Rotate"])
            break
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return turn % 360 if turn % 90 == 0 else 0


def _highlight(pdf: Any, page: Any, boxes: Sequence[Box], finding: Finding, text: str) -> None:
    import pikepdf

    rects = [to_user_space(page, b) for b in boxes]
    quads: list[float] = []
    for x0, y0, x1, y1 in rects:
        quads += [x0, y1, x1, y1, x0, y0, x1, y0]
    around = [min(r[0] for r in rects), min(r[1] for r in rects), max(r[2] for r in rects), max(r[3] for r in rects)]
    annotation = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Highlight, Rect=_numbers(around), QuadPoints=_numbers(quads),
        Contents=pikepdf.String(text), T=pikepdf.String("gongkai"), Subj=pikepdf.String(finding.rule),
        C=_numbers(COLOURS[finding.severity]), F=4,
    )  # fmt: skip
    _add(pdf, page, annotation)


def _note(pdf: Any, page: Any, nth: int, finding: Finding, text: str) -> None:
    """A note in the page's upper margin for a finding without exact place; notes stand side by side."""
    import pikepdf

    x = 20 + (nth % 20) * (NOTE + 6)
    y = 12 + (nth // 20) * (NOTE + 6)
    rect = to_user_space(page, (x, y, x + NOTE, y + NOTE))
    annotation = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=_numbers(rect), Contents=pikepdf.String(text),
        T=pikepdf.String("gongkai"), Subj=pikepdf.String(finding.rule), Name=pikepdf.Name.Note,
        C=_numbers(COLOURS[finding.severity]), F=28,
    )  # fmt: skip
    _add(pdf, page, annotation)


def _numbers(values: Sequence[float]) -> Any:
    import pikepdf

    return pikepdf.Array([round(float(v), 2) for v in values])


def _add(pdf: Any, page: Any, annotation: Any) -> None:
    import pikepdf

    if "/Annots" not in page.obj:
        page.obj["/Annots"] = pikepdf.Array()
    page.obj["/Annots"].append(pdf.make_indirect(annotation))
