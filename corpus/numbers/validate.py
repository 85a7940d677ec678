#!/usr/bin/env python3
"""Checks corpus/numbers: tables consistent, items well formed, quotes in the text; prints counts and hashes.

    python corpus/numbers/validate.py
"""

import collections
import hashlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
COLUMNS = ("natural_person", "business", "research", "welfare", "legal_service", "other")
OTHERS = ("other_no_correction", "other_no_payment", "other_rest")
OUTCOMES = ["granted", "partly_granted", "refused_state_secret", "refused_prohibited_by_law", "refused_security_and_stability", "refused_third_party", "refused_internal_affairs", "refused_deliberative", "refused_enforcement_file", "refused_administrative_enquiry", "unavailable_not_held", "unavailable_needs_creation", "unavailable_still_unclear", "declined_petition", "declined_repeated", "declined_publication", "declined_excessive", "declined_reconfirmation", "other_total", *list(OTHERS)]
OTHER_ROWS = ["new", "carried_in", "processed_total", "carried_out"]
GROUPS = ("review", "direct_suit", "suit_after_review")
OUTCOMES_OF_DISPUTES = ("upheld", "corrected", "other", "pending")
DISCLOSURE = {
    "2021": {"regulations", "normative_documents", "licences", "penalties", "coercion", "fees"},
    "2019": {"regulations", "normative_documents", "licences", "other_services", "penalties", "coercion", "fees", "procurement"},
}
KINDS = {"government", "department", "office", "township", "institution", "unknown"}
RULES = {f"N{i:02}" for i in range(1, 11)} | {f"Y{i:02}" for i in range(4, 8)}
FIELDS = {"id", "trap", "label", "year", "edition", "agency", "agency_kind", "section", "text", "tables", "expect", "note"}


def table_problems(name, t):
    requests, out = t["requests"], []
    if unknown := set(requests) - set(OUTCOMES) - set(OTHER_ROWS):
        out.append(f"{name}: unknown rows {unknown}")
    for row in OTHER_ROWS:
        if "total" not in requests.get(row, {}):
            out.append(f"{name}: {row} has no total")
    for row, cells in requests.items():
        if set(cells) - set(COLUMNS) - {"total"}:
            out.append(f"{name}: {row} has unknown columns")
        if sum(cells.get(c, 0) for c in COLUMNS) != cells.get("total"):
            out.append(f"{name}: row {row} does not add")
    if "other_total" in requests and any(o in requests for o in OTHERS):
        out.append(f"{name}: other_total beside its parts")
    if t["edition"] == "2019" and any(o in requests for o in OTHERS):
        out.append(f"{name}: rows of the 2021 edition")

    def at(row, column):
        return requests.get(row, {}).get(column, 0)

    for column in (*COLUMNS, "total"):
        if sum(at(o, column) for o in OUTCOMES) != at("processed_total", column):
            out.append(f"{name}: outcomes of {column} do not add")
        if at("new", column) + at("carried_in", column) != at("processed_total", column) + at("carried_out", column):
            out.append(f"{name}: one + two is not three + four in {column}")
    if set(t["disputes"]) != set(GROUPS):
        out.append(f"{name}: dispute groups")
    for group, cells in t["disputes"].items():
        if sum(cells.get(o, 0) for o in OUTCOMES_OF_DISPUTES) != cells["total"]:
            out.append(f"{name}: {group} does not add")
    if set(t["disclosure"]) != DISCLOSURE[t["edition"]]:
        out.append(f"{name}: disclosure keys")
    return out


def item_problems(item, tables, years):
    name, out = item.get("id"), []
    if set(item) != FIELDS | ({"dated"} if years else set()):
        return [f"{name}: fields {set(item) ^ FIELDS}"]
    if item["tables"] not in tables:
        return [f"{name}: no tables {item['tables']}"]
    if item["edition"] != tables[item["tables"]]["edition"] or item["edition"] != ("2019" if item["year"] < 2021 else "2021"):
        out.append(f"{name}: edition and year")
    if item["agency_kind"] not in KINDS or item["section"] not in range(7):
        out.append(f"{name}: kind or section")
    if (item["label"] == "flagged") != bool(item["expect"]) or item["label"] not in ("flagged", "innocent", "agreeing"):
        out.append(f"{name}: label")
    for e in item["expect"]:
        if set(e) != {"rule", "quote", "expected"} or e["rule"] not in RULES:
            out.append(f"{name}: expectation {e}")
        elif item["text"].count(e["quote"]) != 1 and not (years and e["quote"] == item["dated"]):
            out.append(f"{name}: quote {e['quote']!r} occurs {item['text'].count(e['quote'])} times")
    return out


def main():
    tables = json.loads((HERE / "tables.json").read_text("utf-8"))
    problems = [p for name, t in tables.items() for p in table_problems(name, t)]
    editions = collections.Counter(t["edition"] for t in tables.values())
    print(f"tables.json: {len(tables)} table sets, {dict(editions)}")
    ids, texts, per_file, total = set(), set(), {}, collections.Counter()
    for name in ("sealed", "open", "years"):
        path = HERE / f"{name}.jsonl"
        items = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for item in items:
            problems += item_problems(item, tables, name == "years")
            if item["id"] in ids:
                problems.append(f"{item['id']}: id twice")
            if item["text"] in texts and name != "years":
                problems.append(f"{item['id']}: text twice")
            ids.add(item["id"])
            texts.add(item["text"])
        labels = collections.Counter(i["label"] for i in items)
        rules = collections.Counter(e["rule"] for i in items for e in i["expect"])
        per_file[name] = collections.Counter(i["trap"] for i in items)
        if name != "years":
            total += labels
        print(f"\n{name}.jsonl: {len(items)} items, {dict(sorted(labels.items()))}")
        print("  expected findings:", ", ".join(f"{r} {n}" for r, n in sorted(rules.items())))
        print("  tables used:", len({i["tables"] for i in items}))
    for path in sorted(HERE.glob("fresh-?.jsonl")):
        items = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        own = json.loads((HERE / f"{path.stem}-tables.json").read_text("utf-8"))
        problems += [p for name, t in own.items() for p in table_problems(name, t)]
        problems += [p for item in items for p in item_problems(item, tables | own, False)]
        expected = sum(len(i["expect"]) for i in items)
        print(f"\n{path.name}: {len(items)} items, {expected} expected findings, {len(own)} table sets of its own")
    print("\ntrap".ljust(28) + "".join(n.rjust(8) for n in per_file))
    for trap in sorted(set().union(*per_file.values())):
        print(trap.ljust(27) + "".join(str(c[trap]).rjust(8) for c in per_file.values()))
    if {"sealed", "open"} <= set(per_file):
        if per_file["sealed"] != per_file["open"]:
            problems.append("the halves differ in their traps")
        for trap, n in (per_file["sealed"] + per_file["open"]).items():
            if n < 10:
                problems.append(f"trap {trap}: only {n} cases")
        print(f"\nboth halves: {sum(total.values())} items, {dict(sorted(total.items()))}")
    print()
    for path in sorted(HERE.glob("*.json*")):
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.name)
    for p in problems:
        print("PROBLEM", p)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
