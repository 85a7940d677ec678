"""Characters as a person would type them: radicals that PDF producers write for ideographs, joined letters,
blanks.

A browser that prints to PDF maps glyphs back to the first code point that uses them, so that 人民政府 may
come out with U+2EA0 in the place of 民. That is a fault of reading and must not become a typo of the agency.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from checker.layout.page import UNMAPPED

# Unicode's EquivalentUnifiedIdeograph for radicals that have no compatibility decomposition of their own.
_RADICALS: Final = dict(
    zip(
        "⺁⺄⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻰⻱",
        "厂乙冂几⺈刂卜㔾小小兀尣尢𡯂巳幺彑彐忄㣺扌攵旡日月歺母民氵氺灬爫爫丬犭王疋目示礻𥫗糹纟罓罒冈𦉪羊羊𦍌耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶阝钅長镸长门阝青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿龙龜",
        strict=True,
    )
) | {"⼾": "户", "⾭": "青", "⿈": "黄"}  # whose decompositions are forms that nobody types in China


@cache
def plain(text: str) -> str:
    """``text`` (one character, or the letters of a ligature) as typed; "" for what has no shape of its
    own."""
    if len(text) > 1:
        return "".join(plain(c) for c in text)
    code = ord(text) if text else 0
    if 0x20 < code < 0x7F or 0x3001 <= code < 0xE000 or 0xFF01 <= code <= 0xFF5E:
        return text
    if code in (0x02, 0xAD, 0xFFFE):
        return "-"  # pdfium's sign for a hyphen at the end of a line
    if 0x2E80 <= code <= 0x2FD5 or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F:
        return _RADICALS.get(text) or unicodedata.normalize("NFKC", text)
    if 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", text)
    if text.isspace():
        return " "
    if 0x200B <= code <= 0x200F or code in (0x2060, 0xFEFF):
        return ""
    if unmapped(text):
        return UNMAPPED if code < 0xE000 else text
    return text


_UNMAPPED: Final = re.compile("[\x00-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")


def unmapped(text: str) -> bool:
    """Whether ``text`` holds something that is a glyph but no character: control codes, U+FFFD, private
    use."""
    return _UNMAPPED.search(text) is not None


def chinese(c: str) -> bool:
    """Whether ``c`` is set on the full square: ideographs, their punctuation, full-width forms."""
    return (
        "\u2e80" <= c <= "\ufaff" or "\uff01" <= c <= "\uff60" or c >= "\U00020000" or c in "“”‘’—…·●■○\ufffd"
    )
