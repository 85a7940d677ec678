"""Rows of ``scores.xlsx``, sheet by sheet. A tuple (file, text) is a link; everything else is text or number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker.batch.agencies import Agency
from checker.batch.inputs import file_name
from checker.batch.standing import Standing, every, in_reading_order
from checker.batch.write import page_name
from checker.checks.context import label_of
from checker.outputs import text_words
from checker.outputs.masking import mask_cell
from checker.rulebook import RuleBook

Row = Sequence[Any]
TABLES = ("disclosure", "requests", "disputes")


@dataclass(frozen=True, slots=True)
class Batch:
    """What the sheets are made of; ``told`` and ``standings`` stand beside ``agencies``, one each."""

    agencies: Sequence[Agency]
    told: Sequence[Mapping[str, Any]]
    standings: Sequence[Standing]
    sums: Sequence[Mapping[str, Any]]
    copied: Sequence[Mapping[str, Any]]
    book: RuleBook
    words: Mapping[str, str]
    names: Mapping[str, Any]
    lang: str

    def name(self, group: str, key: str) -> str:
        """A word of names.yml; the key itself where it has none."""
        found = self.names[group].get(key)
        return str(found[self.lang]) if found else key

    def kind(self, told: Mapping[str, Any]) -> str:
        return str(self.names["agency_kinds"][told["kind"]][self.lang])

    def title(self, rule: str) -> str:
        known = self.book.rules.get(rule)
        return known.title.get(self.lang) if known else ""

    def label(self, agency: Agency, table: str, key: str) -> str:
        """A row or column as the report prints it, in whichever language we speak."""
        report = agency.report
        edition = (report.edition if report else None) or "2021"
        return label_of(self.book, edition, table, key)


def page(path: str | None) -> tuple[str, str] | None:
    """The link to a report's page, shown as the report's file name."""
    return (f"reports/{page_name(path)}", file_name(path)) if path else None


def overview(batch: Batch) -> Iterator[tuple[str, Row]]:
    """(style, row) pairs: ``head`` begins a small table, ``row`` or ``rules`` is one of its lines, ``gap`` is empty."""
    w, standings = batch.words, batch.standings
    told = [
        {**{k: t[k] for k in ("year", "score", "level", "parent")}, "kind": batch.kind(t)} for t in batch.told
    ]
    states = Counter(s.state for s in standings)
    outcomes = Counter(d.state for a in batch.agencies for d in a.documents)
    yield "head", (w["state"], w["count"])
    yield "row", (w["agencies"], len(told))
    for state in ("ranked", "partly", "unread", "missing"):
        yield "row", (w[f"state_{state}"], states[state])
    for outcome in sorted(outcomes, key=lambda o: (-outcomes[o], o)):
        yield "row", (f"{w['documents']} · {batch.name('outcomes', outcome)}", outcomes[outcome])
    both = list(zip(told, standings, strict=True))
    yield from _groups(w["year"], [(t["year"], t) for t in told], w)
    years = {t["year"] for t in told if t["year"]}
    last = max(years, default=None)
    if len(years) > 1:  # a mean over several years says nothing: the latest, and what bears no year
        both = [(t, s) for t, s in both if t["year"] in (last, None)]

    def head(name: str) -> str:
        return w["of_year"].format(name, last) if len(years) > 1 else name

    for key in ("level", "kind", "region", "parent"):
        yield from _groups(head(w[key]), [(s.region if key == "region" else t[key], t) for t, s in both], w)
    broken: Counter[str] = Counter(r for _, s in both for r in s.rules)
    total: Counter[str] = Counter()
    for _, s in both:
        total.update(s.rules)
    scored = sum(t["score"] is not None for t, _ in both)
    if broken:
        yield "gap", ()
        yield "head", (head(w["rules"]), w["agencies"], w["findings"], w["share_of_scored"])
        for rule, count in sorted(broken.items(), key=lambda p: (-p[1], p[0])):
            share = (count / scored,) if scored else ()
            yield "rules", (f"{rule} {batch.title(rule)}", count, total[rule], *share)


def _groups(
    name: str, pairs: Sequence[tuple[Any, Mapping[str, Any]]], w: Mapping[str, str]
) -> Iterator[tuple[str, Row]]:
    groups: dict[Any, list[Any]] = {}
    for value, t in pairs:
        groups.setdefault(value, []).append(t["score"])
    if len(groups) < 2:
        return
    yield "gap", ()
    yield "head", (name, w["count"], w["mean"], w["lowest"], w["highest"])
    for value in sorted(groups, key=lambda v: (v in (None, ""), str(v))):
        scores = [v for v in groups[value] if v is not None]
        figures = (sum(scores) / len(scores), min(scores), max(scores)) if scores else ()
        yield "row", (w["not_given"] if value in (None, "") else value, len(groups[value]), *figures)


def summary(batch: Batch) -> Iterable[Row]:
    """Ranked by year, the latest first; then, of each year, those without a rank and why."""
    order = sorted(
        (-(t["year"] or 0), s.rank is None, s.rank or 0, t["agency"], n)
        for n, (t, s) in enumerate(zip(batch.told, batch.standings, strict=True))
    )
    for *_, n in order:
        t, s = batch.told[n], batch.standings[n]
        points = batch.words["stop"].join(
            f"{p['rule']} {batch.title(p['rule'])} −{p['points']:g}"
            + (f" ×{p['found']}" if p["found"] > 1 else "")
            for p in t["points"]
        )
        yield (
            s.rank, s.level_rank, t["agency"], t["year"], t["level"], s.region, t["parent"], batch.kind(t), t["score"], s.change,
            *(s.severities.get(k, 0) if t["score"] is not None or s.rules else None for k in ("error", "warning", "advice")),
            t["unchecked"] if t["score"] is not None else None, s.reason, points, page(t["file"]),
        )  # fmt: skip


def findings(batch: Batch) -> Iterable[Row]:
    for a in batch.agencies:
        ordered = in_reading_order(a)
        accepted = every(a, accepted=True)
        extra = [(d, f) for d in a.documents if d is not a.report for f in d.line["findings"]]
        own = a.report.path if a.report else None
        rows = [(own, f) for f in (*ordered, *accepted)] + [(d.path, f) for d, f in extra]
        for path, f in rows:
            why = (f.get("accepted") or {}).get("reason", "") if f.get("accepted") else None
            keys = [k for k in (f.get("row"), f.get("column")) if k and f.get("table")]
            cell = "·".join(batch.label(a, f["table"], k) for k in keys)
            yield (
                a.name, a.year, batch.name("severities", f["severity"]), f["rule"], batch.title(f["rule"]), f["message"],
                section_name(f, batch), f.get("page"), cell, mask_cell(f.get("quote") or ""), f["suggestion"], f["basis"],
                batch.name("confidences", f["confidence"]),
                None if why is None else text_words.accepted(why, batch.lang), page(path),
            )  # fmt: skip


def section_name(f: Mapping[str, Any], batch: Batch) -> str:
    """The part of the report as a reader calls it: 标题和前言, 第三部分, 表三."""
    section = f.get("section")
    if section is not None:
        return text_words.section_name(section, batch.lang)
    return batch.name("tables", f["table"]) if f.get("table") else ""


def columns_of(batch: Batch, table: str) -> list[tuple[str, str]]:
    """(key, heading) of every column that a table has in the editions of the batch's reports, the latest edition first."""
    used = {a.report.edition for a in batch.agencies if a.report} or {max(batch.book.editions)}
    out: dict[str, str] = {}
    for edition in sorted((e for e in batch.book.editions if e in used), reverse=True):
        form = (batch.book.editions[edition]["tables"] or {}).get(table)
        for column in _columns(form) if form else ():
            out.setdefault(column["key"], str(column["label"]))
    return list(out.items())


