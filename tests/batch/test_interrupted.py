"""Runs that are killed, and runs side by side: nothing is lost, nothing is done or told twice."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from benchmarks import kills, province
from checker.batch import store
from checker.batch.store import Store
from checker.batch.work import Result
from checker.errors import RuleBookError
from tests.batch.killed import batch

ROOT = Path(__file__).parents[2]


def start(*arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.batch.killed", *map(str, arguments)], cwd=ROOT)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    province.generate(tmp_path, 24, seed=9, formats=("markdown", "html"), dense=2.0)
    return tmp_path / "roster.csv"


def test_an_answer_in_place_of_another_is_the_latest(tmp_path: Path) -> None:
    """A content tried again is later than the one that was reviewed in between."""
    with Store(tmp_path / "s.sqlite") as made:
        for key, outcome in (("one", "crashed"), ("two", "reviewed"), ("one", "reviewed")):
            made.add(Result("a", "0", outcome, "{}", b"", "{}"), key, "base", None, ["crashed"])
        assert [k.key for k in made.known("a")] == ["one", "two"]
        made.add(Result("a", "0", "timed_out", "{}", b"", "{}"), "two", "base", None, ["crashed"])
        assert [k.key for k in made.known("a")] == ["one", "two"]
        assert made.column("outcome", "a", "two") == "reviewed"


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
def test_killed_in_every_phase_and_resumed(roster: Path, tmp_path: Path) -> None:
    calm = batch(str(roster), tmp_path / "calm", workers=2)
    for moment, number in (("reviewed", 7), ("paired", 3), ("written", 5)):
        assert start(roster, tmp_path / "killed", moment, number).wait() == -signal.SIGKILL
    answers = batch(str(roster), tmp_path / "killed")
    assert answers.outcomes == calm.outcomes
    assert answers.reused == sum(calm.outcomes.values()) - len(answers.passing)
    assert kills.differences(tmp_path / "calm", tmp_path / "killed") == []


@pytest.mark.slow
def test_two_runs_at_once_on_one_store(roster: Path, tmp_path: Path) -> None:
    calm = batch(str(roster), tmp_path / "calm", workers=2)
    both = [start(roster, tmp_path / "shared", "never", 0) for _ in range(2)]
    assert [p.wait() for p in both] == [0, 0]
    assert kills.differences(tmp_path / "calm", tmp_path / "shared") == []
    assert sum(calm.outcomes.values()) >= 20


def test_a_store_that_another_run_is_just_making_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite lets nobody wait for the change to WAL: without a second try the later of two runs would end at once."""
    other = sqlite3.connect(tmp_path / "s.sqlite", isolation_level=None)
    other.execute("begin immediate")
    other.execute("create table t (x)")
    tries: list[float] = []

    def waited(seconds: float) -> None:
        tries.append(seconds)
        other.execute("commit")
        other.close()

    monkeypatch.setattr("checker.batch.store.time.sleep", waited)
    with Store(tmp_path / "s.sqlite") as made:
        made.add(Result("a", "0", "reviewed", "{}", b"", "{}"), "key", "base", None)
        assert len(made.known("a")) == 1
    assert len(tries) == 1


def test_a_store_that_stays_locked_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.0)
    other = sqlite3.connect(tmp_path / "s.sqlite", isolation_level=None)
    other.execute("begin exclusive")
    with pytest.raises(RuleBookError, match="一直被其他程序占用"):
        Store(tmp_path / "s.sqlite")
    other.close()
    with Store(tmp_path / "s.sqlite") as made:
        other = sqlite3.connect(tmp_path / "s.sqlite", isolation_level=None)
        other.execute("begin immediate")
        with pytest.raises(RuleBookError) as caught:
            made.add(Result("a", "0", "reviewed", "{}", b"", "{}"), "key", "base", None)
        other.close()
    assert "another program kept the store to itself" in caught.value.get("en")


def test_many_open_and_fill_one_new_store_at_the_same_moment(tmp_path: Path) -> None:
    together = threading.Barrier(8)
    problems: list[Exception] = []

    def fill(number: int) -> None:
        together.wait()
        try:
            with Store(tmp_path / "s.sqlite") as store:
                for n in range(25):
                    store.add(Result(f"{n}", "0", "reviewed", f"{number}", b"", "{}"), "key", "base", None)
                    assert len(store.known(f"{n}")) == 1
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=fill, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with sqlite3.connect(tmp_path / "s.sqlite") as db:
        assert db.execute("select count(*) from results").fetchone() == (25,)
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
