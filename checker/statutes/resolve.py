"""From a printed title or number to an act of the register, its version, and how that stands on a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from checker import data as folders
from checker.statutes.citations import State
from checker.statutes.extract_data import CitationData
from checker.statutes.model import Version, Work
from checker.statutes.names import normalise_title

if TYPE_CHECKING:
    from checker.statutes.extract_numbers import Number
    from checker.statutes.register import Register

_VERSION_BRACKET: Final = re.compile(
    r"\((?:(?:19|20)[0-9]{2}年?)?(?:[0-9]{1,2}月)?(?:修订|修正|修改|最新|新)?(?:版|本|案|稿)?\)$"
)
_PRINTED_WITH: Final = re.compile(r"^(.{0,30}?)(?:关于)?印发[《〈](.{2,100})[》〉]的通知$")
PRIORITIES: Final = "yearly_priorities"
NATIONAL: Final = ("国办", "国发", "国函", "中办", "中发", "厅字")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short title given by the text: what it stands for and where it was given."""

    name: str
    resolved: str | None
    title: str | None
    """The title of the act as printed where it was defined, normalised."""


@lru_cache(maxsize=4)
def load_register(extra: tuple[Path, ...] = ()) -> Register:
    """The register of ``rules/statutes`` and, behind it, an office's own files. Raises RegisterError."""
    from checker.statutes.register import Register, default_paths

    return Register.load((*default_paths(folders.folder("rules") / "statutes"), *extra))


class Resolver:
    """Resolves one report's references in reading order, remembering short titles and acts cited before."""

    def __init__(self, register: Register, data: CitationData) -> None:
        self.register = register
        self.data = data
        self.definitions: dict[str, Definition] = {}
        self.cited: set[str] = set()
        self._states: dict[tuple[str, str | None], tuple[str | None, State | None]] = {}

    def define(self, name: str, resolved: str | None, title: str | None) -> None:
        """Enters the short title ``name``."""
        key = normalise_title(name)
        if key:
            self.definitions[key] = Definition(key, resolved, title)

    def title(
        self, printed: str, left: str = "", note: str = "", numbers: Sequence[Number] = ()
    ) -> Work | None:
        """The act of a folded title. ``left`` is the text before it, ``note`` a bracket behind it (试行)."""
        key = normalise_title(printed)
        if key in self.definitions:
            defined = self.definitions[key].resolved
            return self.register.by_title(defined) if defined else None
        work = self._by_key(key)
        if note and (noted := self._by_key(f"{key}({note})")):
            work = noted
        if work is None and (bare := _VERSION_BRACKET.sub("", key)) != key:
            work = self._by_key(bare)
        if work is None and (issuer := self.data.issuer_before.search(left)):
            work = self.register.by_title(self.data.issuers[issuer[1]] + key)
        inner = _PRINTED_WITH.match(printed) if work is None else None
        if inner and (not inner[1] or inner[1] in self.data.issuers):
            held = self._by_key(normalise_title(inner[2]))
            work = held if held and held.kind == "state_council_document" else None
        if work is not None and work.series == PRIORITIES and self._local(left, numbers):
            return None
        return work

    def _by_key(self, key: str) -> Work | None:
        if key in self.data.aliases:
            return self.register.by_title(self.data.aliases[key])
        work = self.register.by_title(key)
        understood = key in self.data.understood or (work is not None and work.id in self.cited)
        if work is not None and not understood and self.register.is_generic(key):
            return None
        return work

    def _local(self, left: str, numbers: Sequence[Number]) -> bool:
        """Whether priorities are those of a province, city or county, told by their number or issuer."""
        if numbers:
            return not numbers[0].prefix.startswith(NATIONAL)
        if self.data.national_priorities.search(left):
            return False
        return bool(self.data.local_issuer.search(left))

    def number(self, number: Number) -> Work | None:
        """The act to which a number alone leads; None where it is unknown or belongs to several."""
        works = {work.id: work for work, _ in self.register.by_number(number.form)} if number.form else {}
        return next(iter(works.values())) if len(works) == 1 else None

    def version(self, work: Work, numbers: Sequence[Number]) -> Version | None:
        """The latest version of ``work`` that one of ``numbers`` names."""
        for version in reversed(work.versions):
            if version.number and any(names(version, n) for n in numbers):
                return version
        return None

    def state(
        self, work: Work, version: Version | None, day: dt.date | None
    ) -> tuple[str | None, State | None]:
        """Name of the version (its number, else its first day) and its state on ``day``.

        Without a version it is the one that holds; unknown where the register cannot tell. One resolver
        serves one report, so ``day`` is always the same.
        """
        if day is None:
            return (version.number if version else None), None
        key = work.id, name_of(version) if version else None
        if key not in self._states:
            self._states[key] = self._state(work, version, day)
        return self._states[key]

    def _state(self, work: Work, version: Version | None, day: dt.date) -> tuple[str | None, State | None]:
        if version is None:
            current = self.register.version_on(work, day)
            if isinstance(current, Version):
                return name_of(current), "in_force"
            if current is not None:
                return None, "unknown"
            return None, (
                "not_yet" if not_yet(work.versions[0], day) else "repealed"
            ) if work.versions else "unknown"
        held = self.register.holds(work, version, day)
        if held is True:
            return name_of(version), "in_force"
        if held is not False:
            return name_of(version), "unknown"
        if not_yet(version, day):
            return name_of(version), "not_yet"
        last = version is work.versions[-1]
        return name_of(version), "repealed" if last else "superseded"


def names(version: Version, number: Number) -> bool:
    """Whether ``number`` is that of ``version``; a decree without issuer (第711号) is compared by its
    serial.
    """
    if number.form is not None:
        return version.number == number.form
    return bool(version.number and version.number.endswith(f"令第{number.serial}号"))


def name_of(version: Version) -> str | None:
    return version.number or (str(version.in_force) if version.in_force else None)


def not_yet(version: Version, day: dt.date) -> bool:
    """Whether ``version`` had not begun on ``day``."""
    begin = version.in_force or version.issued
    return bool(begin and day < begin.first)
