"""The six sections in every variation of real reports (tests/data/sections.yml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checker import rulebook
from checker.document import Block, Cell, Paragraph, Table
from checker.language import get_language
from checker.report.model import Fact, Section
from checker.report.sections import find_sections
from checker.yaml_lines import load_yaml

BOOK = rulebook.load()
CASES = load_yaml(Path(__file__).parents[1] / "data" / "sections.yml")


def find(blocks: list[Block]) -> tuple[tuple[Section, ...], tuple[Fact, ...]]:
    return find_sections(blocks, BOOK.file("headings.yml"), get_language())


def blocks_of(case: dict[str, Any]) -> list[Block]:
    if case.get("cell"):
        return [Table(0, (Cell(0, 0, "\n".join(case["lines"])),))]
    if case.get("joined"):
        return [Paragraph(0, "\n".join(case["lines"]))]
    out: list[Block] = []
    for i, line in enumerate(case["lines"]):
        if line == "[表]":
            out.append(Table(i, (Cell(0, 0, "信息内容"), Cell(0, 1, "0"))))
            continue
        text = line.lstrip("#")
        out.append(Paragraph(i, text.strip(" "), level=len(line) - len(text) or None))
    return out


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_sections(case: dict[str, Any]) -> None:
    sections, extra = find(blocks_of(case))
    assert [s.number for s in sections[1:]] == case["sections"]
    assert [f.value for f in extra] == case.get("extra", [])
    if "preamble" in case:
        text = "\n".join(p.text for p in sections[0].paragraphs())
        assert len([t for t in text.split("\n") if t]) == case["preamble"] + (1 if case.get("cell") else 0)
    for s in sections[1:]:  # every place quotes the file
        assert s.place is not None
        assert s.place.quote == s.heading
        assert s.text or list(s.tables()), s.heading
