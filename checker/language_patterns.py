"""Pattern sets: ``rules/patterns/<name>.yml`` -> spaCy matchers, checked so that each can match and none runs away.

A file::

    unit: character            # or word
    names: {file: headings.yml, list: sections, label: number, texts: [label, also]}   # optional: names kept elsewhere
    patterns:
      - label: phone
        phrases: ["[联系|办公]电话[号码]"]           # [a|b] may be absent, (a|b) one of them
      - label: date
        tokens: [{TEXT: {REGEX: "^\\d{4}$"}}, {TEXT: 年}]   # spaCy's Matcher

Phrases become a PhraseMatcher (a trie: linear), ``tokens`` a Matcher.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from checker import data
from checker.errors import RuleBookError
from checker.findings import Text
from checker.language_fold import fold
from checker.yaml_lines import load_yaml

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from checker.language import Language, Unit

MOST_PHRASES: Final = 3000  # one entry may stand for so many phrases; each costs 20 µs to load
WIDEST: Final = 4  # {n,m} up to here: a number has three Chinese digits; {1,30} took seconds on an unclosed 《
_FILE_KEYS: Final = {"unit", "names", "patterns"}
_ENTRY_KEYS: Final = {"label", "phrases", "tokens"}
_NAME_KEYS: Final = {"file", "list", "label", "texts"}
_ATTRIBUTES: Final = {
    "TEXT", "LOWER", "LENGTH", "SHAPE", "IS_DIGIT", "IS_ASCII", "IS_ALPHA", "IS_SPACE", "IS_PUNCT", "LIKE_NUM", "OP",
}  # fmt: skip
_RANGE: Final = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_NESTED: Final = re.compile(r"\([^()]*[*+}][^()]*\)\s*[*+{]|\.[*+].*\.[*+]")


class PatternSet:
    """One compiled set. ``unit`` says what its tokens are, ``labels`` what it can find, in file order."""

    def __init__(self, unit: Unit, labels: Sequence[str], matcher: Any, phrases: Any, order: dict[int, int]) -> None:
        self.unit = unit
        self.labels = tuple(labels)
        self._matcher = matcher if len(matcher) else None
        self._phrases = phrases if len(phrases) else None
        self._order = order
        self._names: dict[int, str] = {}

    def run(self, doc: Doc, sentences: Iterable[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
        """(label, start, end) in reading order, longest first where matches overlap; offsets in characters."""
        starts: list[int] = doc.to_array("IDX").tolist()
        starts.append(starts[-1] + len(doc[-1]) if starts else 0)  # our tokens have no blanks behind them
        strings = doc.vocab.strings
        i, count = 0, len(doc)
        for begin, end in sentences:
            first = i = bisect_left(starts, begin, i, count)
            i = bisect_left(starts, end, i, count)
            if first == i:
                continue
            part = doc[first:i]
            # spaCy's Matcher counts from the span, its PhraseMatcher from the document.
            found = {(k, a, b) for k, a, b in self._matcher(part)} if self._matcher is not None else set()
            if self._phrases is not None:
                found |= {(k, a - first, b - first) for k, a, b in self._phrases(part)}
            for key, a, b in self._longest(found):
                label = self._names.get(key)
                if label is None:
                    label = self._names[key] = strings[key].rpartition("#")[0]
                yield label, starts[first + a], starts[first + b]

    def _longest(self, found: set[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        if len(found) < 2:
            return list(found)
        order = self._order
        taken: set[int] = set()
        kept = []
        for match in sorted(found, key=lambda m: (m[1] - m[2], m[1], order[m[0]])):
            if match[1] in taken or match[2] - 1 in taken:
                continue
            taken.update(range(match[1], match[2]))
            kept.append(match)
        kept.sort(key=lambda m: m[1])
        return kept


def load_patterns(path: Path, language: Language) -> PatternSet:
    """Reads, checks and compiles a pattern file. Raises RuleBookError with file and line."""
    raw = load_yaml(path)
    lines = _Lines(path)
    if not isinstance(raw, dict) or not isinstance(raw.get("patterns"), list):
        raise RuleBookError(str(path), 1, Text("模式文件要有 unit 和 patterns", "a file of patterns has unit and patterns"))
    _known(raw, _FILE_KEYS, path, 1)
    unit = raw.get("unit")
    if unit not in ("word", "character"):
        raise RuleBookError(str(path), 1, Text(f"unit 只能是 word 或 character，不是 {unit!r}", f"unit is word or character, not {unit!r}"))
    compiler = _Compiler(path, unit, language)
    if "names" in raw:
        for label, text in _names(raw["names"], path):
            compiler.phrase(label, text, None)
    for number, entry in enumerate(raw["patterns"]):
        compiler.entry(entry, lambda n=number: lines.of(n))
    if not compiler.labels:
        raise RuleBookError(str(path), 1, Text("没有任何模式", "no pattern in it"))
    return compiler.finish()


class _Lines:
    """The line of each entry under ``patterns``, looked up only for a message."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def of(self, number: int) -> int | None:
        import yaml

        root: Any = yaml.compose(self.path.read_text(encoding="utf-8"))
        for key, value in root.value:
            if key.value == "patterns":
                return int(value.value[number].start_mark.line) + 1
        return None


