"""What decides a result, as a key: content, rules, model, program, options and the files that they name."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from checker import __version__, data


def base_key(options: Mapping[str, Any], lang: str) -> str:
    """Everything but the document. Raises RuleBookError where the rules are damaged."""
    from checker.reviewing import Options, rule_book

    chosen = Options(**dict(options))
    digest = hashlib.sha256()
    settings = dict(options["settings"])
    parts: list[Any] = [
        __version__, rule_book(chosen).version, _models(), lang, chosen.select, chosen.ignore, chosen.engine,
        chosen.as_of, settings.get("words"),
    ]  # fmt: skip
    for part in parts:
        digest.update(repr(part).encode() + b"\0")
    for file in (*settings.get("statutes", ()), settings.get("accepted")):
        digest.update(_content(Path(file)) if file else b"-")
    if accepted := settings.get("accepted"):
        digest.update(repr(_expired(Path(accepted), chosen.today or dt.date.today())).encode())
    return digest.hexdigest()[:20]


def _expired(path: Path, today: dt.date) -> list[int]:
    """Which accepted findings have expired: the one thing about a result that changes with the day."""
    from checker import accepted

    return [n for n, e in enumerate(accepted.read(path)) if e.until is not None and e.until < today]


def key_of(base: str, content: str) -> str:
    return hashlib.sha256(f"{base}:{content}".encode()).hexdigest()[:32]


@cache
def _models() -> str:
    digest = hashlib.sha256()
    root = data.folder("models")
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return b"missing"


def content_of(source: str) -> str | None:
    """The SHA-256 of a local file; None where it cannot be read or is too large to be reviewed."""
    from checker.limits import FILE_BYTES

    try:
        if os.path.getsize(source) > FILE_BYTES:
            return None
        with open(source, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def stamp_of(source: str) -> str | None:
    """Size and time of a file, or what its store says instead of them; None where that is not known."""
    from checker.batch.inputs import is_url

    if not is_url(source):
        try:
            status = os.stat(source)
        except OSError:
            return None
        return f"{status.st_size}:{status.st_mtime_ns}"
    from checker.batch.extras import MissingExtra, need

    try:
        system, path = need("fsspec.core", "batch").url_to_fs(source)
        if source.startswith(("http:", "https:")):
            return _web_stamp(system.info(path))
        return str(system.ukey(path))
    except (OSError, ValueError, ImportError, NotImplementedError, KeyError, MissingExtra):
        return None


def _web_stamp(info: Mapping[str, Any]) -> str | None:
    """What a web server says of a file's state (RFC 9110, 8.8).

    Where it gives no mark but a size, the day stands beside it: a run of today goes on where it stopped, one of
    tomorrow reads the file again. None where the server says nothing.
    """
    marks = [info.get(name) for name in ("ETag", "Last-Modified")]
    if not any(marks):
        marks = [dt.date.today()] if info.get("size") else []
    return ":".join(map(str, (*marks, info.get("size")))) if marks else None
