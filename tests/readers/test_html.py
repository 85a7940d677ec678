"""HTML: what a reader of the page in a browser sees of the article, and nothing that the site prints around it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import specimen
from checker.document import Block, Document, Paragraph, Revision, Table, Trouble
from checker.errors import ReadError
from checker.language import get_language
from checker.readers.html import blocks_of, read
from checker.report.forms import read_forms
from checker.report.sections import find_sections
from checker.rulebook import load
from tests.readers.html_pages import STYLES, breaks, table

NAMES = (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
)  # fmt: skip


def page(html: str, encoding: str = "utf-8") -> Document:
    return read(html.encode(encoding), path="报告.html")


def texts(blocks: Document | list[Block]) -> list[str]:
    items = blocks.blocks if isinstance(blocks, Document) else blocks
    return [b.text for b in items if isinstance(b, Paragraph)]


def fragment(html: str) -> list[Block]:
    return blocks_of(html)[0]


def report(*after: str, tables: str = "") -> str:
    """Six sections with a sentence each; ``after`` goes behind the last."""
    body = "".join(
        f"<p>{n}</p><p>{n[2:]}的正文写在这里，共一句话。</p>{tables if i == 1 else ''}"
        for i, n in enumerate(NAMES)
    )
    return body + "".join(after)


# --- the specimen in six styles of page


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("year", [2020, 2023])
def test_every_cell_heading_and_sentence_of_the_specimen_is_read_and_no_furniture(
    style: str, year: int
) -> None:
    book = load()
    s = specimen.make(book, {}, year=year)
    frame, para = STYLES[style]
    keys = {f["section"]: k for k, f in book.editions[s.layout]["tables"].items()}
    body = "".join(map(para, s.preamble))
    for number in s.order:
        body += para(s.headings[number])
        if number in keys:
            rows = specimen.table_rows(book, s, keys[number])
            body += table(rows) if para is breaks else table(rows, para)
        body += "".join(map(para, s.sections.get(number, [])))
    html = frame(s.title, body)
    document = read(html.encode("gb18030" if "charset=gb" in html else "utf-8"), path="x.html")

    wanted = [*s.preamble, *(t for n in s.order for t in (s.headings[n], *s.sections.get(n, [])))]
    found = texts(document)
    assert found[-len(wanted) :] == wanted
    assert "".join(s.title) in "".join(found)
    extra = found[: -len(wanted)]
    assert all("年" in t or "水" in t or dt.date(2024, 1, 25).strftime("%Y") in t for t in extra), extra
    assert not [
        t for t in found if "8888888" in t or ("备" in t and "ICP" in t) or "首页" in t or "打印" in t
    ]
    sections, _ = find_sections(document.blocks, book.file("headings.yml"), get_language())
    assert [x.number for x in sections] == [0, 1, 2, 3, 4, 5, 6]
    forms = read_forms(book.editions, s.layout, [(x.number, x.blocks) for x in sections], document.troubles)
    for key, form in forms.items():
        assert form.status == "read"
        assert not form.missing_rows
        for (row, column), cell in form.cells.items():
            printed = s.cells[key].get((row, column), "0").removesuffix("元")
            assert cell.value == Decimal(printed), (key, row, column)
            assert cell.state == "read"


# --- the article among navigation


def test_the_foot_of_a_page_in_the_same_element_is_cut_and_a_contact_of_the_report_stays() -> None:
    html = report(
        "<p>联系电话：0319-8162345</p>",
        "<p>主办：清河县人民政府</p>",
        "<p>电话：0319-8888888</p>",
        "<p>冀ICP备05号</p>",
    )
    found = texts(
        page(f"<body><ul><li><a href=/>网站首页</a><li><a href=/b>政务公开栏目</a></ul>{html}</body>")
    )
    assert found[0] == NAMES[0]
    assert found[-1] == "联系电话：0319-8162345"


def test_a_title_two_levels_up_behind_bread_crumbs_is_found() -> None:
    html = (
        "<div class=main><div class=crumb>当前位置：<a href=/>首页</a> &gt; 年报</div><div class=t><p>清河县水利局</p>"
        "<p>2023年政府信息公开工作年度报告</p></div><div><div class=share>分享到：<a href=#>微信</a></div>"
        f"<div id=c>{report()}</div></div><div class=side><h3>热点专题</h3><a href=/1>某个专题栏目的名称</a></div></div>"
    )
    assert texts(page(html))[:3] == ["清河县水利局", "2023年政府信息公开工作年度报告", NAMES[0]]


def test_a_preamble_outside_the_element_of_the_sections_is_kept() -> None:
    preamble = "根据《中华人民共和国政府信息公开条例》编制本报告，所列数据的统计期限为2023年1月1日至2023年12月31日，欢迎监督。"
    html = f"<div><a href=/>首页导航链接文字</a><a href=/x>新闻中心</a></div><div><p>{preamble}</p><div>{report()}</div></div>"
    assert texts(page(html))[0] == preamble


def test_a_menu_of_anchors_to_the_sections_is_no_heading() -> None:
    menu = "<ul>" + "".join(f'<li><a href="#{i}">{n}</a></li>' for i, n in enumerate(NAMES)) + "</ul>"
    found = texts(page(f"<div class=toc>{menu}</div><div class=c>{report()}</div>"))
    assert found.count(NAMES[0]) == 1
    assert found[0] == NAMES[0]


def test_rows_of_table_3_are_not_taken_for_headings() -> None:
    row = "<tr><td>{}</td>" + "<td>0</td>" * 7 + "</tr>"
    labels = ("一、本年新收", "二、上年结转", "三、本年度办理结果", "四、结转下年度")
    grid = "<table>" + "".join(row.format(t) for t in labels) + "</table>"
    html = f"<div><p>总体情况</p><p>这里是没有编号的报告，正文也不长。</p>{grid}<p>其他事项没有。</p></div>"
    assert "这里是没有编号的报告，正文也不长。" in texts(page(f"<a href=/>首页</a><a href=/>新闻</a>{html}"))


def test_without_numbered_headings_the_bulk_of_the_text_is_the_article() -> None:
    prose = "".join(
        f"<p>第{i}段正文，说明全年公开工作的情况，内容较长以便占去页面的大半。</p>" for i in range(9)
    )
    links = "".join(f"<a href=/{i}>导航栏目名称</a>" for i in range(6))
    html = f"<div>{links}</div><div><h2>2023年政府信息公开工作年度报告</h2><div>{prose}</div></div><div>{links}</div>"
    found = texts(page(html))
    assert found[0] == "2023年政府信息公开工作年度报告"
    assert len(found) == 10


def test_metadata_keeps_title_and_date_only() -> None:
    meta = "索引号：001/2024 | 主题分类：年报 | 发布机构：县水利局 | 发布日期：2024-01-25 | 浏览次数：12"
    assert texts(page(f"<div><p>{meta}</p>{report()}</div>"))[0] == "发布日期：2024-01-25"


def test_a_page_of_which_all_looks_like_furniture_is_read_as_it_is() -> None:
    assert texts(page("<div class=nav><p>本页只有一句话。</p></div>")) == ["本页只有一句话。"]


def test_the_fixed_words_of_a_page_that_is_a_report_stay_where_they_are_prose() -> None:
    last = "<p>本单位不收取打印、复制费用，政府网站首页设有专栏，由县大数据中心承办并提供技术支持。</p>"
    assert texts(page(report(last)))[-1] == last[3:-4]


# --- running text


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>2023年，我局公开\n   信息 186 条</p>", ["2023年，我局公开信息 186 条"]),
        ("<p>&nbsp;&nbsp;　　首行缩进&nbsp;</p>", ["首行缩进"]),
        ("<p>地&nbsp;&nbsp;址：长江街</p>", ["地  址：长江街"]),
        ("<p><span>一</span><b>、总</b><span>体情况</span></p>", ["一、总体情况"]),
        ("　　第一段。<br><br>　　第二段。", ["第一段。", "第二段。"]),
        ("一、总体情况<br>正文在这里，<br>没有写完", ["一、总体情况", "正文在这里，", "没有写完"]),
        ("<p>这一行写得很长，因为编辑在句子中间按了换行键，后面<br>还有半句。</p>",
         ["这一行写得很长，因为编辑在句子中间按了换行键，后面还有半句。"]),
        ("<p>面积 5 m<sup>2</sup></p>", ["面积 5 m2"]),
        ("<p><ruby>条<rt>tiáo</rt></ruby>例</p>", ["条例"]),
        ("<dl><dt>地址</dt><dd>长江街18号</dd></dl>", ["地址", "长江街18号"]),
        ("<figure><p>图</p><figcaption>说明</figcaption></figure>", ["图", "说明"]),
        ("<ol><li>甲</li><li>乙</li></ol>", ["1.甲", "2.乙"]),
        ('<ol style="list-style-type:cjk-ideographic" start="4"><li>甲</li></ol>', ["四、甲"]),
        ("<ol type=a><li>甲<li value=4>乙</ol>", ["a.甲", "d.乙"]),
        ("<ol><li>1.已有编号</li></ol>", ["1.已有编号"]),
        ("<ol style='list-style:none'><li>甲</li></ol>", ["甲"]),
        ("<pre>第一行\n第二行</pre>", ["第一行", "第二行"]),
        ("<p>甲<script>var x = '<p>';</script>乙<noscript>丙</noscript><template><p>丁</p></template></p>", ["甲乙"]),
        ("<p><![if !supportLists]><span>一、</span><![endif]>总体<o:p></o:p>情况</p>", ["一、总体情况"]),
        ("<p>零\u200b宽\ufeff字\u00ad符</p>", ["零宽字符"]),
        ("<p>公开 &lt;3 &amp; &hellip; &unknown;</p>", ["公开 <3 & … &unknown;"]),
        ("<!DOCTYPE html [<!ENTITY a 'b'>]><p>&a;甲</p>", ["]>", "&a;甲"]),
        ("<div>甲<div>乙</div>丙</div>", ["甲", "乙", "丙"]),
        ("<p><span style='display:block'>甲</span><span style='display:block'>乙</span></p>", ["甲", "乙"]),
        ("<div style='display:inline'>甲</div><div style='display:inline'>乙</div>", ["甲乙"]),
    ],
)  # fmt: skip
def test_text_is_read_as_a_browser_shows_it(html: str, wanted: list[str]) -> None:
    assert texts(fragment(html)) == wanted


def test_list_numbers_are_counted_as_automatic() -> None:
    (first,) = fragment("<ol start=3><li><p>甲</p></li></ol>")
    assert isinstance(first, Paragraph)
    assert (first.text, first.auto) == ("3.甲", 2)


def test_headings_have_their_level() -> None:
    blocks = fragment("<h1>甲<br>乙</h1><p style='mso-outline-level:2'>丙</p><h6>丁</h6><p>戊</p>")
    assert [b.level for b in blocks if isinstance(b, Paragraph)] == [1, 1, 2, 6, None]


def test_links_are_character_ranges() -> None:
    (one,) = fragment('<p>详见<a href="/a"> 政府网站</a>和<a name="x">此处</a>。</p>')
    assert isinstance(one, Paragraph)
    assert [one.text[a:b].strip() for a, b in one.links] == ["政府网站"]
    across = fragment('<a href="/a"><p>甲</p><p>乙</p></a><p>丙</p>')
    assert [b.links for b in across if isinstance(b, Paragraph)] == [((0, 1),), ((0, 1),), ()]


def test_hidden_prose_is_no_text_and_is_told() -> None:
    document = page(report("<p style='display: none'>这句话读者看不见，却在文件里。</p><p hidden>菜单</p>"))
    assert texts(document)[-1].endswith("共一句话。")
    assert document.revisions == (Revision("hidden", "这句话读者看不见，却在文件里。", None, 12),)


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        ("根据《中华人民共和国政府信息公开条例》的规定，清河县水利局编制本报告。", False),
        ("我局共收到政府信息公开申请21件，按期答复。", False),
        ("我局共收到政府信息公开申请99件，按期答复。", True),
        ("领导批示：这一段先不要对外，等统一口径后再发。", True),
    ],
)
def test_hidden_text_that_the_page_shows_anyway_is_no_secret(hidden: str, told: bool) -> None:
    shown = (
        "<p>根据《中华人民共和国政府信息公开条例》和国务院办公厅的规定，清河县水利局编制本报告，现予公布。</p>"
        "<p>2023年，我局共收到政府信息公开申请21件，均按期答复。</p>"
    )
    document = page(report(f"{shown}<div style='display:none' id='summary'>{hidden}</div>"))
    assert bool(document.revisions) == told


def test_a_page_that_a_script_makes_visible_is_read() -> None:
    assert NAMES[5] in texts(page(f"<div style='display:none'>{report()}</div><p>正在加载。</p>"))


def test_tracked_changes_are_read_as_accepted() -> None:
    document = page(
        "<p>公开<del cite='mailto:甲' datetime='2024'>12</del><ins cite='mailto:甲' datetime='2024'>13</ins>件</p>"
    )
    assert texts(document) == ["公开13件"]
    assert [(r.kind, r.text, r.author) for r in document.revisions] == [
        ("deletion", "12", "甲"),
        ("insertion", "13", "甲"),
    ]


# --- what cannot be read


@pytest.mark.parametrize(
    ("html", "codes"),
    [
        ("<img src=1.png width=600 height=300>", ["picture"]),
        ("<img src=upload/2024/1.jpg>", ["picture"]),
        ("<img data-src=1.png data-w=1080>", ["picture"]),
        ("<img src=data:image/png;base64,iVBORw0KGgo=>", ["picture"]),
        ("<img src=icon_pdf.gif width=16 height=16>", []),
        ("<img src=/images/qrcode.png>", []),
        ("<iframe src='/viewer?file=/a.pdf' width=800></iframe>", ["object"]),
        ("<object data=a.pdf type=application/pdf></object>", ["object"]),
        ("<iframe src=/count.html width=0 height=0></iframe>", []),
    ],
)
def test_a_picture_or_object_in_the_article_is_told_with_the_block_behind_it(
    html: str, codes: list[str]
) -> None:
    document = page(f"<div>{report()}</div>".replace(f"<p>{NAMES[3]}", f"{html}<p>{NAMES[3]}"))
    assert [t.code for t in document.troubles] == codes
    for trouble in document.troubles:
        assert trouble.block is not None
        assert document.blocks[trouble.block] == Paragraph(trouble.block, NAMES[3])


def test_a_picture_in_a_cell_makes_the_cell_unreadable_and_one_beside_text_does_not() -> None:
    blocks, troubles = blocks_of(
        "<table><tr><td>规章</td><td><img src=a.png width=12 height=9></td><td>5<img src=b.png></td></table>"
    )
    assert [(c.text, c.readable) for t in blocks if isinstance(t, Table) for c in t.cells] == [
        ("规章", True), ("", False), ("5", True),
    ]  # fmt: skip
    assert Trouble("picture", block=1) in troubles


def test_properties_are_those_of_the_site_standard_and_of_word() -> None:
    html = "<meta name=ArticleTitle content=年报><meta name=PubDate content='2024-01-25 09:00'><title>x</title><p>一</p>"
    assert page(html).properties == (("title", "年报"), ("published", "2024-01-25 09:00"))
    word = "<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>李某</o:Author></o:DocumentProperties></xml><![endif]--><p>一</p>"
    assert page(word).properties == (("author", "李某"),)


# --- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    "head",
    ["", "<meta charset=gb2312>", '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">',
     '<?xml version="1.0" encoding="gbk"?>', "<meta charset=nonsense>"],
)  # fmt: skip
def test_the_charset_that_fits_wins_over_the_one_declared(encoding: str, head: str) -> None:
    html = f"<html><head>{head}</head><body><p>清河县水利局政府信息公开工作年度报告㑇𠮷</p></body></html>"
    document = page(html, encoding)
    assert texts(document) == ["清河县水利局政府信息公开工作年度报告㑇𠮷"]
    assert not document.troubles


def test_a_declared_charset_decides_where_several_fit() -> None:
    assert texts(page("<meta charset=big5><p>政府資訊公開條例</p>", "big5")) == ["政府資訊公開條例"]


def test_damaged_bytes_are_told() -> None:
    data = "<p>政府信息公开，工作年度报告</p>".encode().replace("开".encode(), b"\xe5\xff")
    document = read(data, path="x")
    assert [t.code for t in document.troubles] == ["encoding"]


@pytest.mark.parametrize(
    "html", ["<html><body></body></html>", "<script>甲</script>", "<p> &nbsp; </p>", "   "]
)
def test_a_page_without_text_is_told(html: str) -> None:
    with pytest.raises(ReadError) as caught:
        page(html)
    assert caught.value.code in ("no_text", "empty")


# --- hostile pages


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 3900 + "文",
        "<p>" + "<font>" * 900 + "文" + "</p>" * 50_000,
        "文" + "<" * 200_000,
        "<p>文" + " " * 500_000 + "</p>",
        "<b>" * 3000 + "<p>文" * 3000,
        "<table><tr><td>文" * 800,
        "<ul><li>文" * 1500,
        "<p>文</p>" + "<!--" * 100_000,
        "<p style='" + "display :" * 50_000 + "'>文",
        "<table><tr><td rowspan=65534 colspan=1000>文</td></tr>" + "<tr><td>1" * 300 + "</table>",
        "<p>文</p><a href='" + "x" * 500_000,
    ],
)
def test_hostile_pages_are_read(html: str) -> None:
    assert "文" in "".join(texts(page(html)) + [c.text for t in page(html).tables() for c in t.cells])


@pytest.mark.parametrize(
    "html", ["<div>" * 10_000 + "文", "<p>" + "文" * 2_000_001, "<table>" + ("<tr>" + "<td>1" * 60) * 40]
)
def test_limits_are_told(html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.readers.html_tables.TABLE_POSITIONS", 1000)
    with pytest.raises(ReadError) as caught:
        page(html)
    assert caught.value.code == "too_large"


# --- properties

WORDS = st.text(
    st.sampled_from("政府信息公开工作情况年月日件，；（）《》0123456789ab"), min_size=1, max_size=40
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(WORDS.filter(lambda t: t.strip()), min_size=1, max_size=8),
    st.sampled_from(["utf-8", "utf-16", "gb18030"]),
)
def test_paragraphs_round_trip_in_every_encoding(lines: list[str], encoding: str) -> None:
    html = "<meta charset=x><body>" + "".join(f"<p>政府信息{t}。</p>" for t in lines)
    assert texts(page(html, encoding)) == [f"政府信息{t}。" for t in lines]
