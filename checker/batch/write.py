"""Writes a batch's results from the store: results.jsonl, a page each, then what spans documents."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from checker.batch.run import Answers
from checker.batch.store import Store
from checker.files import replacing

STALE_SECONDS = 3600.0  # a file is written in seconds

_UNSAFE = re.compile(r"[^\w.-]+")


def page_name(path: str) -> str:
    """The file name of a document's page: readable, safe everywhere, unique through a digest of the path."""
    stem = _UNSAFE.sub("_", Path(path).stem)[:60].strip("._") or "report"
    return f"{stem}-{hashlib.sha256(path.encode()).hexdigest()[:8]}.html"


def lines(store: Store, answers: Answers) -> Iterator[tuple[str, str, str]]:
    """(path, line, facts) of every document, by path."""
    for path in sorted({*answers.keys, *answers.passing}):
        passing = answers.passing.get(path)
        if passing is not None:
            yield path, passing.line, passing.facts
        else:
            yield from store.lines([(path, answers.keys[path])])


def reader(store: Store, answers: Answers) -> Callable[[str], tuple[str, str]]:
    """Gives (line, facts) of a document that has a result."""

    def read(path: str) -> tuple[str, str]:
        passing = answers.passing.get(path)
        if passing is not None:
            return passing.line, passing.facts
        ((_, line, facts),) = store.lines([(path, answers.keys[path])])
        return line, facts

    return read


def write_results(store: Store, answers: Answers, out: Path) -> None:
    """``results.jsonl`` and ``reports/``. Raises OSError; a file is either the old or the new one, whole."""
    out.mkdir(parents=True, exist_ok=True)
    _sweep(out)
    with replacing(out / "results.jsonl") as file:
        for _, line, _ in lines(store, answers):
            file.write(f"{line}\n".encode())
    for path, key in answers.keys.items():
        page = store.column("page", path, key)
        if isinstance(page, bytes):
            put(out / "reports" / page_name(path), zlib.decompress(page))
    for path, result in answers.passing.items():
        put(out / "reports" / page_name(path), zlib.decompress(result.page))


def _sweep(out: Path) -> None:
    """Removes half-written files that a killed run left; those of a run beside this one are younger."""
    for part in (*out.glob(".*.part"), *out.glob("*/.*.part")):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime <= STALE_SECONDS:
                continue
            if part.is_dir():
                shutil.rmtree(part)
            else:
                part.unlink()


def put(path: Path, content: bytes) -> None:
    """A page, unless it stands there already. The store can make it again: no wait for the disk."""
    try:
        if path.read_bytes() == content:
            return
    except OSError:
        path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    os.replace(part, path)
