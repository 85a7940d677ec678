"""The walk leads from every character of a block back to the run that it stands in."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.document import Document, Paragraph, Table
from checker.readers import docx
from checker.readers.docx_package import Package, W
from checker.readers.docx_text import Span
from checker.readers.docx_walk import Source, Traced, Walk, source, spans_between, walk
from tests.readers.docx_files import change, deleted, p, package, r, read, rows, span, tbl, tc, tr


def walked(body: str, **parts: str) -> Walk:
    return walk(source(Package(package(body, **parts), "a.docx")))


def behind(spans: tuple[Span, ...]) -> str:
    """The text that the nodes behind some spans hold at the places that the spans name."""
    fixed = {W + "tab": "\t", W + "noBreakHyphen": "-"}
    parts = []
    for piece in spans:
        assert piece.node is not None
        text = fixed.get(piece.node.tag) or piece.node.text
        parts.append(text[piece.offset : piece.offset + piece.end - piece.start])
    return "".join(parts)


def test_every_character_leads_to_its_node() -> None:
    body = p(
        r("　　共收到")
        + change("ins", r("21"))
        + deleted("12")
        + "<w:r><w:tab/><w:t>件\u200b整</w:t><w:noBreakHyphen/></w:r>"
    )
    (traced,) = walked(body).blocks
    assert isinstance(traced.block, Paragraph)
    assert traced.block.text == "共收到21\t件整-"
    assert behind(traced.spans) == traced.block.text
    assert [piece.start for piece in traced.spans[1:]] == [piece.end for piece in traced.spans[:-1]]
    assert traced.spans[0].offset == 2


def test_a_range_is_cut_out_of_its_runs_without_automatic_number() -> None:
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    level += '<w:lvlText w:val="%1、"/></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>' + (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    (traced,) = walked(p(r("总体") + r("情况"), properties), numbering=numbering).blocks
    assert isinstance(traced.block, Paragraph)
    assert (traced.block.text, traced.block.auto) == ("一、总体情况", 2)
    cut = tuple(spans_between(traced.spans, 0, 5))
    assert [(s.start, s.end, s.offset) for s in cut] == [(2, 4, 0), (4, 5, 0)]
    assert behind(cut) == "总体情"


def test_cells_lead_back_too() -> None:
    (traced,) = walked(tbl(tr(tc(p("商业") + p(r("企") + r("业")), span(2)), "0"))).blocks
    cell = traced.cells[(0, 0)]
    assert cell.element.tag == W + "tc"
    assert behind(tuple(spans_between(cell.spans, 0, 2))) == "商业"
    assert behind(tuple(spans_between(cell.spans, 3, 5))) == "企业"
    assert behind(traced.cells[(0, 1)].spans) == "0"


def test_lines_of_one_paragraph_and_joined_paragraphs_name_their_elements() -> None:
    first, second = walked(p("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>")).blocks
    assert first.elements == second.elements
    mark = '<w:rPr><w:del w:author="李四"/></w:rPr>'
    (joined,) = walked(p("甲", mark) + p("乙")).blocks
    assert len(joined.elements) == 2
    assert behind(joined.spans) == "甲乙"


def test_a_footnote_knows_its_mark() -> None:
    notes = f'<w:footnote w:id="2">{p("注")}</w:footnote>'
    body, note = walked(p(r("正文") + '<w:r><w:footnoteReference w:id="2"/></w:r>'), footnotes=notes).blocks
    assert (note.part, body.part, body.reference) == ("footnotes", "document", None)
    assert note.reference is not None
    assert note.reference[0].tag == W + "footnoteReference"


def test_parts_parsed_by_python_docx_give_the_same_blocks() -> None:
    from docx import Document as Open

    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    data = package(
        p(r("共收到") + change("ins", r("21")) + r("件")) + tbl(tr("规章", "0")),
        {"[Content_Types].xml": types},
    )
    opened = Open(io.BytesIO(data))
    ours = [traced.block for traced in walk(Source(opened.element)).blocks]
    assert ours == list(docx.read(data, path="a.docx").blocks)


# --- random documents, written by a few lines of our own and read back

LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Cn")),
    min_size=1,
    max_size=30,
).filter(lambda s: s.strip() == s and not s.startswith("<"))
SHORT = st.text("甲乙丙0123456789.，件％ab", max_size=8).filter(lambda s: s.strip() == s)


@st.composite
def paragraphs(draw: st.DrawFn) -> tuple[str, str]:
    """A paragraph's text and its markup, cut into runs at random, with deletions strewn in."""
    text = draw(LINE)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=3)))
    markup = ""
    for low, high in zip([0, *cuts], [*cuts, len(text)], strict=True):
        piece = r(text[low:high])
        wrap = draw(st.sampled_from(("", "ins", "moveTo", "link", "sdt", "deleted")))
        if wrap in ("ins", "moveTo"):
            piece = change(wrap, piece)
        elif wrap == "link":
            piece = f"<w:hyperlink>{piece}</w:hyperlink>"
        elif wrap == "sdt":
            piece = f"<w:sdt><w:sdtPr/><w:sdtContent>{piece}</w:sdtContent></w:sdt>"
        elif wrap == "deleted":
            piece += deleted("删除")
        markup += piece
    return text, p(markup)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[tuple[int, int, int, int, str]], str]:
    """A grid with random rectangles merged: the cells as they must come back, and the markup."""
    height, width = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    owner: dict[tuple[int, int], tuple[int, int, int, int, str]] = {}
    for row in range(height):
        for column in range(width):
            if (row, column) in owner:
                continue
            free = next((c for c in range(column, width) if (row, c) in owner), width) - column
            columns = draw(st.integers(1, free)) if draw(st.booleans()) else 1
            deep = draw(st.integers(1, height - row)) if draw(st.booleans()) else 1
            cell = (row, column, deep, columns, draw(SHORT))
            for y in range(row, row + deep):
                for x in range(column, column + columns):
                    owner[y, x] = cell
    markup = []
    for row in range(height):
        cells, column = "", 0
        while column < width:
            top, _, deep, columns, text = owner[row, column]
            merge = "" if deep == 1 else f'<w:vMerge w:val="{"restart" if top == row else "continue"}"/>'
            cells += tc(text if top == row else "", span(columns) + merge)
            column += columns
        markup.append(tr(cells))
    return sorted(set(owner.values())), tbl(*markup)


