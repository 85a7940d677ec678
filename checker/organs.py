"""Organs that reforms renamed or dissolved, found in text by their old names. Data: ``rules/organs/renames.yml``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from checker import lexicons

_CHECKED: Final = ("high", "medium")


RENAMES: Final[Mapping[str, lexicons.Shape]] = {
    "renames": lexicons.rows(
        old=lexicons.texts, new=lexicons.text, day=lexicons.day, since_=lexicons.day,
        level=lexicons.one_of("local", "province", "national"), before_=lexicons.one_of("region"),
        confidence=lexicons.one_of("high", "medium", "low"), source=lexicons.text,
    ),
    "lead_words": lexicons.texts, "history": lexicons.pattern, "former": lexicons.pattern,
}  # fmt: skip
"""What ``rules/organs/renames.yml`` holds."""


@dataclass(frozen=True, slots=True)
class Rename:
    """An organ's name that was right up to ``day``."""

    old: str
    new: str
    day: dt.date
    level: str
    region_before: bool


@dataclass(frozen=True, slots=True)
class OldName:
    """An old name at ``start`` to ``end`` of a text."""

    rename: Rename
    start: int
    end: int


class Renames:
    """Finds old names in text. ``data`` is of the shapes above."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.history = re.compile(data["history"])
        self._former = re.compile(rf"(?:{data['former']})[省市县区州盟旗]?$")
        leads = "|".join(sorted(map(re.escape, data["lead_words"]), key=lambda w: (-len(w), w)))
        self._lead = re.compile(rf"(?:^|[省市县区州盟旗镇乡]|[，。；、：:“（(\s]|[与由向请经对同据将被从在或及]|{leads})$")
        self._region = re.compile(r"(?:^|[省市县区州盟旗]|[，。；：:“（(\s])$")
        self._by_name: dict[str, Rename] = {}
        known: list[str] = []
        for row in data["renames"]:
            known += row["old"]
            if row["confidence"] in _CHECKED:
                for old in row["old"]:
                    region = row.get("before") == "region"
                    self._by_name[old] = Rename(old, row["new"], row["day"], row["level"], region)
        # Names that are not checked are matched all the same, so that a shorter one is not found inside them.
        names = sorted(set(known), key=lambda n: (-len(n), n))
        self._pattern = re.compile("(?:" + "|".join(map(re.escape, names)) + ")(?![部面限势域促门理事结])")

    def find(self, text: str, start: int = 0) -> Iterator[OldName]:
        """Old names that stand as names and are not called former ones."""
        for match in self._pattern.finditer(text, start):
            rename = self._by_name.get(match[0])
            if rename is None:
                continue
            before = text[max(start, match.start() - 8) : match.start()]
            lead = self._region if rename.region_before else self._lead
            if lead.search(before) and not self._former.search(before):
                yield OldName(rename, match.start(), match.end())
