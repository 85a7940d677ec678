"""W03: words, phrases and statements that stand twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from checker.checks.context import Context
from checker.checks.passages import Passage, sure_text
from checker.checks.registry import Result, check
from checker.document import Place

_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_STOPS: Final = "，。；：、,;:!！?？"
_HEAD: Final = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*|[一二三四五六七八九十]是|第[一二三四五六七八九十][，、]?)")
_SHORTEST: Final = 4  # characters of a phrase that stands twice in a row
_LONGEST: Final = 60

Span = tuple[int, int, str]
"""where the repetition begins, where it ends, what is repeated"""


@check("W03")
def repeated(ctx: Context) -> Iterator[Result]:
    """Doubled words and phrases, then sentences that come again word for word."""
    passages, skipped = sure_text(ctx, "W03")
    yield from skipped
    params = ctx.rule("W03").params
    told: dict[int | None, set[int]] = {}
    for passage in passages:
        for start, end, what in _doubled(ctx, passage, params):
            place = passage.place(start, end)
            told.setdefault(place.paragraph, set()).update(range(start, end))
            yield ctx.finding("W03", place, actual=passage.text[start:end], what=what)
    yield from _statements(ctx, passages, int(params["sentence"]), told)


def _doubled(ctx: Context, passage: Passage, params: Mapping[str, Any]) -> list[Span]:
    text = passage.text
    ends = [(m.start(), m.end(), m[1]) for m in re.finditer(params["organ_ends"], text)]
    found = [*ends, *_phrases(text), *_words(text, ctx.language.words(text), params, ctx.language.known)]
    chosen: list[Span] = []
    for span in sorted(found, key=lambda s: (s[0], -s[1])):
        if span[0] >= passage.start and (not chosen or span[0] >= chosen[-1][1]):
            chosen.append(span)
    return chosen


def _words(
    text: str, words: Sequence[tuple[str, int]], params: Mapping[str, Any], known: Any
) -> Iterator[Span]:
    """The same word twice in a row: particles, and words of two characters and more."""
    allowed, single = frozenset(params["allowed"]), params["single"]
    for i, (word, start) in enumerate(words):
        if not _HAN.match(word):
            continue
        following = words[i + 1][0] if i + 1 < len(words) else ""
        if len(word) == 2 and word[0] == word[1]:
            if word[0] in single and word not in allowed:
                yield start, start + 2, word[0]
        elif len(word) == 1:
            if word == following and word in single:
                yield start, start + 2, word
        elif word == following:
            if word not in allowed and word[0] != "一" and not _after_number(text, start):
                yield start, start + 2 * len(word), word
        elif len(following) >= 2 and word.endswith(following) and _HAN.match(following):
            # 业务培训培训2次; but 行政许可许可期限 is a noun made of both
            end = start + len(word) + len(following)
            if not _HAN.match(text[end : end + 1]):
                yield end - 2 * len(following), end, following
        elif len(following) == 1 and following == word[-1] and word[-1] in single and not known(word):
            yield start + len(word) - 1, start + len(word) + 1, following


def _after_number(text: str, start: int) -> bool:
    """Whether only a sub-heading's number stands before: a heading and the sentence that takes it up."""
    head = _HEAD.match(text)
    return head is not None and head.end() == start


def _phrases(text: str) -> Iterator[Span]:
    """A phrase twice in a row, with or without a stop between. Linear: each start is compared with one earlier place."""
    last: dict[str, int] = {}
    done = 0
    for j in range(len(text) - _SHORTEST + 1):
        gram = text[j : j + _SHORTEST]
        i = last.get(gram)
        last[gram] = j
        if i is None or i < done or not _SHORTEST <= j - i <= _LONGEST:
            continue
        distance = j - i
        same = 0
        while same < distance and j + same < len(text) and text[i + same] == text[j + same]:
            same += 1
        unit = text[i : i + same]
        if len(_HAN.findall(unit)) < _SHORTEST or _after_number(text, i):
            continue
        parted = text[j - 1] in _STOPS
        if same < distance and not (parted and same == distance - 1):
            continue
        after = text[j + same : j + same + 1]
        if parted and unit[-1] not in _STOPS and after and after not in _STOPS and not after.isspace():
            continue  # 主动公开。主动公开信息…: a heading, then a sentence that begins with it
        yield i, j + same, unit.rstrip(_STOPS)
        done = j + same


def _statements(
    ctx: Context, passages: Sequence[Passage], least: int, told: Mapping[int | None, set[int]]
) -> Iterator[Result]:
    """Sentences of ``least`` Chinese characters or more that came before."""
    first: dict[str, Place] = {}
    title = ctx.report.title.place.paragraph if ctx.report.title is not None else None
    for passage in passages:
        if passage.section == 0 and title is not None and passage.paragraph and passage.paragraph.index < title:
            continue  # what a page prints above the report, or a covering letter
        for start, end in ctx.language.sentences(passage.text):
            if start < passage.start or end - start < least:
                continue
            sentence = re.sub(r"\s+", "", passage.text[start:end])
            if len(_HAN.findall(sentence)) < least:
                continue
            place = passage.place(start, end)
            earlier = first.setdefault(sentence, place)
            if earlier is place or not told.get(place.paragraph, set()).isdisjoint(range(start, end)):
                continue
            yield ctx.finding("W03", place, variant="statement", related=(earlier,), actual=place.quote)
