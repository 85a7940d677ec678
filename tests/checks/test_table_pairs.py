"""X01, X02, X04: the tables against last year's."""

from __future__ import annotations

from typing import Any

import pytest

from checker import rulebook
from checker.checks.previous import same_agency
from checker.findings import Severity
from tests.support.road import judge_edit, only

BOOK = rulebook.load()

# Last year's report with other numbers that follow on to the specimen's.
FOLLOWS: dict[str, Any] = {
    "requests.carried_out.natural_person": 1,
    "requests.carried_out.legal_service": 0,
    "requests.carried_out.total": 1,
    "requests.new.legal_service": 0,
    "requests.new.total": 11,
    "disclosure.normative_documents.in_force": 8,
    "disclosure.licences.decisions": 70,
}


@pytest.fixture(autouse=True)
def _modules(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch)


def pair(this: dict[str, Any], last: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    return judge_edit({**this, "previous": {**FOLLOWS, **last}})


@pytest.mark.parametrize("rule", ["X01", "X02", "X04"])
def test_examples_of_the_catalogue(rule: str) -> None:
    for example in BOOK.rules[rule].flags:
        assert rule in {f.rule for f in judge_edit(example.edit)[0]}, example.name
    for example in BOOK.rules[rule].passes:
        assert rule not in {f.rule for f in judge_edit(example.edit)[0]}, example.name


def test_years_that_follow_give_nothing() -> None:
    assert pair({}, {}) == ([], [])


# -- X01 ---------------------------------------------------------------------------------------------------


def test_another_total_is_one_error_with_the_place_in_last_years_report() -> None:
    last = {
        "requests.carried_out.natural_person": 3,
        "requests.carried_out.total": 3,
        "requests.new.natural_person": 10,
        "requests.new.total": 13,
    }
    (finding,) = pair({}, last)[0]
    assert (finding.rule, finding.severity, finding.expected, finding.actual) == ("X01", Severity.error, 3, 1)
    assert (finding.place.row, finding.place.column, finding.place.document) == (
        "carried_in",
        "total",
        "this",
    )
    assert (finding.related[0].document, finding.related[0].row) == ("previous", "carried_out")
    assert [c["column"] for c in finding.details["columns"]] == ["natural_person", "total"]


def test_other_columns_under_the_same_total_are_one_warning() -> None:
    last = {
        "requests.carried_out.natural_person": 0,
        "requests.carried_out.business": 1,
        "requests.new.natural_person": 7,
        "requests.new.business": 4,
    }
    (finding,) = pair({}, last)[0]
    assert (finding.rule, finding.variant, finding.severity) == ("X01", "columns", Severity.warning)


def test_a_cell_that_the_arithmetic_names_is_not_named_twice() -> None:
    findings, _ = pair({"requests.carried_in.total": 11}, {})
    assert [(f.rule, f.expected) for f in findings] == [("T03", 1)]


def test_a_blank_that_hides_the_right_number_is_t05s() -> None:
    findings, _ = pair({"requests.carried_in.natural_person": ""}, {})
    assert [f.rule for f in findings] == ["T05"]


# -- X02 ---------------------------------------------------------------------------------------------------


def test_the_stock_follows_from_the_year_before() -> None:
    (finding,) = pair({}, {"disclosure.normative_documents.in_force": 12})[0]
    assert (finding.rule, finding.expected, finding.actual) == ("X02", 13, 9)
    assert [p.document for p in finding.related] == ["this", "this", "previous"]


def test_it_applies_from_2022_on_and_not_to_a_year_in_the_old_form() -> None:
    findings, skipped = pair({"year": 2021}, {"layout": "2019"})
    assert "X02" not in {f.rule for f in findings} | {n.rule for n in skipped}
    findings, skipped = pair({"year": 2022}, {"layout": "2019"})
    assert "X02" not in {f.rule for f in findings}
    assert "X02" in {n.rule for n in skipped}


# -- X04 ---------------------------------------------------------------------------------------------------


def test_a_whole_table_repeated_is_one_warning_each() -> None:
    findings, _ = judge_edit({"previous": {}})
    tables = {f.place.table for f in findings if f.rule == "X04" and f.place}
    assert tables == {"disclosure", "requests"}  # one review upheld in both years is chance
    busy = {"disputes.review.upheld": 10, "disputes.review.corrected": 2, "disputes.review.total": 12}
    findings, _ = judge_edit({**busy, "previous": {**FOLLOWS, **busy}})
    assert [(f.rule, f.place.table if f.place else None) for f in findings] == [("X04", "disputes")]


def test_tables_of_zeros_and_a_stock_that_did_not_move_pass() -> None:
    still: dict[str, Any] = {f"disclosure.{r}.decisions": 0 for r in ("licences", "penalties", "coercion")}
    still |= {
        "disclosure.fees.amount": 0,
        "disclosure.normative_documents.issued": 0,
        "disclosure.normative_documents.repealed": 0,
        "disclosure.normative_documents.in_force": 9,
    }
    findings, _ = judge_edit({**still, "previous": {**FOLLOWS, **still}})
    assert not findings


# -- what cannot be compared -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "reason"),
    [({"agency": "清河市教育局"}, "同一机关"), ({"year": 2020}, "2020"), ({"year": 2023}, "2023")],
)
def test_another_agency_or_year_is_not_checked(last: dict[str, Any], reason: str) -> None:
    findings, skipped = pair({}, last)
    assert not findings
    assert {n.rule for n in skipped} == {"X01", "X02", "X04"}
    assert all(reason in n.reason.zh for n in skipped)


def test_a_table_missing_last_year_is_not_checked() -> None:
    findings, skipped = pair({}, {"drop.requests": True})
    assert not findings
    assert {n.rule for n in skipped} == {"X01", "X04"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("洪泽区人民政府", "淮安市洪泽区人民政府", True),
        ("清河县", "清河县人民政府办公室", True),
        ("长春市政府办公厅", "长春市人民政府办公厅", True),
        ("清河市水利局", "清河市", False),
        ("清河市水利局", "清河市教育局", False),
        ("东海县人民政府", "海县人民政府", False),
        ("大演 乡", "大演乡", True),
        ("清河市水利局", None, True),
    ],
)
def test_names_of_one_agency(one: str, other: str | None, same: bool) -> None:
    from types import SimpleNamespace

    a: Any = SimpleNamespace(agency=one)
    b: Any = SimpleNamespace(agency=other)
    assert same_agency(a, b) is same
