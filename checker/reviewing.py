"""review(path) -> Review: the whole road for one report, and the public API.

Runs in the calling process: caps on time and memory are the caller's (the command line and batches run it in a child
that is killed when it exceeds them, see :mod:`checker.pool`).
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import ReadError
from checker.findings import Finding, NotChecked, Review, Text
from checker.limits import FILE_BYTES, MIB

if TYPE_CHECKING:
    from checker.document import Document
    from checker.report.model import Report
    from checker.rulebook import RuleBook
    from checker.statutes.citations import Citation


@dataclass(frozen=True, slots=True)
class Options:
    """How to review. ``select`` and ``ignore`` hold rule ids or prefixes; ``as_of`` is the day on which law counts."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    engine: str = "auto"
    as_of: dt.date | None = None
    rule_folders: tuple[Path, ...] = ()
    overrides: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    """``words`` (own lexicon), ``statutes`` (own register files), ``accepted`` (file of accepted findings)."""
    today: dt.date | None = None
    """The day on which acceptances may expire (default: the day of the run)."""


def review(
    source: str | os.PathLike[str] | bytes,
    *,
    path: str | None = None,
    previous: str | os.PathLike[str] | bytes | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    engine: str = "auto",
    as_of: dt.date | None = None,
    options: Options | None = None,
) -> Review:
    """Reviews one report.

    ``source`` is a path or the file's bytes (then ``path`` names it in messages). ``previous`` is last year's report
    of the same agency; where it cannot be read, ``Review.previous_trouble`` says why and this report is reviewed all
    the same. ``select`` and ``ignore`` hold rule ids or prefixes, ``engine`` is auto, pdfium or pdfminer, ``as_of``
    the day on which law is taken to be in force (default: the report's date, else the day after its period).
    ``options``, where given, replaces these four.

    An input that cannot be read gives a Review whose ``outcome`` and ``message`` say why; nothing is raised for it.
    Raises RuleBookError where the rules, the register of law or the file of accepted findings are damaged. Runs in
    the calling process, without caps on time and memory.

    >>> import checker
    >>> review = checker.review("corpus/samples/report-2023.md", select=["T"])
    >>> [(f.rule, f.actual, f.expected) for f in review.findings]
    [('T03', 12, 11)]
    """
    started = time.perf_counter()
    options = options or Options(tuple(select), tuple(ignore), engine, as_of)
    name = path or (os.fspath(source) if not isinstance(source, bytes) else "-")
    book = rule_book(options)
    sha256: str | None = None
    kind: str | None = None
    try:
        data = _within_limit(source) if isinstance(source, bytes) else load(source)
        import hashlib

        sha256 = hashlib.sha256(data).hexdigest()
        document = _read(data, name, options.engine)
        kind = document.kind
        report = _understand(document, book, options)
        earlier, trouble = _previous(previous, book, options)
        result = _judge(lambda: data, document, report, earlier, trouble, book, options)
    except ReadError as error:
        kind = kind or error.fields.get("kind")
        result = Review(
            path=name, sha256=sha256, kind=kind, outcome=error.outcome, message=error.text(name),
            rules_version=book.version,
        )  # fmt: skip
    return replace(result, elapsed_ms=round((time.perf_counter() - started) * 1000))


def review_document(
    document: Document, data: Callable[[], bytes], options: Options, previous: Document | None = None
) -> Review:
    """Reviews a document that was read before (a batch keeps them, so that changed rules need no file).

    ``data`` gives the file's bytes; it is called only where a second engine must be asked, and its ReadError becomes
    the outcome. Raises RuleBookError where the rules are damaged.
    """
    started = time.perf_counter()
    book = rule_book(options)
    try:
        report = _understand(document, book, options)
        earlier = (previous, _understand(previous, book, options)) if previous is not None else None
        result = _judge(data, document, report, earlier, None, book, options)
    except ReadError as error:
        result = Review(
            path=document.path, sha256=document.sha256, kind=document.kind, outcome=error.outcome,
            message=error.text(document.path), rules_version=book.version,
        )  # fmt: skip
    return replace(result, elapsed_ms=round((time.perf_counter() - started) * 1000))


def rule_book(options: Options) -> RuleBook:
    """The rule book that the options ask for (cached)."""
    from checker import rulebook

    return rulebook.load(options.rule_folders, options.overrides)


def load(source: str | os.PathLike[str]) -> bytes:
    """The bytes of a file. Raises ReadError: missing, folder, unreadable, too_large, empty."""
    target = Path(source)
    if target.is_dir():
        raise ReadError("folder", path=str(source))
    try:
        size = target.stat().st_size
        if size > FILE_BYTES:
            raise ReadError("too_large", what="文件", what_en="the file", limit=f"{FILE_BYTES // MIB} MB")
        data = target.read_bytes()
    except FileNotFoundError:
        raise ReadError("missing", path=str(source)) from None
    except OSError as problem:
        raise ReadError("unreadable", path=str(source), detail=problem.strerror or str(problem)) from None
    if not data:
        raise ReadError("empty", path=str(source))
    return data


def _within_limit(data: bytes) -> bytes:
    """Bytes given instead of a path meet the same limits. Raises ReadError: too_large, empty."""
    if len(data) > FILE_BYTES:
        raise ReadError("too_large", what="文件", what_en="the file", limit=f"{FILE_BYTES // MIB} MB")
    if not data:
        raise ReadError("empty")
    return data