def _columns(form: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from form.get("columns", ())
    for block in form.get("blocks", ()):
        yield from block["columns"]


def numbers(batch: Batch, table: str) -> Iterable[Row]:
    """A line a row of a table as the report has it; blank where the report has no number that could be read."""
    keys = [k for k, _ in columns_of(batch, table)]
    for a in batch.agencies:
        if a.report is None:
            continue
        for row, cells in (a.report.line["tables"].get(table) or {}).items():
            yield (
                a.name, a.year, a.roster("level"), a.roster("parent"), batch.label(a, table, row),
                *(number(cells.get(k)) for k in keys), *((cells.get("unit"),) if table == "disclosure" else ()),
            )  # fmt: skip


def number(value: Any) -> Any:
    """A cell's value as a number: amounts come as decimals in text."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def outcomes(batch: Batch) -> Iterable[Row]:
    """Files that were not read, then roster lines without a file."""
    for a in batch.agencies:
        head = (a.name, a.year, a.roster("level"), a.roster("parent"))
        for d in a.documents:
            if not d.reviewed:
                yield *head, batch.name("outcomes", d.state), d.line["message"], page(d.path)
    for a in batch.agencies:
        if not a.documents:
            head = (a.name, a.year, a.roster("level"), a.roster("parent"))
            yield *head, batch.words["state_missing"], batch.words["no_report"], None


def copies(batch: Batch) -> Iterable[Row]:
    for c in batch.copied:
        shown = "\n".join(f"{a} ⇄ {b}" if a != b else a for a, b in c["passages"])
        yield (
            c["cluster"], text_words.section_name(c["section"], batch.lang), c["agency"], c["year"], c["nearest"], c["nearest_year"],
            c["similarity"], shown, page(c["file"]),
        )  # fmt: skip


def rollup(batch: Batch) -> Iterable[Row]:
    by_name = {(a.name, a.within, a.year): a for a in batch.agencies}
    for s in batch.sums:
        a = by_name[s["agency"], s.get("within"), s["year"]]
        printed, added = float(s["printed"]), float(s["sum"])
        yield (
            s["agency"], s["year"], batch.name("tables", s["table"]), batch.label(a, s["table"], s["row"]),
            batch.label(a, s["table"], s["column"]), printed, added, float(s["printed"] - s["sum"]), s["members"],
            batch.words["match" if s["printed"] == s["sum"] else "differs"],
        )  # fmt: skip
