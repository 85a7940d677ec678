"""Children that can be killed: a deadline and a memory cap for every document, and no document pays for another's.

Pebble keeps the queue when a worker dies (concurrent.futures and loky lose it); it kills a worker at its deadline,
which also ends a C loop that no timer interrupts.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from multiprocessing import get_context
from typing import Any, TypeVar

from checker.errors import GongkaiError, ReadError
from checker.jobs import Done, Job, failed, perform
from checker.limits import MEMORY_BYTES, MIB, SECONDS, WORKER_DOCUMENTS

T = TypeVar("T")
R = TypeVar("R")

#: Exit status by which a child says that memory ran out.
OUT_OF_MEMORY = 86
WATCH_SECONDS = 0.05
#: Objects made between two searches for cycles: a page's glyphs are tens of thousands, none of them in a cycle.
GARBAGE = 50_000


def start_child(memory: int, parent: int, prepare: Callable[[], None] | None = None) -> None:
    """Caps the memory of this (child) process at ``memory`` bytes above what it holds now, and ties its life to that
    of its ``parent``. ``prepare`` loads what its tasks need besides the rules.

    Linux limits private memory itself; elsewhere, and for what that limit does not see, a thread watches.
    """
    gc.disable()  # what is loaded now stays: looking through it again and again costs a tenth of a short run
    _warm()
    if prepare is not None:
        prepare()
    gc.freeze()
    gc.enable()
    gc.set_threshold(GARBAGE)
    if sys.platform == "linux":
        import resource

        _die_with(parent)
        resource.setrlimit(resource.RLIMIT_DATA, (_data_bytes() + memory, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    else:
        threading.Thread(target=_watch, args=(memory,), daemon=True).start()


def _warm() -> None:
    """Loads what every review needs, before the first document's clock starts and its memory is counted.

    Damaged rules are left to the review itself, which names file and line.
    """
    from contextlib import suppress

    with suppress(GongkaiError, FileNotFoundError):
        from checker.checks.registry import load_checks
        from checker.language import get_language
        from checker.rulebook import load

        load()
        load_checks()
        get_language()


def _die_with(parent: int) -> None:
    """A child in an endless loop must not outlive a parent that was killed: the kernel ends it (Linux)."""
    import ctypes
    import signal

    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


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


def guarded(function: Callable[[T], R], argument: T) -> R:
    """``function(argument)`` in the child. Where memory runs out, the child ends: what the document holds would
    otherwise stay (the error's own traceback keeps it alive) and the next document would pay for it."""
    try:
        return function(argument)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


class Pool:
    """Some worker children. A context manager; results come as they are ready or, by :meth:`map`, in order.

    ``prepare``, a function of a module, is called in each child before its first task.
    """

    def __init__(
        self, workers: int = 1, seconds: float = SECONDS, memory: int = MEMORY_BYTES, recycle: int = WORKER_DOCUMENTS,
        prepare: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        from pebble import ProcessPool

        self.seconds = seconds
        self.memory = memory
        self._pool: Any = ProcessPool(
            max_workers=workers, max_tasks=recycle, initializer=start_child, initargs=(memory, os.getpid(), prepare),
            context=get_context("spawn"),
        )  # fmt: skip

    def start(self, function: Callable[[T], R], argument: T) -> Future[R]:
        """Runs ``function(argument)`` in a child; the future goes to :meth:`answer`."""
        future: Future[R] = self._pool.schedule(guarded, args=(function, argument), timeout=self.seconds)
        return future

    def answer(self, future: Future[R]) -> R:
        """What came of a start, waiting for it.

        Raises ReadError where the child hung, died or ran out of memory, and whatever the function raised.
        """
        from concurrent.futures import TimeoutError as Late

        from pebble import ProcessExpired

        try:
            return future.result()
        except Late:
            raise ReadError("timed_out", limit=f"{self.seconds:g}") from None
        except MemoryError:
            raise ReadError("out_of_memory", limit=f"{self.memory // MIB} MB") from None
        except ProcessExpired as death:
            if death.exitcode == OUT_OF_MEMORY:
                raise ReadError("out_of_memory", limit=f"{self.memory // MIB} MB") from None
            raise ReadError("crashed", detail=_death(death.exitcode)) from None

    def map(self, jobs: list[Job]) -> Iterator[Done]:
        """Reviews of ``jobs``, in their order. A dead or hung child, or a fault of ours in one document, is that
        document's outcome and costs the others nothing. Raises RuleBookError."""
        futures = [self.start(perform, job) for job in jobs]
        for job, future in zip(jobs, futures, strict=True):
            try:
                yield self.answer(future)
            except ReadError as error:
                yield failed(job, error.code, **error.fields)
            except GongkaiError:
                raise
            except Exception as problem:
                yield failed(job, "crashed", detail=f"{type(problem).__name__}: {problem}")

    def stop(self) -> None:
        """Ends all children at once; what was queued is cancelled."""
        self._pool.stop()
        self._pool.join()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        if kind is None:
            self._pool.close()
            self._pool.join()
        else:
            self.stop()


def _death(code: int | None) -> str:
    import signal

    if code is not None and code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            pass
    return f"exit {code}"
