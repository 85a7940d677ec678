"""Documents that crash, hang, eat memory, are cut off or locked: each is named, and none costs another anything."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from checker.batch.inputs import Entry
from checker.batch.run import Answers, Plan, run
from checker.batch.runners import Cluster, Local, Runner
from checker.batch.store import Store
from tests.batch import hostile
from tests.batch.hostile import due
from tests.support.options import OPTIONS

SECONDS = 10.0  # a document's deadline: long enough for an honest one on a busy machine


def reviewed(
    store: Path, paths: Sequence[str], runner: Runner, task: Any = hostile.task
) -> tuple[Answers, dict[str, dict[str, Any]]]:
    """The answers, and every document's line by its path (times aside)."""
    entries = [Entry(p, p) for p in paths]
    ticks: Counter[str] = Counter()
    with Store(store) as kept, runner:
        plan = Plan(lambda _: OPTIONS, task=task)
        answers = run(entries, kept, runner, plan, lambda outcome, _: ticks.update([outcome]))
        found = {p: t for p, t, _ in kept.lines(list(answers.keys.items()))}
    found |= {p: r.line for p, r in answers.passing.items()}
    assert ticks == answers.outcomes
    return answers, {p: {**json.loads(t), "elapsed_ms": 0} for p, t in found.items()}


@pytest.mark.slow
def test_hostile_documents_cost_nobody_else_anything(tmp_path: Path) -> None:
    paths = hostile.write(tmp_path, 25, every=5)
    answers, lines = reviewed(tmp_path / "s.sqlite", paths, Local(2, SECONDS))
    assert {p: t["outcome"] for p, t in lines.items()} == {p: due(p) for p in paths}
    assert all(
        t["message"] and Path(p).name in t["message"] for p, t in lines.items() if t["outcome"] != "reviewed"
    )
    assert answers.outcomes == {"reviewed": 20} | dict.fromkeys(hostile.KINDS.values(), 1)
    # Their outcomes are kept like any other: nobody waits for them again.
    again, same = reviewed(tmp_path / "s.sqlite", paths, Local(2, SECONDS))
    assert (again.reused, same) == (25, lines)


@pytest.mark.slow
def test_the_next_document_in_the_same_child_has_its_memory_again(tmp_path: Path) -> None:
    (sound,) = hostile.write(tmp_path, 1)
    paths = [str(tmp_path / name) for name in ("eats1.md", "b.md", "eats2.md", "d.md")]
    for path in paths:
        Path(path).write_bytes(Path(sound).read_bytes())
    _, lines = reviewed(tmp_path / "s.sqlite", paths, Local(1, SECONDS))
    assert [lines[p]["outcome"] for p in paths] == ["out_of_memory", "reviewed"] * 2


@pytest.mark.cluster
@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs the /proc of Linux and its signals")
def test_a_cluster_gives_the_same_bytes_though_workers_are_killed(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    paths = hostile.write(tmp_path, 15, every=3)
    sound = [p for p in paths if due(p) == "reviewed"]
    for name, source in (("kills.md", sound[0]), ("murders.md", sound[1])):
        (tmp_path / name).write_bytes(Path(source).read_bytes())
    # The endless loop comes last: begun again after a kill, it would take twice its time.
    paths = [
        str(tmp_path / "kills.md"),
        str(tmp_path / "murders.md"),
        *sorted(paths, key=lambda p: due(p) == "timed_out"),
    ]
    _, local = reviewed(tmp_path / "local.sqlite", paths, Local(2, SECONDS))
    answers, spread = reviewed(
        tmp_path / "cluster.sqlite", paths, Cluster("local", 2, SECONDS), hostile.task_on_a_cluster
    )
    # What takes machine after machine down is named, and sought again in the next run; all else is as it is here.
    murders = str(tmp_path / "murders.md")
    assert list(answers.passing) == [murders]
    assert spread.pop(murders)["outcome"] == "crashed"
    local.pop(murders)
    assert {p: t["outcome"] for p, t in spread.items()} == {p: due(p) for p in spread}
    assert spread == local


@pytest.mark.cluster
@pytest.mark.slow
def test_an_existing_scheduler_is_used_and_left_running(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")

    class Ran(distributed.SchedulerPlugin):  # type: ignore[misc]
        """What the scheduler itself saw done, and by which worker."""

        def __init__(self) -> None:
            self.done: list[str] = []

        def transition(self, key: str, start: str, finish: str, *_: Any, **more: Any) -> None:
            if (start, finish) == ("processing", "memory"):
                self.done.append(more["worker"])

    paths = hostile.write(tmp_path, 4)
    with (
        dask_workers_may_have_children(),
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as there,
    ):
        there.scheduler.add_plugin(ran := Ran())
        _, spread = reviewed(tmp_path / "cluster.sqlite", paths, Cluster(there.scheduler_address, 2, SECONDS))
        assert ran.done == [there.workers[0].worker_address] * len(paths)
        with distributed.Client(there.scheduler_address) as client:
            assert list(client.scheduler_info()["workers"]) == [there.workers[0].worker_address]
    _, local = reviewed(tmp_path / "local.sqlite", paths, Local(1, SECONDS))
    assert spread == local


def dask_workers_may_have_children() -> Any:
    import dask

    return dask.config.set({"distributed.worker.daemon": False})
