"""The terminal view as the command prints it: width from the terminal or COLUMNS, a line over several inputs."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from checker import rulebook, specimen
from checker.cli import cli
from checker.commands import check as command

BOOK = rulebook.load()


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, edit in (("wrong.md", {"requests.processed_total.total": 99}), ("right.md", {})):
        text = specimen.markdown(BOOK, specimen.make(BOOK, edit))
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


def printed(*words: str) -> str:
    done = CliRunner().invoke(cli, ["check", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.stdout


def widest(text: str) -> int:
    return max(cell_len(line) for line in text.split("\n"))


def test_a_pipe_gets_a_hundred_cells_unless_columns_says_otherwise(
    reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert widest(printed("wrong.md", "--select", "T")) == 100
    monkeypatch.setenv("COLUMNS", "72")
    assert widest(printed("wrong.md", "--select", "T")) == 72
    monkeypatch.setenv("COLUMNS", "wide")
    assert widest(printed("wrong.md", "--select", "T")) == 100


def test_a_terminal_is_asked_for_its_width_and_a_file_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen:
        encoding = "gbk"

        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "93")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(command.sys, "stdout", Screen())
    assert command._screen(to_file=False) == {"color": True, "width": 93, "encoding": "gbk"}
    assert command._screen(to_file=True) == {"color": False, "width": 93, "encoding": "utf-8"}
    monkeypatch.setenv("NO_COLOR", "1")
    assert command._screen(to_file=False)["color"] is False


def test_several_inputs_end_in_one_line_over_all(reports: Path) -> None:
    last = printed("wrong.md", "right.md", "none.md", "--select", "T").rstrip("\n").split("\n")[-1]
    assert last == "共 3 份：审查 2 份，未能读取 1 份；1 个错误，0 个警告，0 条建议"
    assert "共 1 份" not in printed("wrong.md", "--select", "T")
    assert "共" not in printed("wrong.md", "right.md", "--select", "T", "--format", "github").rstrip("\n").split("\n")[-1]
