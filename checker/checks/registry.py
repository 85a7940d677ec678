"""The registry of checks and the loop that runs those which apply.

A check is a generator function that takes a :class:`Context` and yields findings and could-not-checks for the rules
that it registers. Which rules apply is decided here from the rule book, never inside a check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import PurePath
from traceback import extract_tb
from typing import Any, Literal

from checker.checks.context import Context
from checker.checks.cut_pages import cut
from checker.errors import GongkaiError
from checker.findings import Finding, NotChecked, Severity
from checker.limits import FINDINGS_PER_RULE
from checker.rulebook import PRE2019_GROUPS, Rule, RuleBook

Result = Finding | NotChecked
CheckFunction = Callable[[Context], Iterator[Result]]


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check. ``tables`` are those without which it cannot run: then its rules are not checked.

    The id ``PATTERNS`` among the rules stands for every rule of the book that is detected by patterns alone or besides.
    """

    rules: tuple[str, ...]
    run: CheckFunction
    tables: tuple[str, ...] = ()
    scope: Literal["report", "pair"] = "report"

    def rules_in(self, book: RuleBook) -> tuple[str, ...]:
        """The ids that it serves in this rule book, an office's own rules included."""
        if PATTERNS not in self.rules:
            return self.rules
        return tuple(sorted(r.id for r in book.rules.values() if r.patterns and r.scope == "report"))


CHECKS: list[Check] = []
PATTERNS = "*"

#: One module per rule group; importing it registers its checks.
MODULES: Sequence[str] = (
    "structure", "forms", "titles", "contacts", "law", "years", "years_sentences", "totals", "cells", "table_pairs", "numbers", "quality",
    "wording", "names", "personal", "file_contents", "pairs", "patterns",
)  # fmt: skip


def check(
    *rules: str, tables: tuple[str, ...] = (), scope: Literal["report", "pair"] = "report"
) -> Callable[[CheckFunction], CheckFunction]:
    """Registers a generator for ``rules``."""

    def register(function: CheckFunction) -> CheckFunction:
        CHECKS.append(Check(rules, function, tables, scope))
        return function

    return register


def load_checks() -> list[Check]:
    """All checks, their modules imported."""
    for name in MODULES:
        import_module(f"checker.checks.{name}")
    return CHECKS


def run(ctx: Context) -> tuple[list[Finding], list[NotChecked], dict[str, int]]:
    """Runs every check that applies.

    Returns findings in reading order (those without a place first, by id), what could not be checked, and for each
    rule the number of findings beyond the cap.
    """
    findings: list[Finding] = []
    skipped: dict[tuple[str, str, object], NotChecked] = {}

    def skip(item: NotChecked) -> None:
        skipped.setdefault((item.rule, item.reason.zh, item.place), item)

    for entry in load_checks():
        if entry.scope == "pair" and ctx.previous is None:
            if ctx.previous_trouble is not None:
                for rule_id in entry.rules_in(ctx.rules):
                    if rule_id in ctx.rules.rules and ctx.selected(rule_id):
                        skip(ctx.not_checked(rule_id, "previous_unread"))
            continue
        wanted = []
        for rule_id in entry.rules_in(ctx.rules):
            rule = ctx.rules.rules.get(rule_id)
            if rule is None or not ctx.selected(rule_id):
                continue
            reason = _inapplicable(ctx, rule, entry)
            if reason is None:
                wanted.append(rule_id)
            elif reason[0] is not None:
                skip(ctx.not_checked(rule_id, reason[0], **reason[1]))
        if not wanted:
            continue
        for item in _guarded(ctx, entry, wanted):
            if item.rule not in wanted:
                continue
            if isinstance(item, NotChecked):
                skip(item)
            elif (page := cut(ctx, item)) is not None:
                skip(ctx.not_checked(item.rule, "text_cut", item.place, page=page))
            else:
                findings.append(_capped(ctx, item))
    findings.sort(key=lambda f: (f.place is not None, f.place.order() if f.place else (0, 0, 0, 0), f.rule))
    kept: list[Finding] = []
    beyond: dict[str, int] = {}
    seen: dict[str, int] = {}
    for finding in findings:
        seen[finding.rule] = seen.get(finding.rule, 0) + 1
        if seen[finding.rule] <= FINDINGS_PER_RULE:
            kept.append(finding)
        else:
            beyond[finding.rule] = seen[finding.rule] - FINDINGS_PER_RULE
    order = sorted(skipped.values(), key=lambda n: (n.rule, n.place.order() if n.place else (-1, 0, 0, 0), n.reason.zh))
    return kept, order, beyond


def _guarded(ctx: Context, entry: Check, wanted: Sequence[str]) -> Iterator[Result]:
    """What a check says. A check that fails itself says that its rules were not checked: what the others found stands,
    and a fault of ours never becomes a finding. Damaged rules (GongkaiError) and lack of memory are told as such."""
    try:
        yield from entry.run(ctx)
    except (GongkaiError, MemoryError):
        raise
    except Exception as problem:
        detail = f"{type(problem).__name__}: {problem} @ {_origin(problem)}"
        for rule_id in wanted:
            yield ctx.not_checked(rule_id, "internal", detail=detail)


def _origin(problem: Exception) -> str:
    """File and line where it was raised, for the person who mends it."""
    frames = extract_tb(problem.__traceback__)
    return f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def applicable(ctx: Context) -> set[str]:
    """Ids of the rules that this report's year and the options ask for, whether they could be checked or not."""
    out = set()
    for entry in load_checks():
        if entry.scope == "pair" and ctx.previous is None:
            continue
        for rule_id in entry.rules_in(ctx.rules):
            rule = ctx.rules.rules.get(rule_id)
            if rule is None or not ctx.selected(rule_id):
                continue
            year = ctx.report.year
            if year is None or rule.applies_to(year):
                out.add(rule_id)
    return out


def _inapplicable(ctx: Context, rule: Rule, entry: Check) -> tuple[str | None, dict[str, Any]] | None:
    """None where the rule applies; else (reason code, or None for "not meant for this year: say nothing")."""
    report = ctx.report
    year = report.year
    if year is None:
        if rule.from_year or rule.to_year:
            return "year_unknown", {}
    elif not rule.applies_to(year):
        return ("pre2019", {}) if year < 2019 and rule.group not in PRE2019_GROUPS else (None, {})
    if rule.needs_kind and report.agency_kind == "unknown":
        return "kind_unknown", {}
    for key in entry.tables:
        table = report.tables.get(key)
        if table is None or table.status == "missing":
            return "table_missing", {"table": ctx.table_name(key)}
        if table.status == "unreadable":
            detail = ctx.reason_text(table.reason or "picture", page=table.place.page if table.place else None)
            return "table_unreadable", {"table": ctx.table_name(key), "detail": detail}
    return None


def _capped(ctx: Context, finding: Finding) -> Finding:
    """After the last year for which an edition is known to hold, its rules are warnings at most and say so."""
    year = ctx.report.year
    if year is None or finding.severity is not Severity.error or not ctx.rules.beyond_known(year):
        return finding
    if finding.rule[0] not in "STN":
        return finding
    note = ctx.beyond_known_note(year)
    message = replace(finding.message, zh=finding.message.zh + note.zh, en=finding.message.en + note.en)
    return replace(finding, severity=Severity.warning, message=message)
