"""What a site prints behind and before a report is none of it: its dates, titles, contacts and blanks are not judged."""

from __future__ import annotations

import datetime as dt

import pytest

from checker import readers, rulebook, specimen
from checker.document import Paragraph
from checker.language import get_language
from checker.report.build import build
from checker.report.model import Report
from checker.report.titles import page_title, read_title
from tests.support.road import judge, understand

BOOK = rulebook.load()
TITLE = "清河市水利局{}年政府信息公开工作年度报告"


def printed(*behind: str) -> str:
    """A sound report, dated below its title, with lines behind it."""
    edit = {"title": [TITLE.format(2023), "发布日期：2024-01-12"]}
    return specimen.markdown(BOOK, specimen.make(BOOK, edit)) + "".join(f"\n{line}\n" for line in behind)


def outside(text: str) -> list[str]:
    document, report = understand(text, BOOK)
    return [b.text for b in document.blocks if b.index in report.outside and isinstance(b, Paragraph)]


@pytest.mark.parametrize(
    "behind",
    [
        ["最后更新：2023-02-30"],
        ["信息来源：XXX　责任编辑：×××"],
        ["此页面对您是否有帮助？ ○有 ○没有 请填写理由：______ 【请填写】"],
        ["保密提示：严禁在本网站发布秘密★信息，涉密不上网 请勿上传内部资料"],
        ["相关阅读", f"· {TITLE.format(2022)} 2023-01-18", f"· {TITLE.format(2020)} 2021-01-20"],
        [f"{TITLE.format(2022)} [2023-01-18]", f"{TITLE.format(2020)} [2021-01-20]"],
        [
            "2020年度我局政府信息公开工作年度报告 2021-01-20",
            "截至2022年11月30日全市汛情通报",
            "2024年我局共受理申请55件",
        ],
        ["关于汛期值班的通知 2022-06-02", "全市水利工作会议召开"],
        ["推荐阅读", "2020年全市水情公报", "2020年2月30日雨情"],
        ["局机关开展春季植树活动 2021-03-02", "我局2020年共受理申请55件"],
        ["本网页最后修改时间为 2023-02-30"],
        ["页面评价：★★★★★ 非常满意 ____"],
        ["温馨提示：请勿在留言中涉及机密★信息"],
        ["智能问答机器人：您好，请问有什么可以帮您？ 您好，请问有什么可以帮您？"],
        ["友情链接：县卫计委 县国土资源局", "联系电话：6123110 邮编：32390"],
        ["版权所有：清河市人民政府 冀ICP备05024681号", "今年2月30日更新 秘密★1年"],
    ],
)
def test_what_a_site_prints_behind_a_report_gives_no_finding(behind: list[str]) -> None:
    text = printed(*behind)
    assert outside(text) and "".join(outside(text)) in "".join(behind)
    assert [f.message.zh for f in judge(text)[0]] == []
    report = understand(text, BOOK)[1]
    assert report.dated == dt.date(2024, 1, 12)
    assert [p.value for p in report.contacts.phones] == ["0319-8162345"]


@pytest.mark.parametrize(
    "behind",
    [
        ["清河市水利局", "2024年1月16日"],
        ["清河市水利局 2024-01-16"],
        ["清河市水利局办公室 2024-01-16 印发"],
        ["以上数据统计至 2023-12-31"],
        ["报告日期 2024-01-16"],
        ["附件：1.清河市水利局2023年政府信息公开工作年度报告.docx"],
        ["（此件公开发布）", "抄送：市政府办公室。", "清河市水利局办公室　2024年1月16日印发"],
        ["联系地址：河北省邢台市清河县长江街18号，邮编：054800，电话：0319-8162345。"],
        ["相关文件已在网站公开，其中规范性文件2件。"],
        ["2024年，我局将按月核对水位数据。"],
    ],
)
def test_how_a_report_ends_is_the_reports(behind: list[str]) -> None:
    assert outside(printed(*behind)) == []


