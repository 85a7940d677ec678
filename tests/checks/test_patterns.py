"""Rules made of data alone: an office's own rule, sections, excuses, groups; RE2 on hostile text."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import rulebook
from checker.checks import registry
from checker.errors import RuleBookError
from checker.findings import Finding
from tests.checks.wording_cases import judge
from tests.support.road import only

RULE = """
id: Z01
title: {{zh: 口号, en: slogan}}
what: {{zh: 用了口号, en: a slogan}}
why: {{zh: 本市要求, en: the city asks so}}
basis: {{zh: 本市通知, en: a notice of the city}}
severity: advice
messages:
  default: {{zh: "“{{quote}}”改为“{{expected}}”", en: "{{quote}}", do: {{zh: 改, en: change}}}}
detect:
  patterns:
    - {pattern}
examples:
  flags: [{{name: 甲}}]
  passes: [{{name: 乙}}]
"""


@pytest.fixture(autouse=True)
def _patterns_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, ("patterns",))


def book(folder: Path, pattern: str) -> rulebook.RuleBook:
    (folder / "catalogue").mkdir()
    (folder / "catalogue" / "Z01.yml").write_text(RULE.format(pattern=pattern), "utf-8")
    return rulebook.load((folder,))


def found(rules: rulebook.RuleBook, text: str, section: int = 1) -> list[Finding]:
    return [f for f in judge({"text": text, "section": section}, rules=rules) if f.rule == "Z01"]


def test_a_rule_of_an_office(tmp_path: Path) -> None:
    rules = book(tmp_path, '{text: "打通(最后[0-9一]公里)", unless: "例如", expected: 最后一段, sections: [1, 5]}')
    (finding,) = found(rules, "全力打通最后1公里。")
    assert finding.message.zh == "“最后1公里”改为“最后一段”"
    assert finding.place is not None and finding.place.span == (4, 9)
    assert found(rules, "例如打通最后1公里。") == []
    assert found(rules, "打通最后1公里。", section=6) == []


def test_one_finding_a_sentence(tmp_path: Path) -> None:
    assert len(found(book(tmp_path, '{text: "公里"}'), "三公里、五公里。十公里。")) == 2


def test_without_sections_headings_and_margins_are_read(tmp_path: Path) -> None:
    (finding,) = found(book(tmp_path, '{text: "监督保障情况$|^总体情况$"}'), "无。")
    assert finding.place is not None and finding.place.section == 1


def test_a_pattern_that_does_not_compile_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(RuleBookError, match="不能编译") as caught:
        book(tmp_path, '{text: "(公开"}')
    assert caught.value.line is not None


def test_a_pattern_that_explodes_elsewhere_takes_linear_time(tmp_path: Path) -> None:
    assert found(book(tmp_path, '{text: "(公+)+开$"}'), "公" * 50_000 + "。") == []


def test_selection_holds_for_them_too(tmp_path: Path) -> None:
    rules = book(tmp_path, '{text: "公里"}')
    assert judge({"text": "三公里。", "section": 1}, rules=rules, ignore=("Z",)) == []
    assert "Z01" in registry.CHECKS[0].rules_in(rules)
