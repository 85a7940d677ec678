"""Agreement of the second labelling with the first: Cohen's κ.

    python tools/narratives_kappa.py

Both label the clauses of corpus/narratives.jsonl as cut there; corpus/narratives-second.jsonl holds the second hand's.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from checker.narrative.metrics import kappa
from checker.narrative.section import is_weak, reasons


class Clause:
    """A clause of the second labelling, in the shape that the guide's rules take."""

    def __init__(self, raw: dict) -> None:
        self.role, self.specificity, self.answers = raw["role"], raw["specificity"], raw["answers"]


def main() -> None:
    first = {d["id"]: d for d in map(json.loads, (ROOT / "corpus" / "narratives.jsonl").read_text(encoding="utf-8").splitlines())}
    second = [json.loads(x) for x in (ROOT / "corpus" / "narratives-second.jsonl").read_text(encoding="utf-8").splitlines()]
    labels, roles, kinds, links = [], [], [], [0, 0, 0]
    for d in second:
        gold = first[d["id"]]
        weak = is_weak(reasons([Clause(c) for c in d["clauses"]]))
        labels.append((gold["label"], "weak" if weak else "adequate"))
        for i, (a, b) in enumerate(zip(gold["clauses"], d["clauses"], strict=True)):
            roles.append((a["role"], b["role"]))
            if a["role"] == b["role"] != "other":
                kinds.append((a["specificity"], b["specificity"]))
            mine, theirs = {(i, x) for x in a["answers"]}, {(i, x) for x in b["answers"]}
            links = [links[0] + len(mine & theirs), links[1] + len(mine), links[2] + len(theirs)]
    print(f"{len(second)} narratives, {len(roles)} clauses")
    for name, pairs in (("section label", labels), ("clause role", roles), ("specificity (roles agreeing)", kinds)):
        same = sum(a == b for a, b in pairs) / len(pairs)
        print(f"{name}: κ {kappa(pairs):.3f}, agreement {same:.3f}")
    print(f"answers: F1 {2 * links[0] / (links[1] + links[2]):.3f}")


if __name__ == "__main__":
    main()
