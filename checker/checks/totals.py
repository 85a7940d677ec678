"""T01–T04: the identities of tables 3 and 4, one finding for each root cause (see
:mod:`checker.arithmetic`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from checker.arithmetic.diagnose import diagnose
from checker.arithmetic.identities import FREE_STATES, Identity, Key
from checker.arithmetic.model import Cause, Diagnosis
from checker.checks.context import Context
from checker.checks.previous import not_comparable
from checker.checks.registry import Result, check
from checker.document import Place
from checker.findings import NotChecked, Text
from checker.report.model import FormTable, Number

_NOTE = re.compile(r"（[^（）]{3,40}）$")


@check("T01", "T02", "T03", tables=("requests",))
def applications(ctx: Context) -> Iterator[Result]:
    """Rows, outcomes and balance of table 3."""
    yield from _judge(ctx, "requests")


@check("T04", tables=("disputes",))
def groups(ctx: Context) -> Iterator[Result]:
    """The three groups of table 4."""
    yield from _judge(ctx, "disputes")


def diagnosis(ctx: Context, key: str) -> Diagnosis:
    """What the identities of a table say; empty where its form has none."""
    if ("diagnosis", key) not in ctx.memo:
        table = ctx.report.tables[key]
        form = form_of(ctx, table)
        made = diagnose(form, table, _hints(ctx, table)) if form.get("identities") else Diagnosis()
        ctx.memo["diagnosis", key] = made
    found: Diagnosis = ctx.memo["diagnosis", key]
    return found


def form_of(ctx: Context, table: FormTable) -> Mapping[str, Any]:
    """The form by whose labels the table was read."""
    edition = ctx.rules.editions.get(table.layout or "", {})
    form: Mapping[str, Any] = edition.get("tables", {}).get(table.key, {})
    return form


def _hints(ctx: Context, table: FormTable) -> dict[Key, Number]:
    """What last year's report says about cells of this one: 上年结转 is its 结转."""
    if ctx.previous is None or table.key not in ctx.previous.tables or not_comparable(ctx, "X01"):
        return {}
    earlier = ctx.previous.tables[table.key]
    carried = ctx.rule("X01").params["follows"] if "X01" in ctx.rules.rules else {}
    return {
        (now, column): cell.value
        for now, then in carried.items()
        for (row, column), cell in earlier.cells.items()
        if row == then and cell.state == "read" and cell.value is not None
    }


def _judge(ctx: Context, key: str) -> Iterator[Result]:
    table = ctx.report.tables[key]
    found = diagnosis(ctx, key)
    yield from _skipped(ctx, table, found)
    if not found.causes:
        return
    other = ctx.second_opinion(key) if ctx.second_opinion is not None else None
    for cause in found.causes:
        if cause.kind in ("missing_row", "added_row"):
            yield from _explained(ctx, table, cause)
            continue
        suspect = table.cells.get(cause.place)
        if (
            cause.kind == "cell"
            and suspect is not None
            and suspect.value is not None
            and not _count(suspect.value)
        ):
            continue  # a negative or decimal count is T06's, which names the identities that it breaks
        disputed = disputed_cell(table, other, cause.broken) if other is not None else None
        if disputed is not None:
            place = table.cells[disputed].place
            yield from (ctx.not_checked(rule, "engines_disagree", place) for rule in cause.rules())
            continue
        rules = [rule for rule in cause.rules() if ctx.selected(rule)]
        if rules:
            yield _finding(ctx, table, found, cause, rules)


def _count(value: Number) -> bool:
    return value >= 0 and value == int(value)


def disputed_cell(table: FormTable, other: FormTable, broken: tuple[Identity, ...]) -> Key | None:
    """A cell of the failed identities in which the other PDF engine reads another digit."""
    for identity in broken:
        for key in identity.cells():
            ours, theirs = table.cells.get(key), other.cells.get(key)
            if ours is None or theirs is None or theirs.state in ("unread", "inferred", *FREE_STATES):
                continue
            if ours.value != theirs.value:
                return key
    return None


def _skipped(ctx: Context, table: FormTable, found: Diagnosis) -> Iterator[NotChecked]:
    """One note a rule and reason: which cells kept it from being checked."""
    by: dict[tuple[str, str], list[Key]] = {}
    for identity in found.skipped:
        cells = by.setdefault((identity.rule, identity.skip or ""), [])
        cells += [k for k in identity.culprits if k not in cells]
    for (rule, why), cells in by.items():
        if why == "inferred":
            for row in dict.fromkeys(k[0] for k in cells):
                place = next(table.cells[k].place for k in cells if k[0] == row)
                yield ctx.not_checked(rule, "inferred", place, row=label(ctx, table, row))
        else:
            reason, place, fields = _unread(ctx, table, cells)
            yield ctx.not_checked(rule, reason, place, **fields)


