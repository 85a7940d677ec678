"""Progress: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io

import pytest

from checker.batch.progress import Progress
from checker.batch.progress import _cut as cut

OUTCOMES = {"reviewed": "已审查", "damaged": "已损坏"}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """One second each time it is asked."""

    def __init__(self, step: float = 1.0) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def test_plain_lines_are_few_and_whole() -> None:
    stream = io.StringIO()
    with Progress(30, stream=stream, outcomes=OUTCOMES, clock=Clock()) as progress:
        for n in range(30):
            progress.tick("damaged" if n == 3 else "reviewed", False)
        progress.stage("正在写出……")
    lines = stream.getvalue().split("\n")
    assert [line.split("  ")[0] for line in lines] == ["10/30", "19/30", "28/30", "30/30", "正在写出……", ""]
    assert lines[0] == "10/30  每秒 0.9 份  还需 0:00:22  已审查 9，已损坏 1"
    assert lines[3] == "30/30  每秒 0.9 份  用时 0:00:34  已审查 29，已损坏 1"
    assert "\r" not in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


def test_a_terminal_shows_one_line_that_is_written_over() -> None:
    stream = Terminal()
    with Progress(3, stream=stream, outcomes=OUTCOMES, clock=Clock(), width=80) as progress:
        for _ in range(3):
            progress.tick("reviewed", False)
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().count("\r") == 4
    assert stream.getvalue().endswith("\n")


def test_a_line_never_wraps_and_leaves_nothing_of_a_longer_one() -> None:
    stream = Terminal()
    with Progress(3, stream=stream, outcomes=OUTCOMES, clock=Clock(), width=30) as progress:
        progress.tick("reviewed", False)
        progress.stage("写")
    shown = stream.getvalue().replace("\n", "\r").split("\r")
    assert all(cut(line, 29)[0] == line for line in shown)
    assert cut("审查abc", 5) == ("审查a", 5)
    assert cut("审查", 3) == ("审", 2)


def test_what_is_reused_does_not_make_the_rate_look_better() -> None:
    stream = io.StringIO()
    with Progress(100, "en", stream, clock=Clock(0.0)) as progress:
        for _ in range(99):
            progress.tick("reviewed", True)
        assert "reused" in progress.line()
        assert "/s" not in progress.line()
        assert "left" not in progress.line()
        progress.tick("reviewed", False)
    assert "99 reused" in stream.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_batch_ends_quietly(lang: str) -> None:
    stream = io.StringIO()
    with Progress(0, lang, stream):
        pass
    assert stream.getvalue().startswith("0/0")
