"""Finding, NotChecked, Review: what a review says, in the shape of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from checker.document import Document, Place
    from checker.narrative.model import NarrativeResult
    from checker.report.model import Report
    from checker.scoring import Score


class Severity(IntEnum):
    """Ordered so that ``max`` is the gravest."""

    advice = 1
    warning = 2
    error = 3


Outcome = Literal[
    "reviewed", "encrypted", "scanned", "damaged", "empty", "missing", "too_large", "timed_out",
    "out_of_memory", "crashed", "unsupported", "not_a_report",
]  # fmt: skip
Confidence = Literal["certain", "likely", "open"]
Value = int | Decimal | str | None


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages, already filled in."""

    zh: str
    en: str

    def get(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect. ``related`` are further places that belong to it, ``also`` further rules broken by one cause."""

    rule: str
    severity: Severity
    message: Text
    basis: Text
    suggestion: Text
    place: Place | None = None
    related: tuple[Place, ...] = ()
    expected: Value = None
    actual: Value = None
    confidence: Confidence = "certain"
    also: tuple[str, ...] = ()
    variant: str = "default"
    details: Mapping[str, Any] = field(default_factory=dict)
    """Extra facts for rich outputs (the arithmetic, the clauses, the repeated passages); JSON-ready."""
    accepted: Mapping[str, Any] | None = None
    """The entry that accepts it (reason, who, until), where there is one."""


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A rule that could not be checked, and why: never a fault of the agency, never a silent pass."""

    rule: str
    reason: Text
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """The whole answer for one input."""

    path: str
    sha256: str | None
    kind: str | None
    outcome: Outcome
    message: Text | None = None
    report: Report | None = None
    narrative: NarrativeResult | None = None
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    score: float | None = None
    scoring: Score | None = None
    """How the score came about, rule by rule."""
    notes: tuple[Text, ...] = ()
    """Remarks for the person who runs the review: acceptances that expired or were not used, trouble with last year's
    report, a check that failed."""
    previous_trouble: Text | None = None
    """Why last year's report, though given, could not be read (this report is reviewed all the same)."""
    elapsed_ms: int = 0
    rules_version: str = ""
    applicable: tuple[str, ...] = ()
    """Ids of the rules that the report's year and the options ask for, checked or not; not part of the JSON."""
    document: Document | None = field(default=None, repr=False, compare=False)
    """The text as read, for outputs that show it; not part of the JSON."""
    truncated: Mapping[str, int] = field(default_factory=dict)
    """Rule → number of findings beyond those shown."""

    def worst(self) -> Severity | None:
        """The gravest severity among findings that are not accepted."""
        return max((f.severity for f in self.findings if f.accepted is None), default=None)
