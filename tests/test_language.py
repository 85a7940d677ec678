"""Words, sentences, documents and pattern sets: what the rules stand on."""

from __future__ import annotations

import importlib.util
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker import data
from checker.errors import RuleBookError
from checker.language import Language, get_language, read_terms
from checker.language_fold import fold
from checker.language_patterns import expand, load_patterns
from checker.lexicon import table as word_table
from checker.lexicon.segment import Segmenter
from checker.limits import MATCHER_TOKENS
from checker.yaml_lines import load_yaml

LANGUAGE = get_language()
ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "real" / "wenzhou-2020.md"
SETS = sorted(p.stem for p in (data.folder("rules") / "patterns").glob("*.yml"))
TEXT = (
    "2023年，我局深入贯彻落实《条例》精神，规范依申请公开政府信息，全年市本级共计更新交易数据信息16765条，公开率达100%。"
    "涉及行政复议4件，均已按时规范答复；制发行政规范性文件2件。政务新媒体账号3个，小明硕士毕业于中国科学院计算所。"
)


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def jieba_tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    jieba = pytest.importorskip("jieba", reason="jieba, whose results ours must equal, is not installed")
    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    tokenizer.initialize()
    return tokenizer


def random_texts(count: int) -> list[str]:
    """Text as it comes, its characters shuffled, common and rare characters, Latin letters, blanks, other planes."""
    rng = random.Random(711)
    known = list(word_table.WordTable().code)
    mixed = known[:2000] + list("abcXYZ0189 .-_%&#+@，。《》（）\r\n\t　😀𠮷龥㐀\x00")
    out = []
    for _ in range(count):
        length = rng.randrange(1, 70)
        kind = rng.randrange(5)
        if kind < 2:
            start = rng.randrange(len(TEXT))
            text = TEXT[start : start + length]
            out.append(text if kind else "".join(rng.sample(text, len(text))))
        else:
            pool = (known[:400], known, mixed)[kind - 2]
            out.append("".join(rng.choice(pool) for _ in range(length)))
    return out


def test_the_same_words_as_jieba(jieba_tokenizer: Any) -> None:
    ours = Segmenter(word_table.WordTable())
    for text in [TEXT, "", *random_texts(1500)]:
        assert ours.cut(text) == list(jieba_tokenizer.cut(text)), text


@pytest.mark.shared
@pytest.mark.skipif(not REAL.exists(), reason="../shared/real is not here")
def test_the_same_words_as_jieba_in_the_real_files(jieba_tokenizer: Any) -> None:
    from checker import readers
    from checker.document import text_of

    ours = Segmenter(word_table.WordTable())
    for path in (REAL, REAL.with_name("hongze-2023.pdf")):
        document = readers.read(path.read_bytes(), path=str(path), engine="auto")
        cells = [c.text for t in document.tables() for c in t.cells]
        for text in [text_of(document.blocks), *cells]:
            assert ours.cut(text) == list(jieba_tokenizer.cut(text))


def test_the_same_words_as_jieba_with_our_terms(jieba_tokenizer: Any, tmp_path: Path) -> None:
    import jieba

    terms = dict(read_terms(data.folder("rules") / "lexicon" / "terms.txt"))
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path)
    tokenizer.FREQ, tokenizer.total = dict(jieba_tokenizer.FREQ), jieba_tokenizer.total
    tokenizer.initialized = True
    for word, count in terms.items():
        tokenizer.add_word(word, count)
    ours = Segmenter(word_table.WordTable(), terms)
    rng = random.Random(8)
    for text in [TEXT, *random_texts(200), *("".join(rng.choices([*terms, "的", "工作", "情况"], k=6)) for _ in range(400))]:
        assert ours.cut(text) == list(tokenizer.cut(text)), text


@pytest.mark.parametrize("term", ["规范性文件", "政务新媒体", "依申请公开", "行政复议", "行政诉讼", "结转", "政府信息公开"])
def test_terms_of_the_trade_stay_whole(term: str) -> None:
    assert term in [w for w, _ in LANGUAGE.words(f"对{term}作了说明")]


def test_words_know_where_they_start() -> None:
    words = LANGUAGE.words(TEXT)
    assert "".join(w for w, _ in words) == TEXT
    assert all(TEXT.startswith(w, at) for w, at in words)


def test_words_of_the_office() -> None:
    own = "浙里办直通车"
    assert own not in [w for w, _ in LANGUAGE.words(f"开通{own}服务")]
    assert own in [w for w, _ in get_language((own,)).words(f"开通{own}服务")]
    with pytest.raises(RuleBookError, match="分隔符"):
        Language(("行政复议、行政诉讼",))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [("结转\n复议、诉讼\n", "分隔符"), ("结转\n复议 0\n", "频次"), ("结转\n复议 3 n x\n", "一行"), ("结转\n结转\n", "重复")],
)
def test_a_faulty_lexicon_names_its_line(tmp_path: Path, lines: str, reason: str) -> None:
    path = tmp_path / "terms.txt"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(RuleBookError, match=reason) as caught:
        read_terms(path)
    assert caught.value.line == 2


