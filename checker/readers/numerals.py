"""Numbers written in the numbering formats of word processors (ECMA-376 part 1, 17.18.59 ST_NumberFormat)."""

from __future__ import annotations

from typing import Final

_HAN: Final = "〇一二三四五六七八九"
_ZERO: Final = "零一二三四五六七八九"
_LEGAL: Final = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_OLD: Final = "零壹貳參肆伍陸柒捌玖"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_FULL: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_COUNTING: Final = frozenset(("chineseCounting", "taiwaneseCounting"))
_THOUSAND: Final = frozenset(("chineseCountingThousand", "taiwaneseCountingThousand", "japaneseCounting"))
_DIGITAL: Final = frozenset(
    ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand", "koreanDigital2")
)
_CIRCLED: Final = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))
_WIDE: Final = frozenset(("decimalFullWidth", "decimalFullWidth2"))


def render(number: int, form: str) -> str:
    """``number`` as the format ``form`` prints it; plain digits where the format does not reach."""
    if form == "none":
        return ""
    if form in _WIDE:
        return str(number).translate(_FULL)
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "numberInDash":
        return f"- {number} -"
    if number > 0:
        made = _positive(number, form)
        if made:
            return made
    elif form in _COUNTING | _THOUSAND | _DIGITAL:
        return "〇" if form in _DIGITAL else "零"
    return str(number)


def _positive(number: int, form: str) -> str:
    if form in _THOUSAND:
        return _thousands(number, _ZERO, "十百千", short=True)
    if form in _COUNTING:
        return _thousands(number, _ZERO, "十百千", short=True) if number < 100 else _digits(number)
    if form in _DIGITAL:
        return _digits(number)
    if form == "chineseLegalSimplified":
        return _thousands(number, _LEGAL, "拾佰仟", short=False)
    if form in ("ideographLegalTraditional", "japaneseLegal"):
        return _thousands(number, _LEGAL_OLD, "拾佰仟", short=False)
    if form == "ideographTraditional":
        return _STEMS[number - 1] if number <= 10 else ""
    if form == "ideographZodiac":
        return _BRANCHES[number - 1] if number <= 12 else ""
    if form == "ideographZodiacTraditional":
        return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if number <= 60 else ""
    if form in _CIRCLED:
        return _circled(number)
    if form == "decimalEnclosedParen":
        return chr(0x2474 + number - 1) if number <= 20 else f"({number})"
    if form == "decimalEnclosedFullstop":
        return chr(0x2488 + number - 1) if number <= 20 else f"{number}."
    if form == "ideographEnclosedCircle":
        return chr(0x3280 + number - 1) if number <= 10 else ""
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    if form in ("upperLetter", "lowerLetter"):
        # a … z, then aa, bb, cc …: the letter is repeated, unlike in a spreadsheet.
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 30)
        return letter.upper() if form == "upperLetter" else letter
    if form == "ordinal":
        tens = number % 100
        return f"{number}" + ("th" if 10 < tens < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th"))
    if form == "hex":
        return f"{number:X}"
    return ""


def _digits(number: int) -> str:
    return "".join(_HAN[int(d)] for d in str(number))


def _circled(number: int) -> str:
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return ""


def _roman(number: int) -> str:
    if number > 5000:
        return str(number)
    made = ""
    for worth, letters in _ROMAN:
        count, number = divmod(number, worth)
        made += letters * count
    return made


def _thousands(number: int, digits: str, units: str, *, short: bool) -> str:
    """一百零五; ``short`` drops the 一 of 一十 at the head."""
    if number >= 10_000:
        return str(number)
    made, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            made += digits[0] * gap + digits[digit] + (units[power - 1] if power else "")
            gap = False
        elif made:
            gap = True
    return made[1:] if short and made.startswith(digits[1] + units[0]) else made
