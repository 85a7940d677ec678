"""The whole road from a specimen to a review, with the checks of some modules only."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import pytest

from checker import readers, rulebook, specimen
from checker.checks import registry
from checker.checks.context import Context
from checker.document import Document
from checker.findings import Finding, NotChecked
from checker.language import get_language
from checker.report.build import build
from checker.report.model import Report
from checker.rulebook import RuleBook

TABLE_MODULES = ("totals", "cells", "forms", "table_pairs")


def only(monkeypatch: pytest.MonkeyPatch, modules: tuple[str, ...] = TABLE_MODULES) -> None:
    """Runs the checks of ``modules`` alone."""
    for name in modules:
        import_module(f"checker.checks.{name}")
    wanted = {f"checker.checks.{m}" for m in modules}
    monkeypatch.setattr(registry, "MODULES", modules)
    monkeypatch.setattr(registry, "CHECKS", [c for c in registry.CHECKS if c.run.__module__ in wanted])


def understand(text: str, book: RuleBook, path: str = "报告.md") -> tuple[Document, Report]:
    """A Markdown report read and understood."""
    document = readers.read(text.encode(), path=path, engine="auto")
    return document, build(document, book, get_language(()))


def judge(
    text: str, book: RuleBook | None = None, previous: str | None = None, **options: Any
) -> tuple[list[Finding], list[NotChecked]]:
    """Findings and could-not-checks of a Markdown report (and last year's)."""
    book = book or rulebook.load()
    document, report = understand(text, book)
    earlier = understand(previous, book, "上年.md") if previous is not None else (None, None)
    ctx = Context(
        report=report,
        document=document,
        rules=book,
        language=get_language(()),
        previous=earlier[1],
        previous_document=earlier[0],
        **options,
    )
    findings, skipped, _ = registry.run(ctx)
    return findings, skipped


def judge_edit(
    edit: Mapping[str, Any], book: RuleBook | None = None, **options: Any
) -> tuple[list[Finding], list[NotChecked]]:
    """The same for the specimen report with an edit applied; ``previous`` in it makes last year's report."""
    book = book or rulebook.load()
    made = specimen.make(book, edit)
    previous = None
    if made.previous is not None:
        earlier = specimen.make(book, {"year": made.year - 1, **made.previous})
        previous = specimen.markdown(book, earlier)
    return judge(specimen.markdown(book, made), book, previous, **options)
