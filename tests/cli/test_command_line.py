"""The command line as a script, a console and a person meet it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pytest

from checker import exit_codes, rulebook, specimen, usage
from checker.cli import LazyGroup, cli
from checker.errors import ReadError, RuleBookError
from checker.findings import Text
from checker.jobs import Job
from checker.pool import Pool
from tests.cli.test_bad_input import ROOT, gongkai

BOOK = rulebook.load()
RARE = "（联系人：㐂𠮷，😀）"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def report(**edit: object) -> str:
    return specimen.markdown(BOOK, specimen.make(BOOK, edit))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports: wrong.md has one error (a total) and one piece of advice (a private mailbox), right.md nothing."""
    path = tmp_path_factory.mktemp("reports")
    wrong = {"requests.processed_total.total": 99, "replace": [["slj@qinghe.gov.cn", "slj@qq.com"]]}
    (path / "right.md").write_text(report(), encoding="utf-8")
    (path / "wrong.md").write_text(report(**wrong), encoding="utf-8")
    (path / "rare.md").write_text(report(**{**wrong, "section.6": f"办事群众反映{RARE}。没有行政覆议{RARE}。"}), encoding="utf-8")
    return path


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


# -- consoles ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gbk", "cp936"])
def test_characters_that_a_console_lacks_do_not_stop_the_review(folder: Path, encoding: str) -> None:
    for words in (["check", "rare.md"], ["check", "rare.md", "--format", "json"], ["check", "没有😀.md"], ["rules", "W07"]):
        done = gongkai(*words, cwd=folder, env={"PYTHONIOENCODING": encoding})
        assert b"Traceback" not in done.stderr
        assert done.returncode in (0, 1, 3), done.stderr
        (done.stdout + done.stderr).decode(encoding)
        if words == ["check", "rare.md"]:
            assert "错误 T03" in done.stdout.decode(encoding)


def test_colour_only_on_a_terminal_and_not_against_no_color(folder: Path) -> None:
    pty = pytest.importorskip("pty", reason="pseudo terminals need a POSIX system")

    def shown(env: dict[str, str]) -> bytes:
        main, other = pty.openpty()
        plain = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
        child = subprocess.Popen(
            [sys.executable, "-m", "checker", "check", "wrong.md"], cwd=folder, stdout=other, stderr=subprocess.DEVNULL,
            env={**plain, "PYTHONPATH": str(ROOT), "TERM": "xterm", **env},
        )  # fmt: skip
        os.close(other)
        out = b""
        while True:
            try:
                part = os.read(main, 65536)
            except OSError:
                break
            if not part:
                break
            out += part
        child.wait(60)
        os.close(main)
        return out

    assert b"\x1b[" in shown({})
    assert b"\x1b[" not in shown({"NO_COLOR": "1"})
    assert b"\x1b[" not in gongkai("check", "wrong.md", cwd=folder).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX")
def test_a_reader_that_has_seen_enough(folder: Path) -> None:
    for words in ("rules --markdown", "check wrong.md"):
        command = f"set -o pipefail; {sys.executable} -m checker {words} | true; exit ${{PIPESTATUS[0]}}"
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, capture_output=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        assert done.stderr == b"", words
        assert done.returncode in (exit_codes.OK, exit_codes.FINDINGS)


@pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX")
def test_an_interrupt_ends_it_in_one_line(tmp_path: Path) -> None:
    """Ctrl-C reaches the whole group: the parent and the child that reviews."""
    os.mkfifo(tmp_path / "never.md")  # nobody writes: reading it hangs the child
    child = subprocess.Popen(
        [sys.executable, "-m", "checker", "check", "never.md"], cwd=tmp_path, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 30
        while not _children(child.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        os.killpg(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=30)
    finally:
        child.kill()
    assert (out, err.decode().strip()) == (b"", "已中断。")
    assert child.returncode == exit_codes.INTERRUPTED


def _children(pid: int) -> list[int]:
    import psutil

    try:
        return [p.pid for p in psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


# -- output files --------------------------------------------------------------------------------------------------


def test_output_never_overwrites_an_input(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "r.md"
    copy.write_bytes((folder / "wrong.md").read_bytes())
    (tmp_path / "link.md").symlink_to(copy)
    for target in ("r.md", "./r.md", "link.md"):
        done = gongkai("check", "r.md", "--output", target, cwd=tmp_path)
        assert done.returncode == exit_codes.USAGE
        assert "会覆盖输入文件" in done.stderr.decode()
    assert copy.read_bytes() == (folder / "wrong.md").read_bytes()


def test_outputs_beside_their_inputs_overwrite_none(folder: Path, tmp_path: Path) -> None:
    text = (folder / "right.md").read_bytes()
    for name in ("r", "r.txt", "r.txt.txt"):
        (tmp_path / name).write_bytes(text)
    done = gongkai("check", "r", "r.txt", "r.txt.txt", "--output", ".", cwd=tmp_path)
    assert done.returncode == exit_codes.OK, done.stderr.decode()
    assert {(tmp_path / n).read_bytes() for n in ("r", "r.txt", "r.txt.txt")} == {text}
    assert len(list(tmp_path.iterdir())) == 6


def test_output_file_folder_and_equal_names(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for place in ("WRONG.md", "b/wrong.md"):
        (tmp_path / place).write_bytes((folder / "wrong.md").read_bytes())
    one = gongkai("check", "WRONG.md", "--format", "json", "--output", "new/one.json", cwd=tmp_path)
    assert (one.stdout, one.returncode) == (b"", exit_codes.FINDINGS)
    assert json.loads((tmp_path / "new" / "one.json").read_text("utf-8"))[0]["path"] == "WRONG.md"
    gongkai("check", "WRONG.md", "b/wrong.md", "nope.md", "--format", "json", "--output", "out", cwd=tmp_path)
    written = {json.loads(p.read_text("utf-8"))[0]["path"] for p in (tmp_path / "out").iterdir()}
    assert written == {"WRONG.md", "b/wrong.md", "nope.md"}
    assert len({p.name.casefold() for p in (tmp_path / "out").iterdir()}) == 3
    single = gongkai("check", "WRONG.md", "--format", "json", "--output", "out", cwd=tmp_path)
    assert single.returncode == exit_codes.FINDINGS
    refused = gongkai("check", "WRONG.md", "b/wrong.md", "--output", "new/one.json", cwd=tmp_path)
    assert refused.returncode == exit_codes.USAGE


def test_a_format_that_does_not_fit_is_wrong_usage_and_costs_the_others_nothing(folder: Path, tmp_path: Path) -> None:
    from tests.outputs.conftest import BOOK as OTHER
    from tests.outputs.conftest import seeded
    from tests.support import writers

    (tmp_path / "a.docx").write_bytes(writers.docx(OTHER, seeded()))
    done = gongkai("check", str(folder / "right.md"), "a.docx", "--format", "docx", "--output", "out", cwd=tmp_path)
    assert done.returncode == exit_codes.USAGE
    assert "--format html" in done.stderr.decode()
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["a.docx.docx"]


@pytest.mark.skipif(sys.platform == "win32", reason="file descriptors of POSIX")
def test_closed_streams_are_no_reason_to_fail(folder: Path) -> None:
    for redirect, status in ((">&-", 1), ("2>&- >&-", 1), ("- <&-", 3)):
        path = "" if redirect.startswith("-") else "wrong.md"
        command = f"{sys.executable} -m checker check {path} {redirect}"
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, capture_output=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        assert done.returncode == status, (redirect, done.stderr)
        assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told(folder: Path) -> None:
    done = gongkai("check", "wrong.md", "--output", "/dev/full", cwd=folder)
    assert done.returncode == exit_codes.USAGE
    assert done.stderr.decode().startswith("/dev/full：")
    assert len(done.stderr.decode().splitlines()) == 1


def test_a_failed_write_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from checker.files import write_atomic

    target = tmp_path / "old.json"
    target.write_text("old", encoding="utf-8")
    for failure in (OSError(28, "No space left on device"), KeyboardInterrupt()):

        def fail(*_: object, failure: BaseException = failure) -> None:
            raise failure

        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises((OSError, KeyboardInterrupt)):
            write_atomic(target, "new")
        assert [p.name for p in tmp_path.iterdir()] == ["old.json"]
        assert target.read_text("utf-8") == "old"


# -- children ------------------------------------------------------------------------------------------------------


def hangs(_: Job) -> None:
    while True:
        pass


def dies(_: Job) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def eats(_: Job) -> None:
    held = []
    while True:
        held.append(bytearray(32 * 1024 * 1024))


def raises(_: Job) -> None:
    raise ZeroDivisionError("a fault of ours")


def damaged(_: Job) -> None:
    raise RuleBookError("rules/x.yml", 3, Text("坏了", "broken"))


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """The seam: deadline and memory are arguments of the pool, and any function may run in it."""
    with Pool(1, seconds=3, memory=256 * 1024 * 1024) as made:
        yield made


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("job", "outcome"), [(hangs, "timed_out"), (dies, "crashed"), (eats, "out_of_memory")])
def test_what_hangs_dies_or_eats_memory_is_an_outcome(pool: Pool, job: object, outcome: str) -> None:
    with pytest.raises(ReadError) as told:
        pool.answer(pool.start(job, Job("r.md", b"")))  # type: ignore[arg-type]
    assert told.value.outcome == outcome
    assert "r.md" in told.value.text("r.md").zh


@pytest.mark.slow
def test_a_fault_of_ours_costs_the_other_documents_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from checker import pool as module

    jobs = [Job("a.md", str(folder / "right.md")), Job("b.md", str(folder / "right.md"))]
    start = Pool.start
    monkeypatch.setattr(
        Pool, "start", lambda self, f, job: start(self, raises if job.path == "a.md" else module.perform, job)
    )
    with Pool(1) as children:
        first, second = children.map(jobs)
    assert (first.outcome, second.outcome) == ("crashed", "reviewed")
    assert "ZeroDivisionError" in (first.message_zh or "")


@pytest.mark.slow
def test_damaged_rules_reach_the_parent_with_file_and_line(pool: Pool) -> None:
    with pytest.raises(RuleBookError, match=r"rules/x.yml:3：坏了") as told:
        pool.answer(pool.start(damaged, Job("r.md", b"")))  # type: ignore[arg-type]
    assert told.value.get("en") == "rules/x.yml:3: broken"


def test_a_check_that_fails_costs_its_own_rules_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from checker.checks import registry
    from checker.reviewing import review

    checks = registry.load_checks()
    at = next(i for i, c in enumerate(checks) if "T03" in c.rules)

    def broken(ctx: object) -> Iterator[registry.Result]:
        yield from ()
        raise IndexError("list index out of range")

    changed = [replace(c, run=broken) if i == at else c for i, c in enumerate(checks)]
    monkeypatch.setattr(registry, "CHECKS", changed)
    found = review(folder / "wrong.md")
    assert {f.rule for f in found.findings} == {"C06"}
    reasons = {n.rule: n.reason.zh for n in found.not_checked}
    assert "IndexError" in reasons["T03"]
    assert len(found.notes) == 1
    assert found.notes[0].zh.startswith("T01、T02、T03 ")
    assert "test_command_line.py" in reasons["T03"]


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
