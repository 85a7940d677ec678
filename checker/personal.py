"""Personal numbers in text: identity cards, bank cards, mobile telephones. Used by rule W07 and by every output's masks.

Sources: GB 11643—1999 (identity numbers), ISO/IEC 7812-1 (card numbers: Luhn), the national numbering plan (mobile 1[3-9]).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["identity", "card", "mobile"]

_WIDE: Final = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
_DIGITS: Final = re.compile(r"(?<![\dA-Za-z.])\d(?:[ \-]?\d){10,18}[Xx]?(?![\dA-Za-z])")
_ENOUGH: Final = re.compile(r"\d(?:[ \-]?\d){10}")
"""Without so many digits there is nothing to look at: true of nearly every text."""
_CARD_LENGTHS: Final = (16, 17, 18, 19)
_CARD_STARTS: Final = ("62", "4", "5", "35", "30", "36", "38", "60", "68", "69", "9558")
_GROUPS: Final[dict[Kind, re.Pattern[str]]] = {
    "mobile": re.compile(r"\d{3}[ \-]?\d{4}[ \-]?\d{4}"),
    "identity": re.compile(r"\d{6}[ \-]?(?:\d{8}|\d{4}[ \-]?\d{4})[ \-]?\d{3}[\dXx]|\d{15}"),
    "card": re.compile(r"\d{4}(?:[ \-]?\d{4}){3}(?:[ \-]?\d{1,3})?|\d{6} ?\d{10,13}"),
}
"""How people set blanks and hyphens in such numbers."""


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """Characters ``start`` to ``end`` of a text are a number of this kind."""

    kind: Kind
    start: int
    end: int


def find_numbers(text: str) -> tuple[PersonalNumber, ...]:
    """Personal numbers in ``text``, in order; full-width digits, blanks and hyphens between digits included."""
    if not _ENOUGH.search(text):
        return ()
    plain = text.translate(_WIDE)
    found = []
    for match in _DIGITS.finditer(plain):
        kind = kind_of(re.sub(r"[ \-]", "", match[0]))
        if kind is None:
            continue
        if not _GROUPS[kind].fullmatch(match[0]):
            continue  # a row of short numbers, an area code and a long extension
        found.append(PersonalNumber(kind, match.start(), match.end()))
    return tuple(found)


def kind_of(digits: str) -> Kind | None:
    """What kind of personal number some digits are, or None."""
    if len(digits) == 11 and re.fullmatch(r"1[3-9]\d{9}", digits):
        return "mobile"
    if is_identity(digits):
        return "identity"
    if digits.isdigit() and len(digits) in _CARD_LENGTHS and digits.startswith(_CARD_STARTS) and len(set(digits)) > 2:
        from stdnum import luhn

        if luhn.is_valid(digits):
            return "card"
    return None


def is_identity(digits: str) -> bool:
    """Whether an 18-character number has a date of birth and the right check digit, or 15 digits a date of birth.

    The division code is not looked up: numbers given under codes that were later abolished or added belong to
    living people.
    """
    if re.fullmatch(r"[1-9]\d{16}[\dXx]", digits):
        from stdnum.cn import ric

        # calc_check_digit takes the whole number and leaves its last character out.
        return _birth(digits[6:14]) and ric.calc_check_digit(digits) == digits[17].upper()
    return bool(re.fullmatch(r"[1-6]\d{14}", digits)) and _birth("19" + digits[6:12])


def _birth(digits: str) -> bool:
    try:
        born = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2100


def masked(number: str) -> str:
    """A number with all but its first three and last two characters as asterisks, at the same length."""
    return "".join(
        "*" if c.isalnum() and 3 <= i < len(number) - 2 else c for i, c in enumerate(number)
    )
