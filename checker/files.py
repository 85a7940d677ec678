"""Writing files so that a full disk or an interrupt leaves the old one whole."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO


def write_atomic(path: Path, content: str | bytes) -> None:
    """Writes ``content`` (text as UTF-8) beside ``path`` and then puts it in its place in one step.

    Makes the folder where it is missing; a link stays one; a device or pipe (``/dev/stdout``) is written as it is.
    Raises OSError that names ``path``, which is then unchanged.
    """
    # A file name that is no UTF-8 reaches us as lone surrogates and may stand in the output.
    data = content.encode("utf-8", errors="replace") if isinstance(content, str) else content
    with replacing(path) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """:func:`write_atomic` for what is written piece by piece: a file that takes the place of ``path`` at the end.

    An OSError of the block that names a file of its own goes on as it is: that one is to blame, not ``path``.
    """
    target = Path(os.path.realpath(path))
    foreign: OSError | None = None
    try:
        if target.exists() and not target.is_file():
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            opened: contextlib.AbstractContextManager[IO[bytes]] = target.open("wb")
        else:
            opened = _beside(target)
        with opened as file:
            try:
                yield file
            except OSError as problem:
                foreign = problem if problem.filename is not None else None
                raise
    except OSError as problem:
        if problem is foreign:
            raise
        raise OSError(problem.errno or 0, problem.strerror or str(problem), str(path)) from None


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[IO[bytes]]:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".gongkai-", suffix=".part")
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _mode(path: Path) -> int:
    """Permissions of the file replaced, or those that a new file would get."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
