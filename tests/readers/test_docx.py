"""DOCX: what a reader of the page in Word sees, all changes accepted, is what the document holds."""

from __future__ import annotations

import io
import zipfile

import pytest

from checker.document import Paragraph, Revision, Table, Trouble
from checker.errors import ReadError
from checker.readers import docx
from tests.readers.docx_files import change, deleted, p, package, r, read, rows, span, tbl, tc, texts, tr

FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def field(instruction: str, result: str) -> str:
    return (
        FIELD.format("begin")
        + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        + FIELD.format("separate")
        + (result if result.startswith("<") else r(result))
        + FIELD.format("end")
    )


# --- running text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (r("共收到") + r("申请21件"), "共收到申请21件"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a\tb"),
        (r("0577") + "<w:r><w:noBreakHyphen/></w:r>" + r("88151206"), "0577-88151206"),
        ("<w:r><w:t>政府信</w:t><w:softHyphen/><w:t>息</w:t></w:r>", "政府信息"),
        (r("0577-\u202a881512\u200b06"), "0577-88151206"),
        ('<w:r><w:t>\n   缩进的文件\n  </w:t></w:r>', "缩进的文件"),
        (r("　　首行缩进　"), "首行缩进"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + r("已公开"), "☑已公开"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F082"/></w:r>' + r("件"), "②件"),
        ("<w:smartTag>" + r("温州市") + "</w:smartTag>" + r("政府"), "温州市政府"),
        ('<w:hyperlink r:id="x">' + r("网站") + "</w:hyperlink>" + r("公开"), "网站公开"),
        ("<w:sdt><w:sdtPr/><w:sdtContent>" + r("2023") + "</w:sdtContent></w:sdt>" + r("年"), "2023年"),
        ('<w:fldSimple w:instr=" DATE ">' + r("2024年1月") + "</w:fldSimple>", "2024年1月"),
        (r("共") + field("=SUM(A1:A2)", "21") + r("件"), "共21件"),
        (r("共") + field("IF 1=1", field("MERGEFIELD n", "21")) + r("件"), "共21件"),
        ("<w:r><w:ruby><w:rt/><w:rubyBase>" + r("鄞") + "</w:rubyBase></w:ruby></w:r>", "鄞"),
    ],
)  # fmt: skip
def test_a_paragraph_reads_as_it_is_shown(content: str, text: str) -> None:
    assert texts(read(p(content))) == [text]


def test_a_field_result_may_run_over_paragraphs() -> None:
    body = (
        p(
            FIELD.format("begin")
            + "<w:r><w:instrText>TOC</w:instrText></w:r>"
            + FIELD.format("separate")
            + r("一、")
        )
        + p("二、")
        + p(FIELD.format("end") + r("正文"))
    )
    assert texts(read(body)) == ["一、", "二、", "正文"]


def test_a_field_that_never_ends_does_not_swallow_the_report() -> None:
    body = p(r("甲") + FIELD.format("begin") + "<w:r><w:instrText>IF</w:instrText></w:r>") + p("乙")
    assert texts(read(body)) == ["甲", "乙"]


def test_a_manual_line_break_begins_a_paragraph_unless_a_sentence_goes_on() -> None:
    assert texts(read(p("<w:r><w:t>一、总体情况</w:t><w:br/><w:t>全年公开9条。</w:t></w:r>"))) == [
        "一、总体情况",
        "全年公开9条。",
    ]
    assert texts(read(p("<w:r><w:t>公开9条，</w:t><w:br/><w:t>解读2条。</w:t></w:r>"))) == [
        "公开9条，解读2条。"
    ]


def test_equations_and_objects_are_told_and_never_guessed() -> None:
    equation = "<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>"
    ole = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
    document = read(p(r("共") + equation) + p(r("见表") + ole))
    assert texts(document) == ["共", "见表"]
    assert document.troubles == (
        Trouble("object", block=0, detail="equation"),
        Trouble("object", block=1, detail="Excel.Sheet.12"),
    )


def drawing(width: int, content: str = "<a:blip/>", behind: int = 0) -> str:
    return (
        f'<w:r><w:drawing><wp:anchor behindDoc="{behind}"><wp:extent cx="{width}" cy="9"/>{content}'
        "</wp:anchor></w:drawing></w:r>"
    )


