"""The register of law: which document a title or a number means, and which version holds on a day.

The data stand in ``rules/statutes/`` (built by ``tools/build_register.py``). The first file is read at load; the
others, local law and an office's own, when a title or number is not found in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from checker.findings import Text
from checker.statutes.errors import RegisterError
from checker.statutes.model import Reason, Unknown, Version, Work
from checker.statutes.names import normalise_number, normalise_title
from checker.statutes.reading import MERGE, Header, rows, rows_differ, two_meanings, untouched
from checker.statutes.reading import work as make_work

__all__ = ["Register", "Unknown", "Version", "Work", "normalise_number", "normalise_title"]

STATE: Final = "中华人民共和国"
FILES: Final = ("national.jsonl", "local.jsonl")


def keys(title: str, short_titles: Iterable[str], generic_titles: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The keys a work is found by, with their rank: 0 full title, 1 short title, 2 either without the state's name,
    3 generic title. A lower rank wins where two works share a key."""
    full = normalise_title(title)
    shorts = [normalise_title(t) for t in short_titles]
    yield 0, full
    for key in shorts:
        yield 1, key
    for key in (full, *shorts):
        if STATE in key:
            yield 2, key.replace(STATE, "")
    for generic in generic_titles:
        yield 3, normalise_title(generic)


class _File:
    """One file of the register with its indexes; raises RegisterError on damage.

    ``entries`` holds works, or rows not yet made into works where the file is untouched since it was built: making
    all of them takes three times as long as reading them.
    """

    __slots__ = ("by_key", "by_number", "entries", "header", "lengths", "path", "ranks")

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header: Header | None = None
        self.entries: list[Work | dict[str, Any]] = []
        self.by_key: dict[str, int] = {}
        self.ranks: dict[str, int] = {}
        self.by_number: dict[str, list[tuple[int, int]]] = {}  # number -> (entry, version)
        self.lengths: dict[int, tuple[list[str], list[int]]] | None = None
        if built := untouched(path):
            self.header, raw = built
            for line, row in enumerate(raw, 2):
                names = row.get("short_titles", ()), row.get("generic_titles", ())
                self._enter(line, row, row["id"], names, [v.get("number") for v in row.get("versions", ())])
        else:
            for line, found in rows(path):
                if isinstance(found, RegisterError):
                    raise found
                if isinstance(found, Header):
                    self.header = found
                    continue
                names = found.short_titles, found.generic_titles
                self._enter(line, found, found.id, names, [v.number for v in found.versions])
        if self.header and self.header.rows is not None and self.header.rows != len(self.entries):
            raise RegisterError(str(path), 1, *rows_differ(self.header.rows, len(self.entries)))

    def _enter(
        self,
        line: int,
        entry: Work | dict[str, Any],
        title: str,
        names: tuple[Iterable[str], Iterable[str]],
        numbers: list[str | None],
    ) -> None:
        """Enters one work into the indexes; raises RegisterError where a name is taken."""
        index = len(self.entries)
        self.entries.append(entry)
        for rank, key in keys(title, *names):
            other = self.by_key.get(key)
            if other is None or rank < self.ranks[key]:
                self.by_key[key], self.ranks[key] = index, rank
            elif other != index and rank == self.ranks[key]:
                taken = self.work(other).id
                if rank == 0:
                    raise RegisterError(
                        str(self.path), line, Text(f"{title} 重复", f"{title} stands twice"), MERGE
                    )
                raise RegisterError(str(self.path), line, *two_meanings(key, taken, title))
        for position, number in enumerate(numbers):
            if number:
                self.by_number.setdefault(number, []).append((index, position))

    def work(self, index: int) -> Work:
        """The work at ``index``, made on first use."""
        entry = self.entries[index]
        if not isinstance(entry, Work):
            self.entries[index] = entry = make_work(self.path, entry)
        return entry

    def near_index(self) -> dict[int, tuple[list[str], list[int]]]:
        """Keys by length for the edit distance; generic titles are too short to be near anything."""
        if self.lengths is None:
            self.lengths = {}
            for key, index in self.by_key.items():
                if self.ranks[key] < 3:
                    names, indexes = self.lengths.setdefault(len(key), ([], []))
                    names.append(key)
                    indexes.append(index)
        return self.lengths


