"""Children that hang, die, eat memory or fail cost their own document alone."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checker.errors import ReadError, RuleBookError
from checker.findings import Text
from checker.jobs import Job
from checker.pool import Pool


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
    assert Path(__file__).name in reasons["T03"]
