"""X03 and its measure: names, years, numbers and statutory phrases do not make two texts alike or different."""

from __future__ import annotations

import pytest

from checker.similarity import masked, passages, resemblance, shingles
from tests.support.road import judge_edit, only

ONE = "一是部分股室报送的通知没有标注有效期，年内有4件过期后仍挂在网上；二是登记簿由两人分别登记，7月有1件重复编号。"
TWO = "答复书格式不统一，3份没有写明申请复议的期限；政策图解全年仅2个，其余为文字，群众反映看不懂。"


@pytest.fixture(autouse=True)
def _pairs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, ("pairs",))


def alike(a: str, b: str, *names: str) -> float:
    return resemblance(shingles(masked(a, names)), shingles(masked(b, names)))


def test_numbers_years_and_names_do_not_count() -> None:
    other = ONE.replace("4件", "17件").replace("7月", "11月")
    assert alike("2023年，鹿城区教育局" + ONE, "2022年，鹿城区" + other, "鹿城区教育局") > 0.97
    assert alike("温州市" + ONE, "杭州市" + ONE) == 1.0


def test_different_texts_are_not_alike() -> None:
    assert alike(ONE, TWO) == 0.0


def test_shared_openings_do_not_make_a_copy() -> None:
    opening = "坚持以习近平新时代中国特色社会主义思想为指导，深入学习贯彻党的二十大精神，在市委、市政府的坚强领导下，"
    assert alike(opening + ONE, opening + TWO) < 0.2


def test_common_shingles_can_be_left_out() -> None:
    a, b = shingles(masked(ONE + TWO)), shingles(masked(ONE + "另一段完全不同的话，讲的是水库水位和河道采砂许可。"))
    assert resemblance(a, b) > 0.5
    assert resemblance(a, b, common=shingles(masked(ONE))) < 0.1


def test_a_name_before_a_level_word_masks_no_other_word() -> None:
    assert masked("深入推进县域公开") != masked("认真总结县域公开")


def test_repeated_passages_stand_side_by_side() -> None:
    (first, second) = passages(ONE, ONE.replace("4件", "9件"))
    assert {first.text[:4], second.text[:4]} == {"一是部分", "二是登记"}
    assert "9件" in first.other + second.other


def test_last_years_sections_are_flagged_with_both_places() -> None:
    findings, skipped = judge_edit({"previous": {}})
    assert skipped == []
    assert [(f.rule, f.variant, f.place.section if f.place else None) for f in findings] == [
        ("X03", "copied", 1), ("X03", "copied", 5),
    ]  # fmt: skip
    for finding in findings:
        assert finding.place is not None and finding.place.document == "this"
        there = [p for p in finding.related if p.document == "previous"]
        assert there and all(p.quote and p.span for p in there)
        assert len(finding.details["passages"]) == len(there)


LAST = (
    "一是3份答复书没有写明救济途径，被司法局审核时退回；二是水库水位专栏全年有两个月没有更新，原因是数据接口中断后无人负责。",
    "针对上述问题，我局9月启用新的答复书模板，由法规科逐件核对救济途径；",
    "10月明确水文科为水位专栏责任单位，接口中断时当日人工补录。",
)


@pytest.mark.parametrize(
    ("section", "severity"),
    [([*LAST[:2], LAST[2]], "warning"), ([LAST[0], LAST[1] + TWO], "advice"), ([LAST[0], TWO], None)],
)
def test_how_much_is_kept_decides(section: list[str], severity: str | None) -> None:
    findings, _ = judge_edit({"section.5": section, "previous": {"section.1": TWO}})
    assert [f.severity.name for f in findings] == ([severity] if severity else [])