def compressed(cells: list[tuple[int, int, int, int, str]]) -> list[tuple[int, int, int, int, str]]:
    """Columns that no cell border uses cannot be seen and are not counted."""
    edges = sorted({c[1] for c in cells} | {c[1] + c[3] for c in cells})
    last = max(c[0] for c in cells) + 1
    return [
        (
            row,
            edges.index(column),
            min(deep, last - row),
            edges.index(column + columns) - edges.index(column),
            text,
        )
        for row, column, deep, columns, text in cells
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(paragraphs(), tables()), min_size=1, max_size=6))
def test_what_is_written_is_read(blocks: list[tuple[object, str]]) -> None:
    document: Document = read("<w:p/>".join(markup for _, markup in blocks) + p("完"))
    wanted = [content for content, _ in blocks]
    flat: list[object] = []
    for content in wanted:
        if isinstance(content, list):
            shape = compressed(content)
            one_column = max(c[1] + c[3] for c in shape) == 1
            flat += [c[4] for c in shape if c[4]] if one_column else [shape]
        else:
            flat.append(content)
    found: list[object] = []
    for block in document.blocks[:-1]:
        if isinstance(block, Table):
            found.append([(c.row, c.column, c.row_span, c.column_span, c.text) for c in block.cells])
        else:
            found.append(block.text)
    assert found == flat


@settings(max_examples=30, deadline=None)
@given(st.lists(paragraphs(), min_size=1, max_size=4))
def test_spans_cover_the_text(blocks: list[tuple[str, str]]) -> None:
    result: tuple[Traced, ...] = walked("".join(markup for _, markup in blocks)).blocks
    assert [behind(traced.spans) for traced in result] == [text for text, _ in blocks]


def test_rows_of_a_table_written_by_python_docx() -> None:
    from docx import Document as New

    new = New()
    new.add_heading("一、总体情况", 1)
    table = new.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "甲"
    table.cell(1, 2).text = "5"
    stream = io.BytesIO()
    new.save(stream)
    heading, read_table = docx.read(stream.getvalue(), path="a.docx").blocks
    assert isinstance(heading, Paragraph) and isinstance(read_table, Table)
    assert (heading.text, heading.level) == ("一、总体情况", 1)
    assert rows(read_table) == [["甲", ""], ["", "", "5"]]
