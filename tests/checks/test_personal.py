"""W07: nothing that we write shows a number or an address; figures and published duty telephones pass."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from checker.checks import registry
from checker.checks.context import Context
from checker.document import Cell, Table
from checker.personal import find_numbers, is_identity
from tests.checks.wording_cases import build, cases, judge
from tests.support.road import only


@pytest.fixture(autouse=True)
def _personal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, ("personal",))


@pytest.mark.parametrize("case", [c for c in cases() if c["rule"] == "W07" and c["flag"]], ids=lambda c: c["text"][:12])
def test_the_value_stands_nowhere_in_the_finding(case: dict[str, object]) -> None:
    (finding,) = judge(case)
    place = finding.place
    assert place is not None and place.masked and place.quote is not None and place.span is not None
    start, end = place.span
    assert len(place.quote) == end - start
    secret = str(case["text"])[start:end]
    assert secret not in str(asdict(finding))
    digits = "".join(c for c in secret if c.isdigit())
    assert len(digits) < 11 or digits not in str(asdict(finding))


@pytest.mark.parametrize(
    ("number", "valid"),
    [("110101190101010214", True), ("110101190101010215", False), ("11010119011301021X", False), ("110101010101021", True)],
)
def test_identity_numbers_by_check_digit_and_birth(number: str, valid: bool) -> None:
    assert is_identity(number) is valid


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("手机138 0000 0000", ["mobile"]),
        ("手机138-0000-0000", ["mobile"]),
        ("身份证 110101 19010101 0214", ["identity"]),
        ("卡号6222 0200 0000 0000 018", ["card"]),
        ("身份证１１０１０１１９０１０１０１０２１４", ["identity"]),
        ("1 3 0 0 0 0 0 0 0 0 0", []),
        ("0577-13800000000", []),
        ("2203-330302-04-01-123456", []),
    ],
)
def test_numbers_in_groups(text: str, kinds: list[str]) -> None:
    assert [n.kind for n in find_numbers(text)] == kinds


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("政务公开值班手机：13800000000。", ["W07"]),
        ("政务公开值班手机（对外公布）：13800000000。", []),
        ("采购金额13800000000元。", []),
        ("项目编号13800000000已公示。", []),
        ("老式证件身份证110101010101021。", ["W07"]),
        ("回执编号110101010101021。", []),
        ("流水6222020000000000018已核销。", []),
        ("解决常住居民120户、安居小区3号楼改造。", []),
        ("申请人，住址变更为学府路9号。", []),
        ("某公司，住所地安溪区学府路9号。", []),
    ],
)
def test_words_beside_a_number_decide(text: str, rules: list[str]) -> None:
    assert [f.rule for f in judge({"text": text, "section": 1})] == rules


def _with_table(*rows: tuple[str, ...]) -> Context:
    ctx = build({"text": "名单如下。", "section": 6})
    index = len(ctx.document.blocks)
    table = Table(index, tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)))
    return replace(ctx, document=replace(ctx.document, blocks=(*ctx.document.blocks, table)))


def test_lists_of_names_in_tables() -> None:
    ctx = _with_table(("姓名", "身份证号", "金额"), ("王甲", "110101190101010214", "13800000000"))
    (finding,), _, _ = registry.run(ctx)
    assert finding.variant == "identity"
    assert finding.place is not None and finding.place.cell == (1, 1)


def test_figures_in_tables_pass() -> None:
    assert registry.run(_with_table(("项目", "数量"), ("短信", "13800000000")))[0] == []
