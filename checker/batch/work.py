"""One document of a batch, as it crosses to a child process (or to another machine) and back.

The child reads, reviews and renders; plain data goes back, ready for the store, so that the parent stays small.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from checker.errors import ReadError

if TYPE_CHECKING:
    from checker.document import Document
    from checker.findings import Review

TOGETHER = ("S", "T")
"""Groups that are chosen whole: which of their rules tells a cause depends on the others (T01-T04, S04 and S08)."""
WITHHELD = ("unreadable", "unreachable")
"""Errors after which a document may well be there: no agency is told that it has not reported."""


@dataclass(frozen=True, slots=True)
class Task:
    """A document to review. ``path`` names it in results, ``source`` is where its bytes are (path or fsspec URL).

    ``options`` are the fields of :class:`checker.reviewing.Options`. ``stored`` is the packed document of an earlier
    review of the same bytes; ``kept`` its packed findings, of which those outside ``rules`` (ids or prefixes) are kept.
    """

    path: str
    source: str
    options: Mapping[str, Any] = field(default_factory=dict)
    lang: str = "zh"
    stored: bytes | None = None
    kept: bytes | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What the store keeps of a document. ``line`` is the contract's object; ``page`` its HTML, compressed.

    ``document`` and ``verdict`` (findings, not checked, applicable rules) are packed by :mod:`checker.batch.codec`;
    ``facts`` is JSON for the rules across documents. ``lasting`` is False where the answer says nothing about the
    document (a worker's machine was lost) and must be sought again.
    """

    path: str
    sha256: str | None
    outcome: str
    line: str
    page: bytes
    facts: str
    document: bytes | None = None
    verdict: bytes | None = None
    lasting: bool = True
    mixed: bool = False
    """Whether answers of earlier rules stand among them that today's rules would not give."""


@dataclass(frozen=True, slots=True)
class PairTask:
    """Two stored documents of one agency, this year's and last year's; ``rules`` are the pair rules to run."""

    path: str
    source: str
    previous_path: str
    document: bytes
    previous: bytes
    options: Mapping[str, Any] = field(default_factory=dict)
    lang: str = "zh"
    rules: tuple[str, ...] = ()


def prepare() -> None:
    """Loads what a report asks for on its way (dictionaries, patterns, statutes, models, templates) by reviewing the
    specimen: twenty documents' time, which must not come off the first document's deadline.

    Damaged rules and faults of ours are left to the documents, whose reviews tell them.
    """
    from contextlib import suppress

    from checker.readers import pdf_pdfium  # noqa: F401  most reports are PDFs, the specimen is none
    from checker.reviewing import Options, review, rule_book
    from checker.specimen import make, markdown

    with suppress(Exception):
        book = rule_book(Options())
        result_of(Task("", ""), review(markdown(book, make(book)).encode(), path="specimen.md"))


def perform(task: Task) -> Result:
    """Reviews one document; runs in the child. Raises RuleBookError where the rules are damaged."""
    from checker.batch.codec import unpack
    from checker.reviewing import Options, review, review_document

    options = Options(**dict(task.options))
    if task.stored is not None:
        document: Document = replace(unpack(task.stored), path=task.path)
        fresh = review_document(document, lambda: _same(task.source, document.sha256), options)
        if task.kept is None or fresh.outcome != "reviewed":
            return result_of(task, fresh)
        found = _merged(fresh, unpack(task.kept), task)
        return replace(result_of(task, found), mixed=found is not fresh)
    try:
        data = fetch(task.source)
    except ReadError as error:
        return unread(task, error)
    return result_of(task, review(data, path=task.path, options=options))


def fetch(source: str) -> bytes:
    """The bytes behind a path or an fsspec URL. Raises ReadError: missing, unreadable, unreachable, too_large, empty."""
    from checker.batch.inputs import is_url

    if not is_url(source):
        from checker.reviewing import load

        return load(source)
    from checker.batch.remote import fetched
    from checker.limits import FILE_BYTES, MIB

    data = fetched(source, FILE_BYTES + 1)
    if len(data) > FILE_BYTES:
        raise ReadError("too_large", what="文件", what_en="the file", limit=f"{FILE_BYTES // MIB} MB")
    if not data:
        raise ReadError("empty", path=source)
    return data


def _same(source: str, sha256: str) -> bytes:
    """The file of a stored document. Raises ReadError where it is gone or another by now."""
    data = fetch(source)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ReadError(
            "unreadable", path=source, detail="内容已改变，请不带 --rerun 重新审查",
            detail_en="changed since; review it again without --rerun",
        )  # fmt: skip
    return data


