"""Where the command writes: consoles, closed pipes, files that must not be lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from checker import exit_codes
from tests.cli.test_bad_input import ROOT, gongkai

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


def test_a_failed_write_names_the_file_that_is_to_blame(tmp_path: Path) -> None:
    from checker.files import replacing

    target, other = tmp_path / "new.json", tmp_path / "store.sqlite"
    for raised, named in (
        (FileNotFoundError(2, "No such file or directory", str(other)), other),
        (OSError(28, "No space left on device"), target),
    ):
        with pytest.raises(OSError, match="Errno") as told, replacing(target):
            raise raised
        assert (told.value.errno, told.value.filename) == (raised.errno, str(named))
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file") as told, replacing(tmp_path / "file" / "new.json"):
        pass
    assert told.value.filename == str(tmp_path / "file" / "new.json"), "never that of the half-written file beside it"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


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
