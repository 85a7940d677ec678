"""``--format html``: one self-contained page; the report's own text and tables with the findings marked in place.

Everything from the report is data: Jinja escapes it, the page's policy forbids loading anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from checker import __version__, rulebook
from checker.document import Paragraph, Table
from checker.findings import Finding, Review, Severity, Text
from checker.outputs import Rendered
from checker.outputs.masking import mask, mask_cell, quoted
from checker.outputs.text_words import (
    accepted,
    confidence,
    counted,
    listed,
    mark,
    place_text,
    unchecked,
    words,
)
from checker.report.rows import is_label


def one(review: Review, source: str | bytes, settings: Mapping[str, Any]) -> Rendered:
    """The review as a page; ``settings``: lang."""
    lang = settings.get("lang", "zh")
    return Rendered(_template().render(**view(review, lang)))


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, select_autoescape

    environment = Environment(
        loader=PackageLoader("checker.outputs"), autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True, lstrip_blocks=False,
    )  # fmt: skip
    return environment.get_template("report.html.j2")


def view(review: Review, lang: str) -> dict[str, Any]:
    """What the template shows."""
    names = rulebook.load().file("names.yml")
    w = {k: v[lang] for group in ("punctuation", "html") for k, v in names[group].items()}
    report = review.report
    numbered = [_finding(n, f, lang, names) for n, f in enumerate(review.findings, 1)]
    live = [f for f in review.findings if f.accepted is None]
    groups: dict[str, int] = {}
    for f in review.findings:
        groups[f.rule[0]] = groups.get(f.rule[0], 0) + 1
    placed = _placed(review.findings)
    blocks = _blocks(review, placed, numbered, lang) if review.document else []
    shown = {n for b in blocks for n in b["numbers"]}
    base: dict[str, Any] = {
        "lang": lang, "w": w, "version": __version__, "rules_version": review.rules_version, "sha256": review.sha256,
        "path": review.path, "name": (report.agency if report and report.agency else review.path), "score": None,
        "message": review.message.get(lang) if review.message else None, "facts_line": None, "findings": numbered,
    }  # fmt: skip
    if report is None:
        return base
    base.update(
        facts_line=words(lang)["facts"].format(report.agency or "?", report.year or "?", report.edition or "?"),
        score=f"{review.score:g}" if review.score is not None else None,
        severities=[
            {"key": s.name, "name": names["severities"][s.name][lang], "count": (n := sum(f.severity is s for f in live)), "told": counted(s.name, n, lang)}
            for s in sorted(Severity, reverse=True)
        ],
        groups=[{"key": g, "name": names["groups"].get(g, {}).get(lang, g), "count": n} for g, n in sorted(groups.items())],
        accepted=counted("taken", taken, lang) if (taken := len(review.findings) - len(live)) else "",
        clean=words(lang)["clean"],
        blocks=blocks,
        floating=[n for n in numbered if n["n"] not in shown],
        facts=_facts(review, lang, names),
        narrative=_narrative(review, lang, names),
        statutes=_statutes(review, lang),
        not_checked=[(reason, listed(rules, lang)) for reason, rules in unchecked(review, lang)],
        unchecked_rules=counted("rules", len({n.rule for n in review.not_checked}), lang),
        points=[
            {"rule": d.rule, "found": d.found, "counted": d.counted, "points": f"{d.points:g}"}
            for d in (review.scoring.deductions if review.scoring else ())
        ],
        script_words={"shown": w["shown"]},
    )  # fmt: skip
    return base


def _finding(n: int, f: Finding, lang: str, names: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "n": n, "rule": f.rule, "group": f.rule[0], "severity": f.severity.name,
        "severity_name": names["severities"][f.severity.name][lang], "message": f.message.get(lang),
        "basis": f.basis.get(lang), "suggestion": f.suggestion.get(lang), "where": place_text(f.place, lang),
        "confidence": confidence(f, lang), "expected": f.expected, "actual": f.actual,
        "quote": quoted(f.place) if f.place else None, "also": listed(f.also, lang), "accepted": f.accepted,
        "acceptance": accepted(f.accepted.get("reason", ""), lang) if f.accepted else "",
        "related": [f"{place_text(p, lang)} {quoted(p)}".strip() for p in f.related],
        "arithmetic": arithmetic(f.details), "pairs": passages(f.details, names["details"], lang),
    }  # fmt: skip


def arithmetic(details: Mapping[str, Any]) -> list[str]:
    """The broken sums of a finding, one line each, as a person would write them down."""
    return [f"{item['rule']} {item['label']} {item['text']}" for item in details.get("identities", ())]


def passages(details: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]], lang: str) -> list[tuple[str, str]]:
    """Further details with their labels: words, clauses, pairs of passages."""
    out = []
    for key, label in labels.items():
        value = details.get(key, ())
        value = value.get(lang) if isinstance(value, Text) else value
        texts = [value] if isinstance(value, str) else [v if isinstance(v, str) else " ⇄ ".join(v) for v in value]
        out += [(label[lang], text) for text in texts]
    return out


def _placed(findings: Sequence[Finding]) -> dict[int, list[tuple[int, Finding]]]:
    """Numbered findings by the block in which they stand."""
    out: dict[int, list[tuple[int, Finding]]] = {}
    for n, f in enumerate(findings, 1):
        if f.place and f.place.paragraph is not None and f.place.document == "this":
            out.setdefault(f.place.paragraph, []).append((n, f))
    return out


def _blocks(
    review: Review, placed: Mapping[int, list[tuple[int, Finding]]], numbered: Sequence[Mapping[str, Any]], lang: str
) -> list[dict[str, Any]]:
    report = review.report
    document = review.document
    assert document is not None
    headings = {s.place.paragraph for s in report.sections if s.place} if report else set()
    first = min((h for h in headings if h is not None), default=0)
    titles = set(report.title.lines) if report and report.title else set()
    out: list[dict[str, Any]] = []
    for block in document.blocks:
        here = placed.get(block.index, [])
        if isinstance(block, Paragraph):
            css = "h" if block.index in headings else "t" if block.text.strip() in titles and block.index < first else "b"
            css = "note" if block.role in ("footnote", "header", "footer") else css
            pieces = _pieces(block, here, numbered)
            out.append({"kind": "paragraph", "css": css, "pieces": pieces, "numbers": [n for n, _ in here]})
        else:
            out.append(_table(block, here, numbered, review, mark("stop", lang)))
    return out


def _pieces(
    block: Paragraph, here: Sequence[tuple[int, Finding]], numbered: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The paragraph cut where marks begin and end; overlapping marks take the gravest colour."""
    text = mask(block.text)
    size = len(text)
    spans = []
    for n, f in here:
        place = f.place
        assert place is not None
        a, b = place.span if place.span else (0, size)
        a, b = max(0, min(a, size)), max(0, min(b, size))
        if place.masked and place.quote and len(place.quote) == b - a:
            text = text[:a] + place.quote + text[b:]
        spans.append((a, b, n, f))
    cuts = sorted({0, size, *(a for a, *_ in spans), *(b for _, b, *_ in spans)})
    pieces: list[dict[str, Any]] = []
    for a, b in pairwise(cuts):
        over = [(n, f) for x, y, n, f in spans if x <= a and b <= y]
        worst = max((f.severity for _, f in over), default=None)
        pieces.append({
            "text": text[a:b], "severity": worst.name if worst is not None else None,
            "accepted": int(bool(over) and all(f.accepted is not None for _, f in over)),
            "ends": [numbered[n - 1] for _, y, n, _ in spans if y == b],
        })  # fmt: skip
    empty = [numbered[n - 1] for x, y, n, _ in spans if x == y == 0]
    if empty:
        pieces.insert(0, {"text": "", "severity": None, "accepted": 0, "ends": empty})
    return pieces


