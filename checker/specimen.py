"""A valid report as data, edited to make the examples of the rules: what they flag and what they pass.

Edits (keys of an example in ``rules/catalogue/*.yml``):

``agency`` ``year`` ``title`` (a string or list of lines) ``preamble`` (a string or list) ``dated`` (printed at the end)
``heading.N`` (null drops section N with its heading) ``section.N`` (replaces its text) ``section.N+`` (adds a
paragraph) ``order`` (numbers of the sections in print order)
``requests.ROW.COLUMN`` ``disputes.GROUP.OUTCOME`` ``disclosure.ROW.COLUMN`` (a number or the printed text; "" is blank)
``label.TABLE.KEY`` (another printed label) ``drop.TABLE`` (true leaves the table out) ``drop_row.TABLE.KEY`` (true)
``layout`` (print the tables of this edition) ``after_table.TABLE`` (a paragraph below it)
``properties`` (mapping) ``revisions`` (list of {kind, text, author}) – what the file carries besides its text
``previous`` (edits that make last year's report) ``replace`` (list of [old, new] applied to the whole printed text)
``as_of`` (ISO date).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from checker.errors import RuleBookError
from checker.findings import Text
from checker.rulebook import RuleBook


@dataclass
class Specimen:
    """A report to be printed; numbers are kept as printed text."""

    agency: str
    year: int
    layout: str
    title: list[str]
    preamble: list[str]
    headings: dict[int, str]
    sections: dict[int, list[str]]
    cells: dict[str, dict[tuple[str, str], str]]
    order: list[int] = field(default_factory=lambda: [1, 2, 3, 4, 5, 6])
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    dropped_rows: set[tuple[str, str]] = field(default_factory=set)
    after: dict[str, list[str]] = field(default_factory=dict)
    dated: str | None = None
    replace: list[tuple[str, str]] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    revisions: list[dict[str, str]] = field(default_factory=list)
    previous: Mapping[str, Any] | None = None
    as_of: str | None = None


def make(book: RuleBook, edit: Mapping[str, Any] | None = None, *, year: int = 2023) -> Specimen:
    """The specimen report with ``edit`` applied. Raises RuleBookError for a key that no edit has."""
    base = copy.deepcopy(book.file("specimen.yml"))
    edit = dict(edit or {})
    year = int(edit.pop("year", year))
    agency = str(edit.pop("agency", base["agency"]))
    layout = str(edit.pop("layout", book.edition_due(year) or "2021"))
    if not book.editions[layout]["tables"]:
        layout = "2021"

    def fill(text: str) -> str:
        return text.replace("{year}", str(year)).replace("{next}", str(year + 1)).replace("{agency}", agency)

    cells: dict[str, dict[tuple[str, str], str]] = {"requests": {}, "disputes": {}, "disclosure": {}}
    given = {"requests": base["requests"], "disputes": base["disputes"], "disclosure": base["disclosure"].get(layout, base["disclosure"]["2021"])}
    for table, rows in given.items():
        for row, columns in rows.items():
            for column, value in columns.items():
                cells[table][row, column] = str(value)
    specimen = Specimen(
        agency=agency, year=year, layout=layout,
        title=[fill(t) for t in base["title"]], preamble=[fill(t) for t in base["preamble"]],
        headings=dict(base["headings"]), sections={n: [fill(t) for t in ts] for n, ts in base["sections"].items()},
        cells=cells,
    )  # fmt: skip
    for key, value in edit.items():
        _apply(specimen, key, value, fill)
    return specimen


def _apply(s: Specimen, key: str, value: Any, fill: Any) -> None:
    head, _, rest = key.partition(".")
    lines = [fill(v) for v in ([value] if isinstance(value, str) else value or [])] if _texty(value) else []
    if key == "title":
        s.title = lines
    elif key == "preamble":
        s.preamble = lines
    elif head == "heading":
        if value is None:
            s.order = [n for n in s.order if n != int(rest)]
        else:
            s.headings[int(rest)] = fill(value)
    elif head == "section":
        number = int(rest.rstrip("+"))
        s.sections[number] = ([*s.sections.get(number, []), *lines]) if rest.endswith("+") else lines
    elif head in s.cells:
        row, _, column = rest.partition(".")
        s.cells[head][row, column] = str(value)
    elif head == "label":
        table, _, label = rest.partition(".")
        s.labels[table, label] = str(value)
    elif head == "drop":
        s.dropped.add(rest)
    elif head == "drop_row":
        table, _, row = rest.partition(".")
        s.dropped_rows.add((table, row))
    elif head == "after_table":
        s.after[rest] = lines
    elif key == "replace":
        s.replace = [(fill(a), fill(b)) for a, b in value]
    elif key in ("order", "properties", "revisions", "previous"):
        setattr(s, key, value)
    elif key in ("dated", "as_of"):
        setattr(s, key, fill(str(value)))
    else:
        raise RuleBookError("examples", None, Text(f"例子里有不认识的键 {key}", f"unknown key {key} in an example"))


def _texty(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value))


def table_rows(book: RuleBook, s: Specimen, key: str) -> list[list[str]]:
    """A statutory table as rows of printed cells, merged cells repeated (the shape of a Markdown table)."""
    form = book.editions[s.layout]["tables"][key]
    if form["kind"] == "matrix":
        return list(_matrix(s, key, form))
    if form["kind"] == "line":
        return list(_line(s, key, form))
    return list(_blocks(s, key, form))


def _label(s: Specimen, table: str, entry: Mapping[str, Any]) -> str:
    return str(s.labels.get((table, entry["key"]), entry["label"]))


def _number(s: Specimen, table: str, row: str, column: str) -> str:
    return s.cells[table].get((row, column), "0")


def _matrix(s: Specimen, key: str, form: Mapping[str, Any]) -> Iterator[list[str]]:
    columns = form["columns"]
    depth = max(len(c["path"]) for c in columns) + 1
    for level in range(depth):
        yield [form["corner"]] * 3 + [([*c["path"], _label(s, key, c)] + [_label(s, key, c)] * depth)[level] for c in columns]
    for row in form["rows"]:
        if (key, row["key"]) in s.dropped_rows:
            continue
        labels = [*(s.labels.get((key, p), p) for p in row["path"]), _label(s, key, row)]
        labels += [labels[-1]] * (3 - len(labels))
        yield labels + [_number(s, key, row["key"], c["key"]) for c in columns]


def _line(s: Specimen, key: str, form: Mapping[str, Any]) -> Iterator[list[str]]:
    groups, columns = form["groups"], form["columns"]
    yield [(g["path"] or [_label(s, key, g)])[0] for g in groups for _ in columns]
    yield [_label(s, key, g) if g["path"] else _label(s, key, c) for g in groups for c in columns]
    yield [_label(s, key, c) for _ in groups for c in columns]
    yield [_number(s, key, g["key"], c["key"]) for g in groups for c in columns]


def _blocks(s: Specimen, key: str, form: Mapping[str, Any]) -> Iterator[list[str]]:
    width = max(len(b["columns"]) for b in form["blocks"])
    for block in form["blocks"]:
        columns = block["columns"]

        def padded(values: list[str]) -> list[str]:
            return values + [values[-1]] * (width - len(values))

        yield [s.labels.get((key, block["caption"]), block["caption"])] * (width + 1)
        yield ["信息内容", *padded([_label(s, key, c) for c in columns])]
        for row in block["rows"]:
            if (key, row["key"]) not in s.dropped_rows:
                yield [_label(s, key, row), *padded([_number(s, key, row["key"], c["key"]) for c in columns])]


def markdown(book: RuleBook, s: Specimen) -> str:
    """The report as Markdown with pipe tables."""
    out = [f"# {s.title[0]}" if s.title else "", *(f"## {t}" for t in s.title[1:]), *s.preamble]
    by_section = {form["section"]: key for key, form in book.editions[s.layout]["tables"].items()}
    for number in s.order:
        out.append(f"## {s.headings[number]}")
        key = by_section.get(number)
        if key and key not in s.dropped:
            rows = table_rows(book, s, key)
            lines = ["| " + " | ".join(r) + " |" for r in rows]
            lines.insert(1, "|" + " --- |" * len(rows[0]))
            out.append("\n".join(lines))
            out += s.after.get(key, [])
        out += s.sections.get(number, [])
    if s.dated:
        out.append(s.dated)
    text = "\n\n".join(o for o in out if o) + "\n"
    for old, new in s.replace:
        text = text.replace(old, new)
    return text
