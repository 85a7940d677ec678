"""What is printed in a cell -> a number, a blank, or no number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from checker.report.model import Number

UNITS = ("万元", "亿元", "元", "万件", "件次", "件", "个", "项", "宗", "条", "份", "起", "人次", "次", "家", "部", "例")
PLACEHOLDERS = ("/", "\\", "-", "--", "—", "——", "–", "－", "无", "空", "*", "/ /", "\\\\")

_ARABIC = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+")
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_SIGN_WORDS = {"增加": "+", "减少": "-", "增": "+", "减": "-", "新增": "+"}


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell as printed: ``state`` read (a number), blank, or not_a_number.

    ``style`` names what is unusual in how the number is written: full_width, chinese, unit, separator.
    """

    value: Number | None
    state: Literal["read", "blank", "not_a_number"]
    unit: str | None = None
    style: tuple[str, ...] = ()


@lru_cache(maxsize=4096)  # the same few numbers fill every table, and each reader of a layout asks again
def parse_cell(text: str) -> Printed:
    """The number that a table cell prints.

    Accepts thousands separators, full-width digits, a sign, a unit behind the number, Chinese numerals and the words
    增/减 before a number. Anything else that is not blank is no number: it is never guessed at.
    """
    raw = text.strip().strip("\u200b\ufeff\u00a0\u3000")
    if not raw:
        return Printed(None, "blank")
    if raw in PLACEHOLDERS:
        return Printed(None, "not_a_number")
    style: list[str] = []
    plain = unicodedata.normalize("NFKC", raw).replace("−", "-").replace("–", "-").strip()
    if plain != raw and any(c.isdigit() and not c.isascii() for c in raw):
        style.append("full_width")
    unit = None
    for name in UNITS:
        if plain.endswith(name) and len(plain) > len(name):
            unit, plain = name, plain[: -len(name)].rstrip()
            style.append("unit")
            break
    for word, sign in _SIGN_WORDS.items():
        if plain.startswith(word) and plain[len(word) :].strip()[:1].isdigit():
            plain = sign + plain[len(word) :].strip()
            style.append("sign_word")
            break
    plain = plain.replace("，", ",")
    if _SPACED.fullmatch(plain):
        plain = plain.replace(" ", ",")
    match = _ARABIC.fullmatch(plain.replace("+ ", "+").replace("- ", "-"))
    if match:
        sign, digits, fraction = match[1], match[2], match[3]
        if "," in digits:
            style.append("separator")
        digits = digits.replace(",", "")
        number: Number = Decimal(f"{digits}{fraction}") if fraction else int(digits)
        return Printed(-number if sign == "-" else number, "read", unit, tuple(style))
    if _CHINESE.fullmatch(plain):
        value = chinese_number(plain)
        if value is not None:
            return Printed(value, "read", unit, (*style, "chinese"))
    return Printed(None, "not_a_number")


def chinese_number(text: str) -> int | None:
    """二十一 -> 21, 一百零三 -> 103, 二〇二三 -> 2023, 三万五千 -> 35000; None where it is no well-formed number."""
    if not text or any(c not in _DIGITS and c not in _SCALES and c != "万" for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    if "万" in text:
        head, _, tail = text.partition("万")
        high = chinese_number(head)
        if high is None or "万" in tail or high >= 10_000:
            return None
        low = chinese_number(tail) if tail else 0
        if low is None or low >= 10_000:
            return None
        if len(tail) == 1:  # 三万五: the last digit counts thousands
            low *= 1000
        return high * 10_000 + low
    total, digit, last = 0, None, 10_000
    for i, c in enumerate(text):
        if c in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[c]
        else:
            scale = _SCALES[c]
            if scale >= last:
                return None
            if digit is None:
                if i or scale != 10:
                    return None
                digit = 1
            total, digit, last = total + digit * scale, None, scale
    if digit:
        total += digit * (last // 10 if last in (100, 1000) and text[-2:-1] in ("百", "千") else 1)
    return total
