"""Titles and numbers of documents brought to one form. Pure functions, standard library only."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from unicodedata import normalize

_ENTITIES: Final = (("&lt;", "〈"), ("&gt;", "〉"), ("&amp;", "&"), ("&nbsp;", " "))
_DROP: Final = dict.fromkeys(map(ord, "《》〈〉«»<>“”‘’\"'「」『』\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−－─"), "-")
# normalize() turns （ into ( and ： into :, so keys hold the half-width forms
_TITLE: Final = {**_DROP, **_DASHES, ord("〇"): "〇", ord("○"): "〇"}


@lru_cache(maxsize=4096)
def normalise_title(title: str) -> str:
    """The key under which two writings of one title are equal.

    In: a title as it stands in a text, with or without 《》. Out: the same characters without title marks, quotes,
    blanks and invisible characters, full-width forms made half-width, every dash made ``-``. Marks are dropped
    rather than paired: 《关于〈甲〉的通知》, 《关于《甲》的通知》 and 关于甲的通知 are the same document.

    >>> normalise_title("《关于〈中华人民共和国行政诉讼法〉 的解释（一）》")
    '关于中华人民共和国行政诉讼法的解释(一)'
    >>> normalise_title("法治政府建设实施纲要（２０２１－2025年）")
    '法治政府建设实施纲要(2021-2025年)'
    """
    if "&" in title:
        for entity, character in _ENTITIES:
            title = title.replace(entity, character)
    return "".join(normalize("NFKC", title).translate(_TITLE).split())


_DIGITS: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_NUMERAL: Final = "〇零○一二三四五六七八九两十百千"


def chinese_number(text: str) -> int | None:
    """The value of a Chinese or Arabic whole number below ten thousand; None where it is no number.

    Both the spoken form (七百一十一) and the form digit by digit (七一一) are read.

    >>> chinese_number("七百一十一"), chinese_number("七一一"), chinese_number("二十"), chinese_number("711")
    (711, 711, 20, 711)
    >>> chinese_number("百千一") is None
    True
    """
    if text.isdecimal() and text.isascii():
        return int(text)
    if not text or any(c not in _NUMERAL for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit, last = 0, 0, 10_000
    for c in text:
        if c in _UNITS:
            unit = _UNITS[c]
            if unit >= last:
                return None  # 百千 is not a number
            total, digit, last = total + (digit or 1) * unit, 0, unit
        else:
            digit = _DIGITS[c]
    return total + digit


_OPEN, _CLOSE = r"[\[(〔﹝【〖{⟦〘]", r"[\])〕﹞】〗}⟧〙]"
_N: Final = rf"([0-9]{{1,4}}|[{_NUMERAL}]{{1,8}})"
# 国务院令第711号, 国务院令(第711号), 国务院令711号; the issuer holds no digit, so there is one way to match
_DECREE: Final = re.compile(rf"([^\d第令]{{0,40}})令(?:[(]?第?{_N}号[)]?)")
_DECREE_END: Final = re.compile(rf"([^\d第令]{{1,40}})第?{_N}号令")  # 国务院第711号令
_DOCUMENT: Final = re.compile(
    rf"([^\d第号()\[\]{{}}〔〕﹝﹞【】〖〗⟦⟧〘〙]{{1,20}}){_OPEN}?((?:19|20)[0-9]{{2}}){_CLOSE}?第?([0-9]{{1,4}})号?"
)
_STANDARD: Final = re.compile(
    r"(GB|DB[0-9]{2,4}|[A-Z]{2,3})(/[TZ])?([0-9]{1,6}(?:\.[0-9]+)?)-((?:19|20)[0-9]{2})"
)
_ISSUERS: Final = {
    "国": "国务院",
    "中华人民共和国国务院": "国务院",
    "主席": "主席",
    "国家主席": "主席",
    "中华人民共和国主席": "主席",
    "中华人民共和国国家主席": "主席",
}


@lru_cache(maxsize=4096)
def normalise_number(number: str) -> str | None:
    """The one form of a document number, or None where it cannot be read as one.

    In: a decree (国务院令第711号, 国令第711号, 国务院第711号令, Chinese numerals, brackets), a document number with any
    kind of brackets or none (国办发[2019]54号), or the number of a standard. Out: ``国务院令第711号``,
    ``国办发〔2019〕54号``, ``GB/T 9704—2012``. Whether the writing is good style is another rule's affair.
    A decree without an issuer (令第711号) is None: it could be anybody's.

    >>> {
    ...     normalise_number(n)
    ...     for n in ("国令第711号", "中华人民共和国国务院令第七百一十一号", "国务院第711号令")
    ... }
    {'国务院令第711号'}
    >>> normalise_number("国办发【２０１９】第54号"), normalise_number("GB/T9704-2012")
    ('国办发〔2019〕54号', 'GB/T 9704—2012')
    >>> normalise_number("第711号") is None
    True
    """
    text = "".join(normalize("NFKC", number).translate(_DASHES).split())
    text = text.strip("，,。；;、")
    if len(text) > 60:  # no number is longer; keeps the patterns off hostile text
        return None
    if text[:1] in ("(", "〔", "【", "[") and text[-1:] in (")", "〕", "】", "]"):
        text = text[1:-1]
    if match := _DECREE.fullmatch(text) or _DECREE_END.fullmatch(text):
        value = chinese_number(match[2])
        issuer = match[1].removesuffix("(")
        issuer = _ISSUERS.get(issuer, issuer)
        return f"{issuer}令第{value}号" if issuer and value else None
    if match := _DOCUMENT.fullmatch(text):
        return f"{match[1]}〔{match[2]}〕{int(match[3])}号" if int(match[3]) else None
    if match := _STANDARD.fullmatch(text.upper()):
        return f"{match[1]}{match[2] or ''} {match[3]}—{match[4]}"
    return None
