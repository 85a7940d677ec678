"""The two real reports: every fact and every rule that a careful reviewer expects (../shared/real/EXPECTED.md)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from checker.findings import Review
from checker.outputs.json import as_dict
from checker.reviewing import review

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
pytestmark = pytest.mark.shared


def found(name: str, engine: str = "auto") -> Review:
    if not (REAL / name).exists():
        pytest.skip("../shared is not beside this checkout")
    return review(REAL / name, path=name, engine=engine)


@pytest.fixture(scope="module")
def wenzhou() -> Review:
    return found("wenzhou-2020.md")


@pytest.fixture(scope="module")
def hongze() -> Review:
    return found("hongze-2023.pdf")


def rules(review: Review) -> list[tuple[str, str]]:
    return sorted((f.rule, f.severity.name) for f in review.findings)


def numbers(review: Review, table: str) -> dict[tuple[str, str], Any]:
    assert review.report is not None
    return {k: c.value for k, c in review.report.table(table).cells.items() if c.value}


def test_facts_of_wenzhou(wenzhou: Review) -> None:
    report = wenzhou.report
    assert report is not None
    assert (report.agency, report.agency_kind, report.year) == ("温州市政务服务中心", "institution", 2020)
    assert (report.edition, report.edition_due) == ("2019", "2019")
    assert report.period is not None
    assert (str(report.period.start), str(report.period.end)) == ("2020-01-01", "2020-12-31")
    assert [s.number for s in report.sections if s.number] == [1, 2, 3, 4, 5, 6]
    contacts = report.contacts
    assert contacts.address is not None
    assert contacts.postcode is not None
    assert contacts.address.value.replace(" ", "") == "浙江温州市鹿城区会展路1268号"
    assert contacts.postcode.value == "325000"
    assert [f.value for f in contacts.phones] == ["0577-88151206"]
    assert [f.value for f in contacts.faxes] == ["88152700"]
    assert [f.value for f in contacts.emails] == ["wzsgb88151206@qq.com"]
    assert numbers(wenzhou, "requests") == {
        ("new", "natural_person"): 7, ("new", "total"): 7, ("granted", "natural_person"): 1, ("granted", "total"): 1,
        ("unavailable_not_held", "natural_person"): 5, ("unavailable_not_held", "total"): 5,
        ("declined_petition", "natural_person"): 1, ("declined_petition", "total"): 1,
        ("processed_total", "natural_person"): 7, ("processed_total", "total"): 7,
    }  # fmt: skip
    assert "requests.granted.natural_person" in report.inferred
    assert numbers(wenzhou, "disputes") == {("review", "pending"): 4, ("review", "total"): 4}
    assert numbers(wenzhou, "disclosure") == {("procurement", "projects"): 20, ("procurement", "amount"): 13329640}
    assert report.table("disclosure").cells["procurement", "amount"].unit == "元"


def test_findings_in_wenzhou(wenzhou: Review) -> None:
    assert rules(wenzhou) == sorted([
        ("S06", "warning"), ("C06", "advice"), ("L11", "advice"), ("L07", "advice"), ("W06", "advice"),
        ("Q02", "warning"), ("Q04", "advice"), ("C02", "advice"), ("N10", "advice"),
    ])  # fmt: skip
    assert wenzhou.narrative is not None
    assert wenzhou.narrative.verdict == "weak"
    assert {"T01", "T02"} <= {n.rule for n in wenzhou.not_checked}


@pytest.mark.parametrize("engine", ["pdfium", "pdfminer"])
def test_facts_of_hongze(engine: str) -> None:
    hongze = found("hongze-2023.pdf", engine)
    report = hongze.report
    assert report is not None
    assert (report.agency, report.agency_kind, report.year) == ("洪泽区人民政府", "government", 2023)
    assert (report.edition, report.edition_due) == ("2021", "2021")
    assert report.period is not None
    assert (str(report.period.start), str(report.period.end)) == ("2023-01-01", "2023-12-31")
    contacts = report.contacts
    assert contacts.address is not None
    assert contacts.postcode is not None
    assert (contacts.address.value, contacts.postcode.value) == ("淮安市洪泽区洪泽湖大道90号", "223100")
    assert [f.value for f in contacts.phones] == ["0517-87222589"]
    assert [f.value for f in contacts.emails] == ["hzzwgk@126.com"]
    wanted = {"new": 21, "partly_granted": 4, "refused_state_secret": 1, "refused_deliberative": 1,
              "refused_enforcement_file": 1, "unavailable_not_held": 10, "unavailable_needs_creation": 3,
              "declined_petition": 1, "processed_total": 21}  # fmt: skip
    assert numbers(hongze, "requests") == {(r, c): n for r, n in wanted.items() for c in ("natural_person", "total")}
    assert numbers(hongze, "disputes") == {
        ("review", "upheld"): 10, ("review", "corrected"): 1, ("suit_after_review", "upheld"): 5,
    }  # fmt: skip
    assert numbers(hongze, "disclosure") == {
        ("normative_documents", "repealed"): 5, ("normative_documents", "in_force"): 5, ("licences", "decisions"): 550,
        ("penalties", "decisions"): 4119, ("coercion", "decisions"): 195, ("fees", "amount"): Decimal("7730.28"),
    }  # fmt: skip


def test_findings_in_hongze(hongze: Review) -> None:
    assert rules(hongze) == sorted([
        ("T04", "error"), ("T04", "error"), ("S10", "warning"), ("S10", "warning"), ("C06", "advice"), ("W09", "advice"),
        ("Q05", "warning"), ("W01", "warning"), ("W03", "advice"), ("Q02", "advice"),
    ])  # fmt: skip
    assert hongze.narrative is not None
    assert hongze.narrative.verdict == "adequate"
    author = next(f for f in hongze.findings if f.rule == "W09")
    assert author.place is None or author.place.masked


def test_both_engines_say_the_same(hongze: Review) -> None:
    other = found("hongze-2023.pdf", "pdfminer")
    one, two = as_dict(hongze), as_dict(other)
    assert one["report"] == two["report"]
    assert one["findings"] == two["findings"]
    assert one["not_checked"] == two["not_checked"]
