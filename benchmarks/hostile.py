"""One document in 50 hostile: crash by signal, endless loop, memory bomb, cut off, locked. All others are reviewed.

    python -m benchmarks.hostile [--documents 500] [--workers 2] [--seconds 10] [--cluster]

Every hostile document must be named with its outcome. Wall time is told beside that of the same run without hostile
documents; the bound is that, and the deadline of each hung document shared by the workers. With ``--cluster`` the same
on a Dask cluster on loopback, one of whose workers is killed in the middle: results are compared byte for byte.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from checker.batch.inputs import Entry
from checker.batch.run import Plan, run
from checker.batch.runners import Cluster, Local, Runner
from checker.batch.store import Store
from tests.batch import hostile
from tests.batch.hostile import due
from tests.support.options import OPTIONS


def reviewed(
    store: Path, paths: Sequence[str], runner: Runner, task: Callable[..., Any]
) -> tuple[float, dict[str, str]]:
    """Seconds, and every document's line (times aside) by its path."""
    entries = [Entry(p, p) for p in paths]
    with Store(store) as kept, runner:
        began = time.perf_counter()
        answers = run(entries, kept, runner, Plan(lambda _: OPTIONS, task=task), lambda *_: None)
        seconds = time.perf_counter() - began
        lines = [
            *kept.lines(list(answers.keys.items())),
            *((p, r.line, "") for p, r in answers.passing.items()),
        ]
    return seconds, {
        p: json.dumps({**json.loads(t), "elapsed_ms": 0}, ensure_ascii=False) for p, t, _ in lines
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--cluster", action="store_true")
    given = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = hostile.write(folder, given.documents)
        sound = [p for p in paths if due(p) == "reviewed"]
        calm, _ = reviewed(folder / "calm.sqlite", sound, Local(given.workers, given.seconds), hostile.task)
        print(f"without hostile documents: {len(sound)} in {calm:.1f} s", flush=True)
        seconds, lines = reviewed(
            folder / "s.sqlite", paths, Local(given.workers, given.seconds), hostile.task
        )
        told = {p: json.loads(t)["outcome"] for p, t in lines.items()}
        wrong += sum(told.get(p) != due(p) for p in paths)
        hung = sum(due(p) == "timed_out" for p in paths)
        print(f"with one in 50 hostile: {len(paths)} in {seconds:.1f} s ({hung} hung for {given.seconds:g} s each)  "
              f"{dict(Counter(told.values()))}  not as due: {wrong}", flush=True)  # fmt: skip
        if given.cluster:
            mark = folder / "kills.md"
            mark.write_bytes(Path(sound[0]).read_bytes())
            middle = len(paths) // 2
            every = [*paths[:middle], str(mark), *paths[middle:]]
            _, here = reviewed(folder / "here.sqlite", [str(mark)], Local(1, given.seconds), hostile.task)
            seconds, spread = reviewed(
                folder / "cluster.sqlite",
                every,
                Cluster("local", given.workers, given.seconds),
                hostile.task_on_a_cluster,
            )
            different = sum(spread.get(p) != (lines | here).get(p) for p in every)
            wrong += different
            print(
                f"cluster, a worker killed in the middle: {len(every)} in {seconds:.1f} s  different lines: {different}"
            )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
