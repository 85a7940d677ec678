"""Plain text and Markdown: paragraphs as they were meant, page numbers gone, marks removed, troubles told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.document import Block, Paragraph, Table, Trouble
from checker.errors import ReadError
from checker.readers.text import read, read_text

PROSE = (
    "2023年，我局坚持以公开为常态，全年通过门户网站公开政府信息186条，其中工程招标、水质监测两类占六成；制发行政规范性文件2件，"
    "均在7个工作日内同步公开解读材料，社会公众可以在专栏查询。对2016年以来的文件逐件核对时效，废止1件，现行有效9件，目录已在网站"
    "更新，网站新设河湖长制专题一个，政务新媒体按月自查，未发现错误表述。办公室两名专职人员负责公开工作，上半年、下半年各培训一次。"
)


def plain(text: str) -> list[str]:
    return [b.text for b in read_text(text, markdown=False)[0] if isinstance(b, Paragraph)]


def marked(text: str) -> list[str]:
    return [b.text for b in read_text(text, markdown=True)[0] if isinstance(b, Paragraph)]


def shape(blocks: list[Block]) -> list[str]:
    return [b.text if isinstance(b, Paragraph) else "|".join(c.text for c in b.cells) for b in blocks]


def wrapped(text: str, columns: int) -> list[str]:
    """Lines of so many columns; a number is not parted."""
    lines, line, width = [], "", 0
    tokens: list[str] = []
    for c in text:
        if tokens and c.isascii() and tokens[-1][-1].isascii():
            tokens[-1] += c
        else:
            tokens.append(c)
    for token in tokens:
        size = sum(1 if c.isascii() else 2 for c in token)
        if width + size > columns:
            lines.append(line)
            line, width = "", 0
        line, width = line + token, width + size
    return [*lines, line]


# --- plain text


@pytest.mark.parametrize("columns", [60, 66, 80])
@pytest.mark.parametrize("indent", ["　　", "", "    "])
def test_wrapped_lines_become_paragraphs(columns: int, indent: str) -> None:
    body = "\n".join(wrapped(indent + PROSE, columns))
    text = f"一、总体情况\n{body}\n二、主动公开政府信息情况\n{body}\n无。\n"
    assert plain(text) == ["一、总体情况", PROSE, "二、主动公开政府信息情况", PROSE, "无。"]


def test_a_paragraph_a_line_stays_so() -> None:
    lines = [
        "清河县水利局",
        "2023年政府信息公开工作年度报告",
        PROSE,
        PROSE[:80] + "。",
        "一、总体情况",
        PROSE[80:],
        "无。",
    ]
    assert plain("\n".join(lines)) == lines


@pytest.mark.parametrize("number", ["- 3 -", "—3—", "第 3 页", "第3页 共12页", "3 / 12", "-3-"])
@pytest.mark.parametrize("feed", ["\n", "\f", "\n\n"])
def test_page_numbers_inside_a_sentence_are_dropped(number: str, feed: str) -> None:
    half = PROSE.index("占六成")
    assert plain(f"{PROSE[:half]}\n\n{number}\n{feed}{PROSE[half:]}\n") == [PROSE]


def test_a_bare_page_number_is_dropped_beside_a_form_feed_only() -> None:
    half = PROSE.index("占六成")
    assert plain(f"{PROSE[:half]}\n\n3\n\f{PROSE[half:]}") == [PROSE]
    assert plain(f"{PROSE}\n\n3\n") == [PROSE, "3"]


def test_numbered_lines_and_values_begin_paragraphs() -> None:
    lines = [
        "（一）主动公开。全年公开政府信息一百八十六条，内容包括工程招标和水质监测等",
        "（二）依申请公开",
        "1.受理申请",
        "十二件",
    ]
    assert plain("\n".join(lines)) == lines


def test_a_tab_behind_a_number_is_no_table() -> None:
    assert shape(read_text("一、\t总体情况\n\t2023年，我局公开信息186条。", markdown=False)[0]) == [
        "一、\t总体情况", "2023年，我局公开信息186条。",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end(encoding: str, end: str) -> None:
    document = read(f"一、总体情况{end}{PROSE}{end}".encode(encoding), path="报告.txt", kind="text")
    assert [p.text for p in document.paragraphs()] == ["一、总体情况", PROSE]
    assert not document.troubles


def test_characters_that_cannot_be_restored_are_told() -> None:
    document = read(PROSE.encode()[:-1] + b"\n" + PROSE.encode(), path="x", kind="text")
    assert document.troubles == (Trouble("encoding", detail="1"),)


@pytest.mark.parametrize(
    ("data", "code"), [(b"  \n", "empty"), ("\u3000\n".encode(), "no_text"), (b"a" * 2_000_001, "too_large")]
)
def test_what_holds_no_report_is_told(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(data, path="x.txt", kind="text")
    assert caught.value.code == code


# --- Markdown


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("**（一）主动公开。**我局公开", ["（一）主动公开。我局公开"]),
        ("**一、总体情况**\n正文。", ["一、总体情况", "正文。"]),
        ("__一、总体情况__\n正文。", ["一、总体情况", "正文。"]),
        ("***重点***和*次要*、2*3*4、`代码`、~~删去~~", ["重点和次要、2*3*4、代码、删去"]),
        ("详见[门户网站](http://a.gov.cn \"x\")和<http://b.gov.cn/>", ["详见门户网站和http://b.gov.cn/"]),
        ("[网站][1]\n\n[1]: http://a.gov.cn", ["网站"]),
        ("- 第一项\n- 第二项\n* 第三项", ["第一项", "第二项", "第三项"]),
        ("> 引用的话\n> 还有一句", ["引用的话", "还有一句"]),
        ("第一行  \n第二行", ["第一行", "第二行"]),
        ("第一行<br>第二行", ["第一行", "第二行"]),
        ("<!-- 注释\n还是 -->\n正文", ["正文"]),
        ("1\\. 转义\\*符号\\*", ["1. 转义*符号*"]),
        ("正文<sup>1</sup>和<font color=red>红字</font>&nbsp;&amp;", ["正文1和红字 &"]),
        ("***\n正文\n\n---\n", ["正文"]),
        ("```\n代码里的话\n第二行\n```\n正文", ["代码里的话", "第二行", "正文"]),
        ("<div align=center>\n\n居中\n\n</div>", ["居中"]),
        ('<p align="center">居中的<b>标题</b></p>\n\n正文', ["居中的标题", "正文"]),
    ],
)  # fmt: skip
def test_marks_are_removed_and_words_stay(text: str, wanted: list[str]) -> None:
    assert marked(text) == wanted


def test_headings_by_hash_and_by_underline() -> None:
    blocks, _ = read_text("# 甲 #\n标题乙\n===\n标题丙\n---\n###### 丁\n#无空格\n", markdown=True)
    assert [(b.text, b.level) for b in blocks if isinstance(b, Paragraph)] == [
        ("甲", 1), ("标题乙", 1), ("标题丙", 2), ("丁", 6), ("#无空格", None),
    ]  # fmt: skip


def test_front_matter_tells_title_and_date() -> None:
    text = '---\ntitle: "2023年年度报告"\ndate: 2024-01-25\ntags: [x]\n---\n正文'
    assert marked(text) == ["2023年年度报告", "发布日期：2024-01-25", "正文"]


def test_footnotes_are_marked_as_such() -> None:
    blocks, _ = read_text("正文[^1]。\n\n[^1]: 数据来自年报。", markdown=True)
    assert [(b.text, b.role) for b in blocks if isinstance(b, Paragraph)] == [
        ("正文。", "body"),
        ("数据来自年报。", "footnote"),
    ]


@pytest.mark.parametrize("image", ["![表三](a.png)", "<img src='a.png'>", "![][a]"])
def test_a_picture_is_told_with_the_block_behind_it(image: str) -> None:
    blocks, troubles = read_text(f"三、申请情况\n\n{image}\n\n四、复议情况\n", markdown=True)
    assert troubles == [Trouble("picture", block=1)]
    assert shape(blocks) == ["三、申请情况", "四、复议情况"]


def test_html_tables_are_read_with_their_spans_and_troubles() -> None:
    text = "开头\n\n<table>\n<tr><td rowspan=2>规章</td>\n\n<td>1</td></tr><tr><td><img src=a.png width=300 height=200></td></tr>\n</table>\n正文"
    blocks, troubles = read_text(text, markdown=True)
    assert shape(blocks) == ["开头", "规章|1|", "正文"]
    table = blocks[1]
    assert isinstance(table, Table)
    assert table.index == 1
    assert not table.ragged
    assert table.cells[0].row_span == 2
    assert not table.cells[2].readable
    assert troubles == [Trouble("picture", block=2)]


def test_a_table_never_closed_does_not_swallow_the_rest() -> None:
    assert shape(read_text("<table><tr><td>规章<td>0\n\n# 下一节\n", markdown=True)[0]) == [
        "规章|0",
        "下一节",
    ]


# --- hostile text


@pytest.mark.parametrize("markdown", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "中" * 500_000, "|" * 100_000, "|a" * 50_000, "[" * 300_000, "[a](" * 80_000, "**a " * 80_000, "__a " * 80_000,
        "`a" * 100_000, "# " * 150_000, "- " * 150_000 + "x", " " * 300_000 + "x", "中  " * 100_000, "标  1  2  3\n" * 5000,
        "标签\n" * 15_000, "标签\n\n\n\n" * 10_000, "标签\n1\n" * 10_000, "│" * 100_000, "│中│\n" * 10_000,
        "<table>\n\n" * 2000, "<!--\n" * 20_000, "```\n" * 10_001, ">" * 300_000, "![" * 100_000, "<a " * 100_000,
        "\f" * 200_000, "\f3\n" * 20_000, "\t" * 300_000, "[^1]: " * 40_000, "<img " * 50_000, "\\" * 300_000,
        ("中" * 28 + "，\n") * 5000, ("中" * 28 + "，\n\n") * 3000, "&;" * 100_000,
    ],
    ids=lambda t: repr(t[:12]),
)  # fmt: skip
def test_hostile_text_is_read(text: str, markdown: bool) -> None:
    read_text(text, markdown=markdown)


# --- properties

SENTENCES = st.lists(
    st.text(st.sampled_from("政府信息公开工作情况年月日件，（）《》0123456789"), min_size=8, max_size=60).map(lambda t: f"我局{t}。"),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    SENTENCES,
    st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]),
    st.sampled_from(["markdown", "text"]),
)
def test_paragraphs_round_trip_in_every_encoding(lines: list[str], encoding: str, kind: str) -> None:
    document = read(
        "\n\n".join(lines).encode(encoding), path="x", kind="text" if kind == "text" else "markdown"
    )
    assert [p.text for p in document.paragraphs()] == lines


# --- copied from a web page


TITLE = "清河县西河镇人民政府2023年政府信息公开工作年度报告"


def test_a_long_title_directly_above_its_text_is_a_line_of_its_own() -> None:
    assert plain(f"{TITLE}\n{PROSE}\n一、总体情况\n{PROSE}\n") == [TITLE, PROSE, "一、总体情况", PROSE]
    assert plain(f"{TITLE}\n发布日期：2024-01-12\n一、总体情况\n") == [TITLE, "发布日期：2024-01-12", "一、总体情况"]


@pytest.mark.parametrize(
    "line",
    ["首页 / 政府信息公开 / 政府信息公开年报 / 正文", "当前位置：首页>政府信息公开>年报", "【字体：", "字体：[大] [中] [小]", "• 打印"],
)
def test_what_a_page_prints_above_its_article_is_left_out(line: str) -> None:
    assert plain(f"{line}\n\n{TITLE}\n\n一、总体情况\n") == [TITLE, "一、总体情况"]


def test_of_a_pages_metadata_title_and_date_are_kept() -> None:
    text = f"""索 引 号 014258/2024-00001 分 类 综合政务 / 报告
发布机构 西河镇 发文日期 2024-01-15
标 题 {TITLE}
内容概述 {PROSE}

{TITLE}

点击次数：1382 更新时间：2024-04-07 【打印此页】 【关闭

{PROSE}
"""
    assert plain(text) == ["发文日期 2024-01-15", f"标 题 {TITLE}", TITLE, PROSE]


def test_metadata_in_a_table_of_pipes_tell_the_date() -> None:
    text = f"""| 索引号 | 620702081/2024-00007 | 发文字号 | |
| 生成日期 | 2024-01-23 16:24:38 | 是否有效 |

{TITLE}
一、总体情况
"""
    assert plain(text) == ["生成日期 2024-01-23 16:24:38 是否有效", TITLE, "一、总体情况"]


def test_below_the_first_heading_nothing_counts_as_a_pages_own() -> None:
    assert plain(f"一、总体情况\n分享到：微信\n{PROSE}\n") == ["一、总体情况", "分享到：微信", PROSE]
