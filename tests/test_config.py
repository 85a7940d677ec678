"""gongkai.toml: found upwards, overridden by folder, mistakes told with file, line and the nearest right word."""

from __future__ import annotations

import json
import re
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
        ("overrides = [1]\n", 1, "[[overrides]]"),
        ("check = 1\n", 1, "[check]"),
        ("check.lang = 'xx'\n", 1, "zh"),
        ("[check]\nlang = 1\n", 2, "字符串"),
        ('[check]\nselect = ["T", "K0"]\n', 2, "K0"),
        ('[check]\nignore = [\n  "C06",\n  "Z1",\n]\n', 2, "Z1"),
        ('[severities]\nZ01 = "off"\n', 2, "Z01"),
        ('[rules]\nfolders = ["nowhere"]\n', 2, "nowhere"),
        ('[law]\nfiles = ["none.jsonl"]\n', 2, "none.jsonl"),
        ('[lexicon]\nfiles = ["none.txt"]\n', 2, "none.txt"),
        # the second of two equal keys is the wrong one
        ('[check]\nlang = "zh"\n[[overrides]]\npath = "a"\n[overrides.check]\nlang = "zz"\n', 6, "zh"),
        ('[[overrides]]\npath = "a"\n[[overrides]]\npath = "b"\n[overrides.check]\nignor = []\n', 6, "ignore"),
        ('[[overrides]]\npath = "a"\n[overrides.overrides]\n', 3, "overrides"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, line: int, hint: str) -> None:
    with pytest.raises(RuleBookError) as caught:
        load(write(tmp_path, text), tmp_path / "r.md")
    assert f"gongkai.toml:{line}" in str(caught.value)
    assert hint in str(caught.value)
    assert not re.search("[\u4e00-\u9fff]", caught.value.get("en").replace(str(tmp_path), ""))


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "gongkai.toml").write_bytes('[lexicon]\nwords = ["河湖长制"]\n'.encode("gb18030"))
    with pytest.raises(RuleBookError, match="UTF-8"):
        load(tmp_path / "gongkai.toml")
    (tmp_path / "gongkai.toml").write_text('\ufeff[check]\nlang = "en"\n', encoding="utf-8")  # as Notepad saves it
    assert load(tmp_path / "gongkai.toml").get("check", "lang") == "en"


def test_values_of_overrides_come_from_their_own_line(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        '[check]\nlang = "zh"\n[[overrides]]\npath = "a/*"\n[overrides.check]\nlang = "en"\n'
        '[[overrides]]\npath = "a/*"\n[overrides.severities]\n"T02" = "advice"\n',
    )
    conf = load(file, tmp_path / "a" / "r.md")
    assert conf.settings["check", "lang"].source.endswith(":6")
    assert conf.severities["T02"].source.endswith(":10")
    assert load(file, tmp_path / "b" / "r.md").settings["check", "lang"].source.endswith(":2")


def test_lexicon_and_local_law_reach_the_review(tmp_path: Path) -> None:
    act = {
        "id": "清河县政府信息公开办法", "kind": "local_document", "short_titles": [], "issuer": "清河县人民政府",
        "status": "in_force", "state_of": "2026-01-01",
        "versions": [{"number": "清政发〔2020〕3号", "issued": "2020-02-10", "in_force": "2020-03-01", "articles": 30}],
    }  # fmt: skip
    (tmp_path / "law.jsonl").write_text(json.dumps(act, ensure_ascii=False) + "\n", encoding="utf-8")
    (tmp_path / "words.txt").write_text("河湖长制  # 专用\n\n", encoding="utf-8")
    file = write(tmp_path, '[lexicon]\nwords = ["水美乡村"]\nfiles = ["words.txt"]\n[law]\nfiles = ["law.jsonl"]\n')
    conf = load(file, tmp_path / "r.md")
    assert conf.words() == ("水美乡村", "河湖长制")
    s = specimen.make(BOOK, {"section.6": "依据《清河县政府信息公开办法》（清政发〔2020〕3号）收费为零。"})
    options = Options(**review_options(conf, (), (), None, None))
    found = review(specimen.markdown(BOOK, s).encode(), path="r.md", options=options)
    assert found.report is not None
    assert "清河县政府信息公开办法" in {c.resolved for c in found.report.statutes}
    plain = review(specimen.markdown(BOOK, s).encode(), path="r.md")
    assert plain.report is not None
    assert "清河县政府信息公开办法" not in {c.resolved for c in plain.report.statutes}


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
