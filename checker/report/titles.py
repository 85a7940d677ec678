"""The title of a report, the organ that reports, and what kind of organ it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from checker.document import Block, Paragraph, Place, Table
from checker.report.model import AgencyKind, Title
from checker.report.numbers import chinese_number

if TYPE_CHECKING:
    from checker.language import Language

_BLANK = re.compile(r"[\s\u3000\u00a0]+")
_YEAR = re.compile(r"(?P<year>(?:19|20)\d{2}|[一二][零〇○0九][零〇○0一二三四五六七八九]{2})\s*年?\s*(?P<degree>度)?")
_NOTE = r"(?:[（(](?:(?P<{}>(?:19|20)\d{{2}})年?度?|[\u4e00-\u9fff]{{1,8}})[）)])?"
_TAIL = re.compile(
    r"(?:关于)?(?P<subject>(?:政府|政务)?(?:信息|政务)(?:和政务)?公开|政府信息依申请公开)(?P<work>工作)?(?:情况)?的?"
    r"(?P<inner>(?:19|20)\d{2}年?度?)?(?P<annual>年度)?(?P<work2>工作)?(?P<word>报告|年报|总结)(?:书)?" + _NOTE.format("after") + "$"
)
_ANCHOR = re.compile(r"(?:报告|年报|总结)书?" + _NOTE.format("year") + r"[》】）)]*$")
_REGION = re.compile(r"[\u4e00-\u9fff]{1,14}(?:省|市|区|县|旗|州|盟)$")
_YEAR_LINE = re.compile(r"[（(]?(?:19|20)\d{2}年?度?[）)]?")
_DAY = re.compile(r"\d+年(?:\d+|元)月|(?:\d+|元)月\d+日|\d{4}[-/.]\d+[-/.]\d+")
_META = re.compile(r"[:：>]|》\s*$")
_SENTENCE = re.compile(r"[。；，;！？]")
_LABEL = re.compile(r"^(?:【[^【】]{1,8}】|(?:文件|信息)?(?:标题|名称)[:：]?)+")
"""What a page prints before a title: its label among the metadata, its column (【年报】)."""
_COVER = "《》【】[]“”\"'　 "

LONGEST_TITLE = 80
LINES = 4
"""Lines of the longest title: organ (two lines), year, fixed words."""
LONGEST_NAME = 300
"""Characters of a page's name that are looked at."""
FAR = 25
"""Blocks from the top among which a title is looked for."""

Line = tuple[Paragraph, str]


def read_title(
    blocks: Sequence[Block], rules: Mapping[str, Any], language: Language, named: str = "", covered: int | None = None
) -> Title | None:
    """The title: one to four consecutive short lines that end in 报告 and speak of 信息公开.

    ``blocks`` are those before the first section heading (or the first of the document); ``rules`` is
    ``rules/agency_kinds.yml``. A title printed twice (page metadata, then the article) is taken where more of it stands.
    Where a page lists the titles of other reports beside it, its own is the one that ``named`` (the page's own name)
    holds, else the one of the year ``covered`` (that of the period), else the last.
    """
    reader = _Reader(_lines(blocks), rules, language)
    found = [title for i in range(len(reader.lines)) if (title := reader.ending_at(i)) is not None]
    best = max(found, key=_worth, default=None)
    if best is None:
        return None
    rivals = [t for t in found if _worth(t)[:3] == _worth(best)[:3]]
    if not any(_is_another(t, best) for t in rivals):
        return best
    page = _BLANK.sub("", named)
    for fits in (
        [t for t in rivals if t.organ and t.year and t.organ in page and str(t.year) in page],
        [t for t in rivals if covered is not None and t.year == covered],
        rivals,
    ):
        if fits:
            return best if len(fits) > 1 and best in fits and not any(_is_another(t, best) for t in fits) else fits[-1]
    return best


def page_title(named: str, rules: Mapping[str, Any], language: Language) -> Title | None:
    """The title that a page bears in its head alone, behind or before the name of the site; it stands in no paragraph."""
    for part in re.split(r"[_|｜>»]|\s[-–—]+\s|[-–—]{2,}|-(?=[\u4e00-\u9fff])", named[:LONGEST_NAME]):
        part = part.strip()
        title = _Reader([(Paragraph(0, part), part)], rules, language).ending_at(0) if part else None
        if title is not None and title.year is not None:
            return replace(title, place=Place(section=0, quote=part))
    return None


