"""The rules across documents against the truth of a generated province: roll-up, pairs of years, roster, copies.

    python -m benchmarks.truth [--documents 600] [--workers 2] [--province DIR --out DIR]

Generates a province (or takes DIR with its truth.json), runs ``gongkai batch`` on its roster (or takes what is in OUT),
and prints for each rule how many answers are due, how many are right, and every one that is not.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.running import start
from checker import rulebook

Who = tuple[str, str | None, int]
PAIR = ("X01", "X02", "X03", "X04")


@dataclass
class Tally:
    """Answers of one rule: how many were due, and those that differ (who, due, given)."""

    due: int = 0
    wrong: list[tuple[Who, Any, Any]] = field(default_factory=list)

    def compare(self, who: Who, due: Any, given: Any) -> None:
        self.due += 1
        if due != given:
            self.wrong.append((who, due, given))


def compare(truth: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> dict[str, Tally]:
    """``rows`` are the lines of agencies.jsonl; every agency and year counts, those without a fault too."""
    told = {(r["agency"], r["parent"], r["year"]): r for r in rows}
    due = {rule: {_who(d): d for d in truth[rule]} for rule in ("G01", "G03", "X")}
    out = {rule: Tally() for rule in ("G01", "G02", "G03", *PAIR)}
    names = {t["zh"]: k for k, t in rulebook.load().file("names.yml")["tables"].items()}
    for who in sorted({*told, *due["G01"], *due["G03"], *due["X"]}, key=str):
        row = told.get(who, {"findings": [], "not_checked": []})
        out["G03"].compare(who, _g03_due(due["G03"].get(who)), _g03(row))
        if who in due["G01"] or _of(row["findings"], "G01") or _of(row["not_checked"], "G01"):
            out["G01"].compare(who, _g01_due(due["G01"].get(who)), _g01(row, names))
        for rule in PAIR:
            if who in due["X"] or _of(row["findings"], rule) or _of(row["not_checked"], rule):
                out[rule].compare(who, _x_due(due["X"].get(who), rule), _x(row, rule))
    paths = {r["file"]: w for w, r in told.items() if r["file"]}
    copied = set(_pairs_due(truth["G02"]))
    for pair in sorted(copied | set(_pairs(told, paths)), key=str):
        given = pair in set(_pairs(told, paths))
        out["G02"].compare(min(pair[1], key=str), pair in copied, given)
    return out


def _who(d: Mapping[str, Any]) -> Who:
    return d["agency"], d["parent"], d["year"]


def _of(items: Sequence[Mapping[str, Any]], rule: str) -> list[Mapping[str, Any]]:
    return [i for i in items if i["rule"] == rule]


def _g03_due(d: Mapping[str, Any] | None) -> tuple[list[str], int]:
    return (d["found"], d["open"]) if d else ([], 0)


def _g03(row: Mapping[str, Any]) -> tuple[list[str], int]:
    return sorted(f["variant"] for f in _of(row["findings"], "G03")), len(_of(row["not_checked"], "G03"))


def _g01_due(d: Mapping[str, Any] | None) -> Any:
    """By table: who is absent, or the cells that are off and whose cells are blank."""
    if d is None:
        return None
    if not d["readable"]:
        return "unreadable"
    out = {}
    for table in ("requests", "disputes", "disclosure"):
        if "absent" in d[table]:
            out[table] = {"absent": d[table]["absent"]}
        elif d[table]["off"] or d[table]["blank"]:
            out[table] = {"off": d[table]["off"], "blank": d[table]["blank"]}
    return out


def _g01(row: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    out: dict[str, dict[str, Any]] = {}
    for item in _of(row["not_checked"], "G01"):
        name, _, rest = item["reason"].partition("：")
        if name not in names:
            return "unreadable"
        kind, _, who = rest.partition("：")
        entry = out.setdefault(names[name], {} if kind.startswith("未能") else {"off": [], "blank": []})
        entry["absent" if kind.startswith("未能") else "blank"] = sorted(who.split("、"))
    for f in _of(row["findings"], "G01"):
        entry = out.setdefault(f["place"]["table"], {"off": [], "blank": []})
        entry["off"] = sorted([c["row"], c["column"]] for c in f["details"]["cells"])
    return out


def _x_due(d: Mapping[str, Any] | None, rule: str) -> Any:
    if d is None:
        return None
    if not d["comparable"]:
        return "open"
    found = d[rule]
    return ("total" if "total" in found else "columns", found) if rule == "X01" and found else sorted(found)


def _x(row: Mapping[str, Any], rule: str) -> Any:
    if _of(row["not_checked"], rule):
        return "open"
    found = _of(row["findings"], rule)
    if rule == "X01":
        columns = sorted(c["column"] for f in found for c in f["details"]["columns"])
        kinds = {"default": "total", "columns": "columns"}
        return (kinds[found[0]["variant"]], columns) if found else []
    if rule == "X02":
        return sorted(f["place"]["row"] for f in found)
    if rule == "X03":
        return sorted(f["variant"] for f in found)
    return sorted(f["place"]["table"] for f in found)


Pair = tuple[int, frozenset[Who]]


def _pairs_due(clusters: Iterable[Mapping[str, Any]]) -> Iterator[Pair]:
    for c in clusters:
        yield c["section"], frozenset(_who(m) for m in c["members"])


def _pairs(told: Mapping[Who, Mapping[str, Any]], paths: Mapping[str, Who]) -> Iterator[Pair]:
    for who, row in told.items():
        for f in _of(row["findings"], "G02"):
            for place in f["related"]:
                yield f["place"]["section"], frozenset({who, paths[place["document"]]})


def read(out: Path) -> list[dict[str, Any]]:
    return [json.loads(t) for t in (out / "agencies.jsonl").read_text("utf-8").splitlines()]


def report(found: Mapping[str, Tally]) -> str:
    lines = []
    for rule, tally in found.items():
        lines.append(f"{rule}  compared {tally.due}  right {tally.due - len(tally.wrong)}")
        lines += [f"   {who}: due {due}, given {given}" for who, due, given in tally.wrong[:10]]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=600)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--province", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.province or Path(name) / "province"
        out = given.out or Path(name) / "out"
        if given.province is None:
            from benchmarks.province import generate

            generate(folder, given.documents, jobs=given.workers)
        if not (out / "agencies.jsonl").exists():
            started = time.perf_counter()
            run = start(
                folder, "batch", "roster.csv", "--out", str(out.resolve()), "--workers", str(given.workers)
            )
            print(f"batch: exit {run.wait()}, {time.perf_counter() - started:.0f} s", flush=True)
        truth = json.loads((folder / "truth.json").read_text("utf-8"))
        found = compare(truth["expected"], read(out))
        print(report(found))
        sys.exit(any(t.wrong for t in found.values()))


if __name__ == "__main__":
    main()