def test_a_wide_picture_is_told_where_it_stands_and_a_seal_is_not() -> None:
    body = p("三、收到和处理政府信息公开申请情况") + p(drawing(5_000_000)) + p(drawing(1_500_000)) + p("四、")
    assert read(body).troubles == (Trouble("picture", block=0),)
    assert read(p("一、") + p(drawing(7_000_000, behind=1))).troubles == ()
    shape = '<v:shape style="position:absolute;width:400pt;height:9pt"><v:imagedata/></v:shape>'
    vml = f"<w:r><w:pict>{shape}</w:pict></w:r>"
    assert read(p("一、") + p(vml)).troubles == (Trouble("picture", block=0),)


def test_text_boxes_follow_their_paragraph_and_count_once() -> None:
    def box(text: str) -> str:
        return f"<wps:txbx><w:txbxContent>{p(text)}</w:txbxContent></wps:txbx>"

    both = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>" + box("联系电话：0577-88151206")
        + "</w:drawing></mc:Choice><mc:Fallback><w:pict>" + box("联系电话：0577-88151206")
        + "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )  # fmt: skip
    document = read(p(r("一、") + both) + p("二、"))
    assert [(b.text, b.role) for b in document.paragraphs()] == [
        ("一、", "body"),
        ("联系电话：0577-88151206", "textbox"),
        ("二、", "body"),
    ]


def test_footnotes_stand_behind_the_block_with_their_mark_and_leave_no_digit_in_it() -> None:
    notes = f'<w:footnote w:type="separator" w:id="0">{p("线")}</w:footnote>' + (
        f'<w:footnote w:id="2">{p("<w:r><w:footnoteRef/></w:r>" + r(" 含上年结转。"))}</w:footnote>'
    )
    ends = f'<w:endnote w:id="2">{p("数据来源：统计系统。")}</w:endnote>'
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    end = '<w:r><w:endnoteReference w:id="2"/></w:r>'
    body = p(r("申请21") + mark + r("件")) + tbl(tr(tc(p(r("0") + end)), "1")) + p("完")
    document = read(body, footnotes=notes, endnotes=ends)
    shown = [(b.role, b.text) if isinstance(b, Paragraph) else b.cells[0].text for b in document.blocks]
    assert shown == [
        ("body", "申请21件"),
        ("footnote", "含上年结转。"),
        "0",
        ("footnote", "数据来源：统计系统。"),
        ("body", "完"),
    ]


def test_headers_and_footers_stand_at_the_end_without_page_numbers() -> None:
    body = p("正文") + (
        '<w:sectPr><w:headerReference r:id="header"/><w:footerReference r:id="footer"/>'
        '<w:footerReference r:id="footer"/></w:sectPr>'
    )
    footer = p(r("第") + field("PAGE", "3") + r("页")) + p("联系电话：0577-88151206")
    document = read(body, header=tbl(tr("温州市", "政务服务中心")), footer=footer)
    assert [(b.role, b.text) for b in document.paragraphs()] == [
        ("body", "正文"),
        ("header", "温州市"),
        ("header", "政务服务中心"),
        ("footer", "联系电话：0577-88151206"),
    ]


# --- what the file carries besides its text


def test_the_tracked_insertion_of_the_design_is_not_lost() -> None:
    document = read(p(r("共收到申请") + change("ins", r("21")) + deleted("12") + r("件")))
    assert texts(document) == ["共收到申请21件"]
    assert document.revisions == (
        Revision("insertion", "21", "张三", 0),
        Revision("deletion", "12", "张三", 0),
    )


