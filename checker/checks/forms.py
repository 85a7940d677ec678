"""S08–S10: whether the three tables of the form are there, in the right edition, with the form's labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.checks.totals import form_of, label
from checker.document import Place
from checker.findings import Finding
from checker.report.labels import normalise, without_notes, without_number
from checker.report.model import FormTable, LabelMatch


@check("S08")
def present(ctx: Context) -> Iterator[Result]:
    """A table that the form asks for and that is not there; one that we cannot read is not checked."""
    for key, table in ctx.report.tables.items():
        name = ctx.table_name(key)
        if table.status == "missing":
            yield ctx.finding("S08", table.place, table=name)
        elif table.status == "unreadable":
            detail = ctx.reason_text(
                table.reason or "picture", page=table.place.page if table.place else None
            )
            yield ctx.not_checked("S08", "table_unreadable", table.place, table=name, detail=detail)


@check("S09")
def edition(ctx: Context) -> Iterator[Result]:
    """Tables of another edition than the report year's, told by labels that only one edition has."""
    due = ctx.report.edition_due
    if due is None:
        yield ctx.not_checked("S09", "year_unknown")
        return
    for key, table in ctx.report.tables.items():
        if table.status != "read":
            yield _unavailable(ctx, "S09", table)
            continue
        if table.layout == due:
            if len(table.foreign_marks) >= ctx.rule("S09").params["foreign_labels"]:
                first, *others = table.foreign_marks
                yield ctx.finding(
                    "S09",
                    first.place,
                    variant="mixed",
                    related=tuple(m.place for m in others),
                    expected=due,
                    actual=first.printed,
                    table=ctx.table_name(key),
                    due=_name(ctx, due),
                    labels=[f"“{m.printed}”" for m in table.foreign_marks],
                )
            continue
        # Layouts that print the same labels are told apart by nothing: only differing ones are another
        # edition's.
        if (
            table.layout is None
            or _labels(ctx, key, table.layout) <= _labels(ctx, key, due)
            or _fits(ctx, table, due)
        ):
            continue
        kept = [p for t in ctx.report.tables.values() for p in _kept_places(t)] if key == "disclosure" else []
        yield ctx.finding(
            "S09",
            table.place,
            related=tuple(kept),
            expected=due,
            actual=table.layout,
            table=ctx.table_name(key),
            due=_name(ctx, due),
            printed=_name(ctx, table.layout),
        )


def _labels(ctx: Context, key: str, edition: str) -> set[str]:
    form = ctx.rules.editions[edition]["tables"].get(key, {})
    entries = [*form.get("rows", ()), *form.get("columns", ()), *form.get("groups", ())]
    for block in form.get("blocks", ()):
        entries += [*block["rows"], *block["columns"]]
    return {normalise(e["label"]) for e in entries}


def _fits(ctx: Context, table: FormTable, due: str) -> bool:
    """Whether every printed label belongs to the due edition's form too (the layout was a draw)."""
    known = _labels(ctx, table.key, due)
    return all(normalise(m.printed) in known for m in table.labels if m.key)


def _name(ctx: Context, edition: str) -> str:
    return str(ctx.rules.editions[edition]["basis"])


def _kept_places(table: FormTable) -> list[Place]:
    return [m.place for m in table.labels if m.key in table.kept_rows]


def _unavailable(ctx: Context, rule: str, table: FormTable) -> Result:
    name = ctx.table_name(table.key)
    if table.status == "missing":
        return ctx.not_checked(rule, "table_missing", table.place, table=name)
    detail = ctx.reason_text(table.reason or "picture", page=table.place.page if table.place else None)
    return ctx.not_checked(rule, "table_unreadable", table.place, table=name, detail=detail)


@check("S10")
def labels(ctx: Context) -> Iterator[Result]:
    """Labels damaged, renamed, missing, added or out of order; one finding a label, one for a habit of the
    table."""
    for table in ctx.report.tables.values():
        if table.status != "read":
            yield _unavailable(ctx, "S10", table)
            continue
        yield from _agreed(ctx, table, [*_wording(ctx, table), *_presence(ctx, table), *_order(ctx, table)])


def _agreed(ctx: Context, table: FormTable, found: list[Finding]) -> Iterator[Result]:
    """Findings; those that the other PDF engine does not see are trouble of reading, as are all in a table whose
    labels cannot be told with certainty."""
    other = ctx.second_opinion(table.key) if found and ctx.second_opinion is not None else None
    if found and table.doubt is not None:
        detail = ctx.reason_text(table.doubt, page=table.place.page if table.place else None)
        yield ctx.not_checked("S10", "table_unreadable", table.place, table=ctx.table_name(table.key), detail=detail)
        return
    for finding in found:
        if other is not None and other.status == "read" and not _seen(finding, other):
            yield ctx.not_checked("S10", "engines_disagree", finding.place)
        else:
            yield finding


def _seen(finding: Finding, other: FormTable) -> bool:
    """Whether the other reading shows the same deviation."""
    if finding.variant == "missing":
        return finding.details["key"] in other.missing_rows
    if finding.variant == "renamed":
        return any(m.expected == finding.expected and m.distance for m in other.labels)
    if finding.variant == "added":
        return any(m.key is None and m.expected is None for m in (*other.labels, *other.foreign_marks))
    return True


