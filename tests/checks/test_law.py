"""L01–L11 on the specimen report: the examples of the rule book, both sides of every day, what cannot be
told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from checker import rulebook, specimen
from checker.checks import (
    law,  # noqa: F401 (registers the checks)
    registry,
)
from checker.checks.context import Context
from checker.findings import Finding, NotChecked, Severity
from checker.language import get_language
from checker.reviewing import Options, _statutes, day_of
from tests.support.road import understand

BOOK = rulebook.load()
RULES = [f"L{n:02d}" for n in range(1, 12)]
EXAMPLES = [(r, "flags", e) for r in RULES for e in BOOK.rules[r].flags]
EXAMPLES += [(r, "passes", e) for r in RULES for e in BOOK.rules[r].passes]


@pytest.fixture(autouse=True)
def _law_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MODULES", ("law",))
    monkeypatch.setattr(registry, "CHECKS", [c for c in registry.CHECKS if c.rules[0].startswith("L")])


def judge(edit: Mapping[str, Any]) -> tuple[list[Finding], list[NotChecked]]:
    made = specimen.make(BOOK, edit)
    document, report = understand(specimen.markdown(BOOK, made), BOOK)
    day = dt.date.fromisoformat(made.as_of) if made.as_of else day_of(report)
    report = replace(report, statutes=_statutes(report, get_language(), day, Options()))
    ctx = Context(report=report, document=document, rules=BOOK, language=get_language(), as_of=day)
    findings, skipped, _ = registry.run(ctx)
    return findings, skipped


def say(text: str, **more: Any) -> tuple[list[Finding], list[NotChecked]]:
    """The specimen with a sentence more in section six."""
    return judge({"section.6+": text, **more})


def rules(text: str, **more: Any) -> list[str]:
    return [f.rule for f in say(text, **more)[0]]


@pytest.mark.parametrize(
    ("rule", "kind", "example"), EXAMPLES, ids=[f"{r}-{k}-{e.name}" for r, k, e in EXAMPLES]
)
def test_examples(rule: str, kind: str, example: rulebook.Example) -> None:
    findings, _ = judge(example.edit)
    assert [f.rule for f in findings] == ([rule] if kind == "flags" else [])


@pytest.mark.parametrize("year", range(2019, 2026))
def test_the_specimen_is_clean(year: int) -> None:
    assert judge({"year": year}) == ([], [])


#  title, number of a version, its last day; rows 1–12 of the domain's list whose numbers changed with a
# revision
ENDS = [
    ("中华人民共和国政府信息公开条例", "国务院令第492号", "2019-05-14"),
    ("中华人民共和国行政复议法", "主席令第76号", "2023-12-31"),
    ("中华人民共和国行政处罚法", "主席令第76号", "2021-07-14"),
    ("中华人民共和国保守国家秘密法", "主席令第28号", "2024-04-30"),
    ("中华人民共和国保守国家秘密法实施条例", "国务院令第646号", "2024-08-31"),
    ("中华人民共和国档案法", "主席令第57号", "2020-12-31"),
]


@pytest.mark.parametrize(("title", "number", "last"), ENDS)
def test_a_version_holds_to_its_last_day(title: str, number: str, last: str) -> None:
    text, day = f"保密审查依据《{title}》（{number}）。", dt.date.fromisoformat(last)
    assert rules(text, as_of=last) in (
        [],
        ["L01"],
    )  # the preamble of the specimen cites the regulation of 2019
    assert "L02" in rules(text, as_of=(day + dt.timedelta(days=1)).isoformat())


@pytest.mark.parametrize(
    ("title", "last"),
    [
        ("中华人民共和国档案法实施办法", "2024-02-29"),
        ("信访条例", "2022-04-30"),
        ("最高人民法院关于审理政府信息公开行政案件若干问题的规定", "2025-05-31"),
    ],
)
def test_an_act_holds_to_its_last_day(title: str, last: str) -> None:
    text, day = f"本局依据《{title}》办理。", dt.date.fromisoformat(last)
    assert rules(text, as_of=last) == []
    assert rules(text, as_of=(day + dt.timedelta(days=1)).isoformat()) == ["L05"]


def test_492_alone_is_an_error_and_one_finding() -> None:
    (finding,), _ = say("", replace=[["国务院令第711号", "国务院令第492号"]])
    assert (finding.rule, finding.severity, finding.expected) == ("L02", Severity.error, "国务院令第711号")


def test_a_report_of_2018_may_cite_492() -> None:
    assert rules("", year=2018, dated="2019年3月20日", replace=[["国务院令第711号", "国务院令第492号"]]) == []


def test_a_superseded_number_of_another_act_is_a_warning() -> None:
    (finding,), _ = say("《保密法实施条例》（国务院令第646号）", as_of="2025-01-20")
    assert (finding.rule, finding.severity) == ("L02", Severity.warning)


def test_a_number_known_only_by_hearsay_is_no_error() -> None:
    (finding,), _ = say("《公平竞争审查条例》（国务院令第738号）。", as_of="2025-01-20")
    assert (finding.rule, finding.severity) == ("L01", Severity.warning)


@pytest.mark.parametrize("number", ["国办公开办函〔2021〕30号", "国办公开办函〔2019〕60号"])
def test_the_format_belongs_to_report_years(number: str) -> None:
    text = f"按照{number}编制。"
    assert rules(text, year=2020) == []
    assert rules(text, year=2021) == (["L03"] if "2019" in number else [])


def test_the_old_number_behind_the_new_title_is_one_finding() -> None:
    text = "按照《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函〔2019〕60号）编制。"
    assert rules(text, year=2022) == ["L03"]


def test_beyond_the_register_nothing_is_cleared() -> None:
    findings, skipped = judge({"as_of": "2027-01-20"})
    assert findings == []
    assert [s.rule for s in skipped] == ["L02", "L05", "L10"]
    assert all("2026-11-01" in s.reason.zh for s in skipped)


def test_what_is_superseded_stays_so_beyond_the_register() -> None:
    assert rules("", as_of="2027-01-20", replace=[["国务院令第711号", "国务院令第492号"]]) == ["L02"]


def test_an_unknown_last_day_is_not_checked() -> None:
    findings, skipped = say("执行《深圳经济特区数据条例》第九十八条。")
    assert findings == []
    assert {s.rule for s in skipped} == {"L05", "L06"}


@pytest.mark.parametrize(
    "text",
    [
        "学习《山西省信访条例》和《湖北省优化营商环境条例》。",  # twins of other provinces
        # one edit apart, all registered
        "学习《山东省村务公开条例》《山东省厂务公开条例》《地名管理条例》《地图管理条例》。",
        "学习《双溪市政府信息公开办法》（双政发〔2020〕3号）。",
        "县委办转发《关于全面推进政务公开工作的意见》（中办发〔2016〕8号）。",
        "落实省政府办公厅转发的《国务院办公厅关于推进政务新媒体健康有序发展的意见》。",
    ],
)
def test_what_l04_passes(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("重大行政决策程序暂行条令", "重大行政决策程序暂行条例"),
        ("公共企业事业单位信息公开规定制定办法", "公共企事业单位信息公开规定制定办法"),
        ("信仿工作条例", "信访工作条例"),
        ("政府信息公开信息处理费管理规定", "政府信息公开信息处理费管理办法"),
    ],
)
def test_what_l04_flags(printed: str, meant: str) -> None:
    (finding,), _ = say(f"依据《{printed}》办理。")
    assert (finding.rule, finding.expected) == ("L04", meant)


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("国办发【2019】54号", "brackets"),
        ("国办发〔2019〕第54号", "ordinal"),
        ("国办发〔2019〕54", "mark"),
        ("国办发〔19〕54号", "year"),
        ("国务院令711号", "decree"),
        ("《档案法和《保密法》。", "unclosed"),
        ("执行档案法》。", "stray"),
        ("《《档案法》》", "doubled"),
        ("《关于印发《政府网站发展指引》的通知》", "nested"),
    ],
)
def test_typography(text: str, variant: str) -> None:
    findings, _ = say(f"我局组织学习了{text}")
    assert [(f.rule, f.variant, f.severity) for f in findings] == [("L07", variant, Severity.advice)]


@pytest.mark.parametrize("text", ["国办发〔201954号", "国办发201954号"])
def test_lost_brackets_are_not_judged(text: str) -> None:
    findings, skipped = say(f"我局组织学习了{text}。")
    assert findings == []
    assert [s.rule for s in skipped] == ["L07"]


def test_a_title_cut_by_the_page_is_no_fault() -> None:
    assert judge({"section.6+": ["我局组织学习《中华人民共和国", "档案法》两次。"]})[0] == []


def test_march_31_is_the_governments_date() -> None:
    text = "每年3月31日前公布上一年度的年度报告。"
    assert rules(text) == ["L09"]
    assert rules(text, agency="清河县人民政府") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《2020年政务公开工作要点》（国办发〔2019〕14号）", ["L10"]),
        ("《2020年政务公开工作要点》（国办发〔2020〕17号）", []),
        ("《2020年政务公开工作要点》（皖政办〔2020〕14号）", []),
        ("国务院办公厅《2024年政务公开工作要点》", ["L10"]),
        ("《2024年政务公开工作要点》", []),
    ],
)
def test_priorities(text: str, found: list[str]) -> None:
    assert rules(f"我局落实{text}。", year=2024) == found


def test_a_short_title_for_two_acts() -> None:
    (finding,), _ = say("《中华人民共和国保守国家秘密法实施条例》（以下简称《条例》）另有规定。")
    assert (finding.rule, finding.variant) == ("L11", "conflict")
    assert finding.related
