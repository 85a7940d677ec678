"""What a check sees, and how it says what it found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from checker.document import Document, Paragraph, Place
from checker.errors import ReadError
from checker.findings import Confidence, Finding, NotChecked, Severity, Text, Value
from checker.report.model import FormTable, Report, Section
from checker.rulebook import Rule, RuleBook

if TYPE_CHECKING:
    from checker.language import Language
    from checker.narrative.model import NarrativeResult


class _Fields(dict[str, Any]):
    """Template fields; a field that the check did not give is a programming error, shown by name."""

    def __missing__(self, key: str) -> str:
        raise KeyError(f"message needs the field {key!r}")


@dataclass(frozen=True)
class Context:
    """One report under review. ``previous`` is last year's report where one was given.

    ``as_of`` is the day on which law is taken to be in force (option, else date of the report, else the day after its
    period). ``second_opinion(key)`` reads the pages of a statutory table again with the other PDF engine and returns that
    reading of the table, or None where there is none; only the arithmetic asks for it.
    """

    report: Report
    document: Document
    rules: RuleBook
    language: Language
    as_of: dt.date | None = None
    previous: Report | None = None
    previous_document: Document | None = None
    previous_trouble: ReadError | None = None
    """Why last year's report, though given, could not be read."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    second_opinion: Callable[[str], FormTable | None] | None = None
    narrative: NarrativeResult | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Further settings from configuration: own lexicon, local law …"""
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What several checks need and one has worked out (the diagnosis of a table)."""

    def selected(self, rule: str) -> bool:
        """Whether ``--select`` and ``--ignore`` (ids or prefixes) and the configuration let the rule run."""
        if rule in self.rules.overrides and self.rules.overrides[rule] is None:
            return False
        if self.select and not any(rule.startswith(s) for s in self.select):
            return False
        return not any(rule.startswith(i) for i in self.ignore)

    def rule(self, rule_id: str) -> Rule:
        return self.rules.rules[rule_id]

    def finding(
        self,
        rule_id: str,
        place: Place | None = None,
        *,
        variant: str = "default",
        related: tuple[Place, ...] = (),
        expected: Value = None,
        actual: Value = None,
        confidence: Confidence = "certain",
        also: tuple[str, ...] = (),
        severity: Severity | None = None,
        details: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> Finding:
        """A finding of ``rule_id`` whose texts come from the rule's message ``variant``.

        ``fields`` fill the templates, besides ``quote``, ``expected`` and ``actual``; a list or tuple among them is joined
        as each language joins. ``severity`` may only lower what the rule's data says. Severities set by configuration win.
        """
        rule = self.rule(rule_id)
        message = rule.messages[variant]
        values = _Fields(
            quote=(place.quote if place and place.quote is not None else ""), expected=expected, actual=actual, **fields
        )
        level = min(severity or message.severity, message.severity)
        override = self.rules.overrides.get(rule_id)
        if override is not None:
            level = override
        return Finding(
            rule=rule_id,
            severity=level,
            message=fill(self.rules, message.text, values),
            basis=rule.basis,
            suggestion=fill(self.rules, message.suggestion, values),
            place=place,
            related=related,
            expected=expected,
            actual=actual,
            confidence=confidence,
            also=also,
            variant=variant,
            details=details or {},
        )

    def not_checked(self, rule_id: str, reason: str, place: Place | None = None, **fields: Any) -> NotChecked:
        """``rule_id`` could not be checked; ``reason`` is a key of ``rules/reasons.yml``."""
        text = self.rules.reasons[reason]
        values = _Fields(**fields)
        return NotChecked(rule_id, fill(self.rules, text, values), place)

    def reason_text(self, code: str, **fields: Any) -> Text:
        """A reason for use inside another."""
        return fill(self.rules, self.rules.reasons[code], {**fields, "page": fields.get("page") or "?"})

    def listed(self, items: Iterable[object], mark: str = "join", *, more: bool = False) -> Text:
        """What :func:`listed` makes of it, for places other than a message's fields."""
        return listed(self.rules, items, mark, more=more)

    def table_name(self, key: str) -> Text:
        """What messages call a table."""
        name = self.rules.file("names.yml")["tables"][key]
        return Text(str(name["zh"]), str(name["en"]))

    def label(self, table: str, key: str) -> str:
        """The printed form of a row, column or group key, for messages."""
        return label_of(self.rules, self.report.edition_due or "2021", table, key)

    def beyond_known_note(self, year: int) -> Text:
        note = self.rules.file("names.yml")["beyond_known"]
        return Text(note["zh"].format(year=year), note["en"].format(year=year))

    # -- places -------------------------------------------------------------------------------------------------

    def place(
        self, paragraph: Paragraph, start: int = 0, end: int | None = None, *, section: int | None = None,
        document: str = "this",
    ) -> Place:  # fmt: skip
        """The place of characters ``start``..``end`` of a paragraph."""
        stop = len(paragraph.text) if end is None else end
        number = section if section is not None else self.section_of(paragraph.index)
        return Place(
            document, number, paragraph.page_at(start), paragraph.index, (start, stop), paragraph.text[start:stop]
        )

    def section_of(self, block: int) -> int | None:
        """The number of the section in which a block stands."""
        return self._sections.get(block)

    @cached_property
    def _sections(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for section in self.report.sections:
            if section.place and section.place.paragraph is not None:
                found.setdefault(section.place.paragraph, section.number)
            for block in section.blocks:
                found.setdefault(block.index, section.number)
        return found

    def body(self) -> Iterator[tuple[Section, Paragraph]]:
        """Every paragraph below a heading (and those of the preamble) with its section, in reading order."""
        for section in self.report.sections:
            for paragraph in section.paragraphs():
                yield section, paragraph


def label_of(rules: RuleBook, edition: str, table: str, key: str) -> str:
    """The label that an edition prints for a row, column or group key; the key itself where it has none."""
    form = rules.editions.get(edition, {}).get("tables", {}).get(table)
    if form is None:
        return key
    entries = [*form.get("rows", ()), *form.get("kept_rows", ()), *form.get("columns", ()), *form.get("groups", ())]
    for block in form.get("blocks", ()):
        entries += [*block["rows"], *block["columns"]]
    return next((str(e["label"]) for e in entries if e["key"] == key), key)


def listed(rules: RuleBook, items: Iterable[object], mark: str = "join", *, more: bool = False) -> Text:
    """A、B、C; A, B, C. An item that is a Text gives each language its own. ``mark`` is a key of ``punctuation`` in
    ``names.yml``; ``more`` says that there are others besides."""
    marks = rules.file("names.yml")["punctuation"]
    own = list(items)

    def told(lang: str) -> str:
        text = str(marks[mark][lang]).join(i.get(lang) if isinstance(i, Text) else str(i) for i in own)
        return text + (str(marks["and_others"][lang]) if more else "")

    return Text(told("zh"), told("en"))


def fill(rules: RuleBook, text: Text, values: Mapping[str, Any]) -> Text:
    """The template with its fields. A field that is a Text gives each language its own, a list or tuple is joined."""
    made = {k: listed(rules, v) if isinstance(v, list | tuple) else v for k, v in values.items()}

    def fields(lang: str) -> _Fields:
        return _Fields({k: v.get(lang) if isinstance(v, Text) else v for k, v in made.items()})

    return Text(text.zh.format_map(fields("zh")), text.en.format_map(fields("en")))
