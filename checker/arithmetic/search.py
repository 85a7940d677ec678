"""Fewest cells whose change makes every identity hold: a bounded search, deepest last.

In a smallest set of changed cells some failed identity holds exactly one of them (the cells, seen as edges
between rows and columns, form a forest), so a change whose size one failed identity dictates is always
among them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from checker.arithmetic.identities import Key
from checker.arithmetic.system import Residuals, System
from checker.report.model import Number

NODES = 6_000
"""Changes tried before the search gives up; four independent errors take some hundreds."""

Changes = tuple[tuple[Key, Number], ...]
"""Cells with their new values, sorted."""


@dataclass
class _Run:
    found: set[Changes] = field(default_factory=set)
    seen: set[Changes] = field(default_factory=set)
    nodes: int = 0


def smallest(
    system: System, residuals: Residuals, deepest: int, only: Collection[Key] | None = None
) -> tuple[list[Changes], bool]:
    """Every smallest set of changes (to cells of ``only``) that leaves no identity failed, of at most
    ``deepest`` cells.

    The second value is False where the search had to stop before it had seen all.
    """
    run = _Run()
    for depth in range(max(1, system.least(residuals)), deepest + 1):
        run.seen.clear()
        _descend(system, residuals, depth, (), only, run)
        if run.found or run.nodes > NODES:
            break
    return sorted(run.found), run.nodes <= NODES


def _descend(
    system: System, residuals: Residuals, depth: int, chosen: Changes, only: Collection[Key] | None, run: _Run
) -> None:
    if not residuals:
        run.found.add(chosen)
        return
    if depth < system.least(residuals) or run.nodes > NODES:
        return
    taken = {key for key, _ in chosen}
    for key, delta in _options(system, residuals, depth):
        if key in taken or (only is not None and key not in only):
            continue
        value = system.values[key] + delta
        if not system.possible(key, value):
            continue
        step = tuple(sorted((*chosen, (key, value))))
        if step in run.seen:
            continue
        run.seen.add(step)
        run.nodes += 1
        _descend(system, system.change(residuals, key, delta), depth - 1, step, only, run)


def _options(system: System, residuals: Residuals, depth: int) -> list[tuple[Key, Number]]:
    """Changes that make at least one failed identity hold; the last one must make all of them hold."""
    options: dict[tuple[Key, Number], None] = {}
    if depth == 1:
        first = next(iter(residuals))
        shared = set(system.identities[first].cells())
        for index in residuals:
            shared &= set(system.identities[index].cells())
        for key in sorted(shared):
            options[key, -residuals[first] * system.identities[first].sign(key)] = None
        return list(options)
    for index, residual in residuals.items():
        for key in system.identities[index].cells():
            options[key, -residual * system.identities[index].sign(key)] = None
    return list(options)


def certain_hits(system: System, residuals: Residuals) -> Mapping[Key, Number]:
    """Cells all of whose identities fail by one and the same amount, where no other cell competes for them.

    The way out where too many cells are wrong for the search.
    """
    hits: dict[Key, Number] = {}
    while True:
        options: dict[Key, Number] = {}
        for key, spots in system.touches.items():
            deltas = {-sign * residuals[index] if index in residuals else None for index, sign in spots}
            delta = next(iter(deltas))
            if len(spots) < 2 or len(deltas) > 1 or delta is None or key in hits:
                continue
            if system.possible(key, system.values[key] + delta):
                options[key] = delta
        claims: dict[int, int] = {}
        for key in options:
            for index, _ in system.touches[key]:
                claims[index] = claims.get(index, 0) + 1
        alone = [k for k in sorted(options) if all(claims[i] == 1 for i, _ in system.touches[k])]
        if not alone:
            return hits
        key = alone[0]
        hits[key] = system.values[key] + options[key]
        residuals = system.change(residuals, key, options[key])
