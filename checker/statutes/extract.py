"""References to law in running text: titles with and without marks, numbers, articles, short titles.

A paragraph is folded (:mod:`extract_fold`), its title marks paired (:mod:`extract_marks`), its numbers and
unmarked titles found; what stands between marks is classified (:mod:`extract_genre`) and resolved
(:mod:`resolve`). Every step is linear in the length of the text.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from checker.document import Paragraph, Place
from checker.statutes.citations import Citation, Writing
from checker.statutes.extract_attach import bracket_at, definition_end
from checker.statutes.extract_context import SENTENCE_END, Sentences, within
from checker.statutes.extract_data import CitationData, citation_data
from checker.statutes.extract_fold import Folded, fold
from checker.statutes.extract_genre import ACT, Genres
from checker.statutes.extract_marks import Mark, pair
from checker.statutes.extract_names import Boundaries, Names, names_of, unmarked
from checker.statutes.extract_numbers import Number, article_at, article_values, numbers
from checker.statutes.names import normalise_title
from checker.statutes.resolve import Resolver

if TYPE_CHECKING:
    from checker.language import Language
    from checker.statutes.model import Work
    from checker.statutes.register import Register

__all__ = ["Citation", "extract"]

_RULE_END: Final = re.compile(
    r"[^,。;、()]{2,60}?(?:条例|办法|规定|细则|规则|通知|意见|决定|要点)(?=[(,。;、]|第|要求|精神|的|等|$)"
)
_PRIORITIES: Final = re.compile(
    r"(?<![0-9])20[0-3][0-9]年(?:全国)?(?:政务公开|政府信息公开)(?:重点)?工作(?:要点|安排)(?=[(\[【〔])"
)
# a year told of (2019年，我局…), not the year of an act (2019年修订的…)
_TOLD_YEAR: Final = re.compile(
    r"(?<![0-9〔])((?:19|20)[0-9]{2})年(?=[,起以]|度?的?(?:年度)?报告(?!格式)|度[,我本全的]|年报|我|本|全|首)"
)
LEFT: Final = 24
"""Characters before a title that may name its issuer."""
NEAR: Final = 4
"""A title with fewer than so many characters an edit is no misprint of another, but another title."""


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a citation begins: a title (``title`` its range) or a number alone."""

    start: int
    end: int
    kind: Writing
    title: tuple[int, int] | None = None
    number: Number | None = None


def extract(
    paragraphs: Iterable[tuple[int | None, Paragraph]],
    register: Register,
    language: Language,
    year: int | None = None,
    as_of: dt.date | None = None,
) -> tuple[Citation, ...]:
    """The references to law in ``paragraphs`` (with the number of the section of each), in reading order.

    ``year`` is the report's (an earlier year in a sentence makes a comparison), ``as_of`` the day on which
    versions are judged; None leaves states unknown. Raises RegisterError and RuleBookError for damaged data.
    """
    data = citation_data()
    reader = _Reader(register, language, data, year, as_of)
    return tuple(c for section, paragraph in paragraphs for c in reader.read(section, paragraph))


