"""What a finding about parts and wholes calls due, and what it calls said."""

from __future__ import annotations

import pytest

from tests.statements.corpus import judge


@pytest.mark.parametrize(
    ("text", "variant", "due", "said"),
    [
        ("抽查部门24个、乡镇12个，合计38个。", "sum", 36, 38),
        ("24个部门中，有27个公开了权责清单。", "within", 24, 27),
        ("来件方式只有网上、邮寄、现场三种，分别为120件、89件、4件。", "short", 215, 213),
        ("发布信息1200条，其中网站843条、微信312条、微博67条。", "exceeds", 1200, 1222),
    ],
)
def test_directions(text: str, variant: str, due: int, said: int) -> None:
    found = judge(
        {"tables": "t09", "agency": "某市某局", "agency_kind": "department", "year": 2023, "text": text}
    )
    assert [(f.rule, f.variant, f.expected, f.actual) for f in found] == [("N05", variant, due, said)]
