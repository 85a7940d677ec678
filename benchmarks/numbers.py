"""Precision and recall of N01-N10 on corpus/numbers: per half, per rule, per trap, with the misses; and the warm cost.

    python benchmarks/numbers.py [--half open|sealed|fresh-f|…|fresh-z] [--quiet]

Of a set that is still unread (UNREAD) only figures are printed, whatever is asked for.

A finding is right when its rule is the expected one and its quote overlaps the expected quote (corpus/numbers/CARD.md).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:] = [
    str(ROOT),
    *(p for p in sys.path if Path(p or ".").resolve() != ROOT / "benchmarks"),
]  # not our "numbers"

from checker import rulebook  # noqa: E402
from checker.checks.context import Context  # noqa: E402
from checker.checks.numbers import breakdowns, disclosure, disputes, processing_fee, ratios, requests  # noqa: E402
from checker.document import Document, Paragraph, Place  # noqa: E402
from checker.findings import Finding  # noqa: E402
from checker.language import get_language  # noqa: E402
from checker.report.model import Contacts, FormCell, FormTable, Report, Section  # noqa: E402

CHECKS = (requests, breakdowns, disputes, disclosure, ratios, processing_fee)
CORPUS = ROOT / "corpus" / "numbers"
HALVES = ("open", "sealed", *sorted(p.stem for p in CORPUS.glob("fresh-?.jsonl")))
UNREAD = frozenset({"fresh-l", "fresh-r", "fresh-s", "fresh-y", "fresh-z"})


def form_tables(book: rulebook.RuleBook, given: dict[str, Any]) -> dict[str, FormTable]:
    """The statutory tables of one entry of tables.json; cells that it leaves out are 0."""
    from decimal import Decimal

    forms = book.editions[given["edition"]]["tables"]
    out = {}
    for key, form in forms.items():
        cells, place = {}, Place(table=key)
        units = {}
        if form["kind"] == "blocks":
            pairs = [(r, c) for b in form["blocks"] for r in b["rows"] for c in b["columns"]]
        else:
            across = form["columns"]
            down = form["rows"] if form["kind"] == "matrix" else form["groups"]
            pairs = [(r, c) for r in down for c in across]
            if "other_total" in given.get(key, {}):
                pairs += [({"key": "other_total"}, c) for c in across]
                pairs = [
                    p for p in pairs if not p[0]["key"].startswith("other_") or p[0]["key"] == "other_total"
                ]
        for r, c in pairs:
            at = (r["key"], c["key"])
            raw = given[key].get(at[0], {}).get(at[1], 0)
            value = Decimal(str(raw)) if isinstance(raw, str) else raw
            unit = given[key].get(at[0], {}).get("unit") if at[1] == "amount" else None
            cells[at] = FormCell(value, "read", place, str(raw), unit)
        out[key] = FormTable(key, "read", given["edition"], cells, units=units)
    return out


def context(book: rulebook.RuleBook, item: dict[str, Any], tables: dict[str, FormTable]) -> Context:
    """The item's text as a report of one paragraph."""
    paragraph = Paragraph(0, item["text"])
    section = Section(item["section"], "", "", "", None, (paragraph,))
    report = Report(
        None, item["agency"], item["agency_kind"], item["year"], item["edition"], item["edition"], None, None, None,
        Contacts(), (section,), tables,
    )  # fmt: skip
    return Context(report, Document("-", "", "text", (paragraph,)), book, get_language())


def findings(ctx: Context) -> list[Finding]:
    return [f for run in CHECKS for f in run(ctx) if isinstance(f, Finding)]


def match(item: dict[str, Any], found: list[Finding]) -> tuple[list[Finding], list[dict[str, Any]], int]:
    """False findings, expectations missed, right ones; one right finding an expectation."""
    text, left = item["text"], list(item["expect"])
    others, right, spans = [], 0, []
    for f in found:
        assert f.place is not None and f.place.span is not None
        a, b = f.place.span
        hit = None
        for e in left:
            at = text.index(e["quote"])
            if e["rule"] == f.rule and a < at + len(e["quote"]) and at < b:
                hit = e
        if hit:
            left.remove(hit)
            at = text.index(hit["quote"])
            spans += [(a, b), (at, at + len(hit["quote"]))]
            right += 1
        else:
            others.append((a, b, f))
    # a further finding on the same quote is the same finding (CARD.md)
    wrong = [f for a, b, f in others if not any(a < y and x < b for x, y in spans)]
    return wrong, left, right


def measure(half: str, quiet: bool) -> None:
    book = rulebook.load()
    sets = json.loads((CORPUS / "tables.json").read_text("utf-8"))
    own = CORPUS / f"{half}-tables.json"
    if own.is_file():
        sets |= json.loads(own.read_text("utf-8"))
    tables = {name: form_tables(book, given) for name, given in sets.items()}
    items = [json.loads(line) for line in (CORPUS / f"{half}.jsonl").read_text("utf-8").splitlines()]
    scores: Counter[tuple[str, str]] = Counter()
    traps: Counter[tuple[str, str]] = Counter()
    for item in items:
        found = findings(context(book, item, tables[item["tables"]]))
        wrong, missed, _right = match(item, found)
        for e in item["expect"]:
            scores[e["rule"], "hit"] += e not in missed
            scores[e["rule"], "missed"] += e in missed
        for f in wrong:
            scores[f.rule, "false"] += 1
        traps[item["trap"], "bad"] += len(wrong) + len(missed)
        traps[item["trap"], "all"] += 1
        if (wrong or missed) and not quiet and half not in UNREAD:
            print(item["id"], item["trap"], item["agency"], item["tables"], item["text"])
            for f in wrong:
                print("   FALSE", f.rule, f.place and f.place.quote, f.message.zh)
            for e in missed:
                print("   MISSED", e)
    hit, missed_n, false = (
        sum(scores[r, k] for r, kk in scores if kk == k) for k in ("hit", "missed", "false")
    )
    print(
        f"{half}: {len(items)} items, precision {hit / max(1, hit + false):.4f}, recall {hit / max(1, hit + missed_n):.4f}"
    )
    for rule in sorted({r for r, _ in scores}):
        print(
            f"  {rule} right {scores[rule, 'hit']}, missed {scores[rule, 'missed']}, false {scores[rule, 'false']}"
        )
    bad = {t: (traps[t, "bad"], traps[t, "all"]) for t, k in traps if k == "all" and traps[t, "bad"]}
    print("  traps with errors:", bad or "none")
    started = time.perf_counter()
    for item in items:
        findings(context(book, item, tables[item["tables"]]))
    spent = (time.perf_counter() - started) * 1000
    size = sum(len(i["text"]) for i in items)
    print(f"  warm: {spent / size * 1000:.2f} ms per 1000 characters ({spent / len(items):.2f} ms an item)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--quiet", action="store_true", help="without the misses")
    options = parser.parse_args()
    for half in [options.half] if options.half else HALVES:
        measure(half, options.quiet)


if __name__ == "__main__":
    main()
