"""The types of the register: a work of law, its versions, dates known only in part, and what is unknown."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Final, Literal

Kind = Literal[
    "law",
    "administrative_regulation",
    "department_rule",
    "judicial_interpretation",
    "party_regulation",
    "state_council_document",
    "local_regulation",
    "local_rule",
    "local_document",
    "standard",
]
KINDS: Final = frozenset(Kind.__args__)  # type: ignore[attr-defined]
Status = Literal["in_force", "repealed", "stale", "unknown"]
STATUSES: Final = frozenset(Status.__args__)  # type: ignore[attr-defined]
Confidence = Literal["high", "medium", "low"]
CONFIDENCES: Final = frozenset(Confidence.__args__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Span:
    """A date as far as it is known: it lies between ``first`` and ``last``, both included."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        return self.first == self.last

    def __str__(self) -> str:
        return self.first.isoformat() if self.exact else f"{self.first.isoformat()}/{self.last.isoformat()}"


@lru_cache(maxsize=8192)
def span(text: str) -> Span:
    """Reads 2019-05-15, 2019-05, 2019 or a span a/b of two of these; raises ValueError for anything else.

    >>> str(span("2016-02"))
    '2016-02-01/2016-02-29'
    """
    head, slash, tail = text.partition("/")
    if slash:
        first, last = span(head).first, span(tail).last
        if first > last:
            raise ValueError(text)
        return Span(first, last)
    if not (text.isascii() and len(text) in (4, 7, 10)):
        raise ValueError(text)
    if len(text) == 10:
        day = date.fromisoformat(text)
        return Span(day, day)
    year, month = int(text[:4]), text[4:]
    if not month:
        return Span(date(year, 1, 1), date(year, 12, 31))
    if month[0] != "-":
        raise ValueError(text)
    number = int(month[1:])
    first = date(year, number, 1)
    return Span(first, date(year, number, monthrange(year, number)[1]))


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a work.

    It holds from ``in_force`` up to the day before ``repealed``; None is unknown, and for ``repealed`` of the last
    version of a work in force it means: not repealed up to the work's ``state_of``. ``years`` are the report years a
    document is made for (the last None where open). ``unsourced`` names the fields that rest on general knowledge
    alone: no finding of severity *error* may rest on them.
    """

    number: str | None = None
    issued: Span | None = None
    in_force: Span | None = None
    repealed: Span | None = None
    articles: int | None = None
    years: tuple[int, int | None] | None = None
    unsourced: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One document under one title, with its versions in order of time.

    ``id`` is the exact full title. ``generic_titles`` are short titles that mean this work only in context (条例,
    实施细则). ``status``: in_force and repealed as known on ``state_of``; stale = overtaken in substance but never
    formally repealed as far as known; unknown. ``state_of`` None means that nothing is known of its present state.
    """

    id: str
    kind: Kind
    short_titles: tuple[str, ...] = ()
    generic_titles: tuple[str, ...] = ()
    issuer: str | None = None
    place: str | None = None
    series: str | None = None
    status: Status = "unknown"
    replaced_by: str | None = None
    confidence: Confidence = "medium"
    source: tuple[str, ...] = ()
    state_of: date | None = None
    note: str | None = None
    versions: tuple[Version, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The known numbers of all versions, oldest first."""
        return tuple(v.number for v in self.versions if v.number)

    @property
    def numbers_complete(self) -> bool:
        """Whether every version known has its number: only then does an unknown number contradict the title."""
        return bool(self.versions) and all(v.number for v in self.versions)

    @property
    def most_articles(self) -> int | None:
        """The largest number of articles of any version known; None where none is known."""
        return max((v.articles for v in self.versions if v.articles), default=None)


class Reason(Enum):
    """Why the register cannot answer for a day."""

    AFTER_STATE = "after_state"  # the day is later than the day up to which the row is known
    NO_STATE = "no_state"  # nothing is known of the present state of the work
    DATE_UNKNOWN = "date_unknown"  # a first or last day is unknown, or known only in part


@dataclass(frozen=True, slots=True)
class Unknown:
    """The answer "not known", with the reason and the day up to which the row is known."""

    reason: Reason
    state_of: date | None = None

    def __bool__(self) -> bool:
        return False