class _Compiler:
    def __init__(self, path: Path, unit: Unit, language: Language) -> None:
        from spacy.matcher import Matcher, PhraseMatcher

        self.path, self.unit, self.language = path, unit, language
        self.vocab = language.nlp.vocab
        self.matcher = Matcher(self.vocab)
        self.phrases = PhraseMatcher(self.vocab)
        self.labels: dict[str, None] = {}
        self.order: dict[int, int] = {}
        self._waiting: dict[str, list[Any]] = {}

    def _key(self, label: str) -> str:
        self.labels.setdefault(label)
        name = f"{label}#{len(self.order)}"
        self.order[self.vocab.strings.add(name)] = len(self.order)
        return name

    def entry(self, entry: Any, line: Any) -> None:
        if not isinstance(entry, dict) or not isinstance(entry.get("label"), str | int):
            raise RuleBookError(str(self.path), line(), Text("每个模式要有 label", "every pattern needs a label"))
        _known(entry, _ENTRY_KEYS, self.path, line)
        label = str(entry["label"])
        if ("phrases" in entry) == ("tokens" in entry):
            raise RuleBookError(str(self.path), line(), Text(f"{label}：phrases 和 tokens 恰好要有一个", f"{label}: just one of phrases and tokens"))
        if "phrases" in entry:
            if not isinstance(entry["phrases"], list) or not entry["phrases"]:
                raise RuleBookError(str(self.path), line(), Text(f"{label}：phrases 要是非空的列表", f"{label}: phrases must be a list that is not empty"))
            for text in entry["phrases"]:
                self.phrase(label, str(text), line)
        else:
            self._tokens(label, entry["tokens"], line)

    def phrase(self, label: str, text: str, line: Any) -> None:
        from checker.language_spacy import doc_of

        def where() -> int | None:
            return line() if line else None

        try:
            variants = sorted(set(expand(text)))
        except PhraseError as problem:
            told = Text(f"{label}：{text}：{problem.text.zh}", f"{label}: {text}: {problem.text.en}")
            raise RuleBookError(str(self.path), where(), told) from None
        docs = []
        for variant in variants:
            if not variant or variant.isspace():
                raise RuleBookError(str(self.path), where(), Text(f"{label}：{text} 的每一部分都可以没有，会匹配空文字", f"{label}: every part of {text} may be absent: it would match nothing at all"))
            if self.unit == "character":
                variant = fold(variant).text
            if any(c in "。！？；\n" for c in variant):
                raise RuleBookError(str(self.path), where(), Text(f"{label}：{variant} 跨越句子，永远不会匹配", f"{label}: {variant} crosses sentences and never matches"))
            docs.append(doc_of(self.vocab, self.language.tokens(self.unit, variant)))
        self.phrases.add(self._key(label), docs)

    def _tokens(self, label: str, tokens: Any, line: Any) -> None:
        if not isinstance(tokens, list) or not tokens:
            raise RuleBookError(str(self.path), line(), Text(f"{label}：tokens 要是非空的列表", f"{label}: tokens must be a list that is not empty"))
        unbounded = 0
        needed = False
        for token in tokens:
            if not isinstance(token, dict):
                raise RuleBookError(str(self.path), line(), Text(f"{label}：每个词是一个映射，不是 {token!r}", f"{label}: every token is a mapping, not {token!r}"))
            _known(token, _ATTRIBUTES, self.path, line)
            op = str(token.get("OP", "1"))
            if op not in ("1", "?", "*", "+") and not _RANGE.fullmatch(op):
                raise RuleBookError(str(self.path), line(), Text(f"{label}：不认识的 OP {op!r}", f"{label}: unknown OP {op!r}"))
            if bounds := _RANGE.fullmatch(op):
                low = int(bounds[1])
                high = int(bounds[2]) if bounds[2] else (low if bounds[2] is None else WIDEST + 1)
                if high > WIDEST or high < max(low, 1):
                    raise RuleBookError(str(self.path), line(), Text(f"{label}：范围 {op} 太宽或不可能，最多 {WIDEST} 个", f"{label}: the range {op} is too wide or impossible; at most {WIDEST}"))
                needed |= low > 0
            else:
                unbounded += op in "*+"
                needed |= op in "1+"
                if op in "*+" and set(token) <= {"OP"}:
                    raise RuleBookError(str(self.path), line(), Text(f"{label}：不限内容的词不能重复", f"{label}: a token of any content must not repeat"))
            for attribute, value in token.items():
                if attribute != "OP":
                    self._value(label, attribute, value, line)
        if unbounded > 1:
            raise RuleBookError(str(self.path), line(), Text(f"{label}：只能有一个 * 或 +，否则耗时随文字平方增长", f"{label}: one * or + at most, else time grows with the square of the text"))
        if not needed:
            raise RuleBookError(str(self.path), line(), Text(f"{label}：每个词都可以没有，会匹配空文字", f"{label}: every token may be absent: it would match nothing at all"))
        spacy_tokens = [{k: v for k, v in t.items() if (k, v) != ("OP", "1")} for t in tokens]
        try:
            self.matcher.add(self._key(label), [spacy_tokens])
        except Exception as problem:  # spaCy raises several kinds for a faulty pattern
            raise RuleBookError(str(self.path), line(), Text(f"{label}：spaCy 不接受：{problem}", f"{label}: spaCy refuses it: {problem}")) from None

    def _value(self, label: str, attribute: str, value: Any, line: Any) -> None:
        """Refuses values that no token can have."""
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == "REGEX":
                    try:
                        re.compile(str(inner))
                    except re.error as problem:
                        raise RuleBookError(str(self.path), line(), Text(f"{label}：REGEX 有误：{problem}", f"{label}: no valid REGEX: {problem}")) from None
                    if _NESTED.search(str(inner)):
                        raise RuleBookError(str(self.path), line(), Text(f"{label}：REGEX {inner} 含有嵌套的重复", f"{label}: REGEX {inner} holds nested repetitions"))
                elif key in ("IN", "NOT_IN"):
                    if not isinstance(inner, list) or not inner:
                        raise RuleBookError(str(self.path), line(), Text(f"{label}：{key} 要是非空的列表", f"{label}: {key} must be a list that is not empty"))
                    if key == "IN" and attribute in ("TEXT", "LOWER"):
                        for text in inner:
                            self._literal(label, str(text), line)
                elif key not in ("==", "!=", ">=", "<=", ">", "<"):
                    raise RuleBookError(str(self.path), line(), Text(f"{label}：不认识的条件 {key}", f"{label}: unknown condition {key}"))
        elif attribute in ("TEXT", "LOWER"):
            self._literal(label, str(value), line)

    def _literal(self, label: str, text: str, line: Any) -> None:
        folded = fold(text).text if self.unit == "character" else text
        if len(self.language.tokens(self.unit, text)) != 1 or folded != text:
            raise RuleBookError(str(self.path), line(), Text(f"{label}：「{text}」不是一个词，永远不会匹配", f"{label}: {text} is not one word and never matches"))

    def finish(self) -> PatternSet:
        return PatternSet(self.unit, list(self.labels), self.matcher, self.phrases, self.order)


