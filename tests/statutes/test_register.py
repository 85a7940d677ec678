"""The register of law: lookups, versions by day, near titles."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from checker.statutes import (
    Reason,
    Register,
    Unknown,
    Version,
    normalise_title,
)

from .conftest import RULES, TABLE, needs_table
from .rows import ENDS, HIGH

DAY = timedelta(days=1)


# ------------------------------------------------------------------------------------------------ lookups


@pytest.mark.parametrize(("row", "title", "shorts", "number"), HIGH, ids=lambda v: str(v)[:20])
def test_high_rows_resolve(
    register: Register, row: int, title: str, shorts: list[str], number: str | None
) -> None:
    work = register.by_title(title)
    assert work is not None and work.id == title, row
    assert work.confidence == "high"
    for short in (*shorts, title.replace("中华人民共和国", "")):
        found = register.by_title(short)
        assert found is work, short
    if number:
        assert work in [w for w, _ in register.by_number(number)]
        assert number in work.numbers


def test_every_priority_of_the_office(register: Register) -> None:
    numbers = {
        2012: 26,
        2013: 73,
        2014: 12,
        2015: 22,
        2016: 19,
        2017: 24,
        2018: 23,
        2019: 14,
        2020: 17,
        2021: 12,
        2022: 8,
    }
    for year, serial in numbers.items():
        ((work, version),) = register.by_number(f"国办发[{year}]{serial}号")
        assert work.series == "yearly_priorities" and version.years == (year, year)
    work_2019 = register.by_title("2019年政务公开工作要点")
    assert work_2019 is not None and work_2019.numbers == ("国办发〔2019〕14号",)


def test_generic_titles_say_so(register: Register) -> None:
    assert register.is_generic("《条例》") and register.is_generic("规定") and register.is_generic("实施细则")
    assert not register.is_generic("政府信息公开条例") and not register.is_generic("不存在的条例")


def test_presidents_decrees_are_ambiguous(register: Register) -> None:
    ids = {w.id for w, _ in register.by_number("主席令第九号")}
    assert {"中华人民共和国行政复议法", "中华人民共和国环境保护法"} <= ids


def test_unknown_names(register: Register) -> None:
    assert register.by_title("") is None and register.by_title("《》") is None
    assert register.by_title("某某县政府信息公开办法") is None
    assert register.by_number("国办发〔2099〕1号") == () and register.by_number("不是文号") == ()


def test_every_title_and_number_leads_back(register: Register) -> None:
    for work in register.works():
        for title in (work.id, *work.short_titles, *work.generic_titles, f"《{work.id}》"):
            assert register.by_title(title) is work, title
        for version in work.versions:
            if version.number:
                assert (work, version) in register.by_number(version.number)


# ------------------------------------------------------------------------------------------------ versions


@pytest.mark.parametrize(("row", "title", "day", "before", "after"), ENDS, ids=lambda v: str(v)[:16])
def test_both_sides_of_the_last_day(
    register: Register, row: int, title: str, day: str, before: str | None, after: str | None
) -> None:
    work = register.by_title(title)
    assert work is not None, row
    for moment, number in ((date.fromisoformat(day) - DAY, before), (date.fromisoformat(day), after)):
        version = register.version_on(work, moment)
        assert not isinstance(version, Unknown)
        assert (version.number if version else None) == number


def test_unnumbered_work_on_both_sides(register: Register) -> None:
    work = register.by_title("信访工作条例")
    assert work is not None
    assert register.version_on(work, date(2022, 4, 30)) is None
    version = register.version_on(work, date(2022, 5, 1))
    assert isinstance(version, Version) and version.articles == 50


def test_replaced_works_name_their_successor(register: Register) -> None:
    for old, new in (
        ("信访条例", "信访工作条例"),
        ("档案法实施办法", "档案法实施条例"),
        ("保守国家秘密法实施办法", "保守国家秘密法实施条例"),
        ("国家行政机关公文处理办法", "党政机关公文处理工作条例"),
        ("城市房屋拆迁管理条例", "国有土地上房屋征收与补偿条例"),
        ("民法通则", "民法典"),
        (
            "最高人民法院关于审理政府信息公开行政案件若干问题的规定",
            "最高人民法院关于审理政府信息公开行政案件适用法律若干问题的解释",
        ),
    ):
        work, successor = register.by_title(old), register.by_title(new)
        assert work is not None and successor is not None
        assert work.status == "repealed" and work.replaced_by == successor.id
        assert register.version_on(work, date(2026, 1, 1)) is None


def test_after_the_state_nothing_is_known_of_what_held(register: Register) -> None:
    regulation = register.by_title("政府信息公开条例")
    assert regulation is not None and regulation.state_of == date(2026, 11, 1)
    assert isinstance(register.version_on(regulation, date(2026, 11, 1)), Version)
    answer = register.version_on(regulation, date(2026, 11, 2))
    assert answer == Unknown(Reason.AFTER_STATE, date(2026, 11, 1)) and not answer
    # what has ended stays ended
    assert register.holds(regulation, regulation.versions[0], date(2030, 1, 1)) is False


def test_environment_law_is_known_only_up_to_july_2026(register: Register) -> None:
    work = register.by_title("环保法")
    assert work is not None
    assert isinstance(register.version_on(work, date(2026, 7, 31)), Version)
    assert isinstance(register.version_on(work, date(2026, 8, 1)), Unknown)


def test_dates_known_in_part(register: Register) -> None:
    work = register.by_title("国务院办公厅关于推进政务新媒体健康有序发展的意见")  # 2018-12
    assert work is not None
    assert register.version_on(work, date(2018, 11, 30)) is None
    assert isinstance(register.version_on(work, date(2018, 12, 30)), Unknown)
    assert isinstance(register.version_on(work, date(2018, 12, 31)), Version)


def test_rows_of_unknown_status_are_not_judged(register: Register) -> None:
    for title in ("广州市政府信息公开规定", "福建省政府信息公开办法", "上海市检验检测条例", "物业管理条例"):
        work = register.by_title(title)
        assert work is not None
        for day in (date(1949, 1, 1), date(2020, 1, 1), date(2026, 1, 1)):
            assert isinstance(register.version_on(work, day), Unknown), title


def test_gaps_between_versions_are_not_judged(register: Register) -> None:
    work = register.by_title("中华人民共和国土地管理法实施条例")
    assert work is not None
    assert isinstance(register.version_on(work, date(2015, 1, 1)), Unknown)
    assert register.version_on(work, date(1998, 1, 1)) is None
    assert isinstance(register.version_on(work, date(2021, 9, 1)), Version)


def test_articles(register: Register) -> None:
    regulation = register.by_title("条例")
    fee = register.by_title("信息处理费管理办法")
    assert regulation is not None and fee is not None
    assert register.articles(regulation, date(2019, 5, 14)) == 38
    assert register.articles(regulation, date(2019, 5, 15)) == 56
    assert register.articles(regulation, date(2008, 4, 30)) is None
    assert isinstance(register.articles(regulation, date(2030, 1, 1)), Unknown)
    assert isinstance(register.articles(fee, date(2022, 1, 1)), Unknown)


def test_general_knowledge_is_marked(register: Register) -> None:
    ((_, version), *_) = register.by_number("国办发〔2019〕54号")
    assert "number" in version.unsourced
    ((_, version),) = register.by_number("国务院令第711号")
    assert version.unsourced == ()


# ------------------------------------------------------------------------------------------------ near titles


def one_edit_apart(titles: set[str]) -> list[tuple[str, str]]:
    """Pairs of titles one edit apart, by the titles' neighbourhoods of one deletion."""
    from rapidfuzz.distance import Levenshtein

    shorter: dict[str, set[str]] = {}
    for title in titles:
        for key in {title, *(title[:i] + title[i + 1 :] for i in range(len(title)))}:
            shorter.setdefault(key, set()).add(title)
    pairs = {tuple(sorted((a, b))) for group in shorter.values() for a in group for b in group if a != b}
    return sorted((a, b) for a, b in pairs if Levenshtein.distance(a, b) == 1)


