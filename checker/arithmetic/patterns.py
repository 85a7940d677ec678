"""One slip that changes several cells: a wrong number carried into its totals, one in the wrong place, a
shifted row, totals left at 0, two numbers run together. Each pattern proposes changes; only those that
repair everything count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise

from checker.arithmetic.identities import Identity, Key
from checker.arithmetic.model import CauseKind
from checker.arithmetic.system import Residuals, System
from checker.report.model import Number

Proposal = tuple[CauseKind, Key, Mapping[Key, Number]]
"""Kind, suspected cell, and every changed cell with its new value."""

MOST_FAILED = 40
"""Failed identities up to which patterns are tried: a shifted row touches some 16."""


def proposals(system: System, residuals: Residuals) -> Iterator[Proposal]:
    """Single causes that leave no identity failed, by kind."""
    if len(residuals) > MOST_FAILED:
        return
    for family in (_carried, _unfilled, _moved, _shifted, _run_together):
        for kind, key, changes in family(system, residuals):
            if all(system.possible(k, v) for k, v in changes.items()) and not system.after(
                residuals, changes
            ):
                yield kind, key, changes


def _carried(system: System, residuals: Residuals) -> Iterator[Proposal]:
    """A wrong number that its totals repeat: the row's total, the column's, or both and the corner."""
    deltas = {d for v in residuals.values() for d in (v, -v)}
    if len({abs(v) for v in residuals.values()}) != 1 or len(residuals) > 4:
        return
    touched = set(residuals)
    for key in sorted(system.touches):
        sums = [
            system.identities[i].totals[0]
            for i, sign in system.touches[key]
            if sign > 0 and len(system.identities[i].totals) == 1
        ]
        for count in range(1, len(sums) + 1):
            for chosen in combinations(sums, count):
                cells = [key, *chosen]
                if count == 2:
                    corner = _common_total(system, chosen[0], chosen[1])
                    if corner is None:
                        continue
                    cells.append(corner)
                if not touched <= {i for k in cells for i, _ in system.touches[k]}:
                    continue
                for delta in sorted(deltas):
                    yield "follow", key, {k: system.values[k] + delta for k in cells}


def _common_total(system: System, a: Key, b: Key) -> Key | None:
    """The total into which both totals go (the corner of the table)."""
    goes = [
        {
            system.identities[i].totals[0]
            for i, sign in system.touches[k]
            if sign > 0 and len(system.identities[i].totals) == 1
        }
        for k in (a, b)
    ]
    return next(iter(sorted(goes[0] & goes[1])), None)


def _unfilled(system: System, residuals: Residuals) -> Iterator[Proposal]:
    """A line of totals left at 0: every failed identity of one kind prints 0 (or nothing) for its total."""
    by_rank: dict[int, list[Identity]] = {}
    for index in residuals:
        identity = system.identities[index]
        if len(identity.totals) == 1 and system.values[identity.totals[0]] == 0:
            by_rank.setdefault(identity.rank, []).append(identity)
    for lines in by_rank.values():
        if len(lines) < 2:
            continue
        changes = {i.totals[0]: sum(system.values[k] for k in i.parts) for i in lines}
        grand = lines[-1].totals[0]
        for identity in lines:  # the line's own total, where it has one, stands for it
            if any(identity.totals[0] in o.totals for o in system.identities if o.rank != identity.rank):
                grand = identity.totals[0]
        yield "zero_totals", grand, changes


def _moved(system: System, residuals: Residuals) -> Iterator[Proposal]:
    """A number in the neighbouring cell of its row or column (any cell of the line, the whole of the
    number)."""
    if len(residuals) not in (2, 3, 4):
        return
    for a, b in combinations(residuals, 2):
        one, two = system.identities[a], system.identities[b]
        if one.rank != two.rank or residuals[a] + residuals[b]:
            continue
        # ``give`` holds too much.
        give, take, amount = (one, two, residuals[a]) if residuals[a] > 0 else (two, one, residuals[b])
        axis = 0 if one.each == "column" else 1
        targets = {k[axis]: k for k in take.parts}
        for source in give.parts:
            target = targets.get(source[axis])
            if target is None or system.values[source] - amount < 0:
                continue
            # Only a whole number moves, into a cell that had none; two whole numbers may have changed places.
            if system.values[source] - amount not in (0, system.values[target]) or (
                system.values[source] - amount == 0 and system.values[target] != 0
            ):
                continue
            yield (
                "moved",
                source,
                {source: system.values[source] - amount, target: system.values[target] + amount},
            )


def _rows(system: System) -> dict[str, Identity]:
    return {i.at: i for i in system.identities if i.each == "row" and len(i.totals) == 1}


def _shifted(system: System, residuals: Residuals) -> Iterator[Proposal]:
    """A row whose numbers stand one column too far to the right or to the left."""
    for identity in _rows(system).values():
        keys = list(identity.cells())
        values = [system.values[k] for k in keys]
        if sum(1 for v in values if v) < 2:
            continue
        parts = len(identity.parts)
        lines: list[list[Number]] = []
        if values[0] == 0:  # to the left again; the last part or the total is what the others leave for it
            lines.append([*values[1:parts], 0, *values[parts:]])
            lines.append([*values[1:], sum(values[1:])])
        if values[parts - 1] == 0:
            lines.append([0, *values[: parts - 1], *values[parts:]])
        if values[-1] == 0:
            first = values[-2] - sum(values[:-2])
            lines.append([first, *values[:-1]])
        for line in lines:
            changes = {k: v for k, v, old in zip(keys, line, values, strict=True) if v != old}
            if len(changes) > 1:
                yield "shifted", next(iter(changes)), changes


def _run_together(system: System, residuals: Residuals) -> Iterator[Proposal]:
    """Two numbers in one cell beside a cell without one: 12 and a blank where 1 and 2 are meant."""
    for identity in _rows(system).values():
        keys = list(identity.cells())
        for left, right in pairwise(keys):
            for full, void in ((left, right), (right, left)):
                printed = system.values[full]
                if void not in system.free or full in system.free or printed < 10 or printed != int(printed):
                    continue
                digits = str(int(printed))
                for cut in range(1, len(digits)):
                    if digits[cut] == "0" and cut < len(digits) - 1:
                        continue
                    yield "run_together", full, {left: int(digits[:cut]), right: int(digits[cut:])}
