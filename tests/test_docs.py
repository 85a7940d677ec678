"""Documents stay in step with what they describe."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from checker import config, rulebook, specimen
from checker.cli import LazyGroup, cli
from checker.reviewing import Options, review

ROOT = Path(__file__).resolve().parents[1]
BOOK = rulebook.load()
GUIDES = ("start", "reading", "accepting", "configuration", "python", "ci", "extending", "offline")
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *(ROOT / "docs" / lang / f"{g}.md" for lang in ("zh", "en") for g in GUIDES)]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def block(page: Path, kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_generated_documents_are_in_step() -> None:
    """Make them again with: python tools/update_docs.py"""
    done = subprocess.run([sys.executable, "tools/update_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_rule_of_the_contract_is_in_the_catalogue() -> None:
    listed = ROOT.parent / "shared" / "spec" / "rules.md"
    if not listed.exists():
        pytest.skip("needs the ../shared folder of the project's own checkout")
    rows = re.findall(r"^\| `([A-Z]\d\d)` \|", listed.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 79
    assert set(rows) <= set(BOOK.rules)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_both_languages_have_the_same_pages_and_sections() -> None:
    for lang in ("zh", "en"):
        assert {p.stem for p in (ROOT / "docs" / lang).glob("*.md")} == set(GUIDES)
    for a, b in [(PAGES[0], PAGES[1]), *((ROOT / "docs" / "zh" / f"{g}.md", ROOT / "docs" / "en" / f"{g}.md") for g in GUIDES)]:
        levels = [re.findall(r"^(#+) ", p.read_text(encoding="utf-8"), re.MULTILINE) for p in (a, b)]
        assert levels[0] == levels[1], name_of(a)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_and_rules_named_in_documents_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for line in re.findall(r"(?:^    |`|run: )(?:[\w.\\/]*[\\/])?gongkai ((?:check|batch|rules|statutes|accept|config|evaluate|train)\b[^`\n|>#]*)", text, re.MULTILINE):
        words = shlex.split(line)
        command = cli.get_command(click.Context(cli), words[0])
        assert command is not None
        options = {o for p in command.params for o in p.opts} | {"--help", "-h"}
        assert {w for w in words if w.startswith("--")} <= options, line
    for rule in re.findall(r"`([SCLYTNQWXG]\d\d)`|\"([SCLYTNQWXG]\d\d)\"|(?:rules|--rule) ([SCLYTNQWXG]\d\d)", text):
        assert "".join(rule) in BOOK.rules
    assert not re.search(r"gongkai (?!check|batch|rules|statutes|accept|config|evaluate|train)[a-z]+ [^ ]*\.(?:docx|pdf)", text)


def test_the_readmes_list_every_option_of_check_and_every_command() -> None:
    command = cli.get_command(click.Context(cli), "check")
    assert command is not None
    for page in PAGES[:2]:
        text = page.read_text(encoding="utf-8")
        for p in command.params:
            if isinstance(p, click.Option):
                assert f"`{p.opts[0]}" in text, (page.name, p.opts)
                for choice in getattr(p.type, "choices", ()):
                    assert f"`{choice}`" in text, (page.name, p.opts, choice)
        for name in set(LazyGroup.modules) - {"train"}:
            assert f"gongkai {name}" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_worked_example_works(lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    page = ROOT / "docs" / lang / "python.md"
    exec(compile(block(page, "python"), name_of(page), "exec"), {})
    assert "error T03" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_configuration_shown_is_valid_and_whole(lang: str, tmp_path: Path) -> None:
    text = block(ROOT / "docs" / lang / "configuration.md", "toml")
    file = tmp_path / config.FILE_NAME
    file.write_text(text, encoding="utf-8")
    shown = config.load(file, tmp_path / "乡镇" / "a" / "r.md")
    assert shown.get("check", "ignore") == ["Y06"]
    for section, keys in config.KEYS.items():
        assert re.search(rf"^(# )?\[{section}\]", text, re.MULTILINE)
        for key in keys:
            assert key in text, key
    tomllib.loads(re.sub(r"^# (?=\[|\w+ =)", "", text, flags=re.MULTILINE))  # the parts that are commented out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_rule_shown_is_valid_and_does_what_its_examples_say(lang: str, tmp_path: Path) -> None:
    text = block(ROOT / "docs" / lang / "extending.md", "yaml")
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "Z01.yml").write_text(text, encoding="utf-8")
    options = Options(select=("Z01",), rule_folders=(tmp_path,))
    for kind, expected in (("flags", ["12345热线"]), ("passes", [])):
        for example in yaml.safe_load(text)["examples"][kind]:
            edit = {k: v for k, v in example.items() if k != "name"}
            found = review(specimen.markdown(BOOK, specimen.make(BOOK, edit)).encode(), path="r.md", options=options)
            assert [f.expected for f in found.findings] == expected


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_entry_shown_is_valid(lang: str, tmp_path: Path) -> None:
    from checker import accepted

    file = tmp_path / accepted.FILE_NAME
    file.write_text(block(ROOT / "docs" / lang / "accepting.md", "toml"), encoding="utf-8")
    (entry,) = accepted.read(file)
    assert entry.rule == "C06"
