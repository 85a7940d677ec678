"""Sets of patterns: every phrase is found, none runs away on hostile text, a faulty one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import data
from checker.document import Paragraph
from checker.errors import RuleBookError
from checker.language import get_language
from checker.language_patterns import expand, load_patterns
from checker.report.contacts import read_contacts
from checker.report.period import read_announced, read_dated, read_period
from checker.yaml_lines import load_yaml
from tests.support.hostile_texts import HOSTILE

LANGUAGE = get_language()
SETS = sorted(p.stem for p in (data.folder("rules") / "patterns").glob("*.yml"))


def phrases(name: str) -> list[tuple[str, str]]:
    raw = load_yaml(data.folder("rules") / "patterns" / f"{name}.yml")
    return [
        (str(e["label"]), text)
        for e in raw["patterns"]
        for p in e.get("phrases", [])
        for text in expand(str(p))
    ]


@pytest.mark.parametrize("name", SETS)
def test_every_phrase_of_the_rule_book_is_found(name: str) -> None:
    for label, text in phrases(name):
        found = LANGUAGE.find(name, f"。{text}。")
        assert [m.text for m in found if m.label == label] == [text], (label, text)


def test_matches_give_offsets_of_the_text_that_was_asked_about() -> None:
    text = "如有疑问，请与本局联系（地　址：甲；邮 编：1）。联系电话：2"
    for match in LANGUAGE.find("contacts", text):
        assert text[match.start : match.end] == match.text
    assert [m.text for m in LANGUAGE.find("contacts", text)] == ["请与", "地　址", "邮 编", "联系电话"]


SIZE = 3000
"""Where time grew with the square of the text these would not end; how it grows is measured in benchmarks/growth.py."""


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", SETS)
def test_patterns_end_on_hostile_text(name: str, hostile: str) -> None:
    text = HOSTILE[hostile](SIZE)
    assert all(text[m.start : m.end] == m.text for m in LANGUAGE.find(name, text))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_reading_facts_ends_on_hostile_text(hostile: str) -> None:
    text = HOSTILE[hostile](SIZE)
    given: list[tuple[int | None, Paragraph]] = [(0, Paragraph(0, text))]
    contacts = read_contacts(given, LANGUAGE)
    assert all(fact.value in text for fact in contacts.phones if fact.value)
    assert read_period(given, LANGUAGE) == read_period(given, LANGUAGE)
    assert read_announced(given, LANGUAGE) == read_announced(given, LANGUAGE)
    assert read_dated(given, ()) == read_dated(given, ())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_words_and_sentences_end_on_hostile_text(hostile: str) -> None:
    text = HOSTILE[hostile](SIZE)
    ends = [end for _, end in LANGUAGE.sentences(text)]
    assert LANGUAGE.words(text)
    assert ends == sorted(ends)
    assert ends[-1] <= len(text)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ('tokens: [{TEXT: {REGEX: "^.$"}, OP: "{1,30}"}]', "太宽"),
        ('tokens: [{IS_DIGIT: true, OP: "{2,}"}]', "太宽"),
        ('tokens: [{IS_DIGIT: true, OP: "{3,2}"}]', "不可能"),
        ("tokens: [{IS_DIGIT: true}, {TEXT: 年, COLOUR: red}]", "不认识的键：COLOUR"),
        ("tokens: [{IS_DIGIT: true, OP: '!!'}]", "不认识的 OP"),
        ("tokens: [{IS_DIGIT: true, OP: '?'}]", "匹配空文字"),
        ("tokens: [{TEXT: 年}, {OP: '*'}]", "不能重复"),
        ("tokens: [{IS_DIGIT: true, OP: '+'}, {IS_ALPHA: true, OP: '*'}]", "只能有一个"),
        ("tokens: [{TEXT: 统计期限}]", "永远不会匹配"),
        ("tokens: [{TEXT: ：}]", "永远不会匹配"),
        ("tokens: [{TEXT: {IN: []}}]", "非空"),
        ('tokens: [{TEXT: {REGEX: "("}}]', "REGEX 有误"),
        ('tokens: [{TEXT: {REGEX: "(a+)+b"}}]', "嵌套"),
        ("tokens: [{TEXT: {LIKE: 年}}]", "不认识的条件"),
        ("tokens: []", "非空"),
        ("tokens: [年]", "映射"),
        ("phrases: []", "非空"),
        ('phrases: ["[统计]"]', "匹配空文字"),
        ('phrases: ["统计(期限"]', "不配对"),
        ('phrases: ["统计期限]"]', "不配对"),
        ("phrases: [一句。两句]", "跨越句子"),
        ('phrases: ["[a|b|c|d|e|f|g][a|b|c|d|e|f|g][a|b|c|d|e|f|g][a|b|c|d|e|f|g]x"]', "展开"),
        ("phrases: [年]\n    weight: 3", "不认识的键：weight"),
        ("phrases: [年]\n    tokens: [{TEXT: 年}]", "恰好要有一个"),
    ],
)
def test_a_pattern_that_cannot_match_or_runs_away_is_refused(tmp_path: Path, entry: str, reason: str) -> None:
    path = tmp_path / "set.yml"
    path.write_text(
        f"unit: character\npatterns:\n  - label: good\n    phrases: [电话]\n  - label: bad\n    {entry}\n",
        encoding="utf-8",
    )
    with pytest.raises(RuleBookError, match=reason) as caught:
        load_patterns(path, LANGUAGE)
    assert (caught.value.path, caught.value.line) == (str(path), 5)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("unit: syllable\npatterns: [{label: a, phrases: [年]}]", "unit"),
        ("unit: word\npatterns: []", "没有任何模式"),
        ("unit: word\ncolour: red\npatterns: [{label: a, phrases: [年]}]", "colour"),
        ("unit: word", "patterns"),
        ("unit: word\npatterns: [年]", "label"),
        ("unit: word\nnames: {file: headings.yml}\npatterns: [{label: a, phrases: [年]}]", "names"),
        ("unit: word\npatterns: [", "YAML"),
    ],
)
def test_a_faulty_pattern_file_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "set.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleBookError, match=reason):
        load_patterns(path, LANGUAGE)


def test_words_and_tokens_in_a_set_of_words(tmp_path: Path) -> None:
    path = tmp_path / "set.yml"
    path.write_text(
        'unit: word\npatterns:\n  - label: many\n    tokens: [{IS_DIGIT: true}, {TEXT: {IN: [件, 条]}}]\n'
        "  - label: law\n    phrases: [行政复议]\n", encoding="utf-8",
    )  # fmt: skip
    patterns = load_patterns(path, LANGUAGE)
    text = "收到申请21件。行政复议4件。"
    found = list(patterns.run(LANGUAGE.doc(text), LANGUAGE.sentences(text)))
    assert [(label, text[a:b]) for label, a, b in found] == [
        ("many", "21件"),
        ("law", "行政复议"),
        ("many", "4件"),
    ]


@pytest.mark.parametrize(
    ("phrase", "texts"),
    [
        ("甲", ["甲"]),
        ("甲[乙]", ["甲", "甲乙"]),
        ("(甲|乙)丙", ["甲丙", "乙丙"]),
        ("[甲|乙(丙|丁)]戊", ["戊", "甲戊", "乙丙戊", "乙丁戊"]),
    ],
)
def test_phrases_stand_for_several_texts(phrase: str, texts: list[str]) -> None:
    assert expand(phrase) == texts