class _Reader:
    """Titles among the first lines of a document."""

    def __init__(self, lines: Sequence[Line], rules: Mapping[str, Any], language: Language) -> None:
        self.lines = lines
        self.rules = rules
        self.language = language
        self.furniture = re.compile(rules["titles"]["furniture"])
        self.about = re.compile(rules["titles"]["about"])
        self.own = re.compile(rules["titles"]["own"])
        self.labels = re.compile(rules["titles"]["labels"])

    def ending_at(self, i: int) -> Title | None:
        """The title whose fixed words end on line ``i``, with what stands above and below it."""
        text = self.lines[i][1]
        if not _ANCHOR.search(_BLANK.sub("", text)) or len(text) > LONGEST_TITLE or _SENTENCE.search(text):
            return None
        for first in range(i, max(-1, i - LINES + 1), -1):
            title = self._title(first, i)
            if title is not None:
                return self._below(self._above(title, first, i), i)
        return None

    def _title(self, first: int, last: int) -> Title | None:
        group = self.lines[first : last + 1]
        joined = _LABEL.sub("", "".join(_BLANK.sub("", t) for _, t in group)).strip(_COVER)
        if "公开" not in joined or ("信息" not in joined and "政务" not in joined):
            return None
        if self.labels.match(joined) or self.about.search("".join(t for _, t in group)):
            return None
        return _title(group, joined, self.own)

    def _above(self, title: Title, first: int, last: int) -> Title:
        """The title with the lines above that belong to it: its organ or year, or the beginning of the organ's name."""
        while first > 0 and last - first + 1 < LINES:
            above, text = self.lines[first - 1]
            bare = _BLANK.sub("", text)
            if above.index < self.lines[first][0].index - 2 or not self._joins(bare):
                break
            if title.organ is not None and title.year is not None and not self._torn(bare, title.organ, title.text):
                break
            longer = self._title(first - 1, last)
            if longer is None:
                break
            title, first = longer, first - 1
        return title

    def _torn(self, above: str, organ: str, text: str) -> bool:
        """Whether the organ's name begins on the line above: a region, or a word that the line break tears apart."""
        if not _BLANK.sub("", text).startswith(organ):
            return False  # the year stands before it
        if _REGION.fullmatch(above):
            return not organ.startswith(above)
        starts = {start for _, start in self.language.words(above + organ)}
        return len(above) not in starts and kind_of(above, (), self.rules) in ("unknown", "township")

    def _below(self, title: Title, last: int) -> Title:
        """The title with its year or its organ where these stand below the fixed words."""
        if last + 1 >= len(self.lines) or self.lines[last + 1][0].index > self.lines[last][0].index + 1:
            return title
        bare = _BLANK.sub("", self.lines[last + 1][1])
        if title.year is None and _YEAR_LINE.fullmatch(bare):
            year = _YEAR.search(bare)
            lines = (*title.lines, self.lines[last + 1][1].strip())
            return replace(title, text=title.text + bare, lines=lines, year=int(year["year"]) if year else None)
        name = bare.strip("（）()")
        if title.organ is None and self._joins(bare) and kind_of(name, (), self.rules) != "unknown":
            return replace(title, text=title.text + bare, lines=(*title.lines, self.lines[last + 1][1].strip()), organ=name)
        return title

    def _joins(self, bare: str) -> bool:
        """Whether a line may be one of a title's: short, no sentence, no metadata, no page furniture."""
        if not 2 <= len(bare) <= 40 or _SENTENCE.search(bare) or _META.search(bare) or _DAY.search(bare):
            return False
        if self.furniture.search(bare):
            return False
        return bool(re.search(r"[\u4e00-\u9fff]", bare)) or bool(_YEAR.match(bare))


def _lines(blocks: Sequence[Block]) -> list[Line]:
    out: list[Line] = []
    for block in blocks[:FAR]:
        if isinstance(block, Paragraph):
            if block.role in ("body", "textbox"):
                out += [(block, part) for part in block.text.split("\n") if part.strip()]
        elif isinstance(block, Table):
            texts = list(dict.fromkeys(c.text.strip() for c in block.cells if c.text.strip()))
            # A title set in a one-cell table, or in a metadata block.
            out += [(Paragraph(block.index, t, block.page), t) for t in texts if _ANCHOR.search(t)]
    return out


