"""A generated province through `gongkai batch`: rates, scaling, memory.

    python -m benchmarks.batch [--documents 5000] [--workers 1 2] [--province DIR] [--pdfs 1000]

The province is that of :mod:`benchmarks.province` (made anew where DIR holds none). Each figure comes from a process of
its own with a fresh store. Prints documents per second with one and two workers (from the moment at which all workers have
loaded everything to the last answer in the store), how long the workers took until then, resident memory of the main process and
of its workers at the start, after the loop and at the end of the run, the peak of the process that ends a large batch, and
for PDFs the share of what the same pool reaches extracting pdfium's bare text.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

import psutil

from benchmarks.running import ROOT
from checker.batch.apart import NAME
from checker.batch.inputs import Entry, expand
from checker.batch.run import Plan, run
from checker.batch.runners import Local
from checker.batch.store import Store
from checker.batch.whole import finish
from tests.support.options import OPTIONS

SETTLED = 100  # documents after which a worker holds all its dictionaries


def bare(path: str) -> int:
    """pdfium's text of a PDF: the floor for anything that reads PDFs."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        return sum(len(pdf[i].get_textpage().get_text_range()) for i in range(len(pdf)))


def _memory() -> tuple[float, float]:
    """Resident megabytes of this process, and of the largest of its children."""
    process = psutil.Process()
    children = []
    for child in process.children(recursive=True):
        try:
            children.append(child.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
    return process.memory_info().rss / 2**20, max(children, default=0) / 2**20


class _Peak(threading.Thread):
    """The most that the process of the last stage holds, in megabytes; 0 where there is none."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.05):
            for child in active_children():
                if child.name == NAME and child.pid:
                    with suppress(psutil.NoSuchProcess):
                        self.most = max(self.most, psutil.Process(child.pid).memory_info().rss / 2**20)

    def __enter__(self) -> _Peak:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()


def meet(folder: str, workers: int) -> None:
    """Says in ``folder`` that this worker is up, and waits for the others: no worker does this for another."""
    (Path(folder) / str(os.getpid())).touch()
    while len(os.listdir(folder)) < workers:
        time.sleep(0.01)


def all_up(runner: Local, workers: int) -> None:
    """Returns when every worker has loaded what its documents will ask for."""
    with tempfile.TemporaryDirectory() as folder:
        for future in [runner.start(partial(meet, workers=workers), folder) for _ in range(workers)]:
            runner.answer(future)


def reviewing(roster: str, workers: int, out: str, pdfs: int | None, whole: bool) -> dict[str, Any]:
    """Reviews a roster (or its first ``pdfs`` PDFs); figures of the run. Runs in a process of its own."""
    entries = expand([roster])
    if pdfs is not None:
        entries = _readable(entries, roster)[:pdfs]
    memory: dict[str, tuple[float, float]] = {}
    ticks = 0
    began = time.perf_counter()
    with Store(Path(out) / "store.sqlite") as store, Local(workers) as runner:
        all_up(runner, workers)
        starting = time.perf_counter() - began
        memory["start"] = _memory()

        def tick(_: str, reused: bool) -> None:
            nonlocal ticks
            ticks += 1
            if ticks == SETTLED:
                memory["settled"] = _memory()

        began = time.perf_counter()
        answers = run(entries, store, runner, Plan(lambda _: OPTIONS), tick)
        seconds = time.perf_counter() - began
        memory["after the loop"] = _memory()
        apart = 0.0
        if whole:
            began = time.perf_counter()
            with _Peak() as peak:
                finish(entries, answers, store, runner, Plan(lambda _: OPTIONS), Path(out))
            apart = peak.most
            memory["end of the run"] = _memory()
    return {
        "documents": ticks, "starting": starting, "seconds": seconds, "outcomes": answers.outcomes, "memory": memory, "apart": apart,
        "finishing": time.perf_counter() - began if whole else 0.0, "store": (Path(out) / "store.sqlite").stat().st_size,
    }  # fmt: skip


def extracting(roster: str, workers: int, pdfs: int) -> float:
    """Seconds for the bare text of the same PDFs in the same pool."""
    entries = _readable(expand([roster]), roster)[:pdfs]
    with Local(workers) as runner:
        all_up(runner, workers)
        began = time.perf_counter()
        for future in [runner.start(bare, e.source or "") for e in entries]:
            runner.answer(future)
        return time.perf_counter() - began


def _readable(entries: Sequence[Entry], roster: str) -> list[Entry]:
    """The PDFs that are there and open."""
    truth = json.loads((Path(roster).parent / "truth.json").read_text("utf-8"))
    bad = {f["file"] for f in truth["faults"] if {"locked", "cut_off", "lost_file"} & {*f["faults"]}}
    out: dict[str, Entry] = {}
    for e in entries:
        if (
            e.source
            and e.source.endswith(".pdf")
            and os.path.relpath(e.source, Path(roster).parent) not in bad
        ):
            out.setdefault(e.source, Entry(e.path, e.source))
    return list(out.values())


def rate_lines(workers: int, found: Mapping[str, Any]) -> list[str]:
    """The rate, and what is not in it."""
    documents, seconds, starting = found["documents"], found["seconds"], found["starting"]
    return [
        f"workers {workers}: {documents / seconds:.2f}/s  {found['outcomes']}",
        f"   start-up of the workers, not in the rate: {starting:.1f} s (with it {documents / (seconds + starting):.2f}/s)",
    ]


def _alone(function: Any, *arguments: Any) -> Any:
    """``function(*arguments)`` in a fresh process, so that no earlier run's memory counts."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--province", type=Path)
    parser.add_argument("--pdfs", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.province or Path(name) / "province"
        if not (folder / "truth.json").exists():
            made = [
                sys.executable,
                "-m",
                "benchmarks.province",
                str(folder),
                "--documents",
                str(given.documents),
            ]
            subprocess.run(made, cwd=ROOT, check=True)
        roster = str(folder / "roster.csv")
        truth = json.loads((folder / "truth.json").read_text("utf-8"))
        spoilt = {f["file"] for f in truth["faults"] if "spoilt" in f["faults"]}
        entries = expand([roster])
        files = {os.path.relpath(e.source, folder) for e in entries if e.source}
        forms = {end: sum(f.endswith(end) for f in files) for end in sorted({Path(f).suffix for f in files})}
        pdfs = [os.path.relpath(e.source or "", folder) for e in _readable(entries, roster)][: given.pdfs]
        print(
            f"files {len(files)} {forms}  with a failed identity {len(spoilt)}  load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        rates: dict[int, float] = {}
        for workers in given.workers:
            whole = workers == max(given.workers)
            found = _alone(reviewing, roster, workers, f"{name}/{workers}", None, whole)
            rates[workers] = found["documents"] / found["seconds"]
            print("\n".join(rate_lines(workers, found)))
            for moment, (main_process, child) in found["memory"].items():
                print(f"   {moment}: main process {main_process:.0f} MB, largest worker {child:.0f} MB")
            moments = list(found["memory"].values())
            grown = moments[-1][0] - moments[0][0]
            if found["apart"]:
                print(f"   process of the last stage: peak {found['apart']:.0f} MB")
            print(f"   main process grew {grown:.1f} MB from start to end  store {found['store'] / found['documents'] / 1024:.0f} KB a document"
                  + (f"  across documents and files {found['finishing']:.1f} s" if whole else ""), flush=True)  # fmt: skip
        if {1, 2} <= set(rates):
            print(f"scaling 1 -> 2: {rates[2] / rates[1]:.2f}")
        workers = max(given.workers)
        found = _alone(reviewing, roster, workers, f"{name}/pdf", given.pdfs, False)
        floor = _alone(extracting, roster, workers, given.pdfs)
        print(f"PDFs {len(pdfs)} (with a failed identity {len(spoilt & {*pdfs}) / len(pdfs):.1%}), workers {workers}: "
              f"reviewed {len(pdfs) / found['seconds']:.2f}/s  bare text {len(pdfs) / floor:.2f}/s  "
              f"share {floor / found['seconds']:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
