"""Years in running text with what stands around them, for the rules about sentences (Y04, Y05, Y07)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checker.checks.context import Context
from checker.document import Paragraph
from checker.report.titles import year_value
from checker.rulebook import RuleBook
from checker.yaml_lines import load_yaml

_YEAR = re.compile(r"(?<!\d)(?:20\d\s?\d|二[零〇○][零〇○一二三四五六七八九]{2})\s?年(?:度)?(?!代)")
_BREAKS = "，；：,;:。！？"
_PAIRS = (("《", "》"), ("〔", "〕"), ("“", "”"), ("（", "）"), ("(", ")"), ("[", "]"), ("「", "」"))
_HALF = {0xFF10 + i: str(i) for i in range(10)} | {0x3000: " ", 0xA0: " "}
_NAME = re.compile(r"(?<!\?P)<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year in a sentence: ``start`` and ``end`` in the paragraph; the texts have half-width digits.

    ``lead`` is the clause up to the year, ``tail`` the rest of the sentence behind it, ``following`` the sentence behind.
    """

    year: int
    start: int
    end: int
    lead: str
    tail: str
    sentence: str
    following: str
    paragraph: Paragraph
    section: int

    def clauses(self, count: int) -> str:
        """The first ``count`` clauses of the tail; a comma directly behind the year opens none."""
        at = len(self.tail) - len(self.tail.lstrip("，, "))
        for _ in range(count):
            at = min((p for m in _BREAKS if (p := self.tail.find(m, at)) >= 0), default=len(self.tail)) + 1
        return self.tail[: at - 1]


def patterns(book: RuleBook) -> dict[str, re.Pattern[str]]:
    """The expressions of ``rules/years.yml``, the names in them filled in."""
    return _compiled(book.path("years.yml"))


@cache
def _compiled(path: Path) -> dict[str, re.Pattern[str]]:
    raw = {k: v for k, v in load_yaml(path).items() if isinstance(v, str)}

    def full(name: str) -> str:
        return _NAME.sub(lambda m: f"(?:{full(m[1])})", raw[name])

    return {name: re.compile(full(name)) for name in raw}


def half_width(text: str) -> str:
    """Full-width digits and blanks as ASCII, at unchanged offsets."""
    return text.translate(_HALF)


def sentences(ctx: Context, hint: str) -> Iterator[tuple[int, Paragraph, int, int, str]]:
    """(section, paragraph, start, end, half-width text of the paragraph) of every sentence of paragraphs that hold ``hint``."""
    for section, paragraph in ctx.body():
        if hint in paragraph.text:
            text = half_width(paragraph.text)
            # Where the heading shares the paragraph, the text begins behind it.
            first = section.body_offset if section.blocks and section.blocks[0] is paragraph else 0
            for begin, end in ctx.language.sentences(paragraph.text[first:]):
                yield section.number, paragraph, first + begin, first + end, text


def mentions(ctx: Context) -> Iterator[YearMention]:
    """Every year in running text; those in titles, quotations and brackets are left out, and so is the period's."""
    period = ctx.report.period.place if ctx.report.period else None
    for section, paragraph, begin, end, text in sentences(ctx, "年"):
        sentence = text[begin:end]
        for match in _YEAR.finditer(sentence):
            year = year_value(re.sub(r"[年度\s]", "", match[0]))
            start, stop = begin + match.start(), begin + match.end()
            if year is None or _enclosed(sentence, match.start()):
                continue
            if (
                period
                and period.paragraph == paragraph.index
                and period.span
                and period.span[0] <= start < period.span[1]
            ):
                continue
            left = max(sentence.rfind(m, 0, match.start()) for m in _BREAKS) + 1
            yield YearMention(
                year, start, stop, sentence[left : match.start()], sentence[match.end() :], sentence,
                text[end : end + 40].lstrip(), paragraph, section,
            )  # fmt: skip


def named_years(ctx: Context, named: re.Pattern[str]) -> Iterator[YearMention]:
    """Years in brackets behind a word that says which year is meant (``named`` has a group ``year``)."""
    for section, paragraph, begin, end, text in sentences(ctx, "年"):
        sentence = text[begin:end]
        for match in named.finditer(sentence):
            start, stop = begin + match.start("year"), begin + match.end("year")
            yield YearMention(
                int(match["year"]), start, stop, sentence[: match.start("year")], sentence[match.end("year") :], sentence,
                text[end : end + 40].lstrip(), paragraph, section,
            )  # fmt: skip


def _enclosed(sentence: str, at: int) -> bool:
    return any(sentence.rfind(a, 0, at) > sentence.rfind(b, 0, at) for a, b in _PAIRS)
