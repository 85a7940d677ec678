"""What the rules on law share: the register, which citations are relied on, and what the register cannot
tell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from checker.checks.context import Context
from checker.findings import NotChecked
from checker.statutes.model import Reason, Span, Unknown, Work
from checker.statutes.resolve import PRIORITIES, load_register

if TYPE_CHECKING:
    from checker.statutes.citations import Citation
    from checker.statutes.register import Register

REPORT_FORMAT = "report_format"
SERIES = (PRIORITIES, REPORT_FORMAT)
"""Series with rules of their own (L10, L03): their numbers and days are not judged a second time."""


def register_of(ctx: Context) -> Register:
    """The register, with the office's own files (setting ``statutes``) behind it."""
    return load_register(tuple(Path(p) for p in ctx.settings.get("statutes", ())))


def relied_on(citation: Citation) -> bool:
    """Whether the text relies on the act, instead of telling its history, comparing years or quoting
    somebody.
    """
    return not (citation.history or citation.history_form or citation.comparison or citation.quoted)


def work_of(register: Register, citation: Citation) -> Work | None:
    return register.by_title(citation.resolved) if citation.resolved else None


def day_zh(span: Span | None) -> str:
    """A day as printed in Chinese, as far as it is known; empty where it is not."""
    if span is None:
        return ""
    first, last = span.first, span.last
    if span.exact:
        return f"{first.year}年{first.month}月{first.day}日"
    if first.year != last.year:
        return f"{first.year}年至{last.year}年间"
    return f"{first.year}年{first.month}月" if first.month == last.month else f"{first.year}年"


class Gaps:
    """What the register cannot tell about a rule, said once: too old for the day, or a date unknown."""

    def __init__(self, ctx: Context, rule: str) -> None:
        self._ctx, self._rule = ctx, rule
        self._old: dt.date | None = None
        self._titles: dict[str, NotChecked] = {}

    def add(self, work: Work, unknown: Unknown, citation: Citation) -> None:
        if unknown.reason is Reason.AFTER_STATE and unknown.state_of:
            self._old = min(self._old or unknown.state_of, unknown.state_of)
        elif work.id not in self._titles:
            self._titles[work.id] = self._ctx.not_checked(
                self._rule, "version_unknown", citation.place, title=work.id.removeprefix("《")
            )

    def add_register(self, register: Register) -> None:
        """The day lies beyond what the register as a whole knows: no act can be cleared."""
        day, state = self._ctx.as_of, register.state_of
        if day and state and day > state:
            self._old = min(self._old or state, state)

    def told(self) -> Iterator[NotChecked]:
        if self._old:
            yield self._ctx.not_checked(self._rule, "register_too_old", state_of=self._old.isoformat())
        yield from self._titles.values()
