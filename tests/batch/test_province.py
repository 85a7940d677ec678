"""A small generated province: the rules across documents say exactly what its truth says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import province, truth
from checker.batch.inputs import expand
from tests.batch.killed import batch

MANY_FAULTS = {"seed": 41, "formats": ("markdown", "html"), "dense": 2.2}


@pytest.mark.slow
def test_rules_across_documents_against_the_truth(tmp_path: Path) -> None:
    province.generate(tmp_path, 90, **MANY_FAULTS)
    out = tmp_path / "out"
    entries = expand([str(tmp_path / "roster.csv")])
    assert entries == expand([str(tmp_path / "roster.xlsx")])
    batch(str(tmp_path / "roster.csv"), out, workers=2)
    due = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    found = truth.compare(due["expected"], truth.read(out))
    assert {rule: t.wrong for rule, t in found.items() if t.wrong} == {}
    # The truth says something of every rule, so that silence would be seen.
    said = [x for x in due["expected"]["X"] if x["comparable"]]
    assert all(any(x[rule] for x in said) for rule in truth.PAIR)
    assert due["expected"]["G02"]
    assert any(t.get("off") for g in due["expected"]["G01"] for t in g.values() if isinstance(t, dict))
    assert {v for g in due["expected"]["G03"] for v in g["found"]} == {
        "missing",
        "late",
        "duplicate",
        "wrong_year",
    }
