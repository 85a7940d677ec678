"""W06, first half: the name of another place or organ where the agency's own belongs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from checker import lexicons
from checker.checks.context import Context
from checker.checks.passages import Passage, running_text
from checker.checks.registry import Result, check
from checker.places import OrganName, abbreviates, codes, ending, near, regions_in, split_name, stem

_ALONE: Final = ("department", "township", "institution")
"""Kinds of agencies that report for themselves; a government and its office report for all their organs."""
_GENERIC: Final = "各全本我该和及"
_PEERS: Final = {
    **dict.fromkeys("市州盟", "市州盟区县旗"), **dict.fromkeys("区县旗", "区县旗"), **dict.fromkeys(("镇", "乡", "街道"), "镇乡道"),
}  # fmt: skip
"""Ends of regions that are of an agency's own level or below it: their organs are no superiors."""
_NOT_A_PLACE: Final = {"市": "场", "区": "域别分间块", "县": "域", "州": "", "省": "", "盟": "", "旗": "帜"}


@check("W06")
def other_names(ctx: Context) -> Iterator[Result]:
    """Findings of another place or organ, at most one at a place."""
    if not ctx.report.agency:
        yield ctx.not_checked("W06", "kind_unknown")
        return
    own = split_name(ctx.report.agency)
    patterns = _patterns(ctx.rules.path("organs/mentions.yml"))
    told: dict[int | None, int] = {}
    for passage in running_text(ctx, title=True):
        hits = [*_places(ctx, passage, own, patterns), *_same_organ(ctx, passage, own)]
        if ctx.report.agency_kind in _ALONE:
            hits += [*_doings(passage, own, patterns), *_compiled(passage, own, patterns)]
        hits += _superiors(passage, own, patterns)
        for start, end, variant in sorted(hits, key=lambda h: (h[0], -h[1])):
            place = passage.place(start, end)
            if start < told.get(place.paragraph, 0):
                continue
            told[place.paragraph] = end
            yield ctx.finding(
                "W06", place, variant=variant, expected=ctx.report.agency, actual=place.quote, confidence="likely",
                agency=ctx.report.agency,
            )  # fmt: skip


Hit = tuple[int, int, str]


Patterns = Mapping[str, re.Pattern[str]]
_KEYS: Final = (
    "doings", "doings_object", "doings_unless", "superior", "compiled", "compiled_unless", "elsewhere", "street",
)  # fmt: skip


@lru_cache(maxsize=4)
def _patterns(path: Path) -> Patterns:
    data = lexicons.read(path, dict.fromkeys(_KEYS, lexicons.pattern))
    return {key: re.compile("".join(data[key].split())) for key in _KEYS}


def _opening(ctx: Context, passage: Passage) -> int:
    """Up to where a passage is title, preamble or contacts (all of section 0) or the first sentence of section one."""
    if passage.section == 0:
        return len(passage.text)
    one = ctx.report.section(1)
    first = next(one.paragraphs(), None) if passage.section == 1 and one is not None else None
    if first is None or passage.paragraph is None or first.index != passage.paragraph.index:
        return 0
    spans = [e for s, e in ctx.language.sentences(passage.text) if e > passage.start]
    return spans[0] if spans else 0


def _places(ctx: Context, passage: Passage, own: OrganName, patterns: Patterns) -> Iterator[Hit]:
    """Real places that are of another prefecture than the agency's own."""
    limit = _opening(ctx, passage)
    ours = own.codes()
    if not limit or not ours:
        return
    text = passage.text
    starts = [at for _, at in ctx.language.words(text)]
    before = -1
    for start, end in regions_in(text, starts):
        if not passage.start <= start < limit or patterns["street"].match(text, end):
            continue
        name, after = text[start:end], text[end : end + 1]
        if after and after in _NOT_A_PLACE[name[-1]]:
            continue
        theirs = codes()[name]
        if any(near(a, b) for a in theirs for b in ours):
            continue
        around = text[max(0, start - 20) : end + 20]
        if patterns["elsewhere"].search(around) or _quoted(text, start):
            continue
        follows, before = start == before, end
        if not follows:  # 莆田市城厢区: the higher name says it
            yield start, end, "place"


