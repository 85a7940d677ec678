"""Sentences of our own beside the tables of the corpus: what is flagged, where, and what is left alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.statements.corpus import bench, judge, tables

ITEMS = [
    json.loads(line) for line in (Path(__file__).parent / "sentences.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("item", [i for i in ITEMS if i["rule"] is None], ids=lambda i: i["text"][:24])
def test_left_alone(item: dict[str, Any]) -> None:
    assert [(f.rule, f.place and f.place.quote) for f in judge(item)] == []


@pytest.mark.parametrize("item", [i for i in ITEMS if i["rule"]], ids=lambda i: i["text"][:24])
def test_flagged_at_the_number(item: dict[str, Any]) -> None:
    found = judge(item)
    assert [f.rule for f in found] == [item["rule"], *item.get("also", [])]
    assert found[0].place is not None
    assert item["quote"] in (found[0].place.quote or "")


@pytest.mark.parametrize("half", [h for h in bench().HALVES if h not in bench().UNREAD])
def test_corpus_meets_the_bars(half: str) -> None:
    """What has been read; of the sets that nobody has read ``benchmarks/numbers.py`` prints the figures."""
    right = false = missed = 0
    for line in (bench().CORPUS / f"{half}.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        assert item["tables"] in tables()
        wrong, left, hit = bench().match(item, judge(item))
        right, false, missed = right + hit, false + len(wrong), missed + len(left)
    assert right / (right + false) >= 0.98
    assert right / (right + missed) >= 0.95
