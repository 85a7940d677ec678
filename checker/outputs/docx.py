"""``--format docx``: a copy of a Word file with native comments at the exact words or cells, nothing else changed."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checker.document import Place, Role
from checker.findings import Finding, Review
from checker.outputs import Rendered
from checker.outputs.comments import comment_text, content, unfit
from checker.readers.docx_package import W
from checker.readers.docx_walk import Source, Traced, spans_between, walk

AUTHOR = "gongkai"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
TEXT = W + "t"

Spot = tuple[Any, Any, int]
"""(run, node, offset in the node's text)"""


def one(review: Review, source: str | bytes, settings: Mapping[str, Any]) -> Rendered:
    """The commented copy; for another kind of input a line that says which format fits."""
    if review.kind != "docx" or review.document is None:
        return Rendered(None, unfit("docx", review, settings))
    from docx import Document

    data = content(source)
    document = Document(io.BytesIO(data))
    parts = _parts(document)
    blocks = walk(parts, review.path).blocks
    annotate(document, blocks, review.findings, settings.get("lang", "zh"))
    out = io.BytesIO()
    document.save(out)
    return Rendered(_settled(out.getvalue()))


def _parts(document: Any) -> Source:
    """The parts that the reader walks, as python-docx holds them: what is marked in them is saved."""
    from docx.opc.constants import RELATIONSHIP_TYPE as RT
    from lxml import etree

    part = document.part

    def related(kind: str) -> Any:
        for relation in part.rels.values():
            if relation.reltype == kind and not relation.is_external:
                return relation.target_part
        return None

    def root(kind: str) -> Any:
        target = related(kind)
        if target is None:
            return None
        element = getattr(target, "element", None)
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return element if element is not None else etree.fromstring(target.blob, parser)

    margins: list[tuple[Role, str, Any]] = []
    roles: tuple[Role, ...] = ("header", "footer")
    for role in roles:
        wanted = document.element.iter(f"{W}{role}Reference")
        seen = []
        for reference in wanted:
            identifier = next((v for k, v in reference.attrib.items() if k.endswith("}id")), None)
            if identifier in part.rels and identifier not in seen:
                seen.append(identifier)
                target = part.rels[identifier].target_part
                element = getattr(target, "element", None)
                margins.append((role, str(target.partname), element if element is not None else etree.fromstring(target.blob)))
    return Source(
        document.element, root(RT.STYLES), root(RT.NUMBERING), root(RT.FOOTNOTES), root(RT.ENDNOTES), root(RT.COMMENTS),
        tuple(margins),
    )  # fmt: skip


def annotate(document: Any, blocks: Sequence[Traced], findings: Iterable[Finding], lang: str) -> None:
    """Puts one comment for each finding: on its words, its cell, its footnote's mark, else on the first words."""
    wanted: list[tuple[Finding, Spot | None, Spot | None]] = []
    fallback = _first(blocks)
    for finding in findings:
        start, end = _spots(finding.place, blocks)
        wanted.append((finding, start or fallback, end or start or fallback))
    pieces = _split([s for _, a, b in wanted for s in (a, b) if s is not None])
    from docx.text.run import Run

    for finding, start, end in wanted:
        if start is None or end is None:
            paragraph = document.add_paragraph()  # a file without a single run: nothing else can carry the comment
            first = last = paragraph.add_run("")
        else:
            first = Run(pieces[_key(start)], document)
            last = Run(_before(pieces, end), document)
        comment = document.add_comment(runs=[first, last], text=comment_text(finding, lang), author=AUTHOR, initials="GK")
        comment._comment_elm.attrib.pop(f"{W}date", None)  # the same input gives the same bytes


def _spots(place: Place | None, blocks: Sequence[Traced]) -> tuple[Spot | None, Spot | None]:
    """Where a place begins and where it ends (behind its last character)."""
    if place is None or place.document != "this" or place.paragraph is None or place.paragraph >= len(blocks):
        return None, None
    block = blocks[place.paragraph]
    if block.reference is not None:  # a footnote or a text box: comments are allowed in the body alone
        return (block.reference, None, 0), (block.reference, None, -1)
    if block.part != "document" and block.part != "word/document.xml" and not _in_body(block):
        return None, None
    if place.cell is not None:
        cell = block.cells.get(place.cell)
        if cell is None:
            return None, None
        spans = [s for s in cell.spans if s.run is not None]
        if spans:
            return (spans[0].run, spans[0].node, spans[0].offset), (spans[-1].run, spans[-1].node, _end(spans[-1]))
        run = _empty_run(cell.element)
        return ((run, None, 0), (run, None, -1)) if run is not None else (None, None)
    low, high = place.span or (0, 10**9)
    spans = list(spans_between(block.spans, low, max(high, low + 1)))
    if not spans:  # an automatic number: the paragraph's first words carry it
        spans = [s for s in block.spans if s.run is not None][:1]
    if not spans:
        return None, None
    return (spans[0].run, spans[0].node, spans[0].offset), (spans[-1].run, spans[-1].node, _end(spans[-1]))


def _in_body(block: Traced) -> bool:
    return any(element.getroottree().getroot().tag == W + "document" for element in block.elements)


def _end(span: Any) -> int:
    return int(span.offset + span.end - span.start)


def _first(blocks: Sequence[Traced]) -> Spot | None:
    for block in blocks:
        if not _in_body(block) or block.reference is not None:
            continue
        for span in block.spans:
            if span.run is not None:
                return span.run, span.node, span.offset
    return None


def _empty_run(cell: Any) -> Any:
    """A run without text in a blank cell, for the comment to stand on."""
    paragraph = cell.find(W + "p")
    if paragraph is None:
        return None
    run = paragraph.find(W + "r")
    if run is None:
        run = paragraph.makeelement(W + "r")
        paragraph.append(run)
    return run


def _key(spot: Spot) -> tuple[int, int, int]:
    run, node, offset = spot
    return id(run), id(node) if node is not None else 0, offset


def _split(spots: Sequence[Spot]) -> dict[tuple[int, int, int], Any]:
    """Cuts runs at the spots; maps each spot to the run that begins there.

    A spot at -1 or at a node's end stands behind text; :func:`_before` finds the run that ends there.
    """
    cuts: dict[int, tuple[Any, dict[int, set[int]]]] = {}
    for run, node, offset in spots:
        _, by_node = cuts.setdefault(id(run), (run, {}))
        if node is not None:
            by_node.setdefault(id(node), set()).add(offset)
    begins: dict[tuple[int, int, int], Any] = {}
    for run, by_node in cuts.values():
        begins[id(run), 0, 0] = run
        begins[id(run), 0, -1] = run
        current = run
        for node in list(run):
            offsets = sorted(by_node.get(id(node), ()))
            if current is not run and node.tag != W + "rPr":
                run.remove(node)
                current.append(node)
            if not offsets:
                continue
            text = node.text or ""
            length = len(text) if node.tag == TEXT else 1
            marks = [o for o in offsets if 0 < o < length] if node.tag == TEXT else []
            if 0 in offsets:
                if _has_text(current, node):
                    current = _new_run(current, node, run)
                begins[id(run), id(node), 0] = current
            start_node = node
            bounds = [*marks, length]
            if marks:
                start_node.text = text[: marks[0]]
                _keep_space(start_node)
            for low, high in zip(marks, bounds[1:], strict=True):
                begins[id(run), id(node), -low] = current  # the run that ends at low
                fresh = copy.deepcopy(start_node)
                fresh.text = text[low:high]
                _keep_space(fresh)
                current = _sibling(current)
                current.append(fresh)
                begins[id(run), id(node), low] = current
            begins[id(run), id(node), -length] = current
            following = node.getnext() if current is run else None
            if length in offsets and following is not None:
                current = _sibling(current)
    return begins


def _before(pieces: Mapping[tuple[int, int, int], Any], spot: Spot) -> Any:
    run, node, offset = spot
    if node is None:
        return pieces[id(run), 0, 0]
    found = pieces.get((id(run), id(node), -offset))
    return found if found is not None else pieces[_key(spot)]


def _has_text(run: Any, upto: Any) -> bool:
    return any(child.tag != W + "rPr" and child is not upto for child in run)


def _new_run(current: Any, node: Any, run: Any) -> Any:
    fresh = _sibling(current)
    node.getparent().remove(node)
    fresh.append(node)
    return fresh


def _sibling(run: Any) -> Any:
    """An empty run of the same look behind ``run``."""
    fresh = run.makeelement(run.tag, dict(run.attrib))
    properties = run.find(W + "rPr")
    if properties is not None:
        fresh.append(copy.deepcopy(properties))
    run.addnext(fresh)
    return fresh


def _keep_space(node: Any) -> None:
    if node.text and (node.text[0].isspace() or node.text[-1].isspace()):
        node.set(XML_SPACE, "preserve")


def _settled(data: bytes) -> bytes:
    """The package with fixed time stamps: the same input gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            fixed = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = info.external_attr
            new.writestr(fixed, old.read(info.filename))
    return out.getvalue()
