"""T05–T09: what single cells of the three tables may hold."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from checker.arithmetic.identities import Key
from checker.arithmetic.model import Diagnosis
from checker.checks.context import Context
from checker.checks.levels import level_of, makes_rules
from checker.checks.previous import not_comparable
from checker.checks.registry import Result, check
from checker.checks.totals import arithmetic, cell_name, diagnosis, form_of, label
from checker.findings import Confidence
from checker.report.model import FormCell, FormTable, Number
from checker.report.numbers import PLACEHOLDERS

TABLES = ("disclosure", "requests", "disputes")


@check("T05", "T06")
def contents(ctx: Context) -> Iterator[Result]:
    """Cells without a number, negative and decimal counts."""
    for key in TABLES:
        table = ctx.report.tables.get(key)
        if table is None or table.status != "read":
            yield from _unavailable(ctx, key, table)
            continue
        found = diagnosis(ctx, key)
        yield from _unread(ctx, table)
        yield from _without_number(ctx, table, found)
        yield from _no_counts(ctx, table, found)


def _unavailable(ctx: Context, key: str, table: FormTable | None) -> Iterator[Result]:
    name = ctx.table_name(key)
    for rule in ("T05", "T06"):
        if table is None or table.status == "missing":
            yield ctx.not_checked(rule, "table_missing", table=name)
        else:
            detail = ctx.reason_text(
                table.reason or "picture", page=table.place.page if table.place else None
            )
            yield ctx.not_checked(rule, "table_unreadable", table.place, table=name, detail=detail)


def _unread(ctx: Context, table: FormTable) -> Iterator[Result]:
    cells = [(k, c) for k, c in table.cells.items() if c.state == "unread"]
    if not cells:
        return
    (row, column), first = cells[0]
    for rule in ("T05", "T06"):
        if len(cells) == 1:
            names = {"row": label(ctx, table, row), "column": label(ctx, table, column)}
            yield ctx.not_checked(rule, "cell_unread", first.place, **names)
        else:
            yield ctx.not_checked(
                rule, "cells_unread", first.place, table=ctx.table_name(table.key), count=len(cells)
            )


# -- T05 ---------------------------------------------------------------------------------------------------


def _without_number(ctx: Context, table: FormTable, found: Diagnosis) -> Iterator[Result]:
    """One finding a table for blanks (an agency's way of writing 0), one for what is no number."""
    empty = {k: c for k, c in table.cells.items() if c.state in ("blank", "not_a_number")}
    for cause in found.causes:
        if cause.kind == "run_together":  # the blank beside two numbers in one cell is part of that finding
            empty = {k: c for k, c in empty.items() if k not in cause.changes}
    if not empty:
        return
    rule = ctx.rule("T05")
    other = ctx.second_opinion(table.key) if found.fills and ctx.second_opinion is not None else None
    blanks: list[Key] = []
    words: list[Key] = []
    excused: list[Key] = []
    for key, cell in empty.items():
        theirs = other.cells.get(key) if other is not None else None
        if theirs is not None and theirs.state == "read":
            yield ctx.not_checked("T05", "engines_disagree", cell.place)
        elif cell.state == "blank":
            blanks.append(key)
        elif key[0] in rule.params["rules_rows"] and cell.printed.strip() in PLACEHOLDERS and _no_power(ctx):
            excused.append(key)
        else:
            words.append(key)
    for name, keys in (("blank", blanks), ("word", words), ("no_power", excused)):
        if keys:
            yield _one_for_all(ctx, table, found, name, keys)


def _no_power(ctx: Context) -> bool:
    """Whether the agency makes no 规章, or nothing says that it does."""
    return makes_rules(ctx.report, ctx.rule("T08").params) is not True


def _one_for_all(ctx: Context, table: FormTable, found: Diagnosis, name: str, keys: list[Key]) -> Result:
    first = table.cells[keys[0]]
    single = len(keys) == 1 or name == "no_power"
    return ctx.finding(
        "T05",
        first.place,
        variant=name if single else f"{name}s",
        related=tuple(table.cells[k].place for k in keys[1:]),
        expected=found.fills.get(keys[0]) if len(keys) == 1 else None,
        actual=first.printed,
        details={"count": len(keys), "cells": [{"row": r, "column": c} for r, c in keys]},
        cell=cell_name(ctx, table, keys[0]),
        count=len(keys),
        table=ctx.table_name(table.key),
        printed=first.printed.strip(),
    )


# -- T06 ---------------------------------------------------------------------------------------------------


def _no_counts(ctx: Context, table: FormTable, found: Diagnosis) -> Iterator[Result]:
    """Negative or decimal numbers where the form counts things; which cells hold amounts or changes is
    data."""
    broken = {c.place: c for c in found.causes if c.kind == "cell"}
    kinds = _column_kinds(ctx, table)
    for key, cell in table.cells.items():
        if cell.state != "read" or cell.value is None:
            continue
        decimal_allowed, signed = kinds.get(key, (False, False))
        negative = cell.value < 0 and not signed
        decimal = cell.value != int(cell.value) and not decimal_allowed
        if not (negative or decimal):
            continue
        cause = broken.get(key)
        yield ctx.finding(
            "T06",
            cell.place,
            variant="negative" if negative else "decimal",
            expected=cause.expected if cause else None,
            actual=cell.value,
            also=cause.rules() if cause else (),
            details={"identities": [arithmetic(ctx, table, found, i) for i in cause.broken]}
            if cause
            else None,
            cell=cell_name(ctx, table, key),
        )


def _column_kinds(ctx: Context, table: FormTable) -> dict[Key, tuple[bool, bool]]:
    """(row, column) -> (decimals allowed, sign allowed)."""
    form = form_of(ctx, table)
    return {
        (row["key"], column["key"]): (bool(column.get("decimal")), bool(column.get("signed")))
        for block in form.get("blocks", ())
        for row in block["rows"]
        for column in block["columns"]
    }


# -- T07, T08, T09 -----------------------------------------------------------------------------------------


@check("T07", tables=("disclosure",))
def fee_unit(ctx: Context) -> Iterator[Result]:
    """A fee in 元 where the form asks for 万元: said in the cell, far too much for the agency, or 10,000
    times last year's."""
    rule = ctx.rule("T07")
    table = ctx.report.tables["disclosure"]
    for key, unit in table.units.items():
        cell = table.cells.get(key)
        if cell is None or cell.state == "unread":
            yield ctx.not_checked(
                "T07", "cell_unread", row=label(ctx, table, key[0]), column=label(ctx, table, key[1])
            )
            continue
        if cell.state != "read" or not cell.value or cell.value < 0:
            continue
        factor = rule.params["factors"].get(f"{cell.unit}/{unit}")
        if factor:
            meant = _amount(Decimal(cell.value) / factor)
            yield _fee(ctx, cell, "unit", meant, unit, "certain")
            continue
        factor = rule.params["factor"]
        meant = _amount(Decimal(cell.value) / factor)
        before = _previous_amount(ctx, key)
        if before and rule.params["ratio"][0] <= Decimal(cell.value) / before <= rule.params["ratio"][1]:
            yield _fee(ctx, cell, "ratio", meant, unit, "likely", before=_amount(before))
        elif cell.value >= _ceiling(ctx):
            yield _fee(ctx, cell, "size", meant, unit, "open")


def _fee(
    ctx: Context, cell: FormCell, variant: str, meant: Decimal, unit: str, confidence: Confidence, **more: Any
) -> Result:
    return ctx.finding(
        "T07",
        cell.place,
        variant=variant,
        expected=meant,
        actual=cell.value,
        confidence=confidence,
        unit=unit,
        printed=cell.printed.strip(),
        **more,
    )


def _amount(value: Number) -> Decimal:
    """Without trailing zeros and without an exponent."""
    return Decimal(f"{Decimal(value).normalize():f}")


def _ceiling(ctx: Context) -> Decimal:
    """The amount beyond which an agency of this level and kind cannot have charged; large cities are never
    doubted."""
    params = ctx.rule("T07").params
    level = level_of(ctx.report, frozenset(ctx.rule("T08").params["central"])) or "unknown"
    kind = "government" if ctx.report.agency_kind in ("government", "office") else "other"
    value = params["ceilings"].get(level, {}).get(kind)
    return Decimal(value) if value is not None else Decimal("Infinity")


def _previous_amount(ctx: Context, key: Key) -> Decimal | None:
    if ctx.previous is None or not_comparable(ctx, "T07") or "disclosure" not in ctx.previous.tables:
        return None
    earlier = ctx.previous.tables["disclosure"]
    if earlier.layout != ctx.report.tables["disclosure"].layout:
        return None
    cell = earlier.cells.get(key)
    return Decimal(cell.value) if cell is not None and cell.state == "read" and cell.value else None


@check("T08", tables=("disclosure",))
def rule_making(ctx: Context) -> Iterator[Result]:
    """规章 counted by an organ that cannot make any."""
    table = ctx.report.tables["disclosure"]
    params = ctx.rule("T08").params
    for row in params["rows"]:
        cells = {k: c for k, c in table.cells.items() if k[0] == row}
        positive = [k for k, c in cells.items() if c.state == "read" and c.value is not None and c.value > 0]
        if not positive:
            if any(c.state == "unread" for c in cells.values()):
                first = next(k for k, c in cells.items() if c.state == "unread")
                names = {"row": label(ctx, table, row), "column": label(ctx, table, first[1])}
                yield ctx.not_checked("T08", "cell_unread", cells[first].place, **names)
            continue
        power = makes_rules(ctx.report, params)
        if power is None:
            yield ctx.not_checked("T08", "level_unknown", cells[positive[0]].place)
        elif not power:
            first, *others = positive
            yield ctx.finding(
                "T08",
                cells[first].place,
                related=tuple(cells[k].place for k in others),
                expected=0,
                actual=cells[first].value,
                confidence="likely",
                agency=ctx.report.agency or "",
                cell=cell_name(ctx, table, first),
            )


@check("T09", tables=("disclosure",))
def stock(ctx: Context) -> Iterator[Result]:
    """现行有效 smaller than what was made in the year and not repealed; repeals without anything to
    repeal."""
    table = ctx.report.tables["disclosure"]
    params = ctx.rule("T09").params
    for row in dict.fromkeys(r for r, _ in table.cells):
        cells = [table.cells.get((row, params[name])) for name in ("made", "repealed", "stock")]
        if any(c is None for c in cells):
            continue
        made, repealed, left = (c for c in cells if c is not None)
        unread = next((c for c in (made, repealed, left) if c.state == "unread"), None)
        if unread is not None:
            names = {"row": label(ctx, table, row), "column": label(ctx, table, unread.place.column or "")}
            yield ctx.not_checked("T09", "cell_unread", unread.place, **names)
            continue
        if (
            made.value is None
            or repealed.value is None
            or left.value is None
            or min(made.value, repealed.value) < 0
        ):
            continue  # blank: T05's; negative: T06's
        name = label(ctx, table, row)
        # What was made and repealed within the year never enters the stock at its end.
        least = made.value - repealed.value
        fields: dict[str, Any] = {"row": name, "made": made.value, "repealed": repealed.value}
        if left.value < least:
            yield ctx.finding(
                "T09",
                left.place,
                related=(made.place, repealed.place),
                expected=f"≥ {least}",
                actual=left.value,
                confidence="likely",
                **fields,
            )
        elif (
            repealed.value > 0
            and not made.value
            and not left.value
            and not _had_stock(ctx, (row, params["stock"]))
        ):
            yield ctx.finding(
                "T09",
                repealed.place,
                variant="no_base",
                related=(left.place,),
                actual=repealed.value,
                confidence="open",
                **fields,
            )


def _had_stock(ctx: Context, key: Key) -> bool:
    """Whether last year's report, where there is one, says what there was to repeal (then X02 compares)."""
    if ctx.previous is None or not_comparable(ctx, "T09") or "disclosure" not in ctx.previous.tables:
        return False
    cell = ctx.previous.tables["disclosure"].cells.get(key)
    return cell is not None and cell.state == "read"