def test_moved_text_stands_only_where_it_went() -> None:
    moved = change("moveFrom", r("甲乙")) + r("丙") + change("moveTo", r("甲乙"))
    document = read(p(moved))
    assert texts(document) == ["丙甲乙"]
    assert [x.kind for x in document.revisions] == ["deletion", "insertion"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    mark = '<w:rPr><w:del w:author="李四"/></w:rPr>'
    document = read(p("共收到申请", mark) + p("21件") + p("完"))
    assert texts(document) == ["共收到申请21件", "完"]
    assert document.revisions == (Revision("deletion", "¶", "李四", 0),)


def test_a_wholly_deleted_paragraph_is_gone_and_is_not_counted() -> None:
    mark = LIST.format(0) + '<w:rPr><w:del w:author="张三"/></w:rPr>'
    body = p("甲", LIST.format(0)) + p(deleted("乙"), mark) + p("丙", LIST.format(0))
    document = read(body, numbering=numbering(level(0, "chineseCounting", "%1、")))
    assert texts(document) == ["一、甲", "二、丙"]
    assert document.revisions == (Revision("deletion", "乙", "张三", 1),)


def test_tracked_rows_and_cells_come_out_as_accepted() -> None:
    table = tbl(
        tr("规章", "1"),
        tr("旧行", "2", properties='<w:del w:author="张三"/>'),
        tr("新行", "3", properties='<w:ins w:author="张三"/>'),
        tr("格", tc("9", '<w:cellDel w:author="李四"/>'), "4"),
    )
    document = read(table)
    assert rows(next(document.tables())) == [["规章", "1"], ["新行", "3"], ["格", "4"]]
    assert document.revisions == (
        Revision("deletion", "旧行2", "张三", 0),
        Revision("insertion", "新行\t3", "张三", 0),
        Revision("deletion", "9", "李四", 0),
    )


def test_hidden_text_is_no_text_but_is_told() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Q"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Q2"><w:basedOn w:val="Q"/></w:style>'
    )
    body = (
        p(r("公开") + r("内部", "<w:vanish/>") + r("草稿", '<w:rStyle w:val="H"/>') + r("9条"))
        + p(r("全藏"), '<w:pStyle w:val="Q2"/>')
        + p(r("又现", '<w:rStyle w:val="H"/>') + r("也现", '<w:vanish w:val="0"/>'), '<w:pStyle w:val="Q2"/>')
    )
    document = read(body, styles=styles)
    assert texts(document) == ["公开9条", "又现也现"]
    assert document.revisions == (
        Revision("hidden", "内部草稿", None, 0),
        Revision("hidden", "全藏", None, 0),
    )


def test_comments_belong_to_the_block_that_they_are_on() -> None:
    comments = "".join(
        f'<w:comment w:id="{i}" w:author="王五">{p(text)}</w:comment>'
        for i, text in ((0, "请核实"), (1, "没有位置"))
    )
    on = '<w:commentRangeStart w:id="0"/>' + r("21") + '<w:r><w:commentReference w:id="0"/></w:r>'
    document = read(p("甲") + tbl(tr(tc(p(on)), "3")), comments=comments)
    assert document.revisions == (
        Revision("comment", "请核实", "王五", 1),
        Revision("comment", "没有位置", "王五", None),
    )


def test_properties_name_people() -> None:
    from docx import Document as New

    new = New()
    new.add_paragraph("正文")
    new.core_properties.author, new.core_properties.last_modified_by = "张三", "李四"
    new.core_properties.title = "年度报告"
    stream = io.BytesIO()
    new.save(stream)
    properties = dict(docx.read(stream.getvalue(), path="a.docx").properties)
    assert (properties["author"], properties["last_modified_by"]) == ("张三", "李四")
    assert properties["title"] == "年度报告"
    assert properties["created"].startswith("2013-12-23T")


# --- levels and automatic numbers

LIST = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'


def level(ilvl: int, form: str, pattern: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/>{more}</w:lvl>'
    )


def numbering(*levels: str, nums: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>' + nums
    )


def test_automatic_numbers_are_visible_and_marked_as_such() -> None:
    parts = numbering(
        level(0, "chineseCountingThousand", "%1、"),
        level(1, "chineseCounting", "（%2）", '<w:suff w:val="nothing"/>'),
        level(2, "decimal", "%3.", '<w:suff w:val="space"/>'),
        level(3, "decimal", "%3.%4"),
    )
    order = (0, 1, 1, 2, 3, 3, 0, 1, 2)
    document = read("".join(p("文", LIST.format(i)) for i in order), numbering=parts)
    assert [(b.text, b.auto) for b in document.paragraphs()] == [
        ("一、文", 2), ("（一）文", 3), ("（二）文", 3), ("1. 文", 3), ("1.1\t文", 4), ("1.2\t文", 4),
        ("二、文", 2), ("（一）文", 3), ("1. 文", 3),
    ]  # fmt: skip


