"""N01-N10: every number and every claim about numbers in the text against the statutory tables.

What a number means is worked out in :mod:`checker.statements`; this module walks the report and says what was found.
Domain 3 (I9-I18) and 7.6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, cast

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.document import Paragraph, Place
from checker.findings import Finding, NotChecked, Value
from checker.language_fold import Folded
from checker.limits import STATEMENT_CHARACTERS
from checker.statements.frames import read_sentence
from checker.statements.judge import judge
from checker.statements.model import DISPUTES, State
from checker.statements.problems import Problem, Unread
from checker.statements.readings import Reading, Readings
from checker.statements.scopes import Reporter
from checker.statements.tokens import Lexicon, Token, scan

_SENTENCE: Final = re.compile(r"[^。!?\n]+[。!?\n]?")
_CUT: Final = re.compile(r"[;、]|,(?!\d{3})")
_HEADING: Final = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[.、．]|[一二三四五六七八九]是)"
)
_HEADING_LENGTH: Final = 24
_SECTION_TOPICS: Final = {3: "request", 4: "disputes"}
_RELATED: Final = 8
_NAMED: Final = 3  # labels in a message
_LEXICONS: Final[dict[str, Lexicon]] = {}


@check("N01", "N02", "N03", "N04", tables=("requests",))
def requests(ctx: Context) -> Iterator[Result]:
    """Received, carried, settled."""
    yield from _of(ctx, "N01", "N02", "N03", "N04")


@check("N05", tables=("requests",))
def breakdowns(ctx: Context) -> Iterator[Result]:
    """Outcomes, applicants, channels."""
    yield from _of(ctx, "N05")


@check("N06", "N10", tables=("disputes",))
def disputes(ctx: Context) -> Iterator[Result]:
    """Reviews and suits."""
    yield from _of(ctx, "N06", "N10")


@check("N07", tables=("disclosure",))
def disclosure(ctx: Context) -> Iterator[Result]:
    """Documents, decisions, fees, purchases."""
    yield from _of(ctx, "N07")


@check("N08")
def ratios(ctx: Context) -> Iterator[Result]:
    """Percentages, growth, averages: from the text alone where a table is missing."""
    yield from _of(ctx, "N08")


@check("N09", tables=("requests",))
def processing_fee(ctx: Context) -> Iterator[Result]:
    """The fee statement of section six."""
    yield from _of(ctx, "N09")


def _of(ctx: Context, *rules: str) -> Iterator[Result]:
    if _read not in ctx.memo:
        ctx.memo[_read] = list(_read(ctx))  # the text is read once for all rules
    yield from (r for r in ctx.memo[_read] if r.rule in rules)


def _read(ctx: Context) -> Iterator[Result]:
    """Findings and could-not-checks of every paragraph below a heading, in reading order."""
    lexicon = lexicon_of(ctx)
    data = ctx.rules.file("statements/readings.yml")
    edition = ctx.rules.editions.get(ctx.report.edition_due or "", {}).get("tables", {})
    identities = {key: form.get("identities", ()) for key, form in edition.items()}
    readings = Readings(ctx.report.tables, data, identities)
    units = {key: frozenset(data[key]["units"]) for key in ("requests", "disputes", "disclosure")}
    reporter = Reporter(ctx.report.agency or "", ctx.report.agency_kind)
    section_now, heading = -1, None
    for section, paragraph in ctx.body():
        if section.number == 0:
            continue
        if section.number != section_now:
            section_now, heading = section.number, _SECTION_TOPICS.get(section.number)
        begin = section.body_offset if section.blocks and section.blocks[0] is paragraph else 0
        folded = ctx.language.fold(paragraph.text)
        marked = _HEADING.match(paragraph.text, begin) is not None
        state = State(topic=heading, home=heading)
        for n, (start, end) in enumerate(sentences(folded.text)):
            if folded.at[start] < begin:
                continue
            tokens = scan(folded.text, start, end, lexicon, ctx.report.year)
            if n == 0 and marked and end - start <= _HEADING_LENGTH and not says(tokens):
                heading = state.topic = state.home = heading_topic(tokens) or _SECTION_TOPICS.get(
                    section.number
                )
                continue
            sentence = read_sentence(tokens, state, reporter)
            for item in judge(sentence, readings, units):
                yield _say(ctx, item, folded, paragraph, section.number)


def lexicon_of(ctx: Context) -> Lexicon:
    """The words of the rule book in force, built once a version of it."""
    version = ctx.rules.version
    if version not in _LEXICONS:
        _LEXICONS.clear()
        _LEXICONS[version] = Lexicon(ctx.rules.file("statements/vocabulary.yml")["terms"])
    return _LEXICONS[version]


def sentences(text: str) -> list[tuple[int, int]]:
    """Sentences for numbers: up to 。 ! ? or a line break, so that what stands behind a semicolon keeps its topic.

    Longer ones than STATEMENT_CHARACTERS are cut at a mark, which keeps time linear on hostile text.
    """
    out: list[tuple[int, int]] = []
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        while end - start > STATEMENT_CHARACTERS:
            cut = _cut(text, start + STATEMENT_CHARACTERS // 2, start + STATEMENT_CHARACTERS)
            out.append((start, cut))
            start = cut
        out.append((start, end))
    return out


def _cut(text: str, least: int, limit: int) -> int:
    """Where a long sentence is cut: behind its last mark before ``limit``, and in no number (1,230)."""
    marks = [m.end() for m in _CUT.finditer(text, least, limit + 3) if m.end() <= limit]
    if marks:
        return marks[-1]
    cut = limit
    while cut > least and text[cut - 1] in "0123456789.,":
        cut -= 1
    return cut if cut > least else limit


def says(tokens: list[Token]) -> bool:
    """Whether a short line states something, and so is no heading: a number with a unit, or that there was none."""
    return any((t.quantity and t.quantity.unit) or t.tags.keys() & {"none", "zero"} for t in tokens)


def heading_topic(tokens: list[Token]) -> str | None:
    """What a sub-heading announces: applications, disputes, or nothing that matters here."""
    for token in tokens:
        subject = token.tags.get("subject")
        if subject == "request" or subject in DISPUTES:
            return "disputes" if subject in DISPUTES else "request"
    return None


def _say(
    ctx: Context, item: Problem | Unread, folded: Folded, paragraph: Paragraph, section: int
) -> Finding | NotChecked:
    start, end = folded.span(item.start, item.end)
    place = ctx.place(paragraph, start, end, section=section)
    if isinstance(item, Unread):
        return ctx.not_checked(item.rule, "cells_unread", place, table=ctx.table_name(item.table), count=1)
    where = _name(ctx, item.reading) if item.reading else ("", "")
    return ctx.finding(
        item.rule, place, variant=item.variant, related=_related(ctx, item.reading),
        expected=_value(item.expected), actual=_value(item.actual), where=where[0], where_en=where[1], **cast(dict[str, Any], item.fields),
    )  # fmt: skip


def _value(value: Decimal | None) -> Value:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()


def _name(ctx: Context, reading: Reading) -> tuple[str, str]:
    """The cells in words: the table, then row and column as the form prints them; a whole group by its heading."""
    rows = list(dict.fromkeys(row for row, _ in reading.cells))
    columns = list(dict.fromkeys(column for _, column in reading.cells))
    whole = len(reading.cells) == len(rows) * len(columns)
    group = _heading(ctx, reading.table, rows) if whole else None
    labels = []
    for row in [group] if group else [ctx.label(reading.table, r) for r in rows]:
        if columns == ["total"] and reading.table == "requests":
            labels.append(row)
        elif whole and len(columns) > 1 and (of := _heading(ctx, reading.table, columns)):
            labels.append(f"{row}·{of}")
        else:
            labels += [f"{row}·{ctx.label(reading.table, c)}" for c in columns]
    text = "＋".join(labels[:_NAMED]) + ("＋…" if len(labels) > _NAMED else "")
    name = ctx.table_name(reading.table)
    return f"{name.zh}“{text}”", f"{name.en}, {text}"


def _heading(ctx: Context, table: str, keys: list[str]) -> str | None:
    """The heading that the form prints over exactly these rows or columns."""
    form = ctx.rules.editions.get(ctx.report.edition_due or "", {}).get("tables", {}).get(table, {})
    entries = [*form.get("rows", ()), *form.get("columns", ())]
    paths = {tuple(e["path"]) for e in entries if e["key"] in keys and e.get("path")}
    if len(keys) < 2 or len(paths) != 1:
        return None
    (path,) = paths
    under = [e["key"] for e in entries if tuple(e.get("path", ())) == path]
    return str(path[-1]) if sorted(under) == sorted(keys) else None


def _related(ctx: Context, reading: Reading | None) -> tuple[Place, ...]:
    if reading is None:
        return ()
    cells = ctx.report.tables[reading.table].cells
    return tuple(cells[c].place for c in reading.cells[:_RELATED] if c in cells)
