"""Words of the outputs are data in both languages, and an English page is English down to its punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from string import Formatter
from typing import Any

import pytest

from checker import rulebook
from checker.document import Place
from checker.findings import Review
from checker.outputs import render_one
from checker.outputs.text_words import place_text, section_name, words

BOOK = rulebook.load()
MARKS = re.compile("[，。；：、（）？！【】]")
#: A Chinese mark beside an English word or the id of a rule. Marks inside quoted Chinese are the report's own.
MIXED = re.compile(r"[a-z][，。；：、（）【】]|\b[A-Z]\d\d[，；：、（）]|[，。；：、（）【】] ?[a-z]|】\s?[A-Z]")


def pairs(node: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """(where, Chinese, English) of everything that stands in both languages."""
    if isinstance(node, Mapping):
        if node.keys() & {"zh", "en"}:
            assert set(node) == {"zh", "en"}, path
            yield path, node["zh"], node["en"]
            return
        for key, value in node.items():
            yield from pairs(value, f"{path}.{key}")


def fields(words: Any) -> list[set[str | None]]:
    lines = words if isinstance(words, list) else [words]
    return [{name for _, name, _, _ in Formatter().parse(line) if name is not None} for line in lines]


@pytest.mark.parametrize("file", ["outputs.yml", "names.yml", "batch/outputs.yml"])
def test_words_stand_in_both_languages_with_the_same_fields(file: str) -> None:
    found = list(pairs(BOOK.file(file), file))
    assert len(found) > 40
    for where, zh, en in found:
        assert zh and en, where
        # In Chinese the heading as printed says it all, in English the section's number stands before it.
        assert fields(zh) == fields(en) or where == "outputs.yml.view.heading", where
        assert not MARKS.search(str(en)), where


def test_sections_have_one_name_in_every_output() -> None:
    assert [section_name(n, "zh") for n in (0, 3, 6)] == ["标题和前言", "第三部分", "第六部分"]
    assert place_text(Place(section=3, page=2), "zh") == "第三部分 第2页"
    assert place_text(Place(document="previous", section=0), "en") == "last year's report, title and preamble"


@pytest.mark.parametrize("name", ["text", "html", "github", "docx"])
def test_english_outputs_have_english_punctuation(name: str, reviews: Mapping[str, Review], files: Any) -> None:
    from checker.outputs.comments import comment_text

    review = reviews["docx"]
    if name == "docx":
        shown = "\n".join(comment_text(f, "en") for f in review.findings)
    else:
        shown = unescape(str(render_one(name, review, str(files["docx"]), {"lang": "en"}).content))
    shown = re.sub(r"<article>.*</article>", "", shown, flags=re.DOTALL)  # the report's own text
    assert review.findings and "T03" in shown
    assert not [shown[max(0, m.start() - 30) : m.end() + 30] for m in MIXED.finditer(shown)]


def test_words_of_a_part_are_those_of_its_language() -> None:
    assert words("zh", "view")["mark"] == ["【", "】"]
    assert words("en", "view")["mark"] == ["[", "]"]