class _Reader:
    """Reads the paragraphs of one report."""

    def __init__(
        self,
        register: Register,
        language: Language,
        data: CitationData,
        year: int | None,
        day: dt.date | None,
    ) -> None:
        self.register, self.language, self.data, self.year, self.day = register, language, data, year, day
        self.names: Names = names_of(register, data)
        self.genres = Genres(language, data)
        self.resolver = Resolver(register, data)
        self._misprints: dict[str, bool] = {}
        self._generics: dict[str, bool] = {}

    def read(self, section: int | None, paragraph: Paragraph) -> Iterator[Citation]:
        folded = fold(paragraph.text)
        text = folded.text
        boundaries = Boundaries(text, self.language.words)
        marks = pair(text)
        found = numbers(text, self.data, boundaries.words)
        starts = [n.start for n in found]
        definitions = [(m.start(), m.end(), m[1]) for m in self.data.definition.finditer(text)]
        heads = self._heads(folded, marks, found, boundaries, definitions)
        sentences = Sentences(text, self.data)
        pending: list[Citation] = []
        last_end = position = 0
        for head in heads:
            if head.start < position:
                continue
            while definitions and definitions[0][0] < head.start:
                self._define(text, definitions.pop(0), pending, last_end)
            built = self._build(paragraph, section, folded, head, found, starts, sentences)
            if built is None:
                continue
            citation, position = built
            pending.append(citation)
            last_end = position
            while definitions and definitions[0][1] <= position:
                self._define(text, definitions.pop(0), pending, last_end)
            if citation.resolved:
                self.resolver.cited.add(citation.resolved)
        for definition in definitions:
            self._define(text, definition, pending, last_end)
        yield from pending

    # -- where citations begin

    def _heads(
        self, folded: Folded, marks: list[Mark], found: list[Number], boundaries: Boundaries,
        definitions: list[tuple[int, int, str]],
    ) -> list[_Head]:  # fmt: skip
        text = folded.text
        heads: list[_Head] = []
        for mark in marks:
            if mark.closed:
                end = mark.end
                while text.startswith("》", end):
                    end += 1
                heads.append(_Head(mark.start, end, "marked", mark.title))
            elif not mark.stray and not text.startswith(("《", "〈"), mark.end):
                end = self._unclosed_end(folded, mark.end)
                if end > mark.end:
                    heads.append(_Head(mark.start, end, "unclosed", (mark.end, end)))
        for a, b in unmarked(folded, marks, self.names, self.data, boundaries):
            heads.append(self._named(text, a, b))
        pairs = [(mark.start, mark.end) for mark in marks if mark.closed]
        heads += [self._named(text, a, b) for a, b in self._generic(text, boundaries) if not within(a, pairs)]
        heads += [_Head(m.start(), m.end(), "unmarked", m.span()) for m in _PRIORITIES.finditer(text)]
        heads += [_Head(n.start, n.end, "number", number=n) for n in found if not self._of_a_case(text, n)]
        excluded = [(a, b) for a, b, _ in definitions]
        heads = [h for h in heads if not within(h.start, excluded)]
        heads.sort(key=lambda h: (h.start, -h.end))
        return heads

    @staticmethod
    def _named(text: str, a: int, b: int) -> _Head:
        """An unmarked title; one mark directly behind it (stray) belongs to it."""
        end = b + 1 if text.startswith("》", b) else b
        return _Head(a, end, "unmarked", (a, b))

    def _unclosed_end(self, folded: Folded, start: int) -> int:
        """Where the title behind an unclosed 《 ends: the longest name known, else the name of a kind."""
        text = folded.text
        index = bisect_left(folded.at, start)
        end = start
        if index < len(folded.at) and folded.at[index] == start:
            stop = self.names.longest(folded.key, index)
            if stop > index:
                end = folded.at[stop - 1] + 1
        for name in (*self.resolver.definitions, *self.data.understood):
            if len(name) > end - start and text.startswith(name, start):
                end = start + len(name)
        if end == start and (match := _RULE_END.match(text, start, min(len(text), start + 64))):
            end = match.end()
        return end

    def _generic(self, text: str, boundaries: Boundaries) -> Iterator[tuple[int, int]]:
        """Short titles without marks that an article follows (条例第十四条) or a stray 》 ends."""
        if "》" not in text and "第" not in text:
            return
        wanted = {*self.data.understood, *(normalise_title(n) for n in self.resolver.definitions)}
        wanted |= {normalise_title(m[1]) for m in self.data.definition.finditer(text)}
        pattern = "|".join(re.escape(n) for n in sorted(wanted, key=lambda n: (-len(n), n)))
        for match in re.finditer(rf"(?:{pattern})(?=》|第)", text):
            start, end = match.span()
            before = text[start - 1] if start else ""
            if before in self.data.anaphora or (before and before in "《〈") or not boundaries.at(start):
                continue
            if text[end] == "第" and article_at(text, end) == end:
                continue
            yield start, end

    def _of_a_case(self, text: str, number: Number) -> bool:
        """Whether a number is the file number of one decision, reply or meeting."""
        if self.resolver.number(number) is not None or number.kind != "document":
            return False
        before = text[max(0, number.start - 8) : number.start].rstrip("([【〔")
        return before.endswith(self.data.file_nouns)

    # -- building one

    def _build(
        self, paragraph: Paragraph, section: int | None, folded: Folded, head: _Head, found: list[Number],
        starts: list[int], sentences: Sentences,
    ) -> tuple[Citation, int] | None:  # fmt: skip
        text = folded.text
        if head.number is not None:
            return self._number_alone(paragraph, section, folded, head, head.number, sentences)
        assert head.title is not None
        bracket = bracket_at(text, head.end, found, starts, self.data)
        title = text[head.title[0] : head.title[1]]
        left = text[max(0, head.start - LEFT) : head.start]
        note = text[bracket.content[0] : bracket.content[1]] if bracket and bracket.note else ""
        own = bracket.numbers if bracket else ()
        work = self.resolver.title(title, left, note, own)
        end = bracket.end if bracket else head.end
        article_start = bracket.close if bracket else definition_end(text, head.end, self.data)
        article_end = article_at(text, article_start)
        if article_end == article_start and article_start != head.end:
            article_start = head.end
            article_end = article_at(text, article_start)
        if bracket and bracket.note and article_end == bracket.close:
            end = head.end
        if article_end > article_start:
            end = max(end, article_end)
        key = normalise_title(title)
        if work is None and head.kind == "marked" and not self._is_act(key, own, article_end > article_start):
            return None
        a, b = folded.span(head.start, end)
        number = bracket.number if bracket else None
        citation = Citation(
            text=paragraph.text[a:b],
            place=Place(
                section=section,
                page=paragraph.page_at(a),
                paragraph=paragraph.index,
                span=(a, b),
                quote=paragraph.text[a:b],
            ),
            kind=head.kind,
            title=_original(paragraph, folded, head.title),
            number=_original(paragraph, folded, number) if number else None,
            article=_original(paragraph, folded, (article_start, article_end))
            if article_end > article_start
            else None,
            numbers=own,
            articles=article_values(text[article_start:article_end]),
            history_form=bool(bracket and bracket.history),
            short=key in self.data.bare_titles
            or key in self.resolver.definitions
            or self._generic_title(key),
            defined=key in self.resolver.definitions,
            **self._issuer(left),
            **self._context(own, work, text, head.start, end, sentences),
        )
        return citation, end

    def _number_alone(
        self, paragraph: Paragraph, section: int | None, folded: Folded, head: _Head, number: Number,
        sentences: Sentences,
    ) -> tuple[Citation, int] | None:  # fmt: skip
        if number.form is None:
            return None
        text = folded.text
        end = article_at(text, head.end)
        a, b = folded.span(head.start, end)
        citation = Citation(
            text=paragraph.text[a:b],
            place=Place(
                section=section,
                page=paragraph.page_at(a),
                paragraph=paragraph.index,
                span=(a, b),
                quote=paragraph.text[a:b],
            ),
            kind="number",
            number=_original(paragraph, folded, (head.start, head.end)),
            article=_original(paragraph, folded, (head.end, end)) if end > head.end else None,
            numbers=(number,),
            articles=article_values(text[head.end : end]),
            **self._context((number,), self.resolver.number(number), text, head.start, end, sentences),
        )
        return citation, end

    def _context(
        self,
        numbers: tuple[Number, ...],
        work: Work | None,
        text: str,
        start: int,
        end: int,
        sentences: Sentences,
    ) -> dict[str, Any]:
        """Fields of a citation: what it resolves to, version and state, context of its sentence."""
        first, last = sentences.around(start)
        version, state = None, None
        if work is not None:
            cited = self.resolver.version(work, numbers)
            version, state = self.resolver.state(work, cited, self.day)
        lone = self.resolver.number(numbers[0]) if numbers else None
        return {
            "resolved": work.id if work else None,
            "by_number": lone.id if lone else None,
            "version": version,
            "state": state,
            "day": self.day,
            "history": sentences.history.within(first, start) or sentences.history.within(end, last),
            "comparison": sentences.comparison.within(first, start)
            or sentences.comparison.within(end, last)
            or self._earlier_year(text[first:start]),
            "quoted": sentences.quoted(start),
            "sentence": text[first:last],
            "offset": start - first,
        }

    def _earlier_year(self, before: str) -> bool:
        """Whether the sentence up to a citation speaks of a year before the report's (2019年报告用的是…)."""
        if self.year is None or "年" not in before:
            return False
        years = [int(y) for y in _TOLD_YEAR.findall(before)]
        return bool(years) and max(years) < self.year

    def _issuer(self, left: str) -> dict[str, Any]:
        """The maker named directly before a title."""
        if not left or left[-1] in ",。;:!?、()":
            return {}
        reissued = bool(self.data.reissue.search(left[-8:]))
        national = self.data.issuer_before.search(left)
        if national:
            return {"issuer": national[1], "reissued": reissued}
        local = self.data.local_issuer.search(left)
        if local:
            return {"issuer": self.data.issuing.sub("", local[0]), "local_issuer": True, "reissued": reissued}
        return {"reissued": reissued}

    def _is_act(self, key: str, own: tuple[Number, ...], article: bool) -> bool:
        """Whether an unregistered title in marks names an act."""
        if not key:
            return False
        genre = self.genres.of(key)
        if genre == ACT or article:
            return True
        if own:
            return genre is None or genre in ("plan", "guide", "form", "campaign")
        return genre is None and self.misprint(key)

    def _generic_title(self, key: str) -> bool:
        if len(key) > 6:  # 三项制度, 平台规范通知
            return False
        if key not in self._generics:
            self._generics[key] = self.register.is_generic(key)
        return self._generics[key]

    def misprint(self, key: str) -> bool:
        """Whether a title is so near a registered one that it can only be meant for it."""
        if key not in self._misprints:
            if len(self._misprints) > 20_000:
                self._misprints.clear()
            allowed = min(2, len(key) // NEAR)
            self._misprints[key] = bool(allowed) and bool(self.register.near(key, allowed))
        return self._misprints[key]

    # -- short titles

    def _define(
        self, text: str, definition: tuple[int, int, str], pending: list[Citation], last_end: int
    ) -> None:  # fmt: skip
        """Gives the act cited just before a definition its short title."""
        start, _, name = definition
        if not pending:
            return
        gap = text[last_end:start]
        if len(gap) > 40 or SENTENCE_END.search(gap) or "《" in gap:
            return
        bracketed = (
            gap.lstrip("》").startswith(tuple("([【〔"))
            or gap[:1] in ",;"
            or gap.strip("()[]【】〔〕,;:、") == ""
        )
        if not bracketed:
            return
        target = pending[-1]
        pending[-1] = replace(target, defined_as=name)
        title = normalise_title(target.title) if target.title else None
        self.resolver.define(name, target.resolved, title or target.number)


def _original(paragraph: Paragraph, folded: Folded, span: tuple[int, int]) -> str:
    a, b = folded.span(*span)
    return paragraph.text[a:b]