def test_a_labelled_date_that_the_site_prints_counts_where_there_is_no_other() -> None:
    bare = printed("信息来源：办公室　发布日期：2024-01-16 10:30").replace("发布日期：2024-01-12", "")
    assert understand(bare, BOOK)[1].dated == dt.date(2024, 1, 16)
    listed = printed("相关阅读", f"{TITLE.format(2020)} 发布日期：2021-01-20")
    assert understand(listed, BOOK)[1].dated == dt.date(2024, 1, 12)


def test_what_a_site_prints_before_a_report_is_none_of_it() -> None:
    edit = {
        "title": [
            "保密提示：严禁发布秘密★信息",
            "更新时间：2023-02-30",
            TITLE.format(2023),
            "来源：XXX　发布日期：2024-01-12",
        ]
    }
    text = specimen.markdown(BOOK, specimen.make(BOOK, edit))
    assert judge(text)[0] == []
    assert understand(text, BOOK)[1].dated == dt.date(2024, 1, 12)


def test_prose_behind_such_a_line_is_the_reports() -> None:
    prose = "此外，2023年2月30日我局对各科室公开的数据逐条核对，共核对186条，其中工程招标类112条、水质监测类74条，发现差错3条，均在当月改正并向社会说明。"
    assert outside(printed("相关链接：", "信息来源：办公室", prose)) == ["信息来源：办公室"]
    assert "Y08" in {f.rule for f in judge(printed("相关链接：", prose))[0]}


def test_a_telephone_at_the_foot_of_the_page_counts_where_the_report_has_none() -> None:
    bare = printed("联系我们", "联系电话：0319-8162345").replace("；电话：0319-8162345", "")
    assert [p.value for p in understand(bare, BOOK)[1].contacts.phones] == ["0319-8162345"]


# -- titles -----------------------------------------------------------------------------------------------------


def title_of(years: list[int], named: str = "", covered: int | None = None) -> int | None:
    lines = [Paragraph(i, TITLE.format(year)) for i, year in enumerate(years)]
    title = read_title(lines, BOOK.file("agency_kinds.yml"), get_language(), named, covered)
    return title.year if title else None


def test_among_the_titles_of_several_years_the_pages_own_is_the_reports() -> None:
    assert title_of([2025, 2024, 2022, 2023], named=TITLE.format(2022) + "_清河市人民政府") == 2022
    assert title_of([2025, 2022, 2024], covered=2022) == 2022
    assert title_of([2025, 2024, 2022]) == 2022
    assert title_of([2023], named=TITLE.format(2022), covered=2022) == 2023  # its only one, be it wrong


def page(head: str, *before: str) -> Report:
    body = specimen.markdown(BOOK, specimen.make(BOOK, {"title": []})).split("\n\n")
    lines = "".join(
        f"<p>{line.removeprefix('## ')}</p>" for line in (*before, *body) if not line.startswith("|")
    )
    html = f"<html><head><title>{head}</title></head><body><div>{lines}</div></body></html>"
    document = readers.read(html.encode(), path="page.html")
    return build(document, BOOK, get_language())


@pytest.mark.parametrize(
    "head",
    [TITLE.format(2023), TITLE.format(2023) + "_清河市人民政府", "清河市人民政府网 - " + TITLE.format(2023)],
)
@pytest.mark.parametrize("before", [(), ("政府信息公开年报",), ("组配分类 政府信息公开年报",)])
def test_a_title_in_the_head_of_a_page_alone_is_the_reports(head: str, before: tuple[str, ...]) -> None:
    title = page(head, *before).title
    assert title is not None
    assert (title.organ, title.year, title.place.paragraph) == ("清河市水利局", 2023, None)


def test_a_title_without_organ_in_the_head_still_tells_the_year() -> None:
    report = page("2023年政府信息公开工作年度报告", "政府信息公开年报")
    assert report.title is not None and report.title.text == "2023年政府信息公开工作年度报告"


@pytest.mark.parametrize("head", ["清河市人民政府门户网站", "政府信息公开年报"])
def test_the_name_of_a_site_is_no_title(head: str) -> None:
    assert page_title(head, BOOK.file("agency_kinds.yml"), get_language()) is None
