"""X01, X02, X04: the tables of this year against those of last year's report."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from checker.arithmetic.diagnose import diagnose
from checker.arithmetic.identities import Key, value_of
from checker.arithmetic.model import Diagnosis
from checker.checks.context import Context
from checker.checks.previous import not_comparable
from checker.checks.registry import Result, check
from checker.checks.totals import diagnosis, form_of, label
from checker.document import Place
from checker.findings import NotChecked, Text
from checker.report.model import FormTable, Number


def _earlier(ctx: Context, key: str, rule: str) -> FormTable | NotChecked:
    """Last year's table, or why it cannot be compared."""
    assert ctx.previous is not None
    table = ctx.previous.tables.get(key)
    if table is None or table.status == "missing":
        return ctx.not_checked(
            rule, "table_missing", _last_year(table.place) if table else None, table=_name(ctx, key)
        )
    if table.status != "read":
        detail = ctx.reason_text(table.reason or "picture", page=table.place.page if table.place else None)
        return ctx.not_checked(
            rule, "table_unreadable", _last_year(table.place), table=_name(ctx, key), detail=detail
        )
    return table


def _name(ctx: Context, key: str) -> Text:
    name = ctx.table_name(key)
    return Text(f"上年{name.zh}", f"last year's {name.en}")


def _last_year(place: Place | None) -> Place | None:
    return replace(place, document="previous") if place else None


def _place(table: FormTable, key: Key) -> Place:
    """A place in last year's document."""
    return replace(table.cells[key].place, document="previous")


@check("X01", tables=("requests",), scope="pair")
def carried_over(ctx: Context) -> Iterator[Result]:
    """上年结转 against last year's 结转下年度继续办理, column by column; one finding for what has one
    cause."""
    reasons = not_comparable(ctx, "X01")
    if reasons:
        yield from reasons
        return
    then = _earlier(ctx, "requests", "X01")
    if isinstance(then, NotChecked):
        yield then
        return
    now = ctx.report.tables["requests"]
    found, earlier = diagnosis(ctx, "requests"), diagnose(form_of(ctx, then), then)
    params = ctx.rule("X01").params
    for row, source in params["follows"].items():
        yield from _carried(ctx, (now, found, row), (then, earlier, source), params["total"])


def _carried(
    ctx: Context, here: tuple[FormTable, Diagnosis, str], there: tuple[FormTable, Diagnosis, str], total: str
) -> Iterator[Result]:
    now, found, row = here
    then, earlier, source = there
    columns = [c for r, c in now.cells if r == row]
    off: list[tuple[str, Number, Number]] = []
    unknown: list[str] = []
    for column in columns:
        key, old = (row, column), (source, column)
        ours = value_of(now.cells[key])
        theirs = value_of(then.cells[old]) if old in then.cells else None
        if ours is None or theirs is None:
            unknown.append(column)
        # A cell that the arithmetic names is its finding: compared by the value that repairs it.
        elif ours != theirs and _repaired(found, key, ours) != _repaired(earlier, old, theirs):
            off.append((column, ours, theirs))
    if unknown or not columns:
        column = unknown[0] if unknown else total
        place = now.cells[row, column].place if (row, column) in now.cells else now.place
        yield ctx.not_checked(
            "X01", "cell_unread", place, row=label(ctx, now, row), column=label(ctx, now, column)
        )
    if not off:
        return
    grand = next((o for o in off if o[0] == total), None)
    column, ours, theirs = grand or off[0]
    others = [o for o in off if o[0] != column]
    yield ctx.finding(
        "X01",
        now.cells[row, column].place,
        variant="default" if grand else "columns",
        related=(_place(then, (source, column)), *(now.cells[row, c].place for c, _, _ in others)),
        expected=theirs,
        actual=ours,
        confidence="certain" if grand and not unknown else "likely",
        details={"columns": [{"column": c, "printed": _plain(a), "last_year": _plain(b)} for c, a, b in off]},
        year=(ctx.report.year or 0) - 1,
        column=label(ctx, now, column),
        count=len(off),
        columns=[f"{label(ctx, now, c)} {b}→{a}" for c, a, b in off],
    )


