"""The last stage of a large batch in a process of its own: what it loads and sorts never stays in the one that reviews."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from checker import exit_codes
from checker.errors import GongkaiError

R = TypeVar("R")
NAME = "gongkai-finish"
LEAVING_SECONDS = 1.0  # a child that has answered lets go of its files by itself


class Ended(GongkaiError):
    """The process was ended from outside (memory, a signal); ``status`` is what the system says of it."""

    exit_status = exit_codes.ENDED

    def __init__(self, status: int | None) -> None:
        self.status = status
        super().__init__(self.get("zh"))

    def get(self, lang: str) -> str:
        return (
            f"writing the results was ended from outside (status {self.status}); the reviews are kept: run the same "
            "command again"
            if lang == "en"
            else f"写出结果的进程被外部终止（状态 {self.status}）；审查结果都已保存，请重新运行同一命令"
        )


def apart(function: Callable[..., R], *arguments: Any) -> R:
    """``function(*arguments)``, run in a child. Raises what it raises, and Ended where the child dies.

    An interrupt ends the child, whose files are each the old or the new one.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_serve, args=(theirs,), name=NAME, daemon=True)
    try:
        try:
            with _interrupts_wait():
                child.start()
        finally:
            theirs.close()  # the child's own end goes with it: its death is seen on ours
        work = pickle.dumps((function, arguments))
        try:
            # What start() itself writes nobody need read, and beyond the size of a pipe it would wait for ever: the
            # work follows when the child says that it is there.
            _heard(ours, child)
            ours.send_bytes(work)
            told = _heard(ours, child)
        except (EOFError, OSError):
            child.join(LEAVING_SECONDS)
            raise Ended(child.exitcode) from None
        child.join(LEAVING_SECONDS)
    finally:
        ours.close()
        if child.pid is not None:
            child.kill()
            child.join()
    answer, problem = pickle.loads(told)  # noqa: S301 (written by our child)
    if problem is not None:
        raise problem
    result: R = answer
    return result


def _heard(pipe: Connection[Any, Any], child: BaseProcess) -> bytes:
    """What the child sends next. Raises EOFError, OSError where it has died."""
    wait([pipe, child.sentinel])
    if not pipe.poll():  # elsewhere than on POSIX a pipe can outlive the child that never took its end
        raise EOFError
    return pipe.recv_bytes()


@contextlib.contextmanager
def _interrupts_wait() -> Iterator[None]:
    """An interrupt reaches us after the block, and never a child started in it (the mask is inherited): while that is
    still importing it would die with a traceback."""
    came: list[int] = []
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number)) if main else None
    masks = hasattr(signal, "pthread_sigmask")
    if masks:
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # starting it undoes the mask
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if main:
            signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)
    if came:
        signal.raise_signal(signal.SIGINT)


def _serve(pipe: Connection[Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    threading.Thread(target=_follow, daemon=True).start()
    pipe.send_bytes(b"")
    try:
        function, arguments = pipe.recv()
        told = pickle.dumps((function(*arguments), None))
    except BaseException as problem:
        if not isinstance(
            problem, (GongkaiError, OSError)
        ):  # a fault of ours: where it was is lost on the way
            problem.add_note("".join(traceback.format_exception(problem)))
        told = pickle.dumps((None, _portable(problem)))
    pipe.send_bytes(told)


def _portable(problem: BaseException) -> BaseException:
    """The problem, or one that says the same where it cannot be pickled or rebuilt."""
    with contextlib.suppress(Exception):  # whatever its parts raise: the fault itself is what must be told
        if isinstance(pickle.loads(pickle.dumps(problem)), BaseException):  # noqa: S301 (our own)
            return problem
    told = RuntimeError(f"{type(problem).__name__}: {problem}")
    for note in getattr(problem, "__notes__", ()):
        told.add_note(note)
    return told


def _follow() -> None:
    """Ends this process when its parent has died."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
