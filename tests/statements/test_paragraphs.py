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


@pytest.mark.parametrize("item", [i for i in ITEMS if i["wrong"]], ids=lambda i: i["text"][:24])
def test_a_wrong_number_is_flagged_where_it_stands(item: dict[str, Any]) -> None:
    """``wrong``: start, end and what is put there instead."""
    text = item["text"]
    for start, end, other in item["wrong"]:
        found = judge({**item, "text": text[:start] + other + text[end:]})
        assert len(found) == 1, (text[start:end], other)
        assert found[0].place is not None
        assert found[0].place.span is not None
        a, b = found[0].place.span
        assert a < start + len(other), (text[start:end], other)
        assert start < b, (text[start:end], other)


def test_sentences_do_not_bleed_into_each_other() -> None:
    """Two agreeing paragraphs of one report run together are still agreeing."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for item in ITEMS:
        groups.setdefault((item["tables"], item["agency"], item["year"]), []).append(item)
    for items in groups.values():
        for shift in (1, 2, 3):
            for n, first in enumerate(items):
                text = first["text"] + items[(n + shift) % len(items)]["text"]
                found = judge({**first, "section": 1, "text": text})
                assert [(f.rule, f.place and f.place.quote) for f in found] == [], text
