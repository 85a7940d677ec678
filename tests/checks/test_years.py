"""Y01–Y08: the year of title and period, years in sentences, the report's date, dates that no calendar has."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checks.year_cases import BOOK, cases, judge
from tests.support.road import judge_edit, only

MODULES = ("years", "years_sentences")
PERIOD = "所列数据的统计期限为{year}年1月1日至{year}年12月31日。"


@pytest.fixture(autouse=True)
def _years_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, MODULES)


def found(edit: dict[str, Any], **options: Any) -> list[tuple[str, str]]:
    """(rule, variant) of the findings."""
    return [(f.rule, f.variant) for f in judge_edit(edit, BOOK, select=("Y",), **options)[0]]


def unchecked(edit: dict[str, Any]) -> set[str]:
    return {n.rule for n in judge_edit(edit, BOOK, select=("Y",))[1]}


def period(printed: str, year: int = 2023) -> dict[str, Any]:
    return {"year": year, "replace": [[PERIOD.replace("{year}", str(year)), printed]]}


@pytest.mark.parametrize(
    "case", cases(), ids=[f"{c.get('rule', 'pass')}-{i}-{c['text'][:14]}" for i, c in enumerate(cases())]
)
def test_sentence(case: dict[str, Any]) -> None:
    """A sentence gives its finding and no other of the group."""
    assert [f.rule for f in judge(case)] == ([case["rule"]] if "rule" in case else [])


@pytest.mark.parametrize("year", range(2015, 2026))
def test_a_right_report_of_any_year_gives_none(year: int) -> None:
    assert found({"year": year}) == []
    assert found({"year": year, "dated": "{next}年1月20日"}) == []


@pytest.mark.parametrize(
    "printed",
    [
        "统计期限自2023年1月1日起至2023年12月31日止。",
        "统计时限为2023年1月1日至12月31日。",
        "数据期限：2023年1月1日—12月31日。",
        "统计期为2023 年 1 月 1 日至 2023 年 12 月 31 日。",
        "统计起止时间为2023年1月1日到12月31日。",
        "涵盖2023年1月1日至2023年12月31日期间的工作。",
        "数据统计从2023年1月1日到12月31日止。",
        "统计期限为二〇二三年一月一日至二〇二三年十二月三十一日。",
        "统计期限为2023-01-01至2023-12-31。",
        "统计期限为2023.1.1-2023.12.31。",
        "统计期限为2023年1月至12月。",
        "统计期限为2023年度。",
        "统计期限自2023年1月1日起，至2023年12月31日止。",
        "２０２３年１月１日至２０２３年１２月３１日为统计期限。",
        "2023年1月1日至12月31日，政府信息公开工作情况如下。",
    ],
)
def test_manners_of_printing_the_period(printed: str) -> None:
    assert found(period(printed)) == []
    assert unchecked(period(printed)) == {"Y06"}, "the specimen is undated"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("统计期限为2022年1月1日至2022年12月31日。", [("Y01", "default")]),
        ("统计期限为2022年度。", [("Y01", "default")]),
        ("统计期限为2024年1月1日至2023年12月31日。", [("Y03", "reversed")]),
        ("统计期限为2023年1月1日至2022年12月31日。", [("Y03", "reversed")]),
        ("统计期限为2023年1月1日至2023年12月30日。", [("Y03", "default")]),
        ("统计期限为2023年1月至11月。", [("Y03", "default")]),
        ("统计期限为2023年1月1日至2023年11月31日。", [("Y08", "default")]),
        ("", [("Y02", "default")]),
    ],
)
def test_wrong_periods(printed: str, expected: list[tuple[str, str]]) -> None:
    """One cause, one finding."""
    assert found(period(printed)) == expected


def test_the_year_in_which_the_regulation_came_into_force_began_in_may_for_some() -> None:
    findings, _ = judge_edit(period("统计期限为2019年5月15日至2019年12月31日。", 2019), BOOK, select=("Y",))
    assert [(f.rule, f.severity.name) for f in findings] == [("Y03", "warning")]


def test_damaged_digits_are_no_wrong_period() -> None:
    damaged = period("统计期限为2023年1月1日至202311日。")
    assert found(damaged) == []
    assert unchecked(damaged) >= {"Y01", "Y03"}


def test_leftovers_of_the_title_year_are_not_told_again() -> None:
    """Title of 2023, everything else of 2022: the title is the one slip."""
    edit = period("统计期限为2022年1月1日至2022年12月31日。") | {
        "section.1+": "2022年，我局共公开信息412条。"
    }
    assert found(edit) == [("Y01", "default")]


def test_leftovers_of_a_section_are_one_finding() -> None:
    text = ["2022年，我局共公开信息412条。", "2022年，我局收到申请6件。"]
    (finding,) = judge_edit({"section.1": text}, BOOK, select=("Y04",))[0]
    assert len(finding.related) == 1
    assert (finding.expected, finding.actual) == (2023, 2022)


def test_the_year_that_the_roster_expects() -> None:
    assert found({}, settings={"expected_year": 2024}) == [("Y01", "expected")]
    assert found({}, settings={"expected_year": 2023}) == []


@pytest.mark.parametrize(
    ("agency", "dated", "expected"),
    [
        ("清河市水利局", "2024年1月31日", []),
        ("清河市水利局", "2024年2月1日", [("Y06", "late")]),
        ("清河市水利局", "2023年12月31日", [("Y06", "premature")]),
        ("清河市第一中学", "2024年2月1日", [("Y06", "late")]),
        ("清河市人民政府", "2024年3月31日", []),
        ("清河市人民政府", "2024年4月1日", [("Y06", "late")]),
        ("清河市人民政府办公室", "2024年3月20日", []),
        ("清河县石桥镇人民政府", "2024年3月20日", []),
        ("清河县石桥镇人民政府", "2024年5月20日", [("Y06", "township")]),
        ("清河县石桥镇人民政府", "2023年12月20日", [("Y06", "premature")]),
    ],
)
def test_due_dates_by_kind_of_agency(agency: str, dated: str, expected: list[tuple[str, str]]) -> None:
    assert found({"agency": agency, "dated": dated}) == expected


def test_a_date_that_cannot_be_the_reports_own_is_unknown() -> None:
    assert "Y06" in unchecked({"dated": "2019年1月20日"})
    assert found({"dated": "2019年1月20日"}) == []


def test_a_date_below_the_text_that_does_not_exist() -> None:
    assert found({"dated": "2024年1月32日"}) == [("Y08", "default")]


def test_beside_the_title() -> None:
    assert found({"replace": [["## 一、", "发布日期：2024-02-30\n\n## 一、"]]}) == [("Y08", "default")]