def _table(
    block: Table, here: Sequence[tuple[int, Finding]], numbered: Sequence[Mapping[str, Any]], review: Review, stop: str
) -> dict[str, Any]:
    marks: dict[tuple[int, int], list[tuple[int, Finding]]] = {}
    for n, f in here:
        marks.setdefault((f.place.cell if f.place and f.place.cell else (0, 0)), []).append((n, f))
    states = {}
    if review.report:
        for table in review.report.tables.values():
            for form in table.cells.values():
                if form.place.paragraph == block.index and form.place.cell and form.state in ("unread", "inferred"):
                    states[form.place.cell] = form.state
    rows = []
    for row in block.rows():
        cells = []
        for cell in row:
            own = marks.get((cell.row, cell.column), ())
            worst = max(f.severity for _, f in own) if own else None
            fixes = [f"{f.actual} → {f.expected}" for _, f in own if f.expected is not None and f.actual is not None]
            lines = [line for _, f in own for line in arithmetic(f.details)]
            cells.append({
                "text": mask_cell(cell.text), "rowspan": cell.row_span, "colspan": cell.column_span,
                "state": worst.name if worst is not None else states.get((cell.row, cell.column)),
                "marks": [numbered[n - 1] for n, _ in own], "fix": stop.join(fixes), "title": stop.join(lines),
                "label": is_label(cell.text),
            })  # fmt: skip
        rows.append(cells)
    return {"kind": "table", "rows": rows, "numbers": [n for n, _ in here]}


