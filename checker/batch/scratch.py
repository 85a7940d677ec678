"""What a batch knows about its agencies beyond a few words each, kept on disk: memory does not grow with a province."""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol


class Notes(Protocol):
    """Values in the order in which they came: a list, or a :class:`Shelf`. Each reading may give a copy."""

    def append(self, value: Any, /) -> None: ...

    def extend(self, values: Iterable[Any], /) -> None: ...

    def __iter__(self) -> Iterator[Any]: ...

    def __len__(self) -> int: ...


class Scratch:
    """A file without a name, of this process alone, gone when it is closed. A context manager. Raises OSError where the
    disk is full.

    It lies in ``folder``, where there is room for results; the system's own place for such files is often memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        # The name that some systems give it for a moment is one that the next run would sweep.
        self._file = tempfile.TemporaryFile(dir=folder, prefix=".gongkai-", suffix=".part")  # noqa: SIM115 (:meth:`close`)
        self._end = 0

    def __enter__(self) -> Scratch:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the file; what was kept in it is gone."""
        self._file.close()

    def put(self, value: Any) -> int:
        """Where :meth:`get` finds the value."""
        at = self._file.seek(self._end)
        pickle.dump(value, self._file, pickle.HIGHEST_PROTOCOL)
        self._end = self._file.tell()
        return at

    def get(self, at: int) -> Any:
        self._file.seek(at)
        return pickle.load(self._file)  # noqa: S301 (written by this process, reachable by no other)


class Shelf(Sequence[Any]):
    """A sequence of values in a scratch file; a change to a value that was read does not reach it."""

    __slots__ = ("_at", "_scratch")

    def __init__(self, scratch: Scratch, values: Iterable[Any] = ()) -> None:
        self._scratch = scratch
        self._at: array[int] | None = None  # most stay empty
        self.extend(values)

    def append(self, value: Any) -> None:
        if self._at is None:
            self._at = array("Q")
        self._at.append(self._scratch.put(value))

    def extend(self, values: Iterable[Any]) -> None:
        for value in values:
            self.append(value)

    def __len__(self) -> int:
        return len(self._at) if self._at is not None else 0

    def __getitem__(self, n: Any) -> Any:
        if self._at is None:
            raise IndexError(n)
        if isinstance(n, slice):
            return [self._scratch.get(at) for at in self._at[n]]
        return self._scratch.get(self._at[n])
