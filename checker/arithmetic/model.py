"""What a diagnosis says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from checker.arithmetic.identities import Identity, Key
from checker.findings import Confidence
from checker.report.model import Number

CauseKind = Literal[
    "cell", "follow", "moved", "shifted", "zero_totals", "run_together", "open", "missing_row", "added_row"
]


@dataclass(frozen=True, slots=True)
class Cause:
    """One root cause of failed identities.

    ``changes`` are the cells that repair them with the values that do; ``place`` is the suspected one, or
    the printed total where none can be singled out (``kind`` open). ``broken`` are the identities it
    explains, gravest first.
    """

    kind: CauseKind
    place: Key
    expected: Number
    changes: Mapping[Key, Number]
    broken: tuple[Identity, ...]
    confidence: Confidence
    slip: str | None = None

    def rules(self) -> tuple[str, ...]:
        """The broken rules, gravest first."""
        return tuple(dict.fromkeys(i.rule for i in self.broken))


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``causes`` to report; ``fills`` the values that blank cells must hide; ``skipped`` identities not
    checked."""

    identities: tuple[Identity, ...] = ()
    causes: tuple[Cause, ...] = ()
    fills: Mapping[Key, Number] = field(default_factory=dict)
    skipped: tuple[Identity, ...] = ()
    values: Mapping[Key, Number] = field(default_factory=dict)
    """The number with which each cell entered."""
