"""Y04–Y07 on the hand-labelled sentences of corpus/numbers/years.jsonl: precision, recall and the misses.

    python benchmarks/years.py [--set fresh-years] [--quiet]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from checker import rulebook, specimen  # noqa: E402
from checker.reviewing import review  # noqa: E402

CORPUS = ROOT / "corpus" / "numbers"
RULES = ("Y04", "Y05", "Y06", "Y07")


def found(item: dict[str, Any]) -> set[tuple[str, str]]:
    """(rule, quote) of the findings in the item's sentence inside the specimen report."""
    book = rulebook.load()
    section = item["section"] or 1
    edit = {"agency": item["agency"], "year": item["year"], f"section.{section}": item["text"]}
    if section == 6:
        edit["section.1"] = "全年无其他情况。"
    if item.get("dated"):
        day = dt.date.fromisoformat(item["dated"])
        edit["dated"] = f"{day.year}年{day.month}月{day.day}日"
    s = specimen.make(book, edit)
    for other in (1, 5):
        if other != section:
            s.sections[other] = ["无。"]
    result = review(specimen.markdown(book, s).encode(), path="例.md", select=RULES)
    out = set()
    for f in result.findings:
        quote = item["dated"] if f.rule == "Y06" else (f.place.quote if f.place and f.place.quote else "")
        out.add((f.rule, str(quote)))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="years", help="a file of corpus/numbers (default: years)")
    parser.add_argument("--quiet", action="store_true", help="without the misses")
    given = parser.parse_args()
    lines = (CORPUS / f"{given.set}.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    tally: Counter[str] = Counter()
    for item in items:
        wanted = {(e["rule"], str(e["quote"])) for e in item["expect"]}
        got = found(item)
        hits = {w for w in wanted if any(w[0] == g[0] and (w[1] in g[1] or g[1] in w[1]) for g in got)}
        extra = {g for g in got if not any(w[0] == g[0] and (w[1] in g[1] or g[1] in w[1]) for w in wanted)}
        tally["hit"] += len(hits)
        tally["missed"] += len(wanted - hits)
        tally["false"] += len(extra)
        if (wanted - hits or extra) and not given.quiet:
            print(item["id"], item["trap"], item["text"], "missed:", wanted - hits, "false:", extra)
    precision = tally["hit"] / max(1, tally["hit"] + tally["false"])
    recall = tally["hit"] / max(1, tally["hit"] + tally["missed"])
    print(f"{len(items)} items: precision {precision:.3f}, recall {recall:.3f} ({dict(tally)})")


if __name__ == "__main__":
    main()