class Register:
    """Looks up works of law; see the module. Use :meth:`load`."""

    __slots__ = ("_files", "_paths")

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)
        self._files: list[_File] = []

    @classmethod
    def load(cls, paths: Sequence[Path], *, eager: bool = False) -> Register:
        """The register of ``paths``: the first is read now, the rest when needed (or now, where ``eager``).

        Raises RegisterError, with file, line and reason, for a file that is missing or damaged; for the later files
        this may be raised by the first lookup that needs them.
        """
        if not paths:
            raise RegisterError(
                "", None, Text("没有给出登记册文件", "no register given"),
                Text("至少给出 national.jsonl", "give national.jsonl at least"),
            )  # fmt: skip
        register = cls(paths)
        for _ in register._each() if eager else [next(register._each())]:
            pass
        return register

    def _each(self) -> Iterator[_File]:
        for index, path in enumerate(self._paths):
            if index == len(self._files):
                self._files.append(_File(path))
            yield self._files[index]

    @property
    def state_of(self) -> date | None:
        """The day up to which the register as a whole is known (header of its first file)."""
        header = next(self._each()).header
        return header.state_of if header else None

    def works(self) -> Iterator[Work]:
        """Every work of every file, in the order of the files."""
        for file in self._each():
            yield from map(file.work, range(len(file.entries)))

    def names(self) -> Iterator[tuple[str, int]]:
        """Every key a work is found by, with its rank (see :func:`keys`), in the order of the files."""
        for file in self._each():
            for key in file.by_key:
                yield key, file.ranks[key]

    def by_title(self, title: str) -> Work | None:
        """The work of this title or None.

        ``title`` may be the full title, a registered short title, or either without 中华人民共和国; title marks,
        blanks and widths do not matter. Generic short titles (条例) are found too: see :meth:`is_generic`.
        """
        key = normalise_title(title)
        for file in self._each() if key else ():
            if key in file.by_key:
                return file.work(file.by_key[key])
        return None

    def is_generic(self, title: str) -> bool:
        """Whether ``title`` is found only as a short title that needs a definition in the text (条例, 规定)."""
        key = normalise_title(title)
        for file in self._each() if key else ():
            if key in file.by_key:
                return file.ranks[key] == 3
        return False

    def by_number(self, number: str) -> tuple[tuple[Work, Version], ...]:
        """The works and versions of this number, in any writing; empty where it is unknown or unreadable.

        There may be several: decrees of the President are counted anew each term (主席令第9号), and one amending
        decree may change many works.
        """
        form = normalise_number(number)
        for file in self._each() if form else ():
            if found := file.by_number.get(form or ""):
                works = ((file.work(index), position) for index, position in found)
                return tuple((work, work.versions[position]) for work, position in works)
        return ()

    def version_on(self, work: Work, day: date) -> Version | Unknown | None:
        """The version of ``work`` that holds on ``day``; None where none does; Unknown where that is not known."""
        unknown: Unknown | None = None
        for version in work.versions:
            held = self.holds(work, version, day)
            if held is True:
                return version
            if held is not False:
                unknown = unknown or held
        if unknown is None and (work.status == "unknown" or not work.versions):
            # earlier versions than those listed may exist
            return Unknown(Reason.DATE_UNKNOWN if work.state_of else Reason.NO_STATE, work.state_of)
        return unknown

    def holds(self, work: Work, version: Version, day: date) -> bool | Unknown:
        """Whether ``version`` of ``work`` holds on ``day``; Unknown where a date is missing or the row is too old.

        A version that has ended stays ended, so False may be certain beyond the row's state.
        """
        if version.repealed and version.repealed.last <= day:
            return False
        later = work.versions[work.versions.index(version) + 1 :]
        if any(v.in_force and v.in_force.last <= day for v in later):
            return False
        start = version.in_force
        begin = start or version.issued
        if begin and day < begin.first:
            return False
        if work.state_of is None:
            return Unknown(Reason.NO_STATE)
        if day > work.state_of:
            return Unknown(Reason.AFTER_STATE, work.state_of)
        unknown = Unknown(Reason.DATE_UNKNOWN, work.state_of)
        if start is None or day < start.last:
            return unknown
        if version.repealed:
            return True if day < version.repealed.first else unknown
        # without a last day a version holds only as the last one of a work known to be in force:
        # between two versions of the table others may be missing
        return True if work.status == "in_force" and not later else unknown

    def articles(self, work: Work, day: date) -> int | Unknown | None:
        """The number of articles of the version that holds on ``day``.

        None where no version holds; Unknown where the version or its number of articles is not known.
        """
        version = self.version_on(work, day)
        if not isinstance(version, Version):
            return version
        return version.articles or Unknown(Reason.DATE_UNKNOWN, work.state_of)

    def near(self, title: str, max_edits: int = 2) -> list[tuple[Work, int]]:
        """The works with a title at most ``max_edits`` edits from ``title``, nearest first, then by id.

        One edit inserts, removes or replaces a character of the normalised title. A work is named once, with its
        nearest title. What follows from nearness (rule L04) is for the rule to say.
        """
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import extract

        key = normalise_title(title)
        best: dict[str, tuple[Work, int]] = {}
        for file in self._each() if key else ():
            index = file.near_index()
            for length in range(max(1, len(key) - max_edits), len(key) + max_edits + 1):
                names, indexes = index.get(length, ((), ()))
                found = extract(
                    key,
                    names,
                    scorer=Levenshtein.distance,
                    processor=None,
                    score_cutoff=max_edits,
                    limit=None,
                )
                for _, edits, position in found:
                    work = file.work(indexes[position])
                    if work.id not in best or edits < best[work.id][1]:
                        best[work.id] = (work, int(edits))
        return sorted(best.values(), key=lambda pair: (pair[1], pair[0].id))


def default_paths(folder: Path) -> tuple[Path, ...]:
    """The files of the register in ``folder`` (``rules/statutes``), national law first."""
    return tuple(folder / name for name in FILES)
