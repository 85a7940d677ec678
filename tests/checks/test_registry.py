"""The loop over checks: a failing check costs its own rules only; an unreadable last year's report is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checker import rulebook, specimen
from checker.checks import registry
from checker.checks.context import Context
from checker.reviewing import review

BOOK = rulebook.load()


def report() -> bytes:
    return specimen.markdown(BOOK, specimen.make(BOOK, {"requests.processed_total.total": 99})).encode()


def test_a_check_that_fails_is_not_checked_and_the_others_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(ctx: Context) -> Iterator[registry.Result]:
        raise ZeroDivisionError("half a number")
        yield  # a generator like every check

    checks = [c for c in registry.load_checks() if "C06" not in c.rules]
    monkeypatch.setattr(registry, "CHECKS", [*checks, registry.Check(("C05", "C06"), broken)])
    found = review(report(), path="例.md")
    assert {f.rule for f in found.findings} & {"T01", "T02", "T03"}
    told = [n for n in found.not_checked if n.rule in ("C05", "C06")]
    assert len(told) == 2
    assert "half a number" in told[0].reason.zh


def test_every_registered_rule_is_in_the_catalogue_and_every_rule_is_registered() -> None:
    registered = {r for c in registry.load_checks() for r in c.rules_in(BOOK)}
    assert registered <= set(BOOK.rules)
    assert {r.id for r in BOOK.rules.values() if r.scope != "set"} == registered


def test_last_years_report_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    damaged = tmp_path / "上年.pdf"
    damaged.write_bytes(b"%PDF-1.7 cut off")
    found = review(report(), path="例.md", previous=damaged)
    assert found.outcome == "reviewed"
    assert {"X01", "X03"} <= {n.rule for n in found.not_checked}
