"""Writes a specimen report in every format that the readers take."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator

from checker import specimen
from checker.rulebook import RuleBook
from checker.specimen import Specimen
from tests.support.forms import size, spanned

Part = tuple[str, str]
"""(title | heading | text | table, content)"""


def parts(book: RuleBook, s: Specimen) -> Iterator[Part]:
    for line in s.title:
        yield "title", line
    for text in s.preamble:
        yield "text", text
    tables = {form["section"]: key for key, form in book.editions[s.layout]["tables"].items()}
    for number in s.order:
        yield "heading", s.headings[number]
        if number in tables and tables[number] not in s.dropped:
            yield "table", tables[number]
        for text in s.sections.get(number, []):
            yield "text", text
    if s.dated:
        yield "text", s.dated


def markdown(book: RuleBook, s: Specimen) -> bytes:
    return specimen.markdown(book, s).encode()


def tabs(book: RuleBook, s: Specimen, encoding: str = "utf-8") -> bytes:
    """Tab-separated text: what copying a web page gives; a merged cell is printed once and then left blank."""
    out: list[str] = []
    for kind, content in parts(book, s):
        if kind != "table":
            out.append(content)
            continue
        cells = spanned(book, s, content)
        rows, columns = size(cells)
        grid = [[""] * columns for _ in range(rows)]
        for cell in cells:
            grid[cell.row][cell.column] = cell.text
        if content == "disclosure":
            starts = {(c.row, c.column) for c in cells}
            grid = [[v for c, v in enumerate(row) if (r, c) in starts] for r, row in enumerate(grid)]
        out.append("\n".join("\t".join(row) for row in grid))
    return ("\n\n".join(out) + "\n").encode(encoding)


def page(book: RuleBook, s: Specimen) -> bytes:
    """A web page: the article among navigation, tables with rowspan and colspan."""
    out = [
        '<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>政府信息公开年报</title></head><body>',
        '<div class="nav"><a href="/">首页</a> <a href="/zwgk">政务公开</a> <a href="/nb">政府信息公开年报</a></div>',
        '<div class="article">',
    ]
    for kind, content in parts(book, s):
        if kind == "title":
            out.append(f'<p style="text-align:center"><b>{html.escape(content)}</b></p>')
        elif kind == "table":
            out.append("<table border=1>")
            cells = spanned(book, s, content)
            for row in range(size(cells)[0]):
                out.append("<tr>")
                for c in (c for c in cells if c.row == row):
                    spans = f' rowspan="{c.row_span}"' * (c.row_span > 1) + f' colspan="{c.column_span}"' * (c.column_span > 1)
                    out.append(f"<td{spans}><p>{html.escape(c.text)}</p></td>")
                out.append("</tr>")
            out.append("</table>")
        else:
            out.append(f"<p>{html.escape(content)}</p>")
    out.append('</div><div class="footer">网站标识码：1300000000 <a href="/map">网站地图</a></div></body></html>')
    return "\n".join(out).encode()


def docx(book: RuleBook, s: Specimen) -> bytes:
    """A Word file by python-docx."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    document.core_properties.author = ""
    style = document.styles["Normal"]
    style.font.name = "Noto Serif CJK SC"
    style.font.size = Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
    for kind, content in parts(book, s):
        if kind == "table":
            cells = spanned(book, s, content)
            rows, columns = size(cells)
            table = document.add_table(rows, columns, style="Table Grid")
            grid = table._cells  # table.cell() makes this list anew each time
            for c in cells:
                cell = grid[c.row * columns + c.column]
                if c.row_span > 1 or c.column_span > 1:
                    cell = cell.merge(grid[(c.row + c.row_span - 1) * columns + c.column + c.column_span - 1])
                cell.text = c.text
                for paragraph in cell.paragraphs:
                    for run in paragraph.runs:
                        run.font.size = Pt(8)
            continue
        paragraph = document.add_paragraph()
        run = paragraph.add_run(content)
        if kind == "title":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run.font.size = Pt(18)
        elif kind == "heading":
            run.bold = True
        else:
            paragraph.paragraph_format.first_line_indent = Pt(24)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(book: RuleBook, s: Specimen) -> bytes:
    """A PDF by reportlab: another producer than LibreOffice, tables that cross pages."""
    from reportlab.lib import colors
    from reportlab.lib.enums import TA_CENTER
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    text = ParagraphStyle("text", fontName="STSong-Light", fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=24)
    title = ParagraphStyle("title", parent=text, fontSize=18, leading=26, alignment=TA_CENTER, firstLineIndent=0)
    small = ParagraphStyle("small", parent=text, fontSize=7.5, leading=10, firstLineIndent=0)
    story = []
    for kind, content in parts(book, s):
        if kind == "table":
            cells = spanned(book, s, content)
            rows, columns = size(cells)
            grid = [[""] * columns for _ in range(rows)]
            style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
            for c in cells:
                grid[c.row][c.column] = Paragraph(html.escape(c.text), small)
                # reportlab breaks pages between spans alone: a long one is cut, its lower parts stay blank.
                for top in range(c.row, c.row + c.row_span, 6):
                    bottom = min(top + 6, c.row + c.row_span) - 1
                    if (top, c.column) != (bottom, c.column + c.column_span - 1):
                        style.append(("SPAN", (c.column, top), (c.column + c.column_span - 1, bottom)))
            wide = 3 if content == "requests" else 0
            narrow = (A4[0] - 100) / (columns + 1.2 * wide)
            widths = [narrow * 2.2] * wide + [narrow] * (columns - wide)
            story += [Table(grid, colWidths=widths, style=TableStyle(style)), Spacer(1, 8)]
        else:
            story.append(Paragraph(html.escape(content), title if kind == "title" else text))
    out = io.BytesIO()

    def number(canvas: object, document: object) -> None:
        canvas.setFont("STSong-Light", 9)  # type: ignore[attr-defined]
        canvas.drawCentredString(A4[0] / 2, 25, f"- {document.page} -")  # type: ignore[attr-defined]

    template = SimpleDocTemplate(out, pagesize=A4, leftMargin=50, rightMargin=50, topMargin=50, bottomMargin=50, author=" ")
    template.build(story, onFirstPage=number, onLaterPages=number)
    return out.getvalue()


WRITERS = {"markdown": markdown, "text": tabs, "html": page, "docx": docx, "pdf": pdf}
NAMES = {"markdown": "报告.md", "text": "报告.txt", "html": "报告.html", "docx": "报告.docx", "pdf": "报告.pdf"}
