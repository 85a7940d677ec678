"""L04 and L11: misprinted titles, wrong issuers, short titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from checker.checks.context import Context
from checker.checks.law_register import register_of, work_of
from checker.checks.registry import Result, check
from checker.document import Paragraph, Place
from checker.statutes.extract_data import citation_data
from checker.statutes.extract_fold import fold
from checker.statutes.model import Work
from checker.statutes.names import normalise_title
from checker.statutes.resolve import PRIORITIES

if TYPE_CHECKING:
    from checker.statutes.citations import Citation
    from checker.statutes.register import Register

_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,9}?(?:自治区|自治州|自治县|经济特区|新区|省|市|县|区|旗|州|盟)")
_COUNT = re.compile(r"[0-9〇零一二三四五六七八九十百]")
_TIE = re.compile(r"[、,和与及]|以及|和国务院|暨")


@check("L04")
def misnamed(ctx: Context) -> Iterator[Result]:
    """A title that is a registered one misprinted, or a national document laid to the wrong issuer."""
    register = register_of(ctx)
    params = ctx.rule("L04").params
    for c in ctx.report.statutes:
        if c.title is None or c.history:
            continue
        work = work_of(register, c)
        if work is None:
            found = None if c.kind == "unmarked" else _meant(ctx, register, c, params)
            if found is not None:
                work, agrees = found
                why = params["agrees"][agrees]
                yield ctx.finding(
                    "L04", c.place, expected=work.id, actual=c.title, agrees=why["zh"], agrees_en=why["en"],
                    confidence="certain" if agrees == "number" else "likely",
                )  # fmt: skip
        elif _wrong_issuer(register, c, work, params):
            yield ctx.finding(
                "L04", c.place, variant="issuer", expected=work.issuer, actual=c.issuer, title=work.id,
                confidence="certain" if c.by_number == work.id else "likely",
            )  # fmt: skip


def _meant(
    ctx: Context, register: Register, citation: Citation, params: Mapping[str, Any]
) -> tuple[Work, str] | None:  # fmt: skip
    """The one registered act within two edits and what else agrees with it: number, issuer or subject."""
    title = normalise_title(citation.title or "")
    if len(title) < params["shortest"]:
        return None
    near = register.near(title, 2)
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return None
    work, alone = near[0][0], len(near) == 1
    known = _nearest_name(title, work)
    if _place_differs(title, known, work):
        return None
    if any(n.form in work.numbers for n in citation.numbers if n.form):
        return work, "number"
    if citation.numbers and any(n.form for n in citation.numbers):
        return None  # a document of its own with a number of its own
    if citation.local_issuer:
        return None
    if citation.issuer and work.issuer and _same(citation.issuer, work.issuer):
        return work, "issuer"
    if any(title[c:d] in params["meant"] for _, _, _, c, d in _edits(title, known)):
        return None  # 关于做好…的通知: what an office calls its own notice
    if alone:
        return (work, "subject") if _subject_agrees(ctx, title, known, work, params) else None
    # others are within two edits too: only a slip that makes no word says which is meant
    edits = _edits(title, known)
    broken = known[-2:] == title[-2:] and all(_breaks_word(ctx, title, known, edit) for edit in edits)
    return (work, "subject") if broken and not work.kind.startswith("local") else None


def _nearest_name(title: str, work: Work) -> str:
    """The name of the act that is nearest to ``title``."""
    from rapidfuzz.distance import Levenshtein

    full = [normalise_title(t) for t in (work.id, *work.short_titles)]
    options = dict.fromkeys((*full, *(t.replace("中华人民共和国", "") for t in full)))
    return min(options, key=lambda name: Levenshtein.distance(title, name))


def _edits(title: str, known: str) -> list[tuple[str, int, int, int, int]]:
    """The edits from the registered to the printed title: kind, range in the registered, range in the
    printed one.
    """
    from rapidfuzz.distance import Levenshtein

    return [
        (op.tag, op.src_start, op.src_end, op.dest_start, op.dest_end)
        for op in Levenshtein.opcodes(known, title)
        if op.tag != "equal"
    ]


def _place_differs(title: str, known: str, work: Work) -> bool:
    """Whether the difference lies in a place name (a twin of another province), or one of the two has
    none.
    """
    if known.startswith("中华人民共和国") and title.startswith("中华人民共和国"):
        return False
    printed, registered = _PLACE.match(title), _PLACE.match(known)
    if work.place or work.kind.startswith("local"):
        end = registered.end() if registered else len(work.place or "")
        # a slip behind the place name, such as 山东省人民政府…, begins where the name ends
        return any(a < end for _, a, _, _, _ in _edits(title, known))
    if printed and not registered:
        return True
    return any(kind == "insert" and b == 0 for kind, b, _, _, _ in _edits(title, known))


def _subject_agrees(ctx: Context, title: str, known: str, work: Work, params: Mapping[str, Any]) -> bool:
    """Whether the rest of the title names the same subject, so that the difference is a slip.

    Either only the word for the kind of act differs (规定 for 办法) in a title long enough to be no other's,
    or the slip breaks a word of the registered title into none, or a long title of a national act has one
    character changed, more or less.
    """
    if any(_COUNT.search(known[a:b] + title[c:d]) for _, a, b, c, d in _edits(title, known)):
        return False
    heads = params["heads"]
    known_head = next((h for h in heads if known.endswith(h)), "")
    printed_head = next((h for h in heads if title.endswith(h)), "")
    if known_head and printed_head and known_head != printed_head:
        same = known.removesuffix(known_head) == title.removesuffix(printed_head)
        return bool(same and len(known) >= params["long"]) and not work.kind.startswith("local")
    if known_head and not printed_head:
        return True  # 条列, 条令: no word for a kind of act
    if work.kind.startswith("local"):
        return False
    edits = _edits(title, known)
    if all(kind in ("insert", "delete") for kind, *_ in edits):
        return len(known) >= int(params["long"])
    if (
        work.kind in ("law", "administrative_regulation")
        and len(edits) == 1
        and len(known) >= params["complete"]
    ):
        # these are registered nearly in full: a title of this length one word off is a slip (督察 for 督查)
        return edits[0][2] - edits[0][1] == 1
    return all(_breaks_word(ctx, title, known, edit) for edit in edits)


def _breaks_word(ctx: Context, title: str, known: str, edit: tuple[str, int, int, int, int]) -> bool:
    """Whether the registered title has a word where the printed one has none (信仿 for 信访)."""
    _, a, b, c, d = edit
    registered = [w for w, at in ctx.language.words(known) if at < b and at + len(w) > a]
    printed = [w for w, at in ctx.language.words(title) if at < d and at + len(w) > c]
    broken = bool(printed) and not any(len(w) > 1 and ctx.language.known(w) for w in printed)
    return broken and any(len(w) > 1 for w in registered)


def _wrong_issuer(register: Register, citation: Citation, work: Work, params: Mapping[str, Any]) -> bool:
    """Whether what stands before the title of a national document is not its maker."""
    if (
        citation.issuer is None
        or work.issuer is None
        or work.kind not in params["national"]
        or citation.reissued
    ):
        return False
    if work.series == PRIORITIES or citation.short or citation.defined:
        return False
    if any(n.form and n.form not in work.numbers for n in citation.numbers):
        return False  # a document of its own, or L01
    return not _same(citation.issuer, work.issuer)


def _same(printed: str, issuer: str) -> bool:
    """Whether a printed issuer is one of the act's makers."""
    name = citation_data().issuers.get(printed, printed)
    return name in issuer.split("、")