def test_registered_titles_one_edit_apart_resolve_to_themselves(register: Register) -> None:
    pairs = one_edit_apart({work.id for work in register.works()})
    assert len(pairs) >= 250
    for pair in pairs:
        for title in pair:
            work = register.by_title(title)
            assert work is not None and work.id == title
            assert register.near(title, 0) == [(work, 0)]


@needs_table
def test_the_255_pairs_of_the_table(register: Register) -> None:
    import yaml

    table = {line.split("\t")[1] for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]}
    pairs = one_edit_apart(table)
    assert len(pairs) == 255
    data = yaml.load((RULES / "corrections.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    corrected = {normalise_title(c["from"]): c["to"] for c in data["titles"]}
    misprinted = [pair for pair in pairs if any(normalise_title(t) in corrected for t in pair)]
    assert len(misprinted) == 3  # half of each is a misprint of the other half
    for pair in pairs:
        for title in pair:
            if normalise_title(title) not in corrected:
                work = register.by_title(title)
                assert work is not None and work.id == title


def test_near(register: Register) -> None:
    found = register.near("《政府信息公开信息处理费管理规定》")
    assert [(w.id, edits) for w, edits in found] == [("政府信息公开信息处理费管理办法", 2)]
    found = register.near("山东省人民政府信息公开办法")
    assert [(w.id, edits) for w, edits in found] == [("山东省政府信息公开办法", 2)]
    assert register.near("中华人民共和国政府信息公开条列")[0][1] == 1
    assert register.near("") == [] and register.near("与任何登记的名称都相去甚远的一个标题") == []
