"""The language pipeline: jieba's words in a blank spaCy ``zh`` pipeline, and pattern sets from ``rules/patterns/``.

Two kinds of tokens: *words* for rules about language, *characters* (digit runs, Latin runs, single characters of the
folded text) for printed forms such as headings, labels and dates, which no segmentation may cut in another way.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from checker import data
from checker.errors import RuleBookError
from checker.findings import Text
from checker.language_fold import Folded, characters, fold
from checker.language_sentences import sentence_spans
from checker.lexicon.segment import Segmenter, can_be_word
from checker.lexicon.table import WordTable
from checker.limits import KEPT_CHARACTERS

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from checker.language_patterns import PatternSet

Unit = Literal["word", "character"]
TERM_FREQUENCY: Final = 1000
"""Frequency of a term that gives none: as common as 申请人, so that neither its parts nor a neighbour wins."""
_DOCS: Final = 64  # paragraphs and their neighbours; a whole report has about as many
_WORDS: Final = 8192  # words asked for by themselves; the reports of a province share most


@dataclass(frozen=True, slots=True)
class Match:
    """What a pattern found: ``start`` and ``end`` are offsets into the text that was asked about."""

    label: str
    start: int
    end: int
    text: str


class Language:
    """Words, sentences, spaCy documents and pattern matches of Chinese text. Use :func:`get_language`."""

    def __init__(self, extra_words: Sequence[str] = ()) -> None:
        terms = dict(read_terms(data.folder("rules") / "lexicon" / "terms.txt"))
        for word in extra_words:
            if not can_be_word(word):
                raise RuleBookError("lexicon", None, _no_word(word))
            terms[word] = TERM_FREQUENCY
        segmenter = self._segmenter = Segmenter(WordTable(), terms)
        self.known: Callable[[str], bool] = lru_cache(maxsize=_WORDS)(segmenter.known)
        """Whether the dictionary or the terms hold a word (words also come from guesses at unknown names)."""
        self._words = lru_cache(maxsize=_DOCS)(self._cut)
        self._nlp: Any = None
        self._docs: OrderedDict[tuple[Unit, str], Doc] = OrderedDict()
        self._sets: dict[str, PatternSet] = {}
        self.fold: Callable[[str], Folded] = lru_cache(maxsize=_DOCS)(fold)

    def words(self, text: str) -> list[tuple[str, int]]:
        """The words of ``text``, each with the offset at which it starts."""
        return list(self._words(text) if len(text) <= KEPT_CHARACTERS else self._cut(text))

    def _cut(self, text: str) -> tuple[tuple[str, int], ...]:
        words = self._segmenter.cut(text)
        return tuple(zip(words, accumulate(map(len, words), initial=0), strict=False))

    def sentences(self, text: str) -> list[tuple[int, int]]:
        """The sentences of ``text`` as (start, end), blanks around them left out; none longer than the token cap."""
        return sentence_spans(text)

    @property
    def nlp(self) -> Any:
        """The blank spaCy pipeline; its tokenizer gives our words. Imports spaCy on first use."""
        if self._nlp is None:
            from checker.language_spacy import blank_pipeline

            self._nlp = blank_pipeline(self._segmenter.cut)
        return self._nlp

    def doc(self, text: str) -> Doc:
        """``text`` as a spaCy Doc of words."""
        return self._doc("word", text)

    def _doc(self, unit: Unit, text: str) -> Doc:
        key = (unit, text)
        doc = self._docs.get(key)
        if doc is None:
            if unit == "word":
                doc = self.nlp.make_doc(text)
            else:
                from checker.language_spacy import doc_of

                doc = doc_of(self.nlp.vocab, characters(text))
            self._docs[key] = doc
            if len(self._docs) > _DOCS:
                self._docs.popitem(last=False)
        else:
            self._docs.move_to_end(key)
        return doc

    def tokens(self, unit: Unit, text: str) -> list[str]:
        """The tokens of ``text`` in a unit of tokens; ``character`` expects folded text."""
        return self._segmenter.cut(text) if unit == "word" else characters(text)

    def find(self, name: str, text: str) -> list[Match]:
        """The matches of the pattern set ``rules/patterns/<name>.yml`` in ``text``, in reading order.

        Where matches overlap, the longest stands, among equals the earlier pattern. A sentence at a time, so that no
        match crosses sentences and time grows with the text only. Raises RuleBookError for a faulty set.
        """
        patterns = self.patterns(name)
        if patterns.unit == "word":
            return [
                Match(label, start, end, text[start:end])
                for label, start, end in patterns.run(self._doc("word", text), sentence_spans(text))
            ]
        folded = self.fold(text)
        out = []
        for label, start, end in patterns.run(self._doc("character", folded.text), sentence_spans(folded.text)):
            a, b = folded.span(start, end)
            out.append(Match(label, a, b, text[a:b]))
        return out

    def patterns(self, name: str) -> PatternSet:
        """The compiled pattern set, loaded on first use. Raises RuleBookError."""
        if name not in self._sets:
            from checker.language_patterns import load_patterns

            self._sets[name] = load_patterns(data.folder("rules") / "patterns" / f"{name}.yml", self)
        return self._sets[name]


def _no_word(word: str) -> Text:
    return Text(f"「{word}」含有分词时的分隔符，永远不会成为一个词", f"{word} holds a separator and can never be one word")


def read_terms(path: Path) -> list[tuple[str, int]]:
    """Terms and their frequencies: ``term [frequency]`` a line, ``#`` begins a comment line. Raises RuleBookError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise RuleBookError(str(path), None, Text(f"词表读不了：{problem}", f"cannot be read: {problem}")) from None
    out: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        parts = line.split()
        if not parts or parts[0].startswith("#"):
            continue
        word, count = parts[0], parts[1] if len(parts) > 1 else str(TERM_FREQUENCY)
        if len(parts) > 2 or not count.isdecimal() or not int(count):
            told = Text("一行只能是一个词，后面可跟一个大于 0 的频次", "a line holds one word, behind it at most a frequency above 0")
            raise RuleBookError(str(path), number, told)
        if not can_be_word(word):
            raise RuleBookError(str(path), number, _no_word(word))
        if word in out:
            raise RuleBookError(str(path), number, Text(f"「{word}」重复", f"{word} stands twice"))
        out[word] = int(count)
    return list(out.items())


@cache
def _language(extra_words: tuple[str, ...]) -> Language:
    return Language(extra_words)


def get_language(extra_words: Sequence[str] = ()) -> Language:
    """The one pipeline of this process for these extra words (the office's own lexicon)."""
    return _language(tuple(extra_words))
