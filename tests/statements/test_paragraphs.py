"""Paragraphs in the manner of reports that agree with their tables: no finding; each number changed: one at the number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.statements.corpus import judge

ITEMS = [
    json.loads(line) for line in (Path(__file__).parent / "paragraphs.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("item", ITEMS, ids=lambda i: i["text"][:24])
def test_agreeing_numbers_are_left_alone(item: dict[str, Any]) -> None:
    assert [(f.rule, f.place and f.place.quote) for f in judge(item)] == []


@pytest.mark.parametrize("item", ITEMS, ids=lambda i: i["text"][:24])
def test_a_wrong_number_is_flagged_where_it_stands(item: dict[str, Any]) -> None:
    """``wrong``: start, end and what is put there instead."""
    text = item["text"]
    for start, end, other in item["wrong"]:
        spans = [
            f.place.span
            for f in judge({**item, "text": text[:start] + other + text[end:]})
            if f.place and f.place.span
        ]
        assert any(a < start + len(other) and start < b for a, b in spans), (text[start:end], other)
