"""T05–T09: what single cells may hold."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from checker import rulebook, specimen
from checker.checks.levels import level_of, makes_rules
from checker.findings import Severity
from tests.support.road import judge_edit, only, understand

BOOK = rulebook.load()
CENTRAL = frozenset(BOOK.rules["T08"].params["central"])


@pytest.fixture(autouse=True)
def _modules(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch)


def found(edit: dict[str, Any], **options: Any) -> list[tuple[str, str]]:
    return [(f.rule, f.variant) for f in judge_edit(edit, **options)[0]]


@pytest.mark.parametrize("rule", ["T05", "T06", "T07", "T08", "T09"])
def test_examples_of_the_catalogue(rule: str) -> None:
    for example in BOOK.rules[rule].flags:
        assert rule in {f.rule for f in judge_edit(example.edit)[0]}, example.name
    for example in BOOK.rules[rule].passes:
        assert rule not in {f.rule for f in judge_edit(example.edit)[0]}, example.name


# -- T05 ---------------------------------------------------------------------------------------------------


def test_one_blank_is_named_with_the_number_that_it_must_hide() -> None:
    (finding,) = judge_edit({"requests.granted.natural_person": ""})[0]
    assert (finding.rule, finding.expected, finding.severity) == ("T05", 4, Severity.warning)
    assert finding.place is not None
    assert (finding.place.row, finding.place.column) == (
        "granted",
        "natural_person",
    )


def test_an_agencys_style_is_one_finding_a_table() -> None:
    blanks = {
        f"disputes.{g}.{c}": "" for g in ("direct_suit", "suit_after_review") for c in ("upheld", "total")
    }
    blanks |= {
        f"requests.{r}.{c}": "" for r in ("carried_in", "granted") for c in ("research", "welfare", "other")
    }
    findings, _ = judge_edit(blanks)
    assert [(f.rule, f.variant, f.details["count"]) for f in findings] == [
        ("T05", "blanks", 6),
        ("T05", "blanks", 4),
    ]


def test_a_blank_total_is_a_blank_and_no_wrong_total() -> None:
    assert found({"disputes.review.total": ""}) == [("T05", "blank")]
    blank = {f"requests.processed_total.{c}": "" for c in ("natural_person", "business", "total")}
    assert found(blank) == [("T05", "blanks")]


def test_words_are_named_as_printed() -> None:
    (finding,) = judge_edit({"requests.granted.research": "若干"})[0]
    assert (finding.rule, finding.variant, finding.actual) == ("T05", "word", "若干")


def test_a_slash_for_rules_is_advice_where_the_agency_makes_none() -> None:
    slash = {f"disclosure.regulations.{c}": "/" for c in ("issued", "repealed", "in_force")}
    (finding,) = judge_edit(slash)[0]
    assert (finding.variant, finding.severity) == ("no_power", Severity.advice)
    (finding,) = judge_edit({**slash, "agency": "温州市人民政府"})[0]
    assert finding.severity is Severity.warning


def test_the_blank_beside_two_numbers_in_one_cell_is_part_of_that_finding() -> None:
    edit = {"requests.granted.natural_person": "42", "requests.granted.business": ""}
    assert found(edit) == [("T02", "run_together")]


def test_a_blank_that_the_other_engine_reads_is_not_checked() -> None:
    _, report = understand(specimen.markdown(BOOK, specimen.make(BOOK, {})), BOOK)
    other = report.tables["requests"]
    findings, skipped = judge_edit({"requests.granted.natural_person": ""}, second_opinion=lambda key: other)
    assert not findings
    assert [n.rule for n in skipped] == ["T05"]


# -- T06 ---------------------------------------------------------------------------------------------------


def test_a_decimal_in_table_3_is_one_finding_that_names_the_identities() -> None:
    (finding,) = judge_edit({"requests.new.business": "3.5"})[0]
    assert (finding.rule, finding.variant, finding.expected, finding.also) == (
        "T06",
        "decimal",
        3,
        ("T03", "T01"),
    )


def test_amounts_and_changes_are_no_counts() -> None:
    assert (
        found({"year": 2020, "disclosure.procurement.amount": "128.6万元", "disclosure.fees.change": "-3"})
        == []
    )
    assert found({"year": 2020, "disclosure.licences.change": "-2.5"}) == [("T06", "decimal")]
    assert found({"disclosure.fees.amount": "-38.5"}) == [("T06", "negative")]


# -- T07 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agency", "amount", "flagged"),
    [
        ("清河县人民政府", "132450", True),
        ("清河县人民政府", "7730.28", False),
        ("昆山市水利局", "100000", True),
        ("苏州市人民政府", "1324500", False),
        ("苏州市水利局", "412350", False),
        ("江苏省人民政府", "5200000", False),
        ("清河县葛仙庄镇人民政府", "380000", True),
    ],
)
def test_amounts_out_of_proportion(agency: str, amount: str, flagged: bool) -> None:
    assert (("T07", "size") in found({"agency": agency, "disclosure.fees.amount": amount})) is flagged


def test_ten_thousand_times_last_year() -> None:
    edit = {"disclosure.fees.amount": "385000", "previous": {"disclosure.fees.amount": "38.5"}}
    (finding,) = [f for f in judge_edit(edit)[0] if f.rule == "T07"]
    assert (finding.variant, str(finding.expected), finding.confidence) == ("ratio", "38.5", "likely")
    edit["previous"] = {"disclosure.fees.amount": "380000"}
    assert ("T07", "ratio") not in found(edit)


# -- T08 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agency", "kind", "level", "power"),
    [
        ("温州市人民政府", "government", "city", True),
        ("江苏省昆山市人民政府", "government", "county", False),
        ("淮安市洪泽区人民政府", "government", "county", False),
        ("仙桃市人民政府", "government", "county", False),
        ("广西壮族自治区人民政府办公厅", "office", "province", True),
        ("恩施土家族苗族自治州人民政府", "government", "city", True),
        ("长春市人民政府办公厅", "office", "city", True),
        ("江苏省教育厅", "department", "province", False),
        ("淮安市洪泽区水利局", "department", "county", False),
        ("清河市水利局", "department", None, False),
        ("清河市人民政府", "government", None, None),
        ("教育部", "department", "central", True),
        ("国家税务总局清河县税务局", "department", None, False),
        ("阿克苏地区行政公署", "government", "city", False),
        ("苏州工业园区管理委员会", "government", None, False),
        ("流泗镇人民政府", "township", "township", False),
    ],
)
def test_who_makes_rules(agency: str, kind: str, level: str | None, power: bool | None) -> None:
    report: Any = SimpleNamespace(agency=agency, agency_kind=kind)
    assert (level_of(report, CENTRAL), makes_rules(report, BOOK.rules["T08"].params)) == (level, power)


def test_a_government_of_unknown_level_is_not_checked() -> None:
    findings, skipped = judge_edit({"agency": "清河市人民政府", "disclosure.regulations.in_force": 3})
    assert not findings
    assert [n.rule for n in skipped] == ["T08"]


def test_one_finding_for_the_row() -> None:
    (finding,) = judge_edit({"disclosure.regulations.issued": 1, "disclosure.regulations.in_force": 4})[0]
    assert (finding.rule, len(finding.related), finding.expected) == ("T08", 1, 0)


# -- T09 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "repealed", "left", "variant"),
    [
        (5, 0, 3, "default"),
        (5, 2, 3, None),
        (5, 1, 3, "default"),
        (0, 5, 5, None),
        (0, 4, 0, "no_base"),
        (0, 0, 0, None),
        (4, 4, 0, None),
    ],
)
def test_stock_and_flow(issued: int, repealed: int, left: int, variant: str | None) -> None:
    row = "disclosure.normative_documents"
    edit = {f"{row}.issued": issued, f"{row}.repealed": repealed, f"{row}.in_force": left}
    assert found(edit) == ([("T09", variant)] if variant else [])


def test_last_years_stock_tells_what_there_was_to_repeal() -> None:
    row = "disclosure.normative_documents"
    edit = {
        f"{row}.issued": 0,
        f"{row}.repealed": 4,
        f"{row}.in_force": 0,
        "previous": {f"{row}.in_force": 4},
    }
    assert not [f for f in judge_edit(edit)[0] if f.rule in ("T09", "X02")]
    edit["previous"] = {f"{row}.in_force": 1}
    assert [(f.rule, f.variant) for f in judge_edit(edit)[0] if f.rule in ("T09", "X02")] == [
        ("X02", "negative")
    ]


def test_unread_cells_are_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    from checker.checks import registry
    from checker.checks.context import Context
    from checker.language import get_language

    document, report = understand(specimen.markdown(BOOK, specimen.make(BOOK, {})), BOOK)
    table = report.tables["disclosure"]
    keys = [("fees", "amount"), ("normative_documents", "in_force"), ("regulations", "issued")]
    cells = {**table.cells, **{k: replace(table.cells[k], state="unread", value=None) for k in keys}}
    report = replace(report, tables={**report.tables, "disclosure": replace(table, cells=cells)})
    ctx = Context(report=report, document=document, rules=BOOK, language=get_language(()))
    findings, skipped, _ = registry.run(ctx)
    assert not findings
    assert {n.rule for n in skipped} == {"T05", "T06", "T07", "T08", "T09"}
