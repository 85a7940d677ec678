"""What a roster's lines become: names that several agencies bear, files that several lines name, whose numbers add."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from checker import rulebook
from checker.batch.agencies import Agency, group, pairs
from checker.batch.inputs import Entry
from checker.batch.roster import rollups, rosters

BOOK = rulebook.load()
TOP = "清河县人民政府"


def line(path: str, agency: str, year: int, granted: int = 1) -> tuple[str, str, str]:
    """A reviewed document as the store gives it."""
    told = {
        "path": path, "sha256": "0", "outcome": "reviewed", "message": None, "score": 100.0, "findings": [], "not_checked": [],
        "report": {"tables": {"requests": {"granted": {"total": granted}}}, "edition_due": "2021"},
    }  # fmt: skip
    facts = {
        "agency": agency, "kind": "department", "year": year, "dated": f"{year + 1}-01-20", "applicable": [],
        "organs": [], "sections": {},
    }  # fmt: skip
    return path, json.dumps(told), json.dumps(facts)


def entry(path: str | None, agency: str | None, year: int | None = 2023, **more: Any) -> Entry:
    return Entry(path, path, agency, year=year, **more)


def variants(agency: Agency) -> list[str]:
    return [f["variant"] for f in agency.findings if f["rule"] == "G03"]


def judged(
    entries: Sequence[Entry], results: Sequence[tuple[str, str, str]], lang: str = "zh"
) -> list[Agency]:
    agencies = group(entries, results)
    rosters(agencies, BOOK, lang)
    rollups(agencies, BOOK, lang, [])
    return agencies


def test_one_name_below_two_parents_is_two_agencies() -> None:
    name = "城关镇人民政府"
    entries = [
        entry(f"{parent}{year}", name, year, parent=parent)
        for parent in ("甲县人民政府", "乙县人民政府")
        for year in (2022, 2023)
    ]
    agencies = judged(entries, [line(str(e.path), name, e.year or 0) for e in entries])
    assert [(a.within, a.year, len(a.documents)) for a in agencies] == [
        ("乙县人民政府", 2022, 1), ("乙县人民政府", 2023, 1), ("甲县人民政府", 2022, 1), ("甲县人民政府", 2023, 1),
    ]  # fmt: skip
    assert not any(variants(a) for a in agencies)
    assert [(a.within, b.within) for a, b in pairs(agencies)] == [
        ("乙县人民政府",) * 2,
        ("甲县人民政府",) * 2,
    ]


def test_an_agency_that_changes_its_parent_stays_one() -> None:
    entries = [
        entry("a", "水利局", 2022, parent="甲县人民政府"),
        entry("b", "水利局", 2023, parent="乙县人民政府"),
    ]
    assert len(pairs(group(entries, [line("a", "水利局", 2022), line("b", "水利局", 2023)]))) == 1


def test_a_government_and_its_office_are_paired_each_with_itself() -> None:
    names = [TOP, TOP + "办公室"]
    entries = [entry(f"{n}{y}", n, y) for n in names for y in (2022, 2023)]
    found = pairs(group(entries, [line(str(e.path), str(e.agency), e.year or 0) for e in entries]))
    assert sorted((a.name, b.name) for a, b in found) == [(n, n) for n in names]
    turns = [entry("a", names[0], 2022), entry("b", names[1], 2023)]
    assert len(pairs(group(turns, [line("a", names[0], 2022), line("b", names[1], 2023)]))) == 1


def test_a_file_for_two_years_is_of_the_wrong_year_once_and_not_missing() -> None:
    entries = [entry("a", "水利局", 2022), entry("a", "水利局", 2023)]
    first, second = judged(entries, [line("a", "水利局", 2022)])
    assert (variants(first), variants(second)) == ([], ["wrong_year"])


def test_a_file_for_two_agencies_is_the_report_of_both() -> None:
    agencies = judged([entry("a", "水利局"), entry("a", "林业局")], [line("a", "水利局", 2023)])
    assert [(a.name, bool(a.report), variants(a)) for a in agencies] == [
        ("林业局", True, []),
        ("水利局", True, []),
    ]


def test_two_files_are_a_duplicate_though_their_bytes_are_equal_and_a_line_twice_is_none() -> None:
    (twice,) = judged(
        [entry("a", "水利局"), entry("b", "水利局")], [line("a", "水利局", 2023), line("b", "水利局", 2023)]
    )
    assert variants(twice) == ["duplicate"]
    (once,) = judged([entry("a", "水利局"), entry("a", "水利局")], [line("a", "水利局", 2023)])
    assert variants(once) == []


def rolled(
    *members: tuple[str, int, int], extra: Sequence[tuple[Entry, tuple[str, str, str]]] = (), lang: str = "zh"
) -> Agency:
    """The government above ``members`` (name, year of the report, number); it prints 3."""
    entries = [
        entry("top", TOP, kind="government"),
        *(entry(n, n, parent=TOP) for n, _, _ in members),
        *(e for e, _ in extra),
    ]
    results = [line("top", TOP, 2023, 3), *(line(n, n, y, v) for n, y, v in members), *(r for _, r in extra)]
    return next(a for a in judged(entries, results, lang) if a.name == TOP)


def test_sums_over_the_members() -> None:
    assert not rolled(("水利局", 2023, 1), ("林业局", 2023, 2)).findings
    (off,) = rolled(("水利局", 2023, 1), ("林业局", 2023, 1)).findings
    assert (off["rule"], off["expected"], off["actual"]) == ("G01", 2, 3)
    assert "差额 1 恰为林业局、水利局的数" in off["message"]


def test_an_english_answer_lists_names_in_english() -> None:
    (off,) = rolled(("水利局", 2023, 1), ("林业局", 2023, 1), lang="en").findings
    assert "the gap of 1 is the number of 林业局, 水利局" in off["message"]
    assert "could not be added: 林业局, 水利局" in reasons(
        rolled(("水利局", 2022, 1), ("林业局", 2022, 1), lang="en")
    )


def reasons(agency: Agency) -> str:
    return "；".join(n["reason"] for n in agency.not_checked if n["rule"] == "G01")


def test_a_report_of_another_year_is_not_added_but_named() -> None:
    top = rolled(("水利局", 2023, 1), ("林业局", 2022, 1))
    assert not top.findings
    assert "未能相加的机关：林业局" in reasons(top)


def test_two_reports_that_differ_are_not_added_but_named() -> None:
    more = [(entry("水利局二", "水利局", parent=TOP), line("水利局二", "水利局", 2023, 7))]
    top = rolled(("水利局", 2023, 1), ("林业局", 2023, 2), extra=more)
    assert not top.findings
    assert "未能相加的机关：水利局" in reasons(top)


def test_a_parent_may_be_named_without_its_ending() -> None:
    entries = [entry("top", TOP, kind="government"), entry("a", "清河县水利局", parent="清河县")]
    top = next(
        a
        for a in judged(entries, [line("a", "清河县水利局", 2023, 1), line("top", TOP, 2023, 3)])
        if a.name == TOP
    )
    assert [f["rule"] for f in top.findings] == ["G01"]
