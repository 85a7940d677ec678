"""Ranks within a year, why an agency has none, change against last year, regions, reading order."""

from __future__ import annotations

from checker.batch.agencies import Agency
from checker.batch.standing import in_reading_order, standings
from tests.batch.made import batch, county

AGENCIES = county()
BATCH = batch(AGENCIES)
BY_NAME = {(a.name, a.year): s for a, s in zip(AGENCIES, BATCH.standings, strict=True)}


def test_ranks_are_within_a_year_and_equal_scores_share_one() -> None:
    ranks = {key: s.rank for key, s in BY_NAME.items()}
    assert ranks["清河县水利局", 2022] == 1
    assert ranks["清河县教育局", 2023] == ranks["清河县公安局", 2023] == 1
    assert ranks["清河县水利局", 2023] == 3
    assert BY_NAME["清河县水利局", 2023].level_rank == 3


def test_an_agency_over_a_fifth_unchecked_is_scored_not_ranked_and_the_reason_is_told() -> None:
    standing = BY_NAME["清河县财政局", 2023]
    assert (standing.state, standing.rank) == ("partly", None)
    assert standing.reason == "适用的规则中有 30% 未能检查：表格是图片（T01、T02、T03）"
    told = next(t for t in BATCH.told if t["agency"] == "清河县财政局")
    assert told["score"] == 100


def test_unread_and_missing_reports_say_so() -> None:
    assert BY_NAME["清河县民政局", 2023].state == "unread"
    assert "文件已损坏" in BY_NAME["清河县民政局", 2023].reason
    assert BY_NAME["清河县统计局", 2023].state == "missing"
    assert "没有报告文件" in BY_NAME["清河县统计局", 2023].reason


def test_the_change_is_against_the_agencys_own_last_year() -> None:
    assert BY_NAME["清河县水利局", 2023].change == -8.5
    assert BY_NAME["清河县教育局", 2023].change is None


def test_findings_stand_in_reading_order_those_of_the_whole_report_first() -> None:
    agency = next(a for a in AGENCIES if (a.name, a.year) == ("清河县水利局", 2023))
    assert [f["rule"] for f in in_reading_order(agency)] == ["S03", "L01", "T02"]


def regions(*rows: tuple[str, str | None]) -> dict[str, str]:
    """By agency; rows are (agency, parent)."""
    agencies = [Agency(name, 2023) for name, _ in rows]
    told = [
        {
            "agency": n,
            "year": 2023,
            "level": None,
            "parent": p,
            "score": None,
            "ranked": False,
            "unchecked": 0,
        }
        for n, p in rows
    ]
    found = standings(agencies, told, BATCH.words)
    return {n: s.region for (n, _), s in zip(rows, found, strict=True)}


def test_regions_are_those_at_which_a_batch_begins_to_differ() -> None:
    city = regions(("长春市教育局", None), ("长春市朝阳区教育局", None), ("长春市南关区教育局", None))
    assert city == {"长春市教育局": "长春市", "长春市朝阳区教育局": "朝阳区", "长春市南关区教育局": "南关区"}
    province = regions(("温州市教育局", None), ("温州市鹿城区教育局", None), ("台州市教育局", None))
    assert set(province.values()) == {"温州市", "台州市"}


def test_a_name_without_its_region_takes_it_from_the_agency_above() -> None:
    found = regions(
        ("清河县人民政府", "邢台市人民政府"), ("城关镇人民政府", "清河县人民政府"), ("威县人民政府", "邢台市人民政府"),
        ("邢台市人民政府", None),
    )  # fmt: skip
    assert (found["城关镇人民政府"], found["威县人民政府"], found["邢台市人民政府"]) == (
        "清河县",
        "威县",
        "邢台市",
    )


def test_agencies_that_are_each_others_parents_end() -> None:
    assert regions(("甲局", "乙局"), ("乙局", "甲局")) == {"甲局": "乙局", "乙局": "甲局"}


def test_an_agency_above_that_two_could_be_lends_no_region() -> None:
    found = regions(
        ("甲县人民政府", None), ("乙县人民政府", None), ("城关镇人民政府", "甲县人民政府"), ("城关镇人民政府", "乙县人民政府"),
        ("中心卫生院", "城关镇人民政府"), ("中心小学", "甲县人民政府"),
    )  # fmt: skip
    assert (found["中心卫生院"], found["中心小学"]) == ("城关镇", "甲县")