def _unread(ctx: Context, table: FormTable, cells: list[Key]) -> tuple[str, Place, dict[str, Any]]:
    place = table.cells[cells[0]].place
    if len(cells) == 1:
        row, column = cells[0]
        return "cell_unread", place, {"row": label(ctx, table, row), "column": label(ctx, table, column)}
    return "cells_unread", place, {"table": ctx.table_name(table.key), "count": len(cells)}


def _explained(ctx: Context, table: FormTable, cause: Cause) -> Iterator[NotChecked]:
    """A row that is not printed, or that the form does not know, makes up the difference: S10 names it."""
    for rule in cause.rules():
        if cause.kind == "missing_row":
            yield ctx.not_checked(rule, "row_missing", table.place, row=label(ctx, table, cause.place[0]))
        else:
            unknown = next((m for m in table.labels if m.key is None and m.expected is None), None)
            yield ctx.not_checked(
                rule,
                "label_unmatched",
                unknown.place if unknown else table.place,
                label=unknown.printed if unknown else "",
            )


def label(ctx: Context, table: FormTable, key: str) -> str:
    """The label of a row, column or group for messages: the form's own wording without its explanatory
    note."""
    form = form_of(ctx, table)
    entries = [
        *form.get("rows", ()),
        *form.get("kept_rows", ()),
        *form.get("columns", ()),
        *form.get("groups", ()),
    ]
    for block in form.get("blocks", ()):
        entries += [*block["rows"], *block["columns"]]
    found = next((str(e["label"]) for e in entries if e["key"] == key), key)
    return _NOTE.sub("", found) or found


def cell_name(ctx: Context, table: FormTable, key: Key) -> Text:
    """“（一）予以公开”行“自然人”列."""
    row, column = label(ctx, table, key[0]), label(ctx, table, key[1])
    zh, en = ("组", "group") if table.key == "disputes" else ("行", "row")
    return Text(f"“{row}”{zh}“{column}”列", f"{en} “{row}”, column “{column}”")


def _finding(ctx: Context, table: FormTable, found: Diagnosis, cause: Cause, rules: list[str]) -> Result:
    cell = table.cells.get(cause.place)
    place = cell.place if cell else table.place
    related = tuple(table.cells[k].place for k in cause.changes if k != cause.place and k in table.cells)
    identity = next(i for i in cause.broken if i.rule == rules[0])
    # The identity that the message spells out is one that the suspected cell enters.
    identity = next((i for i in cause.broken if i.rule == rules[0] and cause.place in i.cells()), identity)
    variant = {"cell": "default", "moved": "moved", "shifted": "moved"}.get(cause.kind, cause.kind)
    return ctx.finding(
        rules[0],
        place,
        variant=variant,
        related=related,
        expected=cause.expected,
        actual=found.values.get(cause.place),
        confidence=cause.confidence,
        also=tuple(rules[1:]),
        details={
            "kind": cause.kind,
            "slip": cause.slip,
            "identities": [arithmetic(ctx, table, found, i) for i in cause.broken],
            "repair": [
                {"row": k[0], "column": k[1], "printed": _plain(found.values[k]), "repaired": _plain(v)}
                for k, v in cause.changes.items()
            ],
        },
        cell=cell_name(ctx, table, cause.place),
        at=label(ctx, table, identity.at),
        arithmetic=_formula(found, identity),
        count=len(cause.changes),
    )


def _formula(found: Diagnosis, identity: Identity) -> str:
    """5+2=7 ≠ 6: the numbers of an identity, zeros left out."""
    sides = []
    for keys in (identity.parts, identity.totals):
        numbers = [found.values[k] for k in keys]
        shown = [n for n in numbers if n] or [0]
        text = "+".join(f"({n})" if n < 0 else str(n) for n in shown)
        sides.append(f"{text}={sum(numbers)}" if len(shown) > 1 else text)
    return " ≠ ".join(sides)


def arithmetic(ctx: Context, table: FormTable, found: Diagnosis, identity: Identity) -> dict[str, Any]:
    """An identity with its numbers, for outputs that show the sum."""

    def side(keys: tuple[Key, ...]) -> list[dict[str, Any]]:
        shown = [k for k in keys if found.values[k] or k in identity.totals or len(identity.parts) <= 7]
        return [
            {
                "row": k[0],
                "column": k[1],
                "label": label(ctx, table, k[1] if identity.each != "column" else k[0]),
                "value": _plain(found.values[k]),
            }
            for k in shown
        ]

    return {
        "rule": identity.rule,
        "at": identity.at,
        "label": label(ctx, table, identity.at),
        "parts": side(identity.parts),
        "sum": _plain(sum(found.values[k] for k in identity.parts)),
        "totals": side(identity.totals),
        "printed": _plain(sum(found.values[k] for k in identity.totals)),
        "text": _formula(found, identity),
    }


def _plain(value: Number) -> int | str:
    """JSON-ready: counts as numbers, decimals as text."""
    return int(value) if value == int(value) else str(value)