def _facts(review: Review, lang: str, names: Mapping[str, Any]) -> list[tuple[str, str]]:
    report = review.report
    assert report is not None
    w = {k: v[lang] for k, v in names["facts"].items()}
    contacts = report.contacts
    period = report.period
    pairs: list[tuple[str, str]] = [
        (w["title"], report.title.text if report.title else ""),
        (w["agency"], report.agency or ""),
        (w["kind"], names["agency_kinds"][report.agency_kind][lang]),
        (w["year"], str(report.year or "")),
        (w["edition"], names["form"][lang].format(printed=report.edition or "?", due=report.edition_due or "?")),
        (w["period"], f"{period.start} – {period.end}" if period and period.start and period.end else ""),
        (w["dated"], str(report.dated or "")),
        (w["address"], contacts.address.value if contacts.address else ""),
        (w["postcode"], contacts.postcode.value if contacts.postcode else ""),
        (w["phones"], listed((mask(f.value) for f in contacts.phones), lang)),
        (w["faxes"], listed((f.value for f in contacts.faxes), lang)),
        (w["emails"], listed((f.value for f in contacts.emails), lang)),
        (w["sections"], mark("stop", lang).join(s.heading for s in report.sections if s.number)),
    ]
    for key, table in report.tables.items():
        status = names["statuses"][table.status][lang]
        read = sum(c.state == "read" for c in table.cells.values())
        inferred = sum(c.state == "inferred" for c in table.cells.values())
        count = names["counts"][lang].format(read=read, inferred=inferred, all=len(table.cells))
        pairs.append((names["tables"][key][lang], status + mark("comma", lang) + count))
    return [(k, v) for k, v in pairs if v]


def _narrative(review: Review, lang: str, names: Mapping[str, Any]) -> dict[str, Any] | None:
    n = review.narrative
    if n is None or not n.clauses:
        return None
    w = names["narrative"]
    verdict = w[n.verdict][lang]
    if n.weak_probability is not None:
        verdict = names["verdict"][lang].format(verdict=verdict, weak=n.weak_probability)
    clauses = [
        {
            "text": mask(c.text), "role": w[c.role][lang], "specificity": w[c.specificity][lang] if c.specificity else "",
            "answers": listed(c.answers, lang),
        }
        for c in n.clauses
    ]  # fmt: skip
    return {"verdict": verdict, "clauses": clauses}


def _statutes(review: Review, lang: str) -> list[dict[str, Any]]:
    from checker.outputs.statutes import row

    return [row(c, lang) for c in review.report.statutes] if review.report else []