def test_lists_of_one_definition_go_on_and_a_start_override_begins_anew() -> None:
    nums = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )
    parts = numbering(level(0, "decimal", "%1、"), nums=nums)
    body = "".join(
        p("文", f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{n}"/></w:numPr>') for n in (1, 1, 2, 3, 3, 1)
    )
    assert texts(read(body, numbering=parts)) == ["1、文", "2、文", "3、文", "5、文", "6、文", "7、文"]


def test_headings_numbered_through_their_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/><w:pPr>'
        '<w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="3"><w:name w:val="公文标题"/><w:basedOn w:val="1"/></w:style>'
    )
    parts = numbering(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="1"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="2"/>'),
    )
    body = "".join(p("总体情况", f'<w:pStyle w:val="{s}"/>') for s in "123")
    body += p("无号", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    body += p("直接", '<w:outlineLvl w:val="2"/>') + p("正文", '<w:outlineLvl w:val="9"/>')
    document = read(body, styles=styles, numbering=parts)
    assert [(b.text, b.level) for b in document.paragraphs()] == [
        ("一、总体情况", 1), ("（一）总体情况", 2), ("二、总体情况", 1), ("无号", 1),
        ("直接", 3), ("正文", None),
    ]  # fmt: skip


def test_a_list_may_be_defined_by_a_numbering_style() -> None:
    parts = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="N"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="7">{level(0, "upperRoman", "%1.")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="8"><w:abstractNumId w:val="7"/></w:num>'
    )
    list_of_style = '<w:numPr><w:numId w:val="8"/></w:numPr>'
    styles = f'<w:style w:type="numbering" w:styleId="N"><w:pPr>{list_of_style}</w:pPr></w:style>'
    assert texts(read(p("文", LIST.format(0)), numbering=parts, styles=styles)) == ["I.\t文"]


def test_bullets_restarts_legal_numbers_and_hidden_ones() -> None:
    parts = numbering(
        level(0, "chineseCounting", "第%1部分"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "bullet", "\uf06c"),
        level(3, "decimal", "%4)", '<w:lvlRestart w:val="0"/>'),
        level(4, "decimal", "%5)", "<w:rPr><w:vanish/></w:rPr>"),
    )
    body = "".join(p("文", LIST.format(i)) for i in (0, 1, 2, 3, 0, 1, 3, 4))
    assert texts(read(body, numbering=parts)) == [
        "第一部分\t文", "1.1\t文", "●\t文", "1)\t文", "第二部分\t文", "2.1\t文", "2)\t文", "文",
    ]  # fmt: skip


def test_an_empty_numbered_paragraph_counts_but_is_no_text() -> None:
    parts = numbering(level(0, "decimal", "%1."))
    assert texts(
        read(p("甲", LIST.format(0)) + p("", LIST.format(0)) + p("乙", LIST.format(0)), numbering=parts)
    ) == [
        "1.\t甲",
        "3.\t乙",
    ]


# --- containers


def test_blocks_inside_content_controls_are_read_once_in_order() -> None:
    body = (
        f"<w:sdt><w:sdtContent>{p('甲')}<w:sdt><w:sdtContent>{p('乙')}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>"
        + f"<w:customXml>{p('丙')}</w:customXml>"
        + f"<mc:AlternateContent><mc:Choice>{p('丁')}</mc:Choice>"
        + f"<mc:Fallback>{p('丁')}</mc:Fallback></mc:AlternateContent>"
        + '<w:altChunk r:id="x"/>'
    )
    document = read(body)
    assert texts(document) == ["甲", "乙", "丙", "丁"]
    assert document.troubles == (Trouble("object", block=3, detail="altChunk"),)


def test_a_strict_file_reads_the_same() -> None:
    body = f"<w:p>{r('共收到申请21件')}</w:p>"
    with zipfile.ZipFile(io.BytesIO(package(body))) as archive:
        document = archive.read("word/document.xml").replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
    assert texts(docx.read(package("", {"word/document.xml": document}), path="a.docx")) == ["共收到申请21件"]


def test_no_text_and_a_scan_are_told_apart() -> None:
    for body, code in ((p(""), "no_text"), (p(drawing(6_000_000)), "scanned")):
        with pytest.raises(ReadError) as caught:
            read(body)
        assert caught.value.code == code


def test_the_same_bytes_give_the_same_document() -> None:
    data = package(p("甲") + tbl(tr("1", tc("2", span(2)))))
    assert docx.read(data, path="a") == docx.read(data, path="a")
    assert isinstance(docx.read(data, path="a").blocks[1], Table)
