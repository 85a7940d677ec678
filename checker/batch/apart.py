"""The last stage of a large batch in a process of its own: what it loads and sorts never stays in the one that reviews."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from checker.errors import GongkaiError

R = TypeVar("R")
NAME = "gongkai-finish"


class Ended(GongkaiError):
    """The process was ended from outside (memory, a signal); ``status`` is what the system says of it."""

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
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_serve, args=(theirs, function, arguments), name=NAME, daemon=True)
    try:
        child.start()
        theirs.close()
        try:
            answer, problem = ours.recv()
        except EOFError:
            child.join()
            raise Ended(child.exitcode) from None
    finally:
        if child.is_alive():
            child.join(1)  # it has answered, or we were interrupted
            child.kill()
            child.join()
        ours.close()
    if problem is not None:
        raise problem
    result: R = answer
    return result


def _serve(pipe: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    threading.Thread(target=_follow, daemon=True).start()
    try:
        answer = function(*arguments)
    except BaseException as problem:
        if not isinstance(
            problem, (GongkaiError, OSError)
        ):  # a fault of ours: where it was is lost on the way
            problem.add_note("".join(traceback.format_exception(problem)))
        pipe.send((None, problem))
    else:
        pipe.send((answer, None))


def _follow() -> None:
    """Ends this process when its parent has died."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
