"""The command line as a script and a person meet it: usage, data and messages, start-up."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from checker import exit_codes, usage
from checker.cli import LazyGroup, cli
from tests.cli.test_bad_input import ROOT, gongkai

CHINESE = re.compile(r"[\u4e00-\u9fff]")


# -- wrong usage ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("check",), "缺少参数", "Missing argument"),
        (("chek",), "没有命令 chek", "No such command 'chek'"),
        (("check", "--formt", "x", "a"), "没有选项 --formt", "No such option"),
        (("check", "a", "--format", "jsn"), "“jsn”无效，可用的有", "is not one of"),
        (("check", "a", "--as-of", "2023"), "“2023”不是有效的日期", "does not match the format"),
        (("check", "a", "--output"), "选项 --output 后面缺少值", "requires an argument"),
        (("check", "a", "--select", "K"), "没有以 K 开头的规则", "no rule begins with K"),
        (("check", "a", "--select", ","), "没有写规则编号", "no rule ids given"),
        (("check", "a", "--ignore", "Z9"), "没有以 Z9 开头的规则", "no rule begins with Z9"),
        (("check", "a", "b", "--previous", "c"), "--previous 只能与一份报告同用", "one report only"),
        (("check", "-", "-"), "只能读一次", "once only"),
        (("check", "a", "--format", "docx"), "请用 --output", "use --output"),
        (("check", "a", "--output", ""), "没有写文件名", "needs a file name"),
        (("check", "a", "--config", "nope.toml"), "找不到这个配置文件", "no such configuration file"),
        (("rules", "T2"), "没有规则 T2；是否指", "no rule T2; did you mean"),
        (("rules", "T02", "T03"), "多出了参数：T03", "unexpected extra argument"),
        (("accept", "a"), "--reason", "--reason"),
        (("accept", "a", "--reason", "x"), "请用 --rule 指明规则", "name the rules"),
        (("accept", "a", "--rule", "K", "--reason", "x"), "没有以 K 开头的规则", "no rule begins with K"),
    ],
)
def test_wrong_usage_is_told_in_the_users_language(
    words: tuple[str, ...], zh: str, en: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for lang, expected in (("zh", zh), ("en", en)):
        out, err, status = run_here(["--lang", lang, *words], capsys, monkeypatch)
        assert (out, status) == ("", exit_codes.USAGE)
        assert expected in err
        if lang == "zh":  # nothing of click's own English is left
            assert not re.search(r"\b(Usage|Error|Try|Missing|Invalid|for help|such)\b", err), err


def run_here(words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, int]:
    from checker import cli as command

    monkeypatch.setattr(sys, "argv", ["gongkai", *words])
    for group in (command.cli, *(command.cli.get_command(click.Context(cli), n) for n in LazyGroup.modules)):
        assert group is not None
        chinese(group)
    capsys.readouterr()
    with pytest.raises(SystemExit) as done:
        command.main()
    shown = capsys.readouterr()
    usage.speak("zh")
    assert isinstance(done.value.code, int)
    return shown.out, shown.err, done.value.code


def chinese(command: click.Command) -> None:
    """Puts back the help that an English run has translated (a process of a user runs one command)."""
    back = {en: zh for zh, en in usage.ENGLISH.items()}
    command.help = back.get(command.help or "", command.help)
    for p in command.params:
        if isinstance(p, click.Option):
            p.help = back.get(p.help or "", p.help)


def test_every_help_text_has_its_english() -> None:
    context = click.Context(cli)
    for name in LazyGroup.modules:
        command = cli.get_command(context, name)
        assert command is not None
        chinese(command)
        for text in (command.help, *(p.help for p in command.params if isinstance(p, click.Option))):
            assert text, (name, "an option without help")
            assert text in usage.ENGLISH or not CHINESE.search(text), (name, text)


def test_help_in_both_languages(folder: Path) -> None:
    for words in (["--help"], ["check", "--help"], ["accept", "-h"]):
        zh = gongkai(*words, cwd=folder).stdout.decode()
        en = gongkai("--lang", "en", *words, cwd=folder).stdout.decode()
        assert zh.startswith("用法：")
        assert en.startswith("Usage: gongkai")
        assert not CHINESE.search(en.replace("政府信息公开工作年度报告", "")), en


# -- data on stdout, everything else on stderr ---------------------------------------------------------------------


def test_what_is_data_and_what_is_not(folder: Path) -> None:
    done = gongkai("check", "wrong.md", "missing.md", "--format", "json", cwd=folder)
    outcomes = [(r["path"], r["outcome"]) for r in json.loads(done.stdout)]
    assert outcomes == [("wrong.md", "reviewed"), ("missing.md", "missing")]
    assert done.stderr.decode().splitlines() == ["missing.md：找不到这个文件；请核对路径。"]
    assert done.returncode == exit_codes.UNREAD
    clean = gongkai("check", "right.md", "--format", "json", cwd=folder)
    assert (clean.returncode, clean.stderr) == (exit_codes.OK, b"")
    assert json.loads(clean.stdout)[0]["findings"] == []


def test_fail_on_and_precedence(folder: Path) -> None:
    assert gongkai("check", "wrong.md", "--select", "C06", cwd=folder).returncode == exit_codes.OK
    assert gongkai("check", "wrong.md", "--select", "C06", "--fail-on", "advice", cwd=folder).returncode == exit_codes.FINDINGS
    assert gongkai("check", "wrong.md", "--fail-on", "never", "nope", cwd=folder).returncode == exit_codes.UNREAD
    assert gongkai("check", "wrong.md", "nope", "--fail-on", "all", cwd=folder).returncode == exit_codes.USAGE


def test_select_and_ignore_take_ids_and_prefixes(folder: Path) -> None:
    def rules(*words: str) -> set[str]:
        found = json.loads(gongkai("check", "wrong.md", "--format", "json", *words, cwd=folder).stdout)
        return {f["rule"] for f in found[0]["findings"]}

    assert rules() == {"T03", "C06"}
    assert rules("--select", "t") == {"T03"}
    assert rules("--select", "T0,C0", "--ignore", "C06") == {"T03"}
    assert rules("--ignore", "T，C") == set()


def test_last_years_report_unread_is_told_and_this_one_reviewed(folder: Path) -> None:
    done = gongkai("check", "wrong.md", "--previous", "上年.pdf", "--format", "json", cwd=folder)
    (found,) = json.loads(done.stdout)
    assert found["outcome"] == "reviewed"
    assert "T03" in {f["rule"] for f in found["findings"]}
    assert {n["rule"] for n in found["not_checked"] if "上一年" in n["reason"]} == {"X01", "X02", "X03", "X04"}
    assert "上年.pdf：找不到这个文件" in done.stderr.decode()
    assert len(done.stderr.decode().splitlines()) == 1
    assert done.returncode == exit_codes.UNREAD


def test_english(folder: Path) -> None:
    done = gongkai("check", "wrong.md", "nope.md", "--lang", "en", cwd=folder)
    assert done.stderr.decode() == "nope.md: no such file; check the path.\n"
    assert "error T03" in done.stdout.decode()
    assert "1 errors" in done.stdout.decode() or "1 error" in done.stdout.decode()


# -- start-up ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "absent"),
    [
        (["--help"], {"spacy", "jieba", "sklearn", "numpy", "yaml", "lxml", "docx", "rich", "pebble"}),
        (["rules"], {"spacy", "jieba", "sklearn", "numpy", "lxml", "docx", "pypdfium2", "rich", "pebble"}),
        (["check", "right.md"], {"spacy", "jieba", "sklearn", "numpy", "yaml", "lxml", "docx", "pypdfium2", "rich", "jinja2"}),
    ],
)
def test_the_parent_imports_little(words: list[str], absent: set[str], folder: Path) -> None:
    code = (
        "import sys\nfrom checker.cli import main\n"
        "if __name__ == '__main__':\n"
        f"    sys.argv = ['gongkai', *{words!r}]\n"
        "    try: main()\n    except SystemExit: pass\n"
        f"    print(sorted({absent!r} & set(sys.modules)), file=sys.stderr)\n"
    )
    script = folder / "start.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], cwd=folder, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.stderr.decode().strip() == "[]"
