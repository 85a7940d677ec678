"""What ``rules/pages.yml`` says about the furniture of web pages, compiled; the mechanisms that use it line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

SHORT: Final = 150  # characters of the longest line that may be furniture as a whole
_REST: Final = re.compile(r"[\s\d|/\\<>»·•:：,，.。;；\[\]【】()（）\-—_a-zA-Z]*")
_SENTENCE: Final = 40  # characters from which a line with a full stop is prose


@dataclass(frozen=True, slots=True)
class Pages:
    """The data, ready for use."""

    worth: tuple[re.Pattern[str], ...]
    title: re.Pattern[str]
    names: re.Pattern[str]
    strip: re.Pattern[str]
    strong: re.Pattern[str]
    starts: tuple[str, ...]
    foot: re.Pattern[str]
    labels: re.Pattern[str]
    loose: re.Pattern[str]
    """Labels that a blank, too, may part from their values."""
    kept: frozenset[str]
    known: frozenset[str]
    table_at_least: int
    decoration: re.Pattern[str]

    def is_title(self, text: str) -> bool:
        """Whether a short line names a report like those reviewed."""
        return len(text) <= 60 and bool(self.title.search(text))

    def is_worth(self, text: str) -> bool:
        """Whether a line outside the article belongs to it: a title, a date, a period, a contact, or prose."""
        if len(text) >= _SENTENCE and "。" in text:
            return True
        return len(text) <= 300 and any(p.search(text) for p in self.worth)

    def is_furniture(self, text: str) -> bool:
        """Whether a line is a site's own and holds nothing of the article."""
        if len(text) > SHORT:
            return False
        if text.startswith(self.starts):
            return True
        return bool(self.strong.search(text)) and _REST.fullmatch(self.strip.sub("", text)) is not None

    def is_foot(self, text: str) -> bool:
        """Whether the foot of the page begins with this line."""
        return len(text) <= SHORT and bool(self.foot.search(text))

    def segments(self, text: str) -> list[tuple[int, int]] | None:
        """Ranges of a line of metadata that tell title or date; None where the line is no such line."""
        if len(text) > 2 * SHORT:
            return None
        return self._ranges(text, list(self.labels.finditer(text)))

    def entries(self, text: str) -> list[tuple[int, int]] | None:
        """As :meth:`segments`, for a line of a table of metadata that lost its cells: blanks part label and value."""
        text = text[: 2 * SHORT]
        return self._ranges(text, list(self.loose.finditer(text))) if self.loose.match(text) else None

    def _ranges(self, text: str, marks: list[re.Match[str]]) -> list[tuple[int, int]] | None:
        if not marks or (len(marks) == 1 and not (marks[0].start() == 0 or self.worth[0].search(text))):
            return None
        if marks[0].start() > SHORT // 3:
            return None  # running text that ends in a label
        ranges = [(0, marks[0].start())] if self.is_worth(text[: marks[0].start()]) else []
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            end = following.start() if following else len(text)
            if _bare(mark[1]) in self.kept and text[mark.end() : end].strip():
                ranges.append((mark.start(), end))
        return ranges


def _bare(label: str) -> str:
    return re.sub(r"\s", "", label)


def _any(words: Iterable[str], *, spaced: bool = False) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(r"\s{0,4}".join(map(re.escape, w)) if spaced else re.escape(w) for w in ordered)


@cache
def pages() -> Pages:
    """The compiled data of ``rules/pages.yml``. Raises RuleBookError where the file is no YAML."""
    from checker.data import folder
    from checker.yaml_lines import load_yaml

    raw = load_yaml(folder("rules") / "pages.yml")
    worth = raw["worth"]
    kept = frozenset(_bare(w) for w in raw["metadata"]["kept"])
    dropped = frozenset(_bare(w) for w in raw["metadata"]["dropped"])
    return Pages(
        worth=tuple(re.compile(worth[k]) for k in ("date", "title", "period", "contact")),
        title=re.compile(worth["title"]),
        names=re.compile(rf"(?:^|[\s_-])(?:{_any(raw['names'])})\d{{0,2}}(?:$|[\s_-])", re.I),
        strip=re.compile(_any([*raw["line_words"], *raw["line_fillers"]])),
        strong=re.compile(_any(raw["line_words"])),
        starts=tuple(raw["line_starts"]),
        foot=re.compile("|".join(raw["foot"])),
        labels=re.compile(rf"(?<![\u4e00-\u9fff])({_any(kept | dropped, spaced=True)})\s{{0,4}}[:：]"),
        loose=re.compile(rf"(?<!\S)({_any(kept | dropped, spaced=True)})(?:\s{{0,4}}[:：]|\s)"),
        kept=kept,
        known=kept | dropped,
        table_at_least=raw["metadata"]["table_at_least"],
        decoration=re.compile(raw["decoration"], re.I),
    )
