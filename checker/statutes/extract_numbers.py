"""Numbers of decrees, documents and standards in folded text, and strings of articles, paragraphs and items.

Patterns are anchored at digits and bounded, so that they are linear on any text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from checker.statutes.extract_data import CitationData
from checker.statutes.names import chinese_number

N: Final = r"(?:[0-9]{1,4}|[〇零一二三四五六七八九十百千两]{1,9})"
OPEN: Final = "[(〔【{〈"
CLOSE: Final = "])〕】}〉"
_DECREE: Final = re.compile(
    rf"(?P<a>令(?:\(第?(?P<an>{N})号\)|第?(?P<bn>{N})号))"
    rf"|(?P<d>第(?P<dn>{N})号(?P<di>国务院令|国令|主席令))"
    rf"|(?P<b>第?(?P<cn>{N})号令)"
)
_DOCUMENT: Final = re.compile(
    r"(?P<before>第(?=[\[(〔【{〈]))?(?P<open>[\[(〔【{〈])?(?P<year>(?:19[89]|20[0-3])[0-9]|(?<=[\[(〔【{〈])[0-9]{2}(?=[\])〕】}〉]))(?P<close>[\])〕】}〉])?"
    r"(?P<di>字?第)?(?:(?P<serial>[0-9]{1,4})(?![0-9])(?P<hao>号)?|(?P<spoken>[〇零一二三四五六七八九十百]{1,7})(?P<read>号))"
)
_STANDARD: Final = re.compile(
    r"(?<![A-Za-z])(?:GB|DB[0-9]{2,4})(?:/[TZ])?[0-9]{1,6}(?:\.[0-9]{1,3})?-(?:19|20)[0-9]{2}(?![0-9])"
)
_HAN_END: Final = re.compile(r"[\u4e00-\u9fff]{1,16}$")
_MAKER: Final = re.compile(r"[\u4e00-\u9fff]{1,20}?(?:人民政府|政府|委员会|总局|部|局|委|署|行|会|办公室)$")

_SEP: Final = r"(?:、|和|及|以及|与|或者|或|至|到|-|~)"
_ARTICLE: Final = rf"第{N}(?:{_SEP}第?{N}){{0,12}}条(?:之[一二三四五六七八九十])?"
_PARAGRAPH: Final = rf"第{N}(?:{_SEP}第?{N}){{0,8}}款"
_BRACKETED: Final = rf"[(〔【\[〈]{N}[)〕】\]〉]"
_ITEM: Final = (
    rf"(?:第{_BRACKETED}|第{N}|{_BRACKETED})"
    rf"(?:{_SEP}第?{_BRACKETED}|{_SEP}第?{N}|第?{_BRACKETED}){{0,15}}(?:项|目)"
)
_UNIT: Final = re.compile(rf"(?:第{N}章)?(?:第{N}节)?{_ARTICLE}(?:{_PARAGRAPH})?(?:{_ITEM}){{0,2}}")
_MORE: Final = re.compile(
    rf"{_SEP}(?:(?:{_ARTICLE}|{N}条)(?:{_PARAGRAPH})?(?:{_ITEM}){{0,2}}|{_PARAGRAPH}(?:{_ITEM})?|第(?:{_BRACKETED}|{N})(?:项|目))"
)
_ARTICLES: Final = re.compile(rf"({N}(?:{_SEP}第?{N}){{0,12}})条")
_VALUE: Final = re.compile(N)

Brackets = Literal["good", "other", "damaged", "none"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number in folded text. ``form`` is its one writing, or None for a decree without an issuer
    (``serial`` only).

    ``brackets``: good 〔〕; other; damaged (one or both lost, which may be the reader's or the web page's
    doing); none for decrees. ``faults`` are departures from GB/T 9704 by name (keys of rule L07's messages).
    """

    start: int
    end: int
    form: str | None
    serial: int
    kind: Literal["decree", "document", "standard"]
    prefix: str
    year: int | None = None
    brackets: Brackets = "none"
    faults: tuple[str, ...] = ()


Words = Callable[[int, int], Sequence[str]]
"""The words of folded text from one index to another."""


def numbers(text: str, data: CitationData, words: Words) -> list[Number]:
    """Every number in ``text``, in order, none overlapping another."""
    found = [n for n in (_decree(text, m, data, words) for m in _DECREE.finditer(text)) if n]
    found += [n for n in (_document(text, m, data, words) for m in _DOCUMENT.finditer(text)) if n]
    for match in _STANDARD.finditer(text):
        form = match[0].replace("-", "—")
        form = re.sub(r"^(GB|DB[0-9]*)(/[TZ])?", lambda m: m[0] + " ", form)
        found.append(Number(match.start(), match.end(), form, 0, "standard", "GB"))
    found.sort(key=lambda n: (n.start, -n.end))
    out: list[Number] = []
    for number in found:
        if not out or number.start >= out[-1].end:
            out.append(number)
    return out


