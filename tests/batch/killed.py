"""A batch that is killed at a chosen moment: ``python -m tests.batch.killed ROSTER OUT MOMENT NUMBER``.

MOMENT is what has just been done for the NUMBERth time when SIGKILL strikes the main process: ``reviewed`` a document,
``paired`` two years, ``written`` a page. With ``never`` it runs to its end.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from checker.batch import write
from checker.batch.inputs import expand
from checker.batch.run import Plan, run
from checker.batch.runners import Local
from checker.batch.store import Store
from checker.batch.whole import finish
from tests.support.options import OPTIONS


def killing(function: Callable[..., Any], number: int) -> Callable[..., Any]:
    """``function``, whose ``number``th call is the last thing that this process does."""
    calls = 0

    def wrapped(*arguments: Any) -> Any:
        nonlocal calls
        out = function(*arguments)
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return out

    return wrapped


def batch(
    roster: str, out: Path, tick: Callable[[str, bool], None] = lambda *_: None, workers: int = 1
) -> Any:
    """``gongkai batch`` without its progress; the answers."""
    entries = expand([roster])
    plan = Plan(lambda _: OPTIONS)
    with Store(out / "store.sqlite") as store, Local(workers) as runner:
        answers = run(entries, store, runner, plan, tick)
        finish(entries, answers, store, runner, plan, out)
        return answers


def main(roster: str, out: str, moment: str, number: str) -> None:
    tick: Callable[[str, bool], None] = lambda *_: None  # noqa: E731
    if moment == "reviewed":
        tick = killing(tick, int(number))
    elif moment == "paired":
        Store.add_pair = killing(Store.add_pair, int(number))  # type: ignore[method-assign]
    elif moment == "written":
        write.put = killing(write.put, int(number))
    batch(roster, Path(out), tick)


if __name__ == "__main__":
    main(*sys.argv[1:])
