"""Numbers as printed: digits, full width (folded before), Chinese numerals, separators, 万, 余 近 约, units, money."""

from __future__ import annotations

from decimal import Decimal

import pytest

from checker.statements.quantity import number_at


@pytest.mark.parametrize(
    ("text", "value", "unit", "kind", "bound"),
    [
        ("21件", "21", "件", "count", "exact"),
        ("152,630件", "152630", "件", "count", "exact"),
        ("15.3万件", "153000", "件", "count", "exact"),
        ("2300余件", "2300", "件", "count", "above"),
        ("160多件", "160", "件", "count", "above"),
        ("4.2万余件", "42000", "件", "count", "above"),
        ("200件左右", "200", "件", "count", "about"),
        ("二千四百六十件", "2460", "件", "count", "exact"),
        ("四十一万件", "410000", "件", "count", "exact"),
        ("百分之十六点六", "16.6", "%", "percent", "exact"),
        ("42.86%", "42.86", "%", "percent", "exact"),
        ("23000元", "2.3", "元", "money", "exact"),
        ("2.56亿元", "25600", "元", "money", "exact"),
        ("3个百分点", "3", "个百分点", "points", "exact"),
        ("20个工作日", "20", "个工作日", "other", "exact"),
        ("3倍", "3", "倍", "times", "exact"),
    ],
)
def test_read(text: str, value: str, unit: str, kind: str, bound: str) -> None:
    found = number_at(text, 0)
    assert found is not None
    quantity, end = found
    assert (quantity.value, quantity.unit, quantity.kind, quantity.bound) == (
        Decimal(value),
        unit,
        kind,
        bound,
    )
    assert end == len(text)


@pytest.mark.parametrize("text", ["一是加强", "三安全", "万件", "件", "十"])
def test_no_number(text: str) -> None:
    assert number_at(text, 0) is None


@pytest.mark.parametrize(
    ("text", "fits", "not_"),
    [
        ("21件", 21, 20),
        ("15.3万件", 152630, 151000),
        ("2300余件", 2311, 2100),
        ("4.2万余件", 43000, 31570),
        ("400件左右", 380, 215),
        ("0.38万元", Decimal("0.38"), Decimal("0.038")),
    ],
)
def test_fits(text: str, fits: Decimal, not_: Decimal) -> None:
    found = number_at(text, 0)
    assert found is not None
    assert found[0].fits(fits)
    assert not found[0].fits(not_)


def test_a_run_of_digits_is_a_code_and_costs_nothing() -> None:
    found = number_at("1" * 100_000 + "件", 0)
    assert found is not None
    assert found[0].kind == "other"
    assert found[1] == 100_000
