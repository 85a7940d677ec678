"""The extractor: what is a reference to law, where it begins and ends, what it resolves to."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import pytest

from checker.document import Paragraph
from checker.language import get_language
from checker.statutes.citations import Citation
from checker.statutes.evaluate import carriers, evaluate, items
from checker.statutes.extract import extract
from checker.statutes.extract_fold import fold
from checker.statutes.extract_marks import pair
from checker.statutes.resolve import load_register

REGULATION = "中华人民共和国政府信息公开条例"
FORMAT_2019 = "国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知"
OPEN = Path(__file__).parents[2] / "corpus" / "citations" / "open.jsonl"


def read(*texts: str, year: int = 2023, day: dt.date | None = dt.date(2024, 1, 20)) -> tuple[Citation, ...]:
    paragraphs = [(1, Paragraph(i, text, page=1)) for i, text in enumerate(texts)]
    return extract(paragraphs, load_register(), get_language(), year, day)


def texts(*given: str) -> list[str]:
    return [c.text for c in read(*given)]


def test_the_open_half_meets_the_bars() -> None:
    total = evaluate(items(OPEN), load_register(), get_language()).total
    assert total.f1 >= 0.97
    assert total.links >= 0.98 * total.titles
    assert total.numbers_right >= 0.98 * total.numbers
    assert total.articles_right >= 0.98 * total.articles


def test_registered_titles_resolve_to_themselves_in_every_carrier() -> None:
    """A sample; benchmarks/citations.py --carriers runs them all."""
    count, wrong = carriers(load_register(), get_language(), every=97)
    assert count > 300
    assert wrong == []


def test_a_citation_says_where_it_stands() -> None:
    (c,) = read("第一段没有。", "根据《政府信息公开条例》（国令第711号）第五十条编制。")
    assert c.place.paragraph == 1
    assert c.place.section == 1
    assert c.place.page == 1
    assert c.place.span == (2, 25)
    assert c.place.quote == c.text == "《政府信息公开条例》（国令第711号）第五十条"
    assert (c.title, c.number, c.article) == ("政府信息公开条例", "国令第711号", "第五十条")
    assert (c.resolved, c.version, c.state) == (REGULATION, "国务院令第711号", "in_force")


@pytest.mark.parametrize(
    "number",
    [
        "国务院令第711号",
        "国令第711号",
        "国务院第711号令",
        "国务院711号令",
        "中华人民共和国国务院令第711号",
        "国务院令（第711号）",
        "国务院令第七百一十一号",
        "国务院令第 ７１１ 号",
        "第711号国务院令",
    ],
)
def test_decrees_in_all_forms(number: str) -> None:
    (c,) = read(f"《条例》（{number}）自2019年5月15日起施行。")
    assert c.number == number
    assert c.version == "国务院令第711号"
    (alone,) = read(f"按照{number}编制。")
    assert alone.number == number
    assert alone.resolved == REGULATION


@pytest.mark.parametrize(
    "number",
    [
        "国办公开办函〔2021〕30号",
        "国办公开办函[2021]30号",
        "国办公开办函【2021】第30号",
        "国办公开办函（2021）30号",
        "国办公开办函﹝2021﹞ 30 号",
        "国办公开办函〔202130号",
        "国办公开办函202130号",
        "国办公开办函\n〔2021〕30号",
        "国办公开办函〔２０２１〕３０号",
    ],
)
def test_document_numbers_in_all_forms(number: str) -> None:
    (c,) = read(f"本报告依{number}编制。")
    assert c.number == number
    assert c.numbers[0].form == "国办公开办函〔2021〕30号"
    assert c.resolved is not None
    assert c.resolved.endswith("工作年度报告格式》的通知")


def test_lost_brackets_are_damage_and_no_fault() -> None:
    (c,) = read("依国办公开办函〔202130号编制。")
    assert c.numbers[0].brackets == "damaged"
    assert "brackets" not in c.numbers[0].faults


@pytest.mark.parametrize(
    ("article", "values"),
    [
        ("第五十条第（四）项", (50,)),
        ("第20条第2款", (20,)),
        ("第十四条至第十六条", (14, 16)),
        ("第十四、十五、十六条", (14, 15, 16)),
        ("第二十条第（一）（五）（六）项", (20,)),
        ("第二十条、第二十一条第三款", (20, 21)),
        ("第 五十 条", (50,)),
        ("第一千零三十九条", (1039,)),
    ],
)
def test_articles(article: str, values: tuple[int, ...]) -> None:
    (c,) = read(f"按《条例》{article}的规定，公开30件。")
    assert c.article == article
    assert c.articles == values


def test_lists() -> None:
    assert texts("学习《民法典》、《档案法》和《保密法》，以及行政处罚法。") == [
        "《民法典》",
        "《档案法》",
        "《保密法》",
        "行政处罚法",
    ]


def test_short_titles_mean_what_the_text_says() -> None:
    found = read(
        "按《上海市政府信息公开规定》（以下简称《规定》）和《条例》编制。",
        "《规定》第十条、条例第五条另有要求；该条例第六条不引。",
    )
    assert [(c.text, c.resolved) for c in found] == [
        ("《上海市政府信息公开规定》", "上海市政府信息公开规定"),
        ("《条例》", REGULATION),
        ("《规定》第十条", "上海市政府信息公开规定"),
        ("条例第五条", REGULATION),
    ]
    assert found[0].defined_as == "规定"
    assert found[2].defined


def test_an_undefined_bare_title_is_nobodys() -> None:
    (c,) = read("两个《实施办法》口径不一。")
    assert c.resolved is None


def test_history_form_is_one_citation() -> None:
    (c,) = read("《条例》（国务院令第492号公布，第711号修订）施行以来。")
    assert c.number == "国务院令第492号公布，第711号修订"
    assert c.history_form
    assert c.version == "国务院令第711号"


@pytest.mark.parametrize(
    ("text", "history", "comparison", "quoted"),
    [
        ("当时执行的是国务院令第492号。", True, False, False),
        ("上年报告用的是国办公开办函〔2019〕60号。", False, True, False),
        ("2019年，我局按国办公开办函〔2019〕60号编制。", False, True, False),
        ("判决写道：“依据《条例》第三十七条。”", False, False, True),
        ("现行国务院令第492号。", False, False, False),
    ],
)
def test_context(text: str, history: bool, comparison: bool, quoted: bool) -> None:
    (c,) = read(text)
    assert (c.history, c.comparison, c.quoted) == (history, comparison, quoted)


@pytest.mark.parametrize(
    "text",
    [
        "《海州日报》《问政山东》《政府信息公开指南》《省政府公报》",
        "《2023年政府信息公开工作年度报告》《政府信息公开申请表》《运维服务合同》",
        "“民法典宣传月”期间，全市开展安全生产法律宣传。",
        "政府信息公开答复书（潍自然告〔2021〕56号），（2021）鲁07行终19号",
        "浙江省政府信息公开条例实施细则",
        "第711号提案，第20条公交线路，12345热线",
    ],
)
def test_what_is_no_reference(text: str) -> None:
    assert texts(text) == []


def test_an_unclosed_mark_ends_with_its_title() -> None:
    assert texts("《信访工作条例，《条例第三十九条，《政府督查工作条例》。") == [
        "《信访工作条例",
        "《条例第三十九条",
        "《政府督查工作条例》",
    ]


def test_nested_marks() -> None:
    (c,) = read("《〈关于全面推进政务公开工作的意见〉实施细则》（国办发〔2016〕80号）")
    assert c.resolved == "《关于全面推进政务公开工作的意见》实施细则"
    (doubled,) = read("《《政府信息公开条例》》")
    assert doubled.title == "政府信息公开条例"


def test_entities_count_as_what_they_stand_for() -> None:
    (c,) = read("依&lt;&lt;政府信息公开条例&gt;&gt;第&nbsp;五十条")
    assert c.text == "&lt;&lt;政府信息公开条例&gt;&gt;第&nbsp;五十条"
    assert c.resolved == REGULATION


def test_local_priorities_are_no_national_ones() -> None:
    national, local, numbered = read(
        "《2021年政务公开工作要点》。市政府办公室印发的《2021年政务公开工作要点》。《2021年政务公开工作要点》（皖政办〔2021〕3号）。"
    )
    assert national.resolved == "国务院办公厅关于印发2021年政务公开工作要点的通知"
    assert (local.resolved, numbered.resolved) == (None, None)


def test_the_trial_format_is_that_of_2019() -> None:
    (c,) = read("按《年度报告格式（试行）》编制。")
    assert c.resolved == FORMAT_2019


def test_state_depends_on_the_day() -> None:
    text = "《保密法实施条例》（国务院令第646号）"
    assert read(text, day=dt.date(2024, 8, 31))[0].state == "in_force"
    assert read(text, day=dt.date(2024, 9, 1))[0].state == "superseded"
    assert read(text, day=dt.date(2014, 2, 28))[0].state == "not_yet"
    assert read(text, day=None)[0].state is None


def test_folding_leads_back_to_the_original() -> None:
    folded = fold("《条 例》&lt;&lt;甲&gt;&gt;１")
    assert folded.text == "《条例》《甲》1"
    assert folded.span(4, 7) == (5, 22)


@pytest.mark.parametrize("text", ["《" * 400, "《甲（" * 300, "》" * 300, "〈《" * 200, "《甲，" * 200, ""])
def test_marks_pair_on_any_text(text: str) -> None:
    for mark in pair(text):
        assert 0 <= mark.start < mark.end <= len(text)


def _calls(text: str) -> int:
    """How many Python functions the extractor calls on ``text``: work that is the same on every machine."""
    count = 0

    def tally(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tally)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "《政府信息公开条例要求，",
        "《",
        "（〔",
        "第二十条第（一）（五）",
        "国办发〔2021〕",
        "中华人民共和国",
        "《甲》《",
        "以下简称《",
        "一二三四五六七八九十第条",
    ],
)
def test_hostile_text_takes_linear_work(piece: str) -> None:
    once = 4000 // len(piece)
    read(piece * once)
    assert _calls(piece * once * 4) <= 4.6 * _calls(piece * once) + 5000


def test_an_article_behind_the_definition_belongs_to_the_act() -> None:
    (cited,) = read(f"依据《{REGULATION}》（以下简称《政府信息公开条例》）第五十条规定，编制本报告。")
    assert (cited.article, cited.articles, cited.defined_as) == ("第五十条", (50,), "政府信息公开条例")


@pytest.mark.parametrize("lead", ["新", "新修订的", "修订后的"])
def test_a_definition_may_call_the_act_new(lead: str) -> None:
    (cited,) = read(f"根据《{REGULATION}》（国务院令第711号，以下简称{lead}《条例》）编制。")
    assert cited.defined_as == "条例"


def test_a_short_title_inside_another_title_is_no_reference() -> None:
    assert texts("编制《清河县政务公开标准目录》（以下简称标准目录），逐项公开。") == []


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("推送《为您导航！清河再出发》作品。", [(2, 14, True)]),
        ("刊发《政策怎么看？》专栏，解读《办法》。", [(2, 10, True), (15, 19, True)]),
        ("印发《办法！各单位认真执行。另发《细则》。", [(2, 3, False), (16, 20, True)]),
    ],
)
def test_a_title_may_call_or_ask(text: str, pairs: list[tuple[int, int, bool]]) -> None:
    assert [(m.start, m.end, m.closed) for m in pair(fold(text).text)] == pairs
