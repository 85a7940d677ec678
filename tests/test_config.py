"""gongkai.toml: found upwards, overridden by folder, mistakes told with file, line and the nearest right word."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import rulebook, specimen
from checker.commands.check import review_options
from checker.commands.config import config
from checker.config import find, load
from checker.errors import RuleBookError
from checker.findings import Severity
from checker.reviewing import Options, review

BOOK = rulebook.load()


def write(folder: Path, text: str) -> Path:
    path = folder / "gongkai.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_it_is_found_upwards_and_folders_override(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        '[check]\nignore = ["C06"]\nlang = "en"\n[severities]\nS03 = "warning"\nW04 = "off"\n'
        '[[overrides]]\npath = "towns/**"\n[overrides.check]\nignore = ["Y06"]\n',
    )
    report = tmp_path / "towns" / "a" / "r.md"
    report.parent.mkdir(parents=True)
    assert find(report) == file
    conf = load(file, report)
    assert conf.get("check", "ignore") == ["Y06"]
    assert conf.get("check", "lang") == "en"
    assert conf.settings["check", "lang"].source.endswith("gongkai.toml:3")
    assert conf.overrides() == {"S03": Severity.warning, "W04": None}
    assert load(file, tmp_path / "r.md").get("check", "ignore") == ["C06"]


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("[check]\nignor = []\n", 2, "ignore"),
        ("[chekc]\n", 1, "check"),
        ('[check]\nfail-on = "eror"\n', 2, "error"),
        ('[severities]\nT2 = "off"\n', 2, "T"),
        ('[severities]\nT02 = "of"\n', 2, "off"),
        ("[check\n", 1, "TOML"),
        ('[check]\nignore = "C06"\n', 2, "列表"),
        ("[[overrides]]\n[overrides.check]\nlang = 'zh'\n", 1, "path"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, line: int, hint: str) -> None:
    with pytest.raises(RuleBookError) as caught:
        load(write(tmp_path, text), tmp_path / "r.md")
    assert f"gongkai.toml:{line}" in str(caught.value)
    assert hint in str(caught.value)


def test_severities_and_own_rules_are_in_force(tmp_path: Path) -> None:
    own = tmp_path / "own" / "catalogue"
    own.mkdir(parents=True)
    (own / "Z01.yml").write_text(
        "id: Z01\ntitle: {zh: 旧热线, en: old hotline}\nwhat: {zh: 旧热线, en: old}\nwhy: {zh: 停用, en: gone}\n"
        "basis: {zh: 通知, en: notice}\nseverity: warning\ndetect: {patterns: [{text: '96[0-9]{3}热线'}]}\n"
        "messages: {default: {zh: '“{quote}”已停用。', en: '{quote}', do: {zh: 改为12345, en: use 12345}}}\n"
        "examples: {flags: [{name: a, section.6+: 可拨打96123热线。}], passes: [{name: b}]}\n",
        encoding="utf-8",
    )
    file = write(tmp_path, '[rules]\nfolders = ["own"]\n[severities]\nQ06 = "error"\nC06 = "off"\n')
    report = tmp_path / "r.md"
    s = specimen.make(BOOK, {"section.6": "可拨打96123热线咨询。", "replace": [["slj@qinghe.gov.cn", "slj@qq.com"]]})
    report.write_text(specimen.markdown(BOOK, s), encoding="utf-8")
    options = Options(**review_options(load(file, report), (), (), None, None))
    found = {f.rule: f.severity for f in review(report, options=options).findings}
    assert found == {"Z01": Severity.warning, "Q06": Severity.error}


def test_the_command_tells_where_values_come_from(tmp_path: Path) -> None:
    write(tmp_path, '[check]\nlang = "en"\n')
    shown = CliRunner().invoke(config, [str(tmp_path)]).output
    assert 'lang = "en"' in shown
    assert "gongkai.toml:2" in shown
    assert "；默认" in shown