def _read(data: bytes, name: str, engine: str) -> Document:
    from checker import readers

    return readers.read(data, path=name, engine=engine)


def _understand(document: Document, book: RuleBook, options: Options) -> Report:
    from checker.language import get_language
    from checker.report.build import build

    return build(document, book, get_language(tuple(options.settings.get("words", ()))))


def _previous(
    previous: str | os.PathLike[str] | bytes | None, book: RuleBook, options: Options
) -> tuple[tuple[Document, Report] | None, ReadError | None]:
    """Last year's document and report; the error where it cannot be read (this year's is reviewed all the same)."""
    if previous is None:
        return None, None
    try:
        name = "previous" if isinstance(previous, bytes) else os.fspath(previous)
        data = previous if isinstance(previous, bytes) else load(previous)
        document = _read(_within_limit(data), name, options.engine)
        return (document, _understand(document, book, options)), None
    except ReadError as error:
        error.fields.setdefault("path", name)
        return None, error


def _judge(
    data: Callable[[], bytes], document: Document, report: Report, earlier: tuple[Document, Report] | None,
    trouble: ReadError | None, book: RuleBook, options: Options,
) -> Review:  # fmt: skip
    from checker.checks import registry
    from checker.checks.context import Context
    from checker.language import get_language
    from checker.scoring import score
    from checker.second_opinion import second_opinion

    language = get_language(tuple(options.settings.get("words", ())))
    narrative = _narrative(report, language)
    as_of = options.as_of or day_of(report)
    report = replace(report, statutes=_statutes(report, language, as_of, options))
    again = second_opinion(data, document, report, book)
    ctx = Context(
        report=report, document=document, rules=book, language=language,
        as_of=as_of, previous=earlier[1] if earlier else None,
        previous_document=earlier[0] if earlier else None, previous_trouble=trouble, select=options.select,
        ignore=options.ignore, second_opinion=again, narrative=narrative,
        settings=options.settings,
    )  # fmt: skip
    try:
        found, not_checked, beyond = registry.run(ctx)
    finally:
        if again is not None:
            again.close()
    findings, notes = _accept(found, report, document, options)
    notes = (*_faults(not_checked, book), *notes)
    unread = trouble.text(str(trouble.fields.get("path", ""))) if trouble is not None else None
    if unread is not None:
        notes = (
            Text(f"没有与上一年的报告对照：{unread.zh}", f"not compared with last year's report: {unread.en}"), *notes
        )  # fmt: skip
    applicable = registry.applicable(ctx)
    result = score(findings, not_checked, applicable, book)
    return Review(
        path=document.path, sha256=document.sha256, kind=document.kind, outcome="reviewed", report=report,
        narrative=narrative, findings=findings, not_checked=tuple(not_checked), truncated=beyond,
        score=float(result.value), scoring=result, notes=notes, previous_trouble=unread, rules_version=book.version, document=document,
        applicable=tuple(sorted(applicable)),
    )  # fmt: skip


def _faults(not_checked: Sequence[NotChecked], book: RuleBook) -> list[Text]:
    """Checks that failed themselves, for whoever runs the review: stderr, not only the list in the output."""
    said = book.reasons["internal"].zh.partition("{")[0]
    rules: dict[Text, list[str]] = {}
    for item in not_checked:
        if item.reason.zh.startswith(said):
            rules.setdefault(item.reason, []).append(item.rule)
    return [Text(f"{'、'.join(ids)} {reason.zh}", f"{', '.join(ids)}: {reason.en}") for reason, ids in rules.items()]


def _accept(
    found: list[Finding], report: Report, document: Document, options: Options
) -> tuple[tuple[Finding, ...], tuple[Text, ...]]:
    """The findings with those marked that the office has accepted, and notes on expired and unused entries."""
    file = options.settings.get("accepted")
    if file is None:
        return tuple(found), ()
    from checker import accepted

    entries = accepted.read(Path(file))
    return accepted.apply(found, entries, report, document, options.today or dt.date.today())


def _statutes(report: Report, language: Any, as_of: dt.date | None, options: Options) -> tuple[Citation, ...]:
    """The references to law. Raises RuleBookError where the register is damaged."""
    from checker.errors import RuleBookError
    from checker.statutes.errors import RegisterError
    from checker.statutes.extract import extract
    from checker.statutes.resolve import load_register

    text = ((section.number, paragraph) for section in report.sections for paragraph in section.paragraphs())
    try:
        register = load_register(tuple(Path(p) for p in options.settings.get("statutes", ())))
        return extract(text, register, language, report.year, as_of)
    except RegisterError as damaged:
        raise RuleBookError(damaged.path, damaged.line, damaged.text) from None


def _narrative(report: Report, language: Any) -> Any:
    from checker.narrative.model import judge

    section = report.section(5)
    return judge(section.text, language) if section is not None else None


def day_of(report: Report) -> dt.date | None:
    """The day on which law counts: the report's own date, else the day after its period, else January 1 after its
    year."""
    if report.dated is not None:
        return report.dated
    if report.period is not None and report.period.end is not None:
        return report.period.end + dt.timedelta(days=1)
    return dt.date(report.year + 1, 1, 1) if report.year is not None else None
