"""A number as printed in running text: value, unit, how exact it is, and whether another value fits it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, Literal

from checker.report.numbers import chinese_number
from checker.statements.words import words

Kind = Literal["count", "money", "percent", "times", "points", "other"]
Bound = Literal["exact", "above", "below", "about", "limit"]

DIGITS: Final = 15  # more digits than any count has; longer runs are codes
_ARABIC: Final = re.compile(r"(\d{1,3}(?:,\d{3})+(?!\d)|\d+)(\.\d+)?")
_CHINESE: Final = re.compile(
    r"百分之([零〇一二两三四五六七八九十百]{1,12})(?:点([零〇一二三四五六七八九]{1,6}))?"
)
_NUMERAL: Final = re.compile(r"[零〇一二两三四五六七八九十百千万]{1,12}")
_TAIL: Final = re.compile(r"(余|多|来)?(万|亿|千|百)?(余|多)?")
_AFTER: Final = re.compile(r"(余)|(左右|上下)|(以上|之多)|(以内|以下)")
_SCALE: Final = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_DIGIT_WORDS: Final = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0"}
MONEY: Final = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}


@dataclass(frozen=True, slots=True)
class Quantity:
    """``value`` in units of one (money in 万元); ``quantum`` is the worth of its last printed digit."""

    value: Decimal
    quantum: Decimal
    unit: str
    kind: Kind
    bound: Bound = "exact"

    def fits(self, value: Decimal | int) -> bool:
        """Whether ``value`` can be what is printed: equal; rounded either way; about, above or below it.

        A limit (控制在100件以内) is no value and never wrong.
        """
        other = Decimal(value)
        if self.bound == "limit":
            return True
        if self.bound == "exact":
            return (
                other == self.value
                or (self.quantum > 1 and abs(other - self.value) < self.quantum)
                or (self.kind == "money" and self.quantum < 1 and abs(other - self.value) < self.quantum)
            )
        low, high = self.value, self.value
        if self.bound in ("above", "about"):
            high = max(self.value * Decimal("1.25"), self.value + self.step)
        if self.bound in ("below", "about"):
            low = min(self.value * Decimal("0.8"), self.value - self.step)
        return low * Decimal("0.99") <= other <= high * Decimal("1.01")

    @property
    def step(self) -> Decimal:
        """The worth of the last digit that is not zero: what 余 and 近 leave open."""
        digits = self.value.normalize()
        exponent = digits.as_tuple().exponent
        return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)


def number_at(text: str, at: int) -> tuple[Quantity, int] | None:
    """The quantity that begins at ``at`` and where it ends; None where none does. Linear in what it consumes."""
    found = _ARABIC.match(text, at)
    if found:
        return _arabic(text, found)
    percent = _CHINESE.match(text, at)
    if percent:
        whole = chinese_number(percent[1])
        if whole is None:
            return None
        fraction = "".join(_DIGIT_WORDS[c] for c in percent[2] or "")
        value = Decimal(f"{whole}.{fraction}" if fraction else whole)
        return Quantity(value, Decimal(1).scaleb(-len(fraction)), "%", "percent", "exact"), percent.end()
    numeral = _NUMERAL.match(text, at)
    if not numeral:
        return None
    printed = numeral[0]
    if printed[-1] == "万" and len(printed) > 1:
        number, scale = chinese_number(printed[:-1]), 10_000
    else:
        number, scale = chinese_number(printed), 1
    if number is None:
        return None
    round_to = 10 ** (len(str(number)) - len(str(number).rstrip("0"))) if number and scale == 1 else 1
    result = _finish(text, numeral.end(), Decimal(number) * scale, Decimal(scale if scale > 1 else 1))
    if not result[0].unit:
        return None
    quantity, end = result
    if quantity.bound != "exact" and round_to > 1:
        quantity = Quantity(quantity.value, Decimal(round_to), quantity.unit, quantity.kind, quantity.bound)
    return quantity, end


def _arabic(text: str, found: re.Match[str]) -> tuple[Quantity, int]:
    digits = found[1].replace(",", "")
    if len(digits) + len(found[2] or "") > DIGITS:
        return Quantity(Decimal(0), Decimal(1), "", "other"), found.end()
    value = Decimal(digits + (found[2] or ""))
    quantum = Decimal(1).scaleb(-(len(found[2]) - 1)) if found[2] else Decimal(1)
    return _finish(text, found.end(), value, quantum)


@cache
def _unit() -> re.Pattern[str]:
    """The units of ``words.yml``, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, words("units")), key=len, reverse=True)))


def _finish(text: str, end: int, value: Decimal, quantum: Decimal) -> tuple[Quantity, int]:
    tail = _TAIL.match(text, end)
    bound: Bound = "exact"
    if tail and tail[0]:
        if tail[1] == "来":
            bound = "about"
        elif tail[1] or tail[3]:
            bound = "above"
        if tail[2]:
            value, quantum = value * _SCALE[tail[2]], quantum * _SCALE[tail[2]]
        end = tail.end()
    unit = _unit().match(text, end)
    name = unit[0] if unit else ""
    if unit:
        if tail and tail[2] and name in MONEY and name != "元":
            name = ""
        end = unit.end()
        after = _AFTER.match(text, end)
        if after:
            bound = "above" if after[1] or after[3] else "about" if after[2] else "limit"
            end = after.end()
    kind: Kind = "count"
    if name in MONEY:
        kind, value, quantum = "money", value * MONEY[name], quantum * MONEY[name]
    elif name == "%":
        kind = "percent"
    elif name == "倍":
        kind = "times"
    elif name.endswith("百分点"):
        kind = "points"
    elif name in words("no_counts"):
        kind = "other"
    return Quantity(value, quantum, name, kind, bound), end
