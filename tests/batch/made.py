"""Results of a small county made by hand: no report is read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from checker import rulebook
from checker.batch import outputs
from checker.batch.agencies import Agency, group, line_of
from checker.batch.inputs import Entry
from checker.batch.scratch import Scratch
from checker.batch.sheets import Batch

BOOK = rulebook.load()
APPLICABLE = [f"T0{n}" for n in range(1, 6)] + [f"L0{n}" for n in range(1, 6)]
TOP = "清河县人民政府"


def finding(
    rule: str, severity: str = "error", *, message: str = "有误", quote: str | None = None, **place: Any
) -> dict[str, Any]:
    where = {
        "document": "this",
        "section": 3,
        "page": 2,
        "paragraph": 9,
        "quote": quote,
        "table": None,
        "row": None,
        "column": None,
    }
    return {
        "rule": rule, "severity": severity, "confidence": "certain", "message": message, "suggestion": "改正", "basis": "条例",
        "accepted": None, "place": where | place,
    }  # fmt: skip


def result(
    path: str,
    name: str,
    year: int | None,
    findings: Sequence[Mapping[str, Any]] = (),
    outcome: str = "reviewed",
    unchecked: int = 0,
) -> tuple[str, str, str]:
    """(path, line, facts) as the store keeps them; ``unchecked`` of ten rules were not checked."""
    cells = {"natural_person": 7, "total": 7}
    tables = {
        "requests": {"new": cells, "carried_in": dict.fromkeys(cells, 0)}, "disputes": None,
        "disclosure": {"fees": {"amount": "38.5", "unit": "万元"}, "licences": {"decisions": None}},
    }  # fmt: skip
    read = outcome == "reviewed"
    line = {
        "path": path, "sha256": "0", "outcome": outcome, "message": None if read else f"{path}：文件已损坏", "score": None,
        "findings": list(findings), "report": {"tables": tables, "edition_due": "2021"} if read else None,
        "not_checked": [{"rule": r, "reason": "表格是图片", "place": None} for r in APPLICABLE[:unchecked]],
    }  # fmt: skip
    facts = {
        "agency": name,
        "kind": "department",
        "year": year,
        "applicable": APPLICABLE,
        "sections": {},
        "organs": [],
    }
    return path, json.dumps(line, ensure_ascii=False), json.dumps(facts, ensure_ascii=False)


def county() -> list[Agency]:
    """Two years: one agency falls, two share a rank, one is a fifth and more unchecked, one unread, one without a file."""
    results = [
        result("/srv/报送/水利局2022.pdf", "清河县水利局", 2022),
        result("/srv/报送/水利局.pdf", "清河县水利局", 2023, [
            finding("T02", section=3, paragraph=20, table="requests", row="new", column="total", quote="7"),
            finding("L01", "warning", message="=HYPERLINK(\"http://x\")", quote="@引用<b>", section=1, paragraph=3, page=1),
            finding("S03", "advice", section=None, page=None, paragraph=None),
        ]),
        result("/srv/报送/教育局.docx", "清河县教育局", 2023, [finding("T01")]),
        result("/srv/报送/公安局.docx", "清河县公安局", 2023, [finding("T01")]),
        result("/srv/报送/财政局.pdf", "清河县财政局", 2023, unchecked=3),
        result("/srv/报送/民政局.pdf", "清河县民政局", 2023, outcome="damaged"),
    ]  # fmt: skip
    entries = [
        Entry(
            path,
            path,
            json.loads(facts)["agency"],
            "县级",
            TOP,
            None,
            json.loads(facts)["year"],
        )
        for path, _, facts in results
    ]
    entries.append(Entry(None, None, "清河县统计局", "县级", TOP, None, 2023))
    return group(entries, sorted(results), scratch=Scratch())


def batch(agencies: Sequence[Agency], lang: str = "zh", **parts: Any) -> Batch:
    told = [line_of(a, BOOK) for a in agencies]
    return outputs.made(agencies, told, parts.get("sums", ()), parts.get("copied", ()), BOOK, lang)


def words(part: str, lang: str = "zh") -> dict[str, Any]:
    return {k: v[lang] for k, v in BOOK.file("batch/outputs.yml")[part].items()}
