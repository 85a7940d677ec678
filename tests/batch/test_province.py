"""A small generated province: the rules across documents say exactly what its truth says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import province, truth
from checker.batch.inputs import expand
from checker.batch.run import Plan, run
from checker.batch.runners import Local
from checker.batch.store import Store
from checker.batch.whole import finish

OPTIONS: dict[str, Any] = {
    "select": (), "ignore": (), "engine": "auto", "as_of": None, "rule_folders": (), "overrides": {}, "settings": {},
}  # fmt: skip
MANY_FAULTS = {"seed": 41, "formats": ("markdown", "html"), "dense": 2.2}


@pytest.mark.slow
def test_rules_across_documents_against_the_truth(tmp_path: Path) -> None:
    province.generate(tmp_path, 90, **MANY_FAULTS)
    out = tmp_path / "out"
    entries = expand([str(tmp_path / "roster.csv")])
    assert [replace(e, roster=None) for e in entries] == [
        replace(e, roster=None) for e in expand([str(tmp_path / "roster.xlsx")])
    ]
    plan = Plan(lambda _: OPTIONS)
    with Store(out / "store.sqlite") as store, Local(2) as runner:
        answers = run(entries, store, runner, plan, lambda *_: None)
        finish(entries, answers, store, runner, plan, out)
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