def _decree(text: str, match: re.Match[str], data: CitationData, words: Words) -> Number | None:
    raw = match["an"] or match["bn"] or match["cn"] or match["dn"]
    value = chinese_number(raw)
    if not value:
        return None
    if match["d"]:
        issuer = data.decree_issuers[match["di"].removesuffix("令")]
        return Number(match.start(), match.end(), f"{issuer}令第{value}号", value, "decree", issuer)
    start, issuer = match.start(), ""
    for name in data.decree_names:
        if text.endswith(name, max(0, start - 16), start):
            start, issuer = start - len(name), data.decree_issuers[name]
            break
    else:
        run = _HAN_END.search(text, max(0, start - 16), start)
        kept = _after_leads(text, run.start(), start, data, words) if run else start
        if _MAKER.fullmatch(text, kept, start):
            start, issuer = kept, text[kept:start]
    faults: tuple[str, ...] = ()
    if match["b"] and not match[0].startswith("第"):
        faults = ("decree",)  # 国务院711号令
    elif match["a"] and "第" not in match[0]:
        faults = ("decree",)  # 国务院令711号
    if not issuer and not match["b"]:
        return None
    form = f"{issuer}令第{value}号" if issuer else None
    return Number(start, match.end(), form, value, "decree", issuer, faults=faults)


def _document(text: str, match: re.Match[str], data: CitationData, words: Words) -> Number | None:
    start = match.start()
    run = _HAN_END.search(text, max(0, start - 16), start)
    if run is None:
        return None
    known = next((p for p in data.number_prefixes if text.endswith(p, run.start(), start)), None)
    opened, closed, mark = match["open"], match["close"], match["hao"] or match["read"]
    paired = bool(opened and closed and OPEN.index(opened) == CLOSE.index(closed))
    begin = _after_leads(text, run.start(), start, data, words)
    if known and not known.startswith(data.national_prefixes) and 0 < start - len(known) - begin <= 2:
        known = None  # 鲁财库 is no 财库
    if known:
        begin = start - len(known)
        if not mark and not (opened and closed):
            return None
    else:
        if not mark or not (opened or closed):
            return None
        if not 2 <= start - begin <= 12 or text[begin:start].endswith(data.file_letters):
            return None
    prefix = text[begin:start]
    if any(prefix.endswith(tail) for tail in data.not_prefixes):
        return None
    year, serial = int(match["year"]), chinese_number(match["serial"] or match["spoken"])
    if not serial:
        return None
    faults = []
    brackets: Brackets = "good"
    if not paired:
        brackets = "damaged"
    elif opened != "〔":
        brackets = "other"
        faults.append("brackets")
    if match["di"] or match["before"] or match["spoken"]:
        faults.append("ordinal")
    if not mark:
        faults.append("mark")
    if year < 100:
        faults.append("year")
        year += 2000
    return Number(
        begin,
        match.end(),
        f"{prefix}〔{year}〕{serial}号",
        serial,
        "document",
        prefix,
        year,
        brackets,
        tuple(faults),
    )


def _after_leads(text: str, start: int, end: int, data: CitationData, words: Words) -> int:
    """Where the name proper begins in a run of Chinese characters: behind the last word that only leads to
    it.
    """
    tokens = words(start, end)
    at = begin = start
    for token in tokens:
        at += len(token)
        if token in data.leads and at < end:
            begin = at
    for index in range(begin + 1, end - 1):
        if text[index] in data.provinces and text.endswith(data.lead_words, begin, index):
            begin = index  # 以桂政办函
    if end - begin > 10:
        at = start
        for token in tokens:
            at += len(token)
            if begin < at < end and len(token) >= 3 and end - at >= 2:
                begin = at
    return begin


def article_at(text: str, start: int) -> int:
    """The end of the string of articles that begins at ``start`` (第五十条第（四）项、第五十一条);
    ``start`` where none does.
    """
    match = _UNIT.match(text, start)
    if match is None:
        return start
    end = match.end()
    for _ in range(30):
        more = _MORE.match(text, end)
        if more is None:
            return end
        end = more.end()
    return end


def article_values(text: str) -> tuple[int, ...]:
    """The numbers of the articles named in a folded article string (第十四条至第十六条: 14, 16)."""
    found = []
    for match in _ARTICLES.finditer(text):
        for raw in _VALUE.findall(match[1]):
            value = chinese_number(raw)
            if value:
                found.append(value)
    return tuple(found)
