"""Where tasks run: children of this machine, or a Dask cluster whose workers use such children themselves.

Both give futures of one kind, so that one loop serves both and the results are the same bytes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Protocol, TypeVar

from checker.batch.extras import need
from checker.batch.work import prepare
from checker.errors import ReadError
from checker.limits import SECONDS
from checker.pool import Pool

T = TypeVar("T")
R = TypeVar("R")


class WorkerLost(Exception):
    """A machine of the cluster was lost twice under a document: the answer says nothing about the document."""


class Runner(Protocol):
    """``width`` tasks run at once; ``answer`` raises ReadError (hung, dead, out of memory) or WorkerLost."""

    width: int

    def start(self, function: Callable[[T], R], argument: T) -> Future[R]: ...

    def answer(self, future: Future[R]) -> R: ...

    def __enter__(self) -> Runner: ...

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Local:
    """Children of this machine."""

    def __init__(self, workers: int, seconds: float = SECONDS) -> None:
        self.width = workers
        self._pool = Pool(workers, seconds, prepare=prepare)

    def start(self, function: Callable[[T], R], argument: T) -> Future[R]:
        return self._pool.start(function, argument)

    def answer(self, future: Future[R]) -> R:
        return self._pool.answer(future)

    def __enter__(self) -> Local:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.__exit__(kind, value, trace)


class Cluster:
    """A Dask cluster: ``address`` of its scheduler, or ``local`` for one of this machine with ``workers``."""

    def __init__(self, address: str, workers: int, seconds: float = SECONDS) -> None:
        distributed = need("distributed", "cluster")
        dask = need("dask", "cluster")
        # Workers start children of their own; a document whose worker died is tried once more, then named.
        dask.config.set({"distributed.worker.daemon": False, "distributed.scheduler.allowed-failures": 1})
        self._seconds = seconds
        self._cluster: Any = None
        if address == "local":
            self._cluster = distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
            )
        try:
            self._client = distributed.Client(self._cluster or address, timeout="20s")
        except OSError as problem:
            raise ReadError("unreadable", path=address, detail=str(problem)) from None
        self._executor = self._client.get_executor(pure=False)
        self.width = max(1, sum(self._client.nthreads().values()))
        self._lost = need("distributed.scheduler", "cluster").KilledWorker

    def start(self, function: Callable[[T], R], argument: T) -> Future[R]:
        future: Future[Any] = self._executor.submit(_on_worker, function, argument, self._seconds)
        return future

    def answer(self, future: Future[R]) -> R:
        try:
            found: R | ReadError = future.result()
        except self._lost as problem:
            raise WorkerLost(str(problem)) from None
        if isinstance(found, ReadError):
            raise found
        return found

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=kind is None)
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


_OWN = threading.local()


def _on_worker(function: Callable[[T], R], argument: T, seconds: float) -> R | ReadError:
    """Runs in a thread of a cluster's worker: the local child that can be killed, kept for the next task.

    A ReadError is an answer like any other: Dask would log it as a fault of its worker.
    """
    pool: Pool | None = getattr(_OWN, "pool", None)
    if pool is None:
        pool = _OWN.pool = Pool(1, seconds, prepare=prepare)
    try:
        return pool.answer(pool.start(function, argument))
    except ReadError as error:
        return error