def _wording(ctx: Context, table: FormTable) -> Iterator[Finding]:
    """Labels that differ from the form's in more than punctuation."""
    numbers_off = bool(
        _moved(ctx, table)
    )  # rows that changed places are numbered anew: the place is the finding
    off = [
        m
        for m in table.labels
        if m.expected is not None
        and m.distance
        and not (numbers_off and without_number(m.printed) == without_number(m.expected))
    ]
    unit = re.compile(ctx.rule("S10").params["unit_note"])
    off = [m for m in off if normalise(unit.sub("", m.printed)) != normalise(m.expected or "")]
    off = list({normalise(m.printed): m for m in reversed(off)}.values())[
        ::-1
    ]  # a header repeated on the next page
    if not off:
        return
    noted = [m for m in off if len(normalise(m.printed)) > len(normalise(m.expected or "")) and _noted(m)]
    if noted:
        first, *others = noted
        yield ctx.finding(
            "S10",
            first.place,
            variant="notes",
            related=tuple(m.place for m in others),
            expected=first.expected,
            actual=first.printed,
            count=len(noted),
            table=ctx.table_name(table.key),
        )
    for match in off:
        if match in noted:
            continue
        yield ctx.finding(
            "S10",
            match.place,
            variant="renamed",
            expected=match.expected,
            actual=match.printed,
            table=ctx.table_name(table.key),
        )


def _noted(match: LabelMatch) -> bool:
    """Whether the label is the form's with an explanation in brackets added."""
    return normalise(without_notes(match.printed)) == normalise(without_notes(match.expected or ""))


def _presence(ctx: Context, table: FormTable) -> Iterator[Finding]:
    """Rows that the form has and the table not, rows that only the table has, rows kept from the old
    edition."""
    name = ctx.table_name(table.key)
    for row in table.missing_rows:
        yield ctx.finding(
            "S10",
            table.place,
            variant="missing",
            expected=_printed_form(ctx, table, row),
            label=label(ctx, table, row),
            table=name,
            details={"key": row},
        )
    other_edition = any(t.layout != ctx.report.edition_due for t in _tables_with_marks(ctx))
    for match in table.labels:
        if match.key in table.kept_rows and table.layout == ctx.report.edition_due and not other_edition:
            entry = next(k for k in form_of(ctx, table)["kept_rows"] if k["key"] == match.key)
            due = [_printed_form(ctx, table, k) for k in entry["instead_of"]]
            yield ctx.finding(
                "S10",
                match.place,
                variant="kept",
                expected="；".join(due),
                rows=ctx.listed(due, "stop"),
                actual=match.printed,
                table=name,
                count=len(due),
            )
    few = (
        len(table.foreign_marks) < ctx.rule("S09").params["foreign_labels"]
        if "S09" in ctx.rules.rules
        else True
    )
    added = [m for m in table.labels if m.key is None and m.expected is None]
    if few and table.layout == ctx.report.edition_due:
        added += [m for m in table.foreign_marks if all(m.printed != a.printed for a in added)]
    for match in added:
        yield ctx.finding("S10", match.place, variant="added", actual=match.printed, table=name)


def _tables_with_marks(ctx: Context) -> list[FormTable]:
    """Tables by whose labels an edition can be told."""
    return [t for t in ctx.report.tables.values() if t.status == "read" and form_of(ctx, t).get("marks")]


def _printed_form(ctx: Context, table: FormTable, key: str) -> str:
    """The label as the form prints it, in full."""
    form: Any = form_of(ctx, table)
    entries = [
        *form.get("rows", ()),
        *form.get("kept_rows", ()),
        *form.get("columns", ()),
        *form.get("groups", ()),
    ]
    for block in form.get("blocks", ()):
        entries += [*block["rows"], *block["columns"]]
    return next((str(e["label"]) for e in entries if e["key"] == key), key)


def _order(ctx: Context, table: FormTable) -> Iterator[Finding]:
    """Rows whose labels are right but stand elsewhere."""
    for match in _moved(ctx, table):
        yield ctx.finding(
            "S10",
            match.place,
            variant="order",
            expected=match.expected,
            actual=match.printed,
            table=ctx.table_name(table.key),
        )


def _moved(ctx: Context, table: FormTable) -> list[LabelMatch]:
    """The fewest rows that must move to restore the form's order."""
    form = form_of(ctx, table)
    rows = [r["key"] for r in form.get("rows", ())] or [
        r["key"] for b in form.get("blocks", ()) for r in b["rows"]
    ]
    place = {key: i for i, key in enumerate(rows)}
    printed = [m for m in table.labels if m.key in place]
    return _strays(printed, [place[m.key] for m in printed if m.key])


def _strays(matches: list[LabelMatch], ranks: list[int]) -> list[LabelMatch]:
    """Those outside the longest rising run of ``ranks``. Quadratic in the rows of a form."""
    n = len(ranks)
    best, back = [1] * n, [-1] * n
    for i in range(n):
        for j in range(i):
            if ranks[j] < ranks[i] and best[j] + 1 > best[i]:
                best[i], back[i] = best[j] + 1, j
    keep: set[int] = set()
    at = max(range(n), key=lambda i: best[i], default=-1)
    while at >= 0:
        keep.add(at)
        at = back[at]
    return [m for i, m in enumerate(matches) if i not in keep]
