"""W05 and W06 beyond the labelled sentences: every rename on both sides of its day, names and regions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from checker import lexicons, rulebook
from checker.errors import RuleBookError
from checker.organs import RENAMES, Renames
from checker.places import abbreviates, near, split_name
from tests.checks.wording_cases import judge
from tests.support.road import only

BOOK = rulebook.load()
ROWS = lexicons.read(BOOK.path("organs/renames.yml"), RENAMES)["renames"]
CHECKED = [r for r in ROWS if r["confidence"] != "low"]


@pytest.fixture(autouse=True)
def _names_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, ("names", "names_places", "names_self"))


def rules(text: str, year: int = 2023, agency: str = "清河县水利局", section: int = 1) -> list[str]:
    return [f.rule for f in judge({"text": text, "year": year, "agency": agency, "section": section})]


def test_there_are_forty_renames_and_more() -> None:
    assert len(CHECKED) >= 40
    assert all(r.get("since", r["day"]) <= r["day"] for r in ROWS)


@pytest.mark.parametrize("row", CHECKED, ids=[r["old"][0] for r in CHECKED])
def test_every_old_name_on_both_sides_of_its_day(row: dict[str, object]) -> None:
    day = row["day"]
    assert isinstance(day, dt.date)
    for old in row["old"]:  # type: ignore[attr-defined]
        text = f"配合县{old}公开有关信息。" if row["level"] == "local" else f"配合{old}公开有关信息。"
        if row.get("before") == "region":
            text = text.replace("配合", "")
        assert rules(text, day.year + 1) == ["W05"], text
        assert rules(text, day.year) == [], text
        assert rules(f"原县{old}的档案已移交。", day.year + 1) == []


@pytest.mark.parametrize(
    "text",
    ["市文化和旅游局发布提示。", "市自然资源和规划局公示。", "县农业农村局公开补贴。", "县监察部门通报。", "《国土资源部关于规范用地的通知》继续有效。",
     "国家税务总局清河县税务局公开欠税公告。", "2016年，县工商局公布的目录一并保留。", "县规划局部调整公示。", "市金融监管局协查。"],
)  # fmt: skip
def test_names_of_today_and_of_the_past_pass(text: str) -> None:
    assert rules(text) == []


def test_an_organ_that_reports_under_its_old_name_bears_it_still() -> None:
    assert rules("县旅游局公开信息8条。", agency="清河县旅游局") == []


@pytest.mark.parametrize(
    ("name", "regions", "organ"),
    [
        ("莆田市城厢区审计局", ("莆田市", "城厢区"), "审计局"),
        ("南溪县市场监督管理局", ("南溪县",), "市场监督管理局"),
        ("温河市市场监督管理局", ("温河市",), "市场监督管理局"),
        ("湖口县流泗镇人民政府", ("湖口县", "流泗镇"), "人民政府"),
        ("思明区梧村街道办事处", ("思明区", "梧村街道"), "办事处"),
        ("内蒙古自治区科学技术厅", ("内蒙古自治区",), "科学技术厅"),
        ("国家统计局", (), "国家统计局"),
    ],
)
def test_names_divide_into_regions_and_organ(name: str, regions: tuple[str, ...], organ: str) -> None:
    split = split_name(name)
    assert (split.regions, split.organ) == (regions, organ)


def test_codes_and_abbreviations() -> None:
    assert split_name("莆田市城厢区审计局").codes() == {"350302"}
    assert near("350302", "350300")
    assert near("350302", "350000")
    assert not near("350302", "350200")
    assert abbreviates("卫健局", "卫生健康局")
    assert not abbreviates("文旅局", "应急管理局")


@pytest.mark.parametrize(
    ("text", "agency", "section"),
    [
        ("办公地址：西安市雁塔区小寨路1号。", "鹿城区教育局", 0),
        ("本报告由县教育局根据《条例》编制。", "清河县水利局", 0),
        ("我镇全年公开信息260条。", "温州市政务服务中心", 1),
    ],
)
def test_further_names_that_are_not_ours(text: str, agency: str, section: int) -> None:
    assert rules(text, agency=agency, section=section) == ["W06"]


@pytest.mark.parametrize(
    ("text", "agency", "section"),
    [
        ("地址：温州市鹿城区南京路12号，靠近上海市场。", "鹿城区教育局", 0),
        ("地址：洪泽区洪泽湖大道90号，由淮安市洪泽区人民政府办公室编制。", "洪泽区人民政府", 0),
        ("按照绍兴市教育局部署，诸暨市教育局编制本报告。", "诸暨市教育局", 0),
        ("赴江苏省苏州市考察。", "鹿城区教育局", 1),
        ("北门街道办事处全年公开信息86条。", "温州市鹿城区人民政府北门街道办事处", 1),
        ("区司法局收到行政复议申请1件。", "鹿城区教育局", 4),
        ("区教体局收到申请5件。", "大武口区教育体育局", 3),
        ("自我局成立以来，让我办事群众满意。", "鹿城区政务服务中心", 1),
        ("各区县教育局、全区上下共同推进。", "桂平市教育局", 1),
        ("开展“我为群众办实事、我镇先锋”活动。", "鹿城区教育局", 1),
        ("我办理的12件均已答复，我所在的科室负责。", "鹿城区教育局", 1),
    ],
)
def test_names_that_are_ours_or_in_their_place(text: str, agency: str, section: int) -> None:
    assert [r for r in rules(text, agency=agency, section=section) if r == "W06"] == []


def test_one_finding_for_each_self_reference() -> None:
    (finding,) = judge({"text": "我局高度重视。我局认真办理。", "section": 1, "agency": "温州市政务服务中心"})
    assert (finding.severity.name, len(finding.related)) == ("advice", 1)


def test_a_damaged_row_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "organs").mkdir()
    text = (BOOK.roots[0] / "organs" / "renames.yml").read_text("utf-8")
    (tmp_path / "organs" / "renames.yml").write_text(text.replace("level: province", "level: prefecture", 1), "utf-8")
    with pytest.raises(RuleBookError, match="第 2 条：level 只能是") as caught:
        Renames(lexicons.read(rulebook.load((tmp_path,)).path("organs/renames.yml"), RENAMES))
    assert caught.value.line is not None