def _quoted(text: str, at: int) -> bool:
    """Whether a title or quotation is open at this point (《杭州市…》)."""
    head = text[max(0, at - 60) : at]
    return head.rfind("《") > head.rfind("》") or head.rfind("“") > head.rfind("”")


def _same_organ(ctx: Context, passage: Passage, own: OrganName) -> Iterator[Hit]:
    """The agency's own kind of organ, of another region at its own level."""
    limit = _opening(ctx, passage)
    if not limit or own.region is None or len(own.organ) < 2:
        return
    text, name, peers = passage.text, stem(own.region), _PEERS.get(ending(own.region), "")
    words: list[tuple[str, int]] | None = None
    at = text.find(own.organ, passage.start + 1)
    while 0 < at < limit:
        if text[at - 1] in peers:
            level = ending(text[:at])
            words = words if words is not None else ctx.language.words(text)
            region = _region_before(ctx, text, words, at - len(level), level)
            if region is not None and not region.endswith(name) and not _above(region + level, own):
                yield at - len(level) - len(region), at + len(own.organ), "organ"
        at = text.find(own.organ, at + 1)


def _region_before(
    ctx: Context, text: str, words: list[tuple[str, int]], at: int, level: str
) -> str | None:  # fmt: skip
    """The stem of the region whose generic end stands at ``at``, where it is a name (永宁区, not 由区)."""
    last = bisect_right(words, at, key=lambda w: w[1]) - 1
    whole, begin = words[last]
    word, start = (whole, begin) if begin < at else words[last - 1] if last else ("", 0)
    if begin < at and whole.endswith(level) and begin + len(whole) == at + len(level):
        word, start = text[begin:at], begin  # 永宁区 is one word
    elif start + len(word) != at:
        return None
    if len(word) < 2 or not all("\u4e00" <= c <= "\u9fff" for c in word) or word[-1] in _GENERIC:
        return None
    known = codes()
    real = any(word + e in known for e in ("区", "县", "市", "州", "旗", "镇", "省"))
    return word if real or not ctx.language.known(word) else None


def _above(region: str, own: OrganName) -> bool:
    """Whether a region is the prefecture or province of ours (a county-level 市 below a 市)."""
    ours = own.codes()
    return any(near(a, b) for a in codes().get(region, ()) for b in ours if a.endswith("00"))


def _is_own(region: str, organ: str, own: OrganName) -> bool:
    if own.region is None:
        return abbreviates(organ, own.organ) or abbreviates(own.organ, organ)
    same_level = region.endswith(ending(own.region))
    return same_level and (abbreviates(organ, own.organ) or abbreviates(own.organ, organ))


def _doings(passage: Passage, own: OrganName, patterns: Patterns) -> Iterator[Hit]:
    """Another organ of the region as the one that receives, answers or charges."""
    if not passage.section:
        return
    for match in patterns["doings"].finditer(passage.text, passage.start):
        clause = match["object"]
        if not patterns["doings_object"].search(clause) or patterns["doings_unless"].search(clause):
            continue
        if not _is_own(match["region"], match["organ"], own):
            yield match.start("name"), match.end("name"), "doings"


def _compiled(passage: Passage, own: OrganName, patterns: Patterns) -> Iterator[Hit]:
    """本报告由…编制 names another organ."""
    if passage.section not in (0, 1):
        return
    for match in patterns["compiled"].finditer(passage.text, passage.start):
        other = split_name(match["name"])
        if not other.organ or patterns["compiled_unless"].search(match["name"]) or match["name"][0] in "本我":
            continue
        if not (abbreviates(other.organ, own.organ) or abbreviates(own.organ, other.organ)):
            yield match.start("name"), match.end("name"), "organ"


def _superiors(passage: Passage, own: OrganName, patterns: Patterns) -> list[Hit]:
    """在…支持下: a superior of another province."""
    ours = {c[:2] for c in own.codes()}
    hits: list[Hit] = []
    for match in patterns["superior"].finditer(passage.text, passage.start) if ours else ():
        theirs = {c[:2] for c in codes().get(match["place"], ())}
        if theirs and not theirs & ours:
            hits.append((match.start("place"), match.end("place"), "place"))
    return hits
