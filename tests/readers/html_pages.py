"""Pages in the styles of government sites, office programs and WeChat, written for the tests; no page is a copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

Row = Sequence[str]


def merged(rows: Sequence[Row], *, number_from: int = 0) -> list[list[tuple[str, int, int] | None]]:
    """A grid whose merged labels are repeated (checker.specimen) as cells with row and column spans; None is covered.

    Values stay single: only equal words merge.
    """
    height, width = len(rows), max(map(len, rows))
    out: list[list[tuple[str, int, int] | None]] = [[None] * width for _ in rows]
    taken = [[False] * width for _ in rows]
    for r in range(height):
        for c in range(width):
            if taken[r][c]:
                continue
            text = rows[r][c]
            across = down = 1
            if not _is_value(text):
                while c + across < width and rows[r][c + across] == text and not taken[r][c + across]:
                    across += 1
                while r + down < height and all(rows[r + down][c + k] == text for k in range(across)):
                    down += 1
            for i in range(r, r + down):
                for k in range(c, c + across):
                    taken[i][k] = True
            out[r][c] = (text, down, across)
    return out


def _is_value(text: str) -> bool:
    return not text or text[0].isdigit() or text in ("/", "-", "—")


def table(rows: Sequence[Row], cell: Callable[[str], str] = escape) -> str:
    """The grid as a ``<table>`` with spans; ``cell`` writes a cell's content."""
    lines = []
    for row in merged(rows):
        cells = ""
        for item in row:
            if item is not None:
                text, down, across = item
                span = (f' rowspan="{down}"' if down > 1 else "") + (
                    f' colspan="{across}"' if across > 1 else ""
                )
                cells += f"<td{span}>{cell(text)}</td>"
        lines.append(f"<tr>{cells}</tr>")
    return '<table border="1"><tbody>' + "\n".join(lines) + "</tbody></table>"


