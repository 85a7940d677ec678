"""gongkai accept, config, rules with an office's own rules: from the command to the file and back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from checker import accepted, rulebook, specimen
from checker.errors import RuleBookError
from tests.cli.test_bad_input import gongkai
from tests.test_rulebook import own

BOOK = rulebook.load()


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder with a report (a wrong total, a private mailbox, an old hotline), an own rule and a configuration."""
    edit = {
        "requests.processed_total.total": 99, "section.6+": "可拨打96123热线咨询。",
        "replace": [["slj@qinghe.gov.cn", "slj@qq.com"]],
    }  # fmt: skip
    (tmp_path / "r.md").write_text(specimen.markdown(BOOK, specimen.make(BOOK, edit)), encoding="utf-8")
    (tmp_path / "last.md").write_text(specimen.markdown(BOOK, specimen.make(BOOK, {"year": 2022})), encoding="utf-8")
    own(tmp_path)
    (tmp_path / "gongkai.toml").write_text(
        '[rules]\nfolders = ["own"]\n[severities]\nC06 = "warning"\n[accept]\nfile = "ok.toml"\n', encoding="utf-8"
    )
    return tmp_path


def findings(folder: Path, *words: str) -> dict[str, bool]:
    (found,) = json.loads(gongkai("check", "r.md", "--format", "json", *words, cwd=folder).stdout)
    return {f["rule"]: bool(f.get("accepted")) for f in found["findings"]}


def test_accepting_one_rule_then_the_rest(office: Path) -> None:
    assert findings(office) == {"T03": False, "C06": False, "Z01": False}
    done = gongkai("accept", "r.md", "--rule", "C06", "--reason", "经批准", "--who", "张", "--until", "2099-12-31", cwd=office)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "接受了 1 个问题" in done.stdout.decode()
    (entry,) = accepted.read(office / "ok.toml")
    assert (entry.rule, entry.reason, entry.who, str(entry.until)) == ("C06", "经批准", "张", "2099-12-31")
    assert findings(office) == {"T03": False, "C06": True, "Z01": False}
    assert "没有符合条件的问题" in gongkai("accept", "r.md", "--rule", "C", "--reason", "x", cwd=office).stdout.decode()
    gongkai("accept", "r.md", "--baseline", cwd=office)
    assert findings(office) == {"T03": True, "C06": True, "Z01": True}
    assert gongkai("check", "r.md", "--fail-on", "advice", cwd=office).returncode == 0


def test_expired_and_unused_entries_are_told_on_stderr(office: Path) -> None:
    gongkai("accept", "r.md", "--rule", "C06", "--reason", "经批准", "--until", "2020-01-01", cwd=office)
    old = gongkai("check", "r.md", cwd=office)
    assert "C06 的接受已于 2020-01-01 到期" in old.stderr.decode()
    assert "警告 C06" in old.stdout.decode()
    gongkai("accept", "r.md", "--rule", "Z01", "--reason", "下季度改", cwd=office)
    text = (office / "r.md").read_text("utf-8").replace("可拨打96123热线咨询。", "可拨打12345热线咨询。")
    (office / "r.md").write_text(text, encoding="utf-8")
    assert "没有用到的接受：Z01" in gongkai("check", "r.md", cwd=office).stderr.decode()


def test_accept_tells_what_it_cannot_read(office: Path) -> None:
    done = gongkai("accept", "nope.md", "r.md", "--baseline", cwd=office)
    assert done.returncode == 3
    assert done.stderr.decode() == "nope.md：找不到这个文件；请核对路径。\n"
    assert len(accepted.read(office / "ok.toml")) == 3


def test_a_damaged_file_of_accepted_findings_stops_with_its_line(office: Path) -> None:
    for text, told in (
        ('[[accepted]]\nrule = "T02"\n', "ok.toml:1：缺少 fingerprint"),
        ('\n[[acepted]]\nrule = "T02"\n', "ok.toml:2：不认识 acepted"),
        ('[[accepted]]\nrule = 5\nfingerprint = "a"\nreason = "b"\n', "ok.toml:1：rule 应为字符串"),
        ('[[accepted]]\nrule = "T02"\nfingerprint = "a"\nreson = "b"\n', "是否指 reason？"),
        ('[[accepted]]\nrule = "T02"\nfingerprint = "a"\nreason = "b"\nuntil = "明年"\n', "until 应为 YYYY-MM-DD"),
        ("accepted = 1\n", "ok.toml:1"),
        ("[[accepted]\n", "TOML"),
    ):
        (office / "ok.toml").write_text(text, encoding="utf-8")
        with pytest.raises(RuleBookError, match=re.escape(told)):
            accepted.read(office / "ok.toml")
    done = gongkai("check", "r.md", cwd=office)
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.decode().splitlines()) == 1


def test_own_rules_are_rules_like_ours(office: Path) -> None:
    assert findings(office, "--select", "Z01") == {"Z01": False}
    assert findings(office, "--ignore", "Z") == {"T03": False, "C06": False}
    assert "旧热线" in gongkai("rules", cwd=office).stdout.decode()
    assert "96123热线" in gongkai("rules", "Z01", cwd=office).stdout.decode()
    assert "级别：警告" in gongkai("rules", "C06", cwd=office).stdout.decode()
    damaged = office / "own" / "catalogue" / "Z01.yml"
    damaged.write_text(damaged.read_text("utf-8").replace("basis:", "bassis:"), encoding="utf-8")
    done = gongkai("check", "r.md", cwd=office)
    assert done.returncode == 2
    assert "Z01.yml:11：不认识的键 bassis" in done.stderr.decode()


def test_config_prints_toml_that_says_where_values_come_from(office: Path) -> None:
    import tomllib

    for words in ((), ("--lang", "en")):
        text = gongkai("config", "r.md", *words, cwd=office).stdout.decode()
        shown = tomllib.loads(text)
        assert shown["rules"]["folders"] == ["own"]
        assert shown["severities"] == {"C06": "warning"}
        assert "gongkai.toml:4" in text
    done = gongkai("config", "--config", "nope.toml", cwd=office)
    assert (done.returncode, done.stdout) == (2, b"")


def test_statutes(office: Path) -> None:
    rows = json.loads(gongkai("statutes", "r.md", "--format", "json", cwd=office).stdout)
    assert any("政府信息公开条例" in (r["resolved"] or "") for r in rows)
    assert gongkai("statutes", "nope.md", cwd=office).returncode == 3
    assert "条例" in gongkai("statutes", "r.md", "--lang", "en", "--as-of", "2030-01-01", cwd=office).stdout.decode()
