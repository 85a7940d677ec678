"""What a batch reviews: files below folders, globs, and the lines of a roster (manifest)."""

from __future__ import annotations

import datetime as dt
import glob
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
MANIFESTS = (".csv", ".xlsx")
SKIPPED_FILES = ("thumbs.db", "desktop.ini", "gongkai.toml")
SKIPPED_FOLDERS = ("__MACOSX", "node_modules")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of work. ``path`` names the document in results (None: a roster line without a file); ``source`` is
    where its bytes are. The rest is the roster's, None where it says nothing."""

    path: str | None
    source: str | None
    agency: str | None = None
    level: str | None = None
    parent: str | None = None
    kind: str | None = None
    year: int | None = None
    due: dt.date | None = None


def is_url(text: str) -> bool:
    return bool(URL.match(text))


def file_name(path: str) -> str:
    """A document's file name as a person knows it: without folders, of a URL without its query and %-escapes."""
    if not is_url(path):
        return PurePath(path).name
    from urllib.parse import unquote, urlsplit

    return PurePath(unquote(urlsplit(path).path)).name or path


def local(path: str) -> str:
    """``file://`` URLs as the paths that they name (with or without %-escapes); anything else as it is."""
    if not path.lower().startswith("file://"):
        return path
    from urllib.request import url2pathname

    raw = path[7:].removeprefix("localhost")
    return raw if os.path.lexists(raw) else url2pathname(raw)


def expand(paths: Sequence[str], out: str | None = None) -> list[Entry]:
    """The entries for ``paths``: rosters line by line, folders recursively, globs, files; each document once.

    What lies below ``out`` (a batch's own results) is left out. Raises UsageProblem where a roster cannot be used;
    a path that is not there stays an entry, and its outcome says so.
    """
    entries: list[Entry] = []
    seen: set[str] = set()
    own = os.path.realpath(out) if out else None
    given = [(p, _is_roster(p)) for p in map(local, paths)]
    for path in (p for p, roster in given if roster):
        from checker.batch.manifest import read

        for entry in read(Path(path)):
            entries.append(entry)
            if entry.source:
                seen.add(_identity(entry.source))
    for path in (p for p, roster in given if not roster):
        for file in _files(path, own):
            if _identity(file) not in seen:
                seen.add(_identity(file))
                entries.append(Entry(named(file), file))
    return entries


def _is_roster(path: str) -> bool:
    return path.lower().endswith(MANIFESTS) and not is_url(path) and Path(path).is_file()


def named(path: str) -> str:
    """A path as results name it: one whose bytes are no UTF-8 (unpacked from an archive made on Chinese Windows) as GBK,
    where it is that, else with its bytes spelled out."""
    try:
        path.encode()
    except UnicodeEncodeError:
        raw = os.fsencode(path)
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return raw.decode("utf-8", "backslashreplace")
    return path


def _identity(source: str) -> str:
    return source if is_url(source) else os.path.realpath(source)


def _files(path: str, own: str | None) -> Iterator[str]:
    if is_url(path):
        yield from _remote(path)
    elif os.path.isdir(path):
        yield from _below(path, own)
    elif not os.path.exists(path) and glob.has_magic(path):
        for found in sorted(glob.glob(path, recursive=True)):
            if os.path.isdir(found):
                if "**" not in path:  # ** lists the files below by itself
                    yield from _below(found, own)
            elif not _inside(found, own):
                yield found
    else:
        yield path


def _remote(url: str) -> Iterator[str]:
    """The files below a folder or behind a glob of a store that can list, in order; any other URL as it is.

    A web server cannot list, and ``?`` in its URLs is no glob. What goes wrong here is told with the document.
    """
    if url.lower().startswith(("http:", "https:")):
        yield url
        return
    from checker.batch.extras import MissingExtra, need

    try:
        system, path = need("fsspec.core", "batch").url_to_fs(url)
        found = _listed(system, path)
    except (OSError, ValueError, ImportError, NotImplementedError, MissingExtra):
        found = None
    if found is None:
        yield url
        return
    above = re.split(r"[*?\[]", path)[0] if glob.has_magic(path) else path
    for name in sorted(found):
        *folders, file = name.removeprefix(above).split("/")
        if _wanted(file) and not any(map(_skipped, folders)):
            yield str(system.unstrip_protocol(name))


def _listed(system: Any, path: str) -> list[str] | None:
    """Names of files in a store; None where ``path`` is neither a folder nor a glob there."""
    if system.isdir(path):
        return list(system.find(path))
    if glob.has_magic(path) and not system.exists(path):
        found = system.glob(path, detail=True)
        return [n for n, about in found.items() if about["type"] != "directory"]
    return None


def _below(folder: str, own: str | None) -> Iterator[str]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(
            d for d in folders
            if not _skipped(d) and not _inside(os.path.join(root, d), own)
        )  # fmt: skip
        for name in sorted(files):
            if _wanted(name):
                yield os.path.join(root, name)


def _wanted(name: str) -> bool:
    """Office programs leave ~$ lock files, systems leave Thumbs.db and hidden files: none is a report."""
    return not name.startswith((".", "~$")) and name.lower() not in SKIPPED_FILES


def _skipped(folder: str) -> bool:
    return folder.startswith(".") or folder in SKIPPED_FOLDERS


def _inside(path: str, own: str | None) -> bool:
    if own is None:
        return False
    real = os.path.realpath(path)
    return real == own or real.startswith(own + os.sep)