@pytest.mark.parametrize("content", [None, b"", b"GKWORDS1", b"jieba.cache" * 40, b"GKWORDS1\x04\x00\x00\x00{}  "])
def test_a_missing_or_damaged_table_says_what_to_do(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "words.bin"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RuleBookError, match=r"build_dictionary\.py"):
        word_table.WordTable(path)


def test_the_table_is_read_in_place_and_jieba_is_not_loaded(tmp_path: Path) -> None:
    code = (
        "import json, sys, tempfile\nfrom checker.language import get_language\nl = get_language()\n"
        "l.words('依申请公开'); before = 'spacy' in sys.modules\nl.doc('依申请公开'); l.find('contacts', '电话：12345')\n"
        "print(json.dumps([before, 'jieba' in sys.modules, 'pkg_resources' in sys.modules, tempfile.gettempdir()]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
        env={"TMPDIR": str(tmp_path), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    spacy_for_words, jieba, resources, folder = json.loads(done.stdout)
    assert (spacy_for_words, jieba, folder) == (False, False, str(tmp_path))
    assert resources is False
    assert list(tmp_path.iterdir()) == []


def test_the_table_is_built_the_same_from_any_dictionary() -> None:
    spec = importlib.util.spec_from_file_location("build_dictionary", ROOT / "tools" / "build_dictionary.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    words = {"公": 5, "公开": 9, "公开栏": 2, "开": 1, "栏目": 4, "申请公开": 7}
    code = {c: i for i, c in enumerate(sorted({c for w in words for c in w}), 1)}
    trie = tool.DoubleArray(words, code)
    frequency = sorted(trie.numbers, key=trie.numbers.__getitem__)

    def count(word: str) -> int | None:
        slot = 0
        for c in word:
            below = trie.base[slot] + code[c]
            if trie.check[below] != slot:
                return None
            slot = below
        return int(frequency[trie.value[slot]])

    assert {w: count(w) for w in words} == words
    assert (count("申请"), count("开公"), count("栏")) == (0, None, 0)
    assert tool.fits(word_table.PATH)


# --- sentences and documents ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一句。两句！三句？四句；五句", ["一句。", "两句！", "三句？", "四句；", "五句"]),
        ("一行\n两行。\n\n三行", ["一行", "两行。", "三行"]),
        ("依据《条例；办法。》编制。完", ["依据《条例；办法。》编制。", "完"]),
        ("请联系（地址：甲；电话：乙。）。完", ["请联系（地址：甲；电话：乙。）。", "完"]),
        ("他说“好。”完。", ["他说“好。”完。"]),
        ("见http://a.cn/x?id=1;b。完", ["见http://a.cn/x?id=1;b。", "完"]),
        ("没有关的《条例。第二句。", ["没有关的《条例。", "第二句。"]),
        ("（没有关的括号。\n第二行）。", ["（没有关的括号。", "第二行）。"]),
        ("多了）一个。第二句。", ["多了）一个。", "第二句。"]),
        ("全年100.5万元，占3.2%。完", ["全年100.5万元，占3.2%。", "完"]),
        ("  前后有空格。  第二句 ", ["前后有空格。", "第二句"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in LANGUAGE.sentences(text)] == expected


@pytest.mark.parametrize("text", ["公开" * 5000, "公开，" * 5000, "《" * 5000, "（公开。" * 3000, "“公开。”" * 3000])
def test_no_sentence_is_longer_than_a_matcher_may_see(text: str) -> None:
    spans = LANGUAGE.sentences(text)
    assert all(0 < b - a <= MATCHER_TOKENS for a, b in spans)
    assert "".join(text[a:b] for a, b in spans) == text


def test_a_document_has_our_words_and_keeps_the_text() -> None:
    text = f"{TEXT}\n　第二段  有空格。😀"
    doc = LANGUAGE.doc(text)
    assert doc.text == text
    assert [(t.text, t.idx) for t in doc] == LANGUAGE.words(text)
    assert LANGUAGE.nlp.lang == "zh"
    assert LANGUAGE.nlp.pipe_names == []
    assert LANGUAGE.nlp(text).text == text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("地　址：Ａ座１号", "地址:A座1号"),
        ("2020 年 1 月", "2020年1月"),
        ("010 88888888", "010 88888888"),
        ("a—b－c", "a-b-c"),
        ("甲\u200b乙\ufeff", "甲乙"),
        ("甲\n乙", "甲\n乙"),
        ("", ""),
    ],
)
def test_folded_text_remembers_where_it_stood(text: str, folded: str) -> None:
    result = fold(text)
    assert result.text == folded
    assert len(result.at) == len(folded) + 1
    assert all(fold(text[result.at[i]]).text in (folded[i], "") for i in range(len(folded)))


# --- pattern sets ----------------------------------------------------------------------------------------------------


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
