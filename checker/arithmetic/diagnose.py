"""The smallest explanation of all failed identities of a table.

In this order: values that blank cells must hide (no finding: the blank is one), rows that the form does not
know or that are not printed (no finding: the label is one), one cell, one slip that changes several cells,
several independent cells, and else an open finding at the printed total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checker.arithmetic.identities import FREE_STATES, Identity, Key, identities, value_of
from checker.arithmetic.model import Cause, CauseKind, Diagnosis
from checker.arithmetic.patterns import proposals
from checker.arithmetic.search import Changes, certain_hits, smallest
from checker.arithmetic.slips import slip
from checker.arithmetic.system import Residuals, System
from checker.findings import Confidence
from checker.report.model import FormTable, Number

DEEPEST = 8
"""Independent wrong cells that are looked for; more in one table are reported together."""
DEEPEST_BLANKS = 8

FREE_COST, SLIP_COST, COST = 0.4, 0.9, 1.0
WEAK_SLIPS = ("digit",)


def diagnose(
    form: Mapping[str, Any], table: FormTable, hints: Mapping[Key, Number] | None = None
) -> Diagnosis:
    """The causes of the identities of ``form`` that fail in ``table``.

    ``hints`` are values that other evidence speaks for (last year's 结转): they break ties.
    """
    every = identities(form, table)
    skipped = tuple(i for i in every if i.skip)
    checked = [i for i in every if not i.skip]
    values: dict[Key, Number] = {}
    for identity in checked:
        for key in identity.cells():
            cell = table.cells.get(key)
            number = value_of(cell) if cell else 0
            assert number is not None  # such identities are skipped
            values[key] = number
    absent = frozenset(k for k in values if k not in table.cells)
    free = frozenset(k for k in values if k in absent or table.cells[k].state in FREE_STATES)
    system = System(checked, values, free, absent)
    causes: list[Cause] = []
    fills: dict[Key, Number] = {}
    for residuals in system.components(system.residuals()):
        for cause in _explain(system, residuals, table, hints or {}):
            own = {k: v for k, v in cause.changes.items() if k in free and k not in absent}
            if cause.kind == "cell" and cause.place in own:
                fills.update(own if cause.confidence != "open" else {})
            elif cause.kind == "zero_totals" and len(own) == len(cause.changes):
                fills.update(own)  # a line of totals that nobody filled in: no number is wrong, T05 names the cells
            else:
                causes.append(cause)
    order = {k: n for n, k in enumerate(table.cells)}
    causes.sort(key=lambda c: (order.get(c.place, -1), c.rules()))
    return Diagnosis(tuple(every), tuple(causes), fills, skipped, values)


def _explain(
    system: System, residuals: Residuals, table: FormTable, hints: Mapping[Key, Number]
) -> list[Cause]:
    if system.free:
        filled = _free_only(system, residuals)
        if filled is not None:
            return filled
    added = _added_row(system, residuals, table)
    if added is not None:
        return [added]
    found, whole = smallest(system, residuals, 1)
    if len(found) == 1:
        return [_cell_cause(system, residuals, found[0][0], "certain" if len(residuals) > 1 else "likely")]
    if found:
        return [_one_of(system, residuals, found, hints)]
    single = _pattern(system, residuals, hints)
    if single is not None:
        return [single]
    found, whole = smallest(system, residuals, DEEPEST)
    if found:
        return _several(system, residuals, found, whole, hints)
    hits = certain_hits(system, residuals)
    causes = [_cell_cause(system, residuals, (k, v), "likely") for k, v in hits.items()]
    rest = system.after(residuals, hits)
    return [*causes, *_open(system, rest)]


# -- blanks and rows ---------------------------------------------------------------------------------------


def _free_only(system: System, residuals: Residuals) -> list[Cause] | None:
    """Values that blank cells must hide where these alone explain everything; for a missing row its name."""
    missing = sorted({k[0] for k in system.absent})
    for row in missing:
        fill = _missing_fill(system, residuals, row)
        if fill:
            place = next(iter(fill))
            return [Cause("missing_row", place, fill[place], fill, _broken(system, residuals), "open")]
    if len(missing) > 1:
        fill = _missing_fills(system, residuals)
        if fill:
            place = next(iter(fill))
            return [Cause("missing_row", place, fill[place], fill, _broken(system, residuals), "open")]
    blanks = system.free - system.absent
    if not blanks:
        return None
    forced = _forced(system, residuals, blanks)
    if forced is None:
        return None
    rest = system.after(residuals, forced)
    found, _ = smallest(system, rest, DEEPEST_BLANKS, only=blanks - forced.keys()) if rest else ([()], True)
    if not found:
        return None
    # Where several fillings would do, the blanks are one finding all the same; none of the values is told.
    confidence: Confidence = "likely" if len(found) == 1 else "open"
    changes = {**forced, **dict(found[0])}
    return [Cause("cell", k, v, {k: v}, _broken(system, residuals), confidence) for k, v in changes.items()]


def _forced(system: System, residuals: Residuals, blanks: frozenset[Key]) -> dict[Key, Number] | None:
    """Blank cells that some identity leaves one value, by propagation; None where such a value is no
    count."""
    forced: dict[Key, Number] = {}
    while True:
        step: tuple[Key, Number] | None = None
        for index, residual in residuals.items():
            identity = system.identities[index]
            left = [k for k in identity.cells() if k in blanks and k not in forced]
            if not left:
                return None
            if len(left) == 1:
                step = left[0], system.values[left[0]] - residual * identity.sign(left[0])
                break
        if step is None:
            return forced
        key, value = step
        if not system.possible(key, value):
            return None
        forced[key] = value
        residuals = system.change(residuals, key, value - system.values[key])


def _missing_fills(system: System, residuals: Residuals) -> dict[Key, Number]:
    """Counts in several rows that are not printed, one for each failed identity; empty where one has none in it."""
    fill: dict[Key, Number] = {}
    for index, residual in residuals.items():
        identity = system.identities[index]
        due = {k: system.values[k] - residual * identity.sign(k) for k in identity.cells() if k in system.absent}
        found = next(((k, v) for k, v in due.items() if system.possible(k, v)), None)
        if found is None:
            return {}
        fill.setdefault(*found)
    return fill


def _missing_fill(system: System, residuals: Residuals, row: str) -> dict[Key, Number]:
    """What the row that is not printed would have to hold; empty where it does not explain everything."""
    changes: dict[Key, Number] = {}
    for index, residual in residuals.items():
        identity = system.identities[index]
        key = next((k for k in identity.cells() if k[0] == row), None)
        if key is None or identity.each == "row":
            return {}
        value = system.values[key] - residual * identity.sign(key)
        if changes.setdefault(key, value) != value or not system.possible(key, value):
            return {}
    return changes if changes and not system.after(residuals, changes) else {}


def _added_row(system: System, residuals: Residuals, table: FormTable) -> Cause | None:
    """Whether the numbers of one row that the form does not know make up the difference."""
    for cells in table.added:
        numbers = {key: value_of(cell) or 0 for key, cell in cells.items()}
        explained = bool(residuals)
        for index, residual in residuals.items():
            identity = system.identities[index]
            add = (
                next((v for (_, c), v in numbers.items() if c == identity.at), 0)
                if identity.each == "column"
                else 0
            )
            if len(identity.totals) != 1 or residual + add:
                explained = False
        # Every other total of the same kind must leave no room for the row.
        if explained:
            ranks = {system.identities[i].rank for i in residuals}
            for index, identity in enumerate(system.identities):
                if identity.rank in ranks and index not in residuals:
                    explained = explained and not any(v for (_, c), v in numbers.items() if c == identity.at)
        if explained:
            place = next(iter(system.identities[i] for i in residuals)).totals[0]
            return Cause("added_row", place, system.values[place], {}, _broken(system, residuals), "open")
    return None


# -- one cause ---------------------------------------------------------------------------------------------


def _cell_cause(
    system: System, residuals: Residuals, change: tuple[Key, Number], confidence: Confidence
) -> Cause:
    key, value = change
    touched = {i: residuals[i] for i, _ in system.touches[key] if i in residuals}
    broken = _broken(system, touched)
    return Cause("cell", key, value, {key: value}, broken, confidence, _slip(system, key, value))


def _one_of(
    system: System, residuals: Residuals, found: Sequence[Changes], hints: Mapping[Key, Number]
) -> Cause:
    """Several cells would each repair everything: the one that a slip explains best, else the printed
    total."""
    options = [changes[0] for changes in found]
    totals = {k for i in residuals for k in system.identities[i].totals}
    unfilled = [o for o in options if o[0] in totals and system.values[o[0]] == 0]
    if len(unfilled) == 1:
        return _cell_cause(system, residuals, unfilled[0], "likely")
    for pool in (
        [o for o in options if hints.get(o[0]) == o[1]],
        [o for o in options if _slip(system, *o) not in (None, *WEAK_SLIPS)],
    ):
        if len(pool) == 1:
            return _cell_cause(system, residuals, pool[0], "likely")
        at_total = [o for o in pool if o[0] in totals]
        if pool and len(at_total) == 1:
            return _cell_cause(system, residuals, at_total[0], "open")
    return _open(system, residuals)[0]


def _pattern(system: System, residuals: Residuals, hints: Mapping[Key, Number]) -> Cause | None:
    """One slip that changes several cells."""
    by_kind: dict[CauseKind, list[tuple[Key, Mapping[Key, Number]]]] = {}
    for kind, key, changes in proposals(system, residuals):
        group = by_kind.setdefault(kind, [])
        if all(dict(c) != dict(changes) for _, c in group):
            group.append((key, changes))
    if not by_kind:
        return None
    for kind in ("zero_totals", "run_together", "follow", "moved", "shifted"):
        group = by_kind.get(kind, [])
        if not group:
            continue
        best = group if len(group) == 1 else [g for g in group if hints.get(g[0]) == g[1][g[0]]]
        if len(best) != 1:
            best = [g for g in group if _slip(system, g[0], g[1][g[0]]) not in (None, *WEAK_SLIPS)]
        if len(best) == 1:
            key, changes = best[0]
            return Cause(
                kind,
                key,
                changes[key],
                changes,
                _broken(system, residuals),
                "likely",
                _slip(system, key, changes[key]),
            )
    return _open(system, residuals)[0]


# -- several causes ----------------------------------------------------------------------------------------


def _several(
    system: System, residuals: Residuals, found: Sequence[Changes], whole: bool, hints: Mapping[Key, Number]
) -> list[Cause]:
    """Independent wrong cells: those on which the best explanations agree, the rest open at the printed
    totals."""
    costs = {changes: round(sum(_cost(system, k, v, hints) for k, v in changes), 6) for changes in found}
    least = min(costs.values())
    best = [set(changes) for changes in found if costs[changes] == least]
    agreed = sorted(set.intersection(*best))
    confidence: Confidence = "likely" if whole else "open"
    causes = [_cell_cause(system, residuals, change, confidence) for change in agreed]
    rest = system.after(residuals, dict(agreed))
    if not rest:
        return causes
    disputed = set().union(*best) - set(agreed)
    # One finding for each group of identities that the disputed cells tie together.
    groups: list[set[int]] = []
    for key, _ in sorted(disputed):
        touched = {i for i, _ in system.touches[key] if i in rest}
        joined = [g for g in groups if g & touched]
        groups = [g for g in groups if not g & touched] + [touched.union(*joined)]
    for group in groups:
        causes += _open(system, {i: rest[i] for i in sorted(group)})
    return causes


def _cost(system: System, key: Key, value: Number, hints: Mapping[Key, Number]) -> float:
    if key in system.free:
        return FREE_COST
    cost = COST if _slip(system, key, value) in (None, *WEAK_SLIPS) else SLIP_COST
    return cost - 0.05 if hints.get(key) == value else cost


def _open(system: System, residuals: Residuals) -> list[Cause]:
    """One finding at the printed total of the gravest failed identity."""
    if not residuals:
        return []
    broken = _broken(system, residuals)
    graver = [i for i in broken if i.rank == broken[0].rank]
    # The grand total speaks for all columns; it stands last.
    identity = graver[-1]
    residual = identity.residual(system.values)
    if not residual:
        residual = next(v for i, v in residuals.items() if system.identities[i] is identity)
    for key in (*reversed(identity.totals), *reversed(identity.parts)):
        value = system.values[key] - residual * identity.sign(key)
        if system.possible(key, value):
            return [Cause("open", key, value, {}, broken, "open")]
    key = identity.totals[0]
    return [Cause("open", key, sum(system.values[k] for k in identity.parts), {}, broken, "open")]


def _broken(system: System, residuals: Residuals) -> tuple[Identity, ...]:
    """The failed identities, gravest first."""
    return tuple(sorted((system.identities[i] for i in residuals), key=lambda i: -i.rank))


def _slip(system: System, key: Key, value: Number) -> str | None:
    printed = system.values[key]
    if (
        printed == 0
        and value
        and any(sign < 0 and len(system.identities[i].parts) > 2 for i, sign in system.touches[key])
    ):
        return "unfilled"
    return slip(printed, value)