def _repaired(found: Diagnosis, key: Key, value: Number) -> Number:
    """The cell's value after the repair of the causes that change it; a blank's value where it can be
    told."""
    for cause in found.causes:
        if cause.kind != "open" and key in cause.changes:
            return cause.changes[key]
    return found.fills.get(key, value)


def _plain(value: Number) -> int | str:
    return int(value) if value == int(value) else str(value)


@check("X02", tables=("disclosure",), scope="pair")
def stock(ctx: Context) -> Iterator[Result]:
    """现行有效 = last year's 现行有效 + 制发 − 废止."""
    reasons = not_comparable(ctx, "X02")
    if reasons:
        yield from reasons
        return
    then = _earlier(ctx, "disclosure", "X02")
    if isinstance(then, NotChecked):
        yield then
        return
    now = ctx.report.tables["disclosure"]
    params = ctx.rule("X02").params
    rows = [r for r in dict.fromkeys(r for r, _ in now.cells) if (r, params["stock"]) in now.cells]
    if now.layout != then.layout or not rows:
        yield ctx.not_checked("X02", "previous_other_edition", now.place)
        return
    for row in rows:
        keys = [(row, params[name]) for name in ("made", "repealed", "stock")]
        made, repealed, left = (now.value(*k) for k in keys)
        before = then.value(row, params["stock"])
        if made is None or repealed is None or left is None or before is None:
            missing = next((k for k in keys if now.value(*k) is None), None)
            place = now.cells[missing].place if missing in now.cells and missing else _last_year(then.place)
            column = missing[1] if missing else params["stock"]
            yield ctx.not_checked(
                "X02", "cell_unread", place, row=label(ctx, now, row), column=label(ctx, now, column)
            )
            continue
        due = before + made - repealed
        if due != left:
            yield ctx.finding(
                "X02",
                now.cells[keys[2]].place,
                related=(*(now.cells[k].place for k in keys[:2]), _place(then, keys[2])),
                expected=due,
                actual=left,
                confidence="likely",
                variant="default" if due >= 0 else "negative",
                row=label(ctx, now, row),
                before=before,
                made=made,
                repealed=repealed,
                year=(ctx.report.year or 0) - 1,
            )


@check("X04", scope="pair")
def repeated(ctx: Context) -> Iterator[Result]:
    """A whole table equal to last year's, where that is more than chance."""
    reasons = not_comparable(ctx, "X04")
    if reasons:
        yield from reasons
        return
    for key, now in ctx.report.tables.items():
        if now.status == "missing":
            yield ctx.not_checked("X04", "table_missing", now.place, table=ctx.table_name(key))
            continue
        if now.status != "read":
            detail = ctx.reason_text(now.reason or "picture", page=now.place.page if now.place else None)
            yield ctx.not_checked(
                "X04", "table_unreadable", now.place, table=ctx.table_name(key), detail=detail
            )
            continue
        then = _earlier(ctx, key, "X04")
        if isinstance(then, NotChecked):
            yield then
            continue
        if now.layout != then.layout and key == "disclosure":
            continue  # other columns: no table of this year's form equals it
        yield from _same(ctx, now, then)


def _same(ctx: Context, now: FormTable, then: FormTable) -> Iterator[Result]:
    params = ctx.rule("X04").params
    every = set(now.cells) | set(then.cells)
    unread = sum(any(k in t.cells and t.cells[k].state == "unread" for t in (now, then)) for k in every)
    if unread:
        yield ctx.not_checked("X04", "cells_unread", now.place, table=ctx.table_name(now.key), count=unread)
        return
    ours = {k: (value_of(now.cells[k]) or 0) if k in now.cells else 0 for k in every}
    theirs = {k: (value_of(then.cells[k]) or 0) if k in then.cells else 0 for k in every}
    if ours != theirs:
        return
    # What would have to coincide: numbers that are neither sums of others nor a stock that may well not
    # have moved.
    telling = [
        v
        for (row, column), v in ours.items()
        if v and column not in params["not_telling"] and row not in params["not_telling"]
    ]
    if sum(math.log2(1 + abs(float(v))) for v in telling) < params["bits"]:
        return
    yield ctx.finding(
        "X04",
        now.place,
        related=tuple(p for p in (_last_year(then.place),) if p),
        confidence="likely",
        table=ctx.table_name(now.key),
        count=sum(1 for v in ours.values() if v),
        year=(ctx.report.year or 0) - 1,
    )
