"""Words, sentences and documents: what the rules stand on."""

from __future__ import annotations

import importlib.util
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checker import data
from checker.errors import RuleBookError
from checker.language import Language, get_language, read_terms
from checker.language_fold import fold
from checker.lexicon import table as word_table
from checker.lexicon.segment import Segmenter
from checker.limits import MATCHER_TOKENS

LANGUAGE = get_language()
ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "real" / "wenzhou-2020.md"
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
