"""Period, date and announced parts in every printed form, and what only looks like one (tests/data/periods.yml)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from checker.document import Paragraph, Place
from checker.language import get_language
from checker.report.dates import find_dates
from checker.report.period import read_announced, read_dated, read_period
from checker.yaml_lines import load_yaml

DATA = load_yaml(Path(__file__).parents[1] / "data" / "periods.yml")


def paragraphs(text: str | list[Any]) -> list[tuple[int | None, Paragraph]]:
    given = [[0, text]] if isinstance(text, str) else text
    return [(section, Paragraph(i, line, page=1)) for i, (section, line) in enumerate(given)]


def stands(place: Place, given: list[tuple[int | None, Paragraph]]) -> bool:
    """Whether the place's quote is what the paragraph holds there."""
    assert place.paragraph is not None and place.span is not None
    section, paragraph = given[place.paragraph]
    return place.section == section and paragraph.text[slice(*place.span)] == place.quote and bool(place.quote)


def name(case: dict[str, Any]) -> str:
    return str(case["text"])[:40]


@pytest.mark.parametrize("case", DATA["periods"], ids=name)
def test_period(case: dict[str, Any]) -> None:
    given = paragraphs(case["text"])
    period = read_period(given, get_language())
    if case["is"] is None:
        assert period is None
        return
    assert period is not None and stands(period.place, given)
    if case["is"] == "unreadable":
        assert (period.start, period.end, period.readable) == (None, None, False)
    else:
        assert [period.start, period.end] == case["is"]
        assert period.readable


@pytest.mark.parametrize("case", DATA["dated"], ids=name)
def test_the_reports_own_date(case: dict[str, Any]) -> None:
    body = next((i for i, line in enumerate(case["text"]) if line.startswith(("一、", "正文"))), 0)
    given = paragraphs([[0 if i < body else 6, line] for i, line in enumerate(case["text"])])
    published = case.get("published")
    dated = read_dated(given, [("published", published)] if published else [("created", "2024-03-01T08:00:00")])
    assert (dated.value if dated else None) == case["is"]
    assert dated is None or dated.place == Place() or stands(dated.place, given)


@pytest.mark.parametrize("case", DATA["announced"], ids=name)
def test_announced_parts(case: dict[str, Any]) -> None:
    given = paragraphs(case["text"])
    announced = read_announced(given, get_language())
    if case["is"] is None:
        assert not announced
        return
    assert [announced["count"], list(announced["numbers"])] == case["is"]  # type: ignore[call-overload]
    assert stands(announced["place"], given)  # type: ignore[arg-type]


def test_a_day_that_does_not_exist_keeps_its_numbers() -> None:
    (date,) = find_dates("截至2023年2月30日")
    assert (date.year, date.month, date.day, date.value()) == (2023, 2, 30, None)


def test_a_date_without_year_takes_that_of_the_first() -> None:
    first, second = find_dates("2023年1月1日至12月31日")
    assert second.year is None
    assert (first.value(), second.value(first.year)) == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
