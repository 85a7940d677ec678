"""The benchmark's rate says what it leaves out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from benchmarks import province
from benchmarks.batch import all_up, rate_lines, reviewing


class _Runner:
    """Notes what is started and answers nothing until all of it is."""

    def __init__(self) -> None:
        self.started: list[partial[None]] = []

    def start(self, function: partial[None], folder: str) -> str:
        self.started.append(function)
        (Path(folder) / f"worker {len(self.started)}").touch()
        return folder

    def answer(self, folder: str) -> None:
        assert len(self.started) == 3
        self.started[0](folder)


def test_the_clock_waits_for_every_worker() -> None:
    runner = _Runner()
    all_up(runner, 3)  # type: ignore[arg-type]
    assert [f.keywords for f in runner.started] == [{"workers": 3}] * 3


def test_start_up_has_a_line_of_its_own() -> None:
    found = {"documents": 100, "seconds": 8.0, "starting": 2.0, "outcomes": {"reviewed": 100}}
    assert rate_lines(2, found) == [
        "workers 2: 12.50/s  {'reviewed': 100}",
        "   start-up of the workers, not in the rate: 2.0 s (with it 10.00/s)",
    ]


@pytest.mark.slow
def test_start_up_is_measured(tmp_path: Path) -> None:
    province.generate(tmp_path, 6, seed=9, formats=("markdown",), dense=2.0)
    found = reviewing(str(tmp_path / "roster.csv"), 2, str(tmp_path / "out"), None, False)
    assert found["documents"] == sum(found["outcomes"].values()) >= 6
    assert found["starting"] > 0 < found["seconds"]