def plain(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def spans(text: str) -> str:
    """One character a span, as editors leave it."""
    return (
        "<p style='text-indent:2em'>" + "".join(f"<span lang=ZH-CN>{escape(c)}</span>" for c in text) + "</p>"
    )


def word(text: str) -> str:
    """Word's “web page, filtered”: wrapped source lines, o:p, mso styles, conditions."""
    half = next(
        (i for i in range(len(text) // 2, 0, -1) if text[i - 1] > "\u3000" < text[i]), 0
    )  # amid Chinese words
    return (
        "<p class=MsoNormal style='text-indent:21.0pt;mso-char-indent-count:2.0'><![if !supportEmptyParas]><![endif]>"
        f"<span style='font-family:宋体'>{escape(text[:half])}\n{escape(text[half:])}<o:p></o:p></span></p>"
    )


def breaks(text: str) -> str:
    return f"　　{escape(text)}<br><br>\n"


def site(title: Sequence[str], body: str) -> str:
    """A site with a banner, menus, bread crumbs, metadata, share buttons and a foot with its own telephone."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title[-1]}_清河县人民政府</title>
<meta name="ArticleTitle" content="{"".join(title)}"><meta name="PubDate" content="2024-01-25 09:30">
<style>.TRS_Editor P{{margin:0}}</style><script>var a = "<p>一、不是正文</p>";</script></head><body>
<div class="top"><div class="w">今天是2024年3月5日 星期二 <a href="/">首页</a> | <a href="/wza">无障碍浏览</a></div></div>
<div class="header"><img src="/images/logo.png" width="600" height="120"><ul><li><a href="/a">要闻动态</a></li><li><a href="/b">政务公开</a></li>
<li><a href="/c">办事服务</a></li><li><a href="/d">互动交流</a></li></ul></div>
<div class="content-wrap"><div class="dqwz">当前位置：<a href="/">首页</a>&nbsp;&gt;&nbsp;<a href="/b">政务公开</a>&nbsp;&gt;&nbsp;<a href="/n">年报</a></div>
<div class="l-side"><h3>法定主动公开内容</h3><ul><li><a href="/1">机构职能</a></li><li><a href="/2">规划计划总结</a></li>
<li><a href="/3">关于做好防汛工作的通知</a><span>2024-03-01</span></li></ul></div>
<div class="r-main"><table class="xxgk"><tr><td>索 引 号：</td><td>00285/2024-00012</td><td>信息分类：</td><td>年度报告</td></tr>
<tr><td>发布机构：</td><td>县水利局</td><td>发文日期：</td><td>2024-01-24</td></tr></table>
<div class="article"><h1>{"<br/>".join(map(escape, title))}</h1>
<div class="info"><span>发布日期：2024-01-25</span> <span>来源：县水利局</span> <span>浏览次数：<b id="hits">218</b>次</span>
<span>字号：[<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>]</span></div>
<div id="zoom" class="TRS_Editor">{body}</div>
<div class="share"><span>分享到：</span><a href="#">微信</a><a href="#">微博</a></div>
<div class="tools">【<a href="#">打印本页</a>】【<a href="#">关闭窗口</a>】</div>
<div class="prev"><p>上一篇：<a href="/p">2022年政府信息公开工作年度报告</a></p><p>下一篇：没有了</p></div></div></div></div>
<div class="bottom"><p>主办：清河县人民政府办公室　承办：县大数据中心</p><p>联系电话：0319-8888888　地址：清河县政府街1号　邮编：054899</p>
<p>冀ICP备05000000号　网站标识码：1305340001</p></div><div style="display:none">扫描二维码，关注我们的微信公众号。</div></body></html>"""


def office(title: Sequence[str], body: str) -> str:
    """Word's “save as web page”."""
    heads = "".join(f"<p class=MsoTitle align=center><b><span>{escape(t)}</span></b></p>" for t in title)
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312">
<meta name=Generator content="Microsoft Word 15"><!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>李某</o:Author>
<o:LastAuthor>办公室</o:LastAuthor></o:DocumentProperties></xml><![endif]--><style><!-- p.MsoNormal {{margin:0cm}} --></style></head>
<body lang=ZH-CN><div class=WordSection1 style='layout-grid:15.6pt'>{heads}{body}</div>
<div style='mso-element:comment-list'><div style='mso-element:comment'><p>请核对数字。</p></div></div></body></html>"""


def wechat(title: Sequence[str], body: str) -> str:
    """A saved article of a public account: the text is made visible by a script."""
    soup = "<section>" * 60 + body + "</section>" * 60
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title></title></head><body id="activity-detail">
<div id="js_article"><div class="rich_media_inner"><h1 class="rich_media_title" id="activity-name">{"".join(map(escape, title))}</h1>
<div id="meta_content"><span class="rich_media_meta">清河水利</span> <em id="publish_time">2024-01-25 17:30</em></div>
<div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0;">{soup}</div>
<div class="rich_media_tool"><a href="#">阅读原文</a><span>微信扫一扫关注该公众号</span></div></div></div>
<div style="display:none"><p>轻触阅读原文，使用小程序打开。</p></div></body></html>"""


def framed(title: Sequence[str], body: str) -> str:
    """An old site: everything in layout tables, the article in one cell."""
    heads = "".join(f"<tr><td align=center><b>{escape(t)}</b></td></tr>" for t in title)
    return f"""<HTML><HEAD><META http-equiv="Content-Type" content="text/html; charset=gbk"></HEAD><BODY><TABLE width=1000><TR>
<TD colspan=2><A href="/">首页</A> | <A href="/x">新闻中心</A> | <A href="/y">政务公开</A> | <A href="/z">在线服务</A></TD></TR><TR>
<TD width=200><TABLE><TR><TD><A href="1">领导之窗</A></TD></TR><TR><TD><A href="2">政策法规文件</A></TD></TR></TABLE></TD>
<TD><TABLE>{heads}<tr><td align=center>发布时间：2024/1/25 &nbsp; 点击数：35 &nbsp; 【字体：<a href=#>大</a> <a href=#>小</a>】</td></tr>
<tr><td><FONT face=宋体>{body}</FONT></td></tr></TABLE></TD></TR>
<TR><TD colspan=2 align=center>版权所有 清河县水利局　电话：0319-8888888<BR>冀ICP备05000000号</TD></TR></TABLE></BODY></HTML>"""


STYLES: dict[str, tuple[Callable[[Sequence[str], str], str], Callable[[str], str]]] = {
    "site": (site, plain),
    "site with one character a span": (site, spans),
    "site with line breaks": (site, breaks),
    "office program": (office, word),
    "public account": (wechat, spans),
    "layout tables": (framed, breaks),
}
