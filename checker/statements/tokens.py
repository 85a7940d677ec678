"""Folded text -> tokens: numbers, dates, known words with their meanings, marks, and what is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, Literal

from checker.statements.quantity import Quantity, number_at
from checker.statements.words import words

Sort = Literal["number", "word", "time", "mark", "text"]
MARKS: Final = frozenset(",;:()。!?\n、")
_YEAR: Final = re.compile(r"((?:19|20)\d{2})年(?:度)?(以来)?(初(?![一二三四五六七八九]))?[底末]?")
_SPAN: Final = re.compile(
    r"((?:19|20)\d{2})(?:年(?:度)?)?(?:至|到|-|—|~)((?:19|20)\d{2})年(?:度|间|期间)?(?!\d{1,2}月)"
)
_MONTHS: Final = re.compile(
    r"(\d{1,2})月(?:(\d{1,2})日|份|(底|末)|[中上下]旬)?(?:(?:至|到|-|—|~)(?:\d{4}年)?(\d{1,2})月(?:(\d{1,2})日|份|(底|末))?)?"
)
_MONTHS_SHORT: Final = re.compile(r"(\d{1,2})(?:-|至|到|~)(\d{1,2})月(?:份)?")
_TITLE: Final = re.compile(r"《[^《》\n]{1,80}》")
_DIGITS: Final = frozenset("0123456789")
_AFTER: Final = ("以后", "之后", "后")
_LISTED: Final = frozenset("二两三四五六七八九")
_ZERO_UNITS: Final = frozenset("件起宗份")
_NUMERALS: Final = frozenset("零〇一二两三四五六七八九十百")


@dataclass(frozen=True, slots=True)
class Token:
    """Offsets are into the folded text. ``tags`` are the meanings of a word."""

    sort: Sort
    start: int
    end: int
    text: str
    tags: Mapping[str, str] = field(default_factory=dict)
    quantity: Quantity | None = None


class Lexicon:
    """The words of ``rules/statements/vocabulary.yml``, found longest first."""

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        meanings: dict[str, dict[str, str]] = {}
        for entry in entries:
            for word in entry["words"]:
                meanings.setdefault(str(word), {}).update({str(k): str(v) for k, v in entry["as"].items()})
        self.words: Mapping[str, Mapping[str, str]] = meanings
        lengths: dict[str, set[int]] = {}
        for word in meanings:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {c: tuple(sorted(n, reverse=True)) for c, n in lengths.items()}

    def at(self, text: str, start: int) -> str | None:
        """The longest word that begins at ``start``."""
        for length in self._lengths.get(text[start], ()):
            word = text[start : start + length]
            if word in self.words:
                return word
        return None


def scan(text: str, start: int, end: int, lexicon: Lexicon, year: int | None) -> list[Token]:
    """The tokens of ``text[start:end]``; ``year`` is the report year, by which dates are this year's or another's."""
    out: list[Token] = []
    unknown = -1
    i = start
    while i < end:
        token = _token(text, i, lexicon, year)
        if token is None:
            if unknown < 0:
                unknown = i
            i += 1
            continue
        if unknown >= 0:
            out.append(Token("text", unknown, i, text[unknown:i]))
            unknown = -1
        out.append(token)
        i = token.end
    if unknown >= 0:
        out.append(Token("text", unknown, end, text[unknown:end]))
    return _bounded(out)


def _token(text: str, i: int, lexicon: Lexicon, year: int | None) -> Token | None:
    c = text[i]
    if c in MARKS:
        return Token("mark", i, i + 1, c)
    if c == "《":  # the words of a title say nothing about what is counted
        title = _TITLE.match(text, i)
        return Token("word", i, title.end(), title[0], {"filler": "yes"}) if title else None
    word = lexicon.at(text, i)
    if c in "我本":
        own = _own().match(text, i)
        if own and (word is None or own.end() - i > len(word)):
            return Token("word", i, own.end(), own[0], {"scope": "self"})
    zero = word == "零" and text[i + 1 : i + 2] in _ZERO_UNITS  # 收到申请零件
    if word is not None and not zero and not (c in _NUMERALS and word == "十"):
        return Token("word", i, i + len(word), word, lexicon.words[word])
    if c in _DIGITS:
        date = _date(text, i, year)
        if date is not None:
            return date
    elif c not in _NUMERALS:
        return None
    found = number_at(text, i)
    if found is None:
        return None
    if i and text[i - 1] == "第":
        return Token("text", i, found[1], text[i : found[1]])  # 第12次
    return Token("number", i, found[1], text[i : found[1]], quantity=found[0])


@cache
def _own() -> re.Pattern[str]:
    """我局, 本街道: an organ's words for itself."""
    names = sorted(words("own_organs"), key=len, reverse=True)
    return re.compile(f"[我本](?:{'|'.join(names)})")


def _date(text: str, i: int, year: int | None) -> Token | None:
    span = _SPAN.match(text, i)
    if span and span[1] != span[2]:
        return Token("time", i, span.end(), span[0], {"period": "other", "since": "yes"})
    found = _YEAR.match(text, i)
    if found:
        named = int(found[1])
        if found[2]:
            return Token("time", i, found.end(), found[0], {"period": "other", "since": "yes"})
        if year is None:
            period = "other"
        else:
            period = {0: "this", -1: "prev", 1: "next"}.get(named - year, "other")
            if found[3] and period == "this":
                period = "prev"  # 2022年初结转: from the year before
        return Token("time", i, found.end(), found[0], {"period": period})
    short = _MONTHS_SHORT.match(text, i)
    if short:
        whole = short[1] == "1" and short[2] == "12"
        return Token("time", i, short.end(), short[0], {"period": "this" if whole else "part"})
    found = _MONTHS.match(text, i)
    if not found:
        return None
    first, day, close, last = found[1], found[2], found[3], found[4]
    if text.startswith(_AFTER, found.end()):
        whole = False  # 12月31日以后收到的
    elif last:
        whole = int(first) == 1 and int(last) == 12
    else:
        whole = int(first) == 12 and (day == "31" or close is not None)
    return Token("time", i, found.end(), found[0], {"period": "this" if whole else "part"})


def _bounded(tokens: list[Token]) -> list[Token]:
    """Words such as 近, 约, 逾 right before a number become part of it; 两家 before 合计 is no number of its own."""
    out: list[Token] = []
    for token in tokens:
        if token.quantity is not None and out and "bound" in out[-1].tags and out[-1].end == token.start:
            bound = out.pop()
            quantity = replace(token.quantity, bound=bound.tags["bound"])  # type: ignore[arg-type]
            token = replace(token, start=bound.start, text=bound.text + token.text, quantity=quantity)
        elif (
            out and out[-1].quantity is not None and out[-1].end == token.start and out[-1].text[0] in _LISTED
            and len(out[-1].text) == 2 and token.tags.keys() & {"whole", "share"}
        ):  # fmt: skip
            counter = out.pop()  # 三家合计, 两区共: how many the list before has
            out.append(
                Token("word", counter.start, counter.end, counter.text, {"filler": "yes", "sums": "yes"})
            )
        out.append(token)
    return out