def _is_another(title: Title, other: Title) -> bool:
    """Whether two titles are those of two reports: of another year or another organ, not a shorter form of its name."""
    if title.year != other.year:
        return True
    a, b = (_BLANK.sub("", t.organ or "") for t in (title, other))
    return a not in b and b not in a


def _worth(title: Title) -> tuple[bool, bool, bool, int]:
    labelled = _LABEL.match(_BLANK.sub("", title.lines[0])) is not None
    return (title.organ is not None, title.year is not None, not labelled, -len(title.lines))


def _title(group: Sequence[Line], joined: str, own: re.Pattern[str]) -> Title | None:
    tail = _TAIL.search(joined)
    if tail is None:
        return None
    head = joined[: tail.start()]
    year = None
    match = _YEAR.search(head)
    inner = tail["inner"] or tail["after"]
    if match and (match["degree"] or "年" in match[0] or match.end() == len(head) or match.start() == 0):
        year = year_value(match["year"])
        head = head[: match.start()] + head[match.end() :]
    elif inner:
        year = int(inner[:4])
    organ = head.strip(_COVER + "的：:-—·").removesuffix("关于") or None
    if organ and (organ.count("（") + organ.count("(") != organ.count("）") + organ.count(")")):
        organ = organ.strip("（）()") or None
    if organ and organ.endswith("人民") and tail["subject"].startswith("政府"):
        organ += "政府"  # …人民政府信息公开…: one 政府 printed for both
    if organ and (len(organ) < 2 or not re.search(r"[\u4e00-\u9fff]{2}", organ) or own.fullmatch(organ)):
        organ = None
    first, last = group[0][0], group[-1][0]
    text = joined if len(group) > 1 else group[0][1].strip()
    start = first.text.find(group[0][1]) if first is last else 0
    quote = group[0][1] if len(group) == 1 else last.text
    paragraph = first if len(group) == 1 else last
    span = (max(start, 0), max(start, 0) + len(quote)) if len(group) == 1 else (0, len(last.text))
    place = Place(section=0, page=paragraph.page, paragraph=paragraph.index, span=span, quote=quote)
    return Title(text, tuple(t.strip() for _, t in group), place, organ, year)


def year_value(text: str) -> int | None:
    """2023, 二〇二三 or 二○二三 -> 2023."""
    text = text.replace("○", "〇").replace("0", "〇") if not text.isascii() else text
    return int(text) if text.isdigit() and text.isascii() else chinese_number(text)


def kind_of(name: str | None, texts: Sequence[str], rules: Mapping[str, Any]) -> AgencyKind:
    """What kind of organ reports: from its name, else from how it speaks of itself; ``unknown`` allowed.

    ``rules`` is ``rules/agency_kinds.yml``; ``texts`` are the preamble and section one.
    """
    if name:
        bare = re.sub(r"[（(][^（）()]*[）)]$", "", _BLANK.sub("", name))
        for entry in rules["kinds"]:
            for exception in entry.get("except", ()):
                if _ends(bare, exception["suffixes"]) and not _ends(bare, exception.get("unless", ())):
                    return exception["kind"]  # type: ignore[no-any-return]
            if _ends(bare, entry["suffixes"]):
                return entry["kind"]  # type: ignore[no-any-return]
        if any(bare.endswith(r) and len(bare) > len(r) for r in rules["regions"]):
            return "government"
    counts: dict[str, int] = {}
    for text in texts:
        for entry in rules["self_references"]:
            counts[entry["kind"]] = counts.get(entry["kind"], 0) + sum(text.count(w) for w in entry["words"])
    ranked = sorted(((n, k) for k, n in counts.items() if n), reverse=True)
    if ranked and (len(ranked) == 1 or ranked[0][0] >= 2 * ranked[1][0]):
        return ranked[0][1]  # type: ignore[return-value]
    return "unknown"


def _ends(name: str, suffixes: Sequence[str]) -> bool:
    return any(name.endswith(s) for s in suffixes)
