"""Children that can be killed: a deadline and a memory cap for every document, and no document pays for another's.

Pebble keeps the queue when a worker dies (concurrent.futures and loky lose it); it kills a worker at its deadline,
which also ends a C loop that no timer interrupts.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from multiprocessing import get_context
from typing import Any

from checker.jobs import Done, Job, failed, perform
from checker.limits import MEMORY_BYTES, MIB, SECONDS, WORKER_DOCUMENTS

#: Exit status by which a child says that its memory watcher ended it.
OUT_OF_MEMORY = 86
WATCH_SECONDS = 0.05


def start_child(memory: int) -> None:
    """Caps the memory of this (child) process at ``memory`` bytes above what it holds now.

    Linux limits private memory itself; elsewhere, and for what that limit does not see, a thread watches.
    """
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_data_bytes() + memory, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    else:
        threading.Thread(target=_watch, args=(memory,), daemon=True).start()


def _data_bytes() -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0


def _watch(memory: int) -> None:
    import time

    import psutil

    process = psutil.Process()
    start = process.memory_info().rss
    while True:
        if process.memory_info().rss > start + memory:
            os._exit(OUT_OF_MEMORY)
        time.sleep(WATCH_SECONDS)


def guarded(job: Job) -> Done:
    """:func:`checker.jobs.perform`, with running out of memory told as an outcome."""
    try:
        return perform(job)
    except MemoryError:
        return failed(job, "out_of_memory", limit=f"{MEMORY_BYTES // MIB} MB")


class Pool:
    """Some worker children. A context manager; results come as they are ready or, by :meth:`map`, in order."""

    def __init__(self, workers: int = 1, seconds: float = SECONDS, memory: int = MEMORY_BYTES) -> None:
        from pebble import ProcessPool

        self.seconds = seconds
        self.memory = memory
        self._pool = ProcessPool(
            max_workers=workers, max_tasks=WORKER_DOCUMENTS, initializer=start_child, initargs=(memory,),
            context=get_context("spawn"),
        )  # fmt: skip

    def submit(self, job: Job) -> Future[Done]:
        """Starts a job; its future's result is what :meth:`result` turns into a Done."""
        future: Future[Done] = self._pool.schedule(guarded, args=(job,), timeout=self.seconds)
        return future

    def result(self, job: Job, future: Future[Done]) -> Done:
        """The answer for a job, waiting for it; a dead or hung child is an outcome. Raises RuleBookError."""
        from concurrent.futures import TimeoutError as Late

        from pebble import ProcessExpired

        try:
            return future.result()
        except Late:
            return failed(job, "timed_out", limit=f"{self.seconds:g}")
        except MemoryError:
            return failed(job, "out_of_memory", limit=f"{self.memory // MIB} MB")
        except ProcessExpired as death:
            if death.exitcode == OUT_OF_MEMORY:
                return failed(job, "out_of_memory", limit=f"{self.memory // MIB} MB")
            return failed(job, "crashed", detail=_death(death.exitcode))

    def map(self, jobs: list[Job]) -> Iterator[Done]:
        """Answers in the order of ``jobs``."""
        futures = [self.submit(job) for job in jobs]
        for job, future in zip(jobs, futures, strict=True):
            yield self.result(job, future)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        if kind is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()


def _death(code: int | None) -> str:
    import signal

    if code is not None and code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            pass
    return f"exit {code}"