def _known(raw: dict[str, Any], keys: set[str], path: Path, line: Any) -> None:
    unknown = sorted(str(k) for k in raw if k not in keys)
    if unknown:
        raise RuleBookError(str(path), line() if callable(line) else line, Text(f"不认识的键：{'、'.join(unknown)}", f"unknown keys: {', '.join(unknown)}"))


def _names(raw: Any, path: Path) -> Iterator[tuple[str, str]]:
    """Names that another data file keeps: (label, text)."""
    if not isinstance(raw, dict) or set(raw) != _NAME_KEYS:
        raise RuleBookError(str(path), 1, Text(f"names 要有 {'、'.join(sorted(_NAME_KEYS))}", f"names needs {', '.join(sorted(_NAME_KEYS))}"))
    source = data.folder("rules") / str(raw["file"])
    entries = load_yaml(source).get(raw["list"])
    if not entries:
        raise RuleBookError(str(path), 1, Text(f"{source} 里没有 {raw['list']}", f"{source} has no {raw['list']}"))
    for entry in entries:
        texts: list[str] = []
        for key in raw["texts"]:
            value = entry.get(key, [])
            texts += [value] if isinstance(value, str) else list(value)
        for text in dict.fromkeys(texts):
            yield str(entry[raw["label"]]), text


class PhraseError(ValueError):
    """A phrase that cannot be expanded, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(zh, en)
        super().__init__(zh)


def expand(phrase: str) -> list[str]:
    """All texts that a phrase stands for: ``[a|b]`` is a, b or nothing, ``(a|b)`` is a or b.

    Raises PhraseError for unbalanced brackets and for more than MOST_PHRASES texts.
    """
    variants, rest = _sequence(phrase, 0, "")
    if rest != len(phrase):
        raise PhraseError("括号不配对", "unbalanced brackets")
    return variants


def _sequence(text: str, at: int, closer: str) -> tuple[list[str], int]:
    """Alternatives up to ``closer`` (or the end), and where they end."""
    done: list[str] = []
    now = [""]
    while at < len(text):
        c = text[at]
        if c == closer:
            return done + now, at
        if c in "([":
            end = ")" if c == "(" else "]"
            inner, at = _sequence(text, at + 1, end)
            if at >= len(text):
                raise PhraseError("括号不配对", "unbalanced brackets")
            if c == "[":
                inner = ["", *inner]
            now = [a + b for a in now for b in inner]
        elif c == "|" and closer:
            done, now = done + now, [""]
        elif c in ")]":
            raise PhraseError("括号不配对", "unbalanced brackets")
        else:
            now = [a + c for a in now]
        if len(now) + len(done) > MOST_PHRASES:
            raise PhraseError(f"展开后超过 {MOST_PHRASES} 种写法", f"stands for more than {MOST_PHRASES} texts")
        at += 1
    if closer:
        raise PhraseError("括号不配对", "unbalanced brackets")
    return done + now, at
