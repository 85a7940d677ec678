"""The failed identities of one table as a small linear system: values, residuals, and what a change does to
them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checker.arithmetic.identities import Identity, Key
from checker.report.model import Number

Residuals = dict[int, Number]
"""Index of an identity -> its residual, for those that fail."""


@dataclass
class System:
    """Identities that can be checked, over cells with numbers.

    ``free`` cells print no number (they count as 0), ``absent`` ones are those of rows that are not printed.
    """

    identities: list[Identity]
    values: Mapping[Key, Number]
    free: frozenset[Key] = frozenset()
    absent: frozenset[Key] = frozenset()
    touches: dict[Key, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        touches: dict[Key, list[tuple[int, int]]] = {}
        for index, identity in enumerate(self.identities):
            for key in identity.parts:
                touches.setdefault(key, []).append((index, 1))
            for key in identity.totals:
                touches.setdefault(key, []).append((index, -1))
        self.touches = {k: tuple(v) for k, v in touches.items()}

    def residuals(self) -> Residuals:
        """The identities that fail as printed."""
        found = {}
        for index, identity in enumerate(self.identities):
            value = identity.residual(self.values)
            if value:
                found[index] = value
        return found

    def change(self, residuals: Residuals, key: Key, delta: Number) -> Residuals:
        """The residuals after ``key`` grew by ``delta``."""
        after = dict(residuals)
        for index, sign in self.touches[key]:
            value = after.get(index, 0) + sign * delta
            if value:
                after[index] = value
            else:
                after.pop(index, None)
        return after

    def after(self, residuals: Residuals, changes: Mapping[Key, Number]) -> Residuals:
        """The residuals where every cell of ``changes`` holds the value given there."""
        for key, value in changes.items():
            residuals = self.change(residuals, key, value - self.values[key])
        return residuals

    def possible(self, key: Key, value: Number) -> bool:
        """A count is a whole number from 0 on."""
        return value >= 0 and value == int(value)

    def least(self, residuals: Iterable[int]) -> int:
        """Least number of cells that must change: each enters at most one identity of each kind."""
        counts: dict[int, int] = {}
        for index in residuals:
            rank = self.identities[index].rank
            counts[rank] = counts.get(rank, 0) + 1
        return max(counts.values(), default=0)

    def components(self, residuals: Residuals) -> list[Residuals]:
        """Failed identities that could have a cause in common: joined by shared cells."""
        parent = list(range(len(self.identities)))

        def find(i: int) -> int:
            while parent[i] != i:
                parent[i] = parent[parent[i]]
                i = parent[i]
            return i

        for spots in self.touches.values():
            for index, _ in spots[1:]:
                parent[find(index)] = find(spots[0][0])
        groups: dict[int, Residuals] = {}
        for index, value in sorted(residuals.items()):
            groups.setdefault(find(index), {})[index] = value
        return list(groups.values())