def _merged(fresh: Review, kept: Any, task: Task) -> Review:
    """The new answers of the chosen rules with the earlier ones of all others, the score made anew; ``fresh`` itself
    where the others would answer today as they did.

    All rules were run, since checking is a small part of a review: that shows whether nothing else has changed.
    """
    from checker.batch.codec import pack
    from checker.reviewing import Options, rule_book
    from checker.scoring import score

    findings, not_checked, applicable, truncated = kept
    chosen = tuple(r[0] if r[0] in TOGETHER else r for r in task.rules)

    def ours(rule: str) -> bool:
        return rule.startswith(chosen)

    joined = [f for f in findings if not ours(f.rule)] + [f for f in fresh.findings if ours(f.rule)]
    joined.sort(key=lambda f: (f.place is not None, f.place.order() if f.place else (0, 0, 0, 0), f.rule))
    open_items = [n for n in not_checked if not ours(n.rule)] + [n for n in fresh.not_checked if ours(n.rule)]
    open_items.sort(key=lambda n: (n.rule, n.place.order() if n.place else (-1, 0, 0, 0), n.reason.zh))
    rules = tuple(sorted({r for r in applicable if not ours(r)} | {r for r in fresh.applicable if ours(r)}))
    beyond = {r: n for r, n in truncated.items() if not ours(r)} | {
        r: n for r, n in fresh.truncated.items() if ours(r)
    }
    if pack((joined, open_items, rules, beyond)) == _verdict(fresh):
        return fresh
    marks = score(joined, open_items, rules, rule_book(Options(**dict(task.options))))
    return replace(
        fresh, findings=tuple(joined), not_checked=tuple(open_items), applicable=rules, truncated=beyond,
        score=float(marks.value), scoring=marks,
    )  # fmt: skip


def _verdict(review: Review) -> bytes:
    from checker.batch.codec import pack

    return pack((review.findings, review.not_checked, review.applicable, dict(review.truncated)))


def result_of(task: Task, review: Review) -> Result:
    """A review as the store keeps it."""
    from checker.batch.codec import pack
    from checker.outputs import html
    from checker.outputs import json as json_output

    line = json.dumps(
        json_output.as_dict(review, task.lang),
        ensure_ascii=False,
        separators=(",", ":"),
        default=json_output.plain,
    )
    page = html.one(review, task.source, {"lang": task.lang}).content
    assert isinstance(page, str)
    reviewed = review.outcome == "reviewed"
    return Result(
        path=task.path, sha256=review.sha256, outcome=review.outcome, line=line,
        page=zlib.compress(page.encode(), 3), facts=json.dumps(_facts(review), ensure_ascii=False),
        document=pack(review.document) if reviewed and review.document else None,
        verdict=_verdict(review) if reviewed else None,
    )  # fmt: skip


def unread(task: Task, error: ReadError, *, lasting: bool = True) -> Result:
    """The result of a document that could not be read, or whose child was killed: an outcome like any other."""
    from checker.findings import Review
    from checker.reviewing import Options, rule_book

    error.fields["path"] = task.path  # the name in results, which can be printed whatever the file is called
    review = Review(
        path=task.path, sha256=None, kind=None, outcome=error.outcome, message=error.text(task.path),
        rules_version=rule_book(Options(**dict(task.options))).version,
    )  # fmt: skip
    result = result_of(task, review)
    if error.code in WITHHELD:
        result = replace(result, facts=json.dumps({"withheld": True}))
    return replace(result, lasting=lasting and error.code not in ("missing", *WITHHELD))


def _facts(review: Review) -> dict[str, Any]:
    """What the rules across documents ask of a report."""
    report = review.report
    if report is None:
        return {}
    texts = {s.number: s.text for s in reversed(report.sections) if s.number in (1, 5, 6)}
    return {
        "agency": report.agency, "kind": report.agency_kind, "year": report.year,
        "dated": report.dated.isoformat() if report.dated else None, "applicable": list(review.applicable),
        "organs": sorted({n for n in (report.agency, report.title.organ if report.title else None) if n}),
        "sections": {str(n): t for n, t in sorted(texts.items())},
    }  # fmt: skip


def perform_pair(task: PairTask) -> str:
    """Runs the pair rules on two stored documents: JSON with ``findings``, ``not_checked``, ``applicable`` and, where
    the file was needed and could not be had, ``message``. Places name the paths of both documents.
    """
    from checker.batch.codec import unpack
    from checker.outputs.json import finding_dict, not_checked_dict, plain
    from checker.reviewing import Options, review_document

    document: Document = unpack(task.document)
    earlier: Document = unpack(task.previous)
    options = replace(Options(**dict(task.options)), select=task.rules)
    found = review_document(document, lambda: _same(task.source, document.sha256), options, previous=earlier)
    findings = [finding_dict(f, task.lang) for f in found.findings if f.rule in task.rules]
    open_items = [not_checked_dict(n, task.lang) for n in found.not_checked if n.rule in task.rules]
    for item in (*findings, *open_items):
        places = [item["place"], *item.get("related", ())]
        for place in places:
            if place is not None:
                place["document"] = task.path if place["document"] == "this" else task.previous_path
    return json.dumps(
        {
            "findings": findings, "not_checked": open_items,
            "applicable": [r for r in found.applicable if r in task.rules],
            "message": found.message.get(task.lang) if found.message else None,
        },
        ensure_ascii=False, default=plain,
    )  # fmt: skip
