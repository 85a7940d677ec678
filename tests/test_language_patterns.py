"""Sets of patterns: every phrase is found, none runs away on hostile text, a faulty one is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from checker import data
from checker.errors import RuleBookError
from checker.language import get_language
from checker.language_patterns import expand, load_patterns
from checker.yaml_lines import load_yaml

LANGUAGE = get_language()
SETS = sorted(p.stem for p in (data.folder("rules") / "patterns").glob("*.yml"))


def phrases(name: str) -> list[tuple[str, str]]:
    raw = load_yaml(data.folder("rules") / "patterns" / f"{name}.yml")
    return [(str(e["label"]), text) for e in raw["patterns"] for p in e.get("phrases", []) for text in expand(str(p))]


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


HOSTILE: dict[str, Callable[[int], str]] = {
    "unclosed": lambda n: "《" * n,
    "brackets": lambda n: "（）" * n,
    "digits": lambda n: "1" * n,
    "one sentence": lambda n: "统计数据自2020年1月" * n,
    "labels": lambda n: "地址电话传真邮编" * n,
    "lines": lambda n: "请与联系。\n" * n,
    "names": lambda n: "存在的主要问题及改进情况、" * n,
    "latin": lambda n: "a@" * n,
    "blanks": lambda n: "地 " * n,
    "numbers": lambda n: "人民路1号，0730-3722186，414300；" * n,
    "numbers with labels": lambda n: "请与市局联系，电话0730-3722186，414300，人民路1号。" * (n // 3),
}


def growth(work: Callable[[str], object], make: Callable[[int], str], size: int) -> float:
    """How many times longer four times the text takes: 4 where time is linear, 16 where it is quadratic."""

    def least(text: str) -> float:
        best = float("inf")
        for _ in range(3):
            LANGUAGE._docs.clear()
            start = time.process_time()
            work(text)
            best = min(best, time.process_time() - start)
        return best

    work(make(10))
    return least(make(4 * size)) / max(least(make(size)), 0.002)


@pytest.mark.slow
@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", SETS)
def test_patterns_grow_with_the_text(name: str, hostile: str) -> None:
    assert growth(lambda text: LANGUAGE.find(name, text), HOSTILE[hostile], 1500) < 9


@pytest.mark.slow
@pytest.mark.parametrize("hostile", HOSTILE)
def test_reading_facts_grows_with_the_text(hostile: str) -> None:
    from checker.document import Paragraph
    from checker.report.contacts import read_contacts
    from checker.report.period import read_announced, read_dated, read_period

    def work(text: str) -> None:
        given: list[tuple[int | None, Paragraph]] = [(0, Paragraph(0, text))]
        read_contacts(given, LANGUAGE)
        read_period(given, LANGUAGE)
        read_announced(given, LANGUAGE)
        read_dated(given, ())

    assert growth(work, HOSTILE[hostile], 1500) < 9


@pytest.mark.slow
@pytest.mark.parametrize("hostile", HOSTILE)
def test_words_and_sentences_grow_with_the_text(hostile: str) -> None:
    assert growth(lambda text: (LANGUAGE.words(text), LANGUAGE.sentences(text)), HOSTILE[hostile], 3000) < 9


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
        f"unit: character\npatterns:\n  - label: good\n    phrases: [电话]\n  - label: bad\n    {entry}\n", encoding="utf-8"
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
    assert [(label, text[a:b]) for label, a, b in found] == [("many", "21件"), ("law", "行政复议"), ("many", "4件")]


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
