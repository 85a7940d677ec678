"""Progress: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
from typing import Any

import pytest

from checker.batch.progress import Progress
from checker.batch.progress import _cut as cut
from checker.outputs.text_wrap import columns
from tests.batch.made import words


class Terminal(io.StringIO):
    """A window: what is on its last line after all that was written, and every line as it was when it was left."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.lines: list[str] = []
        self.row: list[str] = []  # a cell each; the second half of a Chinese character is empty
        self.at = 0

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        for c in text:
            if c == "\r":
                self.at = 0
            elif c == "\n":
                self.lines.append(self.shown())
                self.row, self.at = [], 0
            else:
                cells = [c, ""][: columns(c)]
                assert self.at + len(cells) <= self.width, "the line wraps"
                self.row[self.at : self.at + len(cells)] = cells
                self.at += len(cells)
        return super().write(text)

    def shown(self) -> str:
        return "".join(self.row).rstrip()


class Clock:
    """One second each time it is asked."""

    def __init__(self, step: float = 1.0) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def progress(total: int, stream: io.StringIO, lang: str = "zh", step: float = 1.0) -> Progress:
    own: dict[str, Any] = {**words("progress", lang), "comma": "，" if lang == "zh" else ", "}
    width = stream.width if isinstance(stream, Terminal) else None
    return Progress(total, own, words("outcomes", lang), stream, clock=Clock(step), width=width)


def test_plain_lines_are_few_and_whole() -> None:
    stream = io.StringIO()
    with progress(30, stream) as shown:
        for n in range(30):
            shown.tick("damaged" if n == 3 else "reviewed", False)
        shown.stage("正在写出……")
    lines = stream.getvalue().split("\n")
    assert [line.split("  ")[0] for line in lines] == ["10/30", "19/30", "28/30", "30/30", "正在写出……", ""]
    assert lines[0] == "10/30  每秒 0.9 份  还需 0:00:22  已审查 9，已损坏 1"
    assert lines[3] == "30/30  每秒 0.9 份  用时 0:00:34  已审查 29，已损坏 1"
    assert "\r" not in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


def test_a_terminal_shows_one_line_that_is_written_over() -> None:
    stream = Terminal(80)
    with progress(3, stream) as shown:
        for n in range(3):
            shown.tick("reviewed", False)
            assert stream.shown().startswith(f"{n + 1}/3  ")
    assert stream.lines == ["3/3  每秒 0.4 份  用时 0:00:07  已审查 3"]
    assert stream.getvalue().count("\r") == 4


def test_a_line_never_wraps_and_leaves_nothing_of_a_longer_one() -> None:
    """The window of this test fails where a line is longer than it; what is left of the last line would be seen."""
    stream = Terminal(30)
    with progress(3, stream) as shown:
        shown.tick("reviewed", False)
        assert stream.shown() == "1/3  每秒 0.5 份  还需 0:00:0"
        shown._say("写")
        assert stream.shown() == "写"
        shown._say("审查")
        assert stream.shown() == "审查"
    assert cut("审查abc", 5) == ("审查a", 5)
    assert cut("审查", 3) == ("审", 2)


def test_what_is_reused_does_not_make_the_rate_look_better() -> None:
    stream = io.StringIO()
    with progress(100, stream, "en", step=0.0) as shown:
        for _ in range(99):
            shown.tick("reviewed", True)
        assert shown.line() == "99/100  99 reused  reviewed 99"
        shown.tick("reviewed", False)
    assert stream.getvalue() == "100/100  1000.0/s  took 0:00:00  99 reused  reviewed 100\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_batch_ends_quietly(lang: str) -> None:
    stream = io.StringIO()
    with progress(0, stream, lang):
        pass
    assert stream.getvalue().split("  ") == ["0/0", {"zh": "用时 0:00:01", "en": "took 0:00:01"}[lang] + "\n"]
