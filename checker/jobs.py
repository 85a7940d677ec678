"""One document's work, as it crosses to a child process and back.

Only plain data goes over, so that the parent imports nothing but click.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """What to review and which outputs to make of it.

    ``source`` is a path, or bytes (then ``path`` names it). ``formats`` are output formats made in the child;
    ``render`` holds their settings (lang, color, width …). ``options`` are :class:`checker.reviewing.Options`' fields.
    """

    path: str
    source: str | bytes
    previous: str | None = None
    formats: tuple[str, ...] = ("text",)
    options: Mapping[str, Any] = field(default_factory=dict)
    render: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job: ``worst`` is the gravest severity as a number (0: none), ``outputs`` by format."""

    path: str
    outcome: str
    message_zh: str | None
    message_en: str | None
    worst: int
    outputs: Mapping[str, str | bytes]
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()
    """Lines for stderr (a format that does not fit this kind of input …)."""
    previous_unread: bool = False
    """Last year's report was given and could not be read; a note says why."""

    def message(self, lang: str) -> str | None:
        return self.message_en if lang == "en" else self.message_zh


def perform(job: Job) -> Done:
    """Reviews and renders; runs in the child. Raises RuleBookError where the rules are damaged."""
    from checker.outputs import render_one
    from checker.reviewing import Options, review

    options = Options(**dict(job.options))
    result = review(job.source, path=job.path, previous=job.previous, options=options)
    outputs: dict[str, str | bytes] = {}
    lang = str(job.render.get("lang", "zh"))
    notes = [f"{job.path}：{n.zh}" if lang == "zh" else f"{job.path}: {n.en}" for n in result.notes]
    for name in job.formats:
        rendered = render_one(name, result, job.source, dict(job.render))
        if rendered.note:
            notes.append(rendered.note)
        if rendered.content is not None:
            outputs[name] = rendered.content
    counts: dict[str, int] = {}
    for finding in result.findings:
        if finding.accepted is None:
            counts[finding.severity.name] = counts.get(finding.severity.name, 0) + 1
    worst = result.worst()
    return Done(
        path=job.path, outcome=result.outcome,
        message_zh=result.message.zh if result.message else None,
        message_en=result.message.en if result.message else None,
        worst=int(worst) if worst is not None else 0, outputs=outputs, counts=counts, notes=tuple(notes),
        previous_unread=result.previous_trouble is not None,
    )  # fmt: skip


def failed(job: Job, code: str, **fields: Any) -> Done:
    """The answer for a document whose child was killed or died: an outcome like any other."""
    from checker.errors import ReadError
    from checker.findings import Review
    from checker.outputs import render_one

    error = ReadError(code, **fields)
    text = error.text(job.path)
    review = Review(path=job.path, sha256=None, kind=None, outcome=error.outcome, message=text)
    outputs: dict[str, str | bytes] = {}
    for name in job.formats:
        rendered = render_one(name, review, job.source, dict(job.render))
        if rendered.content is not None:
            outputs[name] = rendered.content
    return Done(job.path, error.outcome, text.zh, text.en, 0, outputs, {})