@check("L11")
def short_titles(ctx: Context) -> Iterator[Result]:
    """Short titles: defined once, never beside their own full title, never undefined."""
    citations = ctx.report.statutes
    yield from _twice(ctx, citations)
    for first, second in pairwise(citations):
        yield from _beside(ctx, first, second)
    yield from _undefined(ctx, citations)


def _twice(ctx: Context, citations: tuple[Citation, ...]) -> Iterator[Result]:
    given: dict[str, Citation] = {}
    for c in citations:
        name = normalise_title(c.defined_as) if c.defined_as else ""
        if not name:
            continue
        if name not in given:
            given[name] = c
            continue
        same = given[name].resolved == c.resolved and given[name].resolved is not None
        yield ctx.finding(
            "L11", c.place, variant="twice" if same else "conflict", actual=c.defined_as,
            related=(given[name].place,),
            first=given[name].title or given[name].number, second=c.title or c.number,
        )  # fmt: skip


def _beside(ctx: Context, first: Citation, second: Citation) -> Iterator[Result]:
    """《条例》和《中华人民共和国政府信息公开条例》 as if they were two."""
    a, b = first.place, second.place
    if first.resolved is None or first.resolved != second.resolved or a.paragraph != b.paragraph:
        return
    if first.short == second.short or first.title is None or second.title is None or not a.span or not b.span:
        return
    paragraph = _paragraph(ctx, a.paragraph)
    if paragraph is None or first.defined_as or first.articles or second.articles:
        return
    between = fold(paragraph.text[a.span[1] : b.span[0]]).text
    if between and not _TIE.fullmatch(between):
        return
    place: Place = replace(a, span=(a.span[0], b.span[1]), quote=paragraph.text[a.span[0] : b.span[1]])
    short, full = (first, second) if first.short else (second, first)
    yield ctx.finding("L11", place, variant="beside", short=short.title, full=full.title)


def _paragraph(ctx: Context, index: int | None) -> Paragraph | None:
    if index is None or index >= len(ctx.document.blocks):
        return None
    block = ctx.document.blocks[index]
    return block if isinstance(block, Paragraph) else None


def _undefined(ctx: Context, citations: tuple[Citation, ...]) -> Iterator[Result]:
    data = citation_data()
    defined = {normalise_title(c.defined_as) for c in citations if c.defined_as}
    for _, paragraph in ctx.body():
        text = fold(paragraph.text).text
        defined |= {normalise_title(m[1]) for p in (data.definition, data.equation) for m in p.finditer(text)}
    uses: dict[str, list[Citation]] = {}
    for c in citations:
        name = normalise_title(c.title) if c.title else ""
        if c.kind == "marked" and name in data.bare_titles and name not in defined and not c.quoted:
            uses.setdefault(name, []).append(c)
    for name, found in uses.items():
        yield ctx.finding(
            "L11", found[0].place, variant="undefined", actual=name, count=len(found),
            related=tuple(c.place for c in found[1:20]),
        )  # fmt: skip
