"""Check the hand-labelled citations: spans, fields, register ids, traps.

    python corpus/citations/validate.py [FILE ...]        (default: both halves)

Needs the project's shared folder (domain.md, statutes.tsv) for the ids; without it the ids are not checked, and it says so.
"""

import csv
import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared"
HALVES = (HERE / "sealed.jsonl", HERE / "open.jsonl")
TRAPS = ["history_form", "superseded_as_history", "superseded_as_current", "earlier_format", "provincial_reissue", "local_unknown", "local_twin", "one_edit_neighbours", "wrong_title", "wrong_issuer", "wrong_number", "article_forms", "local_article", "lost_brackets", "other_brackets", "extra_di", "decree_forms", "nested_marks", "unclosed_mark", "stray_mark", "line_break", "html_entities", "fullwidth_digits", "blanks_in_number", "lookalike_titles", "short_title_defined", "list", "number_only", "unmarked_title", "yearly_priorities", "provincial_priorities", "quotes", "very_long_title", "lookalike_digits", "none"]
CITATION_KEYS = {"span", "text", "title", "number", "article", "resolved"}
CASES_PER_HALF = 5
ADVERSARIAL_SHARE = 0.3


def register_ids():
    """Titles of domain section 4 and of the table of statutes, and the yearly priorities; None without the shared folder."""
    domain, table = SHARED / "spec" / "domain.md", SHARED / "facts" / "statutes.tsv"
    if not (domain.is_file() and table.is_file()):
        return None
    section = domain.read_text(encoding="utf-8").split("\n## 4. ")[1].split("\n## 5. ")[0]
    ids = {row.group(1).strip() for row in re.finditer(r"^\| \d+ \| (.+?) \| ", section, re.M)}
    with table.open(encoding="utf-8", newline="") as rows:
        ids |= {row["title"] for row in csv.DictReader(rows, delimiter="\t")}
    ids |= {f"{year}年政务公开工作要点" for year in range(2014, 2023)}
    return ids | {"2012年重点工作安排", "2013年当前重点工作安排"}


def problems(item, ids):
    if set(item) != {"id", "trap", "adversarial", "text", "citations"}:
        yield f"keys are {sorted(item)}"
        return
    if item["trap"] not in TRAPS:
        yield f"unknown trap {item['trap']}"
    text, end = item["text"], 0
    for citation in item["citations"]:
        if set(citation) - {"near"} != CITATION_KEYS:
            yield f"citation keys are {sorted(citation)}"
            continue
        a, b = citation["span"]
        if not end <= a < b <= len(text):
            yield f"span {a}-{b} overlaps, is out of order or out of the text"
        end = b
        if text[a:b] != citation["text"]:
            yield f"span {a}-{b} holds {text[a:b]!r}, not {citation['text']!r}"
        if citation["title"] is None and citation["number"] is None:
            yield f"{citation['text']!r} has neither title nor number"
        for field in ("title", "number", "article"):
            value = citation[field]
            if value is not None and (not value or value not in citation["text"]):
                yield f"{field} {value!r} is not in {citation['text']!r}"
        if ids is not None:
            for field in ("resolved", "near"):
                if citation.get(field) is not None and citation[field] not in ids:
                    yield f"{field} {citation[field]!r} is in no register source"
        if citation.get("near") and citation["resolved"]:
            yield f"{citation['text']!r} resolves and is near at once"


def frame(item):
    """The sentence with its citations and figures taken out: what would be shared by two sentences of one frame."""
    text = item["text"]
    for citation in reversed(item["citations"]):
        a, b = citation["span"]
        text = text[:a] + "#" + text[b:]
    return re.sub(r"[0-9０-９]+", "9", text)


def main(paths):
    ids = register_ids()
    if ids is None:
        print("ids not checked: no shared folder beside the checkout")
    failures, seen_ids, frames = 0, set(), {}
    for path in paths:
        items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        cases, adversarial, citations = Counter(), Counter(), Counter()
        for item in items:
            found = list(problems(item, ids))
            if item["id"] in seen_ids:
                found.append("id used twice")
            seen_ids.add(item["id"])
            twin = frames.setdefault(frame(item), item["id"])
            if twin != item["id"]:
                found.append(f"same sentence frame as {twin}")
            for problem in found:
                print(f"{path.name} {item['id']}: {problem}")
            failures += len(found)
            cases[item["trap"]] += 1
            adversarial[item["trap"]] += item["adversarial"]
            citations[item["trap"]] += len(item["citations"])
        for trap in TRAPS:
            if cases[trap] < CASES_PER_HALF:
                print(f"{path.name} {trap}: {cases[trap]} cases")
                failures += 1
            if trap != "none" and adversarial[trap] < ADVERSARIAL_SHARE * cases[trap]:
                print(f"{path.name} {trap}: {adversarial[trap]} of {cases[trap]} adversarial")
                failures += 1
        print(f"\n{path.name}  sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")
        print(f"{'trap':<24}{'cases':>6}{'advers.':>9}{'citations':>11}")
        for trap in TRAPS:
            print(f"{trap:<24}{cases[trap]:>6}{adversarial[trap]:>9}{citations[trap]:>11}")
        gold = [citation for item in items for citation in item["citations"]]
        print(f"{'total':<24}{len(items):>6}{sum(adversarial.values()):>9}{len(gold):>11}")
        for field in ("title", "number", "article", "resolved", "near"):
            print(f"  with {field}: {sum(citation.get(field) is not None for citation in gold)}")
    print(f"\n{failures} problems" if failures else "\nno problems")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]] or [path for path in HALVES if path.exists()]))
