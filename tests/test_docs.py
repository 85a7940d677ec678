"""Documents stay in step with what they describe."""

from __future__ import annotations

import re
from pathlib import Path

from checker import rulebook
from checker.commands.rules import as_markdown

ROOT = Path(__file__).resolve().parents[1]


def test_the_rule_pages_are_generated() -> None:
    """Regenerate with: gongkai rules --markdown > docs/rules.md"""
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == as_markdown(rulebook.load())


def test_every_rule_of_the_contract_is_in_the_catalogue() -> None:
    listed = ROOT.parent / "shared" / "spec" / "rules.md"
    if not listed.exists():
        return
    rows = re.findall(r"^\| `([A-Z]\d\d)` \|", listed.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 79
    assert set(rows) <= set(rulebook.load().rules)


def test_the_worked_example_works(monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert code is not None
    exec(compile(code[1], "docs/python.md", "exec"), {})
    assert "T03" in capsys.readouterr().out


def test_links_of_the_readmes_lead_somewhere() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), (name, target)
