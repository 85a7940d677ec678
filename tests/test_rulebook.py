"""The rule book: what is shipped is whole; what an office adds is looked at, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from checker import rulebook
from checker.checks import registry
from checker.errors import RuleBookError
from checker.outputs.rule_pages import in_order, page

BOOK = rulebook.load()
OWN = {
    "id": "Z01", "title": {"zh": "旧热线", "en": "old hotline"}, "what": {"zh": "旧热线", "en": "old hotline"},
    "why": {"zh": "停用", "en": "gone"}, "basis": {"zh": "通知", "en": "notice"}, "severity": "warning",
    "detect": {"patterns": [{"text": "96[0-9]{3}热线"}]},
    "messages": {"default": {"zh": "“{quote}”已停用。", "en": "{quote}", "do": {"zh": "改为12345", "en": "use 12345"}}},
    "examples": {"flags": [{"name": "a", "section.6+": "可拨打96123热线。"}], "passes": [{"name": "b"}]},
}  # fmt: skip


def own(folder: Path, name: str = "Z01", **changes: object) -> Path:
    root = folder / "own"
    (root / "catalogue").mkdir(parents=True, exist_ok=True)
    rule = {k: v for k, v in {**OWN, **changes}.items() if v is not None}
    (root / "catalogue" / f"{name}.yml").write_text(yaml.safe_dump(rule, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return root


def test_every_shipped_rule_has_a_check_and_a_page_in_both_languages() -> None:
    served = {r for entry in registry.load_checks() for r in entry.rules_in(BOOK)}
    assert {r.id for r in BOOK.rules.values() if r.scope != "set"} <= served
    for rule in in_order(BOOK):
        assert not rule.id.startswith("Z")
        for lang in ("zh", "en"):
            text = "\n".join(page(rule, BOOK, lang))
            assert rule.id in text
            assert rule.basis.get(lang) in text


def test_an_own_rule_is_read(tmp_path: Path) -> None:
    book = rulebook.load((own(tmp_path),))
    assert book.rules["Z01"].patterns[0].text == "96[0-9]{3}热线"
    assert book.version != BOOK.version


@pytest.mark.parametrize(
    ("name", "changes", "told"),
    [
        ("T02", {"id": "T02"}, "自有规则的编号应为 Z"),
        ("Y09", {"id": "Y09"}, "自有规则的编号应为 Z"),
        ("Zx", {"id": "Zx"}, "自有规则的编号应为 Z"),
        ("Z01", {"id": "Z02"}, "文件名应为 Z02.yml"),
        ("Z01", {"detect": None}, "detect.patterns"),
        ("Z01", {"detect": {"pattern": []}}, "detect 应写成"),
        ("Z01", {"detect": {"patterns": ["热线"]}}, "detect 应写成"),
        ("Z01", {"detect": {"patterns": [{"txt": "热线"}]}}, "不认识的键 txt"),
        ("Z01", {"detect": {"patterns": [{"text": 12345}]}}, "应为字符串"),
        ("Z01", {"detect": {"patterns": [{"text": "热线", "sections": [7]}]}}, "0 到 6"),
        ("Z01", {"detect": {"patterns": [{"text": "(热线"}]}}, "不能编译"),
        ("Z01", {"detect": {"patterns": [{"text": "(?=热线)"}]}}, "不能编译"),
        ("Z01", {"detect": {"patterns": [{"text": "热线", "message": "x"}]}}, "没有定义的消息 x"),
        ("Z01", {"basis": None}, "缺少 basis"),
        ("Z01", {"basis": {"zh": "通知"}}, "zh 和 en"),
        ("Z01", {"severity": "fatal"}, "error、warning、advice"),
        ("Z01", {"basiss": "x"}, "不认识的键 basiss"),
        ("Z01", {"messages": ["x"]}, "messages 应当是一组键值"),
        ("Z01", {"messages": {"default": {"zh": "x", "en": "x"}}}, "需要 zh、en、do"),
        ("Z01", {"messages": {"default": {**OWN["messages"]["default"], "zh": "{word}已停用"}}}, "{word} 无法填写"),  # type: ignore[index, dict-item]
        ("Z01", {"messages": {"default": {**OWN["messages"]["default"], "en": "{quote"}}}, "无法填写"),  # type: ignore[index, dict-item]
        ("Z01", {"examples": {"flags": [{"name": "a"}]}}, "examples.passes"),
        ("Z01", {"examples": ["x"]}, "examples.flags"),
        ("Z01", {"examples": {"flags": [{"section.6": "x"}], "passes": [{"name": "b"}]}}, "需要 name"),
        ("Z01", {"from_year": 2025, "to_year": 2020}, "永远不会适用"),
        ("Z01", {"scope": "all"}, "scope 只能是"),
    ],
)
def test_a_damaged_own_rule_is_refused_with_file_and_line(
    tmp_path: Path, name: str, changes: dict[str, object], told: str
) -> None:
    root = own(tmp_path, name, **changes)
    with pytest.raises(RuleBookError) as caught:
        rulebook.load((root,))
    assert told in str(caught.value)
    assert f"{name}.yml:" in str(caught.value)


def test_two_own_rules_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleBookError, match="已在"):
        rulebook.load((own(tmp_path / "a"), own(tmp_path / "b")))
