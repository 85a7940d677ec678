"""Documents that make the child that reviews them die, hang or eat memory, by their names; and the files for them."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Mapping
from pathlib import Path

from benchmarks.province import locked
from checker import rulebook
from checker.batch.work import Result, Task, perform
from tests.support import reports, writers

KINDS: Mapping[str, str] = {
    "dies": "crashed", "hangs": "timed_out", "eats": "out_of_memory", "cut": "damaged", "locked": "encrypted",
}  # fmt: skip
"""Beginning of a file's name -> the outcome that is due."""


def due(path: str) -> str:
    """The outcome that a document's name promises."""
    name = Path(path).name
    return next((outcome for kind, outcome in KINDS.items() if name.startswith(kind)), "reviewed")


def task(task: Task) -> Result:
    """Reviews, unless the document's name says otherwise."""
    name = Path(task.path).name
    if name.startswith("dies"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if name.startswith("hangs"):
        while True:
            pass
    if name.startswith("eats"):
        held = []
        while True:
            held.append(bytearray(64 * 1024 * 1024))
    return perform(task)


def task_on_a_cluster(given: Task) -> Result:
    """The same; besides, ``kills`` takes its worker's machine down the first time, ``murders`` every time."""
    name, mark = Path(given.path).name, Path(given.path + ".met")
    if name.startswith(("kills", "murders")) and not (name.startswith("kills") and mark.exists()):
        mark.write_text("")
        parent = int(Path("/proc/self/stat").read_text().split()[3])
        os.kill(parent, signal.SIGKILL)
        signal.pause()  # the kernel ends this child with its parent
    return task(given)


def write(folder: Path, number: int, every: int = 50, form: str = "markdown") -> list[str]:
    """``number`` documents, one in ``every`` hostile, the kinds by turns. Returns the paths."""
    book, rng, kinds = rulebook.load(), random.Random(8), list(KINDS)
    out = []
    for n in range(number):
        s, _ = reports.draw(rng, book)
        kind = kinds[n // every % len(kinds)] if n % every == every // 2 else "r"
        own = {"cut": "docx", "locked": "pdf"}.get(kind, form)
        content = writers.WRITERS[own](book, s)
        content = (
            content[: len(content) // 2]
            if kind == "cut"
            else locked(content)
            if kind == "locked"
            else content
        )
        path = folder / f"{kind}{n:05d}{Path(writers.NAMES[own]).suffix}"
        path.write_bytes(content)
        out.append(str(path))
    return out
